// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";

import {AgentId} from "../types/Ids.sol";
import {Account, Accounts, Floors, Folio, Progress, Treasury} from "./Accounts.sol";
import {Balances} from "./Balances.sol";
import {Equations} from "./Equations.sol";
import {ISurplus} from "./ISurplus.sol";
import {Losses} from "./Losses.sol";
import {Payments} from "./Payments.sol";
import {Pools} from "./Pools.sol";
import {Weights} from "./Weights.sol";

/// @title How members' shares are taken out of the pools, and paid
/// @dev A linked library on the treasury's storage. Whoever acts has been authenticated before. Nobody is paid, and no other
/// contract's hook runs, before all that was taken has been written.
library Collecting {
    using Accounts for Treasury;
    using Equations for Equations.Book;
    using Progress for uint256;

    /// @dev In an entry of `SharesCollected`: the bit of a share that went elsewhere.
    uint256 private constant FORFEITED = 1 << 168;
    /// @dev In an entry of `SharesCollected`: the step from one outcome to the other.
    uint256 private constant PAID_TO_OWED =
        uint256(uint8(ISurplus.Outcome.Owed) - uint8(ISurplus.Outcome.Paid)) << OUTCOME_SHIFT;
    uint256 private constant OUTCOME_SHIFT = 32;
    uint256 private constant AMOUNT_SHIFT = 40;

    /// @notice See `ISurplus.claim`.
    /// @param isDirect Whether the author sent the act and it names no other payee: then the sender is paid.
    function claim(
        Treasury storage self,
        Floors memory floors,
        ISurplus.Claim calldata act,
        bool isDirect
    ) external returns (uint256 amount) {
        AgentId[] memory one = new AgentId[](1);
        one[0] = act.by;
        Folio memory folio = Folio(act.guild, act.season, act.token);
        Account storage account = self.accountAt(folio);
        Weights.Run memory run = Weights.load(account, folio);
        Weights.requireWeighed(run);
        ISurplus.Outcome given = _outcomeOf(run, act.to == address(this));
        uint256[] memory entries = _take(run, account, one, Weights.factsOfOne(run, floors, one), _placed(given));
        amount = amountDue(entries[0], folio, act.by);
        _finish(run, self, account);
        amount = Losses.restOf(self, folio, act.by, amount);
        emit ISurplus.SharesCollected(act.guild, act.season, act.token, act.to, entries);
        if (amount == 0) return 0;
        if (given == ISurplus.Outcome.Lent) self.loans[act.by][act.token] += amount;
        else if (given == ISurplus.Outcome.Owed) self.owed[act.by][act.token] += amount;
        else if (isDirect) Balances.pay(act.token, msg.sender, amount);
        else Balances.pay(act.token, Balances.payeeOf(floors.members, act.by, act.to), amount);
    }

    /// @notice See `ISurplus.claimFor`.
    function claimFor(
        Treasury storage self,
        Floors memory floors,
        AgentId[] memory members,
        Folio memory folio
    ) external {
        Account storage account = self.accountAt(folio);
        Weights.Run memory run = Weights.load(account, folio);
        Weights.requireWeighed(run);
        Weights.Facts memory facts = Weights.factsOf(run, floors, members, true);
        ISurplus.Outcome given = _outcomeOf(run, false);
        uint256[] memory entries = _take(run, account, members, facts, _placed(given));
        _finish(run, self, account);
        _give(self, folio, members, facts.electors, entries, given);
        // Last, since it says who could be paid.
        emit ISurplus.SharesCollected(folio.guild, folio.season, folio.token, address(0), entries);
    }

    // --- steps -------------------------------------------------------------------------------------------------------

    /// @dev Takes members' shares out of all pools and marks them as collected.
    /// @param kept The outcome of a share that can be given, in its place in an entry.
    /// @return entries As in `SharesCollected`, as if every member could be paid.
    function _take(
        Weights.Run memory run,
        Account storage account,
        AgentId[] memory members,
        Weights.Facts memory facts,
        uint256 kept
    ) private returns (uint256[] memory entries) {
        uint256 count = members.length;
        entries = new uint256[](2 * count);
        // Members in the order of their ids share the word that says who has collected.
        (uint256 word, uint256 bits) = (type(uint256).max, 0);
        // As many as there are members.
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                AgentId member = members[i];
                uint256 bit = AgentId.unwrap(member);
                if (bit >> 8 != word) {
                    if (i != 0) account.collected[word] = bits;
                    word = bit >> 8;
                    bits = account.collected[word];
                }
                bit = 1 << (bit & 0xff);
                if (bits & bit != 0) {
                    entries[2 * i] = entryOf(member, ISurplus.Outcome.AlreadyCollected, 0);
                    continue;
                }
                (uint256 weights, bool forfeits) = Weights.weightsOf(run, account, member, facts, i);
                if (weights == 0) {
                    entries[2 * i] = entryOf(member, ISurplus.Outcome.NothingDue, 0);
                    continue;
                }
                bits |= bit;
                entries[2 * i] = AgentId.unwrap(member) | _takeOne(run, weights, forfeits, kept);
                entries[2 * i + 1] = weights;
            }
            if (count != 0) account.collected[word] = bits;
        }
    }

    /// @param kept The outcome of a share that can be given, in its place in an entry.
    /// @return entry As in `SharesCollected`, but for the member.
    function _takeOne(
        Weights.Run memory run,
        uint256 weights,
        bool forfeits,
        uint256 kept
    ) private pure returns (uint256 entry) {
        uint256 lanes = run.lanes;
        uint256 sum;
        (run.lanes, sum) = Pools.take(run.pools, lanes, weights);
        // Sums of parts of an income of 128 bits; the equal share is part of the sum.
        unchecked {
            run.given += sum;
            uint256 amount = sum;
            if (forfeits) amount -= Pools.firstOf(run.pools, lanes, weights);
            if (amount > run.cap) amount = run.cap;
            if (amount != sum) {
                run.forfeited += sum - amount;
                entry = FORFEITED;
            }
            entry |= amount == 0 ? _placed(ISurplus.Outcome.NothingDue) : kept;
            return entry | (amount << AMOUNT_SHIFT);
        }
    }

    /// @dev Writes back what a run has taken.
    function _finish(Weights.Run memory run, Treasury storage self, Account storage account) private {
        uint256 progress = run.progress;
        uint256 taken = Pools.takenOf(run.pools, run.lanes) - Pools.takenOf(run.pools, progress.lanes());
        account.progress = progress.recount(run.lanes, progress.dust() + taken - run.given);
        if (run.forfeited == 0) return;
        account.forfeited += uint128(run.forfeited);
        self.credit(run.folio, self.equations.fundOf(progress.equation()), run.forfeited);
    }

    /// @dev Pays members to their keys, or lends for them; owes them what could not be paid, and says so in the entries.
    function _give(
        Treasury storage self,
        Folio memory folio,
        AgentId[] memory members,
        uint256[] memory electors,
        uint256[] memory entries,
        ISurplus.Outcome given
    ) private {
        bool isBorne = self.lossBook.isBorne[folio.token];
        bool isLent = given == ISurplus.Outcome.Lent;
        address token = folio.token;
        uint256 count = members.length;
        // Incomes of 128 bits, and as many steps as there are members.
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                uint256 amount = amountIn(Arrays.unsafeMemoryAccess(entries, 2 * i));
                if (isBorne && amount != 0) amount = Losses.restOf(self, folio, members[i], amount);
                if (amount == 0) continue;
                if (isLent) {
                    self.loans[members[i]][token] += amount;
                } else if (
                    !Payments.sendAmongMany(token, Weights.keyIn(Arrays.unsafeMemoryAccess(electors, i)), amount)
                ) {
                    self.owed[members[i]][token] += amount;
                    entries[2 * i] += PAID_TO_OWED;
                }
            }
        }
    }

    // --- words -------------------------------------------------------------------------------------------------------

    function isCollected(Account storage account, AgentId member) internal view returns (bool) {
        uint256 id = AgentId.unwrap(member);
        return account.collected[id / 256] & (1 << (id % 256)) != 0;
    }

    /// @notice An entry of `SharesCollected` of somebody whose share did not go elsewhere.
    function entryOf(AgentId member, ISurplus.Outcome outcome, uint256 amount) internal pure returns (uint256) {
        return AgentId.unwrap(member) | _placed(outcome) | (amount << AMOUNT_SHIFT);
    }

    function amountIn(uint256 entry) internal pure returns (uint256) {
        return uint128(entry >> AMOUNT_SHIFT);
    }

    /// @notice As `amountIn`. Requirements: not collected before; something is due.
    function amountDue(uint256 entry, Folio memory folio, AgentId member) internal pure returns (uint256 amount) {
        amount = amountIn(entry);
        if (amount != 0) return amount;
        bool isTaken = uint8(entry >> OUTCOME_SHIFT) == uint8(ISurplus.Outcome.AlreadyCollected);
        require(!isTaken, ISurplus.SurplusAlreadyCollected(folio.guild, folio.season, folio.token, member));
        revert ISurplus.SurplusNothingDue(folio.guild, folio.season, folio.token, member);
    }

    function _placed(ISurplus.Outcome outcome) private pure returns (uint256) {
        return uint256(outcome) << OUTCOME_SHIFT;
    }

    function _outcomeOf(Weights.Run memory run, bool keeps) private pure returns (ISurplus.Outcome) {
        if (run.progress.has(Progress.LENDS)) return ISurplus.Outcome.Lent;
        return keeps ? ISurplus.Outcome.Owed : ISurplus.Outcome.Paid;
    }
}

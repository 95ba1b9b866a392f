// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Account, Accounts, Floors, Folio, Progress, Treasury} from "./Accounts.sol";
import {Equations} from "./Equations.sol";
import {ISurplus} from "./ISurplus.sol";
import {Pools} from "./Pools.sol";
import {Weights} from "./Weights.sol";

/// @title How members' shares are taken out of the pools
/// @dev A linked library on the treasury's storage. Pays nobody: who calls this pays, or credits, after what was taken has been
/// written.
library Collecting {
    using Accounts for Treasury;
    using Equations for Equations.Book;
    using Progress for uint256;

    /// @dev In an entry of `SharesCollected`: the bit of a share that went elsewhere.
    uint256 private constant FORFEITED = 1 << 168;

    /// @notice Takes the shares of members out of all pools.
    /// @dev See `Surplus`, where the parameters are those of `_collect`.
    function collect(
        Treasury storage self,
        Floors memory floors,
        AgentId[] memory members,
        Folio memory folio,
        bool withKeys,
        bool keeps
    ) external returns (uint256[] memory entries, uint256 progress, uint256[] memory keys) {
        Account storage account = self.accountAt(folio);
        Weights.Run memory run = Weights.start(self, folio);
        Weights.Facts memory facts = Weights.factsOf(run, floors, members, withKeys);
        (progress, keys) = (run.progress, facts.electors);
        ISurplus.Outcome given =
            progress.has(Progress.LENDS)
                ? ISurplus.Outcome.Lent
                : keeps
                    ? ISurplus.Outcome.Owed
                    : ISurplus.Outcome.Paid;
        entries = new uint256[](2 * members.length);
        for (uint256 i = 0; i < members.length; ++i) {
            AgentId member = members[i];
            if (isCollected(account, member)) {
                entries[2 * i] = entryOf(member, ISurplus.Outcome.AlreadyCollected, 0, 0);
                continue;
            }
            (uint256 weights, bool forfeits) = Weights.weightsOf(run, account, member, facts, i);
            entries[2 * i] = take(run, account, member, weights, forfeits, given);
            entries[2 * i + 1] = weights;
        }
        finish(run, self, account);
    }

    /// @notice Takes a member's shares out of all pools and marks them as collected.
    /// @param given What becomes of the share if it can be given.
    /// @return entry As in `SharesCollected`, whose second word are the weights.
    function take(
        Weights.Run memory run,
        Account storage account,
        AgentId member,
        uint256 weights,
        bool forfeits,
        ISurplus.Outcome given
    ) internal returns (uint256 entry) {
        if (weights == 0) return entryOf(member, ISurplus.Outcome.NothingDue, 0, 0);
        (uint256 lanes, uint256 sum, uint256 equal) = Pools.take(run.pools, run.lanes, weights);
        // Sums of parts of an income of 128 bits; the equal share is part of the sum.
        unchecked {
            (run.lanes, run.given) = (lanes, run.given + sum);
            uint256 amount = forfeits ? sum - equal : sum;
            if (amount > run.cap) amount = run.cap;
            run.forfeited += sum - amount;
            _mark(account, member);
            return entryOf(member, amount == 0 ? ISurplus.Outcome.NothingDue : given, amount, sum - amount);
        }
    }

    /// @notice Writes back what a run has taken.
    function finish(Weights.Run memory run, Treasury storage self, Account storage account) internal {
        uint256 progress = run.progress;
        uint256 taken = Pools.takenOf(run.pools, run.lanes) - Pools.takenOf(run.pools, progress.lanes());
        account.progress = progress.recount(run.lanes, progress.dust() + taken - run.given);
        if (run.forfeited == 0) return;
        account.forfeited += uint128(run.forfeited);
        self.credit(run.folio, self.equations.fundOf(progress.equation()), run.forfeited);
    }

    function isCollected(Account storage account, AgentId member) internal view returns (bool) {
        uint256 id = AgentId.unwrap(member);
        return account.collected[id / 256] & (1 << (id % 256)) != 0;
    }

    function _mark(Account storage account, AgentId member) private {
        uint256 id = AgentId.unwrap(member);
        account.collected[id / 256] |= 1 << (id % 256);
    }

    function entryOf(
        AgentId member,
        ISurplus.Outcome outcome,
        uint256 amount,
        uint256 lost
    ) internal pure returns (uint256) {
        return AgentId.unwrap(member) | (uint256(outcome) << 32) | (amount << 40) | (lost == 0 ? 0 : FORFEITED);
    }

    function amountIn(uint256 entry) internal pure returns (uint256) {
        return uint128(entry >> 40);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IContributionLedger} from "../contributions/IContributionLedger.sol";
import {IMembers} from "../membership/IMembers.sol";
import {AgentId, NO_AGENT, WorkId} from "../types/Ids.sol";
import {Account, Accounts, Folio, Progress, Treasury, WorkPart, Works} from "./Accounts.sol";
import {Balances} from "./Balances.sol";
import {Collecting} from "./Collecting.sol";
import {ISurplus} from "./ISurplus.sol";
import {Losses} from "./Losses.sol";
import {Payments} from "./Payments.sol";

/// @title What works have earned, shared by those who were credited for them
/// @dev A linked library on the treasury's storage. The WorkShare buckets of closed books hold one amount, of which each work
/// has a part in proportion to the income tagged with it. Who first asks for a work's part *opens* it: then its part and the
/// credits that share it are known; a part that nobody shares goes to the reserve. Both steps round as `Pools` does.
///
/// Must always hold: INV-236 what members were given, what rounding left, what went to the reserve and what nobody has
/// come for add up to the amount; INV-237 a member collects a work's share once. Nothing grows with members or works.
library WorkShares {
    using Accounts for Treasury;
    using Progress for uint256;

    /// @dev What claims carry along, in memory.
    struct Run {
        Folio folio;
        WorkId work;
        uint256 amount; //  of the work
        uint256 total;
        uint256 counted;
        uint256 given;
        bool isLoan;
    }

    /// @notice Notes income that is tagged with a work.
    function note(Account storage account, WorkId work, uint128 amount) internal {
        account.works.tagged += amount;
        account.works.parts[work].income += amount;
    }

    /// @notice Keeps, at the close, what the works share of their buckets' amount.
    /// @return unshared The rest, for income that no work is named for.
    function freeze(Account storage account, Folio memory folio, uint256 amount) internal returns (uint256 unshared) {
        uint256 tagged = account.works.tagged;
        // 128 bits times 128 bits; at most all income is tagged, and books without income do not get here.
        uint256 shared = (amount * tagged) / account.income;
        if (shared == 0) return amount;
        account.works.amount = uint128(shared);
        emit ISurplus.WorksShared(folio.guild, folio.season, folio.token, shared, tagged);
        return amount - shared;
    }

    /// @notice Adds to books as people read them what works share.
    function addTo(Account storage account, ISurplus.Books memory books) internal view {
        uint256 amount = account.works.amount;
        if (amount == 0) return;
        Works storage works = account.works;
        uint256 opened = (amount * works.opened) / works.tagged;
        books.uncollected += amount - opened + works.parted - works.taken;
        books.remainder += opened - works.parted + works.taken - works.given - works.toReserve;
        if (account.progress.has(Progress.LENDS)) books.lent += works.given;
        else books.collected += works.given;
        // It was counted there as what is left.
        books.toReserve = books.toReserve + works.toReserve - amount;
    }

    /// @notice See `ISurplus.claimWork`.
    /// @param isDirect Whether the author sent the act and it names no other payee: then the sender is paid.
    function claim(
        Treasury storage self,
        IMembers members,
        IContributionLedger ledger,
        ISurplus.ClaimWork calldata act,
        bool isDirect
    ) external returns (uint256 amount) {
        Folio memory folio = Folio(act.guild, act.season, act.token);
        Account storage account = self.accountAt(folio);
        Run memory run = _open(self, account, ledger, folio, act.work);
        ISurplus.Outcome given =
            run.isLoan
                ? ISurplus.Outcome.Lent
                : act.to == address(this)
                    ? ISurplus.Outcome.Owed
                    : ISurplus.Outcome.Paid;
        uint256[] memory entries = new uint256[](2);
        (entries[0], entries[1]) = _take(run, account, ledger, act.by, given);
        amount = Collecting.amountDue(entries[0], folio, act.by);
        _finish(run, account);
        amount = Losses.restOf(self, folio, act.by, amount);
        emit ISurplus.WorkSharesCollected(act.guild, act.season, act.token, act.work, act.to, entries);
        if (amount == 0) return 0;
        if (run.isLoan) self.loans[act.by][act.token] += amount;
        else if (given == ISurplus.Outcome.Owed) self.owed[act.by][act.token] += amount;
        else if (isDirect) Balances.pay(act.token, msg.sender, amount);
        else Balances.pay(act.token, Balances.payeeOf(members, act.by, act.to), amount);
    }

    /// @notice See `ISurplus.claimWorkFor`.
    function claimFor(
        Treasury storage self,
        IMembers members,
        IContributionLedger ledger,
        AgentId[] calldata people,
        Folio memory folio,
        WorkId work
    ) external {
        Account storage account = self.accountAt(folio);
        Run memory run = _open(self, account, ledger, folio, work);
        ISurplus.Outcome given = run.isLoan ? ISurplus.Outcome.Lent : ISurplus.Outcome.Paid;
        uint256[] memory entries = new uint256[](2 * people.length);
        for (uint256 i = 0; i < people.length; ++i) {
            (entries[2 * i], entries[2 * i + 1]) = _take(run, account, ledger, people[i], given);
        }
        _finish(run, account);
        for (uint256 i = 0; i < people.length; ++i) {
            uint256 share = Collecting.amountIn(entries[2 * i]);
            uint256 amount = share == 0 ? 0 : Losses.restOf(self, folio, people[i], share);
            if (amount == 0) continue;
            if (run.isLoan) {
                self.loans[people[i]][folio.token] += amount;
                continue;
            }
            (address key, ) = members.keyOf(people[i]);
            if (Payments.sendAmongMany(folio.token, key, amount)) continue;
            self.owed[people[i]][folio.token] += amount;
            entries[2 * i] = Collecting.entryOf(people[i], ISurplus.Outcome.Owed, share);
        }
        // Last, since it says who could be paid.
        emit ISurplus.WorkSharesCollected(folio.guild, folio.season, folio.token, work, address(0), entries);
    }

    /// @notice See `ISurplus.workShareOf`.
    function shareOf(
        Treasury storage self,
        IContributionLedger ledger,
        Folio memory folio,
        WorkId work,
        AgentId member
    ) external view returns (ISurplus.WorkShare memory share) {
        Account storage account = self.accountAt(folio);
        Works storage works = account.works;
        WorkPart storage part = works.parts[work];
        (share.income, share.counted) = (part.income, part.counted);
        if (works.amount == 0) return share;
        share.part = (uint256(works.amount) * part.income) / works.tagged;
        share.total = ledger.workTotalAt(folio.guild, work, folio.season);
        if (share.total != 0) {
            uint256 weight = ledger.workCreditAt(folio.guild, work, member, folio.season);
            share.amount = (share.part * weight) / share.total;
        }
        share.collected = _isCollected(part, member);
    }

    /// @dev A work's part of closed books; found out here if nobody has asked for it before.
    function _open(
        Treasury storage self,
        Account storage account,
        IContributionLedger ledger,
        Folio memory folio,
        WorkId work
    ) private returns (Run memory run) {
        uint256 progress = account.progress;
        require(progress.equation() != 0, ISurplus.SurplusBooksOpen(folio.guild, folio.season, folio.token));
        require(!progress.has(Progress.WEIGHING), ISurplus.SurplusNotWeighed(folio.guild, folio.season, folio.token));
        Works storage works = account.works;
        WorkPart storage part = works.parts[work];
        (uint256 income, uint256 amount) = (part.income, works.amount);
        require(income != 0 && amount != 0, ISurplus.SurplusNoWorkShare(folio.guild, folio.season, folio.token, work));
        (run.folio, run.work, run.isLoan) = (folio, work, progress.has(Progress.LENDS));
        run.amount = (amount * income) / works.tagged;
        (run.total, run.counted) = (part.total, part.counted);
        if (part.isOpen) return run;

        run.total = ledger.workTotalAt(folio.guild, work, folio.season);
        // 56 bits: minutes of 100,000 people for a billion years.
        (part.isOpen, part.total) = (true, uint56(run.total));
        works.opened += uint128(income);
        works.parted += uint128(run.amount);
        emit ISurplus.WorkOpened(folio.guild, folio.season, folio.token, work, run.amount, run.total);
        if (run.total != 0) return run;
        works.taken += uint128(run.amount);
        works.toReserve += uint128(run.amount);
        self.credit(folio, NO_AGENT, run.amount);
    }

    /// @dev Takes a member's share of a work's part and marks it as collected.
    /// @return entry As in `WorkSharesCollected`, whose second word is the weight.
    function _take(
        Run memory run,
        Account storage account,
        IContributionLedger ledger,
        AgentId member,
        ISurplus.Outcome given
    ) private returns (uint256 entry, uint256 weight) {
        WorkPart storage part = account.works.parts[run.work];
        if (_isCollected(part, member)) {
            return (Collecting.entryOf(member, ISurplus.Outcome.AlreadyCollected, 0), 0);
        }
        if (run.total != 0) weight = ledger.workCreditAt(run.folio.guild, run.work, member, run.folio.season);
        // Should the ledger ever say more than its total at the close, the others' shares are safe.
        if (weight == 0 || run.counted + weight > run.total) {
            return (Collecting.entryOf(member, ISurplus.Outcome.NothingDue, 0), 0);
        }
        uint256 id = AgentId.unwrap(member);
        part.collected[id / 256] |= 1 << (id % 256);
        uint256 share = (run.amount * weight) / run.total;
        run.counted += weight;
        run.given += share;
        return (Collecting.entryOf(member, share == 0 ? ISurplus.Outcome.NothingDue : given, share), weight);
    }

    /// @dev Writes back what a run has taken.
    function _finish(Run memory run, Account storage account) private {
        WorkPart storage part = account.works.parts[run.work];
        uint256 before = part.counted;
        if (run.counted == before) return;
        part.counted = uint64(run.counted);
        uint256 taken = (run.amount * run.counted) / run.total - (run.amount * before) / run.total;
        account.works.taken += uint128(taken);
        account.works.given += uint128(run.given);
    }

    function _isCollected(WorkPart storage part, AgentId member) private view returns (bool) {
        uint256 id = AgentId.unwrap(member);
        return part.collected[id / 256] & (1 << (id % 256)) != 0;
    }
}

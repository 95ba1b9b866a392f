// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, WorkId} from "../types/Ids.sol";
import {Bitmaps} from "./Bitmaps.sol";
import {Credits} from "./Credits.sol";
import {Entries, Entry} from "./Entries.sol";
import {IContributionLedger} from "./IContributionLedger.sol";
import {Lanes} from "./Lanes.sol";
import {SeasonBook} from "./SeasonBooks.sol";
import {Run, Settling} from "./Settlings.sol";
import {Standing} from "./Standing.sol";
import {WorkCredits} from "./WorkCredits.sol";
import {Worth} from "./Worth.sol";

/// @title What a settlement writes for a provider: record, credits, standing, works
/// @dev The totals of guild and season stay in memory until its end. Standing is kept only where the nation's clock has ever
/// run; works only where the guild counts them.
library Booking {
    using Bitmaps for uint256[];
    using Credits for Credits.Account;
    using Credits for uint256;
    using Entries for bytes;
    using Lanes for uint256;
    using Standing for uint256;
    using WorkCredits for WorkCredits.Book;
    using Worth for Settling;

    // --- record and credits ------------------------------------------------------------------------------------------

    /// @dev Books what is credited for a run; it counts toward the season unless the guild's budget is too small for it
    /// (`run.counts`).
    function credit(
        Settling memory settling,
        Run memory run,
        Credits.Account storage account,
        SeasonBook storage seasons
    ) internal {
        uint256 added = run.added;
        if (run.counts && settling.budget != 0) {
            uint256 used = settling.totals >> Credits.USED_SHIFT;
            run.counts = used + added.together(Lanes.ADDED_WIDTH) <= settling.budget;
        }
        if (added == 0) return;
        uint256 recordBefore;
        if (run.counts) {
            uint256 creditsBefore;
            uint256 creditsAfter;
            (recordBefore, creditsBefore, creditsAfter) = account.credit(settling.season, added);
            settling.totals = settling.totals.moved(creditsBefore, creditsAfter, settling.limits);
        } else {
            recordBefore = account.record(added);
        }
        if (settling.fading) _addStanding(settling, account, seasons, run.provider, added, recordBefore);
    }

    /// @dev Takes what an entry corrects from record, credits and standing.
    /// @return taken Credits: at most what the record holds.
    function correct(
        Settling memory settling,
        Credits.Account storage account,
        SeasonBook storage seasons,
        Entry entry,
        IContributionLedger.Batch storage corrected
    ) internal returns (uint256 taken) {
        uint256 recordBefore;
        uint256 creditsBefore;
        uint256 creditsAfter;
        (taken, recordBefore, creditsBefore, creditsAfter) = account.correct(
            settling.season,
            entry.track(),
            settling.worthOf(entry)
        );
        settling.totals = settling.totals.moved(creditsBefore, creditsAfter, settling.limits);
        if (settling.fading && taken != 0) {
            _takeStanding(settling, account, seasons, entry, corrected, taken, recordBefore);
        }
    }

    // --- standing ----------------------------------------------------------------------------------------------------

    /// @dev Adds credits as old as the batch, in the person's own time: a leave may have paused their clock.
    function _addStanding(
        Settling memory settling,
        Credits.Account storage account,
        SeasonBook storage seasons,
        AgentId provider,
        uint256 added,
        uint256 recordBefore
    ) private {
        (uint256 standing, uint256 rested, uint256 restingSince) = _openStanding(
            settling,
            account,
            provider,
            recordBefore
        );
        uint256 own = Standing.ownTime(rested, restingSince, settling.batch.submittedAt);
        Standing.Age memory age =
            own == settling.batch.submittedAt ? settling.age : Standing.ageAt(seasons.seasonOf, settling.last, own);
        account.standing = standing.add(added, age).stamp(rested, settling.closes);
    }

    /// @dev Takes credits as old as those that are corrected: so exactly these are gone, unless their provider was on leave
    /// since. Where nothing is left of the record, nothing is left of the standing either.
    function _takeStanding(
        Settling memory settling,
        Credits.Account storage account,
        SeasonBook storage seasons,
        Entry entry,
        IContributionLedger.Batch storage corrected,
        uint256 taken,
        uint256 recordBefore
    ) private {
        (uint256 standing, uint256 rested, uint256 restingSince) = _openStanding(
            settling,
            account,
            entry.provider(),
            recordBefore
        );
        uint256 own = Standing.ownTime(rested, restingSince, corrected.submittedAt);
        Standing.Age memory age = Standing.ageAt(seasons.seasonOf, settling.last, own);
        bool isAll = recordBefore.lane(Credits.RECORD_WIDTH, entry.track()) == taken;
        standing = isAll ? standing.clear(entry.track()) : standing.sub(entry.track(), taken, age);
        account.standing = standing.stamp(rested, settling.closes);
    }

    /// @dev The standing as it is, kept first where seasons have been closed since it was written.
    function _openStanding(
        Settling memory settling,
        Credits.Account storage account,
        AgentId provider,
        uint256 recordBefore
    ) private returns (uint256 standing, uint256 rested, uint256 restingSince) {
        standing = account.standing;
        (rested, restingSince) = settling.registers.members.restedOf(provider);
        if (standing == 0 && recordBefore != 0) {
            standing = Standing.ofRecord(recordBefore, Credits.RECORD_WIDTH).stamp(0, 0);
        }
        if (standing != 0 && standing.closesIn() < settling.closes) account.formerStanding[settling.closes] = standing;
    }

    // --- works -------------------------------------------------------------------------------------------------------

    /// @dev Counts a run's credits for the works that its entries name; those of one work that stand together in one go.
    function countWorks(
        Settling memory settling,
        Run memory run,
        WorkCredits.Book storage works,
        bytes calldata payload
    ) internal {
        uint256 known = 0;
        uint256 sum = 0;
        // Numbers of entries; 1,000 credits of at most 527,040.
        unchecked {
            for (uint256 i = run.from; i < run.end; ++i) {
                Entry entry = payload.entryAt(settling.head, settling.size, i);
                uint256 work = WorkId.unwrap(entry.work());
                if (work == 0 || !settling.counted.has(i) || (settling.mayCorrect && entry.isCorrection())) continue;
                if (work != known) {
                    _addFor(settling, run, works, known, sum);
                    (known, sum) = (work, 0);
                }
                sum += settling.worthOf(entry);
            }
        }
        _addFor(settling, run, works, known, sum);
    }

    /// @dev Takes what a correction took from the work it names.
    function takeForWork(
        Settling memory settling,
        WorkCredits.Book storage works,
        Entry entry,
        uint256 taken
    ) internal {
        WorkId work = entry.work();
        if (WorkId.unwrap(work) == 0) return;
        works.take(settling.batch.guild, work, entry.provider(), settling.season, taken);
    }

    function _addFor(
        Settling memory settling,
        Run memory run,
        WorkCredits.Book storage works,
        uint256 work,
        uint256 amount
    ) private {
        works.add(settling.batch.guild, WorkId.wrap(uint32(work)), run.provider, settling.season, amount);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {AgentId, SeasonId} from "../types/Ids.sol";
import {Appraisers} from "./Appraisers.sol";
import {BatchBook} from "./Batches.sol";
import {Bitmaps} from "./Bitmaps.sol";
import {Booking} from "./Booking.sol";
import {Credits} from "./Credits.sol";
import {Entries, Entry} from "./Entries.sol";
import {BatchState, IContributionLedger} from "./IContributionLedger.sol";
import {ISeasons} from "./ISeasons.sol";
import {Lanes} from "./Lanes.sol";
import {SeasonBook} from "./SeasonBooks.sol";
import {GuildPage, Registers, Run, Settling, Settlings} from "./Settlings.sol";
import {Standing} from "./Standing.sol";
import {WorkCredits} from "./WorkCredits.sol";
import {Worth} from "./Worth.sol";

/// @title From claims to credits
/// @dev Works on the ledger's storage, in one pass over a batch's entries: `Settlings` loads what is known beforehand,
/// `Appraisers` says whose acceptance counts, `Worth` what an entry is worth, `Booking` writes what comes of it. Entries of one
/// provider that stand together are a *run*, judged and booked together; so a payload sorted by provider is the cheapest. Must
/// always hold: INV-14 an entry is credited at most once, and only if as many peers without a conflict, other than its
/// provider, accepted it as the season of its submission asks; INV-15 nothing of a closed season changes.
library Settlement {
    using Appraisers for Settling;
    using Bitmaps for uint256[];
    using Booking for Settling;
    using Credits for Credits.Account;
    using Entries for bytes;
    using Settlings for Settling;
    using WorkCredits for WorkCredits.Book;
    using Worth for Settling;

    // A run in one word, until it is its turn: the provider in bits 0-31, where it ends in 32-47, then whether it corrects.
    uint256 private constant END_SHIFT = 32;
    uint256 private constant CORRECTS = 1 << 48;

    /// @dev Credits the entries before `upTo` that no earlier call has settled.
    function settle(
        Credits.Book storage book,
        BatchBook storage batches,
        SeasonBook storage seasons,
        mapping(AgentId guild => GuildPage) storage pages,
        Registers memory registers,
        bytes32 id,
        bytes calldata payload,
        uint256 upTo
    ) external {
        Settling memory settling;
        (settling.id, settling.registers) = (id, registers);
        settling.open(batches, payload, upTo);
        settling.loadSeasons(book, seasons, pages);
        settling.loadOpinions(batches);
        settling.loadConflicts();
        _settleRuns(settling, book, seasons, batches, payload);
        settling.writePairs(book);
        book.totals[settling.batch.guild][settling.season] = settling.totals;
        _finish(settling, batches);
    }

    /// @dev Of a member or of all, see `WorkCredits`.
    function workCreditAt(Credits.Book storage book, uint256 key, SeasonId season) external view returns (uint256) {
        return book.works.valueAt(key, season);
    }

    /// @dev See `IContributionLedger.standingAtClose`.
    function standingAtClose(
        Credits.Account storage account,
        SeasonBook storage seasons,
        SeasonId season
    ) external view returns (uint256[3] memory values) {
        uint256 closes = seasons.closeOf[season];
        ISeasons.Season storage closed = seasons.seasonOf[season];
        if (closes == 0 || (closed.clock == 0 && closed.terms.standingHalfLife == 0)) return values;
        return Standing.valuesAtClose(standingOf(account), account.formerStanding, seasons.seasonOf, season, closes);
    }

    /// @dev The word of a member's standing, also where none was written yet.
    function standingOf(Credits.Account storage account) internal view returns (uint256 standing) {
        standing = account.standing;
        if (standing == 0) standing = Standing.ofRecord(account.recordOf(), Credits.RECORD_WIDTH);
    }

    // --- run by run --------------------------------------------------------------------------------------------------

    function _settleRuns(
        Settling memory settling,
        Credits.Book storage book,
        SeasonBook storage seasons,
        BatchBook storage batches,
        bytes calldata payload
    ) private {
        (uint256[] memory runs, uint256[] memory added) = _findRuns(
            settling,
            payload.placeOf(settling.head, settling.size, settling.from)
        );
        uint256[] memory electors = _electorsOf(settling, runs);
        Run memory run;
        run.end = settling.from;
        for (uint256 i = 0; i < runs.length;) {
            run.provider = AgentId.wrap(uint32(runs[i]));
            (run.from, run.end) = (run.end, uint16(runs[i] >> END_SHIFT));
            (run.added, run.corrects) = (added[i], runs[i] & CORRECTS != 0);
            run.counts = settling.everybodyCounts || electors[i] & 1 == 1;
            settling.judge(run, book, payload);
            if (run.accepts >= settling.needed) _settleRun(settling, run, book, seasons, batches, payload);
            unchecked {
                ++i; // at most 201
            }
        }
    }

    /// @dev Where each run ends, and the credits of its entries; `place` is that of the first entry in the calldata.
    function _findRuns(
        Settling memory settling,
        uint256 place
    ) private view returns (uint256[] memory runs, uint256[] memory added) {
        runs = new uint256[](Math.min(settling.upTo - settling.from, Entries.MOST_TURNS + 1));
        added = new uint256[](runs.length);
        (uint256 size, uint256 upTo, bool mayCorrect) = (settling.size, settling.upTo, settling.mayCorrect);
        uint256 count = 0;
        uint256 sum = 0;
        uint256 known = AgentId.unwrap(Entries.entryIn(place).provider());
        // Numbers of entries; 1,000 credits of at most 527,040 stay within their lane.
        unchecked {
            for (uint256 i = settling.from; i < upTo; ++i) {
                Entry entry = Entries.entryIn(place);
                place += size;
                uint256 provider = AgentId.unwrap(entry.provider());
                if (provider != known) {
                    runs[count] |= known | (i << END_SHIFT);
                    added[count++] = sum;
                    (known, sum) = (provider, 0);
                }
                if (mayCorrect && entry.isCorrection()) runs[count] = CORRECTS;
                else if (entry.resource() == 0) sum += entry.quantity() << (Lanes.ADDED_WIDTH * entry.track());
                else sum += settling.worthOf(entry) << (Lanes.ADDED_WIDTH * entry.track());
            }
            runs[count] |= known | (upTo << END_SHIFT);
            added[count++] = sum;
        }
        assembly ("memory-safe") {
            mstore(runs, count)
            mstore(added, count)
        }
    }

    /// @dev Of each run's provider, whether they were active at submission; empty where everybody counts.
    function _electorsOf(
        Settling memory settling,
        uint256[] memory runs
    ) private view returns (uint256[] memory electors) {
        if (settling.everybodyCounts) return electors;
        AgentId[] memory providers = new AgentId[](runs.length);
        for (uint256 i = 0; i < runs.length; ++i) providers[i] = AgentId.wrap(uint32(runs[i]));
        return settling.registers.members.electorsAt(providers, settling.batch.submittedAt);
    }

    function _settleRun(
        Settling memory settling,
        Run memory run,
        Credits.Book storage book,
        SeasonBook storage seasons,
        BatchBook storage batches,
        bytes calldata payload
    ) private {
        Credits.Account storage account = book.accounts[settling.batch.guild][run.provider];
        bool isPlain = !run.corrects && (settling.touched.length == 0 || !settling.touched.touches(run.from, run.end));
        uint256[] memory corrections;
        if (isPlain) settling.credited.fill(run.from, run.end);
        else corrections = _acceptOneByOne(settling, run, payload);

        settling.credit(run, account, seasons);
        if (run.counts) {
            if (isPlain) settling.counted.fill(run.from, run.end);
            else _countOneByOne(settling, run);
            if (settling.countsWorks) settling.countWorks(run, book.works, payload);
        }
        for (uint256 i = 0; i < corrections.length && corrections[i] != 0; ++i) {
            _correctOne(settling, corrections[i] - 1, account, book.works, seasons, batches, payload);
        }
    }

    /// @dev Marks the entries that enough accepted, and leaves the credits of those alone in `run.added`.
    /// @return corrections The numbers of those among them that correct something, from 1, then zeros.
    function _acceptOneByOne(
        Settling memory settling,
        Run memory run,
        bytes calldata payload
    ) private view returns (uint256[] memory corrections) {
        corrections = new uint256[](run.corrects ? run.end - run.from : 0);
        uint256[] memory refusing = settling.excludedRefusing(run);
        uint256 found = 0;
        run.added = 0;
        for (uint256 i = run.from; i < run.end; ++i) {
            Entry entry = payload.entryAt(settling.head, settling.size, i);
            bool takes = settling.mayCorrect && entry.isCorrection();
            // Of most entries nothing was said: enough of those who count accepted the run.
            bool isTouched = settling.touched.has(i);
            if (isTouched && (settling.withdrawn.has(i) || !settling.isAccepted(run, refusing, i, takes))) continue;
            settling.credited.put(i);
            if (takes) corrections[found++] = i + 1;
            else run.added += settling.worthOf(entry) << (Lanes.ADDED_WIDTH * entry.track());
        }
    }

    function _countOneByOne(Settling memory settling, Run memory run) private pure {
        for (uint256 i = run.from / 256; i * 256 < run.end; ++i) {
            settling.counted[i] |= settling.credited[i] & Bitmaps.rangeWord(run.from, run.end, i);
        }
    }

    /// @dev A correction always counts.
    function _correctOne(
        Settling memory settling,
        uint256 index,
        Credits.Account storage account,
        WorkCredits.Book storage works,
        SeasonBook storage seasons,
        BatchBook storage batches,
        bytes calldata payload
    ) private {
        settling.counted.put(index);
        IContributionLedger.Batch storage corrected = batches.batchOf[payload.evidenceAt(index)];
        Entry entry = payload.entryAt(settling.head, settling.size, index);
        uint256 taken = settling.correct(account, seasons, entry, corrected);
        if (settling.countsWorks) settling.takeForWork(works, entry, taken);
    }

    // --- at the end --------------------------------------------------------------------------------------------------

    function _finish(Settling memory settling, BatchBook storage batches) private {
        (bytes32 id, SeasonId season, uint256 upTo) = (settling.id, settling.season, settling.upTo);
        if (upTo == settling.batch.count) {
            batches.batchOf[id].state = BatchState.Settled;
            emit IContributionLedger.BatchSettled(id, season, settling.credited, settling.counted);
        } else {
            batches.batchOf[id].state = BatchState.Settling;
            batches.settledTo[id] = upTo;
            emit IContributionLedger.BatchPartSettled(id, season, upTo, settling.credited, settling.counted);
        }
    }
}

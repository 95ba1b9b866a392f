// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMembers} from "../membership/IMembers.sol";
import {AgentId, SeasonId} from "../types/Ids.sol";
import {Batches} from "./Batches.sol";
import {Bitmaps} from "./Bitmaps.sol";
import {Credits} from "./Credits.sol";
import {Entries, Entry} from "./Entries.sol";
import {BatchState, IContributionLedger, Track} from "./IContributionLedger.sol";
import {SeasonTerms} from "./ISeasons.sol";
import {Lanes} from "./Lanes.sol";
import {Seasons} from "./Seasons.sol";
import {Standing} from "./Standing.sol";
import {Tally} from "./Tally.sol";

/// @title From claims to credits
/// @dev Keeps records, credits and standing, and is the only place that writes them: once for each batch, in one pass over
/// its entries. Entries of one provider that stand together are booked together, so a payload sorted by provider is the
/// cheapest; the result does not depend on the order. Must always hold: INV-14 an entry is credited at most once, and only
/// if as many peers other than its provider accepted it as the season of its submission asks; INV-15 nothing is added to a
/// closed season.
abstract contract Settlement is IContributionLedger, Seasons, Batches {
    using Bitmaps for uint256[];
    using Credits for Credits.Account;
    using Credits for Credits.Book;
    using Entries for bytes;
    using Lanes for uint256;
    using Standing for uint256;
    using Tally for uint256[];

    /// @dev What `_settle` carries along, in memory.
    struct Run {
        bytes32 id;
        Batch batch;
        SeasonId season; //       that takes the credits
        uint256 needed; //        acceptances
        bool everybodyCounts;
        bool fading; //           whether the clock has ever run
        Standing.Age age;
        AgentId[] appraisers;
        uint256[] withdrawn; //   empty if no entry is
        uint256[] challenged; //  empty if no entry is
        uint256[] declines; //    a tally, empty if no entry is declined
        uint256[] credited;
        uint256[] counted;
        uint256 creditedWord; //  the last words of both, still growing
        uint256 countedWord;
        uint256 totals; //        what the season's totals grow by, lanes
        uint32[3] minimums;
        // The provider at hand and what is credited to them.
        AgentId provider;
        uint256 place; //         among the appraisers, from 1; 0 = none
        uint256[] ownDeclined; // what the provider declined, if any entry is declined and they are among the appraisers
        bool enough; //           whether others appraised enough for an entry of which nothing was said
        bool counts; //           toward the season
        uint256 added; //         minutes, lanes
    }

    IMembers internal immutable MEMBERS;

    Credits.Book private _book;

    constructor(IMembers members) {
        MEMBERS = members;
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IContributionLedger
    function recordOf(AgentId guild, AgentId member) public view returns (uint256[3] memory) {
        return _book.accounts[guild][member].recordOf().split(Credits.RECORD_WIDTH);
    }

    /// @inheritdoc IContributionLedger
    function standingOf(AgentId guild, AgentId member, Track track) external view returns (uint256) {
        return _standingOf(guild, member)[uint256(track)];
    }

    /// @inheritdoc IContributionLedger
    function recordAndStandingOf(
        AgentId guild,
        AgentId member
    ) external view returns (uint256[3] memory record, uint256[3] memory standing) {
        return (recordOf(guild, member), _standingOf(guild, member));
    }

    /// @inheritdoc IContributionLedger
    function creditOf(AgentId guild, AgentId member, SeasonId season, Track track) public view returns (uint256) {
        return _book.accounts[guild][member].creditsOf(season).lane(Credits.CREDIT_WIDTH, uint256(track));
    }

    /// @inheritdoc IContributionLedger
    function eligibleCreditsOf(
        AgentId guild,
        AgentId member,
        SeasonId season
    ) external view returns (uint256[3] memory credits) {
        credits = _book.accounts[guild][member].creditsOf(season).split(Credits.CREDIT_WIDTH);
        uint32[3] memory minimums = _season(season).terms.minimumCredit;
        for (uint256 track = 0; track < Lanes.TRACKS; ++track) {
            if (credits[track] < minimums[track]) credits[track] = 0;
        }
    }

    /// @inheritdoc IContributionLedger
    function eligibleTotalsOf(AgentId guild, SeasonId season) external view returns (uint256[3] memory) {
        return _book.totals[guild][season].split(Credits.TOTAL_WIDTH);
    }

    // --- settling ----------------------------------------------------------------------------------------------------

    function _settle(bytes32 id, bytes calldata payload) internal {
        Run memory run = _begin(id, payload);
        uint256 size = payload.sizeOf();
        uint256 count = run.batch.count;
        for (uint256 i = 0; i < count; ++i) {
            Entry entry = payload.entryAt(size, i);
            if (entry.provider() != run.provider) {
                _bookProvider(run);
                _turnTo(run, entry.provider());
            }
            if (run.batch.marks == 0 ? run.enough : _isAccepted(run, i)) _credit(run, entry, i);
            if (i % 256 == 255) _turnWord(run, i);
        }
        _bookProvider(run);
        if (count % 256 != 0) _turnWord(run, count - 1);
        _book.addToTotals(run.batch.guild, run.season, run.totals);
        emit BatchSettled(id, run.season, run.credited, run.counted);
    }

    function _begin(bytes32 id, bytes calldata payload) private returns (Run memory run) {
        Batch storage batch = _openBatch(id);
        run.id = id;
        run.batch = batch;
        require(batchId(run.batch.by, run.batch.guild, payload) == id, LedgerWrongPayload(id));
        SeasonTerms storage terms_ = _season(run.batch.season).terms;
        uint40 notBefore = run.batch.submittedAt + terms_.appraisalPeriod + terms_.challengePeriod;
        require(block.timestamp >= notBefore, LedgerSettleTooSoon(id, notBefore));

        run.season = _creditedSeason(run.batch.season);
        run.minimums = _season(run.season).terms.minimumCredit;
        run.needed = terms_.appraisals;
        run.everybodyCounts = terms_.probationaryCounts;
        uint256 clock = Standing.clockAt(_season(run.batch.season), run.batch.submittedAt);
        run.fading = clock != 0;
        run.age = Standing.ageOf(clock);
        run.credited = Bitmaps.empty(run.batch.count);
        run.counted = Bitmaps.empty(run.batch.count);
        _loadOpinions(run);
        batch.state = BatchState.Settled;
    }

    function _loadOpinions(Run memory run) private view {
        run.appraisers = appraisersOf(run.id);
        if (run.batch.marks & WITHDRAWN != 0) run.withdrawn = withdrawnEntries(run.id);
        if (run.batch.marks & CHALLENGED != 0) run.challenged = challengedEntries(run.id);
        if (run.batch.marks & DECLINED == 0) return;
        uint256 words = run.credited.length;
        run.declines = Tally.empty(words);
        for (uint256 place = 0; place < run.appraisers.length; ++place) {
            uint256[] memory declined = declinedBy(run.id, place);
            for (uint256 i = 0; i < words; ++i) run.declines.add(i, declined[i]);
        }
    }

    /// @dev Turns to another provider: have they appraised, and do they count toward the season?
    function _turnTo(Run memory run, AgentId provider) private view {
        run.provider = provider;
        run.place = _placeIn(run.appraisers, provider);
        run.enough = run.appraisers.length >= run.needed + (run.place == 0 ? 0 : 1);
        if (!run.enough) return;
        run.counts = run.everybodyCounts || MEMBERS.wasActive(provider, run.batch.submittedAt);
        if (run.place != 0 && run.declines.length != 0) run.ownDeclined = declinedBy(run.id, run.place - 1);
    }

    /// @dev Whether enough appraisers other than the provider accepted an entry that is not withdrawn.
    function _isAccepted(Run memory run, uint256 entry) private pure returns (bool) {
        if (!run.enough || run.withdrawn.has(entry)) return false;
        uint256 accepts = run.appraisers.length;
        bool ownCounts = run.place != 0;
        if (run.declines.length != 0) {
            accepts -= run.declines.countOf(entry);
            ownCounts = ownCounts && !run.ownDeclined.has(entry);
        }
        if (ownCounts) --accepts;
        return accepts >= run.needed + (run.challenged.has(entry) ? 1 : 0);
    }

    function _credit(Run memory run, Entry entry, uint256 index) private pure {
        uint256 bit = 1 << (index % 256);
        run.creditedWord |= bit;
        if (run.counts) run.countedWord |= bit;
        // Other resources stand in the log; what they are worth is not for this contract to say. 512 entries of at most
        // 527,040 minutes stay within their lane.
        unchecked {
            if (entry.resource() == 0) run.added += entry.quantity() << (Lanes.ADDED_WIDTH * entry.track());
        }
    }

    /// @dev Writes the bitmaps of the 256 entries up to `last`.
    function _turnWord(Run memory run, uint256 last) private pure {
        run.credited[last / 256] = run.creditedWord;
        run.counted[last / 256] = run.countedWord;
        (run.creditedWord, run.countedWord) = (0, 0);
    }

    /// @dev Books what is credited to the provider at hand.
    function _bookProvider(Run memory run) private {
        uint256 added = run.added;
        if (added == 0) return;
        run.added = 0;
        Credits.Account storage account = _book.accounts[run.batch.guild][run.provider];
        uint256 recordBefore;
        if (run.counts) {
            uint256 creditsBefore;
            (recordBefore, creditsBefore) = account.credit(run.season, added);
            run.totals += Credits.countedOf(creditsBefore, added, run.minimums);
        } else {
            recordBefore = account.record(added);
        }

        uint256 standing = account.standing;
        if (standing == 0) {
            if (!run.fading) return;
            standing = Standing.ofRecord(recordBefore, Credits.RECORD_WIDTH);
        }
        account.standing = standing.add(added, _ageFor(run));
    }

    /// @dev The age of the batch for the provider at hand, whose clock a leave may have paused.
    function _ageFor(Run memory run) private view returns (Standing.Age memory) {
        if (!run.fading) return run.age;
        return Standing.ageFor(_seasons(), lastSeason(), MEMBERS, run.provider, run.batch.submittedAt, run.age);
    }

    function _standingOf(AgentId guild, AgentId member) private view returns (uint256[3] memory) {
        Credits.Account storage account = _book.accounts[guild][member];
        uint256 standing = account.standing;
        if (standing == 0) standing = Standing.ofRecord(account.recordOf(), Credits.RECORD_WIDTH);
        return standing.valuesFor(_seasons(), lastSeason(), MEMBERS, member);
    }
}

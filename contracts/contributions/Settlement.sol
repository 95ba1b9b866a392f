// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Eight} from "../membership/Eight.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {AgentId, SeasonId, WorkId} from "../types/Ids.sol";
import {BatchBook, Batches} from "./Batches.sol";
import {Bitmaps} from "./Bitmaps.sol";
import {Credits} from "./Credits.sol";
import {Entries, Entry} from "./Entries.sol";
import {IConflicts} from "./IConflicts.sol";
import {BatchState, IContributionLedger} from "./IContributionLedger.sol";
import {IGuildTerms} from "./IGuildTerms.sol";
import {ISeasons, SeasonTerms} from "./ISeasons.sol";
import {Lanes} from "./Lanes.sol";
import {SeasonBook} from "./SeasonBooks.sol";
import {Standing} from "./Standing.sol";
import {Tally} from "./Tally.sol";
import {WorkCredits} from "./WorkCredits.sol";

/// @dev Whom a settlement asks.
struct Registers {
    IMembers members;
    IGuilds guilds;
    IGuildTerms guildTerms;
    IConflicts conflicts;
}

/// @dev One slot: what a guild's own terms say of the last season in which something was submitted to it. So a submission
/// reads one slot of all that, and asks again only in the next season.
struct GuildPage {
    SeasonId season;
    uint40 endsAt; // of the season
    uint40 budget;
    bool totalsOnly;
    bool countsWorks;
}

/// @title From claims to credits
/// @dev Works on the ledger's storage, in one pass over a batch's entries. Entries of one provider that stand together are a
/// *run*, judged and booked together; so a payload sorted by provider is the cheapest. Must always hold: INV-14 an entry is
/// credited at most once, and only if as many peers without a conflict, other than its provider, accepted it as the season
/// of its submission asks; INV-15 nothing of a closed season changes.
///
/// Hours that one accepted of the other are measured for each guild and season in lanes of 16 bits, 16 providers a slot,
/// each run rounded up to a whole hour; the key is `_pairKey`. Lanes are kept in memory until another slot is needed.
library Settlement {
    using Batches for BatchBook;
    using Bitmaps for uint256[];
    using Bitmaps for mapping(uint256 index => uint256);
    using Credits for Credits.Account;
    using Credits for uint256;
    using Eight for uint256;
    using Entries for bytes;
    using Lanes for uint256;
    using Standing for uint256;
    using Tally for uint256[];
    using WorkCredits for WorkCredits.Book;

    /// @dev What a settlement carries along, in memory.
    struct Run {
        bytes32 id;
        IContributionLedger.Batch batch;
        Registers registers;
        // The payload, as far as it is settled now.
        uint256 head;
        uint256 size;
        bool mayCorrect;
        uint256 from;
        uint256 upTo;
        // The season that takes the credits, and the clock.
        SeasonId season;
        SeasonId last;
        uint40 opensAt;
        Credits.Limits limits;
        uint256 totals;
        uint256 budget; //          0 = none
        bool countsWorks;
        bool everybodyCounts;
        bool fading; //             whether the clock has ever run
        Standing.Age age;
        uint256 closes;
        uint256[] rates; //         of resources, looked up once (see `_rateOf`)
        // What was said.
        uint256 needed; //          acceptances
        AgentId[] appraisers;
        uint256[][] refused; //     by place: entries declined or still questioned; empty if none is
        uint256[] refusals; //      a tally of them, empty if there are none
        uint256[] withdrawn; //     empty if no entry is
        uint256[] challenged; //    empty if no entry is
        uint256[] touched; //       entries of which something was said; empty if none
        // Who may not judge whom.
        uint256[] conflicts; //     two words a place; empty if there are none
        uint256 pairLimit; //       0 = none
        uint256[] blocks; //        by place: which slot of lanes is at hand, from 1; 0 = none
        uint256[] lanes; //         by place: that slot
        uint256 rosterSize; //      at submission, plus one; 0 = not asked yet
        // What comes of it.
        uint256[] credited;
        uint256[] counted;
    }

    /// @dev The run of entries of one provider at hand.
    struct Turn {
        AgentId provider;
        uint256 from;
        uint256 end;
        uint256 added; //           credits of all its entries but corrections, lanes
        bool corrects;
        bool counts; //             toward the season
        uint256 excluded; //        bit for each place in the list of appraisers whose acceptance does not count
        uint256 accepts; //         appraisers whose acceptance counts
    }

    /// @dev A part that has fewer entries ends with a run.
    uint256 private constant FEWEST_IN_A_PART = 100;
    /// @dev Below it, everybody has to judge everybody: then the pair limit flags and refuses nothing.
    uint256 private constant ENOUGH_FOR_PAIR_LIMIT = 12;
    uint256 private constant PAIR_WIDTH = 16;
    uint256 private constant PAIRS_A_SLOT = 16;
    uint256 private constant RATES_KEPT = 16;

    // A run in one word, until it is its turn; and a rate.
    uint256 private constant END_SHIFT = 32;
    uint256 private constant CORRECTS = 1 << 48;
    uint256 private constant FLAT_SHIFT = 64;
    uint256 private constant TRACK_SHIFT = 96;
    uint256 private constant KNOWN = 1 << 104;
    uint256 private constant RESOURCE_SHIFT = 112;
    uint256 private constant RATE_DECIMALS = 1e6;

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
        Run memory run;
        (run.id, run.registers) = (id, registers);
        _open(run, batches, payload, upTo);
        _loadSeasons(run, book, seasons, pages);
        _loadOpinions(run, batches);
        _loadConflicts(run);
        _settleRuns(run, book, seasons, batches, payload);
        _finish(run, book, batches);
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

    // --- what is known beforehand ------------------------------------------------------------------------------------

    function _open(Run memory run, BatchBook storage batches, bytes calldata payload, uint256 upTo) private view {
        IContributionLedger.Batch memory batch = batches.batchOf[run.id];
        BatchState state = batch.state;
        require(state != BatchState.None, IContributionLedger.LedgerUnknownBatch(run.id));
        require(
            state == BatchState.Open || state == BatchState.Settling,
            IContributionLedger.LedgerBatchNotOpen(run.id, state)
        );
        require(
            Batches.idOf(batch.by, batch.guild, keccak256(payload)) == run.id,
            IContributionLedger.LedgerWrongPayload(run.id)
        );
        if (state == BatchState.Settling) run.from = batches.settledTo[run.id];
        (run.batch, run.upTo) = (batch, upTo);
        (run.head, run.size) = (payload.headOf(), payload.sizeOf());
        require(
            run.from < upTo && upTo <= batch.count && _mayEnd(run, payload),
            IContributionLedger.LedgerBadPart(run.id, run.from, upTo, batch.count)
        );
        run.mayCorrect = payload.formatOf() == Entries.WITH_EVIDENCE;
        run.credited = Bitmaps.empty(batch.count);
        run.counted = Bitmaps.empty(batch.count);
    }

    /// @dev Whoever cuts a run into pieces has each of them rounded up: without a limit to that, a stranger who settles an
    /// honest batch entry by entry would use up what the pair limit allows.
    function _mayEnd(Run memory run, bytes calldata payload) private pure returns (bool) {
        uint256 upTo = run.upTo;
        if (upTo == run.batch.count || upTo - run.from >= FEWEST_IN_A_PART) return true;
        Entry last = payload.entryAt(run.head, run.size, upTo - 1);
        return last.provider() != payload.entryAt(run.head, run.size, upTo).provider();
    }

    function _loadSeasons(
        Run memory run,
        Credits.Book storage book,
        SeasonBook storage seasons,
        mapping(AgentId guild => GuildPage) storage pages
    ) private view {
        ISeasons.Season storage submitted = seasons.seasonOf[run.batch.season];
        SeasonTerms memory asked = submitted.terms;
        uint40 notBefore = run.batch.submittedAt + asked.appraisalPeriod + asked.challengePeriod;
        require(block.timestamp >= notBefore, IContributionLedger.LedgerSettleTooSoon(run.id, notBefore));
        (run.needed, run.everybodyCounts, run.pairLimit) = (
            asked.appraisals,
            asked.probationaryCounts,
            asked.pairLimit
        );

        // A batch belongs to the season of its submission; if that is closed, to the last one.
        (run.season, run.last, run.closes) = (run.batch.season, seasons.last, seasons.closes);
        ISeasons.Season storage taking = submitted;
        if (submitted.closedAt != 0) {
            run.season = run.last;
            taking = seasons.seasonOf[run.last];
            require(taking.closedAt == 0, ISeasons.LedgerNoOpenSeason(run.last));
        }
        (run.limits, run.opensAt) = (Credits.limitsOf(taking.terms), taking.opensAt);
        GuildPage storage page = pages[run.batch.guild];
        if (page.season == run.season) {
            (run.budget, run.countsWorks) = (page.budget, page.countsWorks);
        } else {
            IGuildTerms.Terms memory own = run.registers.guildTerms.termsAt(run.batch.guild, run.opensAt);
            (run.budget, run.countsWorks) = (own.budget, own.countsWorks);
        }
        run.totals = book.totals[run.batch.guild][run.season];

        ISeasons.Season storage newest = seasons.seasonOf[run.last];
        run.fading = newest.clock != 0 || newest.terms.standingHalfLife != 0;
        if (run.fading) run.age = Standing.ageOf(Standing.clockAt(submitted, run.batch.submittedAt));
    }

    function _loadOpinions(Run memory run, BatchBook storage batches) private view {
        (uint256 count, uint256 marks) = (run.batch.count, run.batch.marks);
        run.appraisers = batches.appraisersOf(run.id);
        if (marks == 0) return;
        run.touched = Bitmaps.empty(count);
        if (marks & Batches.WITHDRAWN != 0) run.touched.unite(run.withdrawn = batches.withdrawn[run.id].load(count));
        if (marks & Batches.CHALLENGED != 0) run.touched.unite(run.challenged = batches.challenged[run.id].load(count));
        if (marks & (Batches.DECLINED | Batches.QUESTIONED) == 0) return;
        run.refused = new uint256[][](run.appraisers.length);
        run.refusals = Tally.empty(run.touched.length);
        for (uint256 place = 0; place < run.appraisers.length; ++place) {
            uint256[] memory refused = batches.declinedBy[run.id][place].load(count);
            if (marks & Batches.QUESTIONED != 0) refused.unite(batches.questionedBy[run.id][place].load(count));
            for (uint256 i = 0; i < refused.length; ++i) run.refusals.add(i, refused[i]);
            run.touched.unite(refused);
            run.refused[place] = refused;
        }
    }

    function _loadConflicts(Run memory run) private view {
        uint256 count = run.appraisers.length;
        if (run.pairLimit != 0) (run.blocks, run.lanes) = (new uint256[](count), new uint256[](count));
        uint256 found = 0;
        uint256[] memory conflicts = new uint256[](2 * count);
        // At most 64 appraisers.
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                (uint256 declared, uint256 namedBy) = run.registers.conflicts.conflictsOf(run.appraisers[i]);
                (conflicts[2 * i], conflicts[2 * i + 1]) = (declared, namedBy);
                found |= declared | namedBy;
            }
        }
        if (found != 0) run.conflicts = conflicts;
    }

    // --- run by run --------------------------------------------------------------------------------------------------

    function _settleRuns(
        Run memory run,
        Credits.Book storage book,
        SeasonBook storage seasons,
        BatchBook storage batches,
        bytes calldata payload
    ) private {
        (uint256[] memory runs, uint256[] memory added) = _findRuns(run, payload.placeOf(run.from));
        uint256[] memory electors;
        if (!run.everybodyCounts) {
            AgentId[] memory providers = new AgentId[](runs.length);
            for (uint256 i = 0; i < runs.length; ++i) providers[i] = AgentId.wrap(uint32(runs[i]));
            electors = run.registers.members.electorsAt(providers, run.batch.submittedAt);
        }
        Turn memory turn;
        turn.end = run.from;
        for (uint256 i = 0; i < runs.length;) {
            turn.provider = AgentId.wrap(uint32(runs[i]));
            (turn.from, turn.end) = (turn.end, uint16(runs[i] >> END_SHIFT));
            (turn.added, turn.corrects) = (added[i], runs[i] & CORRECTS != 0);
            turn.counts = run.everybodyCounts || electors[i] & 1 == 1;
            _judge(run, turn, book, payload);
            if (turn.accepts >= run.needed) _settleRun(run, turn, book, seasons, batches, payload);
            unchecked {
                ++i; // at most 201
            }
        }
    }

    /// @dev Where each run ends, and the credits of its entries; `place` is that of the first entry in the calldata.
    function _findRuns(
        Run memory run,
        uint256 place
    ) private view returns (uint256[] memory runs, uint256[] memory added) {
        uint256 most = Math.min(run.upTo - run.from, Entries.MOST_TURNS + 1);
        (runs, added) = (new uint256[](most), new uint256[](most));
        (uint256 size, uint256 upTo, bool mayCorrect) = (run.size, run.upTo, run.mayCorrect);
        uint256 count = 0;
        uint256 sum = 0;
        uint256 known = AgentId.unwrap(Entries.entryIn(place).provider());
        // Numbers of entries; 1,000 credits of at most 527,040 stay within their lane.
        unchecked {
            for (uint256 i = run.from; i < upTo; ++i) {
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
                else sum += _worthOf(run, entry) << (Lanes.ADDED_WIDTH * entry.track());
            }
            runs[count] |= known | (upTo << END_SHIFT);
            added[count++] = sum;
        }
        assembly ("memory-safe") {
            mstore(runs, count)
            mstore(added, count)
        }
    }

    /// @dev Whose acceptance of the provider's work counts: not the provider's own, nor that of anybody with a conflict, nor
    /// that of somebody beyond the pair limit.
    function _judge(Run memory run, Turn memory turn, Credits.Book storage book, bytes calldata payload) private {
        uint256 own = Batches.placeIn(run.appraisers, turn.provider);
        uint256 appraisers = run.appraisers.length;
        // Places among at most 64 appraisers.
        unchecked {
            (turn.excluded, turn.accepts) = own == 0 ? (0, appraisers) : (1 << (own - 1), appraisers - 1);
            if (run.conflicts.length != 0) {
                for (uint256 place = 0; place < appraisers; ++place) {
                    if (place + 1 != own && _isConflict(run, turn, place)) _exclude(turn, place);
                }
            }
            if (run.pairLimit == 0 || turn.accepts < run.needed) return;
            uint256 claimed = _claimedHours(run, turn, payload);
            if (claimed == 0) return;
            for (uint256 place = 0; place < appraisers; ++place) {
                if (turn.excluded & (1 << place) != 0) continue;
                if (run.refused.length != 0 && run.refused[place].covers(turn.from, turn.end)) continue;
                if (!_notePair(run, book, place, turn.provider, own, claimed)) _exclude(turn, place);
            }
        }
    }

    function _settleRun(
        Run memory run,
        Turn memory turn,
        Credits.Book storage book,
        SeasonBook storage seasons,
        BatchBook storage batches,
        bytes calldata payload
    ) private {
        Credits.Account storage account = book.accounts[run.batch.guild][turn.provider];
        bool isPlain = !turn.corrects && (run.touched.length == 0 || !run.touched.touches(turn.from, turn.end));
        if (isPlain) {
            run.credited.fill(turn.from, turn.end);
            _book(run, turn, account, seasons);
            if (!turn.counts) return;
            run.counted.fill(turn.from, turn.end);
            if (run.countsWorks) _countWorks(run, turn, book, payload);
            return;
        }
        uint256[] memory corrections = _acceptOneByOne(run, turn, payload);
        _book(run, turn, account, seasons);
        _countOneByOne(run, turn);
        if (run.countsWorks && turn.counts) _countWorks(run, turn, book, payload);
        for (uint256 i = 0; i < corrections.length && corrections[i] != 0; ++i) {
            uint256 index = corrections[i] - 1;
            run.counted.put(index);
            Entry entry = payload.entryAt(run.head, run.size, index);
            uint256 taken = _correct(run, account, seasons, entry, _correctedBy(batches, payload, index));
            if (run.countsWorks) _takeForWork(run, book, entry, taken);
        }
    }

    function _correctedBy(
        BatchBook storage batches,
        bytes calldata payload,
        uint256 index
    ) private view returns (IContributionLedger.Batch storage) {
        return batches.batchOf[payload.evidenceAt(index)];
    }

    /// @dev Marks the entries that enough accepted, and leaves the credits of those alone in `turn.added`.
    /// @return corrections The numbers of those among them that correct something, from 1, then zeros.
    function _acceptOneByOne(
        Run memory run,
        Turn memory turn,
        bytes calldata payload
    ) private view returns (uint256[] memory corrections) {
        corrections = new uint256[](turn.corrects ? turn.end - turn.from : 0);
        uint256[] memory refusing = _excludedRefusing(run, turn);
        uint256 found = 0;
        turn.added = 0;
        for (uint256 i = turn.from; i < turn.end; ++i) {
            Entry entry = payload.entryAt(run.head, run.size, i);
            bool takes = run.mayCorrect && entry.isCorrection();
            // Of most entries nothing was said: enough of those who count accepted the run.
            bool isTouched = run.touched.has(i);
            if (isTouched && (run.withdrawn.has(i) || !_isAccepted(run, turn, refusing, i, takes))) continue;
            run.credited.put(i);
            if (takes) corrections[found++] = i + 1;
            else turn.added += _worthOf(run, entry) << (Lanes.ADDED_WIDTH * entry.track());
        }
    }

    function _countOneByOne(Run memory run, Turn memory turn) private pure {
        if (!turn.counts) return;
        for (uint256 i = turn.from / 256; i * 256 < turn.end; ++i) {
            run.counted[i] |= run.credited[i] & Bitmaps.rangeWord(turn.from, turn.end, i);
        }
    }

    /// @dev Whether enough of those whose acceptance counts accepted an entry; of one that takes, more than refused it, too.
    function _isAccepted(
        Run memory run,
        Turn memory turn,
        uint256[] memory refusing,
        uint256 entry,
        bool takes
    ) private pure returns (bool) {
        uint256 accepts = turn.accepts;
        if (run.refusals.length != 0) {
            uint256 refusals = run.refusals.countOf(entry);
            for (uint256 i = 0; i < refusing.length && refusing[i] != 0; ++i) {
                if (run.refused[refusing[i] - 1].has(entry)) --refusals;
            }
            accepts -= refusals;
            if (takes && accepts <= refusals) return false;
        }
        return accepts >= run.needed + (run.challenged.has(entry) ? 1 : 0);
    }

    /// @dev The places, from 1, of the appraisers that do not count and refused some entry of the run; then zeros.
    function _excludedRefusing(Run memory run, Turn memory turn) private pure returns (uint256[] memory refusing) {
        if (turn.excluded == 0 || run.refusals.length == 0) return refusing;
        refusing = new uint256[](run.appraisers.length);
        uint256 found = 0;
        for (uint256 place = 0; place < refusing.length; ++place) {
            if (turn.excluded & (1 << place) == 0 || !run.refused[place].touches(turn.from, turn.end)) continue;
            refusing[found++] = place + 1;
        }
    }

    // --- who may not judge whom --------------------------------------------------------------------------------------

    function _exclude(Turn memory turn, uint256 place) private pure {
        turn.excluded |= 1 << place;
        --turn.accepts;
    }

    /// @dev Where something is taken from the provider, only what the appraiser declared: else whoever is corrected would name
    /// those who accepted that, and nothing would be taken.
    function _isConflict(Run memory run, Turn memory turn, uint256 place) private pure returns (bool) {
        (uint256 declared, uint256 namedBy) = (run.conflicts[2 * place], run.conflicts[2 * place + 1]);
        if (declared != 0 && declared.has(turn.provider)) return true;
        return namedBy != 0 && !turn.corrects && namedBy.has(turn.provider);
    }

    /// @dev Hours of a run, corrections and entries withdrawn apart, rounded up.
    function _claimedHours(Run memory run, Turn memory turn, bytes calldata payload) private view returns (uint256) {
        uint256 credits = turn.added.together(Lanes.ADDED_WIDTH);
        if (run.withdrawn.length != 0 && run.withdrawn.touches(turn.from, turn.end)) {
            for (uint256 i = turn.from; i < turn.end; ++i) {
                if (!run.withdrawn.has(i)) continue;
                Entry entry = payload.entryAt(run.head, run.size, i);
                if (!run.mayCorrect || !entry.isCorrection()) credits -= _worthOf(run, entry);
            }
        }
        unchecked {
            return (credits + 59) / 60; // three numbers of 32 bits
        }
    }

    /// @dev Notes that an appraiser accepted hours of a provider. Returns whether that counts.
    function _notePair(
        Run memory run,
        Credits.Book storage book,
        uint256 place,
        AgentId provider,
        uint256 own,
        uint256 claimed
    ) private returns (bool) {
        // Hours of 16 bits and of one run.
        unchecked {
            uint256 shift = PAIR_WIDTH * (AgentId.unwrap(provider) % PAIRS_A_SLOT);
            _takeBlock(run, book, place, AgentId.unwrap(provider) / PAIRS_A_SLOT);
            uint256 accepted = uint16(run.lanes[place] >> shift);
            uint256 grown = accepted + claimed;
            if (grown * 60 > run.pairLimit) {
                AgentId appraiser = run.appraisers[place];
                if (Math.min(grown, _acceptedBy(run, book, provider, own, appraiser)) * 60 > run.pairLimit) {
                    bool counts = _isSmallGuild(run);
                    emit IContributionLedger.PairLimitExceeded(run.id, appraiser, provider, counts);
                    if (!counts) return false;
                }
            }
            if (grown > type(uint16).max) grown = type(uint16).max;
            run.lanes[place] += (grown - accepted) << shift;
        }
        return true;
    }

    /// @dev Hours that a provider accepted of an appraiser: in memory, if the provider appraised this batch as well.
    function _acceptedBy(
        Run memory run,
        Credits.Book storage book,
        AgentId provider,
        uint256 own,
        AgentId appraiser
    ) private view returns (uint256) {
        uint256 index = AgentId.unwrap(appraiser) / PAIRS_A_SLOT;
        uint256 lanes =
            own != 0 && run.blocks[own - 1] == index + 1
                ? run.lanes[own - 1]
                : book.accepted[_pairKey(run, provider, index)];
        return uint16(lanes >> (PAIR_WIDTH * (AgentId.unwrap(appraiser) % PAIRS_A_SLOT)));
    }

    /// @dev Has the slot with the lanes of a block of providers at hand, and writes back the one before it.
    function _takeBlock(Run memory run, Credits.Book storage book, uint256 place, uint256 index) private {
        unchecked {
            ++index; // a part of a number of 32 bits
        }
        if (run.blocks[place] == index) return;
        _writeBlock(run, book, place);
        run.blocks[place] = index--;
        run.lanes[place] = book.accepted[_pairKey(run, run.appraisers[place], index)];
    }

    function _writeBlock(Run memory run, Credits.Book storage book, uint256 place) private {
        if (run.blocks[place] == 0) return;
        book.accepted[_pairKey(run, run.appraisers[place], run.blocks[place] - 1)] = run.lanes[place];
    }

    function _pairKey(Run memory run, AgentId appraiser, uint256 index) private pure returns (uint256) {
        uint256 where = (uint256(AgentId.unwrap(run.batch.guild)) << 16) | SeasonId.unwrap(run.batch.season);
        return (where << 64) | (uint256(AgentId.unwrap(appraiser)) << 32) | index;
    }

    function _isSmallGuild(Run memory run) private view returns (bool) {
        if (run.rosterSize == 0) {
            run.rosterSize = 1 + run.registers.guilds.rosterSizeAt(run.batch.guild, run.batch.submittedAt);
        }
        return run.rosterSize <= ENOUGH_FOR_PAIR_LIMIT;
    }

    // --- what it is worth --------------------------------------------------------------------------------------------

    /// @dev Credits for an entry: its minutes, or what the guild's rate says; nothing for a resource the guild has not
    /// specified, or on another track.
    function _worthOf(Run memory run, Entry entry) private view returns (uint256) {
        if (entry.resource() == 0) return entry.quantity();
        uint256 rate = _rateOf(run, entry.resource());
        if (rate & KNOWN == 0 || uint8(rate >> TRACK_SHIFT) != entry.track()) return 0;
        uint256 worth = (entry.quantity() * uint64(rate)) / RATE_DECIMALS + uint32(rate >> FLAT_SHIFT);
        return Math.min(worth, Entries.MOST_MINUTES);
    }

    /// @dev A rate as one word; the last ones looked up are at hand, each in the place that its resource's number gives it.
    function _rateOf(Run memory run, uint256 resource) private view returns (uint256 rate) {
        if (run.rates.length == 0) run.rates = new uint256[](RATES_KEPT);
        rate = run.rates[resource % RATES_KEPT];
        if (rate >> RESOURCE_SHIFT == resource) return rate;
        IGuildTerms.Rate memory known = run.registers.guildTerms.rateAt(run.batch.guild, uint32(resource), run.opensAt);
        rate = (resource << RESOURCE_SHIFT) | known.perUnit;
        rate |= (uint256(known.perEntry) << FLAT_SHIFT) | (uint256(known.track) << TRACK_SHIFT);
        if (known.isKnown) rate |= KNOWN;
        run.rates[resource % RATES_KEPT] = rate;
    }

    // --- booking -----------------------------------------------------------------------------------------------------

    /// @dev Books what is credited to a provider; it counts toward the season unless the guild's budget is too small for it.
    function _book(
        Run memory run,
        Turn memory turn,
        Credits.Account storage account,
        SeasonBook storage seasons
    ) private {
        uint256 added = turn.added;
        if (turn.counts && run.budget != 0) {
            uint256 used = run.totals >> Credits.USED_SHIFT;
            turn.counts = used + added.together(Lanes.ADDED_WIDTH) <= run.budget;
        }
        if (added == 0) return;
        uint256 recordBefore;
        if (turn.counts) {
            uint256 creditsBefore;
            uint256 creditsAfter;
            (recordBefore, creditsBefore, creditsAfter) = account.credit(run.season, added);
            run.totals = run.totals.moved(creditsBefore, creditsAfter, run.limits);
        } else {
            recordBefore = account.record(added);
        }
        if (!run.fading) return;
        (uint256 standing, uint256 rested, uint256 restingSince) = _openStanding(
            run,
            account,
            turn.provider,
            recordBefore
        );
        // A leave may have paused this person's clock.
        uint256 own = Standing.ownTime(rested, restingSince, run.batch.submittedAt);
        Standing.Age memory age =
            own == run.batch.submittedAt ? run.age : Standing.ageAt(seasons.seasonOf, run.last, own);
        account.standing = standing.add(added, age).stamp(rested, run.closes);
    }

    /// @dev Takes what an entry corrects from record, credits and standing.
    function _correct(
        Run memory run,
        Credits.Account storage account,
        SeasonBook storage seasons,
        Entry entry,
        IContributionLedger.Batch storage corrected
    ) private returns (uint256 taken) {
        uint256 recordBefore;
        uint256 creditsBefore;
        uint256 creditsAfter;
        (taken, recordBefore, creditsBefore, creditsAfter) = account.correct(
            run.season,
            entry.track(),
            _worthOf(run, entry)
        );
        run.totals = run.totals.moved(creditsBefore, creditsAfter, run.limits);
        if (run.fading && taken != 0) _correctStanding(run, account, seasons, entry, corrected, taken, recordBefore);
    }

    /// @dev Takes credits as old as those that are corrected: so exactly these are gone, unless their provider was on leave
    /// since. Where nothing is left of the record, nothing is left of the standing either.
    function _correctStanding(
        Run memory run,
        Credits.Account storage account,
        SeasonBook storage seasons,
        Entry entry,
        IContributionLedger.Batch storage corrected,
        uint256 taken,
        uint256 recordBefore
    ) private {
        (uint256 standing, uint256 rested, uint256 restingSince) = _openStanding(
            run,
            account,
            entry.provider(),
            recordBefore
        );
        uint256 own = Standing.ownTime(rested, restingSince, corrected.submittedAt);
        Standing.Age memory age = Standing.ageAt(seasons.seasonOf, run.last, own);
        bool isAll = recordBefore.lane(Credits.RECORD_WIDTH, entry.track()) == taken;
        standing = isAll ? standing.clear(entry.track()) : standing.sub(entry.track(), taken, age);
        account.standing = standing.stamp(rested, run.closes);
    }

    /// @dev The standing as it is, kept first where seasons have been closed since it was written.
    function _openStanding(
        Run memory run,
        Credits.Account storage account,
        AgentId provider,
        uint256 recordBefore
    ) private returns (uint256 standing, uint256 rested, uint256 restingSince) {
        standing = account.standing;
        (rested, restingSince) = run.registers.members.restedOf(provider);
        if (standing == 0 && recordBefore != 0) {
            standing = Standing.ofRecord(recordBefore, Credits.RECORD_WIDTH).stamp(0, 0);
        }
        if (standing != 0 && standing.closesIn() < run.closes) account.formerStanding[run.closes] = standing;
    }

    // --- works -------------------------------------------------------------------------------------------------------

    /// @dev Counts a run's credits for the works that its entries name; those of one work that stand together in one go.
    function _countWorks(Run memory run, Turn memory turn, Credits.Book storage book, bytes calldata payload) private {
        uint256 known = 0;
        uint256 sum = 0;
        // Numbers of entries; 1,000 credits of at most 527,040.
        unchecked {
            for (uint256 i = turn.from; i < turn.end; ++i) {
                Entry entry = payload.entryAt(run.head, run.size, i);
                uint256 work = WorkId.unwrap(entry.work());
                if (work == 0 || !run.counted.has(i) || (run.mayCorrect && entry.isCorrection())) continue;
                if (work != known) {
                    book.works.add(run.batch.guild, WorkId.wrap(uint32(known)), turn.provider, run.season, sum);
                    (known, sum) = (work, 0);
                }
                sum += _worthOf(run, entry);
            }
        }
        book.works.add(run.batch.guild, WorkId.wrap(uint32(known)), turn.provider, run.season, sum);
    }

    /// @dev Takes what a correction took from the work it names.
    function _takeForWork(Run memory run, Credits.Book storage book, Entry entry, uint256 taken) private {
        WorkId work = entry.work();
        if (WorkId.unwrap(work) != 0) book.works.take(run.batch.guild, work, entry.provider(), run.season, taken);
    }

    // --- at the end --------------------------------------------------------------------------------------------------

    function _finish(Run memory run, Credits.Book storage book, BatchBook storage batches) private {
        for (uint256 place = 0; place < run.blocks.length; ++place) _writeBlock(run, book, place);
        book.totals[run.batch.guild][run.season] = run.totals;
        if (run.upTo == run.batch.count) {
            batches.batchOf[run.id].state = BatchState.Settled;
            emit IContributionLedger.BatchSettled(run.id, run.season, run.credited, run.counted);
        } else {
            batches.batchOf[run.id].state = BatchState.Settling;
            batches.settledTo[run.id] = run.upTo;
            emit IContributionLedger.BatchPartSettled(run.id, run.season, run.upTo, run.credited, run.counted);
        }
    }
}

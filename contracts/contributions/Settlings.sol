// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {AgentId, SeasonId} from "../types/Ids.sol";
import {BatchBook, Batches} from "./Batches.sol";
import {Bitmaps} from "./Bitmaps.sol";
import {Credits} from "./Credits.sol";
import {Entries, Entry} from "./Entries.sol";
import {IConflicts} from "./IConflicts.sol";
import {BatchState, IContributionLedger} from "./IContributionLedger.sol";
import {IGuildTerms} from "./IGuildTerms.sol";
import {ISeasons, SeasonTerms} from "./ISeasons.sol";
import {SeasonBook} from "./SeasonBooks.sol";
import {Standing} from "./Standing.sol";
import {Tally} from "./Tally.sol";

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

/// @dev What a settlement carries along, in memory.
struct Settling {
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
    uint256 limits; // see `Credits.limitsOf`
    uint256 totals;
    uint256 budget; //          0 = none
    bool countsWorks;
    bool everybodyCounts;
    bool fading; //             whether the clock has ever run
    Standing.Age age;
    uint256 closes;
    uint256[] rates; //         of resources, looked up once (see `Worth`)
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
    uint256 pairLimit; //       minutes; 0 = none
    uint256[] blocks; //        by place: which slot of lanes is at hand, from 1; 0 = none
    uint256[] lanes; //         by place: that slot
    uint256 rosterSize; //      at submission, plus one; 0 = not asked yet
    // What comes of it.
    uint256[] credited;
    uint256[] counted;
}

/// @dev The run at hand: entries of one provider that stand together.
struct Run {
    AgentId provider;
    uint256 from;
    uint256 end;
    uint256 added; //           credits of all its entries but corrections, lanes
    bool corrects;
    bool counts; //             toward the season
    uint256 excluded; //        bit for each place in the list of appraisers whose acceptance does not count
    uint256 accepts; //         appraisers whose acceptance counts
}

/// @title What a settlement knows before it looks at the first entry
/// @dev Reads the batch, its season and the one that takes the credits, and what was said, so that the entries can then be gone
/// through once. Changes nothing but `Settling`, in memory.
library Settlings {
    using Batches for BatchBook;
    using Bitmaps for uint256[];
    using Bitmaps for mapping(uint256 index => uint256);
    using Entries for bytes;
    using Tally for uint256[];

    /// @dev A part that has fewer entries ends with a run.
    uint256 private constant FEWEST_IN_A_PART = 100;

    /// @dev The batch, and the part of its payload that is settled now. Requirements: the batch is open or settled in part; the
    /// payload is its own; a part may end there.
    function open(
        Settling memory settling,
        BatchBook storage batches,
        bytes calldata payload,
        uint256 upTo
    ) internal view {
        IContributionLedger.Batch memory batch = batches.batchOf[settling.id];
        BatchState state = batch.state;
        require(state != BatchState.None, IContributionLedger.LedgerUnknownBatch(settling.id));
        require(
            state == BatchState.Open || state == BatchState.Settling,
            IContributionLedger.LedgerBatchNotOpen(settling.id, state)
        );
        require(
            Batches.idOf(batch.by, batch.guild, keccak256(payload)) == settling.id,
            IContributionLedger.LedgerWrongPayload(settling.id)
        );
        if (state == BatchState.Settling) settling.from = batches.settledTo[settling.id];
        (settling.batch, settling.upTo) = (batch, upTo);
        (settling.head, settling.size) = (payload.headOf(), payload.sizeOf());
        require(
            settling.from < upTo && upTo <= batch.count && _mayEnd(settling, payload),
            IContributionLedger.LedgerBadPart(settling.id, settling.from, upTo, batch.count)
        );
        settling.mayCorrect = payload.formatOf() == Entries.WITH_EVIDENCE;
        settling.credited = Bitmaps.empty(batch.count);
        settling.counted = Bitmaps.empty(batch.count);
    }

    /// @dev What the season of submission asks, the season that takes the credits, and the clock. Requirements: the periods of
    /// the season of submission are over; a season takes credits.
    function loadSeasons(
        Settling memory settling,
        Credits.Book storage book,
        SeasonBook storage seasons,
        mapping(AgentId guild => GuildPage) storage pages
    ) internal view {
        ISeasons.Season storage submitted = seasons.seasonOf[settling.batch.season];
        _loadTerms(settling, submitted.terms);
        _loadTaking(settling, seasons, submitted);
        _loadGuild(settling, pages[settling.batch.guild]);
        settling.totals = book.totals[settling.batch.guild][settling.season];
        _loadClock(settling, seasons.seasonOf[settling.last], submitted);
    }

    /// @dev Who appraised, and which entries they refused; which were withdrawn or challenged.
    function loadOpinions(Settling memory settling, BatchBook storage batches) internal view {
        (uint256 count, uint256 marks) = (settling.batch.count, settling.batch.marks);
        settling.appraisers = batches.appraisersOf(settling.id);
        if (marks == 0) return;
        settling.touched = Bitmaps.empty(count);
        if (marks & Batches.WITHDRAWN != 0) {
            settling.touched.unite(settling.withdrawn = batches.withdrawn[settling.id].load(count));
        }
        if (marks & Batches.CHALLENGED != 0) {
            settling.touched.unite(settling.challenged = batches.challenged[settling.id].load(count));
        }
        if (marks & (Batches.DECLINED | Batches.QUESTIONED) == 0) return;
        settling.refused = new uint256[][](settling.appraisers.length);
        settling.refusals = Tally.empty(settling.touched.length);
        for (uint256 place = 0; place < settling.appraisers.length; ++place) {
            uint256[] memory refused = batches.declinedBy[settling.id][place].load(count);
            if (marks & Batches.QUESTIONED != 0) refused.unite(batches.questionedBy[settling.id][place].load(count));
            for (uint256 i = 0; i < refused.length; ++i) settling.refusals.add(i, refused[i]);
            settling.touched.unite(refused);
            settling.refused[place] = refused;
        }
    }

    /// @dev Conflicts that appraisers declared, or that others declared with them; and room for the lanes of pairs.
    function loadConflicts(Settling memory settling) internal view {
        uint256 count = settling.appraisers.length;
        if (settling.pairLimit != 0) (settling.blocks, settling.lanes) = (new uint256[](count), new uint256[](count));
        uint256 found = 0;
        uint256[] memory conflicts = new uint256[](2 * count);
        // At most 64 appraisers.
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                (uint256 declared, uint256 namedBy) = settling.registers.conflicts.conflictsOf(settling.appraisers[i]);
                (conflicts[2 * i], conflicts[2 * i + 1]) = (declared, namedBy);
                found |= declared | namedBy;
            }
        }
        if (found != 0) settling.conflicts = conflicts;
    }

    /// @dev Whoever cuts a run into pieces has each of them rounded up: without a limit to that, a stranger who settles an
    /// honest batch entry by entry would use up what the pair limit allows.
    function _mayEnd(Settling memory settling, bytes calldata payload) private pure returns (bool) {
        uint256 upTo = settling.upTo;
        if (upTo == settling.batch.count || upTo - settling.from >= FEWEST_IN_A_PART) return true;
        Entry last = payload.entryAt(settling.head, settling.size, upTo - 1);
        return last.provider() != payload.entryAt(settling.head, settling.size, upTo).provider();
    }

    function _loadTerms(Settling memory settling, SeasonTerms storage asked) private view {
        uint40 notBefore = settling.batch.submittedAt + asked.appraisalPeriod + asked.challengePeriod;
        require(block.timestamp >= notBefore, IContributionLedger.LedgerSettleTooSoon(settling.id, notBefore));
        (settling.needed, settling.everybodyCounts, settling.pairLimit) = (
            asked.appraisals,
            asked.probationaryCounts,
            asked.pairLimit
        );
    }

    /// @dev A batch belongs to the season of its submission; if that is closed, to the last one.
    function _loadTaking(
        Settling memory settling,
        SeasonBook storage seasons,
        ISeasons.Season storage submitted
    ) private view {
        (settling.season, settling.last, settling.closes) = (settling.batch.season, seasons.last, seasons.closes);
        ISeasons.Season storage taking = submitted;
        if (submitted.closedAt != 0) {
            settling.season = settling.last;
            taking = seasons.seasonOf[settling.last];
            require(taking.closedAt == 0, ISeasons.LedgerNoOpenSeason(settling.last));
        }
        (settling.limits, settling.opensAt) = (seasons.limitsOf[settling.season], taking.opensAt);
    }

    /// @dev What the guild's own terms say of the season that takes the credits.
    function _loadGuild(Settling memory settling, GuildPage storage page) private view {
        if (page.season == settling.season) {
            (settling.budget, settling.countsWorks) = (page.budget, page.countsWorks);
        } else {
            IGuildTerms guildTerms = settling.registers.guildTerms;
            IGuildTerms.Terms memory own = guildTerms.termsAt(settling.batch.guild, settling.opensAt);
            (settling.budget, settling.countsWorks) = (own.budget, own.countsWorks);
        }
    }

    function _loadClock(
        Settling memory settling,
        ISeasons.Season storage newest,
        ISeasons.Season storage submitted
    ) private view {
        settling.fading = newest.clock != 0 || newest.terms.standingHalfLife != 0;
        if (settling.fading) settling.age = Standing.ageOf(Standing.clockAt(submitted, settling.batch.submittedAt));
    }
}

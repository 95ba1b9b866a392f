// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, SeasonId, WorkId} from "../types/Ids.sol";
import {ISeasons} from "./ISeasons.sol";

/// @notice What a contribution is given for. Credits of one track are never converted into another.
enum Track {
    Livelihood,
    Love,
    Care
}

enum BatchState {
    None,
    Open,
    Withdrawn,
    Settled,
    Settling // in parts, of which some are done
}

/// @title The ledger of contributions: who gave what
/// @notice An entry is a claim until enough peers have accepted it and the challenge period has passed. Then it grows the
/// provider's record, which never fades, their standing, which halves with every half-life, and their credit of the season.
/// A credit is a minute of work, or what the guild's rate for a resource says is worth one. Entries travel in batches; a
/// batch is known by its digest, and its payload (see `Entries`) stands in the log.
interface IContributionLedger is ISeasons {
    /// @dev One slot.
    struct Batch {
        AgentId guild;
        AgentId by; //            the author: a provider, or a scribe for others
        SeasonId season; //       of submission
        uint40 submittedAt;
        uint16 count; //          entries
        BatchState state;
        uint8 appraisals; //      so far
        uint8 marks; //           1 some entry declined, 2 withdrawn, 4 challenged, 8 questioned: what `settle` must look up
        uint96 firstAppraisers; // the first three, 4 bytes each, the first in the lowest; all are in `appraisersOf`
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`. A bitmap of entries has
    // entry i in bit i % 256 of word i / 256; missing words are zero. State alone makes each act unrepeatable.

    struct Submit {
        AgentId by;
        AgentId guild;
        bytes32 replaces; // a batch of the same author and guild that this one withdraws, or 0
        bytes payload;
        uint40 deadline;
    }
    struct Withdraw {
        AgentId by;
        bytes32 batch;
        uint256[] withdrawn; // bitmap; empty = the whole batch
        uint40 deadline;
    }
    struct Appraise {
        AgentId by;
        bytes32 batch;
        uint256[] declined; //   bitmap of entries not accepted
        uint256[] questioned; // bitmap of entries neither accepted nor declined yet; both empty = accepts all
        uint40 deadline;
    }
    struct Challenge {
        AgentId by;
        bytes32 batch;
        uint256[] challenged; // bitmap
        bytes32 reason; // salted hash of a text kept off chain
        uint40 deadline;
    }

    event BatchSubmitted(
        bytes32 indexed batch,
        AgentId indexed guild,
        AgentId indexed by,
        SeasonId season,
        uint40 submittedAt,
        bytes payload
    );
    event BatchWithdrawn(bytes32 indexed batch, AgentId indexed by);
    event EntriesWithdrawn(bytes32 indexed batch, AgentId indexed by, uint256[] withdrawn);
    /// @param declined Of a first appraisal all entries declined, of an answer those of the questions open until then, with or
    /// without those declined before.
    /// @param questioned The entries still open.
    event BatchAppraised(bytes32 indexed batch, AgentId indexed by, uint256[] declined, uint256[] questioned);
    event EntriesChallenged(bytes32 indexed batch, AgentId indexed by, uint256[] challenged, bytes32 reason);
    /// @param season The season that the credits belong to.
    /// @param credited Bitmap of the entries credited.
    /// @param counted Bitmap of those among them that count toward the season.
    /// Corrections among the entries take, and always count. Where the batch was settled in parts, this is the last of them.
    event BatchSettled(bytes32 indexed batch, SeasonId season, uint256[] credited, uint256[] counted);
    /// @notice As `BatchSettled`, for the entries before `upTo` that no earlier part held.
    event BatchPartSettled(bytes32 indexed batch, SeasonId season, uint256 upTo, uint256[] credited, uint256[] counted);
    /// @notice Two people have accepted more of each other's work in this guild and season than the pair limit allows.
    /// @param counts Whether the acceptance counts all the same: in a guild with fewer than twelve on its roster.
    event PairLimitExceeded(bytes32 indexed batch, AgentId indexed appraiser, AgentId indexed provider, bool counts);

    error LedgerNotOnRoster(AgentId guild, AgentId member);
    /// @dev Only active members appraise; only active or probationary persons submit and challenge.
    error LedgerNotAdmitted(AgentId person);
    /// @dev The guild asks for a rank of those who appraise (`IGuilds.requirementsOf`), and this person does not hold it.
    error LedgerRankMissing(AgentId guild, AgentId appraiser);
    /// @dev The same author has submitted exactly this payload to this guild before. Merge equal entries into one.
    error LedgerBatchKnown(bytes32 batch);
    error LedgerUnknownBatch(bytes32 batch);
    /// @dev The batch is settled or withdrawn.
    error LedgerBatchNotOpen(bytes32 batch, BatchState state);
    /// @dev The batch is not this author's and this guild's.
    error LedgerNotAuthor(bytes32 batch, AgentId by);
    /// @dev An entry names another provider; only the author may withdraw it.
    error LedgerNotProvider(bytes32 batch, uint256 entry, AgentId by);
    /// @dev The payload is not the one of this batch.
    error LedgerWrongPayload(bytes32 batch);
    /// @dev Unknown format byte, or not 1 to 1,000 whole entries.
    error LedgerBadPayload(uint8 format, uint256 length);
    /// @dev The guild publishes totals only, and this is not the format for them; or it does not, and this is.
    error LedgerWrongFormat(AgentId guild, uint8 format);
    /// @dev A correction names a settled batch of the same guild in the place of its evidence.
    error LedgerNothingToCorrect(uint256 entry, bytes32 corrected);
    /// @dev The entry takes from its provider's credits; only the author of the batch withdraws it.
    error LedgerCorrectionStays(bytes32 batch, uint256 entry);
    /// @dev The byte has a track beyond `Care` or a reserved bit, or marks a correction in a format without evidence.
    error LedgerBadTrack(uint256 entry, uint8 trackAndFlags);
    /// @dev More minutes of work than there are in a leap year.
    error LedgerTooManyMinutes(uint256 entry, uint256 minutesWorked);
    /// @dev This entry turns to another provider for the 201st time: put the entries of each one together, or split the batch.
    error LedgerTooScattered(uint256 entry);
    error LedgerProviderNotOnRoster(AgentId guild, uint256 entry, AgentId provider);
    /// @dev The bitmap names an entry beyond the last one, or none.
    error LedgerBadBitmap(uint256 count);
    /// @dev Every entry named is already withdrawn, or challenged.
    error LedgerNothingNew(bytes32 batch);
    /// @dev Whoever submitted a batch does not appraise it.
    error LedgerAuthorAppraises(bytes32 batch, AgentId by);
    error LedgerAlreadyAppraised(bytes32 batch, AgentId by);
    /// @dev An entry is both declined and questioned; or an answer goes beyond the questions that its author left open, and
    /// what they had declined.
    error LedgerBadAnswer(bytes32 batch, AgentId by);
    error LedgerAppraisalsFull(bytes32 batch);
    error LedgerAppraisalOver(bytes32 batch, uint40 endedAt);
    error LedgerChallengeOver(bytes32 batch, uint40 endedAt);
    /// @dev Settling is possible from `notBefore` (Unix seconds) on.
    error LedgerSettleTooSoon(bytes32 batch, uint40 notBefore);
    /// @dev A part ends after the entries settled before it, and not after the last entry; and where the provider changes,
    /// unless it has a hundred entries.
    error LedgerBadPart(bytes32 batch, uint256 settledTo, uint256 upTo, uint256 count);

    /// @notice Enters a batch of contributions, one's own or, as a scribe, others'.
    /// Requirements: a season is open; author active or probationary; the payload is well formed, in the format that the guild
    /// publishes; author and every provider on the guild's roster; the batch it replaces, if any, is the author's in this guild
    /// and open; the batch is new. Who is only corrected may have left the roster.
    /// @return batch `batchId(by, guild, payload)`, known before it is sent: peers may sign their appraisals in one go.
    function submit(Submit calldata act, bytes calldata signature) external returns (bytes32 batch);

    /// @notice Takes back a batch or entries of it, until settlement: the author any, a provider their own but corrections.
    /// @param payload The batch's payload; empty if `by` is its author.
    function withdraw(Withdraw calldata act, bytes calldata signature, bytes calldata payload) external;

    /// @notice A peer accepts a batch, but for the entries declined or questioned. A decline is no veto and takes nobody's
    /// place. Who questioned entries may come back to them while the appraisal runs: `questioned` names those still open, fewer
    /// each time, `declined` those now declined, with or without those that were, and the rest of the open ones is accepted.
    /// Requirements: batch open; appraisal period, or a challenge to answer before settlement; active member on the roster; the
    /// rank the guild asks for; not the author; not before, but for open questions; at most 64 appraisers. An appraiser's own
    /// entries need as many others.
    function appraise(Appraise calldata act, bytes calldata signature) external;

    /// @notice Asks for one acceptance more for some entries. Requirements: batch open; before the middle of the challenge
    /// period, so that there is time for the answer; author on the roster, active or probationary; an entry not yet challenged.
    function challenge(Challenge calldata act, bytes calldata signature) external;

    /// @notice Credits what was accepted. Anybody may call. Requirements: batch open; appraisal and challenge period over;
    /// the payload is the batch's; the season of submission or, if that is closed, the last one takes credits. An acceptance
    /// between two with a declared conflict, or beyond the pair limit, does not count. A correction needs more acceptances
    /// than refusals, too, and goes by the conflicts that its appraisers declared, not by those that its provider did.
    function settle(bytes32 batch, bytes calldata payload) external;

    /// @notice As `settle`, for the entries before `upTo` that no earlier part held: for a batch that does not fit into one
    /// transaction. It ends where the provider changes, or has a hundred entries. Nothing but settling is possible between the
    /// parts.
    function settlePart(bytes32 batch, bytes calldata payload, uint256 upTo) external;

    /// @notice The id of a batch.
    function batchId(AgentId by, AgentId guild, bytes calldata payload) external pure returns (bytes32);

    function batchOf(bytes32 batch) external view returns (Batch memory);

    /// @notice How many entries are settled, from the first on.
    function settledTo(bytes32 batch) external view returns (uint256);

    /// @notice In the order in which they appraised.
    function appraisersOf(bytes32 batch) external view returns (AgentId[] memory);

    /// @notice Bitmap of the entries that the appraiser in this place (from 0) declined.
    function declinedBy(bytes32 batch, uint256 place) external view returns (uint256[] memory);

    /// @notice Bitmap of the entries that the appraiser in this place (from 0) has questioned and not answered.
    function questionedBy(bytes32 batch, uint256 place) external view returns (uint256[] memory);

    /// @notice Bitmap of the entries withdrawn one by one.
    function withdrawnEntries(bytes32 batch) external view returns (uint256[] memory);

    /// @notice Bitmap of the entries challenged.
    function challengedEntries(bytes32 batch) external view returns (uint256[] memory);

    /// @notice Credits accepted in a guild, per track, of all time. Only a correction takes from it.
    function recordOf(AgentId guild, AgentId member) external view returns (uint256[3] memory);

    /// @notice Credits accepted in a guild on a track, each halved for every half-life since its submission; 18 decimals,
    /// rounded down.
    function standingOf(AgentId guild, AgentId member, Track track) external view returns (uint256);

    /// @notice Record (credits) and standing (credits, 18 decimals) per track, in one call.
    function recordAndStandingOf(
        AgentId guild,
        AgentId member
    ) external view returns (uint256[3] memory record, uint256[3] memory standing);

    /// @notice Standing per track (18 decimals) as it stood when a season was closed, of what had been settled by then; never
    /// changes afterwards. Zero before the close, and in a season that opened before standing ever faded: there the record
    /// says the same.
    /// @dev It rests on the leave known at the person's last settlement before the close.
    function standingAtClose(AgentId guild, AgentId member, SeasonId season) external view returns (uint256[3] memory);

    /// @notice Credits that count toward a season, whether or not they reach its minimum or exceed its cap.
    function creditOf(AgentId guild, AgentId member, SeasonId season, Track track) external view returns (uint256);

    /// @notice Credits per track that corrections took and the season they were settled in did not hold. They are set off
    /// against what the person is credited next on the track.
    function debtOf(AgentId guild, AgentId member) external view returns (uint256[3] memory);

    /// @notice All credits of a guild that count toward a season, on all tracks together: what its budget limits.
    function countedOf(AgentId guild, SeasonId season) external view returns (uint256);

    /// @notice Credits that share in a season, per track: `creditOf`, nothing below the season's minimum for the track, and no
    /// more than its cap.
    function eligibleCreditsOf(
        AgentId guild,
        AgentId member,
        SeasonId season
    ) external view returns (uint256[3] memory);

    /// @notice `eligibleCreditsOf` of many members, a word each: 64 bits for a track, the first track in the lowest.
    function eligibleLanesOf(
        AgentId guild,
        AgentId[] calldata members,
        SeasonId season
    ) external view returns (uint256[] memory lanes);

    /// @notice The sums of `eligibleCreditsOf` over all members.
    function eligibleTotalsOf(AgentId guild, SeasonId season) external view returns (uint256[3] memory);

    /// @notice Credits of a member for a work through a season: of all entries that count toward it or an earlier one and name
    /// the work, where the guild's terms of the season that took them count works. A correction that names the work takes from
    /// it in the season that takes the correction, as long as there is something to take. Final once the season is closed.
    function workCreditAt(AgentId guild, WorkId work, AgentId member, SeasonId season) external view returns (uint256);

    /// @notice The sum of `workCreditAt` over all members.
    function workTotalAt(AgentId guild, WorkId work, SeasonId season) external view returns (uint256);
}

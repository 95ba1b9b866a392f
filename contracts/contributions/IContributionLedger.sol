// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, SeasonId} from "../types/Ids.sol";
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
    Settled
}

/// @title The ledger of contributions: who gave what
/// @notice An entry is a claim until enough peers have accepted it and the challenge period has passed. Then it grows the
/// provider's record, which never fades, their standing, which halves with every half-life, and their credit of the season.
/// Entries travel in batches; a batch is known by its digest, and its payload (see `Entries`) stands in the log.
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
        uint8 marks; //           1 some entry declined, 2 withdrawn, 4 challenged: what `settle` must look up
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
        uint256[] declined; // bitmap of entries not accepted; empty = accepts all
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
    event BatchAppraised(bytes32 indexed batch, AgentId indexed by, uint256[] declined);
    event EntriesChallenged(bytes32 indexed batch, AgentId indexed by, uint256[] challenged, bytes32 reason);
    /// @param season The season that the credits belong to.
    /// @param credited Bitmap of the entries credited.
    /// @param counted Bitmap of those among them that count toward the season.
    event BatchSettled(bytes32 indexed batch, SeasonId season, uint256[] credited, uint256[] counted);

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
    /// @dev Unknown format byte, or not 1 to 512 whole entries.
    error LedgerBadPayload(uint8 format, uint256 length);
    /// @dev The byte has a track beyond `Care` or a reserved bit.
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
    error LedgerAppraisalsFull(bytes32 batch);
    error LedgerAppraisalOver(bytes32 batch, uint40 endedAt);
    error LedgerChallengeOver(bytes32 batch, uint40 endedAt);
    /// @dev Settling is possible from `notBefore` (Unix seconds) on.
    error LedgerSettleTooSoon(bytes32 batch, uint40 notBefore);

    /// @notice Enters a batch of contributions, one's own or, as a scribe, others'.
    /// Requirements: a season is open; author on the guild's roster, active or probationary; the batch is new; the payload is well
    /// formed and every provider on the roster; the batch it replaces, if any, is the author's in this guild and open.
    /// @return batch `batchId(by, guild, payload)`, known before it is sent: peers may sign their appraisals in one go.
    function submit(Submit calldata act, bytes calldata signature) external returns (bytes32 batch);

    /// @notice Takes back a batch or entries of it, until settlement: the author any, a provider their own.
    /// @param payload The batch's payload; empty if `by` is its author.
    function withdraw(Withdraw calldata act, bytes calldata signature, bytes calldata payload) external;

    /// @notice A peer accepts a batch, but for the entries declined. A decline is no veto and takes nobody's place.
    /// Requirements: batch open; appraisal period, or a challenge to answer before settlement; active member on the roster; the
    /// rank the guild asks for; not the author; not before; at most 64 appraisers. An appraiser's own entries need as many others.
    function appraise(Appraise calldata act, bytes calldata signature) external;

    /// @notice Asks for one acceptance more for some entries. Requirements: batch open; before the middle of the challenge
    /// period, so that there is time for the answer; author on the roster, active or probationary; an entry not yet challenged.
    function challenge(Challenge calldata act, bytes calldata signature) external;

    /// @notice Credits what was accepted. Anybody may call. Requirements: batch open; appraisal and challenge period over;
    /// the payload is the batch's; the season of submission or, if that is closed, the last one takes credits.
    function settle(bytes32 batch, bytes calldata payload) external;

    /// @notice The id of a batch.
    function batchId(AgentId by, AgentId guild, bytes calldata payload) external pure returns (bytes32);

    function batchOf(bytes32 batch) external view returns (Batch memory);

    /// @notice In the order in which they appraised.
    function appraisersOf(bytes32 batch) external view returns (AgentId[] memory);

    /// @notice Bitmap of the entries that the appraiser in this place (from 0) declined.
    function declinedBy(bytes32 batch, uint256 place) external view returns (uint256[] memory);

    /// @notice Bitmap of the entries withdrawn one by one.
    function withdrawnEntries(bytes32 batch) external view returns (uint256[] memory);

    /// @notice Bitmap of the entries challenged.
    function challengedEntries(bytes32 batch) external view returns (uint256[] memory);

    /// @notice Minutes accepted in a guild, per track, of all time. Never shrinks.
    function recordOf(AgentId guild, AgentId member) external view returns (uint256[3] memory);

    /// @notice Minutes accepted in a guild on a track, each halved for every half-life since its submission; 18 decimals,
    /// rounded down.
    function standingOf(AgentId guild, AgentId member, Track track) external view returns (uint256);

    /// @notice Record (minutes) and standing (minutes, 18 decimals) per track, in one call.
    function recordAndStandingOf(
        AgentId guild,
        AgentId member
    ) external view returns (uint256[3] memory record, uint256[3] memory standing);

    /// @notice Minutes that count toward a season, whether or not they reach its minimum.
    function creditOf(AgentId guild, AgentId member, SeasonId season, Track track) external view returns (uint256);

    /// @notice Minutes that share in a season, per track: `creditOf`, or 0 below the season's minimum for the track.
    function eligibleCreditsOf(
        AgentId guild,
        AgentId member,
        SeasonId season
    ) external view returns (uint256[3] memory);

    /// @notice The sums of `eligibleCreditsOf` over all members.
    function eligibleTotalsOf(AgentId guild, SeasonId season) external view returns (uint256[3] memory);
}

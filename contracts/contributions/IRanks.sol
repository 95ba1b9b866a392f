// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Rank} from "../membership/IGuilds.sol";
import {AgentId} from "../types/Ids.sol";

/// @notice How ranks are conferred and reviewed, the same in every guild. Times in seconds.
struct RankTerms {
    uint8 peers; //            holders of the rank or a higher one who must agree, 1 to 7
    uint8 stewards; //         who suffice to confer where fewer hold it, stewards among them; 1 to `peers`
    uint32 term; //            a rank lasts, 30 days to 10 years
    uint32 conferralPeriod; // the statements for one person come within, 1 day to 1 year
    uint32 replyPeriod; //     from the notice of a review to the first decision, 1 day to 1 year
    uint32 decisionPeriod; //  after it, 1 day to 1 year
}

/// @title Ranks: merit in selection
/// @notice A guild publishes what a rank takes; whoever has given that much is conferred the rank by peers who hold it, for
/// a term, and can be conferred it again. Peers can review it, with notice and time to reply. A rank opens appraisal and
/// office where the guild asks for it, and is never a vote.
interface IRanks {
    /// @dev One slot: what a guild asks of who is to hold a rank, now and from an announced moment on. Minutes of all tracks
    /// together, so that care and love weigh as much as a livelihood.
    struct Threshold {
        bool inForce; //         whether the rank can be conferred now
        uint32 recordMinutes; // accepted in the guild, of all time
        uint32 standingMinutes; // the same, halved with every half-life
        uint32 nextRecordMinutes; // from `from` on
        uint32 nextStandingMinutes;
        uint40 from; //          Unix seconds; 0 = nothing is announced
    }

    /// @dev One slot: statements for conferring one rank on one person.
    struct Conferral {
        uint16 round; //     the open one, or the one the next statement opens
        uint40 openedAt; //  0 = none is open
        uint8 peers; //      statements of holders of the rank or a higher one
        uint8 stewards; //   of other stewards
    }

    /// @dev One slot: a review of one person's rank. Zero but for `round` while none runs.
    struct Review {
        uint16 round; //     the open one, or the one to be opened next
        uint40 openedAt;
        uint40 replyUntil; // no decision before
        uint40 closesAt; //   nor from this second on
        uint8 revocations; // statements so far
        bool replied;
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`. A round makes a statement
    // count once.

    /// @notice An act of the guild itself (`by` is the guild), decided by its council.
    struct Publish {
        AgentId by;
        Rank rank;
        uint32 recordMinutes;
        uint32 standingMinutes;
        uint256 nonce;
        uint40 deadline;
    }
    struct Confer {
        AgentId by;
        AgentId guild;
        AgentId member;
        Rank rank;
        uint16 round;
        uint40 deadline;
    }
    struct OpenReview {
        AgentId by;
        AgentId guild;
        AgentId member;
        uint16 round;
        bytes32 concern; // hash of a salted text; what it says stays with the people concerned
        uint40 deadline;
    }
    struct Reply {
        AgentId by; // whose rank is reviewed
        AgentId guild;
        uint16 round;
        bytes32 text; // hash of a salted text
        uint40 deadline;
    }
    struct Revoke {
        AgentId by;
        AgentId guild;
        AgentId member;
        uint16 round;
        uint40 deadline;
    }

    event RankTermsSet(
        uint8 peers,
        uint8 stewards,
        uint32 term,
        uint32 conferralPeriod,
        uint32 replyPeriod,
        uint32 decisionPeriod
    );
    /// @notice What a rank takes, from `from` (Unix seconds) on; an earlier announcement not yet in force is void.
    event ThresholdPublished(
        AgentId indexed guild,
        Rank indexed rank,
        uint32 recordMinutes,
        uint32 standingMinutes,
        uint40 from
    );
    /// @param asSteward The author does not hold the rank, and spoke as a steward because too few others hold it.
    event ConferralSupported(
        AgentId indexed guild,
        AgentId indexed member,
        AgentId indexed by,
        Rank rank,
        uint16 round,
        bool asSteward
    );
    event RankConferred(AgentId indexed guild, AgentId indexed member, Rank rank, uint16 round, uint40 until);
    event ReviewOpened(
        AgentId indexed guild,
        AgentId indexed member,
        AgentId indexed by,
        uint16 round,
        bytes32 concern,
        uint40 replyUntil,
        uint40 closesAt
    );
    event ReviewReplied(AgentId indexed guild, AgentId indexed member, uint16 round, bytes32 text);
    event RevocationSupported(AgentId indexed guild, AgentId indexed member, AgentId indexed by, uint16 round);
    event RankRevoked(AgentId indexed guild, AgentId indexed member, uint16 round);

    /// @dev A term is out of its range; the word names it.
    error RanksBadTerms(string term);
    error RanksUnknownGuild(AgentId guild);
    /// @dev There is nothing to publish about no rank.
    error RanksBadRank(Rank rank);
    /// @dev Only active members on the guild's roster take part, and only such a person is conferred a rank.
    error RanksNotOnRoster(AgentId guild, AgentId person);
    /// @dev Nobody speaks about their own rank, but to reply.
    error RanksOwnRank(AgentId person);
    /// @dev The guild has not published what this rank takes, or the notice still runs until `from` (Unix seconds, 0 = never published).
    error RanksNotPublished(AgentId guild, Rank rank, uint40 from);
    /// @dev Minutes of all tracks, rounded down: what the person has, and what the guild asks.
    error RanksThresholdMissed(
        AgentId member,
        uint256 recordMinutes,
        uint256 neededRecord,
        uint256 standingMinutes,
        uint256 neededStanding
    );
    /// @dev The person holds this higher rank.
    error RanksHigherHeld(AgentId guild, AgentId member, Rank held);
    /// @dev The author does not hold the rank, and is no steward or enough others hold it.
    error RanksNotPeer(AgentId guild, AgentId by, Rank rank);
    /// @dev The statement names a round that is not the open one, nor the one it would open.
    error RanksWrongRound(AgentId guild, AgentId member, uint16 round, uint16 openRound);
    error RanksAlreadySaid(AgentId by, AgentId member, uint16 round);
    /// @dev A rank was revoked; peers confer one on this person again from `notBefore` (Unix seconds) on.
    error RanksRevoked(AgentId guild, AgentId member, uint40 notBefore);
    /// @dev The person holds no rank in this guild now.
    error RanksNoRank(AgentId guild, AgentId member);
    /// @dev A review runs, or ended not long ago; the next one can open at `notBefore` (Unix seconds).
    error RanksReviewTooSoon(AgentId guild, AgentId member, uint40 notBefore);
    error RanksNoReview(AgentId guild, AgentId member);
    error RanksReplied(AgentId guild, AgentId member, uint16 round);
    /// @dev The person concerned has until `replyUntil` (Unix seconds) to reply.
    error RanksReplyRunning(AgentId guild, AgentId member, uint40 replyUntil);

    /// @notice The guild says what a rank takes, from the notice's end on (`IGuilds.notice`).
    /// Requirements: `by` is a guild; a rank.
    function publish(Publish calldata act, bytes calldata signature) external;

    /// @notice A peer confers a rank on a person who reached what the guild asks; the first statement opens a round, the
    /// last one gives the rank for a term. Conferring a rank again renews it.
    /// Requirements: author and person active members on the roster, two different ones; no rank revoked not long ago; no
    /// higher rank held; the threshold is in force and reached; the author holds the rank or a higher one, or is a steward
    /// and fewer others than `peers` hold it; the round; once.
    function confer(Confer calldata act, bytes calldata signature) external;

    /// @notice A peer asks for a review of a person's rank. Requirements: author and person active members on the roster, two
    /// different ones, so that nobody is reviewed while on leave; a rank is held; no review runs, and as long as the last one took has passed since; the author holds that rank
    /// or a higher one, or is a steward and fewer others than `peers` hold it; the round.
    function openReview(OpenReview calldata act, bytes calldata signature) external;

    /// @notice The person whose rank is reviewed answers, once. Requirements: the review runs; the round.
    function reply(Reply calldata act, bytes calldata signature) external;

    /// @notice A peer says that the rank should end; with `peers` of them it does. If they do not come together in time,
    /// the rank stays and the review leaves no mark.
    /// Requirements: as for `openReview`, but the person may be away by now; the review runs, and the time to reply is over; once.
    function revoke(Revoke calldata act, bytes calldata signature) external;

    /// @notice Sets the terms. Requirements: the nation; every term in its range.
    function setTerms(RankTerms calldata terms_) external;

    function terms() external view returns (RankTerms memory);

    function thresholdOf(AgentId guild, Rank rank) external view returns (Threshold memory);

    function conferralOf(AgentId guild, AgentId member, Rank rank) external view returns (Conferral memory);

    /// @notice The review that runs now; one that is over leaves nothing to see here.
    function reviewOf(AgentId guild, AgentId member) external view returns (Review memory);
}

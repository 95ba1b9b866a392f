// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, PactId, WorkId} from "../types/Ids.sol";
import {Purpose} from "./ILicencePolicies.sol";

/// @title Pacts: what the nation and a public body promise each other, and for how long
/// @notice The nation proposes a pact to an organisation that is attested a public body, whose key signs it. While it is
/// in force the body uses works of the scope as if a steward had approved, and can fund works up to limits that stand in
/// the pact. It has a voice where the pact says so, and never a say over persons: no vote, no office, no seat.
interface IPacts {
    enum Side {
        Body,
        Nation
    }

    enum CommitmentState {
        Open,
        Fulfilled, //   says the side that owes it
        Acknowledged // by the other side
    }

    /// @notice What one side promises. Two slots.
    struct Commitment {
        bytes32 textHash; // of its text
        uint40 dueAt; //     Unix seconds
        Side side; //        who owes it
        CommitmentState state;
    }

    /// @notice The most that a body may fund in one token in the whole term of a pact. One slot beside the token.
    struct Limit {
        address token; //  zero = the native coin
        uint128 most; //   in the token's smallest unit, above 0
        uint128 funded; // so far
    }

    /// @notice A pact as the nation proposes it; none of it changes once it is signed.
    struct Proposal {
        AgentId organisation; // attested a public body
        AgentId speaker; //      a guild or an active member who says for the nation what is fulfilled
        uint40 signBefore; //    Unix seconds, exclusive
        uint32 term; //          seconds from the signature; 1 day to 10 years
        uint16 noticeDays; //    days, of any kind, from a notice to the end; at most 730
        uint8 purposes; //       bit p: purpose p; what the body may use works of the scope for
        bool voice; //           in a chamber, where the nation has one
        bytes32 textHash; //     of the whole text
        string uri; //           where the text is; at most 256 bytes
        AgentId[] guilds; //     1 to 16, ascending: whose works are in the scope
        Promise[] commitments; // at most 16 of each side
        Allowance[] limits; //   at most 8, each for another token; none = the body funds nothing under the pact
    }
    struct Promise {
        bytes32 textHash;
        uint40 dueAt; // Unix seconds
        Side side;
    }
    struct Allowance {
        address token;
        uint128 most;
    }

    /// @dev Two slots, the second one the hash.
    struct Pact {
        AgentId organisation;
        AgentId speaker;
        uint40 signedAt; // 0 = not signed
        uint40 endsAt; //   before the signature: end of the time to sign; Unix seconds, exclusive
        uint32 term;
        uint16 noticeDays;
        uint8 purposes;
        bool voice;
        bytes32 textHash;
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Sign {
        AgentId by; // the organisation
        PactId pact;
        bytes32 textHash; // of the pact's text, so that its key signs what it has read
        uint40 deadline;
    }
    struct Terminate {
        AgentId by; // the organisation
        PactId pact;
        uint40 deadline;
    }
    struct Fund {
        AgentId by; // the organisation
        PactId pact;
        WorkId work;
        address token; // zero = the native coin
        uint128 amount; // in the token's smallest unit
        uint256 nonce;
        uint40 deadline;
    }
    struct Fulfil {
        AgentId by; // of the side that owes it: the organisation, or the speaker
        PactId pact;
        uint16 index; // of the commitment, from 0
        bytes32 evidence; // hash of the salted text
        uint40 deadline;
    }
    struct Acknowledge {
        AgentId by; // of the other side
        PactId pact;
        uint16 index;
        uint40 deadline;
    }

    event PactProposed(PactId indexed pact, AgentId indexed organisation, Proposal proposal);
    event PactSigned(PactId indexed pact, AgentId indexed organisation, uint40 signedAt, uint40 endsAt);
    /// @notice A notice, a refusal to sign, or the pact that takes this one's place.
    /// @param by The organisation, or 0 for the nation.
    event PactEnding(PactId indexed pact, AgentId indexed by, uint40 endsAt);
    event SpeakerNamed(PactId indexed pact, AgentId indexed speaker);
    /// @notice Money of a public body reached a work under a pact. `amount` counts against the limit; `received` is what
    /// the commons booked, less if the token took a part.
    event PactFunded(
        PactId indexed pact,
        WorkId indexed work,
        address indexed token,
        address payer,
        uint128 amount,
        uint256 received
    );
    event CommitmentFulfilled(PactId indexed pact, uint16 indexed index, AgentId indexed by, bytes32 evidence);
    event CommitmentAcknowledged(PactId indexed pact, uint16 indexed index, AgentId indexed by);

    /// @dev A term is out of its range; the word names it.
    error PactsBadTerms(string term);
    error PactsNotPublicBody(AgentId organisation);
    error PactsUnknownGuild(AgentId guild);
    /// @dev Neither a guild nor an active member.
    error PactsBadSpeaker(AgentId speaker);
    error PactsUnknownPact(PactId pact);
    error PactsAlreadySigned(PactId pact);
    /// @dev Could be signed before `until` (Unix seconds).
    error PactsTooLate(PactId pact, uint40 until);
    error PactsOtherText(PactId pact, bytes32 textHash);
    /// @dev This is for the other side, or for nobody in this pact, to say.
    error PactsNotYours(PactId pact, AgentId by);
    /// @dev Not signed, over, or the organisation has lost the class it signed with.
    error PactsNotInForce(PactId pact);
    /// @dev A notice now would end it no earlier than it ends (Unix seconds).
    error PactsEndsAlready(PactId pact, uint40 endsAt);
    error PactsOutOfScope(PactId pact, AgentId guild);
    /// @dev With this the body would have funded `total` of the `most` that the pact allows in this token.
    error PactsOverLimit(PactId pact, address token, uint256 total, uint128 most);
    error PactsNothingPaid();
    /// @dev Value is sent exactly for the native coin.
    error PactsWrongValue(uint256 expected, uint256 sent);
    error PactsUnknownCommitment(PactId pact, uint16 index);
    error PactsWrongState(PactId pact, uint16 index, CommitmentState state);

    // --- life of a pact ----------------------------------------------------------------------------------------------

    /// @notice The nation proposes a pact. Requirements: the nation; ranges; an attested public body; guilds known; the
    /// speaker a guild or an active member.
    function propose(Proposal calldata proposal) external returns (PactId pact);

    /// @notice The body signs. The pact is in force from now; one it had signed before ends.
    /// Requirements: author the organisation; not signed, in time; the text; still a public body.
    function sign(Sign calldata act, bytes calldata signature) external;

    /// @notice The body ends a pact, after its days of notice; one not signed, at once. Requirements: author the
    /// organisation; ends earlier by that.
    function terminate(Terminate calldata act, bytes calldata signature) external;

    /// @notice The nation does the same. Requirements: the nation; pact known; ends earlier by that.
    function giveNotice(PactId pact) external;

    /// @notice The nation names who speaks for it. Requirements: the nation; pact known; a guild or an active member.
    function nameSpeaker(PactId pact, AgentId speaker) external;

    /// @notice The body pays for a work of the scope; the sender's money, by way of `Commons`. Requirements: author the
    /// organisation; in force; the work's guild in the scope; within the limit; value as the token asks.
    function fund(Fund calldata act, bytes calldata signature) external payable;

    /// @notice A side says that it has done what it owes, also after the pact's end. Requirements: author of that side;
    /// signed; commitment known, open.
    function fulfil(Fulfil calldata act, bytes calldata signature) external;

    /// @notice The other side acknowledges it. Requirements: author of the other side; commitment known, fulfilled.
    function acknowledge(Acknowledge calldata act, bytes calldata signature) external;

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @notice Whether a pact in force lets this organisation use works of this guild for this purpose, as a steward's
    /// approval would. Never reverts.
    function approves(AgentId organisation, AgentId guild, Purpose purpose) external view returns (bool);

    /// @notice Whether a pact in force gives this organisation a voice in a chamber. Never reverts.
    function hasVoice(AgentId organisation) external view returns (bool);

    /// @notice Signed, not over, and the organisation a public body ever since. Never reverts.
    function isInForce(PactId pact) external view returns (bool);

    /// @notice Ids run from 1 to this one.
    function lastId() external view returns (PactId);

    /// @notice The pact that an organisation signed last, 0 if none; it may be over.
    function pactWith(AgentId organisation) external view returns (PactId);

    /// @notice All zero for an unknown pact.
    function pactOf(PactId pact) external view returns (Pact memory);

    function guildsOf(PactId pact) external view returns (AgentId[] memory);

    function commitmentsOf(PactId pact) external view returns (Commitment[] memory);

    function limitsOf(PactId pact) external view returns (Limit[] memory);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {IElectorate} from "./IElectorate.sol";

/// @notice A person's civic status. The last two are no civic status: they mark an agent that is not a person, so that
/// no guild or organisation can ever be `Active`.
enum Status {
    None,
    Applicant, // vouched for by at least one member, not yet by enough
    Probationary, // vouched for by enough members; waiting for time or acceptance
    Active, // a member with one vote
    Inactive, // a member who rests: no duties, no vote, not counted in quorums
    Suspended, // by a verdict, for a time: as if resting
    Left, // by choice, or because a membership or an application ran out; may apply again
    Expelled, // by a verdict, for ever; what is owed stays owed
    Guild,
    Organisation
}

/// @notice Why a person's status is what it is: a code on chain, a sentence in every client.
enum Reason {
    None, // nothing is missing
    VouchesMissing, // `have` of `need` vouches
    ProbationRunning, // until the moment given
    AcceptanceMissing, // `have` of `need` acceptances
    RenewalOpen, // active; renew before the moment given
    RenewalLapsed, // not active; one renewal restores until the moment given
    VouchesLapsed, // not active; `have` of `need` vouches are valid
    Resting, // by the member's own declaration
    LeftByChoice,
    LapsedForGood, // the grace passed; apply again
    DistanceMissing, // enough vouches, but too far from the others in the web of trust
    SuspensionRunning, // until the moment given; who has left may not apply again before
    SuspensionOver, // since the moment given; anybody may reinstate
    ExpelledByVerdict,
    ApplicationLapsed // not admitted before the moment given; apply again
}

/// @notice The rules of admission, renewal and rest. Times in seconds. The first ten share a slot: an admission reads
/// only these.
struct MembershipTerms {
    uint8 vouchQuantity; //       valid vouches a person needs, 1 to 12
    uint16 vouchStock; //         most vouches one member may have given that are not yet expired; 0 = unlimited
    uint16 acceptanceBps; //      share of active members who must accept after probation; 0 = none, 10_000 = all
    uint32 vouchSpacing; //       between two vouches of one member
    uint40 vouchValidity; //      0 = for ever
    uint32 probation; //          from enough vouches to acceptance
    uint32 acceptancePeriod; //   a round of acceptance stays open this long, at least a day
    uint32 term; //               from activation or renewal to the next renewal, a day to a century
    uint32 renewalWindow; //      a renewal is possible this long before it is due, at most ten years
    bool distance; //             admission and renewal ask for the distance rule of the web of trust
    uint32 grace; //              a renewal is possible this long after it was due
    uint32 keyInterval; //        from one change of key to the next by the holder
    uint32 longestRest; //        renewal and vouches wait for a resting member this long
    uint32 applicationWindow; //  an application not admitted within it, longer than the probation, lapses; 0 = never
}

/// @title The register of agents, and of persons the civic status: who belongs
/// @notice One person, one membership, one vote. A member is vouched for, serves a probation, is accepted, renews, rests
/// or leaves; every step is the act of somebody named, with a reason a person can understand.
interface IMembers is IAgents, IElectorate {
    /// @dev One slot: a ballot needs one read.
    struct Agent {
        address key; //      20 bytes
        uint40 since; //      5   first second of the present spell
        uint40 until; //      5   first second after it
        Status status; //     1
        uint8 keyEpoch; //    1   grows with every change of key
    }

    /// @notice The words a later floor is known by to this one.
    enum Seat {
        Guilds,
        Organisations,
        Distance, //  `IDistance`
        Recovery, //  `IRecovery`; it moves an agent to another key
        Justice //    it suspends, expels and reinstates
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Introduce {
        AgentId by;
        address key; // of the person introduced
        uint40 deadline;
    }
    struct Vouch {
        AgentId by;
        AgentId subject;
        uint256 nonce;
        uint40 deadline;
    }
    struct Accept {
        AgentId by;
        AgentId subject;
        uint16 round; // of acceptance: a signature for one round counts in no other
        uint40 deadline;
    }
    /// @dev `Renew`, `Resign` and `Reapply`: who says it is all they say.
    struct Plain {
        AgentId by;
        uint256 nonce;
        uint40 deadline;
    }
    struct Rest {
        AgentId by;
        bool resting;
        uint256 nonce;
        uint40 deadline;
    }
    struct RotateKey {
        AgentId by;
        address newKey;
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice A key's own statement that it will act for an agent, and for ever for no other. It names either the agent,
    /// or, with agent 0, what the agent about to be made will be: an `Applicant` or an `Organisation`.
    struct KeyConsent {
        Status kind; // None if the agent is named
        AgentId agent;
        address key;
        uint40 deadline;
    }

    event TermsSet(MembershipTerms terms);
    event SeatFilled(Seat indexed seat, address holder);
    /// @notice An agent was made: a person introduced (`by` the voucher), a founder (`by` 0), a guild or an organisation.
    event AgentRegistered(AgentId indexed agent, address indexed key, Status status, AgentId by);
    /// @notice The agents `firstFounder` to `lastFounder` are members with a spell [since, until). Founders have the ids from
    /// 1 on; their first renewal is due and their mutual vouches run out together.
    event FoundersNamed(
        AgentId firstFounder,
        AgentId lastFounder,
        uint40 renewalDue,
        uint40 vouchedUntil,
        uint40 since,
        uint40 until
    );
    /// @param expiresAt Unix seconds; the largest number of 40 bits where vouches never expire.
    event Vouched(AgentId indexed by, AgentId indexed subject, uint40 vouchedAt, uint40 expiresAt);
    /// @param openedAt Whoever was active then may accept (Unix seconds).
    event AcceptanceRoundOpened(AgentId indexed subject, uint16 round, uint40 openedAt);
    event Accepted(AgentId indexed by, AgentId indexed subject, uint16 round);
    /// @notice A person on the way in became a member: active, with a spell [since, until), the renewal one term ahead but
    /// never nearer than before, and a passport. (One event instead of `StatusChanged` and `SpellBegan`.)
    event Admitted(AgentId indexed member, uint40 since, uint40 until);
    /// @notice A status changed otherwise than by admission.
    /// @param reason A code (`Reason.None` where the act itself says it all).
    event StatusChanged(AgentId indexed member, Status oldStatus, Status newStatus, Reason reason);
    /// @notice A member renewed.
    event RenewalDueSet(AgentId indexed member, uint40 renewalDue);
    /// @notice A rest or a suspension began: from now on renewal and vouches wait.
    /// @param vouchedUntil How long the vouches would have sufficed (Unix seconds).
    event PauseBegan(AgentId indexed member, bool resting, uint40 vouchedUntil);
    /// @notice A rest or a suspension ended, or was renewed: renewal and vouches have waited for `waited` seconds.
    event PauseEnded(AgentId indexed member, uint40 waited, uint40 vouchedUntil);
    /// @notice A verdict suspended a person; who has left, or was not yet a member, may not apply again before `until`.
    event SuspensionSet(AgentId indexed member, uint40 until);
    event KeyRotated(AgentId indexed agent, address indexed oldKey, address indexed newKey, uint8 keyEpoch);

    /// @dev A term is out of its range; the word names it.
    error MembersBadTerms(string term);
    error MembersSeatTaken(Seat seat, address holder);
    error MembersNotInSeat(Seat seat, address caller);
    /// @dev This key has served an agent before; a key serves one agent for ever.
    error MembersKeyUsed(address key, AgentId agent);
    /// @dev The key did not sign that it will serve this agent, or an agent of this kind, or no longer does.
    error MembersNoKeyConsent(address key);
    error MembersNotActive(AgentId agent, Status status);
    /// @dev The act is not possible in this status.
    error MembersWrongStatus(AgentId agent, Status status);
    error MembersSelfVouch(AgentId agent);
    /// @dev The next vouch of this member is possible at `notBefore` (Unix seconds).
    error MembersVouchTooSoon(AgentId by, uint40 notBefore);
    /// @dev All vouches of this member's stock are in use until `notBefore` (Unix seconds).
    error MembersVouchStockUsed(AgentId by, uint40 notBefore);
    error MembersProbationRunning(AgentId subject, uint40 until);
    error MembersAlreadyAccepted(AgentId by, AgentId subject, uint16 round);
    /// @dev The acceptance names a round that is not the open one.
    error MembersWrongRound(AgentId subject, uint16 round, uint16 openRound);
    /// @dev This member was not active when the round of acceptance opened.
    error MembersNotInRound(AgentId by, AgentId subject, uint16 round);
    error MembersAcceptanceNeeded(AgentId subject);
    /// @dev Renewal is possible from `opensAt` to `closesAt` (Unix seconds).
    error MembersRenewalClosed(AgentId by, uint40 opensAt, uint40 closesAt);
    error MembersVouchesMissing(AgentId subject, uint256 have, uint256 need);
    error MembersKeyTooSoon(AgentId agent, uint40 notBefore);
    /// @dev A holder can change the key 240 times, and recovery 15 times more; after that the statements of two keys would
    /// share an epoch.
    error MembersKeyEpochsUsed(AgentId agent);
    /// @dev Too far from the others in the web of trust; whoever knows a path can show it (`IDistance`).
    error MembersDistanceMissing(AgentId person);
    /// @dev While trusted contacts recover an agent its holder cannot change the key; the holder can veto.
    error MembersRecoveryPending(AgentId agent);
    /// @dev A suspension runs until `until` (Unix seconds).
    error MembersSuspensionRunning(AgentId member, uint40 until);
    /// @dev Founders are named before anybody else is in the register, and before the first founders' spell has ended.
    error MembersFoundingOver();

    /// @notice A member vouches for a person who is not yet in the register, and so makes their id.
    /// @param consent The applicant's signed `KeyConsent` to become an `Applicant`, valid until the act's `deadline`; empty if the applicant's key sends this.
    /// Requirements: author active, key never used, key consents, vouch spacing and stock.
    function introduce(
        Introduce calldata act,
        bytes calldata signature,
        bytes calldata consent
    ) external returns (AgentId person);

    /// @notice A member vouches for a person in the register, or renews a vouch.
    /// Requirements: author active; subject another person who has neither left nor been suspended or expelled; spacing; stock.
    /// With the last vouch needed the subject goes the next step, unless the distance rule is still to be met (`admit`).
    function vouch(Vouch calldata act, bytes calldata signature) external;

    /// @notice A member accepts a person after probation; the first acceptance opens a round, the last one admits.
    /// Requirements: subject probationary, the probation over, vouches and distance as the terms ask; author active now and
    /// when the round opened; not accepted before.
    function accept(Accept calldata act, bytes calldata signature) external;

    /// @notice Takes a person who lacks nothing the next step: from applicant to probation, or to membership where no
    /// acceptance is asked. Anybody may call. Requirements: applicant or probation over; vouches and distance as the terms ask.
    function admit(AgentId person) external;

    /// @notice Renews a membership from the renewal window until the end of the grace; after a lapse it restores. Who rests
    /// renews and rests on. Requirements: the renewal is open; the distance rule; for a member who does not rest, vouches.
    function renew(Plain calldata act, bytes calldata signature) external;

    /// @notice A member begins or ends a rest (illness, parenthood): no duty, no vote, not counted in quorums. Nothing is
    /// lost: renewal and vouches wait, at most `terms.longestRest` for each rest; after that their clocks run on.
    /// Requirements: to begin, an active member; to end, the renewal is not overdue and the vouches suffice.
    function rest(Rest calldata act, bytes calldata signature) external;

    /// @notice Leaves at once. Never refused, not even to the suspended; what is owed stays owed.
    function resign(Plain calldata act, bytes calldata signature) external;

    /// @notice A person who left, or whose membership or application lapsed for good, applies again, with the same id and
    /// history. Requirements: left, not expelled; no suspension runs.
    function reapply(Plain calldata act, bytes calldata signature) external;

    /// @notice The holder moves their id to another key. Signatures of the old key are dead at once. Not for guilds: a
    /// guild is its account. Requirements: no recovery is pending; the key was never used; the interval since the last change
    /// of key; the new key consents.
    /// @param consent The new key's signed `KeyConsent` for this agent, valid until the act's `deadline`; empty if the new key sends this.
    function rotateKey(RotateKey calldata act, bytes calldata signature, bytes calldata consent) external;

    /// @notice Moves an agent to another key, because its trusted contacts say so. Signatures of the old key are dead at once.
    /// Requirements: the seat for recovery, which has the new key's consent; not a guild; key unused.
    function recoverKey(AgentId agent, address newKey) external;

    /// @notice Suspends a person by a verdict: no duty, no vote, not counted in quorums; renewal and vouches wait. Who has
    /// left, or is not yet a member, may not apply again before its end. It never gets shorter by another suspension.
    /// Requirements: the seat for justice; a person who is not expelled.
    function suspend(AgentId member, uint40 until) external;

    /// @notice Ends a suspension: who rested before rests on, everybody else is a member again where the renewal and the
    /// vouches allow. Requirements: the seat for justice, or anybody once the suspension is over; the person is suspended.
    function reinstate(AgentId member) external;

    /// @notice Expels a person by a verdict, for ever; what is owed stays owed. From now on no vouch they gave counts for an
    /// admission. Requirements: the seat for justice; a person who is not expelled.
    function expel(AgentId member) external;

    /// @notice The first members, before the seal. Each counts as vouched for by all the others, once, at the founding.
    /// Requirements: the founding account; nobody else is in the register yet; each key is unused.
    function found(address[] calldata keys) external;

    /// @notice Makes the agent of a guild or an organisation. Requirements: the caller sits in the seat for `kind`; key unused.
    function register(Status kind, address key) external returns (AgentId agent);

    /// @notice Reverts unless the key signed exactly this `KeyConsent` and it is still valid, or is itself the `carrier`.
    function requireConsent(KeyConsent calldata consent, address carrier, bytes calldata signature) external view;

    /// @notice Sets the terms; a spell that runs stays as it is. Requirements: the nation; every term in its range.
    function setTerms(MembershipTerms calldata terms_) external;

    /// @notice Names the contract of a later floor, once. Requirements: the nation; the seat is empty.
    function fillSeat(Seat seat, address holder) external;

    function terms() external view returns (MembershipTerms memory);

    function seatOf(Seat seat) external view returns (address);

    /// @notice All zero for an id nobody has.
    function agentOf(AgentId agent) external view returns (Agent memory);

    /// @notice The agent a key has ever served, or 0.
    function idOf(address key) external view returns (AgentId);

    /// @notice Ids run from 1 to this one.
    function lastId() external view returns (AgentId);

    /// @notice An active member now: one vote.
    function isActive(AgentId agent) external view returns (bool);

    /// @notice The status as of now, why it is so, and what is missing.
    /// @return status `Inactive` also for a membership that ran out.
    /// @return reason Why, as a code.
    /// @return have Vouches or acceptances so far.
    /// @return need How many are needed.
    /// @return moment When the reason ends or must be acted on (Unix seconds), 0 if never.
    function civicStatus(
        AgentId agent
    ) external view returns (Status status, Reason reason, uint256 have, uint256 need, uint40 moment);

    /// @notice Keys and eligibility of many agents at a past moment, for a batch of ballots.
    /// @return electors For each agent `key << 16 | keyEpoch << 8 | eligible` (one word; a struct would cost a third more).
    function electorsAt(AgentId[] calldata agents, uint256 timepoint) external view returns (uint256[] memory electors);

    /// @notice When the renewal of a membership is due (Unix seconds); while it waits for a rest or a suspension, as if that
    /// ended now.
    function renewalDue(AgentId member) external view returns (uint40);

    /// @notice How long a person has rested so far, by their own declaration (a suspension is no rest).
    /// @return rested Seconds of all rests, each counted up to `terms.longestRest`, the running one included.
    /// @return restingSince When the running rest began (Unix seconds), 0 if none runs.
    function restedOf(AgentId person) external view returns (uint40 rested, uint40 restingSince);

    /// @notice A vouch kept for `subject`, the one given first at index 0; 0 and 0 past the last one.
    function vouchFor(AgentId subject, uint256 index) external view returns (AgentId by, uint40 expiresAt);

    /// @notice Vouches valid now, and the moment from which fewer than the terms ask for will be, rests and suspensions
    /// counted in (Unix seconds). For a person on the way in, vouches of the expelled do not count.
    function vouchesOf(AgentId subject) external view returns (uint256 have, uint40 sufficientUntil);

    /// @notice Whether a person has received and given at least `quantity` vouches that are valid now, those of the founding
    /// included. Of those given every act counts, also a vouch renewed; they are remembered while the terms have a stock.
    function isReferee(AgentId person, uint256 quantity) external view returns (bool);

    /// @notice The founders have the ids 1 to `lastFounder`; each who never applied counts as vouched for by all the others
    /// until `vouchedUntil` (Unix seconds).
    function founding() external view returns (AgentId lastFounder, uint40 vouchedUntil);

    /// @notice The present round of acceptance of a probationary person.
    function acceptanceOf(
        AgentId subject
    ) external view returns (uint16 round, uint40 openedAt, uint32 accepted, uint32 needed);
}

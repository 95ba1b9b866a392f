// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, PolicyId, TreatyId, WorkId} from "../types/Ids.sol";
import {Decision, Purpose, UserClass} from "./ILicencePolicies.sol";

/// @notice Why `canUse` answers as it does: a code on chain, a sentence in every client. In order: the smaller, the
/// more is allowed, and of several policies the one with the smallest is named. Up to `PactAgreed` nothing is missing.
enum UseReason {
    OwnWork, // the agent is the guild that stewards it
    Open, // free for this class
    GrantHeld, // a grant for this purpose is in force, and nothing is open on it
    GrantInGrace, // the same; what a period asked for is open, and its days of grace run
    ContributionsAccepted, // the agent contributes enough to the guild
    PactAgreed, // a pact in force with this public body stands for the approval
    ReciprocityOverdue, // a grant is in force again once what is open is given; then it lapses
    ContributionsOrFeeDue, // contribute, or take a paid grant
    ReciprocityOffered, // take a grant, and give back in every period
    FeeDue, // take a paid grant
    ContributionsMissing, // contribute
    ApprovalNeeded, // ask a steward of the guild
    GrantSuspended, // this policy is suspended for this licensee and purpose, by a case
    GrantEnded, // it has ended for them, by a case
    ArrearsDue, // a new grant needs what is owed on the last one
    NotForThisClass, // forbidden by every policy of the work
    NotOffered, // the stewards have stopped new grants, or the policy named is none of the work's
    UnknownPurpose,
    UnknownAgent,
    UnknownWork
}

/// @notice How a grant stands now.
enum Standing {
    None, // there is no grant
    Kept, // in force, and nothing is open
    InGrace, // in force; a period has ended, and its days of grace run
    Overdue, // those are over; in force again once what is open is given
    Lapsed, // not given in time, or ended by a case; what it owed by then stays owed
    Over // its term has ended
}

/// @title Licences: who may use a work, and what they were granted
/// @notice Anybody asks what an agent may do with a work. An agent takes a grant, which keeps its terms whatever the
/// guild decides later: free, for accepted contributions, for the policy's price, or by approval of a steward. Where the
/// policy asks for something in every period, a meter runs beside the grant: what is due, and what was given.
/// @dev A grant's number is `work << 40 | licensee << 8 | purpose`, and the id of its token.
interface ILicences {
    enum Seat {
        Justice, // suspends and ends grants, by a decided case
        Pacts // stands for approvals of public bodies
    }

    /// @dev One slot, found by its number. Policies never change, so the id keeps the terms.
    struct Grant {
        AgentId by; //       who made it: the licensee, or a steward who approved
        PolicyId policy;
        Decision basis; //   Free; Reciprocate: for contributions or in every period; Pay: for the price; ByApproval
        UserClass userClass; // of the licensee when it was made
        uint16 version; //   of the work when it was made
        uint40 grantedAt; // 0 = none; periods are counted from it
        uint40 expiresAt; // Unix seconds, exclusive; 0 = never
        uint96 paid; //      for the grant itself, in the smallest unit of the policy's token
    }

    /// @dev Two slots, written only for grants that report, give, lapse, or are touched by a case. It begins anew with every
    /// grant that is no renewal, but for suspensions and ends, which stay.
    struct Meter {
        uint96 unitFees; //       for units reported, without those settled in a paid term before; smallest unit of the token
        uint96 paid; //           for periods and units, without the same
        uint32 minutesCounted;
        uint16 reportedIn; //     number of the period, from 1, in which units were last reported; they are due at its end
        uint64 units; //          reported
        uint40 noticedAt; //      of a breach, by a steward
        uint40 lapsedAt; //       kept once something is given, or a case decided, after the lapse; also the moment of an end
        uint40 suspendedUntil; // Unix seconds, exclusive
        uint8 suspended; //       bit i: the policy in place i of the work's
        uint8 ended; //           bit i: the policy in place i of the work's, for ever
        uint32 lapsedPeriods; //  owed; kept with `lapsedAt`
    }

    /// @notice What is due on a grant now.
    struct Due {
        Standing standing;
        uint32 periods; //     whole ones so far; once it has lapsed, those until then, and the one begun while it was in force
        uint128 amount; //     open now, in the smallest unit of the policy's token
        uint64 minutesDue; //  open now; where work and money make up for each other, the work that would do for `amount`
        uint40 dueAt; //       end of the first period not covered by what was given; 0 = none will ever be
        uint40 breachAt; //    the end of its days of grace
        uint40 lapsesAt; //    unless it is given before
    }

    /// @notice What one policy of a work answers an agent, as for a new grant, and what it would ask for.
    struct Option {
        PolicyId policy;
        Decision decision;
        UseReason reason;
        address token;
        uint96 perGrant; //          to take a grant now
        uint96 perUnit;
        uint96 perPeriod;
        uint16 periodDays;
        uint32 minutesAsked; //  in every period, or to open the door
        uint32 minutesMissing; // to open the door now
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Take {
        AgentId by; // the licensee
        WorkId work;
        PolicyId policy;
        Purpose purpose;
        uint96 most; //  to be paid with it, or in each period; in the smallest unit of the policy's token
        uint256 nonce;
        uint40 deadline;
    }
    struct Approve {
        AgentId by; // a steward of the work's guild
        AgentId licensee;
        WorkId work;
        PolicyId policy;
        Purpose purpose;
        uint256 nonce;
        uint40 deadline;
    }
    struct Report {
        AgentId by; // the licensee
        WorkId work;
        Purpose purpose;
        uint64 units; // made or sold since the last report
        uint96 most; //  that they may cost, now or at the end of the period
        uint256 nonce;
        uint40 deadline;
    }
    struct Count {
        AgentId by; // whose contributions they are: the licensee, or say somebody who works for it
        AgentId licensee;
        WorkId work;
        Purpose purpose;
        uint32 minutesCounted; // of the guild's record of the author, not counted before
        uint256 nonce;
        uint40 deadline;
    }
    struct Release {
        AgentId by; // the licensee
        WorkId work;
        Purpose purpose;
        uint256 nonce;
        uint40 deadline;
    }
    struct Notice {
        AgentId by; // a steward of the work's guild
        AgentId licensee;
        WorkId work;
        Purpose purpose;
        uint256 nonce;
        uint40 deadline;
    }

    event LicenceSeatFilled(Seat indexed seat, address holder);
    event LicenceGranted(
        WorkId indexed work,
        AgentId indexed licensee,
        PolicyId indexed policy,
        Purpose purpose,
        Decision basis,
        UserClass userClass,
        uint16 version,
        AgentId by,
        uint40 grantedAt,
        uint40 expiresAt,
        uint96 paid
    );
    /// @param unitFee For these units; `paid` of it came with the report, the rest is due at the end of `period`.
    event UnitsReported(uint256 indexed number, uint64 units, uint96 unitFee, uint96 paid, uint16 period);
    /// @param payer Who paid; anybody may.
    event LicenceSettled(uint256 indexed number, address indexed payer, uint96 amount);
    event ContributionsCounted(uint256 indexed number, AgentId indexed by, uint32 minutesCounted);
    event LicenceReleased(uint256 indexed number, uint40 expiresAt);
    event BreachNoticed(uint256 indexed number, AgentId indexed by, uint40 noticedAt);
    /// @notice A grant lapsed at a moment before now; it is written down with the first act that comes after.
    /// @param lapsedPeriods Whole ones until then, and the one begun while it was in force: so many are owed.
    event LicenceLapsed(uint256 indexed number, uint40 lapsedAt, uint32 lapsedPeriods);
    /// @param suspended Bit i: the policy in place i of the work's; the same in `LicenceEnded`.
    event LicenceSuspended(uint256 indexed number, PolicyId indexed policy, uint8 suspended, uint40 until);
    /// @param lapsedPeriods Whole ones until now, if the grant ends with it.
    event LicenceEnded(
        uint256 indexed number,
        PolicyId indexed policy,
        uint8 ended,
        uint40 lapsedAt,
        uint32 lapsedPeriods
    );

    error LicencesSeatTaken(Seat seat, address holder);
    error LicencesNotInSeat(Seat seat, address caller);
    /// @dev This policy gives the licensee no such grant; the code says why.
    error LicencesRefused(WorkId work, AgentId licensee, Purpose purpose, UseReason reason);
    /// @dev A grant for this purpose is in force and lasts as long (`expiresAt` in Unix seconds, 0 = for ever), or an
    /// approval would put another policy in its place.
    error LicencesAlreadyGranted(PolicyId policy, uint40 expiresAt);
    /// @dev Coins came with what costs none.
    error LicencesNothingToPay(uint256 sent);
    /// @dev Less arrived than was to be paid: the token took a part.
    error LicencesFeeShort(uint256 received, uint256 fee);
    error LicencesNotSteward(AgentId guild, AgentId by);
    error LicencesSelfApproval(AgentId by);
    /// @dev No grant has this number.
    error LicencesNoGrant(uint256 number);
    /// @dev The grant's policy asks it for no units, money or minutes, as the act would give.
    error LicencesNotAsked(uint256 number);
    /// @dev Something is open on the grant: `amount` in the smallest unit of its token, and minutes. It comes first.
    error LicencesStillDue(uint256 number, uint128 amount, uint64 minutesDue);
    /// @dev No more than this is owed on a grant that is no longer in force.
    error LicencesNothingOwed(uint256 number, uint128 amount, uint64 minutesDue);
    /// @dev Of the guild's record of the author, only so many minutes were not counted before.
    error LicencesMinutesShort(uint256 available, uint32 minutesCounted);
    /// @dev The grant is not in breach, or notice of this breach was given at `noticedAt` (Unix seconds).
    error LicencesNoBreach(uint256 number, Standing standing, uint40 noticedAt);
    /// @dev A suspension ends after now.
    error LicencesBadSuspension(uint40 until);
    /// @dev The price is above the highest that the act names.
    error LicencesAboveMost(uint96 price, uint96 most);
    /// @dev The policy is none of the work's.
    error LicencesNotOffered(uint256 number, PolicyId policy);
    error LicencesZeroUnits();
    /// @dev More than a meter can hold.
    error LicencesTooManyUnits(uint64 units);
    /// @dev The grant is no longer in force, or ends no later (`expiresAt` in Unix seconds) than a release would end it.
    error LicencesEndsAnyway(uint256 number, Standing standing, uint40 expiresAt);

    /// @notice Takes a grant that this policy gives the author: free, for contributions, with a duty in every period, or
    /// for the price, which the sender pays (the native coin sent along, or an ERC-20 allowed to `Commons`). Taking it again
    /// in its last term renews it, as long as the class is the same.
    /// Requirements: reason `Open`, `ContributionsAccepted`, `ReciprocityOffered`, `FeeDue` or `ContributionsOrFeeDue`;
    /// no grant in force that runs by periods, but for a renewal, and none under the same policy that lasts as long; nothing open on
    /// the grant held, nor, if this one has periods, overdue on one for another purpose; a price up to `most`; payment.
    function take(Take calldata act, bytes calldata signature) external payable;

    /// @notice A steward grants what needs approval. Requirements: reason `ApprovalNeeded` or `PactAgreed`; author a steward
    /// of the work's guild and not the licensee; nothing owed, and lasts longer, as `take`.
    function approve(Approve calldata act, bytes calldata signature) external;

    /// @notice The licensee reports units made or sold. Their fee is due at the end of the running period, or, if the policy
    /// has none, now: the sender pays it.
    /// Requirements: units above zero; a grant that costs by the unit; nothing open from earlier periods; a fee up to `most`;
    /// payment.
    function report(Report calldata act, bytes calldata signature) external payable;

    /// @notice Pays what a grant asks for: dues, arrears, or in advance. Anybody may. Once a grant is no longer in force, its
    /// arrears and no more; paying them brings it not back.
    /// Requirements: amount above zero; a grant that asks for money in periods; payment.
    function settle(uint256 number, uint96 amount) external payable;

    /// @notice Somebody counts their accepted contributions towards what a grant asks for: their own, or that of an organisation
    /// they work for, which has no record itself. No minute counts twice.
    /// Requirements: a grant that asks for minutes, owed if it is no longer in force; minutes above zero, of the guild's record
    /// of the author, not counted before.
    function count(Count calldata act, bytes calldata signature) external;

    /// @notice The licensee gives a grant back: it ends with the running period, and what is due until then stays due; without
    /// periods it ends now. Requirements: in force, and not ending as early anyway.
    function release(Release calldata act, bytes calldata signature) external;

    /// @notice A steward gives notice of a breach, from which `firstCureDays` run. Requirements: author a steward of the work's
    /// guild; the grant is overdue; no notice of this breach before.
    function notice(Notice calldata act, bytes calldata signature) external;

    /// @notice Suspends one policy for the licensee, work and purpose of a grant, also if another is held by now. The grant's
    /// periods run on. Of several suspended at once all end with the last. Requirements: the seat of justice; a grant; a policy of
    /// the work; a time after now.
    function suspend(uint256 number, PolicyId policy, uint40 until) external;

    /// @notice Ends one policy for the licensee, work and purpose of a grant, for ever, and the grant if it is under that policy.
    /// Requirements: the seat of justice; a grant; a policy of the work.
    function end(uint256 number, PolicyId policy) external;

    /// @notice Names, once, the contract in a seat. Requirements: the nation; the seat is empty.
    function fillSeat(Seat seat, address holder) external;

    function seatOf(Seat seat) external view returns (address);

    /// @notice Whether an agent may use a work now, why, and under which policy. Never reverts.
    /// @param agent 0 asks for anybody who is not in the register.
    /// @param purpose As `Purpose`; a number, so that one beyond gets an answer too.
    /// @return decision Of the most permissive policy that applies; Free for a grant in force and for one's own work.
    /// @return reason Up to `PactAgreed`: go ahead. Beyond: what is missing.
    /// @return policy The policy the answer comes from, 0 if none.
    function canUse(
        WorkId work,
        AgentId agent,
        uint8 purpose
    ) external view returns (Decision decision, UseReason reason, PolicyId policy);

    /// @notice The same for a member of another nation: as a recognised guest while their pass gives the right to use
    /// works, otherwise as anybody. A grant needs an agent of this nation, so a guest has what is free. Never reverts.
    /// @param guest The id in the other nation's register.
    function recognisedCanUse(
        WorkId work,
        TreatyId treaty,
        AgentId guest,
        uint8 purpose
    ) external view returns (Decision decision, UseReason reason, PolicyId policy);

    /// @notice What each policy of a work answers an agent by itself, in the order they were offered; none for an unknown work,
    /// agent or purpose. Never reverts.
    function optionsOf(WorkId work, AgentId agent, uint8 purpose) external view returns (Option[] memory);

    /// @notice The last grant of an agent for a purpose, in force or not.
    function grantOf(WorkId work, AgentId licensee, Purpose purpose) external view returns (Grant memory);

    /// @notice Whether a grant for this purpose is in force: kept or in its days of grace, not suspended, and, if it was free for
    /// its holder's class, free for the present one.
    function holdsGrant(WorkId work, AgentId licensee, Purpose purpose) external view returns (bool);

    /// @notice Whether a case bars a policy of the grant's work for its licensee and purpose: suspended now, or ended. No for
    /// a grant that was never made.
    function isBarred(uint256 number, PolicyId policy) external view returns (bool);

    /// @notice What is written down beside a grant. All zero if nothing is.
    function meterOf(uint256 number) external view returns (Meter memory);

    /// @notice What is due on a grant now; minutes accepted count once somebody counts them. All zero if there is no such grant.
    function dueOf(uint256 number) external view returns (Due memory);

    /// @notice Minutes of a guild's record of an agent that were counted towards grants.
    function minutesCountedOf(AgentId guild, AgentId agent) external view returns (uint256);

    /// @notice Minutes an agent's accepted contributions to a guild count for a door now: those of the last season or of the
    /// one before, whichever is more, on all tracks; and no more than the whole record, which corrections take from.
    function reciprocityOf(AgentId guild, AgentId agent) external view returns (uint256 minutesAccepted);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {IHoldable} from "./IHoldable.sol";

/// @notice Who amends a proposal that was objected to, beside its proposer.
enum Amender {
    Nobody,
    Stewards,
    Roster
}

/// @notice The rules of decisions by consent, the same for every guild. A proposal keeps those it was made under. One slot.
struct CouncilTerms {
    uint24 questionWindow; //    seconds for questions before each round's objections; 0 = none, else 1 hour to 90 days
    uint24 objectionWindow; //   seconds in which an objection can be raised; 1 hour to 90 days
    uint24 integrationWindow; // seconds after it to amend what was objected to; 1 hour to 90 days, 0 with one round
    uint24 voteWindow; //        seconds of the guild's vote; 1 hour to 90 days, 0 without a vote
    uint32 executionWindow; //   seconds in which the decision can be carried out; 1 hour to 365 days
    uint24 routineWindow; //     as `objectionWindow`, of a steward's routine act; 0 = stewards have none
    uint8 rounds; //             1 to 10; objections that stop the last one leave it to the vote
    uint8 objections; //         this many objections stop a round, or those of all others if they are fewer; at least 1
    uint8 routineObjections; //  this many bring a routine act before the council
    uint16 thresholdBps; //      of For among For and Against in the vote; 5,000 to 10,000, 0 = there is no vote
    uint16 quorumBps; //         For and Abstain in the vote, as a share of the electors
    uint16 tenureDays; //        on the roster before the proposal, of who votes and of whom objections are asked; 0 to 365
    Amender amender;
}

/// @title Councils: a guild decides by consent
/// @notice Whoever is on a guild's roster proposes. Others ask, and object with reasons; what was objected to is amended, and
/// comes again as the next round of the same proposal. What nobody objects to, the guild's account carries out. If there are
/// objections in the last round, the guild votes. A steward's routine act begins one step earlier: it is carried out
/// unless somebody objects, which brings it before the council.
///
///     Routine ──objection──▶ Questions ─▶ Open ─┬─ no objection ───────────────▶ Agreed ─▶ Executed
///        │                       ▲              ├─ objections ─▶ Integrating ──▶ amended, or taken back: Open
///        └──── no objection ─▶ Agreed           └─ objections, last round ─▶ Voting ─▶ Agreed, or Stopped
///
/// A decision that members hold (`IHolds`) waits, and one that the assembly dropped is never carried out.
interface ICouncils is IHoldable {
    enum CouncilState {
        None,
        Open, //        objections can be raised
        Agreed, //      by consent or by vote; anybody may have it carried out
        Stopped, //     by objections that nobody integrated, or by the vote
        Withdrawn,
        Expired,
        Executed,
        Questions, //   in a period of their own, before objections
        Integrating, // enough objections stood at the close: it can be amended, and they can be taken back
        Voting, //      of the electors, after the last round
        Held, //        agreed, and suspended by members until the assembly has decided
        Dropped //      by the assembly
    }

    /// @notice As the assembly's choices.
    enum Choice {
        Against,
        For,
        Abstain
    }

    /// @dev Four slots.
    struct CouncilProposal {
        AgentId guild;
        AgentId by;
        uint40 openedAt; //   of the round; who was on the roster the second before objects
        uint40 opensAt; //    last second for questions; `openedAt` without them
        uint40 closesAt; //   last second for an objection; later, where objections were taken back
        uint40 expiresAt; //  last second to carry it out, a vote's time included in the last round
        uint8 round; //       from 1; 0 = a steward's routine act
        bool withdrawn;
        bool executed;
        uint24 objections; // standing in this round
        uint8 stopsAt; //     this many stop it
        uint24 questions;
        uint24 electors; //   persons on the roster when the tenure began, or the second before the proposal if they were fewer
        uint24 votesFor;
        uint24 votesAgainst;
        uint24 abstentions;
        uint24 others; //     of whom objections are asked, those who were discounted taken off
        uint40 firstOpenedAt; // of the proposal
        bool isOthers; //     the round was begun by somebody else than the proposer
        bytes32 callsHash; // of (targets, values, calldatas)
        CouncilTerms terms;
    }

    /// @notice What a guild lets its stewards do as routine. One slot.
    struct Routine {
        bool isListed;
        uint8 word; //    of the call's arguments, from 1, that is the amount in every encoding; 0 = the coin sent along
        uint112 most; //  in one act
        uint128 left; //  in all acts, until the guild sets it anew
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`. Reasons, questions and
    // answers are a text for everybody, or the salted hash of one that stays with the guild.

    struct Propose {
        AgentId by;
        AgentId guild;
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string description;
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice By a steward: one call that the guild has listed.
    struct ProposeRoutine {
        AgentId by;
        AgentId guild;
        address target;
        uint256 value;
        bytes data;
        string description;
        uint256 nonce;
        uint40 deadline;
    }
    struct Ask {
        AgentId by;
        uint256 proposal;
        bytes32 question;
        string text;
        uint256 nonce;
        uint40 deadline;
    }
    struct Answer {
        AgentId by;
        uint256 proposal;
        uint24 question; // from 1
        bytes32 answer;
        string text;
        uint256 nonce;
        uint40 deadline;
    }
    /// @dev Needs no nonce: one objection a person and round, also if it was taken back.
    struct ObjectTo {
        AgentId by;
        uint256 proposal;
        uint8 round;
        bytes32 reason;
        string text;
        uint40 deadline;
    }
    struct TakeBack {
        AgentId by;
        uint256 proposal;
        uint8 round;
        uint40 deadline;
    }
    /// @dev Needs no nonce: a round comes once.
    struct Amend {
        AgentId by;
        uint256 proposal;
        uint8 round; // that it begins
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string description;
        uint40 deadline;
    }
    /// @dev Needs no nonce: a ballot counts once, and stays.
    struct CastVote {
        AgentId by;
        uint256 proposal;
        Choice choice;
        uint40 deadline;
    }
    struct Withdraw {
        AgentId by;
        uint256 proposal;
        uint40 deadline;
    }
    /// @notice An act of the guild itself (`by` is the guild), decided by its council.
    struct SetRoutine {
        AgentId by;
        address target;
        bytes4 selector; // 0 = a plain payment
        bool isListed;
        uint8 word;
        uint112 most;
        uint128 left;
        uint256 nonce;
        uint40 deadline;
    }

    event CouncilTermsSet(CouncilTerms terms);
    event CouncilProposed(
        uint256 indexed proposal,
        AgentId indexed guild,
        AgentId indexed by,
        address[] targets,
        uint256[] values,
        bytes[] calldatas,
        string description
    );
    /// @notice A round begins: 0 of a routine act, 1 of every other proposal, the next of an amended one.
    event CouncilRoundOpened(
        uint256 indexed proposal,
        uint8 indexed round,
        uint40 openedAt,
        uint40 opensAt,
        uint40 closesAt,
        uint40 expiresAt,
        uint8 stopsAt,
        uint24 electors,
        uint24 others
    );
    event CouncilAsked(
        uint256 indexed proposal,
        uint24 indexed question,
        AgentId indexed by,
        bytes32 hash,
        string text
    );
    event CouncilAnswered(
        uint256 indexed proposal,
        uint24 indexed question,
        AgentId indexed by,
        bytes32 hash,
        string text
    );
    event CouncilObjected(
        uint256 indexed proposal,
        uint8 indexed round,
        AgentId indexed by,
        bytes32 reason,
        string text
    );
    /// @param closesAt Of the round: a whole window from now where fewer are left than stop it, for others may have relied on it.
    event CouncilObjectionTakenBack(
        uint256 indexed proposal,
        uint8 indexed round,
        AgentId indexed by,
        uint40 closesAt,
        uint40 expiresAt
    );
    /// @notice A person who cannot object is not among those of whom objections are asked in this round.
    event CouncilDiscounted(uint256 indexed proposal, uint8 indexed round, AgentId indexed person, uint8 stopsAt);
    /// @notice They objected all the same, and are among them again.
    event CouncilCountedAgain(uint256 indexed proposal, uint8 indexed round, AgentId indexed person, uint8 stopsAt);
    event CouncilAmended(
        uint256 indexed proposal,
        uint8 indexed round,
        AgentId indexed by,
        address[] targets,
        uint256[] values,
        bytes[] calldatas,
        string description
    );
    event CouncilVoteCast(uint256 indexed proposal, AgentId indexed by, Choice choice);
    event CouncilWithdrawn(uint256 indexed proposal);
    event CouncilExecuted(uint256 indexed proposal);
    event RoutineSet(
        AgentId indexed guild,
        address indexed target,
        bytes4 indexed selector,
        bool isListed,
        uint8 word,
        uint112 most,
        uint128 left
    );
    /// @notice A steward's act takes so much of what the guild lets them spend, carried out or not.
    event RoutineUsed(AgentId indexed guild, address indexed target, bytes4 indexed selector, uint256 amount);

    /// @dev A term is out of its range; the word names it.
    error CouncilsBadTerms(string term);
    error CouncilsUnknownGuild(AgentId guild);
    /// @dev Only an active member on the guild's roster proposes and asks; only who was on it the second before a round too
    /// objects in it, and only who was on it for the tenure before the proposal votes.
    error CouncilsNotOnRoster(AgentId guild, AgentId person);
    /// @dev As many targets as values and calldatas, at least one.
    error CouncilsBadCalls(uint256 targets, uint256 values, uint256 calldatas);
    /// @dev The proposal is in another state than the act needs.
    error CouncilsWrongState(uint256 proposal, CouncilState state);
    /// @dev The act is for another round than the one that is on (or, of an amendment, that comes next).
    error CouncilsOtherRound(uint256 proposal, uint8 round);
    /// @dev This person has six proposals open in this guild, taken back or not; the next is possible after `freeAt` (Unix seconds).
    error CouncilsTooManyProposals(AgentId guild, AgentId by, uint40 freeAt);
    /// @dev A text of at most 4,096 bytes or a hash, and one of both.
    error CouncilsNoWords(AgentId by);
    error CouncilsUnknownQuestion(uint256 proposal, uint24 question);
    /// @dev In this round; an objection that was taken back is not raised again in it.
    error CouncilsAlreadyObjected(uint256 proposal, AgentId by);
    error CouncilsNotObjecting(uint256 proposal, AgentId by);
    /// @dev Objections of this round could be taken back until then (Unix seconds).
    error CouncilsTooLate(uint256 proposal, uint40 until);
    /// @dev Nobody of whom an objection is asked in this round, or one who can object, or did.
    error CouncilsNotAbsent(uint256 proposal, AgentId person);
    error CouncilsAlreadyVoted(uint256 proposal, AgentId by);
    error CouncilsNotProposer(uint256 proposal, AgentId by);
    /// @dev Somebody else amended it last, or the guild votes or voted on it.
    error CouncilsNoLongerOwn(uint256 proposal, AgentId by);
    /// @dev Its proposer amends it, and whoever the terms name.
    error CouncilsNotAmender(uint256 proposal, AgentId by);
    /// @dev An amendment changes the calls, or a hold would be left behind by the very calls that are held.
    error CouncilsSameCalls(uint256 proposal);
    /// @dev These are not the calls that were proposed.
    error CouncilsOtherCalls(uint256 proposal);
    /// @dev Only the guild itself, by its council, lists what is routine.
    error CouncilsOnlyGuild(AgentId by);
    error CouncilsNotSteward(AgentId guild, AgentId by);
    /// @dev The guild has not listed this call, the terms know no routine acts, or what is listed changes the list itself or
    /// carries whatever it is given (`carry`, `multicall`).
    error CouncilsNotRoutine(AgentId guild, address target, bytes4 selector);
    /// @dev More than the guild lets its stewards spend, in one act or in all of them.
    error CouncilsOverRoutine(uint256 amount, uint256 most);

    // --- acts, in the order of life ------------------------------------------------------------------------------------

    /// @notice Proposes calls of the guild's account. Requirements: an active member on the roster; calls; fewer
    /// than six proposals of this member whose first window is open, for each asks the guild's attention.
    function propose(Propose calldata act, bytes calldata signature) external returns (uint256 proposal);

    /// @notice A steward has the guild's account make one call of those the guild has listed, unless somebody objects. Requirements: a
    /// steward; listed; within both limits; fewer than six, as `propose`.
    function proposeRoutine(ProposeRoutine calldata act, bytes calldata signature) external returns (uint256 proposal);

    /// @notice Asks. Requirements: the time for questions; an active member on the roster.
    function ask(Ask calldata act, bytes calldata signature) external returns (uint24 question);

    /// @notice Answers. Requirements: the time for questions or objections; an active member on the roster; the question was asked.
    function answer(Answer calldata act, bytes calldata signature) external;

    /// @notice Objects. Requirements: this round's window is open; the author is an active member, on the roster then and now.
    function objectTo(ObjectTo calldata act, bytes calldata signature) external;

    /// @notice Takes one's objection back; a whole window for objections follows where fewer are left than stop the round.
    /// Requirements: the round's window is open, or it is being amended; it stands in this round; no more time has passed than
    /// the windows for objections and, but in the last round, for amendments, as they were when the round began.
    function takeBack(TakeBack calldata act, bytes calldata signature) external;

    /// @notice Tells of a person on the roster who cannot object, so that no objection is asked of them in this round: one
    /// whose membership ended or has not begun, or who has left. Anybody may. Requirements: the time for questions or
    /// objections; a person who was counted, cannot object and has not.
    function discount(uint256 proposal, AgentId person) external;

    /// @notice Begins the next round with other calls. Requirements: it is being amended; the proposer, or whom the terms name;
    /// calls, other than those of the round before.
    function amend(Amend calldata act, bytes calldata signature) external;

    /// @notice Votes. Requirements: the vote is on; the author is an active member on the roster, and was on it the second
    /// before the proposal's first round, and the tenure before that second.
    function castVote(CastVote calldata act, bytes calldata signature) external;

    /// @notice Takes one's own proposal back. Requirements: not decided against, expired or carried out; its author; its present
    /// round is not somebody else's amendment, and the guild's vote has not begun.
    function withdraw(Withdraw calldata act, bytes calldata signature) external;

    /// @notice Has the guild's account make the calls, in their order; one that fails undoes all. Anybody may.
    /// Requirements: agreed, and not held; the very calls proposed last; the emergency brake does not stop it.
    function execute(
        uint256 proposal,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external;

    // --- rules -----------------------------------------------------------------------------------------------------------

    /// @notice The guild lists a call as routine, or takes it off the list. Requirements: the guild's own act; not a call of this contract,
    /// and none that carries others.
    function setRoutine(SetRoutine calldata act, bytes calldata signature) external;

    function setTerms(CouncilTerms calldata terms_) external;

    // --- what anyone can read --------------------------------------------------------------------------------------------

    function terms() external view returns (CouncilTerms memory);

    /// @notice Proposals are numbered from 1 to this.
    function proposalCount() external view returns (uint256);

    function proposalOf(uint256 proposal) external view returns (CouncilProposal memory);

    function stateOf(uint256 proposal) external view returns (CouncilState);

    /// @notice Whether somebody's objection stands in the round that is on.
    function hasObjected(uint256 proposal, AgentId person) external view returns (bool);

    function hasVoted(uint256 proposal, AgentId person) external view returns (bool);

    function routineOf(AgentId guild, address target, bytes4 selector) external view returns (Routine memory);

    /// @notice The number by which `IHolds` knows a round of a proposal: other calls are another decision.
    function holdNumber(uint256 proposal) external view returns (uint256);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IChartered} from "../types/IChartered.sol";
import {AgentId} from "../types/Ids.sol";
import {Rule} from "./IDecisionRules.sol";

/// @notice What a ballot says. The first three are those of every `IGovernor`; the fourth is a choice only under a rule
/// that knows blocks.
enum Choice {
    Against,
    For,
    Abstain,
    Block
}

/// @notice What became of a ballot in a carried batch: counted, or skipped for a reason.
enum Outcome {
    Counted,
    Expired, // the statement's deadline has passed
    BadSignature, // not by the author's present key, or for another ballot, choice, chain or contract
    NotInElectorate, // the author was no active member at the snapshot
    AlreadyCast, // a carried ballot never overwrites one
    BadChoice, // not a choice under the proposal's rule
    Malformed // the bytes from here on are no ballot
}

/// @notice What contracts beside the assembly may do there, each seat filled once, before the seal.
enum Seat {
    Sealed, //       brings in ballots that members committed to; such a ballot is the member's own
    Delegations, //  brings in the choice of a delegate, which any ballot of the member's own replaces
    Chambers, //     stops what passed and the chambers agreed against
    Brake, //        is asked before anything is executed
    Spending //      is asked what a decision spends, when it is made and before it is executed
}

/// @notice The state of a vote, all that a ballot reads and writes. One slot.
struct Vote {
    uint40 snapshot; //      the electorate is everybody who was an active member in this second
    uint40 deadline; //      last second of voting, or of opening sealed ballots
    uint96 votes; //         four lanes of 24 bits, the lowest for choice 0
    bool canceled;
    uint8 flags; //          see `Rules`; a second reading has no TWO_READINGS
    uint16 thresholdBps; //  the proposal keeps its rule, whatever becomes of the rule
    uint16 quorumBps;
    uint16 quorumRoot;
    uint8 blocks;
    uint8 lateHours; //      0 once the extension is used
}

/// @notice What the life of a proposal needs beside the vote. One slot.
struct Decision {
    AgentId by;
    uint40 eta; //             execution from this second on; 0 = not queued
    uint32 executionDelay;
    uint32 executionWindow;
    bool executed;
    uint8 revealHours; //      the last hours of the vote, in which sealed ballots are opened
    uint24 engaged; //         For and Abstain ballots that the engagement of late asks for
}

/// @title The assembly: all active members, one vote each
/// @notice Every member proposes and votes, directly or by signed statements that anybody may carry. What passes waits in
/// the nation's timelock and is then executed by it. Any client of OpenZeppelin's `IGovernor` can take part.
/// @dev Failures that `IGovernor` names keep its errors, so that existing clients understand them.
interface IAssembly is IGovernor, IChartered {
    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`. None needs a nonce: a
    // proposal exists once, is withdrawn once, and a carried ballot never overwrites one.

    struct MakeProposal {
        AgentId by;
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string description;
        uint40 deadline;
    }
    struct WithdrawProposal {
        AgentId by;
        uint256 proposal;
        uint40 deadline;
    }
    struct CastBallot {
        AgentId by;
        uint256 proposal;
        uint8 choice;
        uint40 deadline;
    }

    /// @notice Beside `ProposalCreated`: who proposed it, the rule it keeps (with no TWO_READINGS if it is a second reading),
    /// the ballots that the engagement of late asks for, and the code its calls meet (`IArticles.check`).
    event ProposalRuled(uint256 indexed proposalId, AgentId indexed by, Rule rule, uint24 engaged, bytes32 code);
    /// @notice A first reading passed: while it stands, a proposal of the same calls is the second.
    event FirstReadingPassed(uint256 indexed proposalId, bytes32 indexed calls);
    event SecondReadingMade(uint256 indexed proposalId, uint256 indexed firstReading);
    event AssemblySeatFilled(Seat indexed seat, address holder);
    /// @notice Ballots of these members, brought in by a source; they replace what the source brought in before.
    event BallotsBroughtIn(uint256 indexed proposalId, Seat indexed source, uint8 choice, AgentId[] voters);
    /// @notice A late ballot turned the outcome: voting lasts until `extendedDeadline` (Unix seconds). As in OpenZeppelin.
    event ProposalExtended(uint256 indexed proposalId, uint64 extendedDeadline);
    /// @notice A member changed a ballot already cast, their own or their delegate's. (The first ballot is a `VoteCast`.)
    /// @param reason As in `VoteCast`; empty unless the ballot came by `castVoteWithReason`.
    event BallotChanged(
        AgentId indexed by,
        uint256 indexed proposalId,
        uint8 oldChoice,
        uint8 newChoice,
        string reason
    );
    /// @notice A carried batch, in its order: per ballot `uint32 by | uint4 outcome | uint4 choice` (see `Outcome`).
    event BallotsCast(uint256 indexed proposalId, address indexed carrier, bytes ballots);
    /// @dev The contract was to be deployed without its register, timelock or rules.
    error AssemblyZeroAddress();
    /// @dev The member has as many proposals under way as allowed; the next is possible after `freeAt` (Unix seconds).
    error AssemblyTooManyProposals(AgentId by, uint40 freeAt);
    /// @dev The author was no active member at the snapshot.
    error AssemblyNotInElectorate(AgentId by, uint256 proposalId);
    /// @dev Execution is possible from `eta` on (Unix seconds).
    error AssemblyNotYetDue(uint256 proposalId, uint40 eta);
    /// @dev Votes by signature have one form here: `castBallot`.
    error AssemblyUseCastBallot();
    /// @dev Ballots on this proposal are sealed: they are committed to and opened through another contract.
    error AssemblySealed(uint256 proposalId);
    /// @dev The first reading that this proposal was made on, or is, is used up by another decision of the same calls, or was
    /// cancelled.
    error AssemblyReadingUsed(uint256 proposalId, uint256 firstReading);
    /// @dev The caller sits in no seat from which the proposal's rule takes ballots.
    error AssemblyNotBallotSource(uint256 proposalId, address caller);
    /// @dev The seat is filled once.
    error AssemblySeatTaken(Seat seat, address holder);
    /// @dev There are more agents than a lane of the count holds for sure.
    error AssemblyTooManyAgents(uint256 agents, uint256 most);
    /// @dev A target has other code than when the proposal was made.
    error AssemblyCodeChanged(uint256 proposalId, bytes32 expected, bytes32 found);
    /// @dev Executing the calls would leave the nation without what its articles promise.
    error AssemblyArticlesBroken(uint256 proposalId);
    /// @dev The caller does not sit in the seat whose act this is.
    error AssemblyNotInSeat(Seat seat, address caller);
    /// @dev The proposal's rule knows no veto of chambers, or it is a first reading, which decides nothing yet.
    error AssemblyNotVetoable(uint256 proposalId);

    /// @notice As `propose`, for anybody to carry. Requirements: the author is an active member with a proposal to spare; as
    /// many targets as values and calldatas, at least one; a `#proposer=0x…` at the end of the description names the author's
    /// key; the same proposal was never made.
    function makeProposal(MakeProposal calldata act, bytes calldata signature) external returns (uint256 proposalId);

    /// @notice As `cancel` by the proposer, for anybody to carry. Requirements: by the proposer, before the vote opens.
    function withdrawProposal(WithdrawProposal calldata act, bytes calldata signature) external;

    /// @notice Casts a ballot. Its author, sending it with an empty signature, may change a ballot already cast where the
    /// rule allows it. Requirements: voting is open and not sealed; the choice exists; the author was an active member at the
    /// snapshot; a signed ballot is the author's first. A delegate's choice is no ballot of the author's own.
    function castBallot(CastBallot calldata act, bytes calldata signature) external;

    /// @notice Carries many signed ballots on one proposal. One that does not count is skipped with its reason.
    /// @param ballots Packed: per ballot `uint32 by | uint8 choice | uint40 deadline | uint16 length | signature`.
    /// @return counted How many were counted. Requirements: voting is open.
    function castBallots(uint256 proposalId, bytes calldata ballots) external returns (uint256 counted);

    /// @notice Brings in ballots of many members. Sealed: replaces what there is. Delegations: only for members without a
    /// ballot of their own. One outside the electorate is passed over. Requirements: the caller sits in a seat whose ballots
    /// the proposal's rule takes; voting is open; the choice exists.
    /// @return counted The members whose ballot is now this one.
    function castFrom(uint256 proposalId, AgentId[] calldata voters, uint8 choice) external returns (uint256 counted);

    /// @notice Ends a decision that the chambers vetoed. Requirements: the caller sits in the chambers' seat; passed, and neither
    /// executed nor void; its rule knows chambers, and it is no first reading.
    function stop(uint256 proposalId) external;

    /// @notice Names the contract that brings in ballots. Requirements: the founding account, so before the seal; once.
    function fillSeat(Seat seat, address holder) external;

    function seatOf(Seat seat) external view returns (address);

    function members() external view returns (address);

    function rules() external view returns (address);

    /// @notice Where sponsors sign for a proposal before it is made.
    function petitions() external view returns (address);

    /// @notice What no proposal can cross.
    function articles() external view returns (address);

    function calendar() external view returns (address);

    /// @notice Proposals of a member whose vote, as announced, has not ended; withdrawn ones too.
    function liveProposals(AgentId member) external view returns (uint256);

    function voteOf(uint256 proposalId) external view returns (Vote memory);

    function decisionOf(uint256 proposalId) external view returns (Decision memory);

    /// @notice The code that the calls of a proposal met when it was made; what they meet at execution must be the same.
    function codeOf(uint256 proposalId) external view returns (bytes32);

    /// @notice The first reading of these calls that passed last. `calls` = keccak256(abi.encode(targets, values, calldatas)).
    function firstReadingOf(bytes32 calls) external view returns (uint256 proposalId);

    /// @notice Ballots cast in an average one of the last four decisions; where there are fewer, all present members stand in.
    function engagement() external view returns (uint256 ballots);

    /// @notice The ballots cast. As in OpenZeppelin's counting, with the blocks beside.
    function proposalVotes(
        uint256 proposalId
    ) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes, uint256 blockVotes);

    /// @notice A member's ballot, if there is one, and whether it is their delegate's choice.
    function ballotOf(
        uint256 proposalId,
        AgentId member
    ) external view returns (bool cast, Choice choice, bool delegated);

    /// @notice The For and Abstain ballots this proposal needs; 0 is returned until the snapshot has passed.
    function proposalQuorum(uint256 proposalId) external view returns (uint256);
}

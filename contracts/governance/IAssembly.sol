// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {AgentId} from "../types/Ids.sol";

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

/// @notice The state of a vote, all that a ballot reads and writes. One slot.
struct Vote {
    uint40 snapshot; //      the electorate is everybody who was an active member in this second
    uint40 deadline; //      last second of voting
    uint120 votes; //        four lanes of 30 bits, the lowest for choice 0
    bool canceled;
    uint16 thresholdBps; //  the proposal keeps its rule, whatever becomes of the rule
    uint16 quorumBps;
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
}

/// @title The assembly: all active members, one vote each
/// @notice Every member proposes and votes, directly or by signed statements that anybody may carry. What passes waits in
/// the nation's timelock and is then executed by it. Any client of OpenZeppelin's `IGovernor` can take part.
/// @dev Failures that `IGovernor` names keep its errors, so that existing clients understand them.
interface IAssembly is IGovernor {
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

    /// @notice Beside `ProposalCreated`: who proposed it, and the rule it keeps.
    event ProposalRuled(
        uint256 indexed proposalId,
        AgentId indexed by,
        uint16 thresholdBps,
        uint16 quorumBps,
        uint8 blocks,
        uint8 lateHours,
        uint32 executionDelay,
        uint32 executionWindow
    );
    /// @notice A late ballot turned the outcome: voting lasts until `extendedDeadline` (Unix seconds). As in OpenZeppelin.
    event ProposalExtended(uint256 indexed proposalId, uint64 extendedDeadline);
    /// @notice A member changed a ballot already cast. (The first ballot is a `VoteCast`.)
    event BallotChanged(AgentId indexed by, uint256 indexed proposalId, uint8 oldChoice, uint8 newChoice);
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

    /// @notice As `propose`, for anybody to carry. Requirements: the author is an active member with a proposal to spare; as
    /// many targets as values and calldatas, at least one; a `#proposer=0x…` at the end of the description names the author's
    /// key; the same proposal was never made.
    function makeProposal(MakeProposal calldata act, bytes calldata signature) external returns (uint256 proposalId);

    /// @notice As `cancel` by the proposer, for anybody to carry. Requirements: by the proposer, before the vote opens.
    function withdrawProposal(WithdrawProposal calldata act, bytes calldata signature) external;

    /// @notice Casts a ballot. Its author, sending it with an empty signature, may change a ballot already cast.
    /// Requirements: voting is open; the choice exists; the author was an active member at the snapshot; a signed ballot is
    /// the author's first.
    function castBallot(CastBallot calldata act, bytes calldata signature) external;

    /// @notice Carries many signed ballots on one proposal. One that does not count is skipped with its reason.
    /// @param ballots Packed: per ballot `uint32 by | uint8 choice | uint40 deadline | uint16 length | signature`.
    /// @return counted How many were counted. Requirements: voting is open.
    function castBallots(uint256 proposalId, bytes calldata ballots) external returns (uint256 counted);

    function members() external view returns (address);

    function timelock() external view returns (address);

    function rules() external view returns (address);

    /// @notice Proposals of a member whose vote, as announced, has not ended; withdrawn ones too.
    function liveProposals(AgentId member) external view returns (uint256);

    function voteOf(uint256 proposalId) external view returns (Vote memory);

    function decisionOf(uint256 proposalId) external view returns (Decision memory);

    /// @notice The ballots cast. As in OpenZeppelin's counting, with the blocks beside.
    function proposalVotes(
        uint256 proposalId
    ) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes, uint256 blockVotes);

    /// @notice A member's ballot, if there is one.
    function ballotOf(uint256 proposalId, AgentId member) external view returns (bool cast, Choice choice);

    /// @notice The For and Abstain ballots this proposal needs; 0 is returned until the snapshot has passed.
    function proposalQuorum(uint256 proposalId) external view returns (uint256);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title Sealed ballots: committed to while the vote runs, opened after it
/// @notice Under a rule whose ballots are sealed, members first say only that they have chosen; in the hours after the
/// voting period anybody opens what they know the salt of. Nobody can go by how others vote. It is no secret ballot: once
/// opened, everybody can see who chose what, for ever.
interface ISealedBallots {
    enum SealedStage {
        None, //       no such proposal, or its ballots are open ones
        Pending, //    voting has not begun
        Committing, // the voting period
        Opening, //    the hours after it
        Over //        withdrawn, or past the last second
    }

    /// @notice What became of a carried commitment.
    enum CommitOutcome {
        Committed,
        Expired, // the statement's deadline has passed
        BadSignature, // not by the author's present key, or for another commitment, proposal, chain or contract
        NotInElectorate,
        AlreadyCommitted, // a carried commitment never replaces one
        Empty, // a commitment of zero
        Malformed // the bytes from here on are no commitment
    }

    /// @notice What became of an opening.
    enum OpenOutcome {
        Opened,
        NotCommitted, // the member did not commit, or is opened already
        WrongOpening, // not the choice, or not the salt, that the member committed to
        BadChoice, // what they committed to is no choice under the proposal's rule
        Malformed // the bytes from here on are no opening
    }

    /// @notice A member's commitment. Its EIP-712 type is these fields in this order, followed by `uint8 keyEpoch`.
    struct CommitBallot {
        AgentId by;
        uint256 proposal;
        bytes32 commitment; // see `commitmentFor`
        uint40 deadline;
    }

    /// @param oldCommitment 0 for the first one.
    event BallotCommitted(uint256 indexed proposal, AgentId indexed by, bytes32 oldCommitment, bytes32 newCommitment);
    /// @notice A carried batch, in its order.
    /// @param report Per commitment `uint32 by | uint8 outcome | bytes32 commitment` (`CommitOutcome`).
    event CommitmentsCarried(uint256 indexed proposal, address indexed carrier, bytes report);
    /// @notice Openings, in their order; the assembly's `BallotsBroughtIn` follow.
    /// @param report Per opening `uint32 by | uint4 outcome | uint4 choice` (`OpenOutcome`).
    event BallotsOpened(uint256 indexed proposal, address indexed carrier, bytes report);

    /// @dev The contract was to be deployed without its assembly.
    error SealedZeroAddress();
    /// @dev The proposal is at another stage than the act needs; `None` where its ballots are not sealed.
    error SealedWrongStage(uint256 proposal, SealedStage stage);
    /// @dev A commitment of zero is none.
    error SealedNoCommitment(AgentId by, uint256 proposal);
    error SealedNotInElectorate(AgentId by, uint256 proposal);
    /// @dev The first commitment stands: only its author, directly, replaces it, and only where the rule lets ballots change.
    error SealedAlreadyCommitted(AgentId by, uint256 proposal);
    /// @dev Under this rule a ballot that nobody opens counts as nothing.
    error SealedUnopenedCountsNot(uint256 proposal);

    /// @notice Commits to a choice without saying it. Its author, sending it with an empty signature, may replace what they
    /// committed to where the rule lets ballots change. Requirements: the voting period runs; not empty; the author was an
    /// active member at the snapshot; otherwise the author's first.
    function commitBallot(CommitBallot calldata act, bytes calldata signature) external;

    /// @notice Carries many signed commitments on one proposal. One that does not count is skipped with its reason. Anybody
    /// may. Requirements: the voting period runs.
    /// @param commitments Per commitment `uint32 by | bytes32 commitment | uint40 deadline | uint16 length | signature`.
    function commitBallots(uint256 proposal, bytes calldata commitments) external returns (uint256 counted);

    /// @notice Opens ballots, one's own or anybody's whose salt one knows; what was brought in for the member before is
    /// replaced. One that does not fit is skipped with its reason. Requirements: the hours of opening.
    /// @param openings Per opening `uint32 by | uint8 choice | bytes32 salt`.
    function openBallots(uint256 proposal, bytes calldata openings) external returns (uint256 opened);

    /// @notice Brings in as Abstain the members who committed and are not opened; opening them replaces it, to the last
    /// second. Others in the list are passed over. Anybody may. Requirements: the hours of opening; the proposal's rule
    /// counts what nobody opens as Abstain.
    function abstainUnopened(uint256 proposal, AgentId[] calldata members) external returns (uint256 counted);

    function stageOf(uint256 proposal) external view returns (SealedStage);

    /// @notice What a member committed to, 0 for nothing; 0 again once it is opened.
    function committedBy(uint256 proposal, AgentId member) external view returns (bytes32);

    /// @notice The commitment to a choice: keccak256 of chain, this contract, proposal, member, choice and salt. Ask a copy of
    /// this on your own machine: a node that you ask learns the choice. The salt is 32 random bytes, as there are so few
    /// choices that anybody could try them all.
    function commitmentFor(uint256 proposal, AgentId by, uint8 choice, bytes32 salt) external view returns (bytes32);
}

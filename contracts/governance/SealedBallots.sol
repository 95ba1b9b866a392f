// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMembers} from "../membership/IMembers.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Choice, IAssembly, Vote} from "./IAssembly.sol";
import {ISealedBallots} from "./ISealedBallots.sol";
import {Rules} from "./Rules.sol";
import {SignedBallots} from "./SignedBallots.sol";
import {SignedCommitments} from "./SignedCommitments.sol";

/// @title Sealed ballots
/// @dev Keeps what each member committed to until it is opened, a slot each: with fewer bits than a whole hash somebody could
/// find two choices for one commitment. A member of the electorate commits while the voting period runs; anybody opens, for
/// anybody, in the hours after it; nobody sets anything here. A commitment is bound to the member and not to their key, so
/// that it outlives a change of key, and somebody else's copy of it opens nothing.
///
/// Must always hold: INV-340 a ballot counts once, and as its author committed to it; INV-341 nothing is opened before the
/// voting period is over; INV-342 a commitment is replaced by nobody but its author, directly, and after the voting period
/// by nobody; INV-343 who committed and is not opened counts as Abstain where the rule says so, else as nothing, and an
/// opening replaces that.
///
/// Assumes of others: the assembly has this contract in its seat for sealed ballots, keeps the snapshot and the rule of a
/// proposal as they were when it was made, and moves the end of no sealed vote (`Rules.check`).
contract SealedBallots is ISealedBallots, Statements {
    using Rules for uint8;
    using SignedCommitments for bytes;

    bytes32 private constant COMMIT_BALLOT = keccak256(
        "CommitBallot(uint32 by,uint256 proposal,bytes32 commitment,uint40 deadline,uint8 keyEpoch)"
    );
    uint256 private constant CHOICES = 4;

    IAssembly private immutable ASSEMBLY;
    IMembers private immutable MEMBERS;

    mapping(uint256 proposal => mapping(AgentId member => bytes32 commitment)) private _committedBy;

    constructor(IAssembly assembly_) Statements("Neoguild SealedBallots") {
        require(address(assembly_) != address(0), SealedZeroAddress());
        (ASSEMBLY, MEMBERS) = (assembly_, IMembers(assembly_.members()));
    }

    // --- committing --------------------------------------------------------------------------------------------------

    /// @inheritdoc ISealedBallots
    function commitBallot(CommitBallot calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(COMMIT_BALLOT, act), signature);
        Vote memory vote = _requireStage(act.proposal, SealedStage.Committing);
        require(act.commitment != 0, SealedNoCommitment(act.by, act.proposal));
        require(MEMBERS.wasActive(act.by, vote.snapshot), SealedNotInElectorate(act.by, act.proposal));
        bytes32 former = _committedBy[act.proposal][act.by];
        bool replaces = signature.length == 0 && vote.flags.has(Rules.MAY_CHANGE);
        require(former == 0 || replaces, SealedAlreadyCommitted(act.by, act.proposal));

        _committedBy[act.proposal][act.by] = act.commitment;
        emit BallotCommitted(act.proposal, act.by, former, act.commitment);
    }

    /// @inheritdoc ISealedBallots
    function commitBallots(uint256 proposal, bytes calldata commitments) external returns (uint256 counted) {
        Vote memory vote = _requireStage(proposal, SealedStage.Committing);
        (SignedCommitments.Item[] memory items, AgentId[] memory authors) = SignedCommitments.read(commitments);
        uint256[] memory electors = MEMBERS.electorsAt(authors, vote.snapshot);
        bytes memory report = SignedCommitments.newReport(items.length);
        for (uint256 i = 0; i < items.length; ++i) {
            CommitOutcome outcome = _carryCommitment(proposal, items[i], electors[i], commitments);
            SignedCommitments.write(report, i, items[i], uint8(outcome));
            if (outcome == CommitOutcome.Committed) ++counted;
        }
        emit CommitmentsCarried(proposal, msg.sender, report);
    }

    // --- opening -----------------------------------------------------------------------------------------------------

    /// @inheritdoc ISealedBallots
    function openBallots(uint256 proposal, bytes calldata openings) external returns (uint256 opened) {
        Vote memory vote = _requireStage(proposal, SealedStage.Opening);
        uint256 count = openings.openingsIn();
        AgentId[][] memory voters = new AgentId[][](CHOICES);
        uint256[] memory counts = new uint256[](CHOICES);
        for (uint256 choice = 0; choice < CHOICES; ++choice) voters[choice] = new AgentId[](count);
        bytes memory report = SignedBallots.newReport(count);
        for (uint256 i = 0; i < count; ++i) {
            (bool whole, AgentId by, uint8 choice, bytes32 salt) = openings.openingAt(i);
            OpenOutcome outcome = whole ? _open(proposal, vote, by, choice, salt) : OpenOutcome.Malformed;
            SignedBallots.write(report, i, _lineOf(by, choice), uint8(outcome));
            if (outcome == OpenOutcome.Opened) voters[choice][counts[choice]++] = by;
        }
        emit BallotsOpened(proposal, msg.sender, report);
        for (uint8 choice = 0; choice < CHOICES; ++choice) {
            opened += _castFrom(proposal, voters[choice], counts[choice], choice);
        }
    }

    /// @inheritdoc ISealedBallots
    function abstainUnopened(uint256 proposal, AgentId[] calldata members) external returns (uint256) {
        Vote memory vote = _requireStage(proposal, SealedStage.Opening);
        require(vote.flags.has(Rules.UNREVEALED_ABSTAINS), SealedUnopenedCountsNot(proposal));
        AgentId[] memory unopened = new AgentId[](members.length);
        uint256 count = 0;
        for (uint256 i = 0; i < members.length; ++i) {
            if (_committedBy[proposal][members[i]] != 0) unopened[count++] = members[i];
        }
        return _castFrom(proposal, unopened, count, uint8(Choice.Abstain));
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ISealedBallots
    function stageOf(uint256 proposal) external view returns (SealedStage stage) {
        (stage, ) = _stageOf(proposal);
    }

    /// @inheritdoc ISealedBallots
    function committedBy(uint256 proposal, AgentId member) external view returns (bytes32) {
        return _committedBy[proposal][member];
    }

    /// @inheritdoc ISealedBallots
    function commitmentFor(uint256 proposal, AgentId by, uint8 choice, bytes32 salt) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), proposal, by, choice, salt));
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireStage(uint256 proposal, SealedStage needed) private view returns (Vote memory vote) {
        SealedStage stage;
        (stage, vote) = _stageOf(proposal);
        require(stage == needed, SealedWrongStage(proposal, stage));
    }

    function _stageOf(uint256 proposal) private view returns (SealedStage, Vote memory vote) {
        vote = ASSEMBLY.voteOf(proposal);
        if (!vote.flags.has(Rules.SEALED)) return (SealedStage.None, vote);
        if (vote.canceled || block.timestamp > vote.deadline) return (SealedStage.Over, vote);
        if (block.timestamp <= vote.snapshot) return (SealedStage.Pending, vote);
        // No underflow: these hours are part of the time from snapshot to deadline.
        uint256 closesAt = vote.deadline - uint256(ASSEMBLY.decisionOf(proposal).revealHours) * 1 hours;
        return (block.timestamp <= closesAt ? SealedStage.Committing : SealedStage.Opening, vote);
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @param elector A word of `IMembers.electorsAt`: key << 16 | keyEpoch << 8 | eligible.
    function _carryCommitment(
        uint256 proposal,
        SignedCommitments.Item memory item,
        uint256 elector,
        bytes calldata batch
    ) private returns (CommitOutcome) {
        if (item.from == 0) return CommitOutcome.Malformed;
        if (block.timestamp > item.deadline) return CommitOutcome.Expired;
        if (item.commitment == 0) return CommitOutcome.Empty;
        if (uint8(elector) == 0) return CommitOutcome.NotInElectorate;
        if (_committedBy[proposal][item.by] != 0) return CommitOutcome.AlreadyCommitted;
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(COMMIT_BALLOT, item.by, proposal, item.commitment, item.deadline, uint8(elector >> 8)))
        );
        bytes calldata signature = batch[item.from:item.from + item.length];
        if (!_isSignedBy(address(uint160(elector >> 16)), digest, signature)) return CommitOutcome.BadSignature;
        _committedBy[proposal][item.by] = item.commitment;
        return CommitOutcome.Committed;
    }

    function _open(
        uint256 proposal,
        Vote memory vote,
        AgentId by,
        uint8 choice,
        bytes32 salt
    ) private returns (OpenOutcome) {
        bytes32 committed = _committedBy[proposal][by];
        if (committed == 0) return OpenOutcome.NotCommitted;
        if (committed != commitmentFor(proposal, by, choice, salt)) return OpenOutcome.WrongOpening;
        bool isChoice = choice < uint8(Choice.Block) || (choice == uint8(Choice.Block) && vote.blocks != 0);
        if (!isChoice) return OpenOutcome.BadChoice;
        delete _committedBy[proposal][by];
        return OpenOutcome.Opened;
    }

    /// @dev Whoever committed was of the electorate, so the assembly takes them all.
    function _castFrom(
        uint256 proposal,
        AgentId[] memory voters,
        uint256 count,
        uint8 choice
    ) private returns (uint256) {
        if (count == 0) return 0;
        assembly ("memory-safe") {
            mstore(voters, count) // the rest of the list was never filled
        }
        return ASSEMBLY.castFrom(proposal, voters, choice);
    }

    /// @dev A line of the report, as `SignedBallots` writes it.
    function _lineOf(AgentId by, uint8 choice) private pure returns (SignedBallots.Item) {
        return SignedBallots.Item.wrap((uint256(AgentId.unwrap(by)) << 128) | (uint256(choice) << 120));
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

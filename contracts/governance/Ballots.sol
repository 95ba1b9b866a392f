// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IMembers} from "../membership/IMembers.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Choice, IAssembly, Outcome, Vote} from "./IAssembly.sol";
import {SignedBallots} from "./SignedBallots.sol";

/// @title Ballots: one for each member, and their count
/// @dev Keeps each member's choice in a lane of four bits (64 members a slot; 0 = none, else choice + 1) and the count of
/// each choice in a lane of 30 bits. Must always hold: INV-41 a lane of the count equals the ballots with that choice;
/// INV-42 nobody outside the electorate of the snapshot has a ballot; INV-43 after the deadline nothing changes.
abstract contract Ballots is IAssembly, Statements {
    using SignedBallots for SignedBallots.Item;

    /// @dev What the loop over a batch carries along.
    struct Run {
        uint256 proposalId;
        uint256 blocks;
        uint256 laneIndex;
        uint256 lane;
        uint256 counted;
        uint120 votes;
        bytes32 domain;
        bytes32[6] statement; // type hash and fields of the ballot in hand
        SignedBallots.Item[] items;
        uint256[] electors;
    }

    bytes32 private constant CAST_BALLOT = keccak256(
        "CastBallot(uint32 by,uint256 proposal,uint8 choice,uint40 deadline,uint8 keyEpoch)"
    );

    uint256 private constant BPS = 10_000;
    uint256 private constant LANE_BITS = 4;
    uint256 private constant LANES = 64;
    uint256 private constant LANE_MASK = 15;
    uint256 private constant COUNT_BITS = 30;
    uint256 private constant COUNT_MASK = (1 << COUNT_BITS) - 1;

    IMembers internal immutable MEMBERS;

    mapping(uint256 proposalId => Vote) internal _voteOf;
    mapping(uint256 proposalId => mapping(uint256 index => uint256 lanes)) private _lanes;

    constructor(IMembers members_) {
        require(address(members_) != address(0), AssemblyZeroAddress());
        MEMBERS = members_;
    }

    // --- casting -----------------------------------------------------------------------------------------------------

    /// @inheritdoc IAssembly
    function castBallot(CastBallot calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(CAST_BALLOT, act), signature);
        _cast(act.proposal, act.by, act.choice, signature.length == 0, "");
    }

    /// @inheritdoc IAssembly
    function castBallots(uint256 proposalId, bytes calldata ballots) external returns (uint256 counted) {
        _requireOpen(proposalId);
        Run memory run = _read(proposalId, ballots);
        bytes memory report = SignedBallots.newReport(run.items.length);
        uint256 count = run.items.length;
        for (uint256 i = 0; i < count; ++i) {
            SignedBallots.Item item = run.items[i];
            SignedBallots.write(report, i, item, uint8(_carryBallot(run, item, run.electors[i], ballots)));
        }
        _lanes[proposalId][run.laneIndex] = run.lane;
        emit BallotsCast(proposalId, msg.sender, report);
        if (run.counted != 0) _setVotes(proposalId, _voteOf[proposalId].votes + run.votes);
        return run.counted;
    }

    /// @notice As every `IGovernor`; a second vote is refused (`castBallot` can change one).
    function castVote(uint256 proposalId, uint8 support) external returns (uint256) {
        return _castVote(proposalId, support, "");
    }

    function castVoteWithReason(uint256 proposalId, uint8 support, string calldata reason) external returns (uint256) {
        return _castVote(proposalId, support, reason);
    }

    /// @notice As every `IGovernor`. Requirements: no parameters; there is nothing here they could say.
    function castVoteWithReasonAndParams(
        uint256 proposalId,
        uint8 support,
        string calldata reason,
        bytes memory params
    ) external returns (uint256) {
        require(params.length == 0, GovernorInvalidVoteParams());
        return _castVote(proposalId, support, reason);
    }

    /// @notice Always refused: two forms of a signed vote would be two replay rules side by side.
    function castVoteBySig(uint256, uint8, address, bytes memory) external pure returns (uint256) {
        revert AssemblyUseCastBallot();
    }

    /// @notice Always refused, see `castVoteBySig`.
    function castVoteWithReasonAndParamsBySig(
        uint256,
        uint8,
        address,
        string calldata,
        bytes memory,
        bytes memory
    ) external pure returns (uint256) {
        revert AssemblyUseCastBallot();
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IAssembly
    function members() external view returns (address) {
        return address(MEMBERS);
    }

    function hasVoted(uint256 proposalId, address account) external view returns (bool) {
        (bool cast, ) = ballotOf(proposalId, MEMBERS.idOf(account));
        return cast;
    }

    /// @inheritdoc IAssembly
    function voteOf(uint256 proposalId) external view returns (Vote memory) {
        return _voteOf[proposalId];
    }

    /// @inheritdoc IAssembly
    function proposalVotes(uint256 proposalId) external view returns (uint256, uint256, uint256, uint256) {
        uint120 votes = _voteOf[proposalId].votes;
        return (
            _count(votes, Choice.Against),
            _count(votes, Choice.For),
            _count(votes, Choice.Abstain),
            _count(votes, Choice.Block)
        );
    }

    /// @inheritdoc IAssembly
    function ballotOf(uint256 proposalId, AgentId member) public view returns (bool cast, Choice choice) {
        uint256 id = AgentId.unwrap(member);
        uint256 ballot = _ballotIn(_lanes[proposalId][id / LANES], id);
        return ballot == 0 ? (false, Choice.Against) : (true, Choice(ballot - 1));
    }

    /// @inheritdoc IAssembly
    function proposalQuorum(uint256 proposalId) public view returns (uint256) {
        Vote storage vote = _voteOf[proposalId];
        if (block.timestamp <= vote.snapshot) return 0;
        return _quorum(MEMBERS.activeCountAt(vote.snapshot), vote.quorumBps);
    }

    // --- one ballot --------------------------------------------------------------------------------------------------

    /// @dev Reverts unless voting on the proposal is open: one slot to read.
    function _requireOpen(uint256 proposalId) private view {
        Vote storage vote = _voteOf[proposalId];
        bool open = vote.snapshot < block.timestamp && block.timestamp <= vote.deadline && !vote.canceled;
        if (!open) _requireState(proposalId, ProposalState.Active);
    }

    /// @dev Reverts unless the proposal is in this state.
    function _requireState(uint256 proposalId, ProposalState expected) internal view virtual;

    function _castVote(uint256 proposalId, uint8 support, string memory reason) private returns (uint256 weight) {
        AgentId by = MEMBERS.idOf(msg.sender);
        address key = _cast(proposalId, by, support, false, reason);
        // A former key still leads to its agent, but no longer speaks for it.
        require(key == msg.sender, AssemblyNotInElectorate(by, proposalId));
        return 1;
    }

    function _cast(
        uint256 proposalId,
        AgentId by,
        uint8 choice,
        bool mayChange,
        string memory reason
    ) private returns (address key) {
        _requireOpen(proposalId);
        Vote storage vote = _voteOf[proposalId];
        require(_isChoice(choice, vote.blocks), GovernorInvalidVoteType());
        key = _electorKey(by, proposalId, vote.snapshot);
        uint256 id = AgentId.unwrap(by);
        uint256 lane = _lanes[proposalId][id / LANES];
        uint256 former = _ballotIn(lane, id);
        require(former == 0 || mayChange, GovernorAlreadyCastVote(key));

        _lanes[proposalId][id / LANES] = _withBallot(lane, id, former, choice);
        uint120 votes = vote.votes + _one(choice);
        if (former == 0) {
            emit VoteCast(key, proposalId, choice, 1, reason);
        } else {
            votes -= _one(uint8(former - 1));
            emit BallotChanged(by, proposalId, uint8(former - 1), choice);
        }
        _setVotes(proposalId, votes);
    }

    /// @dev The present key of a member of the electorate. A spell that still runs, or ended last, needs one look.
    function _electorKey(AgentId by, uint256 proposalId, uint256 snapshot) private view returns (address) {
        IMembers.Agent memory agent = MEMBERS.agentOf(by);
        bool eligible = agent.since <= snapshot ? snapshot < agent.until : MEMBERS.wasActive(by, snapshot);
        require(eligible, AssemblyNotInElectorate(by, proposalId));
        return agent.key;
    }

    // --- a batch -----------------------------------------------------------------------------------------------------

    function _read(uint256 proposalId, bytes calldata ballots) private view returns (Run memory run) {
        Vote storage vote = _voteOf[proposalId];
        (run.proposalId, run.blocks) = (proposalId, vote.blocks);
        run.lane = _lanes[proposalId][0];
        run.domain = _domainSeparatorV4();
        (run.statement[0], run.statement[2]) = (CAST_BALLOT, bytes32(proposalId));
        AgentId[] memory authors;
        (run.items, authors) = SignedBallots.read(ballots);
        run.electors = MEMBERS.electorsAt(authors, vote.snapshot);
    }

    /// @param elector A word of `IMembers.electorsAt`: key << 16 | keyEpoch << 8 | eligible.
    function _carryBallot(
        Run memory run,
        SignedBallots.Item item,
        uint256 elector,
        bytes calldata ballots
    ) private returns (Outcome) {
        if (item.isMalformed()) return Outcome.Malformed;
        if (block.timestamp > item.deadlineOf()) return Outcome.Expired;
        uint8 choice = item.choiceOf();
        if (!_isChoice(choice, run.blocks)) return Outcome.BadChoice;
        if (uint8(elector) == 0) return Outcome.NotInElectorate;
        uint256 id = AgentId.unwrap(item.authorOf());
        _turnTo(run, id / LANES);
        if (_ballotIn(run.lane, id) != 0) return Outcome.AlreadyCast;
        run.statement[1] = bytes32(id);
        run.statement[3] = bytes32(uint256(choice));
        run.statement[4] = bytes32(uint256(item.deadlineOf()));
        run.statement[5] = bytes32(uint256(uint8(elector >> 8)));
        bytes32 digest = SignedBallots.digest(run.domain, run.statement);
        if (!_isSignedBy(address(uint160(elector >> 16)), digest, item.signatureIn(ballots)))
            return Outcome.BadSignature;

        run.lane = _withBallot(run.lane, id, 0, choice);
        // No overflow: fewer ballots than members, and fewer members than a lane counts.
        unchecked {
            run.votes += _one(choice);
            ++run.counted;
        }
        return Outcome.Counted;
    }

    /// @dev A batch sorted by author reads and writes each slot of lanes once.
    function _turnTo(Run memory run, uint256 laneIndex) private {
        if (laneIndex == run.laneIndex) return;
        mapping(uint256 index => uint256) storage lanes = _lanes[run.proposalId];
        lanes[run.laneIndex] = run.lane;
        run.laneIndex = laneIndex;
        run.lane = lanes[laneIndex];
    }

    // --- the count ---------------------------------------------------------------------------------------------------

    /// @dev Writes the count. A change so late that nobody could answer it gives more time, once.
    function _setVotes(uint256 proposalId, uint120 votes) private {
        Vote storage vote = _voteOf[proposalId];
        uint120 former = vote.votes;
        vote.votes = votes;
        uint256 extension = uint256(vote.lateHours) * 1 hours;
        if (extension == 0 || block.timestamp + extension <= vote.deadline) return;
        if (_passesWith(vote, former) == _passesWith(vote, votes)) return;
        // No overflow: a uint40 of seconds reaches beyond the year 36,000.
        vote.deadline = uint40(block.timestamp + extension);
        vote.lateHours = 0;
        emit ProposalExtended(proposalId, vote.deadline);
    }

    /// @dev Whether the ballots so far carry the proposal. Only after the snapshot.
    function _passes(uint256 proposalId) internal view returns (bool) {
        Vote storage vote = _voteOf[proposalId];
        return _passesWith(vote, vote.votes);
    }

    function _passesWith(Vote storage vote, uint120 votes) private view returns (bool) {
        uint256 inFavour = _count(votes, Choice.For);
        uint256 blocked = _count(votes, Choice.Block);
        if (vote.blocks != 0 && blocked >= vote.blocks) return false;
        if (!_outweighs(inFavour, _count(votes, Choice.Against) + blocked, vote.thresholdBps)) return false;
        uint256 electorate = MEMBERS.activeCountAt(vote.snapshot);
        return inFavour + _count(votes, Choice.Abstain) >= _quorum(electorate, vote.quorumBps);
    }

    /// @dev Rounds up: a share of the electorate that is not whole asks for one member more.
    function _quorum(uint256 electorate, uint256 quorumBps) internal pure returns (uint256) {
        return Math.ceilDiv(electorate * quorumBps, BPS);
    }

    /// @dev For must outweigh Against and Block together, and reach the threshold among the three.
    function _outweighs(uint256 inFavour, uint256 contrary, uint256 thresholdBps) internal pure returns (bool) {
        return inFavour > contrary && inFavour * BPS >= thresholdBps * (inFavour + contrary);
    }

    function _isChoice(uint8 choice, uint256 blocks) private pure returns (bool) {
        return choice < uint8(Choice.Block) || (choice == uint8(Choice.Block) && blocks != 0);
    }

    function _one(uint8 choice) private pure returns (uint120) {
        // No overflow here and below: a choice is at most 3.
        unchecked {
            return uint120(1 << (COUNT_BITS * choice));
        }
    }

    function _count(uint120 votes, Choice choice) private pure returns (uint256) {
        return (votes >> (COUNT_BITS * uint8(choice))) & COUNT_MASK;
    }

    function _ballotIn(uint256 lane, uint256 id) private pure returns (uint256) {
        return (lane >> _shiftOf(id)) & LANE_MASK;
    }

    function _withBallot(uint256 lane, uint256 id, uint256 former, uint8 choice) private pure returns (uint256) {
        uint256 shift = _shiftOf(id);
        unchecked {
            return (lane ^ (former << shift)) | ((uint256(choice) + 1) << shift);
        }
    }

    function _shiftOf(uint256 id) private pure returns (uint256) {
        unchecked {
            return (id % LANES) * LANE_BITS;
        }
    }
}

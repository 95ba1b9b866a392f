// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMembers} from "../membership/IMembers.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Choice, IAssembly, Outcome, Seat, Vote} from "./IAssembly.sol";
import {Outcomes} from "./Outcomes.sol";
import {Book} from "./ProposalBook.sol";
import {Proposals} from "./Proposals.sol";
import {Rules} from "./Rules.sol";
import {SignedBallots} from "./SignedBallots.sol";

/// @title Ballots: one for each member, and their count
/// @dev Keeps each member's choice in a lane of four bits (64 members a slot; 0 = none, 1 to 4 their own choice + 1, 5 to 8
/// their delegate's choice + 5) and the count of each choice in a lane of 24 bits. Must always hold: INV-41 a lane of the count equals the ballots with that choice;
/// INV-42 nobody outside the electorate of the snapshot has a ballot; INV-43 after the deadline nothing changes.
abstract contract Ballots is IAssembly, Statements {
    using Proposals for Book;
    using SignedBallots for SignedBallots.Item;

    /// @dev What the loop over a batch carries along.
    struct Run {
        uint256 proposalId;
        uint256 blocks;
        uint256 laneIndex;
        uint256 lane;
        uint256 counted;
        uint96 votes;
        bytes32 domain;
        bytes32[6] statement; // type hash and fields of the ballot in hand
        SignedBallots.Item[] items;
        uint256[] electors;
    }

    bytes32 private constant CAST_BALLOT = keccak256(
        "CastBallot(uint32 by,uint256 proposal,uint8 choice,uint40 deadline,uint8 keyEpoch)"
    );

    uint256 private constant LANE_BITS = 4;
    uint256 private constant LANES = 64;
    uint256 private constant LANE_MASK = 15;
    /// @dev Ballots of members themselves; what is above is a delegate's.
    uint256 private constant OWN = 4;

    IMembers internal immutable MEMBERS;

    Book internal _book;
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
        // No overflow: a batch is far shorter.
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                SignedBallots.Item item = run.items[i];
                SignedBallots.write(report, i, item, uint8(_carryBallot(run, item, run.electors[i], ballots)));
            }
        }
        _lanes[proposalId][run.laneIndex] = run.lane;
        emit BallotsCast(proposalId, msg.sender, report);
        if (run.counted != 0) {
            // The sum of the batch wraps around where ballots replace those of delegates; with what is there it is whole again.
            unchecked {
                _setVotes(proposalId, _book.voteOf[proposalId].votes + run.votes);
            }
        }
        return run.counted;
    }

    /// @inheritdoc IAssembly
    function castFrom(uint256 proposalId, AgentId[] calldata voters, uint8 choice) external returns (uint256 counted) {
        Vote storage vote = _requireVoting(proposalId);
        Seat source = _sourceOf(proposalId, vote.flags);
        require(_isChoice(choice, vote.blocks), GovernorInvalidVoteType());
        uint256[] memory electors = MEMBERS.electorsAt(voters, vote.snapshot);
        AgentId[] memory changed = new AgentId[](voters.length);
        uint96 votes = vote.votes;
        for (uint256 i = 0; i < voters.length; ++i) {
            if (uint8(electors[i]) == 0) continue;
            (bool takes, uint256 former) = _bringIn(proposalId, source, voters[i], choice);
            if (!takes) continue;
            changed[counted++] = voters[i];
            votes += _one(choice);
            if (former != 0) votes -= _one(_choiceOf(former));
        }
        emit BallotsBroughtIn(proposalId, source, choice, _first(changed, counted));
        _setVotes(proposalId, votes);
    }

    /// @notice As every `IGovernor`; a second vote is refused (`castBallot` can change one), except after a delegate's.
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
        (bool cast, , ) = ballotOf(proposalId, MEMBERS.idOf(account));
        return cast;
    }

    /// @inheritdoc IAssembly
    function voteOf(uint256 proposalId) external view returns (Vote memory) {
        return _book.voteOf[proposalId];
    }

    /// @inheritdoc IAssembly
    function proposalVotes(uint256 proposalId) external view returns (uint256, uint256, uint256, uint256) {
        uint96 votes = _book.voteOf[proposalId].votes;
        return (
            Outcomes.count(votes, Choice.Against),
            Outcomes.count(votes, Choice.For),
            Outcomes.count(votes, Choice.Abstain),
            Outcomes.count(votes, Choice.Block)
        );
    }

    /// @inheritdoc IAssembly
    function ballotOf(
        uint256 proposalId,
        AgentId member
    ) public view returns (bool cast, Choice choice, bool delegated) {
        uint256 id = AgentId.unwrap(member);
        uint256 ballot = _ballotIn(_lanes[proposalId][id / LANES], id);
        if (ballot != 0) (cast, choice, delegated) = (true, Choice(_choiceOf(ballot)), ballot > OWN);
    }

    /// @inheritdoc IAssembly
    function seatOf(Seat seat) external view returns (address) {
        return _book.holderOf[seat];
    }

    // --- one ballot --------------------------------------------------------------------------------------------------

    /// @dev Reverts unless voting on the proposal is open: one slot to read.
    function _requireVoting(uint256 proposalId) private view returns (Vote storage vote) {
        vote = _book.voteOf[proposalId];
        bool open = vote.snapshot < block.timestamp && block.timestamp <= vote.deadline && !vote.canceled;
        if (!open) _requireState(proposalId, ProposalState.Active);
    }

    /// @dev The same, and ballots are open ones. Where nobody is seated to open sealed ones they are open, or no vote under
    /// such a rule could ever pass.
    function _requireOpen(uint256 proposalId) private view returns (Vote storage vote) {
        vote = _requireVoting(proposalId);
        bool isOpen = !Rules.has(vote.flags, Rules.SEALED) || _book.holderOf[Seat.Sealed] == address(0);
        require(isOpen, AssemblySealed(proposalId));
    }

    /// @dev Reverts unless the proposal is in this state.
    function _requireState(uint256 proposalId, ProposalState expected) internal view virtual;

    /// @dev The caller's seat, if the rule takes ballots from it.
    function _sourceOf(uint256 proposalId, uint8 flags) private view returns (Seat source) {
        bool opens = Rules.has(flags, Rules.SEALED) && msg.sender == _book.holderOf[Seat.Sealed];
        bool delegates = Rules.has(flags, Rules.DELEGABLE) && msg.sender == _book.holderOf[Seat.Delegations];
        require(opens || delegates, AssemblyNotBallotSource(proposalId, msg.sender));
        return opens ? Seat.Sealed : Seat.Delegations;
    }

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
        Vote storage vote = _requireOpen(proposalId);
        require(_isChoice(choice, vote.blocks), GovernorInvalidVoteType());
        key = _electorKey(by, proposalId, vote.snapshot);
        uint256 id = AgentId.unwrap(by);
        uint256 lane = _lanes[proposalId][id / LANES];
        uint256 former = _ballotIn(lane, id);
        bool replaces = former > OWN || (mayChange && Rules.has(vote.flags, Rules.MAY_CHANGE));
        require(former == 0 || replaces, GovernorAlreadyCastVote(key));

        _lanes[proposalId][id / LANES] = _withBallot(lane, id, former, uint256(choice) + 1);
        uint96 votes = vote.votes + _one(choice);
        if (former == 0) {
            emit VoteCast(key, proposalId, choice, 1, reason);
        } else {
            votes -= _one(_choiceOf(former));
            emit BallotChanged(by, proposalId, _choiceOf(former), choice, reason);
        }
        _setVotes(proposalId, votes);
    }

    /// @dev Writes a ballot into its lane, unless it is a delegate's and the member has one of their own.
    function _bringIn(
        uint256 proposalId,
        Seat source,
        AgentId voter,
        uint8 choice
    ) private returns (bool takes, uint256 former) {
        uint256 id = AgentId.unwrap(voter);
        uint256 lane = _lanes[proposalId][id / LANES];
        former = _ballotIn(lane, id);
        bool isOwn = former != 0 && former <= OWN;
        takes = source == Seat.Sealed || !isOwn;
        uint256 ballot = (source == Seat.Sealed ? 0 : OWN) + choice + 1;
        if (takes) _lanes[proposalId][id / LANES] = _withBallot(lane, id, former, ballot);
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
        Vote storage vote = _book.voteOf[proposalId];
        (run.proposalId, run.blocks) = (proposalId, vote.blocks);
        run.lane = _lanes[proposalId][0];
        run.domain = _domainSeparatorV4();
        (run.statement[0], run.statement[2]) = (CAST_BALLOT, bytes32(proposalId)); // the rest is each ballot's
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
        uint256 former = _ballotIn(run.lane, id);
        if (former != 0 && former <= OWN) return Outcome.AlreadyCast;
        bytes32 digest = item.digestOf(run.domain, run.statement, uint8(elector >> 8));
        if (!_isBallotBy(address(uint160(elector >> 16)), digest, item.signatureIn(ballots)))
            return Outcome.BadSignature;

        // No overflow: fewer ballots than members, and fewer members than a lane counts; see `castBallots` for below zero.
        unchecked {
            run.lane = _withBallot(run.lane, id, former, uint256(choice) + 1);
            run.votes += _one(choice);
            if (former != 0) run.votes -= _one(_choiceOf(former));
            ++run.counted;
        }
        return Outcome.Counted;
    }

    /// @dev As `_isSignedBy`, which is asked where a plain key's signature does not do.
    function _isBallotBy(address key, bytes32 digest, bytes calldata signature) private view returns (bool) {
        address signer = SignedBallots.signerOf(digest, signature);
        return (signer == key && key != address(0)) || _isSignedBy(key, digest, signature);
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
    function _setVotes(uint256 proposalId, uint96 votes) private {
        Vote storage vote = _book.voteOf[proposalId];
        uint96 former = vote.votes;
        vote.votes = votes;
        uint256 extension = uint256(vote.lateHours) * 1 hours;
        if (extension == 0 || block.timestamp + extension <= vote.deadline) return;
        if (!_book.turns(MEMBERS, proposalId, former, votes)) return;
        // No overflow: a uint40 of seconds reaches beyond the year 36,000.
        vote.deadline = uint40(block.timestamp + extension);
        vote.lateHours = 0;
        emit ProposalExtended(proposalId, vote.deadline);
    }

    function _isChoice(uint8 choice, uint256 blocks) private pure returns (bool) {
        return choice < uint8(Choice.Block) || (choice == uint8(Choice.Block) && blocks != 0);
    }

    function _one(uint8 choice) private pure returns (uint96) {
        // No overflow here and below: a choice is at most 3.
        unchecked {
            return uint96(1 << (Outcomes.COUNT_BITS * choice));
        }
    }

    /// @dev Of a ballot that there is, whoever chose.
    function _choiceOf(uint256 ballot) private pure returns (uint8) {
        unchecked {
            return uint8((ballot - 1) & (OWN - 1));
        }
    }

    function _ballotIn(uint256 lane, uint256 id) private pure returns (uint256) {
        return (lane >> _shiftOf(id)) & LANE_MASK;
    }

    function _withBallot(uint256 lane, uint256 id, uint256 former, uint256 ballot) private pure returns (uint256) {
        return lane ^ ((former ^ ballot) << _shiftOf(id));
    }

    function _first(AgentId[] memory all, uint256 count) private pure returns (AgentId[] memory some) {
        some = new AgentId[](count);
        for (uint256 i = 0; i < count; ++i) some[i] = all[i];
    }

    function _shiftOf(uint256 id) private pure returns (uint256) {
        unchecked {
            return (id % LANES) * LANE_BITS;
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Eligibility} from "./Eligibility.sol";
import {IElections} from "./IElections.sol";
import {SignedApprovals} from "./SignedApprovals.sol";

/// @title Approvals: one ballot for each elector, and the count of each candidate
/// @dev Keeps each ballot in a lane of 36 bits (seven members a slot: a bit for each candidate, and one that says a ballot
/// was cast), and the count in lanes of 24 bits (ten a slot: first the ballots, then each candidate). Must always hold:
/// INV-330 each lane of the count equals the ballots that approve; INV-331 nobody outside the electorate has a ballot, and
/// nothing changes once the vote is over; INV-332 no ballot is replaced but by its author's key.
abstract contract Approvals is IElections, Statements {
    using SignedApprovals for SignedApprovals.Item;

    /// @dev What the loop over a batch carries along.
    struct Run {
        uint256 election;
        uint256 candidates;
        uint256 wordIndex;
        uint256 word;
        uint256 counted;
        uint256[4] added; // lanes, as they are kept
        SignedApprovals.Item[] items;
        uint256[] electors;
        uint256[] stays; // empty where the nation elects
    }

    bytes32 private constant CAST_BALLOT = keccak256(
        "CastBallot(uint32 by,uint256 election,uint32 approvals,uint40 deadline,uint8 keyEpoch)"
    );

    uint256 internal constant MOST_ELECTORS = (1 << COUNT_BITS) - 2;
    uint256 private constant LANES = 7;
    uint256 private constant LANE_BITS = 36;
    uint256 private constant CAST = 1 << 32;
    uint256 private constant LANE_MASK = (CAST << 1) - 1;
    uint256 private constant COUNTS = 10;
    uint256 private constant COUNT_BITS = 24;

    IMembers internal immutable MEMBERS;
    IGuilds internal immutable GUILDS;

    mapping(uint256 election => Election) internal _electionOf;
    mapping(uint256 election => mapping(uint256 index => uint256 lanes)) private _lanes;
    mapping(uint256 election => uint256[4] lanes) private _counts;

    constructor(IMembers members, IGuilds guilds) {
        (MEMBERS, GUILDS) = (members, guilds);
    }

    // --- casting -----------------------------------------------------------------------------------------------------

    /// @inheritdoc IElections
    function castBallot(CastBallot calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(CAST_BALLOT, act), signature);
        _requireState(act.election, ElectionState.Voting);
        Election storage election = _electionOf[act.election];
        uint8 candidates = election.candidates;
        require(act.approvals >> candidates == 0, ElectionsBadApprovals(act.approvals, candidates));
        require(isElector(act.election, act.by), ElectionsNotInElectorate(act.by, act.election));
        uint256 id = AgentId.unwrap(act.by);
        uint256 word = _lanes[act.election][id / LANES];
        uint256 former = _laneIn(word, id);
        require(former == 0 || signature.length == 0, ElectionsAlreadyCast(act.by, act.election));

        _lanes[act.election][id / LANES] = _withLane(word, id, CAST | act.approvals);
        uint256[4] memory added;
        uint256[4] memory taken;
        _addTo(added, CAST | act.approvals);
        if (former != 0) _addTo(taken, former);
        _count(act.election, added, taken);
        if (former == 0) emit ApprovalCast(act.election, act.by, act.approvals);
        else emit ApprovalChanged(act.election, act.by, uint32(former), act.approvals);
    }

    /// @inheritdoc IElections
    function castBallots(uint256 election, bytes calldata ballots) external returns (uint256 counted) {
        _requireState(election, ElectionState.Voting);
        Run memory run = _read(election, ballots);
        uint256 count = run.items.length;
        bytes memory report = SignedApprovals.newReport(count);
        for (uint256 i = 0; i < count; ++i) {
            SignedApprovals.write(report, i, run.items[i], uint8(_carryBallot(run, i, ballots)));
        }
        _lanes[election][run.wordIndex] = run.word;
        uint256[4] memory none;
        _count(election, run.added, none);
        emit ApprovalsCarried(election, msg.sender, report);
        return run.counted;
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IElections
    function isElector(uint256 election, AgentId person) public view returns (bool) {
        return Eligibility.isElector(MEMBERS, GUILDS, _electionOf[election], person);
    }

    /// @inheritdoc IElections
    function ballotOf(uint256 election, AgentId member) external view returns (bool cast, uint32 approvals) {
        uint256 id = AgentId.unwrap(member);
        uint256 lane = _laneIn(_lanes[election][id / LANES], id);
        return (lane != 0, uint32(lane));
    }

    /// @inheritdoc IElections
    function votesOf(uint256 election) public view returns (uint256 ballots, uint256[] memory approvals) {
        uint256[4] memory counts = _counts[election];
        ballots = _countIn(counts, 0);
        approvals = new uint256[](_electionOf[election].candidates);
        for (uint256 number = 0; number < approvals.length; ++number) {
            approvals[number] = _countIn(counts, number + 1);
        }
    }

    // --- a batch -----------------------------------------------------------------------------------------------------

    function _read(uint256 election, bytes calldata ballots) private view returns (Run memory run) {
        Election storage known = _electionOf[election];
        uint256 snapshot = known.calledAt - 1;
        (run.election, run.candidates) = (election, known.candidates);
        run.word = _lanes[election][0];
        AgentId[] memory authors;
        (run.items, authors) = SignedApprovals.read(ballots);
        run.electors = MEMBERS.electorsAt(authors, snapshot);
        AgentId guild = known.guild;
        if (guild != NO_AGENT)
            run.stays = GUILDS.staysOf(
                guild,
                authors,
                Eligibility.tenureFrom(known.rules.tenureDays, known.calledAt),
                snapshot
            );
    }

    function _carryBallot(Run memory run, uint256 i, bytes calldata ballots) private returns (BallotOutcome) {
        SignedApprovals.Item item = run.items[i];
        if (item.isMalformed()) return BallotOutcome.Malformed;
        if (block.timestamp > item.deadlineOf()) return BallotOutcome.Expired;
        uint256 approvals = item.approvalsOf();
        if (approvals >> run.candidates != 0) return BallotOutcome.BadApprovals;
        // A word of `IMembers.electorsAt`: key << 16 | keyEpoch << 8 | eligible.
        uint256 elector = run.electors[i];
        if (uint8(elector) == 0 || (run.stays.length != 0 && run.stays[i] != 2)) return BallotOutcome.NotInElectorate;
        uint256 id = AgentId.unwrap(item.authorOf());
        _turnTo(run, id / LANES);
        if (_laneIn(run.word, id) != 0) return BallotOutcome.AlreadyCast;
        bytes32 statement = keccak256(
            abi.encode(CAST_BALLOT, id, run.election, approvals, item.deadlineOf(), uint8(elector >> 8))
        );
        address key = address(uint160(elector >> 16));
        if (!_isSignedBy(key, _hashTypedDataV4(statement), item.signatureIn(ballots))) {
            return BallotOutcome.BadSignature;
        }
        run.word = _withLane(run.word, id, CAST | approvals);
        _addTo(run.added, CAST | approvals);
        ++run.counted;
        return BallotOutcome.Counted;
    }

    /// @dev A batch sorted by author reads and writes each slot of lanes once.
    function _turnTo(Run memory run, uint256 wordIndex) private {
        if (wordIndex == run.wordIndex) return;
        mapping(uint256 index => uint256) storage lanes = _lanes[run.election];
        lanes[run.wordIndex] = run.word;
        run.wordIndex = wordIndex;
        run.word = lanes[wordIndex];
    }

    // --- the count ---------------------------------------------------------------------------------------------------

    /// @dev Writes only the slots that change: one where there are up to nine candidates.
    function _count(uint256 election, uint256[4] memory added, uint256[4] memory taken) private {
        uint256[4] storage counts = _counts[election];
        for (uint256 i = 0; i < 4; ++i) {
            // No overflow from lane to lane: there are fewer ballots than a lane counts, and none is taken that was not added.
            if (added[i] != taken[i]) counts[i] = counts[i] + added[i] - taken[i];
        }
    }

    /// @dev Counts a ballot: lane 0 for itself, lane c + 1 for each candidate c it approves.
    function _addTo(uint256[4] memory lanes, uint256 ballot) private pure {
        ++lanes[0];
        uint256 left = ballot & ~CAST;
        // Numbers below 33.
        unchecked {
            for (uint256 lane = 1; left != 0; ++lane) {
                if (left & 1 == 1) lanes[lane / COUNTS] += 1 << (COUNT_BITS * (lane % COUNTS));
                left >>= 1;
            }
        }
    }

    function _countIn(uint256[4] memory counts, uint256 lane) private pure returns (uint256) {
        return (counts[lane / COUNTS] >> (COUNT_BITS * (lane % COUNTS))) & ((1 << COUNT_BITS) - 1);
    }

    function _laneIn(uint256 word, uint256 id) private pure returns (uint256) {
        return (word >> ((id % LANES) * LANE_BITS)) & LANE_MASK;
    }

    function _withLane(uint256 word, uint256 id, uint256 ballot) private pure returns (uint256) {
        uint256 shift = (id % LANES) * LANE_BITS;
        return (word & ~(LANE_MASK << shift)) | (ballot << shift);
    }

    /// @dev Reverts unless the election is in this state.
    function _requireState(uint256 election, ElectionState expected) internal view virtual;
}

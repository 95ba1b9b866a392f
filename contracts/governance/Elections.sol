// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IContributionLedger} from "../contributions/IContributionLedger.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Approvals} from "./Approvals.sol";
import {Eligibility} from "./Eligibility.sol";
import {IElections, Office, OfficeRules} from "./IElections.sol";
import {INotes} from "./INotes.sol";

/// @title Elections
/// @dev Keeps the offices and their rules, each election with its candidates and result, and who holds which office; sits
/// in the elections' seat of `Guilds`. Who may do what: see `IElections`; the nation sets the rules, which touch only later
/// elections. Must always hold: INV-333 the seats are held by the first of the order who could take one, no more of them
/// than there are seats, and nobody for more terms in a row than the rules of their nomination allow; INV-334 an office ends with its term, and only an
/// active member holds one. Counting and filling cost what 32 candidates cost at most, however many vote. Assumes of others:
/// `Members` and `Guilds` know who belonged when, and `Guilds.elect` answers.
contract Elections is Approvals, Chartered {
    bytes32 private constant CALL_ELECTION = keccak256(
        "CallElection(uint32 by,uint32 guild,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant NOMINATE = keccak256(
        "Nominate(uint32 by,uint256 election,uint32 nominee,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant STAND = keccak256(
        "Stand(uint32 by,uint256 election,uint32 merit,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant STAND_DOWN = keccak256(
        "StandDown(uint32 by,uint256 election,uint40 deadline,uint8 keyEpoch)"
    );

    uint16 private constant STEWARDS = 0;
    uint256 private constant MOST_OFFICES = 255;
    uint256 private constant NAME_BYTES = 64;
    uint256 private constant PLACE_BITS = 5;
    uint256 private constant PLACE_MASK = 31;

    IContributionLedger private immutable LEDGER;
    INotes private immutable NOTES;

    uint16 private _officeCount;
    uint32 private _electionCount;
    mapping(uint16 office => Office) private _officeOf;
    mapping(AgentId guild => mapping(uint16 office => Post)) private _postOf;
    mapping(AgentId guild => mapping(uint16 office => Eligibility.Holders)) private _holders;
    mapping(uint256 election => Eligibility.Field) private _fieldOf;
    mapping(uint256 election => Result) private _resultOf;

    constructor(
        address timelock_,
        IMembers members,
        IGuilds guilds,
        IContributionLedger ledger,
        INotes notes
    ) Approvals(members, guilds) Statements("Neoguild Elections") Chartered(timelock_) {
        require(
            address(members) != address(0) &&
                address(guilds) != address(0) &&
                address(ledger) != address(0) &&
                address(notes) != address(0),
            CharteredZeroAddress()
        );
        (LEDGER, NOTES) = (ledger, notes);
    }

    // --- life of an election -----------------------------------------------------------------------------------------

    /// @inheritdoc IElections
    function callOffice(uint16 office) external onlyNation returns (uint256 election) {
        require(office != STEWARDS && office <= _officeCount, ElectionsUnknownOffice(office));
        return _call(NO_AGENT, office, NO_AGENT, MEMBERS.activeCountAt(block.timestamp - 1));
    }

    /// @inheritdoc IElections
    function callElection(CallElection calldata act, bytes calldata signature) external returns (uint256 election) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(CALL_ELECTION, act), signature);
        require(GUILDS.isGuild(act.guild), ElectionsUnknownGuild(act.guild));
        if (act.by != act.guild) {
            Eligibility.requireMayCall(
                _registers(),
                act.guild,
                act.by,
                _officeOf[STEWARDS].rules,
                _postOf[act.guild][STEWARDS].endsAt
            );
        }
        return _call(act.guild, STEWARDS, act.by, GUILDS.rosterSizeAt(act.guild, block.timestamp - 1));
    }

    /// @inheritdoc IElections
    function nominate(Nominate calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(NOMINATE, act), signature);
        _requireState(act.election, ElectionState.Nominations);
        require(isElector(act.election, act.by), ElectionsNotInElectorate(act.by, act.election));
        Eligibility.nominate(_fieldOf[act.election], act.election, act.by, act.nominee);
    }

    /// @inheritdoc IElections
    function stand(Stand calldata act, bytes calldata signature) external returns (uint8 number) {
        _authenticate(act.by, act.deadline, abi.encode(STAND, act), signature);
        _requireState(act.election, ElectionState.Nominations);
        Eligibility.Field storage field = _fieldOf[act.election];
        require(
            field.nominationsOf[act.by].received != 0 || isElector(act.election, act.by),
            ElectionsNotNominated(act.by, act.election)
        );
        uint256 former = field.numberOf[act.by];
        require(former == 0 || former == Eligibility.CROWDED_OUT, ElectionsAlreadyStands(act.by, act.election));
        Obstacle obstacle = obstacleOf(act.election, act.by, act.merit);
        require(obstacle == Obstacle.None, ElectionsNotEligible(act.by, act.election, obstacle));
        number = Eligibility.enter(field, _electionOf[act.election], act.election, act.by);
        emit CandidateStands(act.election, act.by, number, act.merit);
    }

    /// @inheritdoc IElections
    function standDown(StandDown calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(STAND_DOWN, act), signature);
        Election storage election = _electionOf[act.election];
        mapping(AgentId candidate => uint256) storage numberOf = _fieldOf[act.election].numberOf;
        uint256 number = numberOf[act.by];
        bool isOut = number == Eligibility.CROWDED_OUT;
        // No bit for who made room: it is beyond 32.
        uint32 bit = number == 0 ? 0 : uint32(1 << (number - 1));
        require(isOut || bit & ~election.stoodDown != 0, ElectionsNoCandidate(act.by, act.election));
        // Refused to who made room, it would wait, and their old word with it, until somebody carries one of them.
        if (isOut) numberOf[act.by] = Eligibility.LEFT;
        else election.stoodDown |= bit;
        emit CandidateStoodDown(act.election, act.by);
        if (!_isHeldBy(act.election, election) || _resultOf[act.election].seated & bit == 0) return;
        _end(act.election, election, number - 1, true);
        // While the next election is on, a seat waits for it: who got it for a moment would have it against them there.
        if (_postOf[election.guild][election.office].open == 0) _fill(act.election, election);
    }

    /// @inheritdoc IElections
    function conclude(uint256 election) external {
        _requireState(election, ElectionState.Counting);
        Election storage known = _electionOf[election];
        known.concluded = true;
        Post storage post = _postOf[known.guild][known.office];
        post.open = 0;
        (, uint256[] memory approvals) = votesOf(election);
        (uint160 order, uint8 ranked) = Eligibility.rank(
            approvals,
            _fieldOf[election].candidates,
            _holders[known.guild][known.office],
            known.stoodDown
        );
        uint256 term = known.rules.term;
        if (known.office == STEWARDS) term = Math.min(term, GUILDS.stewardTerm());
        uint40 until = uint40(block.timestamp + term);
        _resultOf[election] = Result({order: order, ranked: ranked, next: 0, seated: 0, until: until});
        emit ElectionConcluded(election, order, ranked, until);
        if (!_fill(election, known)) return;
        uint256 former = post.current;
        (post.current, post.endsAt) = (uint32(election), until);
        if (former != 0) _release(former, _electionOf[former], true);
    }

    /// @inheritdoc IElections
    function fillVacancies(uint256 election) external {
        Election storage known = _electionOf[election];
        require(_isHeldBy(election, known), ElectionsNotCurrent(election));
        uint32 open = _postOf[known.guild][known.office].open;
        require(open == 0, ElectionsUnderWay(open));
        bool freed = _release(election, known, false);
        require(_fill(election, known) || freed, ElectionsNoVacancy(election));
    }

    /// @inheritdoc IElections
    function setOffice(uint16 number, Office calldata office) external onlyNation {
        require(number <= _officeCount + 1 && number <= MOST_OFFICES, ElectionsUnknownOffice(number));
        uint256 length = bytes(office.name).length;
        require(number == STEWARDS ? length == 0 : length != 0 && length <= NAME_BYTES, ElectionsBadName(length));
        if (number > _officeCount) _officeCount = number;
        _officeOf[number] = office;
        Eligibility.check(_officeOf[number].rules);
        emit OfficeSet(number, office);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IElections
    function officeCount() external view returns (uint16) {
        return _officeCount;
    }

    /// @inheritdoc IElections
    function officeOf(uint16 office) external view returns (Office memory) {
        return _officeOf[office];
    }

    /// @inheritdoc IElections
    function electionCount() external view returns (uint256) {
        return _electionCount;
    }

    /// @inheritdoc IElections
    function electionOf(uint256 election) external view returns (Election memory) {
        return _electionOf[election];
    }

    /// @inheritdoc IElections
    function stateOf(uint256 election) public view returns (ElectionState) {
        Election storage known = _electionOf[election];
        if (known.calledAt == 0) return ElectionState.None;
        if (known.concluded) return ElectionState.Concluded;
        if (block.timestamp < known.opensAt) return ElectionState.Nominations;
        return block.timestamp < known.closesAt ? ElectionState.Voting : ElectionState.Counting;
    }

    /// @inheritdoc IElections
    function candidatesOf(uint256 election) external view returns (AgentId[] memory) {
        return _fieldOf[election].candidates;
    }

    /// @inheritdoc IElections
    function nominationsOf(uint256 election, AgentId person) external view returns (AgentId nominee, uint24 received) {
        Eligibility.Nominations storage known = _fieldOf[election].nominationsOf[person];
        return (known.nominee, known.received);
    }

    /// @inheritdoc IElections
    function obstacleOf(uint256 election, AgentId nominee, AgentId merit) public view returns (Obstacle) {
        Election storage known = _electionOf[election];
        return Eligibility.obstacleOf(_registers(), known, _holders[known.guild][known.office], nominee, merit);
    }

    /// @inheritdoc IElections
    function resultOf(uint256 election) external view returns (Result memory) {
        return _resultOf[election];
    }

    /// @inheritdoc IElections
    function postOf(AgentId guild, uint16 office) external view returns (Post memory) {
        return _postOf[guild][office];
    }

    /// @inheritdoc IElections
    function holdingOf(AgentId guild, uint16 office, AgentId person) external view returns (Holding memory) {
        return _holders[guild][office].by[person];
    }

    /// @inheritdoc IElections
    function holdsOffice(uint16 office, AgentId agent) external view returns (bool) {
        return block.timestamp < _holders[NO_AGENT][office].by[agent].until && MEMBERS.isActive(agent);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireState(uint256 election, ElectionState expected) internal view override {
        ElectionState current = stateOf(election);
        require(current == expected, ElectionsWrongState(election, current));
    }

    /// @dev Whether an office is held by this election, and its term runs.
    function _isHeldBy(uint256 election, Election storage known) private view returns (bool) {
        Post storage post = _postOf[known.guild][known.office];
        return election != 0 && post.current == election && block.timestamp < post.endsAt;
    }

    function _registers() private view returns (Eligibility.Registers memory) {
        return Eligibility.Registers(MEMBERS, GUILDS, LEDGER, NOTES);
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _call(AgentId guild, uint16 office, AgentId by, uint256 electorate) private returns (uint256 election) {
        OfficeRules memory rules = _officeOf[office].rules;
        require(rules.seats != 0, ElectionsNotElected(office));
        Post storage post = _postOf[guild][office];
        require(post.open == 0, ElectionsUnderWay(post.open));
        require(electorate != 0 && electorate <= MOST_ELECTORS, ElectionsBadElectorate(electorate));
        election = ++_electionCount;
        post.open = uint32(election);
        Election storage made = _electionOf[election];
        uint40 opensAt = uint40(block.timestamp) + rules.nominationPeriod;
        (made.guild, made.office, made.calledAt) = (guild, office, uint40(block.timestamp));
        (made.opensAt, made.closesAt) = (opensAt, opensAt + rules.votingPeriod);
        (made.electorate, made.rules) = (uint24(electorate), rules);
        emit ElectionCalled(election, guild, office, by, uint40(block.timestamp), uint24(electorate));
    }

    /// @dev Gives free seats to the next in the order who can take one. Returns whether anybody did.
    function _fill(uint256 election, Election storage known) private returns (bool filled) {
        Result memory result = _resultOf[election];
        uint256 free = known.rules.seats - _bitsIn(result.seated);
        while (free != 0 && result.next < result.ranked) {
            uint8 place = result.next++;
            uint256 number = (result.order >> (PLACE_BITS * place)) & PLACE_MASK;
            AgentId candidate = _fieldOf[election].candidates[number];
            bool stands = (known.stoodDown >> number) & 1 == 0;
            if (!stands || !_take(election, known, candidate, place, result.until)) {
                emit OfficePassedOver(election, candidate, place);
                continue;
            }
            result.seated |= uint32(1 << number);
            filled = true;
            --free;
        }
        Result storage kept = _resultOf[election];
        (kept.next, kept.seated) = (result.next, result.seated);
    }

    /// @dev Returns false for somebody who cannot hold the office now.
    function _take(
        uint256 election,
        Election storage known,
        AgentId candidate,
        uint8 place,
        uint40 until
    ) private returns (bool) {
        Eligibility.Holders storage holders = _holders[known.guild][known.office];
        uint256 inRow = Eligibility.rowWith(_registers(), known, holders, candidate);
        if (inRow == 0) return false;
        if (known.office == STEWARDS && !GUILDS.elect(known.guild, candidate, until)) return false;
        // Counted to 255: no rule can ask about more.
        uint8 row = uint8(Math.min(inRow, type(uint8).max));
        uint8 terms = uint8(Math.min(uint256(holders.by[candidate].terms) + 1, type(uint8).max));
        holders.by[candidate] = Holding(uint32(election), uint40(block.timestamp), until, row, terms);
        emit OfficeTaken(election, candidate, place, uint40(block.timestamp), until, row, terms);
        return true;
    }

    /// @dev Frees the seats of those who have vacated them; or, with `former`, ends the office of all whom a later election
    /// did not seat again. Returns whether there was one.
    function _release(uint256 election, Election storage known, bool former) private returns (bool released) {
        uint256 seated = _resultOf[election].seated;
        for (uint256 number = 0; seated >> number != 0; ++number) {
            if ((seated >> number) & 1 == 0) continue;
            AgentId holder = _fieldOf[election].candidates[number];
            Holding storage holding = _holders[known.guild][known.office].by[holder];
            bool ends =
                former
                    ? holding.election == election && holding.until > block.timestamp
                    : Eligibility.hasVacated(_registers(), known, holder);
            if (!ends) continue;
            released = true;
            _end(election, known, number, !former);
        }
    }

    function _end(uint256 election, Election storage known, uint256 number, bool freed) private {
        AgentId holder = _fieldOf[election].candidates[number];
        if (freed) _resultOf[election].seated &= ~uint32(1 << number);
        _holders[known.guild][known.office].by[holder].until = uint40(block.timestamp);
        emit OfficeEnded(election, holder, uint40(block.timestamp), freed);
        if (known.office == STEWARDS) GUILDS.elect(known.guild, holder, uint40(block.timestamp));
    }

    function _bitsIn(uint256 set) private pure returns (uint256 count) {
        for (; set != 0; set &= set - 1) ++count;
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

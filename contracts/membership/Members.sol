// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Admission} from "./Admission.sol";
import {Electorate} from "./Electorate.sol";
import {IElectorate} from "./IElectorate.sol";
import {IMembers, MembershipTerms, Reason, Status} from "./IMembers.sol";
import {Passport} from "./Passport.sol";

/// @title Members: the register of agents and the civic status of persons
/// @dev Keeps: each agent's key and, for a person, status, running spell, renewal, vouches and round of acceptance.
/// Who may do what: a member vouches, accepts, renews, rests and leaves; nobody can do any of it for another. The nation
/// sets terms and fills seats; the founding account names the first members and nothing after the seal.
/// Must always hold: INV-02 the count equals the members; INV-03 a key serves one agent for ever; INV-04 a person holds
/// at most one vote; INV-05 admission only by enough vouches and, where asked, acceptances.
/// Assumes of others: the seats register agents only for their own kind.
contract Members is IMembers, Statements, Chartered, Electorate, Passport {
    using Admission for Admission.Book;

    uint256 private constant BPS = 10_000;

    bytes32 private constant INTRODUCE = keccak256("Introduce(uint32 by,address key,uint40 deadline,uint8 keyEpoch)");
    bytes32 private constant VOUCH = keccak256(
        "Vouch(uint32 by,uint32 subject,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant ACCEPT = keccak256(
        "Accept(uint32 by,uint32 subject,uint16 round,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant RENEW = keccak256("Renew(uint32 by,uint256 nonce,uint40 deadline,uint8 keyEpoch)");
    bytes32 private constant REST = keccak256(
        "Rest(uint32 by,bool resting,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant RESIGN = keccak256("Resign(uint32 by,uint256 nonce,uint40 deadline,uint8 keyEpoch)");
    bytes32 private constant REAPPLY = keccak256("Reapply(uint32 by,uint256 nonce,uint40 deadline,uint8 keyEpoch)");
    bytes32 private constant ROTATE_KEY = keccak256(
        "RotateKey(uint32 by,address newKey,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant KEY_CONSENT = keccak256("KeyConsent(uint8 kind,uint32 agent,address key,uint40 deadline)");

    Admission.Book private _book;
    AgentId private _lastId;
    mapping(AgentId agent => Agent) private _agentOf;
    mapping(address key => AgentId) private _idOf;
    mapping(Seat => address) private _seatOf;

    constructor(address timelock_, MembershipTerms memory terms_) Statements("Neoguild Members") Chartered(timelock_) {
        _book.setTerms(terms_);
    }

    // --- joining -----------------------------------------------------------------------------------------------------

    /// @inheritdoc IMembers
    function introduce(
        Introduce calldata act,
        bytes calldata signature,
        bytes calldata consent
    ) external returns (AgentId person) {
        _authenticate(act.by, act.deadline, abi.encode(INTRODUCE, act), signature);
        requireConsent(KeyConsent(Status.Applicant, NO_AGENT, act.key, act.deadline), msg.sender, consent);
        person = _newAgent(act.key, Status.Applicant, act.by);
        _vouch(act.by, person);
    }

    /// @inheritdoc IMembers
    function vouch(Vouch calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(VOUCH, act), signature);
        require(act.by != act.subject, MembersSelfVouch(act.by));
        (Status status, , , , ) = civicStatus(act.subject);
        _requireOnTheWayOrIn(act.subject, status);
        _vouch(act.by, act.subject);
    }

    /// @inheritdoc IMembers
    function accept(Accept calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(ACCEPT, act), signature);
        _requireActive(act.by);
        _requireProbationOver(act.subject);
        (uint16 round, uint40 openedAt) = _book.openRound(act.subject);
        require(wasActive(act.by, openedAt), MembersNotInRound(act.by, act.subject, round));
        uint24 accepted = _book.accept(act.by, act.subject, act.round);
        if (accepted >= _acceptancesNeeded(openedAt)) _activate(act.subject);
    }

    /// @inheritdoc IMembers
    function admit(AgentId subject) external {
        _requireProbationOver(subject);
        require(_book.terms.acceptanceBps == 0, MembersAcceptanceNeeded(subject));
        _activate(subject);
    }

    // --- staying, leaving, coming back -------------------------------------------------------------------------------

    /// @inheritdoc IMembers
    function renew(Renew calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(RENEW, act), signature);
        Status status = _agentOf[act.by].status;
        require(status == Status.Active || status == Status.Inactive, MembersWrongStatus(act.by, status));
        _book.renew(act.by);
        if (status == Status.Active) {
            _book.requireVouched(act.by);
            _refreshSpell(act.by);
        }
    }

    /// @inheritdoc IMembers
    function rest(Rest calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(REST, act), signature);
        if (act.resting) {
            _requireActive(act.by);
            _closeSpell(act.by);
            _setStatus(act.by, Status.Inactive, Reason.Resting);
        } else {
            Status status = _agentOf[act.by].status;
            require(status == Status.Inactive, MembersWrongStatus(act.by, status));
            _book.requireReturn(act.by);
            _setStatus(act.by, Status.Active, Reason.None);
            _refreshSpell(act.by);
        }
    }

    /// @inheritdoc IMembers
    function resign(Resign calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(RESIGN, act), signature);
        Agent storage agent = _agentOf[act.by];
        Status status = agent.status;
        _requireOnTheWayOrIn(act.by, status);
        if (block.timestamp < agent.until) _closeSpell(act.by);
        _setStatus(act.by, Status.Left, Reason.LeftByChoice);
    }

    /// @inheritdoc IMembers
    function reapply(Reapply calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(REAPPLY, act), signature);
        (Status status, , , , ) = civicStatus(act.by);
        require(status == Status.Left, MembersWrongStatus(act.by, status));
        _setStatus(act.by, Status.Applicant, Reason.None);
        _advanceApplicant(act.by);
    }

    /// @inheritdoc IMembers
    function rotateKey(RotateKey calldata act, bytes calldata signature, bytes calldata consent) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(ROTATE_KEY, act), signature);
        Agent storage agent = _agentOf[act.by];
        require(agent.status != Status.Guild, MembersWrongStatus(act.by, Status.Guild));
        require(agent.keyEpoch != type(uint8).max, MembersKeyEpochsUsed(act.by));
        _requireUnused(act.newKey);
        _book.changeKey(act.by);
        requireConsent(KeyConsent(Status.None, act.by, act.newKey, act.deadline), msg.sender, consent);

        address oldKey = agent.key;
        uint8 keyEpoch = agent.keyEpoch + 1;
        agent.key = act.newKey;
        agent.keyEpoch = keyEpoch;
        _idOf[act.newKey] = act.by;
        emit KeyRotated(act.by, oldKey, act.newKey, keyEpoch);
        if (_holdsPassport(agent.status)) emit Transfer(oldKey, act.newKey, AgentId.unwrap(act.by));
    }

    // --- founding, seats and terms -----------------------------------------------------------------------------------

    /// @inheritdoc IMembers
    function found(address[] calldata keys) external onlyFounding {
        uint40 until = _book.beginFounding(_lastId, keys.length);
        for (uint256 i = 0; i < keys.length; ++i) {
            AgentId founder_ = _newAgent(keys[i], Status.Active, NO_AGENT);
            Agent storage agent = _agentOf[founder_];
            (agent.since, agent.until) = (uint40(block.timestamp), until);
            _beginSpell(founder_, uint40(block.timestamp), until, Spell(0, 0));
            _issuePassport(founder_, keys[i]);
        }
    }

    /// @inheritdoc IMembers
    function register(Status kind, address key) external returns (AgentId agent) {
        Seat seat = kind == Status.Guild ? Seat.Guilds : Seat.Organisations;
        require(kind == Status.Guild || kind == Status.Organisation, MembersWrongStatus(NO_AGENT, kind));
        require(msg.sender == _seatOf[seat], MembersNotInSeat(seat, msg.sender));
        return _newAgent(key, kind, NO_AGENT);
    }

    /// @inheritdoc IMembers
    function fillSeat(Seat seat, address holder) external onlyNation {
        require(_seatOf[seat] == address(0), MembersSeatTaken(seat, _seatOf[seat]));
        require(holder != address(0), CharteredZeroAddress());
        _seatOf[seat] = holder;
        emit SeatFilled(seat, holder);
    }

    /// @inheritdoc IMembers
    function setTerms(MembershipTerms calldata terms_) external onlyNation {
        _book.setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IMembers
    function terms() external view returns (MembershipTerms memory) {
        return _book.terms;
    }

    /// @inheritdoc IMembers
    function seatOf(Seat seat) external view returns (address) {
        return _seatOf[seat];
    }

    /// @inheritdoc IMembers
    function agentOf(AgentId agent) external view returns (Agent memory) {
        return _agentOf[agent];
    }

    /// @inheritdoc IAgents
    function keyOf(AgentId agent) public view returns (address key, uint8 keyEpoch) {
        Agent storage known = _agentOf[agent];
        return (known.key, known.keyEpoch);
    }

    /// @inheritdoc IMembers
    function idOf(address key) external view returns (AgentId) {
        return _idOf[key];
    }

    /// @inheritdoc IMembers
    function lastId() external view returns (AgentId) {
        return _lastId;
    }

    /// @inheritdoc IMembers
    function isActive(AgentId agent) public view returns (bool) {
        Agent storage known = _agentOf[agent];
        return known.status == Status.Active && block.timestamp < known.until;
    }

    /// @inheritdoc IElectorate
    function wasActive(AgentId member, uint256 timepoint) public view returns (bool) {
        _checkPast(timepoint);
        Agent storage agent = _agentOf[member];
        if (agent.since <= timepoint) return timepoint < agent.until;
        return _inClosedSpell(member, timepoint);
    }

    /// @inheritdoc IMembers
    function electorsAt(
        AgentId[] calldata agents,
        uint256 timepoint
    ) external view returns (uint256[] memory electors) {
        _checkPast(timepoint);
        electors = new uint256[](agents.length);
        for (uint256 i = 0; i < agents.length; ++i) {
            Agent memory agent = _agentOf[agents[i]];
            bool eligible = agent.since <= timepoint ? timepoint < agent.until : _inClosedSpell(agents[i], timepoint);
            uint256 key = uint160(agent.key);
            electors[i] = (key << 16) | (uint256(agent.keyEpoch) << 8) | (eligible ? 1 : 0);
        }
    }

    /// @inheritdoc IMembers
    function civicStatus(
        AgentId agent
    ) public view returns (Status status, Reason reason, uint256 have, uint256 need, uint40 moment) {
        Agent storage known = _agentOf[agent];
        uint256 needed = 0;
        if (known.status == Status.Probationary) {
            (, uint40 openedAt, ) = _book.roundOf(agent);
            needed = _acceptancesNeeded(openedAt);
        }
        return _book.statusOf(agent, known, needed);
    }

    /// @inheritdoc IMembers
    function renewalDue(AgentId member) public view returns (uint40) {
        return _book.renewalDueOf(member);
    }

    /// @inheritdoc IMembers
    function vouchFor(AgentId subject, uint256 index) external view returns (AgentId by, uint40 expiresAt) {
        return _book.vouchFor(subject, index);
    }

    /// @inheritdoc IMembers
    function acceptanceOf(
        AgentId subject
    ) external view returns (uint16 round, uint40 openedAt, uint32 accepted, uint32 needed) {
        (round, openedAt, accepted) = _book.roundOf(subject);
        needed = _acceptancesNeeded(openedAt);
    }

    /// @inheritdoc IMembers
    function requireConsent(KeyConsent memory consent, address carrier, bytes calldata signature) public view {
        if (signature.length == 0 && carrier == consent.key) return;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(KEY_CONSENT, consent)));
        require(
            block.timestamp <= consent.deadline && _isSignedBy(consent.key, digest, signature),
            MembersNoKeyConsent(consent.key)
        );
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireActive(AgentId agent) private view {
        require(isActive(agent), MembersNotActive(agent, _agentOf[agent].status));
    }

    /// @dev The four statuses in a row from applicant to inactive: neither outside nor under a sanction.
    function _requireOnTheWayOrIn(AgentId person, Status status) private pure {
        require(status >= Status.Applicant && status <= Status.Inactive, MembersWrongStatus(person, status));
    }

    function _requireUnused(address key) private view {
        require(key != address(0), CharteredZeroAddress());
        require(_idOf[key] == NO_AGENT, MembersKeyUsed(key, _idOf[key]));
    }

    function _requireProbationOver(AgentId subject) private view {
        Status status = _agentOf[subject].status;
        require(status == Status.Probationary, MembersWrongStatus(subject, status));
        _book.requireProbationOver(subject);
    }

    /// @dev Of the members when a round opened, or of those now if none is open. Rounds up: a share of the members that
    /// is not whole asks for one member more.
    function _acceptancesNeeded(uint40 openedAt) private view returns (uint32) {
        uint256 electors = activeCountAt(openedAt == 0 ? block.timestamp - 1 : openedAt);
        return uint32(Math.ceilDiv(electors * _book.terms.acceptanceBps, BPS));
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _newAgent(address key, Status status, AgentId by) private returns (AgentId agent) {
        _requireUnused(key);
        agent = AgentId.wrap(AgentId.unwrap(_lastId) + 1);
        _lastId = agent;
        _idOf[key] = agent;
        _agentOf[agent] = Agent({key: key, since: 0, until: 0, status: status, keyEpoch: 0});
        emit AgentRegistered(agent, key, status, by);
    }

    function _vouch(AgentId by, AgentId subject) private {
        _requireActive(by);
        _book.vouch(by, subject);
        Status status = _agentOf[subject].status;
        if (status == Status.Applicant) _advanceApplicant(subject);
        else if (status == Status.Active) _refreshSpell(subject);
    }

    /// @dev From applicant to probation, or straight to membership where the terms ask for neither time nor acceptance.
    function _advanceApplicant(AgentId subject) private {
        Status next = _book.advance(subject);
        if (next == Status.Active) _activate(subject);
        else if (next == Status.Probationary) _setStatus(subject, next, Reason.None);
    }

    function _activate(AgentId subject) private {
        _book.setRenewalDue(subject);
        _setStatus(subject, Status.Active, Reason.None);
        _refreshSpell(subject);
    }

    /// @dev Brings the spell of an active member in step with renewal and vouches: moves its end, or begins a new one.
    /// Nothing that somebody gives, neither a vouch nor a renewal, makes a spell shorter, whatever the terms became.
    function _refreshSpell(AgentId member) private {
        uint40 until = _book.spellEndOf(member);
        Agent storage agent = _agentOf[member];
        (uint40 oldSince, uint40 oldUntil) = (agent.since, agent.until);
        if (until <= block.timestamp || until <= oldUntil) return;
        agent.until = until;
        if (block.timestamp < oldUntil) {
            _moveEnd(member, oldUntil, until);
        } else {
            agent.since = uint40(block.timestamp);
            _beginSpell(member, uint40(block.timestamp), until, Spell(oldSince, oldUntil));
        }
    }

    function _closeSpell(AgentId member) private {
        Agent storage agent = _agentOf[member];
        _endSpell(member, agent.until);
        agent.until = uint40(block.timestamp);
    }

    function _setStatus(AgentId member, Status status, Reason reason) private {
        Agent storage agent = _agentOf[member];
        Status oldStatus = agent.status;
        agent.status = status;
        emit StatusChanged(member, oldStatus, status, reason);
        bool held = _holdsPassport(oldStatus);
        bool holds = _holdsPassport(status);
        if (!held && holds) {
            _issuePassport(member, agent.key);
        } else if (held && !holds) {
            emit Transfer(agent.key, address(0), AgentId.unwrap(member));
        }
    }

    function _issuePassport(AgentId member, address key) private {
        emit Transfer(address(0), key, AgentId.unwrap(member));
        emit Locked(AgentId.unwrap(member));
    }

    // --- the passport's view of the register -------------------------------------------------------------------------

    function _holdsPassport(Status status) private pure returns (bool) {
        return status == Status.Active || status == Status.Inactive || status == Status.Suspended;
    }

    function _holderOf(uint256 tokenId) internal view override returns (address) {
        if (tokenId > type(uint32).max) return address(0);
        Agent storage agent = _agentOf[AgentId.wrap(uint32(tokenId))];
        return _holdsPassport(agent.status) ? agent.key : address(0);
    }

    function _passportOf(address owner) internal view override returns (uint256) {
        uint256 id = AgentId.unwrap(_idOf[owner]);
        return id != 0 && _holderOf(id) == owner ? id : 0;
    }

    function _votesNow(address account) internal view override returns (uint256) {
        AgentId id = _idOf[account];
        return _agentOf[id].key == account && isActive(id) ? 1 : 0;
    }

    function _votesAt(address account, uint256 timepoint) internal view override returns (uint256) {
        AgentId id = _idOf[account];
        return wasActive(id, timepoint) && _agentOf[id].key == account ? 1 : 0;
    }

    function _totalVotesAt(uint256 timepoint) internal view override returns (uint256) {
        return activeCountAt(timepoint);
    }

    function _agents() internal view override returns (IAgents) {
        return this;
    }

    function _keyOf(AgentId agent) internal view override returns (address key, uint8 keyEpoch) {
        return keyOf(agent);
    }
}

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
import {Persons} from "./Persons.sol";
import {Vouches} from "./Vouches.sol";

/// @title Members: the register of agents and the civic status of persons
/// @dev Keeps: each agent's key and, for a person, status, running spell, renewal, vouches and round of acceptance.
/// Who may do what: a member vouches, accepts, renews, rests and leaves; nobody can do any of it for another. Trusted
/// contacts move a lost key, and a verdict suspends, expels and reinstates, each through its seat alone. The nation sets
/// terms and fills seats; the founding account names the first members and nothing after the seal.
/// Must always hold: INV-02 the count equals the members; INV-03 a key serves one agent for ever; INV-04 a person holds
/// at most one vote; INV-05 admission only by enough vouches and, where asked, acceptances.
/// Assumes of others: the seats register agents only for their own kind, recovery has the new key's consent and the
/// delay behind it, justice the notice, the reply and the appeal.
contract Members is IMembers, Statements, Chartered, Electorate, Passport {
    using Admission for Persons.Book;
    using Persons for Persons.Book;
    using Vouches for Vouches.List;

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

    bool private _anybodyExpelled; // in the electorate's slot that an admission reads anyway
    Persons.Book private _book;

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
        person = _book.introduce(act.by, act.key);
        _vouch(act.by, person);
    }

    /// @inheritdoc IMembers
    function vouch(Vouch calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(VOUCH, act), signature);
        require(act.by != act.subject, MembersSelfVouch(act.by));
        (Status status, , , , ) = civicStatus(act.subject);
        // The four statuses in a row from applicant to inactive: neither outside nor under a sanction.
        require(status >= Status.Applicant && status <= Status.Inactive, MembersWrongStatus(act.subject, status));
        _vouch(act.by, act.subject);
    }

    /// @inheritdoc IMembers
    function accept(Accept calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(ACCEPT, act), signature);
        (AgentId by, AgentId subject) = (act.by, act.subject);
        _requireActive(by);
        Status status = _book.agentOf[subject].status;
        require(status == Status.Probationary, MembersWrongStatus(subject, status));
        uint40 vouchedUntil = _requireReady(subject, status);
        _book.requireNear(subject);
        (uint16 round, uint40 openedAt, uint24 accepted) = _book.openRound(subject);
        require(_isEligible(by, _book.agentOf[by], openedAt), MembersNotInRound(by, subject, round));
        require(act.round == round, MembersWrongRound(subject, act.round, round));
        bool isLast = accepted + 1 >= _acceptancesNeeded(openedAt);
        _book.accept(by, subject, round, isLast);
        if (isLast) _activate(subject, vouchedUntil);
    }

    /// @inheritdoc IMembers
    function admit(AgentId person) external {
        Status status = _book.agentOf[person].status;
        require(Persons.isOnTheWay(status), MembersWrongStatus(person, status));
        uint40 vouchedUntil = _requireReady(person, status);
        if (status == Status.Applicant && !_book.isDirect()) return _beginProbation(person);
        require(_book.terms.acceptanceBps == 0, MembersAcceptanceNeeded(person));
        _book.requireNear(person);
        _activate(person, vouchedUntil);
    }

    // --- staying, leaving, coming back -------------------------------------------------------------------------------

    /// @inheritdoc IMembers
    function renew(Plain calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(RENEW, act), signature);
        _book.renew(act.by);
        if (_book.agentOf[act.by].status == Status.Active) _refreshSpell(act.by);
    }

    /// @inheritdoc IMembers
    function rest(Rest calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(REST, act), signature);
        if (act.resting) _requireActive(act.by);
        _restOrReturn(act.by, _book.rest(act.by, act.resting));
    }

    /// @inheritdoc IMembers
    function resign(Plain calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(RESIGN, act), signature);
        _book.resign(act.by);
        _setStatus(act.by, Status.Left, Reason.LeftByChoice);
    }

    /// @inheritdoc IMembers
    function reapply(Plain calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(REAPPLY, act), signature);
        _book.reapply(act.by);
        _setStatus(act.by, Status.Applicant, Reason.None);
        _advance(act.by);
    }

    /// @inheritdoc IMembers
    function rotateKey(RotateKey calldata act, bytes calldata signature, bytes calldata consent) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(ROTATE_KEY, act), signature);
        _book.rotateKey(act.by, act.newKey);
        requireConsent(KeyConsent(Status.None, act.by, act.newKey, act.deadline), msg.sender, consent);
    }

    // --- what others decide, each in its seat ------------------------------------------------------------------------

    /// @inheritdoc IMembers
    function recoverKey(AgentId agent, address newKey) external {
        _book.recoverKey(msg.sender, agent, newKey);
    }

    /// @inheritdoc IMembers
    function suspend(AgentId member, uint40 until) external {
        _setStatus(member, _book.suspend(msg.sender, member, until), Reason.SuspensionRunning);
    }

    /// @inheritdoc IMembers
    function reinstate(AgentId member) external {
        _restOrReturn(member, _book.reinstate(msg.sender, member));
    }

    /// @inheritdoc IMembers
    function expel(AgentId member) external {
        _book.expel(msg.sender, member);
        _anybodyExpelled = true;
        _setStatus(member, Status.Expelled, Reason.ExpelledByVerdict);
    }

    // --- founding, seats and terms -----------------------------------------------------------------------------------

    /// @inheritdoc IMembers
    function found(address[] calldata keys) external onlyFounding {
        _beginSpells(keys.length, _book.found(keys));
    }

    /// @inheritdoc IMembers
    function register(Status kind, address key) external returns (AgentId agent) {
        return _book.register(msg.sender, kind, key);
    }

    /// @inheritdoc IMembers
    function fillSeat(Seat seat, address holder) external onlyNation {
        _book.fillSeat(seat, holder);
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
        return _book.seatOf[seat];
    }

    /// @inheritdoc IMembers
    function agentOf(AgentId agent) external view returns (Agent memory) {
        return _book.agentOf[agent];
    }

    /// @inheritdoc IAgents
    function keyOf(AgentId agent) public view returns (address key, uint8 keyEpoch) {
        Agent storage known = _book.agentOf[agent];
        return (known.key, known.keyEpoch);
    }

    /// @inheritdoc IMembers
    function idOf(address key) external view returns (AgentId) {
        return _book.idOf[key];
    }

    /// @inheritdoc IMembers
    function lastId() external view returns (AgentId) {
        return _book.lastId;
    }

    /// @inheritdoc IMembers
    function isActive(AgentId agent) public view returns (bool) {
        Agent storage known = _book.agentOf[agent];
        return known.status == Status.Active && block.timestamp < known.until;
    }

    /// @inheritdoc IElectorate
    function wasActive(AgentId member, uint256 timepoint) public view returns (bool) {
        _checkPast(timepoint);
        return _isEligible(member, _book.agentOf[member], timepoint);
    }

    /// @inheritdoc IMembers
    function electorsAt(
        AgentId[] calldata agents,
        uint256 timepoint
    ) external view returns (uint256[] memory electors) {
        _checkPast(timepoint);
        electors = new uint256[](agents.length);
        // As many as there are agents.
        unchecked {
            for (uint256 i = 0; i < electors.length; ++i) {
                Agent storage agent = _book.agentOf[agents[i]];
                // All fields before the first branch: one read of the slot.
                (uint256 since, uint256 until) = (agent.since, agent.until);
                uint256 elector = (uint256(uint160(agent.key)) << 16) | (uint256(agent.keyEpoch) << 8);
                bool eligible = since <= timepoint ? timepoint < until : _inClosedSpell(agents[i], timepoint);
                electors[i] = eligible ? elector | 1 : elector;
            }
        }
    }

    /// @inheritdoc IMembers
    function civicStatus(
        AgentId agent
    ) public view returns (Status status, Reason reason, uint256 have, uint256 need, uint40 moment) {
        uint256 needed = 0;
        if (_book.agentOf[agent].status == Status.Probationary) {
            (, uint40 openedAt, ) = _book.roundOf(agent);
            needed = _acceptancesNeeded(openedAt);
        }
        return _book.statusOf(agent, needed);
    }

    /// @inheritdoc IMembers
    function renewalDue(AgentId member) external view returns (uint40) {
        return _book.renewalDueNow(member);
    }

    /// @inheritdoc IMembers
    function restedOf(AgentId person) external view returns (uint40 rested, uint40 restingSince) {
        return _book.restedOf(person);
    }

    /// @inheritdoc IMembers
    function vouchFor(AgentId subject, uint256 index) external view returns (AgentId by, uint40 expiresAt) {
        return _book.personOf[subject].vouches.vouch(index);
    }

    /// @inheritdoc IMembers
    function vouchesOf(AgentId subject) external view returns (uint256 have, uint40 sufficientUntil) {
        return _book.vouchesNow(subject);
    }

    /// @inheritdoc IMembers
    function isReferee(AgentId person, uint256 quantity) external view returns (bool) {
        return _book.isReferee(person, quantity);
    }

    /// @inheritdoc IMembers
    function founding() external view returns (AgentId lastFounder, uint40 vouchedUntil) {
        return (_book.lastFounder, _book.foundersVouchedUntil);
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
        require(isActive(agent), MembersNotActive(agent, _book.agentOf[agent].status));
    }

    /// @dev Reverts unless an applicant, or a person whose probation is over, has enough vouches and the application has
    /// not lapsed.
    /// @return vouchedUntil The moment from which fewer vouches than the terms ask for will be valid.
    function _requireReady(AgentId subject, Status status) private view returns (uint40 vouchedUntil) {
        Persons.Person storage person = _book.personOf[subject];
        require(block.timestamp < person.applicationEnds, MembersWrongStatus(subject, Status.Left));
        uint40 ends = person.probationEnds;
        require(status == Status.Applicant || block.timestamp >= ends, MembersProbationRunning(subject, ends));
        uint256 have;
        (have, vouchedUntil) = _book.vouchesOf(subject, _anybodyExpelled);
        require(block.timestamp < vouchedUntil, MembersVouchesMissing(subject, have, _book.terms.vouchQuantity));
    }

    function _isEligible(AgentId member, Agent storage agent, uint256 timepoint) private view returns (bool) {
        return agent.since <= timepoint ? timepoint < agent.until : _inClosedSpell(member, timepoint);
    }

    /// @dev Of the members when a round opened, or of those now if none is open. Rounds up: a share of the members that
    /// is not whole asks for one member more.
    function _acceptancesNeeded(uint40 openedAt) private view returns (uint32) {
        uint256 electors = activeCountAt(openedAt == 0 ? block.timestamp - 1 : openedAt);
        return uint32(Math.ceilDiv(electors * _book.terms.acceptanceBps, BPS));
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _vouch(AgentId by, AgentId subject) private {
        _requireActive(by);
        _book.vouch(by, subject);
        Status status = _book.agentOf[subject].status;
        if (status == Status.Applicant) _advance(subject);
        else if (status == Status.Active) _refreshSpell(subject);
    }

    /// @dev An applicant with enough vouches goes to probation, or straight to membership where the terms ask for neither
    /// time nor acceptance and the distance rule is met.
    function _advance(AgentId applicant) private {
        (, uint40 vouchedUntil) = _book.vouchesOf(applicant, _anybodyExpelled);
        if (block.timestamp >= vouchedUntil) return;
        if (!_book.isDirect()) _beginProbation(applicant);
        else if (_book.isNear(applicant)) _activate(applicant, vouchedUntil);
    }

    /// @dev A round of acceptance left open by an earlier probation is over.
    function _beginProbation(AgentId applicant) private {
        Persons.Person storage person = _book.personOf[applicant];
        (person.probationEnds, person.roundOpenedAt) = (uint40(block.timestamp) + _book.terms.probation, 0);
        _setStatus(applicant, Status.Probationary, Reason.None);
    }

    /// @dev From outside to a member: a new term, a new spell, a passport. What was open on the way in is over.
    function _activate(AgentId subject, uint40 vouchedUntil) private {
        uint40 until = Persons.spellEnd(_book.moveRenewal(subject), vouchedUntil);
        _book.personOf[subject].roundOpenedAt = 0;
        Agent storage agent = _book.agentOf[subject];
        (address key, uint40 lastSince, uint40 lastUntil) = (agent.key, agent.since, agent.until);
        (agent.since, agent.until, agent.status) = (uint40(block.timestamp), until, Status.Active);
        emit Admitted(subject, uint40(block.timestamp), until);
        Persons.issuePassport(subject, key);
        _beginSpell(subject, until, lastSince, lastUntil);
    }

    /// @dev After the change from membership to rest or the way back.
    function _restOrReturn(AgentId member, Status status) private {
        bool rests = status == Status.Inactive;
        _setStatus(member, status, rests ? Reason.Resting : Reason.None);
        if (!rests) _refreshSpell(member);
    }

    /// @dev Brings the spell of an active member in step with renewal and vouches: moves its end, or begins a new one.
    /// Nothing that somebody gives, neither a vouch nor a renewal, makes a spell shorter, whatever the terms became.
    function _refreshSpell(AgentId member) private {
        (, uint40 vouchedUntil) = _book.vouchesOf(member, false);
        uint40 until = Persons.spellEnd(_book.renewalDueOf(member), vouchedUntil);
        Agent storage agent = _book.agentOf[member];
        (uint40 lastSince, uint40 lastUntil) = (agent.since, agent.until);
        if (until <= block.timestamp || until <= lastUntil) return;
        agent.until = until;
        if (block.timestamp < lastUntil) {
            _moveEnd(member, lastUntil, until);
        } else {
            agent.since = uint40(block.timestamp);
            emit SpellBegan(member, uint40(block.timestamp), until);
            _beginSpell(member, until, lastSince, lastUntil);
        }
    }

    /// @dev Whoever is no longer active has no running spell.
    function _setStatus(AgentId member, Status status, Reason reason) private {
        Agent storage agent = _book.agentOf[member];
        (address key, Status oldStatus, uint40 until) = (agent.key, agent.status, agent.until);
        if (status == oldStatus) return;
        agent.status = status;
        emit StatusChanged(member, oldStatus, status, reason);
        if (oldStatus == Status.Active && block.timestamp < until) {
            agent.until = uint40(block.timestamp);
            _endSpell(member, until);
        }
        bool held = Persons.holdsPassport(oldStatus);
        bool holds = Persons.holdsPassport(status);
        if (!held && holds) Persons.issuePassport(member, key);
        else if (held && !holds) emit Transfer(key, address(0), AgentId.unwrap(member));
    }

    // --- the passport's view of the register -------------------------------------------------------------------------

    function _holderOf(uint256 tokenId) internal view override returns (address) {
        if (tokenId > type(uint32).max) return address(0);
        Agent storage agent = _book.agentOf[AgentId.wrap(uint32(tokenId))];
        return Persons.holdsPassport(agent.status) ? agent.key : address(0);
    }

    function _passportOf(address owner) internal view override returns (uint256) {
        uint256 id = AgentId.unwrap(_book.idOf[owner]);
        return id != 0 && _holderOf(id) == owner ? id : 0;
    }

    function _votesNow(address account) internal view override returns (uint256) {
        AgentId id = _book.idOf[account];
        return _book.agentOf[id].key == account && isActive(id) ? 1 : 0;
    }

    function _votesAt(address account, uint256 timepoint) internal view override returns (uint256) {
        AgentId id = _book.idOf[account];
        return wasActive(id, timepoint) && _book.agentOf[id].key == account ? 1 : 0;
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

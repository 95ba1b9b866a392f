// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {IMembers, Status} from "./IMembers.sol";
import {IRecovery, RecoveryTerms} from "./IRecovery.sol";
import {Vouches} from "./Vouches.sol";

/// @title Recovery: contacts, requests, one veto
/// @dev Keeps each agent's contacts, who supports which new key, and the request that is pending. Who may do what: an agent
/// names contacts and vetoes with the present key; a contact supports; anybody completes what is ready; the seat of
/// justice holds up, lets go on, cancels and drops; the nation sets terms.
/// Must always hold: INV-130 a key changes here only after enough contacts and a delay in which the present key could
/// veto, or after such a veto more contacts and a longer delay; INV-131 whoever holds a key can stop one request within the
/// memory of a veto and hold up another once, so that contacts who persist come to an end, unless a case ends each request;
/// INV-132 contacts do not change while a request is pending; INV-133 no request is pending for ever, whoever stays silent.
/// Assumes of others: the register lets this contract change keys, and changes none itself while a request is pending.
contract Recovery is IRecovery, Statements, Chartered {
    /// @dev Eight ids share a slot.
    struct Contacts {
        AgentId[] named;
        AgentId[] next;
        uint40 nextFrom; // 0 = nobody was named since
    }

    /// @dev Supports for one key; of no meaning in another round, or after `until`.
    struct Gathering {
        uint16 round;
        uint40 until;
        AgentId[] supporters;
    }

    uint256 private constant BPS = 10_000;
    uint256 private constant LEAST_CONTACTS = 3;
    uint256 private constant MOST_CONTACTS = 12;
    uint256 private constant LEAST_SUPPORTS = 2;
    /// @dev With any larger share all of three contacts would be needed at first, and there would be none more after a veto.
    uint256 private constant LARGEST_SHARE = 6_666;

    bytes32 private constant NAME_CONTACTS = keccak256(
        "NameContacts(uint32 by,uint32[] contacts,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant SUPPORT = keccak256(
        "Support(uint32 by,uint32 agent,address newKey,uint16 round,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant VETO = keccak256("Veto(uint32 by,uint16 round,uint40 deadline,uint8 keyEpoch)");

    IMembers private immutable MEMBERS;

    RecoveryTerms private _terms;
    address private _justice;
    mapping(AgentId agent => Round) private _rounds;
    mapping(AgentId agent => Contacts) private _contacts;
    mapping(AgentId agent => mapping(address newKey => Gathering)) private _gatherings;

    modifier onlyJustice() {
        require(msg.sender == _justice, RecoveryNotInSeat(msg.sender));
        _;
    }

    constructor(
        address timelock_,
        IMembers members,
        RecoveryTerms memory terms_
    ) Statements("Neoguild Recovery") Chartered(timelock_) {
        require(address(members) != address(0), CharteredZeroAddress());
        MEMBERS = members;
        _setTerms(terms_);
    }

    // --- the agent and those they trust, in the order of life --------------------------------------------------------

    /// @inheritdoc IRecovery
    function nameContacts(NameContacts calldata act, bytes calldata signature) external {
        bytes32 list = keccak256(abi.encodePacked(act.contacts));
        bytes memory encoded = abi.encode(NAME_CONTACTS, act.by, list, act.nonce, act.deadline);
        _authenticateOnce(act.by, act.nonce, act.deadline, encoded, signature);
        require(MEMBERS.agentOf(act.by).status != Status.Guild, RecoveryOfGuild(act.by));
        Round memory round = roundOf(act.by);
        require(round.newKey == address(0), RecoveryPending(act.by, round.number));
        _validateContacts(act.by, act.contacts);

        Contacts storage contacts = _contacts[act.by];
        if (_isInEffect(contacts)) contacts.named = contacts.next;
        contacts.next = act.contacts;
        contacts.nextFrom = uint40(block.timestamp) + _terms.contactsDelay;
        emit ContactsNamed(act.by, act.contacts, contacts.nextFrom);
    }

    /// @inheritdoc IRecovery
    function support(Support calldata act, bytes calldata signature, bytes calldata consent) external {
        _authenticate(act.by, act.deadline, abi.encode(SUPPORT, act), signature);
        Round memory round = roundOf(act.agent);
        require(round.newKey == address(0), RecoveryPending(act.agent, round.number));
        require(act.round == round.number, RecoveryWrongRound(act.agent, act.round, round.number));
        require(block.timestamp >= round.quietUntil, RecoveryQuiet(act.agent, round.quietUntil));
        AgentId served = MEMBERS.idOf(act.newKey);
        require(served == NO_AGENT, RecoveryKeyUsed(act.newKey, served));
        (AgentId[] memory contacts, ) = contactsOf(act.agent);
        require(contacts.length >= LEAST_CONTACTS, RecoveryTooFewContacts(act.agent, contacts.length));
        require(_includes(contacts, act.by), RecoveryNotContact(act.by, act.agent));
        _requireMember(act.by);

        AgentId[] memory supporters = _gather(act, consent);
        uint256 have = 0;
        for (uint256 i = 0; i < supporters.length; ++i) if (_includes(contacts, supporters[i])) ++have;
        if (have >= _supportsNeeded(contacts.length, _isFinal(round))) _request(act.agent, act.newKey, round);
    }

    /// @inheritdoc IRecovery
    function veto(Veto calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(VETO, act), signature);
        Round memory round = _pendingRound(act.by, act.round);
        require(!round.isFinal, RecoveryFinal(act.by, act.round));

        round.vetoedUntil = uint40(block.timestamp) + _terms.vetoMemory;
        _rounds[act.by] = _following(round);
        emit RecoveryVetoed(act.by, act.round, round.vetoedUntil);
    }

    /// @inheritdoc IRecovery
    function complete(AgentId agent) external {
        Round memory round = _pendingRound(agent);
        require(block.timestamp >= round.readyAt, RecoveryNotReady(agent, round.readyAt));

        (address newKey, uint16 number) = (round.newKey, round.number);
        // Whoever holds the new key starts afresh, with a veto of their own.
        round.vetoedUntil = 0;
        _rounds[agent] = _following(round);
        emit RecoveryCompleted(agent, newKey, number);
        MEMBERS.recoverKey(agent, newKey);
    }

    // --- what a case can do ------------------------------------------------------------------------------------------

    /// @inheritdoc IRecovery
    function stay(AgentId agent) external onlyJustice returns (uint16) {
        Round memory round = _pendingRound(agent);
        require(round.stayedUntil == 0, RecoveryAlreadyStayed(agent, round.number));

        // The longest stay is added at once; so a request goes on even if nobody ever decides. Whoever disputes one that is
        // ready gives it its whole window again: else a stay in its last second would be as good as a second veto.
        (uint40 today, uint40 longest) = (uint40(block.timestamp), _terms.longestStay);
        uint40 used = round.readyAt < today ? today - round.readyAt : 0;
        round.readyAt += used + longest;
        round.lapsesAt += used + longest;
        round.stayedUntil = today + longest;
        _rounds[agent] = round;
        emit RecoveryStayed(agent, round.number, round.readyAt, round.lapsesAt, round.stayedUntil);
        return round.number;
    }

    /// @inheritdoc IRecovery
    function resume(AgentId agent, uint16 number) external onlyJustice {
        Round memory round = _pendingRound(agent, number);
        require(block.timestamp < round.stayedUntil, RecoveryNotStayed(agent, number));

        uint40 unused = round.stayedUntil - uint40(block.timestamp);
        round.readyAt -= unused;
        round.lapsesAt -= unused;
        round.stayedUntil -= unused;
        _rounds[agent] = round;
        emit RecoveryResumed(agent, number, round.readyAt, round.lapsesAt);
    }

    /// @inheritdoc IRecovery
    function cancel(AgentId agent, uint16 number) external onlyJustice {
        Round memory round = _pendingRound(agent, number);

        round.vetoedUntil = 0;
        // Once for the contacts named after this to take effect, and once for noticing.
        round.quietUntil = uint40(block.timestamp) + 2 * uint40(_terms.contactsDelay);
        _rounds[agent] = _following(round);
        emit RecoveryCancelled(agent, number, round.quietUntil);
    }

    /// @inheritdoc IRecovery
    function drop(AgentId agent, uint16 number) external onlyJustice {
        _rounds[agent] = _following(_pendingRound(agent, number));
        emit RecoveryDropped(agent, number);
    }

    // --- the nation --------------------------------------------------------------------------------------------------

    /// @inheritdoc IRecovery
    function setTerms(RecoveryTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    /// @inheritdoc IRecovery
    function fillJusticeSeat(address justice_) external onlyNation {
        require(_justice == address(0), RecoverySeatTaken(_justice));
        require(justice_ != address(0), CharteredZeroAddress());
        _justice = justice_;
        emit JusticeSeatFilled(justice_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IRecovery
    function terms() external view returns (RecoveryTerms memory) {
        return _terms;
    }

    /// @inheritdoc IRecovery
    function justice() external view returns (address) {
        return _justice;
    }

    /// @inheritdoc IRecovery
    function isPending(AgentId agent) external view returns (bool) {
        Round storage round = _rounds[agent];
        return round.newKey != address(0) && block.timestamp < round.lapsesAt;
    }

    /// @inheritdoc IRecovery
    function roundOf(AgentId agent) public view returns (Round memory round) {
        round = _rounds[agent];
        if (round.number == 0) round.number = 1;
        if (round.newKey != address(0) && block.timestamp >= round.lapsesAt) return _following(round);
    }

    /// @inheritdoc IRecovery
    function contactsOf(AgentId agent) public view returns (AgentId[] memory contacts, bool named) {
        Contacts storage known = _contacts[agent];
        contacts = _isInEffect(known) ? known.next : known.named;
        return contacts.length == 0 ? (_vouchersOf(agent), false) : (contacts, true);
    }

    /// @inheritdoc IRecovery
    function namingOf(AgentId agent) external view returns (AgentId[] memory contacts, uint40 takesEffectAt) {
        Contacts storage known = _contacts[agent];
        if (!_isInEffect(known)) return (known.next, known.nextFrom);
    }

    /// @inheritdoc IRecovery
    function supportsNeeded(AgentId agent) external view returns (uint256) {
        (AgentId[] memory contacts, ) = contactsOf(agent);
        return contacts.length < LEAST_CONTACTS ? 0 : _supportsNeeded(contacts.length, _isFinal(roundOf(agent)));
    }

    /// @inheritdoc IRecovery
    function supportersOf(
        AgentId agent,
        address newKey
    ) external view returns (AgentId[] memory supporters, uint40 until) {
        Gathering storage gathering = _gatherings[agent][newKey];
        if (_isOpen(gathering, roundOf(agent).number)) return (gathering.supporters, gathering.until);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _pendingRound(AgentId agent) private view returns (Round memory round) {
        round = roundOf(agent);
        require(round.newKey != address(0), RecoveryNotPending(agent));
    }

    function _pendingRound(AgentId agent, uint16 number) private view returns (Round memory round) {
        round = _pendingRound(agent);
        require(round.number == number, RecoveryWrongRound(agent, number, round.number));
    }

    function _validateContacts(AgentId by, AgentId[] calldata contacts) private view {
        uint256 count = contacts.length;
        require(count == 0 || (count >= LEAST_CONTACTS && count <= MOST_CONTACTS), RecoveryBadContactCount(count));
        AgentId last = NO_AGENT;
        for (uint256 i = 0; i < count; ++i) {
            AgentId contact = contacts[i];
            require(AgentId.unwrap(last) < AgentId.unwrap(contact), RecoveryContactsUnordered(contact));
            require(contact != by, RecoveryOwnContact(by));
            _requireMember(contact);
            last = contact;
        }
    }

    /// @dev Who rests can help; who has left, or is under a sanction, cannot.
    function _requireMember(AgentId contact) private view {
        (Status status, , , , ) = MEMBERS.civicStatus(contact);
        require(status == Status.Active || status == Status.Inactive, RecoveryContactNotMember(contact, status));
    }

    function _isFinal(Round memory round) private view returns (bool) {
        return block.timestamp < round.vetoedUntil;
    }

    function _isInEffect(Contacts storage contacts) private view returns (bool) {
        return contacts.nextFrom != 0 && block.timestamp >= contacts.nextFrom;
    }

    function _isOpen(Gathering storage gathering, uint16 round) private view returns (bool) {
        return gathering.round == round && block.timestamp < gathering.until;
    }

    /// @dev Rounds up, so that a share that is not whole asks for one contact more; always at most `count`.
    function _supportsNeeded(uint256 count, bool isFinal) private view returns (uint256) {
        uint256 needed = Math.max(LEAST_SUPPORTS, Math.ceilDiv(count * _terms.shareBps, BPS));
        return isFinal ? Math.max(needed + 1, Math.ceilDiv(count * _terms.finalShareBps, BPS)) : needed;
    }

    function _includes(AgentId[] memory agents, AgentId agent) private pure returns (bool) {
        for (uint256 i = 0; i < agents.length; ++i) if (agents[i] == agent) return true;
        return false;
    }

    /// @dev At most `MOST_CONTACTS`, as the register keeps no more vouches for a person.
    function _vouchersOf(AgentId agent) private view returns (AgentId[] memory vouchers) {
        AgentId[] memory found = new AgentId[](Vouches.MAX);
        uint256 count = 0;
        for (uint256 i = 0; i < Vouches.MAX; ++i) {
            (AgentId by, uint40 expiresAt) = MEMBERS.vouchFor(agent, i);
            if (by == NO_AGENT) break;
            if (block.timestamp < expiresAt) found[count++] = by;
        }
        vouchers = new AgentId[](count);
        for (uint256 i = 0; i < count; ++i) vouchers[i] = found[i];
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @dev Adds the author to those who support the key; the first of them brings the key's consent.
    function _gather(Support calldata act, bytes calldata consent) private returns (AgentId[] memory) {
        Gathering storage gathering = _gatherings[act.agent][act.newKey];
        if (_isOpen(gathering, act.round)) {
            bool isNew = !_includes(gathering.supporters, act.by);
            require(isNew, RecoveryAlreadySupported(act.by, act.agent, act.newKey));
        } else {
            IMembers.KeyConsent memory needed = IMembers.KeyConsent(Status.None, act.agent, act.newKey, act.deadline);
            MEMBERS.requireConsent(needed, msg.sender, consent);
            delete gathering.supporters;
            (gathering.round, gathering.until) = (act.round, uint40(block.timestamp) + _terms.window);
        }
        gathering.supporters.push(act.by);
        emit RecoverySupported(act.agent, act.newKey, act.by, act.round, gathering.until);
        return gathering.supporters;
    }

    function _request(AgentId agent, address newKey, Round memory round) private {
        Contacts storage contacts = _contacts[agent];
        if (block.timestamp < contacts.nextFrom) {
            delete contacts.next;
            contacts.nextFrom = 0;
            emit ContactsKept(agent);
        }
        round.isFinal = _isFinal(round);
        round.newKey = newKey;
        round.readyAt = uint40(block.timestamp) + (round.isFinal ? _terms.finalDelay : _terms.delay);
        round.lapsesAt = round.readyAt + _terms.window;
        _rounds[agent] = round;
        emit RecoveryRequested(agent, newKey, round.number, round.readyAt, round.lapsesAt, round.isFinal);
    }

    /// @dev The round after this one: no request is pending in it; a veto and a quiet last.
    function _following(Round memory round) private pure returns (Round memory following) {
        (following.number, following.vetoedUntil) = (round.number + 1, round.vetoedUntil);
        following.quietUntil = round.quietUntil;
    }

    function _setTerms(RecoveryTerms memory terms_) private {
        require(terms_.shareBps != 0 && terms_.shareBps <= LARGEST_SHARE, RecoveryBadTerms("shareBps"));
        require(
            terms_.finalShareBps >= terms_.shareBps && terms_.finalShareBps <= BPS,
            RecoveryBadTerms("finalShareBps")
        );
        require(terms_.window >= 1 days, RecoveryBadTerms("window"));
        require(terms_.delay >= 1 days, RecoveryBadTerms("delay"));
        require(terms_.finalDelay > terms_.delay, RecoveryBadTerms("finalDelay"));
        // Who holds a key by theft must not be able to exchange the contacts before these can answer a veto.
        require(terms_.contactsDelay >= terms_.window, RecoveryBadTerms("contactsDelay"));
        require(terms_.vetoMemory >= terms_.window, RecoveryBadTerms("vetoMemory"));
        require(terms_.longestStay >= 1 days, RecoveryBadTerms("longestStay"));
        _terms = terms_;
        emit RecoveryTermsSet(terms_);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

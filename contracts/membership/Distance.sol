// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {Chartered} from "../types/Chartered.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {DistanceTerms, FOUNDING, IDistance} from "./IDistance.sol";
import {IMembers} from "./IMembers.sol";

/// @title Distance: the web of trust, as far as somebody has shown it
/// @dev Keeps: the rule, the sessions with their layers as bitmaps by id, and until when each person is near enough.
/// Who may do what: anybody shows facts; the nation sets the rule.
/// Must always hold: INV-120 nobody is shown to be near enough whom a search of the whole web would find too far; INV-121
/// a member is counted at most once in a session.
/// Assumes of others: `Members` knows vouches, members and referees, and asks `isMet` where its terms say so.
contract Distance is IDistance, Chartered {
    using BitMaps for BitMaps.BitMap;

    uint256 private constant BPS = 10_000;
    /// @dev A path of one step is a vouch, and enough of those are asked for anyway.
    uint8 private constant FEWEST_STEPS = 2;
    uint8 private constant MOST_STEPS = 5;
    uint40 private constant OPEN_FOR = 7 days;
    /// @dev The register keeps no more vouches for a person (`Vouches.MAX`), so a referee cannot be asked for more.
    uint8 private constant MOST_VOUCHES = 12;

    IMembers private immutable MEMBERS;

    DistanceTerms private _terms;
    uint32 private _lastSession;
    mapping(uint32 session => Session) private _sessionOf;
    mapping(uint32 session => mapping(uint8 depth => BitMaps.BitMap)) private _layerOf;
    mapping(uint32 session => BitMaps.BitMap) private _reachedIn;
    mapping(uint32 session => BitMaps.BitMap) private _excludedIn;
    mapping(AgentId person => uint40) private _metUntil;

    constructor(address timelock_, IMembers members, DistanceTerms memory terms_) Chartered(timelock_) {
        require(address(members) != address(0), CharteredZeroAddress());
        MEMBERS = members;
        _setTerms(terms_);
    }

    // --- what anybody can show ---------------------------------------------------------------------------------------

    /// @inheritdoc IDistance
    function begin(AgentId subject, uint8 steps) external returns (uint32 session) {
        DistanceTerms memory rule = _terms;
        require(rule.refereesBps != 0, DistanceRuleOff());
        require(steps != 0 && steps <= rule.steps, DistanceBadDepth(steps, rule.steps));

        // The present second is still open, so the members are those of the one before.
        uint40 openedAt = uint40(block.timestamp - 1);
        uint256 members = MEMBERS.activeCountAt(openedAt);
        uint256 others = MEMBERS.wasActive(subject, openedAt) ? members - 1 : members;
        Session memory shown = Session({
            subject: subject,
            openedAt: openedAt,
            population: SafeCast.toUint32(others),
            excluded: 0,
            reached: 0,
            refereesBps: rule.refereesBps,
            steps: steps,
            threshold: _rootUp(members, rule.steps)
        });
        session = ++_lastSession;
        emit SessionOpened(
            session,
            subject,
            openedAt,
            shown.population,
            shown.refereesBps,
            shown.steps,
            shown.threshold
        );
        _keep(session, shown);
    }

    /// @inheritdoc IDistance
    function reach(uint32 session, uint8 depth, Step[] calldata page) external {
        Session memory shown = _openSession(session);
        require(depth != 0 && depth <= shown.steps, DistanceBadDepth(depth, shown.steps));
        AgentId[] memory nodes = new AgentId[](page.length);
        AgentId[] memory referees = new AgentId[](page.length);
        uint32 before = shown.reached;
        for (uint256 i = 0; i < page.length; ++i) {
            AgentId node = page[i].node;
            nodes[i] = node;
            if (isInLayer(session, depth, node)) continue;
            AgentId parent = page[i].parent;
            require(
                depth == 1 ? parent == shown.subject : isInLayer(session, depth - 1, parent),
                DistanceParentMissing(session, parent, depth - 1)
            );
            _requireVouch(node, parent, page[i].index);
            require(MEMBERS.wasActive(node, shown.openedAt), DistanceNotActive(node, shown.openedAt));
            _layerOf[session][depth].set(AgentId.unwrap(node));
            if (_isSettled(session, shown, node) || !MEMBERS.isReferee(node, shown.threshold)) continue;
            _reachedIn[session].set(AgentId.unwrap(node));
            referees[shown.reached++ - before] = node;
        }
        emit LayerExtended(session, depth, nodes, _first(referees, shown.reached - before));
        _keep(session, shown);
    }

    /// @inheritdoc IDistance
    function exclude(uint32 session, AgentId[] calldata page) external {
        Session memory shown = _openSession(session);
        AgentId[] memory others = new AgentId[](page.length);
        uint32 before = shown.excluded;
        for (uint256 i = 0; i < page.length; ++i) {
            AgentId member = page[i];
            if (_isSettled(session, shown, member)) continue;
            require(MEMBERS.wasActive(member, shown.openedAt), DistanceNotActive(member, shown.openedAt));
            require(!MEMBERS.isReferee(member, shown.threshold), DistanceIsReferee(member, shown.threshold));
            _excludedIn[session].set(AgentId.unwrap(member));
            others[shown.excluded++ - before] = member;
        }
        emit MembersExcluded(session, _first(others, shown.excluded - before));
        _keep(session, shown);
    }

    /// @inheritdoc IDistance
    function follow(AgentId person, uint8 index, uint32 session) external {
        DistanceTerms memory rule = _terms;
        require(rule.refereesBps != 0, DistanceRuleOff());
        Session memory shown = _knownSession(session);
        uint40 until = shown.openedAt + rule.validity;
        require(block.timestamp < until, DistanceSessionOver(session, until));
        _requireVouch(shown.subject, person, index);
        require(MEMBERS.isActive(shown.subject), DistanceNotActive(shown.subject, uint40(block.timestamp)));

        // Who is reached does not count for themself; a voucher who is a referee takes their place.
        uint32 reached = shown.reached;
        if (isReached(session, person) && !MEMBERS.isReferee(shown.subject, shown.threshold)) --reached;
        uint32 needed = _needed(shown);
        require(
            reached >= needed && shown.steps < rule.steps && shown.refereesBps >= rule.refereesBps,
            DistanceNotToFollow(session, shown.steps, reached, needed)
        );
        _show(person, session, until);
    }

    // --- what the nation decides -------------------------------------------------------------------------------------

    /// @inheritdoc IDistance
    function setTerms(DistanceTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IDistance
    function terms() external view returns (DistanceTerms memory) {
        return _terms;
    }

    /// @inheritdoc IDistance
    function isMet(AgentId person) external view returns (bool) {
        return _terms.refereesBps == 0 || block.timestamp < _metUntil[person];
    }

    /// @inheritdoc IDistance
    function metUntil(AgentId person) external view returns (uint40) {
        return _metUntil[person];
    }

    /// @inheritdoc IDistance
    function lastSession() external view returns (uint32) {
        return _lastSession;
    }

    /// @inheritdoc IDistance
    function sessionOf(uint32 session) external view returns (Session memory) {
        return _sessionOf[session];
    }

    /// @inheritdoc IDistance
    function neededIn(uint32 session) external view returns (uint32) {
        return _needed(_sessionOf[session]);
    }

    /// @inheritdoc IDistance
    function isInLayer(uint32 session, uint8 depth, AgentId node) public view returns (bool) {
        return _layerOf[session][depth].get(AgentId.unwrap(node));
    }

    /// @inheritdoc IDistance
    function isReached(uint32 session, AgentId member) public view returns (bool) {
        return _reachedIn[session].get(AgentId.unwrap(member));
    }

    /// @inheritdoc IDistance
    function isExcluded(uint32 session, AgentId member) public view returns (bool) {
        return _excludedIn[session].get(AgentId.unwrap(member));
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _knownSession(uint32 session) private view returns (Session memory shown) {
        shown = _sessionOf[session];
        require(shown.openedAt != 0, DistanceUnknownSession(session));
    }

    function _openSession(uint32 session) private view returns (Session memory shown) {
        shown = _knownSession(session);
        uint40 closedAt = shown.openedAt + OPEN_FOR;
        require(block.timestamp < closedAt, DistanceSessionOver(session, closedAt));
    }

    /// @dev Reverts unless `node` vouches for `parent`, by the vouch at `index` or as one founder for another.
    function _requireVouch(AgentId node, AgentId parent, uint8 index) private view {
        (AgentId by, uint40 expiresAt) = index == FOUNDING
            ? _foundingVouch(node, parent)
            : MEMBERS.vouchFor(parent, index);
        require(node != NO_AGENT && by == node && block.timestamp < expiresAt, DistanceNoVouch(node, parent, index));
    }

    function _foundingVouch(AgentId node, AgentId parent) private view returns (AgentId by, uint40 expiresAt) {
        (AgentId lastFounder, uint40 vouchedUntil) = MEMBERS.founding();
        uint32 last = AgentId.unwrap(lastFounder);
        bool mutual = node != parent && AgentId.unwrap(node) <= last && AgentId.unwrap(parent) <= last;
        return mutual ? (node, vouchedUntil) : (NO_AGENT, 0);
    }

    /// @dev Whether a session has nothing more to say of somebody: its subject, and who is counted already.
    function _isSettled(uint32 session, Session memory shown, AgentId person) private view returns (bool) {
        return person == shown.subject || isReached(session, person) || isExcluded(session, person);
    }

    /// @dev The least whole number whose `root`-th power is `members` or more.
    function _rootUp(uint256 members, uint256 root) private pure returns (uint8 least) {
        least = 1;
        while (least < MOST_VOUCHES && uint256(least) ** root < members) ++least;
    }

    function _needed(Session memory shown) private pure returns (uint32) {
        uint256 referees = shown.population - shown.excluded;
        return uint32(Math.ceilDiv(referees * shown.refereesBps, BPS));
    }

    function _first(AgentId[] memory all, uint256 count) private pure returns (AgentId[] memory some) {
        some = new AgentId[](count);
        for (uint256 i = 0; i < count; ++i) some[i] = all[i];
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @dev Keeps what is shown, and says so when it is enough.
    function _keep(uint32 session, Session memory shown) private {
        _sessionOf[session] = shown;
        if (shown.reached >= _needed(shown)) _show(shown.subject, session, shown.openedAt + _terms.validity);
    }

    /// @dev What was shown for longer stays.
    function _show(AgentId person, uint32 session, uint40 until) private {
        if (until <= _metUntil[person]) return;
        _metUntil[person] = until;
        emit DistanceShown(person, session, until);
    }

    function _setTerms(DistanceTerms memory terms_) private {
        require(terms_.refereesBps <= BPS, DistanceBadTerms("refereesBps"));
        require(terms_.steps >= FEWEST_STEPS && terms_.steps <= MOST_STEPS, DistanceBadTerms("steps"));
        require(terms_.validity != 0, DistanceBadTerms("validity"));
        _terms = terms_;
        emit DistanceTermsSet(terms_);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IMembers} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {IHoldable} from "./IHoldable.sol";
import {HoldState, HoldTerms, IHolds} from "./IHolds.sol";
import {LiveProposals} from "./LiveProposals.sol";

/// @title Holds
/// @dev Keeps, for each decision that somebody wanted held, how many members did and what came of it. Members suspend; the
/// nation confirms or drops, and sets the terms. The contract whose decision it is asks `stateOf` before it carries it out;
/// this one calls nobody but to ask. Must always hold: INV-366 a decision is suspended only by as many members as the terms
/// asked when the first of them spoke, each counted once, and each a member before it was known; INV-367 no decision is
/// suspended twice, nor longer than the duration after it could be carried out; INV-368 what was dropped stays dropped.
contract Holds is IHolds, Statements, Chartered {
    using LiveProposals for uint256;

    bytes32 private constant SUSPEND = keccak256(
        "Suspend(uint32 by,address subject,uint256 number,bytes32 reason,string text,uint40 deadline,uint8 keyEpoch)"
    );
    uint256 private constant BPS = 10_000;
    uint256 private constant TEXT_BYTES = 1_024;

    IMembers private immutable MEMBERS;

    HoldTerms private _terms;
    mapping(address subject => mapping(uint256 number => Held)) private _heldOf;
    mapping(address subject => mapping(uint256 number => mapping(AgentId member => bool))) private _joined;
    mapping(AgentId member => uint256 ends) private _liveOf;

    constructor(
        address timelock_,
        IMembers members,
        HoldTerms memory terms_
    ) Statements("Neoguild Holds") Chartered(timelock_) {
        require(address(members) != address(0), CharteredZeroAddress());
        MEMBERS = members;
        _setTerms(terms_);
    }

    /// @inheritdoc IHolds
    function suspend(Suspend calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, _statementOf(act), signature);
        HoldTerms memory asked = _terms;
        require(asked.members != 0 || asked.memberBps != 0, HoldsOff());
        uint256 length = bytes(act.text).length;
        require((act.reason != 0) != (length != 0) && length <= TEXT_BYTES, HoldsNoReason(act.by));
        (uint40 knownSince, uint40 due) = IHoldable(act.subject).knownSince(act.number);
        require(knownSince != 0, HoldsNoDecision(act.subject, act.number));
        HoldState current = stateOf(act.subject, act.number);
        require(current <= HoldState.Called, HoldsOnlyOnce(act.subject, act.number, current));
        // Who joined in that very second counts as later: nobody becomes a member in order to hold what they have read.
        bool isMember = MEMBERS.isActive(act.by) && MEMBERS.wasActive(act.by, knownSince - 1);
        require(isMember, HoldsNotMember(act.by, knownSince));
        require(!_joined[act.subject][act.number][act.by], HoldsAlreadyJoined(act.subject, act.number, act.by));
        _countLive(act.by, asked.duration);
        Held storage held = _heldOf[act.subject][act.number];
        if (current == HoldState.None) {
            (held.knownSince, held.needed) = (knownSince, _neededAt(knownSince - 1, asked));
            emit HoldCalled(act.subject, act.number, knownSince, held.needed);
        }
        _join(held, act);
        if (held.members < held.needed) return;
        // From when it could be carried out, or a few in league would hold their own decision early, and use its only hold up.
        held.until = uint40(Math.max(block.timestamp, due)) + asked.duration;
        emit HoldBegan(act.subject, act.number, held.until);
    }

    /// @inheritdoc IHolds
    function confirm(address subject, uint256 number) external onlyNation {
        Held storage held = _requireHeld(subject, number);
        (held.decided, held.until) = (HoldState.Confirmed, uint40(block.timestamp));
        emit HoldConfirmed(subject, number, uint40(block.timestamp));
    }

    /// @inheritdoc IHolds
    function drop(address subject, uint256 number) external onlyNation {
        _requireHeld(subject, number).decided = HoldState.Dropped;
        emit HoldDropped(subject, number);
    }

    /// @inheritdoc IHolds
    function setTerms(HoldTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IHolds
    function terms() external view returns (HoldTerms memory) {
        return _terms;
    }

    /// @inheritdoc IHolds
    function heldOf(address subject, uint256 number) external view returns (Held memory) {
        return _heldOf[subject][number];
    }

    /// @inheritdoc IHolds
    function stateOf(address subject, uint256 number) public view returns (HoldState) {
        Held memory held = _heldOf[subject][number];
        if (held.knownSince == 0) return HoldState.None;
        if (held.decided != HoldState.None) return held.decided;
        if (held.until == 0) return HoldState.Called;
        return block.timestamp <= held.until ? HoldState.Held : HoldState.Ended;
    }

    /// @inheritdoc IHolds
    function suspensionOf(address subject, uint256 number) external view returns (HoldState state, uint40 until) {
        return (stateOf(subject, number), _heldOf[subject][number].until);
    }

    /// @inheritdoc IHolds
    function hasJoined(address subject, uint256 number, AgentId member) external view returns (bool) {
        return _joined[subject][number][member];
    }

    // --- checks and effects ------------------------------------------------------------------------------------------

    function _requireHeld(address subject, uint256 number) private view returns (Held storage) {
        HoldState current = stateOf(subject, number);
        require(current == HoldState.Held, HoldsNotHeld(subject, number, current));
        return _heldOf[subject][number];
    }

    function _neededAt(uint256 moment, HoldTerms memory asked) private view returns (uint32) {
        uint256 active = MEMBERS.activeCountAt(moment);
        return uint32(Math.min(Math.max(asked.members, Math.ceilDiv(active * asked.memberBps, BPS)), active));
    }

    /// @dev A hold is under way for its duration from when somebody speaks for it.
    function _countLive(AgentId by, uint32 duration) private {
        (uint256 live, uint40 freeAt) = _liveOf[by].add(uint40(block.timestamp) + duration, LiveProposals.MOST);
        require(freeAt == 0, HoldsTooMany(by, freeAt));
        _liveOf[by] = live;
    }

    function _join(Held storage held, Suspend calldata act) private {
        _joined[act.subject][act.number][act.by] = true;
        ++held.members;
        emit HoldJoined(act.subject, act.number, act.by, act.reason, act.text);
    }

    function _statementOf(Suspend calldata act) private pure returns (bytes memory) {
        return
            abi.encode(SUSPEND, act.by, act.subject, act.number, act.reason, keccak256(bytes(act.text)), act.deadline);
    }

    function _setTerms(HoldTerms memory terms_) private {
        require(terms_.memberBps <= BPS, HoldsBadTerms("memberBps"));
        uint32 duration = terms_.duration;
        require(duration >= 1 hours && duration <= 365 days, HoldsBadTerms("duration"));
        _terms = terms_;
        emit HoldTermsSet(terms_);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IMembers} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {BrakeState, BrakeTerms, IBrake} from "./IBrake.sol";
import {IElections} from "./IElections.sol";
import {IHolds} from "./IHolds.sol";

/// @title Brake
/// @dev Keeps who pulls, the pulls of the present round and until when new acts wait; sits in the brake's seat of the
/// assembly and is asked by it and by the councils before they carry something out. Who may do what: see `IBrake`; the nation
/// arms, releases and sets the terms. Must always hold: INV-354 a stop ends within `LONGEST` of the pull that began it, and no other
/// begins before the nation has armed the brake; INV-355 nobody pulls twice in a round, and pulls of one round or under
/// other terms never count in another; INV-356 a decision about the brake, and one that only cancels decisions of the
/// assembly or drops what members hold, is never stopped.
/// Assumes of others: those who carry out acts ask here; the registers answer.
contract Brake is IBrake, Statements, Chartered {
    bytes32 private constant PULL = keccak256(
        "Pull(uint32 by,uint32 round,bytes32 reason,uint40 deadline,uint8 keyEpoch)"
    );

    uint256 private constant SHORTEST = 1 hours;
    uint256 private constant LONGEST = 14 days;
    uint256 private constant MOST_OFFICERS = 32;
    uint256 private constant MOST_OFFICE = 255;

    IMembers private immutable MEMBERS;
    IElections private immutable ELECTIONS;
    IHolds private immutable HOLDS;
    address private immutable CASES;

    BrakeTerms private _terms;
    BrakeState private _state;
    mapping(uint32 round => mapping(AgentId by => bool)) private _pulled;

    constructor(
        address timelock_,
        IMembers members,
        IElections elections,
        IHolds holds_,
        address cases_,
        BrakeTerms memory terms_
    ) Statements("Neoguild Brake") Chartered(timelock_) {
        require(
            address(members) != address(0) &&
                address(elections) != address(0) &&
                address(holds_) != address(0) &&
                cases_ != address(0),
            CharteredZeroAddress()
        );
        (MEMBERS, ELECTIONS, HOLDS, CASES) = (members, elections, holds_, cases_);
        _state.armed = true;
        _setTerms(terms_);
    }

    /// @inheritdoc IBrake
    function pull(Pull calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(PULL, act), signature);
        BrakeState memory now_ = _state;
        require(now_.armed, BrakeNotArmed());
        require(block.timestamp >= now_.stopsUntil, BrakeStopping(now_.stopsUntil));
        if (_hasLapsed(now_)) now_ = _begin(now_);
        require(act.round == now_.round, BrakeOtherRound(act.round, now_.round));
        require(!_pulled[act.round][act.by], BrakeAlreadyPulled(act.round, act.by));
        if (now_.openedAt == 0) now_.openedAt = uint40(block.timestamp);
        BrakeTerms memory asked = _terms;
        (bool asOfficer, bool asMember) = _entitled(asked, act.by, now_.openedAt);
        require(asOfficer || asMember, BrakeNotEntitled(act.by));

        _pulled[act.round][act.by] = true;
        if (asOfficer) ++now_.officers;
        if (asMember) ++now_.members;
        _state = now_;
        emit BrakePulled(act.round, act.by, asOfficer, asMember, act.reason);
        bool isEnough =
            (asked.officers != 0 && now_.officers >= asked.officers) ||
                (asked.members != 0 && now_.members >= asked.members);
        if (isEnough) _stop(now_, asked.lasts);
    }

    /// @inheritdoc IBrake
    function release() external onlyNation {
        require(isStopping(), BrakeNotStopping());
        uint40 stopsUntil = _state.stopsUntil;
        _state.stopsUntil = uint40(block.timestamp);
        emit BrakeReleased(stopsUntil, uint40(block.timestamp));
    }

    /// @inheritdoc IBrake
    function arm() external onlyNation {
        require(!_state.armed, BrakeArmedAlready());
        _state.armed = true;
        emit BrakeArmed();
    }

    /// @inheritdoc IBrake
    function setTerms(BrakeTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IBrake
    function terms() external view returns (BrakeTerms memory) {
        return _terms;
    }

    /// @inheritdoc IBrake
    function state() external view returns (BrakeState memory) {
        return _state;
    }

    /// @inheritdoc IBrake
    function round() external view returns (uint32) {
        return _hasLapsed(_state) ? _state.round + 1 : _state.round;
    }

    /// @inheritdoc IBrake
    function hasPulled(uint32 round_, AgentId by) external view returns (bool) {
        return _pulled[round_][by];
    }

    /// @inheritdoc IBrake
    function isStopping() public view returns (bool) {
        return block.timestamp < _state.stopsUntil;
    }

    /// @inheritdoc IBrake
    function requireFree() external view {
        if (isStopping()) _refuse();
    }

    /// @inheritdoc IBrake
    function requireFreeFor(address[] calldata targets, bytes[] calldata calldatas) external view {
        if (!isStopping()) return;
        for (uint256 i = 0; i < targets.length; ++i) {
            // As many calldatas as targets: the assembly sees to it.
            if (!_isFree(targets[i], bytes4(calldatas[i]))) _refuse();
        }
    }

    /// @inheritdoc IBrake
    function requireFreeForGuild(address[] calldata targets) external view {
        if (!isStopping()) return;
        for (uint256 i = 0; i < targets.length; ++i) {
            if (targets[i] != CASES) _refuse();
        }
    }

    /// @inheritdoc IBrake
    function holds() external view returns (address) {
        return address(HOLDS);
    }

    /// @inheritdoc IBrake
    function cases() external view returns (address) {
        return CASES;
    }

    // --- checks and effects ------------------------------------------------------------------------------------------

    /// @dev Whether a call of the assembly that asks sets the brake, or stops a decision and makes none. To confirm what is
    /// held waits: a hold that ends by itself in the meantime comes to the same.
    function _isFree(address target, bytes4 selector) private view returns (bool) {
        bool cancels = target == msg.sender && selector == IGovernor.cancel.selector;
        bool drops = target == address(HOLDS) && selector == IHolds.drop.selector;
        return cancels || drops || target == address(this);
    }

    function _refuse() private view {
        revert BrakeStopping(_state.stopsUntil);
    }

    /// @dev Whether the time to gather is over, so that the next pull begins another round.
    function _hasLapsed(BrakeState memory known) private view returns (bool) {
        return known.openedAt != 0 && block.timestamp >= uint256(known.openedAt) + _terms.gathers;
    }

    /// @dev As a member: of those who were before the round began, so that nobody is admitted in order to pull.
    function _entitled(
        BrakeTerms memory asked,
        AgentId by,
        uint40 openedAt
    ) private view returns (bool asOfficer, bool asMember) {
        asOfficer = asked.officers != 0 && ELECTIONS.holdsOffice(asked.office, by);
        asMember = asked.members != 0 && MEMBERS.isActive(by) && MEMBERS.wasActive(by, openedAt - 1);
    }

    function _begin(BrakeState memory known) private returns (BrakeState memory) {
        (known.openedAt, known.officers, known.members) = (0, 0, 0);
        ++known.round;
        emit BrakeRoundBegan(known.round);
        return known;
    }

    function _stop(BrakeState memory known, uint32 lasts) private {
        uint32 stopped = known.round;
        known.stopsUntil = uint40(block.timestamp) + lasts;
        known.armed = false;
        emit BrakeStopped(stopped, known.stopsUntil);
        _state = _begin(known);
    }

    function _setTerms(BrakeTerms memory terms_) private {
        if (terms_.officers != 0 || terms_.members != 0) {
            _check(terms_.officers <= MOST_OFFICERS, "officers");
            _check((terms_.officers != 0) == (terms_.office != 0) && terms_.office <= MOST_OFFICE, "office");
            _check(terms_.gathers >= SHORTEST && terms_.gathers <= LONGEST, "gathers");
            _check(terms_.lasts >= SHORTEST && terms_.lasts <= LONGEST, "lasts");
        }
        _terms = terms_;
        emit BrakeTermsSet(terms_);
        _state = _begin(_state);
    }

    function _check(bool inRange, string memory field) private pure {
        require(inRange, BrakeBadTerms(field));
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

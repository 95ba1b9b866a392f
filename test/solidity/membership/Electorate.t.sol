// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {DayBuckets} from "../../../contracts/membership/DayBuckets.sol";
import {Electorate} from "../../../contracts/membership/Electorate.sol";
import {AgentId} from "../../../contracts/types/Ids.sol";
import {VM} from "../Vm.sol";

/// @title The electorate with the least around it: running spells, kept as `Members` keeps them
contract BareElectorate is Electorate {
    mapping(AgentId member => Spell) private _running;

    function begin(AgentId member, uint40 until) external {
        Spell memory last = _running[member];
        _running[member] = Spell(uint40(block.timestamp), until);
        _beginSpell(member, until, last.since, last.until);
    }

    function move(AgentId member, uint40 until) external {
        _moveEnd(member, _running[member].until, until);
        _running[member].until = until;
    }

    function end(AgentId member) external {
        _endSpell(member, _running[member].until);
        _running[member].until = uint40(block.timestamp);
    }

    function wasActive(AgentId member, uint256 timepoint) external view returns (bool) {
        _checkPast(timepoint);
        Spell memory running = _running[member];
        if (running.since <= timepoint) return timepoint < running.until;
        return _inClosedSpell(member, timepoint);
    }
}

/// @title Random acts of a few persons, and a ghost that remembers every spell in a plain list
contract ElectorateHandler {
    struct GhostSpell {
        uint32 member;
        uint256 since;
        uint256 until;
    }

    uint32 private constant PERSONS = 6;

    BareElectorate public immutable ELECTORATE = new BareElectorate();

    GhostSpell[] public spells;
    uint256[5] public successes; // begin, move, end, wait, fold
    mapping(uint32 member => uint256 indexPlusOne) private _latest;

    uint256 private _now = block.timestamp;

    function begin(uint32 seed, uint16 days_) external {
        VM.warp(_now);
        uint32 member = _memberOf(seed);
        if (_isRunning(member)) return;
        uint40 until = _endIn(days_);
        ELECTORATE.begin(AgentId.wrap(member), until);
        spells.push(GhostSpell(member, _now, until));
        _latest[member] = spells.length;
        ++successes[0];
    }

    function move(uint32 seed, uint16 days_) external {
        VM.warp(_now);
        uint32 member = _memberOf(seed);
        if (!_isRunning(member)) return;
        uint40 until = _endIn(days_);
        ELECTORATE.move(AgentId.wrap(member), until);
        spells[_latest[member] - 1].until = until;
        ++successes[1];
    }

    function end(uint32 seed) external {
        VM.warp(_now);
        uint32 member = _memberOf(seed);
        if (!_isRunning(member)) return;
        ELECTORATE.end(AgentId.wrap(member));
        spells[_latest[member] - 1].until = _now;
        ++successes[2];
    }

    /// @dev A third of the waits end exactly at midnight, where a second matters.
    function wait(uint32 duration) external {
        _now += duration % 20 days;
        if (duration % 3 == 0) _now = DayBuckets.endOfDay(_now);
        VM.warp(_now);
        ++successes[3];
    }

    function fold(uint8 maxDays) external {
        VM.warp(_now);
        ELECTORATE.fold(maxDays);
        ++successes[4];
    }

    function today() external view returns (uint256) {
        return _now;
    }

    function persons() external pure returns (uint32) {
        return PERSONS;
    }

    /// @dev How many spells of a person cover a moment.
    function covering(uint32 member, uint256 moment) external view returns (uint256 count) {
        for (uint256 i = 0; i < spells.length; ++i) {
            GhostSpell memory spell = spells[i];
            if (spell.member == member && spell.since <= moment && moment < spell.until) ++count;
        }
    }

    function spellCount() external view returns (uint256) {
        return spells.length;
    }

    function _isRunning(uint32 member) private view returns (bool) {
        uint256 index = _latest[member];
        return index != 0 && _now < spells[index - 1].until;
    }

    function _memberOf(uint32 seed) private pure returns (uint32) {
        return 1 + (seed % PERSONS);
    }

    function _endIn(uint16 days_) private view returns (uint40) {
        return DayBuckets.endOfDay(_now + 1 + uint256(days_ % 60) * 1 days);
    }
}

/// @title INV-02 and INV-04 on the smallest contract that can hold them
contract ElectorateInvariants {
    ElectorateHandler private _handler;

    function setUp() public {
        VM.warp(1_750_000_000);
        _handler = new ElectorateHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev Step by step: at the edges of the last spell and just now.
    function invariant_countEqualsMembersWithASpell() public {
        VM.warp(_handler.today());
        uint256 length = _handler.spellCount();
        if (length != 0) _checkSpell(length - 1);
        _checkAround(_handler.today() - 1);
    }

    /// @dev At the end of each run: at the edges of every spell. And not vacuous: a run in which nothing happened proves
    /// nothing.
    function afterInvariant() public {
        VM.warp(_handler.today());
        uint256 length = _handler.spellCount();
        for (uint256 i = 0; i < length; ++i) _checkSpell(i);
        assert(_handler.successes(0) != 0 && _handler.successes(3) != 0);
        assert(_handler.successes(1) + _handler.successes(2) + _handler.successes(4) != 0);
    }

    function _checkSpell(uint256 index) private view {
        (, uint256 since, uint256 until) = _handler.spells(index);
        _checkAround(since);
        _checkAround(until);
    }

    function _checkAround(uint256 edge) private view {
        for (uint256 moment = edge - 1; moment <= edge + 1; ++moment) {
            if (moment < _handler.today()) _check(moment);
        }
    }

    function _check(uint256 moment) private view {
        BareElectorate electorate = _handler.ELECTORATE();
        uint256 members = 0;
        for (uint32 member = 1; member <= _handler.persons(); ++member) {
            uint256 spells = _handler.covering(member, moment);
            assert(spells <= 1);
            assert(electorate.wasActive(AgentId.wrap(member), moment) == (spells == 1));
            members += spells;
        }
        assert(electorate.activeCountAt(moment) == members);
    }
}

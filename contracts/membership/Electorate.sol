// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Counts} from "./Counts.sol";
import {DayBuckets} from "./DayBuckets.sol";
import {IElectorate} from "./IElectorate.sol";

/// @title The count of active members at any past moment
/// @dev Keeps, beside the running spell that `Members` stores with each agent: the closed spells, the ends of running
/// spells by day, and checkpoints of the count. Must always hold (INV-02): the count at t equals the number of persons
/// with a spell in which since <= t < until. Ends that lie ahead are at the end of a UTC day; a spell ended by an act
/// ends at that second.
abstract contract Electorate is IElectorate {
    using Counts for Counts.Archive;
    using DayBuckets for DayBuckets.Buckets;

    struct Spell {
        uint40 since;
        uint40 until;
    }

    /// @dev Days an act folds, or a look into the past counts, by itself; a longer silence needs calls of `fold`.
    uint256 private constant FOLD_WITH_ACT = 400;

    DayBuckets.Buckets private _endsOn;
    Counts.Archive private _counts;
    mapping(AgentId member => Spell[]) private _closedSpells;
    // In one slot, which every begin and end of a spell writes; a byte of it is left to the inheritor:
    uint192 private _recent; //   the last checkpoints of the count
    uint32 private _archived; //  slots of earlier ones
    uint24 private _foldedDay;

    constructor() {
        _foldedDay = uint24(DayBuckets.dayOf(block.timestamp));
    }

    /// @inheritdoc IElectorate
    function fold(uint256 maxDays) public returns (uint40) {
        uint256 day = _foldedDay;
        uint256 today = DayBuckets.dayOf(block.timestamp);
        uint256 limit = maxDays < today + 1 - day ? day + maxDays : today + 1;
        if (day >= limit) return uint40(day);
        (uint192 recent, uint32 archived) = (_recent, _archived);
        while (day < limit) {
            (bool empty, uint256 next) = _endsOn.skip(day);
            if (empty) {
                day = next < limit ? next : limit;
                continue;
            }
            uint256 ended = _endsOn.count(day);
            if (ended != 0) {
                // No underflow: every end in a bucket was counted when its spell began.
                uint256 running = Counts.latest(recent) - ended;
                (recent, archived) = _counts.push(recent, archived, uint40(day * 1 days), running);
            }
            ++day;
        }
        (_recent, _archived, _foldedDay) = (recent, archived, uint24(day));
        emit DaysFolded(uint40(day));
        return uint40(day);
    }

    /// @inheritdoc IElectorate
    function foldedDay() external view returns (uint40) {
        return _foldedDay;
    }

    /// @inheritdoc IElectorate
    function activeCountAt(uint256 timepoint) public view returns (uint256) {
        _checkPast(timepoint);
        uint256 count = _counts.countAt(_recent, _archived, timepoint);
        // Every act folds up to its own day first, so nothing but these ends can lie between the last fold and now.
        uint256 folded = _foldedDay;
        uint256 last = DayBuckets.dayOf(timepoint);
        require(last < folded + FOLD_WITH_ACT, ElectorateFoldFirst(uint40(folded), uint40(last + 1)));
        for (uint256 day = folded; day <= last; ++day) count -= _endsOn.count(day);
        return count;
    }

    /// @dev Begins a person's spell now, after their last one, which has ended; `until` is the end of a UTC day after now.
    /// The caller stores the new spell with the agent and announces it.
    function _beginSpell(AgentId member, uint40 until, uint40 lastSince, uint40 lastUntil) internal {
        if (lastUntil > lastSince) _closedSpells[member].push(Spell(lastSince, lastUntil));
        _beginSpells(1, until);
    }

    /// @dev Begins the first spells of as many persons now, with one end. The caller stores and announces them.
    function _beginSpells(uint256 persons, uint40 until) internal {
        _foldToday();
        _endsOn.increase(DayBuckets.dayOf(until), persons);
        _pushCount(Counts.latest(_recent) + persons);
    }

    /// @dev Moves the end of a running spell to a later or earlier end of a day, still ahead.
    function _moveEnd(AgentId member, uint40 oldUntil, uint40 newUntil) internal {
        _foldToday();
        _endsOn.decrease(DayBuckets.dayOf(oldUntil));
        _endsOn.increase(DayBuckets.dayOf(newUntil), 1);
        emit SpellEndMoved(member, oldUntil, newUntil);
    }

    /// @dev Ends a running spell in this second.
    function _endSpell(AgentId member, uint40 oldUntil) internal {
        _foldToday();
        _endsOn.decrease(DayBuckets.dayOf(oldUntil));
        _pushCount(Counts.latest(_recent) - 1);
        emit SpellEndMoved(member, oldUntil, uint40(block.timestamp));
    }

    /// @dev Whether a closed spell covers `timepoint`. Spells are disjoint and in order, so a binary search finds it.
    function _inClosedSpell(AgentId member, uint256 timepoint) internal view returns (bool) {
        Spell[] storage spells = _closedSpells[member];
        uint256 low = 0;
        uint256 high = spells.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (spells[middle].since <= timepoint) low = middle + 1;
            else high = middle;
        }
        return low != 0 && timepoint < spells[low - 1].until;
    }

    function _checkPast(uint256 timepoint) internal view {
        require(timepoint < block.timestamp, ElectorateFutureLookup(timepoint, uint48(block.timestamp)));
    }

    function _pushCount(uint256 count) private {
        (_recent, _archived) = _counts.push(_recent, _archived, uint40(block.timestamp), count);
    }

    function _foldToday() private {
        uint40 needed = DayBuckets.dayOf(block.timestamp) + 1;
        if (_foldedDay >= needed) return;
        uint40 folded = fold(FOLD_WITH_ACT);
        require(folded >= needed, ElectorateFoldFirst(folded, needed));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {AgentId} from "../types/Ids.sol";
import {DayBuckets} from "./DayBuckets.sol";
import {IElectorate} from "./IElectorate.sol";

/// @title The count of active members at any past moment
/// @dev Keeps, beside the running spell that `Members` stores with each agent: the closed spells, the ends of running
/// spells by day, and checkpoints of the count. Must always hold (INV-02): the count at t equals the number of persons
/// with a spell in which since <= t < until. Ends that lie ahead are at the end of a UTC day; a spell ended by an act
/// ends at that second.
abstract contract Electorate is IElectorate {
    using Checkpoints for Checkpoints.Trace208;
    using DayBuckets for DayBuckets.Buckets;

    struct Spell {
        uint40 since;
        uint40 until;
    }

    /// @dev Days an act folds, or a look into the past counts, by itself; a longer silence needs calls of `fold`.
    uint256 private constant FOLD_WITH_ACT = 400;

    uint40 private _foldedDay;
    DayBuckets.Buckets private _endsOn;
    Checkpoints.Trace208 private _counts;
    mapping(AgentId member => Spell[]) private _closedSpells;

    constructor() {
        _foldedDay = DayBuckets.dayOf(block.timestamp);
    }

    /// @inheritdoc IElectorate
    function fold(uint256 maxDays) public returns (uint40) {
        uint256 day = _foldedDay;
        uint256 today = DayBuckets.dayOf(block.timestamp);
        uint256 limit = maxDays < today + 1 - day ? day + maxDays : today + 1;
        if (day >= limit) return uint40(day);
        uint208 running = _counts.latest();
        while (day < limit) {
            (bool empty, uint256 next) = _endsOn.skip(day);
            if (empty) {
                day = next < limit ? next : limit;
                continue;
            }
            uint256 ended = _endsOn.count(day);
            if (ended != 0) {
                // No underflow: every end in a bucket was counted when its spell began.
                running -= uint208(ended);
                _counts.push(uint48(day * 1 days), running);
            }
            ++day;
        }
        _foldedDay = uint40(day);
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
        uint256 count = _counts.upperLookupRecent(uint48(timepoint));
        // Every act folds up to its own day first, so nothing but these ends can lie between the last fold and now.
        uint256 folded = _foldedDay;
        uint256 last = DayBuckets.dayOf(timepoint);
        require(last < folded + FOLD_WITH_ACT, ElectorateFoldFirst(uint40(folded), uint40(last + 1)));
        for (uint256 day = folded; day <= last; ++day) count -= _endsOn.count(day);
        return count;
    }

    /// @dev Begins a spell now; `until` is the end of a UTC day after now. The caller stores it with the agent.
    function _beginSpell(AgentId member, uint40 since, uint40 until, Spell memory last) internal {
        _foldToday();
        if (last.until > last.since) _closedSpells[member].push(last);
        _endsOn.increase(DayBuckets.dayOf(until));
        _counts.push(uint48(since), _counts.latest() + 1);
        emit SpellBegan(member, since, until);
    }

    /// @dev Moves the end of a running spell to a later or earlier end of a day, still ahead.
    function _moveEnd(AgentId member, uint40 oldUntil, uint40 newUntil) internal {
        _foldToday();
        _endsOn.decrease(DayBuckets.dayOf(oldUntil));
        _endsOn.increase(DayBuckets.dayOf(newUntil));
        emit SpellEndMoved(member, oldUntil, newUntil);
    }

    /// @dev Ends a running spell in this second.
    function _endSpell(AgentId member, uint40 oldUntil) internal {
        _foldToday();
        _endsOn.decrease(DayBuckets.dayOf(oldUntil));
        _counts.push(uint48(block.timestamp), _counts.latest() - 1);
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

    function _foldToday() private {
        uint40 needed = DayBuckets.dayOf(block.timestamp) + 1;
        uint40 folded = fold(FOLD_WITH_ACT);
        require(folded >= needed, ElectorateFoldFirst(folded, needed));
    }
}

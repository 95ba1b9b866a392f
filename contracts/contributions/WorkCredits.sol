// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, NO_AGENT, SeasonId, WorkId} from "../types/Ids.sol";

/// @title Credits of members for works, cumulative, as of each season
/// @dev A *trace* holds a number as of each season in which it changed. Three checkpoints share a slot, and the slot with the
/// newest holds their number as well: counting somebody's credits for a work mostly writes one slot that is not new.
///
///     head    bits   0-239  the last one to three checkpoints, the oldest of them lowest: 64 bits of credits, 16 of the season
///             bits 240-255  how many checkpoints there are in all
///     older   three checkpoints each, from the first on
///
/// A season takes credits until it is closed, also when later ones have opened. What it takes then counts as of those as
/// well: their checkpoints are at most as many as seasons have opened since.
///
/// Must always hold: INV-235 a member's credits for a work, as of a season, are those of the entries that count toward it or
/// an earlier one and name the work, less what corrections took, never below zero; a work's are the sum of its members';
/// as of a closed season neither changes.
library WorkCredits {
    struct Trace {
        uint256 head;
        mapping(uint256 slot => uint256 checkpoints) older;
    }

    struct Book {
        mapping(uint256 key => Trace) traces;
    }

    uint256 private constant WIDTH = 80;
    uint256 private constant CHECKPOINT = (1 << WIDTH) - 1;
    uint256 private constant SEASON_SHIFT = 64;
    uint256 private constant PER_SLOT = 3;
    uint256 private constant COUNT_SHIFT = PER_SLOT * WIDTH;
    uint256 private constant CHECKPOINTS = (1 << COUNT_SHIFT) - 1;
    uint256 private constant TOTAL = 1 << 96;

    /// @dev Counts credits as of a season that still takes some, and as of all later ones.
    function add(
        Book storage self,
        AgentId guild,
        WorkId work,
        AgentId member,
        SeasonId season,
        uint256 amount
    ) internal {
        if (amount == 0) return;
        _change(self.traces[keyOf(guild, work, member)], SeasonId.unwrap(season), int256(amount));
        _change(self.traces[totalKeyOf(guild, work)], SeasonId.unwrap(season), int256(amount));
    }

    /// @dev Takes credits as of a season that still takes some, and as of all later ones; no more than each of them holds.
    function take(
        Book storage self,
        AgentId guild,
        WorkId work,
        AgentId member,
        SeasonId season,
        uint256 amount
    ) internal {
        Trace storage own = self.traces[keyOf(guild, work, member)];
        uint256 held = _leastFrom(own, SeasonId.unwrap(season));
        if (amount > held) amount = held;
        if (amount == 0) return;
        _change(own, SeasonId.unwrap(season), -int256(amount));
        // The total is the members' sum as of every season, and so holds it too.
        _change(self.traces[totalKeyOf(guild, work)], SeasonId.unwrap(season), -int256(amount));
    }

    /// @dev The number of a trace as of a season.
    function valueAt(Book storage self, uint256 key, SeasonId season) internal view returns (uint256) {
        return _at(self.traces[key], SeasonId.unwrap(season));
    }

    function keyOf(AgentId guild, WorkId work, AgentId member) internal pure returns (uint256) {
        return (uint256(AgentId.unwrap(guild)) << 64) | (uint256(WorkId.unwrap(work)) << 32) | AgentId.unwrap(member);
    }

    /// @dev Of all members together.
    function totalKeyOf(AgentId guild, WorkId work) internal pure returns (uint256) {
        return TOTAL | keyOf(guild, work, NO_AGENT);
    }

    // --- traces ------------------------------------------------------------------------------------------------------
    // Seasons have 16 bits, and each has at most one checkpoint. Credits are sums of at most 2^32 people's numbers of 32 bits;
    // none is ever taken that is not there.

    function _at(Trace storage trace, uint256 season) private view returns (uint256) {
        uint256 count = _placeAfter(trace, season);
        unchecked {
            return count == 0 ? 0 : uint64(_checkpoint(trace, count - 1));
        }
    }

    /// @dev The least as of a season and all later ones.
    function _leastFrom(Trace storage trace, uint256 season) private view returns (uint256 least) {
        least = _at(trace, season);
        uint256 count = _count(trace);
        unchecked {
            for (uint256 place = _placeAfter(trace, season); place < count; ++place) {
                uint256 amount = uint64(_checkpoint(trace, place));
                if (amount < least) least = amount;
            }
        }
    }

    function _change(Trace storage trace, uint256 season, int256 change) private {
        uint256 count = _count(trace);
        unchecked {
            uint256 place = count == 0 ? 0 : count - 1;
            // As nearly always: the newest is of this season or an earlier one.
            uint256 before = count == 0 ? 0 : _checkpoint(trace, place);
            if (before >> SEASON_SHIFT > season) {
                place = _placeAfter(trace, season);
                before = place == 0 ? 0 : _checkpoint(trace, --place);
            }
            if (before >> SEASON_SHIFT != season) {
                // A new one, in between if there are later ones.
                if (before != 0) ++place;
                _insert(trace, place, (season << SEASON_SHIFT) | uint64(before));
                ++count;
            }
            for (; place < count; ++place) {
                _replace(trace, place, uint256(int256(_checkpoint(trace, place)) + change));
            }
        }
    }

    /// @dev How many checkpoints are of a season or an earlier one.
    function _placeAfter(Trace storage trace, uint256 season) private view returns (uint256 low) {
        uint256 high = _count(trace);
        unchecked {
            while (low < high) {
                uint256 middle = (low + high) / 2;
                if (_checkpoint(trace, middle) >> SEASON_SHIFT <= season) low = middle + 1;
                else high = middle;
            }
        }
    }

    function _insert(Trace storage trace, uint256 place, uint256 checkpoint) private {
        uint256 head = trace.head;
        uint256 count = head >> COUNT_SHIFT;
        unchecked {
            if (count != 0 && count % PER_SLOT == 0) {
                trace.older[count / PER_SLOT - 1] = head & CHECKPOINTS;
                head &= ~CHECKPOINTS;
            }
            head += 1 << COUNT_SHIFT;
            trace.head = head | (checkpoint << (WIDTH * (count % PER_SLOT)));
            if (place == count) return;
            for (; count > place; --count) _replace(trace, count, _checkpoint(trace, count - 1));
        }
        _replace(trace, place, checkpoint);
    }

    function _count(Trace storage trace) private view returns (uint256) {
        return trace.head >> COUNT_SHIFT;
    }

    function _checkpoint(Trace storage trace, uint256 place) private view returns (uint256) {
        uint256 head = trace.head;
        unchecked {
            uint256 slot = place / PER_SLOT;
            uint256 word = slot == ((head >> COUNT_SHIFT) - 1) / PER_SLOT ? head : trace.older[slot];
            return (word >> (WIDTH * (place % PER_SLOT))) & CHECKPOINT;
        }
    }

    function _replace(Trace storage trace, uint256 place, uint256 checkpoint) private {
        uint256 head = trace.head;
        unchecked {
            (uint256 slot, uint256 shift) = (place / PER_SLOT, WIDTH * (place % PER_SLOT));
            uint256 kept = ~(CHECKPOINT << shift);
            if (slot == ((head >> COUNT_SHIFT) - 1) / PER_SLOT) trace.head = (head & kept) | (checkpoint << shift);
            else trace.older[slot] = (trace.older[slot] & kept) | (checkpoint << shift);
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {exp2} from "@prb/math/src/Common.sol";

import {IMembers} from "../membership/IMembers.sol";
import {AgentId, SeasonId} from "../types/Ids.sol";
import {ISeasons} from "./ISeasons.sol";
import {Lanes} from "./Lanes.sol";

/// @title Standing: credits that halve with every half-life
/// @dev Old credits are never shrunk; new ones are weighted by 2^clock, where the clock counts half-lives (see `Seasons`),
/// and a reader divides by 2^clock of now. So the shares of two persons are exactly those of exponential decay, and a batch
/// needs one power of two for all its people. The weight outgrows any integer in time; so each lane is a floating-point
/// number, as exact after a thousand half-lives as after one.
///
///     standing  bits   0-206  3 x 69 bits: a mantissa m of 53, then an exponent e of 16: m times 2^(e - 52)
///               bits 207-238  seconds the person had rested, as known at the last settlement
///               bits 239-254  seasons closed by then
///               bit  255      in use
///
/// Each addition rounds down by less than 2^-51 of the sum. A slot of zero means that all credits so far are of clock 0 and
/// equal the record: a nation without half-life pays for no standing, and may choose one later.
///
/// A leave pauses standing: a person's *own time* is the time less all they have rested, and the clock of their credits is
/// the nation's at their own time. So nothing fades while they rest, whatever half-lives their nation had before and after;
/// and who never rested lives by the nation's clock. The leave counted is the one known when a batch is settled: a rest that
/// began and ended between submission and settlement pauses no credits of that batch.
///
/// What a close froze must not move with a later leave. The first settlement after a close therefore keeps the word that
/// stood, under the number of seasons closed until now; in the word kept, that number is the one before, so that the words
/// form a chain back in time. It is aged to the close by the leave known at the settlement before it.
library Standing {
    using Lanes for uint256;

    /// @dev The age of what was given at some clock: whole half-lives, and two to the power of the rest with 18 decimals.
    struct Age {
        uint256 halfLives;
        uint256 weight;
    }

    uint256 private constant MANTISSA_BITS = 53;
    uint256 private constant POINT = MANTISSA_BITS - 1;
    uint256 private constant WIDTH = MANTISSA_BITS + 16;
    uint256 private constant MANTISSA_MASK = (1 << MANTISSA_BITS) - 1;
    uint256 private constant LANES_MASK = (1 << (3 * WIDTH)) - 1;
    uint256 private constant RESTED_SHIFT = 3 * WIDTH;
    uint256 private constant CLOSES_SHIFT = RESTED_SHIFT + 32;
    uint256 private constant IN_USE = 1 << 255;
    uint256 private constant CLOCK_BITS = 64; // of one half-life
    uint256 private constant ONE = 1e18;
    /// @dev Own time goes back where the nation lengthens the leave it counts; nothing grows by more than this for it.
    uint256 private constant MOST_GROWTH_BITS = 64;

    /// @dev Half-lives passed until `moment`, times 2^64, by the pace of a season; `moment` is not before its opening.
    /// Stays under 2^96: the half-life is a day or more, and a moment has 40 bits.
    function clockAt(ISeasons.Season storage season, uint256 moment) internal view returns (uint256 clock) {
        clock = season.clock;
        uint256 halfLife = season.terms.standingHalfLife;
        if (halfLife != 0) clock += ((moment - season.opensAt) << CLOCK_BITS) / halfLife;
    }

    /// @dev The age of what was given at a moment, by the nation's clock.
    function ageAt(
        mapping(SeasonId season => ISeasons.Season) storage seasons,
        SeasonId last,
        uint256 moment
    ) public view returns (Age memory) {
        return ageOf(_clockOf(seasons, last, moment));
    }

    /// @dev Credits per track with 18 decimals, rounded down, as they stand now for a person.
    function valuesFor(
        uint256 standing,
        mapping(SeasonId season => ISeasons.Season) storage seasons,
        SeasonId last,
        IMembers members,
        AgentId person
    ) public view returns (uint256[3] memory) {
        (uint40 rested, uint40 restingSince) = members.restedOf(person);
        return valuesAt(standing, _clockOf(seasons, last, ownTime(rested, restingSince, block.timestamp)));
    }

    /// @dev Credits per track with 18 decimals, rounded down, as they stood when a season was closed.
    /// @param closes Which of all closes it was, from 1.
    /// @param kept The words kept at the first settlement after a close (see above).
    function valuesAtClose(
        uint256 standing,
        mapping(uint256 closes => uint256 standing) storage kept,
        mapping(SeasonId season => ISeasons.Season) storage seasons,
        SeasonId season,
        uint256 closes
    ) public view returns (uint256[3] memory) {
        uint256 later = closesIn(standing);
        while (later >= closes) {
            standing = kept[later];
            later = closesIn(standing);
        }
        uint256 moment = seasons[season].closedAt;
        uint256 rested = uint32(standing >> RESTED_SHIFT);
        // Seasons opened later do not matter to a moment before; the one that is closed may not be the last before it.
        uint256 own = moment - (rested < moment ? rested : moment);
        return valuesAt(standing, _clockOf(seasons, _lastBefore(seasons, season, moment), own));
    }

    /// @dev Public, so that the power of two, 3 KB of code needed once for a batch, is a linked library of its own.
    function ageOf(uint256 clock) public pure returns (Age memory) {
        return Age(clock >> CLOCK_BITS, exp2(clock & ((1 << CLOCK_BITS) - 1)));
    }

    /// @dev A record (lanes of `recordWidth`) of clock 0 as standing.
    function ofRecord(uint256 recordLanes, uint256 recordWidth) internal pure returns (uint256 standing) {
        for (uint256 track = 0; track < Lanes.TRACKS; ++track) {
            uint256 amount = recordLanes.lane(recordWidth, track);
            if (amount == 0) continue;
            uint256 exponent = Math.log2(amount);
            standing |= ((exponent << MANTISSA_BITS) | (amount << (POINT - exponent))) << (WIDTH * track);
        }
    }

    /// @dev Adds credits (lanes of `Lanes.ADDED_WIDTH`) of an age.
    function add(uint256 standing, uint256 added, Age memory age) internal pure returns (uint256) {
        // A lane is replaced by one of the same width.
        unchecked {
            for (uint256 shift = 0; added != 0; shift += WIDTH) {
                uint256 amount = uint32(added);
                added >>= Lanes.ADDED_WIDTH;
                if (amount == 0) continue;
                uint256 mask = ((1 << WIDTH) - 1) << shift;
                uint256 sum = _plus((standing & mask) >> shift, _weigh(amount, age));
                standing = (standing & ~mask) | (sum << shift);
            }
            return standing;
        }
    }

    /// @dev Takes credits of an age from one track; never below zero.
    function sub(uint256 standing, uint256 track, uint256 amount, Age memory age) internal pure returns (uint256) {
        if (amount == 0) return standing;
        uint256 left = _minus(standing.lane(WIDTH, track), _weigh(amount, age));
        return standing.replace(WIDTH, track, left);
    }

    /// @dev Takes all from one track.
    function clear(uint256 standing, uint256 track) internal pure returns (uint256) {
        return standing.replace(WIDTH, track, 0);
    }

    /// @dev The word with what is known at a settlement; in use from now on.
    function stamp(uint256 standing, uint256 rested, uint256 closes) internal pure returns (uint256) {
        if (rested > type(uint32).max) rested = type(uint32).max;
        return IN_USE | (closes << CLOSES_SHIFT) | (rested << RESTED_SHIFT) | (standing & LANES_MASK);
    }

    /// @dev Seasons closed by the last settlement.
    function closesIn(uint256 standing) internal pure returns (uint256) {
        return uint16(standing >> CLOSES_SHIFT);
    }

    /// @dev Credits per track with 18 decimals, rounded down, at a clock. Public, like `ageOf`.
    function valuesAt(uint256 standing, uint256 clock) public pure returns (uint256[3] memory values) {
        Age memory age = ageOf(clock);
        for (uint256 track = 0; track < Lanes.TRACKS; ++track) {
            uint256 lane = standing.lane(WIDTH, track);
            // Under 2^114: the mantissa has 53 bits, and 1e36 by a weight of at least 1e18 has 60.
            uint256 amount = ((lane & MANTISSA_MASK) * ONE * ONE) / age.weight;
            (uint256 down, uint256 up) = (POINT + age.halfLives, lane >> MANTISSA_BITS);
            if (down >= up) values[track] = amount >> (down - up);
            else values[track] = amount << Math.min(up - down, MOST_GROWTH_BITS);
        }
    }

    /// @dev The time less what a person rested before it, as far as it is known now: a rest that runs is counted from its
    /// beginning, those that have ended as if they all had before `moment`.
    function ownTime(uint256 rested, uint256 restingSince, uint256 moment) internal view returns (uint256 own) {
        if (rested == 0) return moment;
        uint256 stoodStillAt = restingSince == 0 ? block.timestamp : restingSince;
        own = block.timestamp - rested;
        if (moment < stoodStillAt) own -= stoodStillAt - moment;
        // A rest longer than the nation counts moves time on while it still runs: nothing is younger for that than it is.
        if (own > moment) own = moment;
    }

    /// @dev The nation's clock at any past moment: by the last season that had opened, found by halving.
    function _clockOf(
        mapping(SeasonId season => ISeasons.Season) storage seasons,
        SeasonId last,
        uint256 moment
    ) private view returns (uint256) {
        (uint256 low, uint256 high) = (0, uint256(SeasonId.unwrap(last)) + 1);
        while (high - low > 1) {
            uint256 middle = (low + high) / 2;
            if (seasons[SeasonId.wrap(uint16(middle))].opensAt <= moment) low = middle;
            else high = middle;
        }
        return clockAt(seasons[SeasonId.wrap(uint16(low))], moment);
    }

    /// @dev The last season that had opened by a moment, sought from one that had.
    function _lastBefore(
        mapping(SeasonId season => ISeasons.Season) storage seasons,
        SeasonId season,
        uint256 moment
    ) private view returns (SeasonId) {
        while (true) {
            SeasonId next = SeasonId.wrap(SeasonId.unwrap(season) + 1);
            uint256 opensAt = seasons[next].opensAt;
            if (opensAt == 0 || opensAt > moment) return season;
            season = next;
        }
        return season;
    }

    /// @dev Credits times 2^age as a lane.
    function _weigh(uint256 amount, Age memory age) private pure returns (uint256) {
        // Credits have 47 bits at most and a weight 61; with 64 bits after the point nothing is lost that a lane holds.
        unchecked {
            uint256 weighted = ((amount * age.weight) << 64) / ONE;
            uint256 length = Math.log2(weighted); // 64 or more, since the weight is at least one
            uint256 exponent = SafeCast.toUint16(age.halfLives + length - 64);
            return (exponent << MANTISSA_BITS) | (weighted >> (length - POINT));
        }
    }

    function _plus(uint256 a, uint256 b) private pure returns (uint256) {
        if (a >> MANTISSA_BITS < b >> MANTISSA_BITS) (a, b) = (b, a);
        // Mantissas of 53 bits, exponents of 16.
        unchecked {
            uint256 exponent = a >> MANTISSA_BITS;
            uint256 sum = (a & MANTISSA_MASK) + ((b & MANTISSA_MASK) >> (exponent - (b >> MANTISSA_BITS)));
            if (sum > MANTISSA_MASK) (sum, exponent) = (sum >> 1, SafeCast.toUint16(exponent + 1));
            return (exponent << MANTISSA_BITS) | sum;
        }
    }

    /// @dev Zero where `b` is larger.
    function _minus(uint256 a, uint256 b) private pure returns (uint256) {
        if (a >> MANTISSA_BITS < b >> MANTISSA_BITS) return 0;
        // Exponents have 16 bits; a mantissa grows back to 53 bits, but below one credit at clock 0.
        unchecked {
            uint256 exponent = a >> MANTISSA_BITS;
            uint256 less = (b & MANTISSA_MASK) >> (exponent - (b >> MANTISSA_BITS));
            if ((a & MANTISSA_MASK) <= less) return 0;
            uint256 left = (a & MANTISSA_MASK) - less;
            uint256 growth = Math.min(POINT - Math.log2(left), exponent);
            return ((exponent - growth) << MANTISSA_BITS) | (left << growth);
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {exp2} from "@prb/math/src/Common.sol";

import {IMembers} from "../membership/IMembers.sol";
import {AgentId, SeasonId} from "../types/Ids.sol";
import {ISeasons} from "./ISeasons.sol";
import {Lanes} from "./Lanes.sol";

/// @title Standing: minutes that halve with every half-life
/// @dev Old minutes are never shrunk; new ones are weighted by 2^clock, where the clock counts half-lives (see `Seasons`),
/// and a reader divides by 2^clock of now. So the shares of two persons are exactly those of exponential decay, and a batch
/// needs one power of two for all its people. The weight would outgrow any number in time: it therefore counts from the
/// start of an *epoch* of eight half-lives, and what is older is shifted down by eight bits an epoch.
///
///     standing  bits   0-239  3 x 80 bits, minutes times 2^24 times the weight since the epoch's start
///               bits 240-255  epoch
///
/// A record stays under 2^48 minutes and a weight under 2^8, so a lane cannot overflow. Rounds down, by less than 2^-24
/// minutes for each addition and each epoch. A slot of zero means that all minutes so far are of clock 0 and equal the
/// record: a nation without half-life pays for no standing, and may choose one later.
///
/// A leave pauses standing: a person's *own time* is the time less all they have rested, and the clock of their minutes is
/// the nation's at their own time. So nothing fades while they rest, whatever half-lives their nation had before and after;
/// and who never rested lives by the nation's clock. The leave counted is the one known when a batch is settled: a rest that
/// began and ended between submission and settlement pauses no minutes of that batch.
library Standing {
    using Lanes for uint256;

    /// @dev The age of a batch: its epoch, and its weight with 18 decimals, at least 1 and less than 256.
    struct Age {
        uint256 epoch;
        uint256 weight;
    }

    uint256 private constant WIDTH = 80;
    uint256 private constant EPOCH_SHIFT = 3 * WIDTH;
    uint256 private constant FRACTION_BITS = 24;
    uint256 private constant EPOCH_HALF_LIVES = 8;
    uint256 private constant CLOCK_BITS = 64; // of one half-life
    uint256 private constant EPOCH_BITS = CLOCK_BITS + 3;
    uint256 private constant ONE = 1e18;

    /// @dev Half-lives passed until `moment`, times 2^64, by the pace of a season; `moment` is not before its opening.
    /// Stays under 2^96: the half-life is a day or more, and a moment has 40 bits.
    function clockAt(ISeasons.Season storage season, uint256 moment) internal view returns (uint256 clock) {
        clock = season.clock;
        uint256 halfLife = season.terms.standingHalfLife;
        if (halfLife != 0) clock += ((moment - season.opensAt) << CLOCK_BITS) / halfLife;
    }

    /// @dev The age of what a person gave at a moment of the nation's time.
    /// @param nations The age that the nation's clock gives it.
    function ageFor(
        mapping(SeasonId season => ISeasons.Season) storage seasons,
        SeasonId last,
        IMembers members,
        AgentId person,
        uint256 moment,
        Age memory nations
    ) public view returns (Age memory) {
        uint256 own = _ownTime(members, person, moment);
        return own == moment ? nations : ageOf(_clockOf(seasons, last, own));
    }

    /// @dev Minutes per track with 18 decimals, rounded down, as they stand now for a person.
    function valuesFor(
        uint256 standing,
        mapping(SeasonId season => ISeasons.Season) storage seasons,
        SeasonId last,
        IMembers members,
        AgentId person
    ) public view returns (uint256[3] memory) {
        return valuesAt(standing, _clockOf(seasons, last, _ownTime(members, person, block.timestamp)));
    }

    /// @dev Public, so that the power of two, 5 KB of code needed once for a batch, is a linked library of its own.
    function ageOf(uint256 clock) public pure returns (Age memory) {
        return Age(SafeCast.toUint16(clock >> EPOCH_BITS), exp2(clock & ((1 << EPOCH_BITS) - 1)));
    }

    /// @dev A record (lanes of `recordWidth`) of clock 0 as standing.
    function ofRecord(uint256 recordLanes, uint256 recordWidth) internal pure returns (uint256 standing) {
        for (uint256 track = 0; track < Lanes.TRACKS; ++track) {
            standing |= recordLanes.lane(recordWidth, track) << (WIDTH * track + FRACTION_BITS);
        }
    }

    /// @dev Adds minutes (lanes of `Lanes.ADDED_WIDTH`) of an age to a standing of the same, an older or a younger epoch.
    function add(uint256 standing, uint256 added, Age memory age) internal pure returns (uint256) {
        uint256 epoch = standing >> EPOCH_SHIFT;
        uint256 shift = 0;
        // Epochs have 16 bits, minutes 32, weights under 2^68 with their decimals, and a lane has room for every sum.
        unchecked {
            if (age.epoch > epoch) {
                standing = _rebase(standing, (age.epoch - epoch) * EPOCH_HALF_LIVES) | (age.epoch << EPOCH_SHIFT);
            } else {
                shift = (epoch - age.epoch) * EPOCH_HALF_LIVES;
            }
            for (uint256 track = 0; track < Lanes.TRACKS; ++track) {
                uint256 weighted = ((added.lane(Lanes.ADDED_WIDTH, track) * age.weight) << FRACTION_BITS) / ONE;
                standing += (weighted >> shift) << (WIDTH * track);
            }
            return standing;
        }
    }

    /// @dev Minutes per track with 18 decimals, rounded down, at a clock. Public, like `ageOf`.
    function valuesAt(uint256 standing, uint256 clock) public pure returns (uint256[3] memory values) {
        uint256 epoch = standing >> EPOCH_SHIFT;
        // Own time goes back where the nation lengthens the leave it counts: then nothing is older than its epoch.
        Age memory age = clock >> EPOCH_BITS < epoch ? Age(epoch, ONE) : ageOf(clock);
        uint256 fallen = (age.epoch - epoch) * EPOCH_HALF_LIVES;
        for (uint256 track = 0; track < Lanes.TRACKS; ++track) {
            values[track] = ((standing.lane(WIDTH, track) * ONE * ONE) / age.weight) >> (FRACTION_BITS + fallen);
        }
    }

    /// @dev The time less what the person rested before it, as far as it is known now: a rest that runs is counted from its
    /// beginning, those that have ended as if they all had before `moment`.
    function _ownTime(IMembers members, AgentId person, uint256 moment) private view returns (uint256 own) {
        (uint40 rested, uint40 restingSince) = members.restedOf(person);
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

    /// @dev All lanes divided by 2^shift, without the epoch.
    function _rebase(uint256 standing, uint256 shift) private pure returns (uint256 rebased) {
        for (uint256 track = 0; track < Lanes.TRACKS; ++track) {
            rebased |= (standing.lane(WIDTH, track) >> shift) << (WIDTH * track);
        }
    }
}

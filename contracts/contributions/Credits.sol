// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, SeasonId} from "../types/Ids.sol";
import {Lanes} from "./Lanes.sol";

/// @title Record and seasonal credit of each member of each guild
/// @dev One *head* slot per guild and member holds the record of all time and the credits of the last season in which
/// something was credited; older credits lie in a history, two seasons a slot. Settling the same person again in the
/// same season therefore writes one slot that is not new.
///
///     head     bits   0-143  record, 3 x 48 bits, minutes
///              bits 144-239  credits, 3 x 32 bits, minutes
///              bits 240-255  season of those credits
///     history  bits   0- 95  credits of an even season, 3 x 32 bits
///              bits  96-191  credits of the odd season after it
///     totals   bits   0-191  3 x 64 bits, minutes of those who reach the minimum
///
/// Must always hold: INV-12 a person's record is the sum of their accepted minutes; INV-13 a season's total is the sum of
/// the credits that reach its minimum.
library Credits {
    using Lanes for uint256;

    struct Account {
        uint256 head;
        uint256 standing; // see `Standing`
        mapping(uint256 pair => uint256 credits) history;
    }

    struct Book {
        mapping(AgentId guild => mapping(AgentId member => Account)) accounts;
        mapping(AgentId guild => mapping(SeasonId season => uint256 total)) totals;
    }

    uint256 internal constant RECORD_WIDTH = 48;
    uint256 internal constant CREDIT_WIDTH = 32;
    uint256 internal constant TOTAL_WIDTH = 64;

    uint256 private constant RECORD_BITS = 3 * RECORD_WIDTH;
    uint256 private constant CREDIT_BITS = 3 * CREDIT_WIDTH;
    uint256 private constant SEASON_SHIFT = RECORD_BITS + CREDIT_BITS;
    uint256 private constant RECORD_MASK = (1 << RECORD_BITS) - 1;
    uint256 private constant CREDIT_MASK = (1 << CREDIT_BITS) - 1;

    /// @dev Adds to the record alone; `added` has lanes of `Lanes.ADDED_WIDTH`. Returns the record before (lanes).
    function record(Account storage self, uint256 added) internal returns (uint256 recordBefore) {
        uint256 head = self.head;
        recordBefore = head & RECORD_MASK;
        self.head = (head & ~RECORD_MASK) | recordBefore.add(RECORD_WIDTH, added);
    }

    /// @dev Adds to the record and to the credits of a season. Returns the record and the credits before (lanes).
    function credit(
        Account storage self,
        SeasonId season,
        uint256 added
    ) internal returns (uint256 recordBefore, uint256 creditsBefore) {
        uint256 head = self.head;
        uint256 headSeason = head >> SEASON_SHIFT;
        uint256 credits = (head >> RECORD_BITS) & CREDIT_MASK;
        recordBefore = head & RECORD_MASK;

        if (SeasonId.unwrap(season) < headSeason) {
            creditsBefore = _load(self, season);
            _store(self, season, creditsBefore.add(CREDIT_WIDTH, added));
        } else {
            if (SeasonId.unwrap(season) == headSeason) creditsBefore = credits;
            else if (credits != 0) _store(self, SeasonId.wrap(uint16(headSeason)), credits);
            headSeason = SeasonId.unwrap(season);
            credits = creditsBefore.add(CREDIT_WIDTH, added);
        }
        self.head = (headSeason << SEASON_SHIFT) | (credits << RECORD_BITS) | recordBefore.add(RECORD_WIDTH, added);
    }

    /// @dev What a person's new credits add to the season's totals (lanes of `TOTAL_WIDTH`): whoever crosses the minimum
    /// enters with everything.
    function countedOf(
        uint256 creditsBefore,
        uint256 added,
        uint32[3] memory minimums
    ) internal pure returns (uint256 counted) {
        // Sums of numbers of 32 bits, put into lanes of 64.
        unchecked {
            for (uint256 track = 0; track < Lanes.TRACKS; ++track) {
                uint256 more = added.lane(Lanes.ADDED_WIDTH, track);
                uint256 before = creditsBefore.lane(CREDIT_WIDTH, track);
                if (more == 0 || before + more < minimums[track]) continue;
                counted |= (before < minimums[track] ? before + more : more) << (TOTAL_WIDTH * track);
            }
        }
    }

    /// @dev Lanes of 64 bits for minutes: no sum of credits of 2^32 people overflows one.
    function addToTotals(Book storage self, AgentId guild, SeasonId season, uint256 counted) internal {
        if (counted != 0) self.totals[guild][season] += counted;
    }

    /// @dev Lanes of `RECORD_WIDTH`.
    function recordOf(Account storage self) internal view returns (uint256) {
        return self.head & RECORD_MASK;
    }

    /// @dev Lanes of `CREDIT_WIDTH`.
    function creditsOf(Account storage self, SeasonId season) internal view returns (uint256) {
        uint256 head = self.head;
        if (head >> SEASON_SHIFT == SeasonId.unwrap(season)) return (head >> RECORD_BITS) & CREDIT_MASK;
        return _load(self, season);
    }

    function _load(Account storage self, SeasonId season) private view returns (uint256) {
        (uint256 pair, uint256 shift) = _placeOf(season);
        return (self.history[pair] >> shift) & CREDIT_MASK;
    }

    function _store(Account storage self, SeasonId season, uint256 credits) private {
        (uint256 pair, uint256 shift) = _placeOf(season);
        self.history[pair] = (self.history[pair] & ~(CREDIT_MASK << shift)) | (credits << shift);
    }

    function _placeOf(SeasonId season) private pure returns (uint256 pair, uint256 shift) {
        return (SeasonId.unwrap(season) / 2, (SeasonId.unwrap(season) % 2) * CREDIT_BITS);
    }
}

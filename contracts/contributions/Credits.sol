// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, SeasonId} from "../types/Ids.sol";
import {SeasonTerms} from "./ISeasons.sol";
import {Lanes} from "./Lanes.sol";
import {WorkCredits} from "./WorkCredits.sol";

/// @title Record and seasonal credit of each member of each guild
/// @dev One *head* slot per guild and member holds the record of all time, the credits of the last season in which something
/// was credited, and those of the season before it; older credits lie in a history. Settling the same person again in the
/// same season therefore writes one slot that is not new, and the first time in a season mostly as well.
///
///     head     bits   0-140  record, 3 x 47 bits, credits
///              bit  141      in debt: only then is the debt looked up
///              bit  142      wide
///              bits 144-191  credits of the season, 3 x 16 bits
///              bits 192-239  credits of the season before it, 3 x 16 bits
///              bits 144-239  if wide: credits of the season, 3 x 32 bits; those of the season before lie in the history
///              bits 240-255  the season
///     history  credits of four seasons, 63 bits each: 3 x 21 bits; all ones if they need more, and lie in a slot of their own
///     debt     bits   0-191  3 x 64 bits, credits
///     totals   bits   0-191  3 x 64 bits, what is eligible of everybody's credits
///              bits 192-255  all credits of the season on all tracks, eligible or not: what a budget limits
///
/// Must always hold: INV-12 a person's record is the sum of their accepted credits, less what corrections took; INV-13 a
/// season's total is the sum of what is eligible of its credits; INV-23 a debt is what corrections took beyond a season's
/// credits, less what has been set off since.
library Credits {
    using Lanes for uint256;

    struct Account {
        uint256 head;
        uint256 standing; // see `Standing`
        uint256 debt;
        mapping(uint256 closes => uint256 standing) formerStanding; // see `Standing`
        mapping(uint256 place => uint256 credits) history;
    }

    struct Book {
        mapping(AgentId guild => mapping(AgentId member => Account)) accounts;
        mapping(AgentId guild => mapping(SeasonId season => uint256 total)) totals;
        mapping(uint256 pair => uint256 acceptedHours) accepted; // see `Appraisers`
        WorkCredits.Book works;
    }

    uint256 internal constant RECORD_WIDTH = 47;
    uint256 internal constant CREDIT_WIDTH = 32;
    uint256 internal constant TOTAL_WIDTH = 64;
    uint256 internal constant DEBT_WIDTH = 64;
    // Numbers, as the layout above has them: the compiler would multiply the widths each time.
    uint256 internal constant USED_SHIFT = 192; // 3 * TOTAL_WIDTH

    uint256 private constant CAP_SHIFT = 96; // 3 * CREDIT_WIDTH
    uint256 private constant RECORD_BITS = 141; // 3 * RECORD_WIDTH
    uint256 private constant RECORD_MASK = type(uint256).max >> 115;
    uint256 private constant IN_DEBT = 1 << RECORD_BITS;
    uint256 private constant WIDE = IN_DEBT << 1;
    uint256 private constant CREDIT_SHIFT = 144;
    uint256 private constant BELOW_CREDITS = type(uint256).max >> 112;
    uint256 private constant CREDIT_MASK = type(uint96).max;
    uint256 private constant SEASON_SHIFT = 240; // CREDIT_SHIFT + 3 * CREDIT_WIDTH

    // Narrow lanes, in the head and in the history.
    uint256 private constant HEAD_WIDTH = 16;
    uint256 private constant BEFORE_SHIFT = 192; // CREDIT_SHIFT + 3 * HEAD_WIDTH
    uint256 private constant HISTORY_WIDTH = 21;
    uint256 private constant ELSEWHERE = type(uint64).max >> 1;
    uint256 private constant SEASONS_A_SLOT = 4;
    /// @dev Places in the history from here on hold the wide credits of one season.
    uint256 private constant WIDE_PLACES = 1 << 16;

    /// @dev Adds to the record alone; `added` has lanes of `Lanes.ADDED_WIDTH`. Returns the record before (lanes).
    function record(Account storage self, uint256 added) internal returns (uint256 recordBefore) {
        uint256 head = self.head;
        recordBefore = head & RECORD_MASK;
        self.head = (head & ~RECORD_MASK) | recordBefore.add(RECORD_WIDTH, added);
    }

    /// @dev Adds to the record, and to the credits of a season what no debt takes. Returns the record before and the credits
    /// before and after (lanes).
    function credit(
        Account storage self,
        SeasonId season,
        uint256 added
    ) internal returns (uint256 recordBefore, uint256 creditsBefore, uint256 creditsAfter) {
        uint256 head = self.head;
        recordBefore = head & RECORD_MASK;
        if (head >> SEASON_SHIFT == SeasonId.unwrap(season) && head & (IN_DEBT | WIDE) == 0) {
            // As nearly always: nothing but the season's lanes and the record change.
            creditsBefore = _widen(head >> CREDIT_SHIFT, HEAD_WIDTH);
            creditsAfter = creditsBefore.add(CREDIT_WIDTH, added);
            if (_fits(creditsAfter, HEAD_WIDTH)) {
                head &= ~(RECORD_MASK | (((1 << (3 * HEAD_WIDTH)) - 1) << CREDIT_SHIFT));
                head |= recordBefore.add(RECORD_WIDTH, added);
                self.head = head | (_narrow(creditsAfter, HEAD_WIDTH) << CREDIT_SHIFT);
                return (recordBefore, creditsBefore, creditsAfter);
            }
        }
        creditsBefore = _creditsOf(self, head, season);
        uint256 left = added;
        if (head & IN_DEBT != 0) (head, left) = _setOff(self, head, added);
        creditsAfter = creditsBefore.add(CREDIT_WIDTH, left);
        head = (head & ~RECORD_MASK) | recordBefore.add(RECORD_WIDTH, added);
        self.head = _withCredits(self, head, season, creditsAfter);
    }

    /// @dev Takes from the record, and from the credits of a season; what those do not hold becomes a debt. At most what the
    /// record holds is taken. Returns what was, and the credits before and after (lanes).
    function correct(
        Account storage self,
        SeasonId season,
        uint256 track,
        uint256 amount
    ) internal returns (uint256 taken, uint256 recordBefore, uint256 creditsBefore, uint256 creditsAfter) {
        uint256 head = self.head;
        recordBefore = head & RECORD_MASK;
        uint256 held = recordBefore.lane(RECORD_WIDTH, track);
        taken = amount < held ? amount : held;
        creditsBefore = _creditsOf(self, head, season);
        uint256 counted = creditsBefore.lane(CREDIT_WIDTH, track);
        uint256 owed = taken > counted ? taken - counted : 0;
        creditsAfter = creditsBefore.replace(CREDIT_WIDTH, track, counted - (taken - owed));
        if (owed != 0) {
            self.debt += owed << (DEBT_WIDTH * track);
            head |= IN_DEBT;
        }
        head = (head & ~RECORD_MASK) | recordBefore.replace(RECORD_WIDTH, track, held - taken);
        self.head = _withCredits(self, head, season, creditsAfter);
    }

    /// @dev What in a season's credits is eligible, in one word: the minimums, then the cap, in lanes of `CREDIT_WIDTH`.
    function limitsOf(SeasonTerms memory terms) internal pure returns (uint256 limits) {
        limits = uint256(terms.cap) << CAP_SHIFT;
        for (uint256 track = 0; track < Lanes.TRACKS; ++track) {
            limits |= uint256(terms.minimumCredit[track]) << (CREDIT_WIDTH * track);
        }
    }

    /// @dev What of a person's credits of a season is eligible (lanes of `TOTAL_WIDTH`): nothing of a track below its
    /// minimum, and nothing above the cap.
    /// @param limits As `limitsOf`.
    function eligible(uint256 credits, uint256 limits) internal pure returns (uint256 counted) {
        // Numbers of 32 bits, put into lanes of 64.
        unchecked {
            if (limits == 0) {
                return
                    uint32(credits) |
                    (uint256(uint32(credits >> CREDIT_WIDTH)) << TOTAL_WIDTH) |
                    ((credits >> (2 * CREDIT_WIDTH)) << (2 * TOTAL_WIDTH));
            }
            uint256 cap = limits >> CAP_SHIFT;
            for (uint256 shift = 0; credits != 0; shift += TOTAL_WIDTH) {
                uint256 amount = uint32(credits);
                credits >>= CREDIT_WIDTH;
                if (amount < uint32(limits >> (shift / 2))) continue;
                counted |= (cap != 0 && amount > cap ? cap : amount) << shift;
            }
        }
    }

    /// @dev What is eligible of a person's credits of a season (lanes of `TOTAL_WIDTH`).
    function eligibleOf(Account storage self, SeasonId season, uint256 limits) internal view returns (uint256) {
        uint256 head = self.head;
        uint256 ago;
        // Far beyond any season, if the asked one is later.
        unchecked {
            ago = (head >> SEASON_SHIFT) - SeasonId.unwrap(season);
        }
        // As nearly always: narrow lanes in the head, of its season or the one before, from one width to the other at once.
        if (ago < 2 && limits == 0 && head & WIDE == 0) {
            uint256 lanes = head >> (ago == 0 ? CREDIT_SHIFT : BEFORE_SHIFT);
            return uint16(lanes) | ((lanes & 0xffff0000) << 48) | ((lanes & 0xffff00000000) << 96);
        }
        return eligible(_creditsOf(self, head, season), limits);
    }

    /// @dev The word of totals after a person's credits have changed.
    function moved(
        uint256 totals,
        uint256 creditsBefore,
        uint256 creditsAfter,
        uint256 limits
    ) internal pure returns (uint256) {
        // Each lane holds a sum of numbers of 32 bits of at most 2^32 people, of which `before` is one. So no lane ends
        // below zero or above its width, and what one borrows of the next on the way is given back.
        unchecked {
            totals += eligible(creditsAfter, limits) - eligible(creditsBefore, limits);
            return
                totals + ((creditsAfter.together(CREDIT_WIDTH) - creditsBefore.together(CREDIT_WIDTH)) << USED_SHIFT);
        }
    }

    /// @dev Lanes of `RECORD_WIDTH`.
    function recordOf(Account storage self) internal view returns (uint256) {
        return self.head & RECORD_MASK;
    }

    /// @dev Lanes of `CREDIT_WIDTH`.
    function creditsOf(Account storage self, SeasonId season) internal view returns (uint256) {
        return _creditsOf(self, self.head, season);
    }

    function _creditsOf(Account storage self, uint256 head, SeasonId season) private view returns (uint256) {
        (uint256 last, uint256 asked) = (head >> SEASON_SHIFT, SeasonId.unwrap(season));
        if (asked == last) return _current(head);
        // Of a season after the head's there are none yet.
        if (asked > last) return 0;
        if (asked + 1 == last && head & WIDE == 0) return _widen(head >> BEFORE_SHIFT, HEAD_WIDTH);
        return _load(self, asked);
    }

    /// @dev The head with the credits of a season, where they belong there; the history takes what does not.
    function _withCredits(
        Account storage self,
        uint256 head,
        SeasonId season_,
        uint256 credits
    ) private returns (uint256) {
        (uint256 last, uint256 season) = (head >> SEASON_SHIFT, SeasonId.unwrap(season_));
        uint256 current = _current(head);
        uint256 before = head & WIDE == 0 ? _widen(head >> BEFORE_SHIFT, HEAD_WIDTH) : 0;
        bool isWide = head & WIDE != 0;
        if (season > last) {
            // The head turns to a new season. What was two seasons back goes into the history.
            if (before != 0) _store(self, last - 1, before);
            (before, isWide) = (current, false);
            if (season != last + 1 && before != 0) {
                _store(self, last, before);
                before = 0;
            }
            (last, current) = (season, credits);
        } else if (season == last) {
            current = credits;
        } else if (season + 1 == last && !isWide) {
            before = credits;
        } else {
            _store(self, season, credits);
            return head;
        }
        head &= BELOW_CREDITS & ~WIDE;
        if (!isWide && _fits(current, HEAD_WIDTH) && _fits(before, HEAD_WIDTH)) {
            head |= (_narrow(before, HEAD_WIDTH) << BEFORE_SHIFT) | (_narrow(current, HEAD_WIDTH) << CREDIT_SHIFT);
        } else {
            if (!isWide && before != 0) _store(self, last - 1, before);
            head |= WIDE | (current << CREDIT_SHIFT);
        }
        return (last << SEASON_SHIFT) | head;
    }

    /// @dev The credits of the head's season.
    function _current(uint256 head) private pure returns (uint256) {
        uint256 shifted = head >> CREDIT_SHIFT;
        return head & WIDE == 0 ? _widen(shifted, HEAD_WIDTH) : shifted & CREDIT_MASK;
    }

    /// @dev Sets new credits off against a debt, track by track. Returns the head, without its flag once nothing is owed, and
    /// what is left of the credits.
    function _setOff(Account storage self, uint256 head, uint256 added) private returns (uint256, uint256 left) {
        uint256 debt = self.debt;
        for (uint256 track = 0; track < Lanes.TRACKS; ++track) {
            uint256 owed = debt.lane(DEBT_WIDTH, track);
            uint256 amount = added.lane(Lanes.ADDED_WIDTH, track);
            uint256 paid = owed < amount ? owed : amount;
            debt -= paid << (DEBT_WIDTH * track);
            left |= (amount - paid) << (Lanes.ADDED_WIDTH * track);
        }
        self.debt = debt;
        return (debt == 0 ? head & ~IN_DEBT : head, left);
    }

    function _load(Account storage self, uint256 season) private view returns (uint256) {
        uint256 kept = (self.history[season / SEASONS_A_SLOT] >> _shiftOf(season)) & ELSEWHERE;
        return kept == ELSEWHERE ? self.history[WIDE_PLACES + season] : _widen(kept, HISTORY_WIDTH);
    }

    function _store(Account storage self, uint256 season, uint256 credits) private {
        uint256 kept = ELSEWHERE;
        if (_fits(credits, HISTORY_WIDTH)) kept = _narrow(credits, HISTORY_WIDTH);
        if (kept == ELSEWHERE) self.history[WIDE_PLACES + season] = credits;
        uint256 place = season / SEASONS_A_SLOT;
        uint256 shift = _shiftOf(season);
        self.history[place] = (self.history[place] & ~(ELSEWHERE << shift)) | (kept << shift);
    }

    function _shiftOf(uint256 season) private pure returns (uint256) {
        return (season % SEASONS_A_SLOT) * 3 * HISTORY_WIDTH;
    }

    /// @dev Whether each of three lanes of `CREDIT_WIDTH` fits into `width` bits.
    function _fits(uint256 credits, uint256 width) private pure returns (bool) {
        // A lane is wider than that.
        unchecked {
            uint256 above = (1 << CREDIT_WIDTH) - (1 << width);
            return credits & (above | (above << CREDIT_WIDTH) | (above << (2 * CREDIT_WIDTH))) == 0;
        }
    }

    /// @dev Lanes of `CREDIT_WIDTH` as lanes of `width`, into which they fit.
    function _narrow(uint256 credits, uint256 width) private pure returns (uint256) {
        return
            uint32(credits) |
            (uint256(uint32(credits >> CREDIT_WIDTH)) << width) |
            ((credits >> (2 * CREDIT_WIDTH)) << (2 * width));
    }

    /// @dev The lowest three lanes of `width` as lanes of `CREDIT_WIDTH`.
    function _widen(uint256 lanes, uint256 width) private pure returns (uint256) {
        // A shift of less than a word.
        unchecked {
            uint256 mask = (1 << width) - 1;
            return
                (lanes & mask) |
                (((lanes >> width) & mask) << CREDIT_WIDTH) |
                (((lanes >> (2 * width)) & mask) << (2 * CREDIT_WIDTH));
        }
    }
}

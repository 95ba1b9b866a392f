// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ILicences, Standing} from "./ILicences.sol";

/// @title What a grant owes, from its terms, what was given, and the time
/// @dev Reads no storage and no clock. Everything counts from the grant's beginning: after k whole periods k times the amount
/// is due, and what was reported is due at the end of its period; what was given counts from the beginning alike, so the oldest
/// period is covered first and what is given in advance stays. Once a grant has lapsed, it owes the whole periods until then,
/// and at least the one begun while it was in force, as if it had been released then. Must always hold: INV-260 nothing is open on a grant that is kept; INV-261 a grant stays lapsed; INV-262 giving more never
/// brings a breach or a lapse nearer; INV-266 who lets a grant lapse owes no less than who gave it back while it was in force.
library Obligations {
    struct Terms {
        uint256 start; //       Unix seconds
        uint256 end; //         Unix seconds, exclusive; `NEVER` if there is none
        uint256 period; //      seconds; 0 = nothing is due by periods
        uint256 grace; //       seconds after a period's end
        uint256 cure; //        seconds after the grace
        uint256 firstCure; //   seconds after a notice; 0 = a notice shortens nothing
        uint256 amount; //      for each period
        uint256 minutesAsked; // for each period
        bool both; //           each of them whole; otherwise `amount` for `minutesAsked` is a rate
    }

    struct Given {
        uint256 unitFees; //   all that was ever asked for units
        uint256 reportedIn; // number of the period, from 1, at whose end the last of it is due; 0 = none
        uint256 paid;
        uint256 minutesGiven;
        uint256 noticedAt; //  0 = never
        uint256 lapsedAt; //   written down; 0 = not yet
        uint256 lapsedPeriods; // written down with it
    }

    uint256 internal constant NEVER = type(uint256).max;

    function dueOf(
        Terms memory terms,
        Given memory given,
        uint256 time
    ) internal pure returns (ILicences.Due memory due) {
        if (terms.period == 0) {
            if (given.lapsedAt != 0) due.standing = Standing.Lapsed;
            else due.standing = time < terms.end ? Standing.Kept : Standing.Over;
            return due;
        }
        uint256 first = _firstOpen(terms, given);
        uint256 lapsesAt = NEVER;
        if (first != NEVER) lapsesAt = _setDates(due, terms, given, first);

        bool lapsed = given.lapsedAt != 0 || (lapsesAt <= time && lapsesAt < terms.end);
        bool over = !lapsed && time >= terms.end;
        uint256 periods = given.lapsedPeriods;
        if (given.lapsedAt == 0) {
            periods = _periodsDown(
                terms,
                lapsed
                    ? lapsesAt
                    : over
                        ? terms.end
                        : time
            );
            // In force until the breach, and that period is owed as a whole.
            if (lapsed) periods = Math.max(periods, _periodsUp(terms, due.breachAt));
        }
        due.periods = uint32(periods);
        if (lapsed) due.standing = Standing.Lapsed;
        else if (over) due.standing = Standing.Over;
        else if (first > periods) due.standing = Standing.Kept;
        else due.standing = time < due.breachAt ? Standing.InGrace : Standing.Overdue;
        _setOpen(due, terms, given, lapsed || over);
    }

    /// @dev Whole ones from the beginning to a moment.
    function _periodsDown(Terms memory terms, uint256 until) private pure returns (uint256) {
        return until > terms.start ? (until - terms.start) / terms.period : 0;
    }

    /// @dev With the one begun. A breach comes after the beginning.
    function _periodsUp(Terms memory terms, uint256 until) private pure returns (uint256) {
        return (until - terms.start + terms.period - 1) / terms.period;
    }

    /// @dev Whether the two make up for each other.
    function _isMixed(Terms memory terms) private pure returns (bool) {
        return !terms.both && terms.amount != 0 && terms.minutesAsked != 0;
    }

    /// @dev Money, and work for money at its rate, rounded down.
    function _moneyGiven(Terms memory terms, Given memory given) private pure returns (uint256) {
        if (!_isMixed(terms)) return given.paid;
        return given.paid + (given.minutesGiven * terms.amount) / terms.minutesAsked;
    }

    /// @dev Number of the first period, from 1, at whose end more is due than was given; `NEVER` if there is none.
    function _firstOpen(Terms memory terms, Given memory given) private pure returns (uint256 first) {
        first = NEVER;
        uint256 money = _moneyGiven(terms, given);
        if (terms.amount != 0) first = money / terms.amount + 1;
        if (given.unitFees != 0) {
            uint256 withFees = NEVER;
            if (given.unitFees > money) withFees = 1;
            else if (terms.amount != 0) withFees = (money - given.unitFees) / terms.amount + 1;
            // Before the period of the last report ends, its fee is not due.
            if (withFees < given.reportedIn) withFees = given.reportedIn;
            if (withFees < first) first = withFees;
        }
        if (terms.minutesAsked != 0 && !_isMixed(terms)) {
            uint256 withMinutes = given.minutesGiven / terms.minutesAsked + 1;
            if (withMinutes < first) first = withMinutes;
        }
    }

    function _setDates(
        ILicences.Due memory due,
        Terms memory terms,
        Given memory given,
        uint256 first
    ) private pure returns (uint256 lapsesAt) {
        uint256 dueAt = terms.start + first * terms.period;
        uint256 breachAt = dueAt + terms.grace;
        lapsesAt = breachAt + terms.cure;
        bool shortened = terms.firstCure != 0 && given.noticedAt != 0 && given.noticedAt >= breachAt;
        if (shortened && given.noticedAt + terms.firstCure < lapsesAt) lapsesAt = given.noticedAt + terms.firstCure;
        if (given.lapsedAt != 0) lapsesAt = given.lapsedAt;
        (due.dueAt, due.breachAt, due.lapsesAt) = (_moment(dueAt), _moment(breachAt), _moment(lapsesAt));
    }

    /// @dev What is open. Once a grant is no longer in force, all that was reported is due.
    function _setOpen(ILicences.Due memory due, Terms memory terms, Given memory given, bool ended) private pure {
        uint256 owed = due.periods * terms.amount;
        if (ended || due.periods >= given.reportedIn) owed += given.unitFees;
        uint256 money = _moneyGiven(terms, given);
        if (owed > money) due.amount = _capped128(owed - money);
        uint256 minutesOwed = due.periods * terms.minutesAsked;
        if (_isMixed(terms)) {
            // The fewest in all that are worth what money leaves open; those given count whole, also below one unit's worth.
            uint256 left = owed > given.paid ? owed - given.paid : 0;
            minutesOwed = (left * terms.minutesAsked + terms.amount - 1) / terms.amount;
        }
        if (minutesOwed > given.minutesGiven) due.minutesDue = _capped64(minutesOwed - given.minutesGiven);
    }

    /// @dev No more than fits; a view never reverts, and what is owed is never cut to less.
    function _capped64(uint256 value) private pure returns (uint64) {
        return value > type(uint64).max ? type(uint64).max : uint64(value);
    }

    function _capped128(uint256 value) private pure returns (uint128) {
        return value > type(uint128).max ? type(uint128).max : uint128(value);
    }

    /// @dev What is given far in advance is due beyond the years that a moment can say.
    function _moment(uint256 time) private pure returns (uint40) {
        return time > type(uint40).max ? type(uint40).max : uint40(time);
    }
}

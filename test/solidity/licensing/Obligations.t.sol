// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ILicences, Standing} from "../../../contracts/licensing/ILicences.sol";
import {Obligations} from "../../../contracts/licensing/Obligations.sol";

/// @title What a grant owes, against a model that goes from one period's end to the next
contract ObligationsTest {
    /// @dev Small numbers, so that periods are covered, missed and covered in advance about equally often.
    struct Case {
        uint8 periodDays;
        uint8 graceDays;
        uint8 cureDays;
        uint8 firstCureDays;
        uint8 amount;
        uint8 minutesAsked;
        bool both;
        uint8 terms; // periods until the end; 0 = none
        uint16 unitFees;
        uint8 reportedIn;
        uint16 paid;
        uint16 minutesGiven;
        uint16 noticedDay;
        uint16 day;
        uint24 second;
    }

    uint256 private constant START = 1_800_000_000;

    function testFuzz_model(Case calldata c) public pure {
        (Obligations.Terms memory terms, Obligations.Given memory given, uint256 time) = _from(c);
        ILicences.Due memory due = Obligations.dueOf(terms, given, time);
        ILicences.Due memory model = _modelOf(terms, given, time);
        assert(due.standing == model.standing);
        assert(due.periods == model.periods);
        assert(due.amount == model.amount);
        assert(due.minutesDue == model.minutesDue);
        // The model looks no further than now.
        if (model.dueAt != 0) assert(due.dueAt == model.dueAt && due.lapsesAt == model.lapsesAt);
        else assert(due.dueAt == 0 || due.dueAt > time || due.dueAt > terms.end);
    }

    /// @dev INV-260: nothing is open on a grant that is kept, and something on one that is in grace or overdue.
    function testFuzz_open(Case calldata c) public pure {
        (Obligations.Terms memory terms, Obligations.Given memory given, uint256 time) = _from(c);
        ILicences.Due memory due = Obligations.dueOf(terms, given, time);
        bool open = due.amount != 0 || due.minutesDue != 0;
        if (due.standing == Standing.Kept) assert(!open);
        if (due.standing == Standing.InGrace || due.standing == Standing.Overdue) assert(open);
    }

    /// @dev INV-261: what has lapsed stays lapsed, with the same dues, and a term that has ended stays so.
    function testFuzz_final(Case calldata c, uint32 later) public pure {
        (Obligations.Terms memory terms, Obligations.Given memory given, uint256 time) = _from(c);
        ILicences.Due memory due = Obligations.dueOf(terms, given, time);
        ILicences.Due memory after_ = Obligations.dueOf(terms, given, time + later);
        if (due.standing != Standing.Lapsed && due.standing != Standing.Over) return;
        assert(after_.standing == due.standing);
        assert(after_.amount == due.amount && after_.minutesDue == due.minutesDue);
    }

    /// @dev INV-261: once a lapse is written down, what is given takes from the dues just that, and brings nothing back.
    function testFuzz_frozen(Case calldata c, uint16 more, uint16 minutesMore, uint32 later) public pure {
        (Obligations.Terms memory terms, Obligations.Given memory given, uint256 time) = _from(c);
        ILicences.Due memory due = Obligations.dueOf(terms, given, time);
        if (due.standing != Standing.Lapsed) return;
        (given.lapsedAt, given.lapsedPeriods) = (due.lapsesAt, due.periods);
        ILicences.Due memory after_ = Obligations.dueOf(terms, given, time + later);
        assert(after_.standing == Standing.Lapsed && after_.periods == due.periods);
        assert(after_.amount == due.amount && after_.minutesDue == due.minutesDue && after_.lapsesAt == due.lapsesAt);

        uint128 paid = more > due.amount ? due.amount : more;
        given.paid += paid;
        after_ = Obligations.dueOf(terms, given, time + later);
        assert(after_.standing == Standing.Lapsed && after_.amount == due.amount - paid);
        given.minutesGiven += minutesMore > after_.minutesDue ? after_.minutesDue : minutesMore;
        after_ = Obligations.dueOf(terms, given, time + later);
        assert(after_.standing == Standing.Lapsed && after_.periods == due.periods);
        given.paid += after_.amount;
        if (!_isMixed(terms)) given.minutesGiven += after_.minutesDue;
        after_ = Obligations.dueOf(terms, given, time + later);
        assert(after_.standing == Standing.Lapsed && after_.amount == 0 && after_.minutesDue == 0);
    }

    /// @dev INV-266: who lets a grant lapse owes no less than who gives it back at any moment at which it was in force: all up to the end
    /// of the period that runs then.
    function testFuzz_release(Case calldata c, uint24 earlier) public pure {
        (Obligations.Terms memory terms, Obligations.Given memory given, uint256 time) = _from(c);
        ILicences.Due memory due = Obligations.dueOf(terms, given, time);
        if (due.standing != Standing.Lapsed) return;
        uint256 then = due.breachAt - 1 - (earlier % (due.breachAt - START));
        given.noticedAt = 0; // such a notice came later
        uint256 end = START + ((then - START) / terms.period + 1) * terms.period;
        if (end > terms.end) end = terms.end;
        ILicences.Due memory released = Obligations.dueOf(_endingAt(terms, end), given, time > end ? time : end);
        if (released.standing != Standing.Over) return; // in arrears, it lapses before that
        assert(due.periods >= released.periods);
        assert(due.amount >= released.amount && due.minutesDue >= released.minutesDue);
    }

    /// @dev INV-262: giving more never brings a breach or a lapse nearer, and never opens more. What covers exactly what was
    /// open leaves nothing open.
    function testFuzz_give(Case calldata c, uint16 more, uint16 minutesMore) public pure {
        (Obligations.Terms memory terms, Obligations.Given memory given, uint256 time) = _from(c);
        ILicences.Due memory due = Obligations.dueOf(terms, given, time);
        given.paid += more;
        given.minutesGiven += minutesMore;
        ILicences.Due memory after_ = Obligations.dueOf(terms, given, time);
        assert(after_.dueAt == 0 || after_.dueAt >= due.dueAt);
        assert(after_.lapsesAt == 0 || after_.lapsesAt >= due.lapsesAt);
        if (due.standing == Standing.Lapsed) return; // the lapse is written down before more is given
        assert(after_.amount <= due.amount && after_.minutesDue <= due.minutesDue);

        given.paid = given.paid - more + due.amount;
        given.minutesGiven -= minutesMore;
        if (!_isMixed(terms)) given.minutesGiven += due.minutesDue;
        after_ = Obligations.dueOf(terms, given, time);
        assert(after_.amount == 0 && after_.minutesDue == 0);
    }

    /// @dev The minutes that are asked for do instead of the amount, where the two make up for each other, and fewer do not.
    function testFuzz_work(Case calldata c) public pure {
        (Obligations.Terms memory terms, Obligations.Given memory given, uint256 time) = _from(c);
        ILicences.Due memory due = Obligations.dueOf(terms, given, time);
        if (!_isMixed(terms)) return;
        if (due.standing == Standing.Lapsed) (given.lapsedAt, given.lapsedPeriods) = (due.lapsesAt, due.periods);
        assert((due.minutesDue == 0) == (due.amount == 0));
        if (due.minutesDue == 0) return;
        given.minutesGiven += due.minutesDue - 1;
        ILicences.Due memory after_ = Obligations.dueOf(terms, given, time);
        assert(after_.amount != 0 && after_.minutesDue == 1);
        ++given.minutesGiven;
        after_ = Obligations.dueOf(terms, given, time);
        assert(after_.amount == 0 && after_.minutesDue == 0);
    }

    function _from(
        Case calldata c
    ) private pure returns (Obligations.Terms memory terms, Obligations.Given memory given, uint256 time) {
        uint256 period = (1 + uint256(c.periodDays % 60)) * 1 days;
        time = START + uint256(c.day % 700) * 1 days + (c.second % 1 days);
        terms = Obligations.Terms({
            start: START,
            end: c.terms % 8 == 0 ? Obligations.NEVER : START + (c.terms % 8) * period,
            period: period,
            grace: uint256(c.graceDays % 20) * 1 days,
            cure: (1 + uint256(c.cureDays % 60)) * 1 days,
            firstCure: uint256(c.firstCureDays % 30) * 1 days,
            amount: c.amount % 20,
            minutesAsked: c.minutesAsked % 20,
            both: c.both
        });
        given = Obligations.Given({
            unitFees: c.unitFees % 100,
            reportedIn: c.unitFees % 100 == 0 ? 0 : 1 + (c.reportedIn % 8),
            paid: c.paid % 300,
            minutesGiven: c.minutesGiven % 300,
            noticedAt: c.noticedDay % 3 == 0 ? 0 : START + uint256(c.noticedDay % 700) * 1 days,
            lapsedAt: 0,
            lapsedPeriods: 0
        });
        // Nothing is written down before it happens.
        if (given.noticedAt > time) given.noticedAt = 0;
    }

    function _isMixed(Obligations.Terms memory terms) private pure returns (bool) {
        return !terms.both && terms.amount != 0 && terms.minutesAsked != 0;
    }

    function _endingAt(
        Obligations.Terms memory terms,
        uint256 end
    ) private pure returns (Obligations.Terms memory ending) {
        ending = Obligations.Terms(
            terms.start,
            end,
            terms.period,
            terms.grace,
            terms.cure,
            terms.firstCure,
            terms.amount,
            terms.minutesAsked,
            terms.both
        );
    }

    /// @dev From one end of a period to the next; the first at which something is missing says all.
    function _modelOf(
        Obligations.Terms memory terms,
        Obligations.Given memory given,
        uint256 time
    ) private pure returns (ILicences.Due memory model) {
        uint256 until = time < terms.end ? time : terms.end;
        model.standing = time < terms.end ? Standing.Kept : Standing.Over;
        uint256 moment = terms.start;
        uint256 owed = 0;
        uint256 work = 0;
        uint256 number = 0;
        bool missed = false;
        uint256 inForceUntil = 0; // of what lapsed
        while (moment + terms.period <= until || moment < inForceUntil) {
            moment += terms.period;
            ++number;
            owed += terms.amount;
            work += terms.minutesAsked;
            uint256 fees = number >= given.reportedIn ? given.unitFees : 0;
            if (missed || !_isShort(terms, given, owed + fees, work)) continue;
            missed = true;
            uint256 breachAt = moment + terms.grace;
            uint256 lapsesAt = breachAt + terms.cure;
            if (terms.firstCure != 0 && given.noticedAt >= breachAt && given.noticedAt + terms.firstCure < lapsesAt) {
                lapsesAt = given.noticedAt + terms.firstCure;
            }
            (model.dueAt, model.lapsesAt) = (uint40(moment), uint40(lapsesAt));
            if (lapsesAt <= time && lapsesAt < terms.end) {
                // It goes on through every period that ends before the lapse, or begins while it is in force, to its end.
                (until, inForceUntil) = (lapsesAt, breachAt);
                model.standing = Standing.Lapsed;
            } else if (time < terms.end) {
                model.standing = time < breachAt ? Standing.InGrace : Standing.Overdue;
            }
        }
        model.periods = uint32(number);
        bool ended = model.standing == Standing.Lapsed || model.standing == Standing.Over;
        if (ended || number >= given.reportedIn) owed += given.unitFees;
        _setOpen(model, terms, given, owed, work);
    }

    function _isShort(
        Obligations.Terms memory terms,
        Obligations.Given memory given,
        uint256 owed,
        uint256 work
    ) private pure returns (bool) {
        if (!_isMixed(terms)) {
            return given.paid < owed || given.minutesGiven < work;
        }
        return given.paid + (given.minutesGiven * terms.amount) / terms.minutesAsked < owed;
    }

    function _setOpen(
        ILicences.Due memory model,
        Obligations.Terms memory terms,
        Obligations.Given memory given,
        uint256 owed,
        uint256 work
    ) private pure {
        uint256 money = given.paid;
        bool mixed = _isMixed(terms);
        if (mixed) money += (given.minutesGiven * terms.amount) / terms.minutesAsked;
        model.amount = owed > money ? uint128(owed - money) : 0;
        if (!mixed) {
            model.minutesDue = work > given.minutesGiven ? uint64(work - given.minutesGiven) : 0;
            return;
        }
        // The fewest minutes in all whose worth is enough.
        uint256 left = owed > given.paid ? owed - given.paid : 0;
        uint256 least = (left * terms.minutesAsked) / terms.amount;
        if ((least * terms.amount) / terms.minutesAsked < left) ++least;
        model.minutesDue = least > given.minutesGiven ? uint64(least - given.minutesGiven) : 0;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IContributionLedger} from "../contributions/IContributionLedger.sol";
import {AgentId, PolicyId} from "../types/Ids.sol";
import {LICENSEE_SHIFT, licenseeIn, workIn} from "./GrantNumbers.sol";
import {ICommons} from "./ICommons.sol";
import {ILicences, Standing} from "./ILicences.sol";
import {Ask, Decision, ILicencePolicies, Purpose, UserClass} from "./ILicencePolicies.sol";
import {IOrganisations} from "./IOrganisations.sol";
import {Obligations} from "./Obligations.sol";
import {MAX_OFFERS, Offers} from "./Offers.sol";
import {PackedGrant, packGrant} from "./PackedGrant.sol";
import {Row} from "./Rows.sol";

/// @title The meters of grants
/// @dev What is reported, paid and counted for a grant after it was made, and what becomes of it. `Licences` says who acts and
/// moves the money; here stands what an act does to a meter. Deployed once and linked, since `Licences` has no room for it.
library Meters {
    struct Book {
        mapping(uint256 number => PackedGrant) grantAt;
        mapping(uint256 number => ILicences.Meter) meterAt;
        mapping(AgentId guild => mapping(AgentId agent => uint256)) minutesCountedOf;
    }

    /// @dev The floors below.
    struct Floors {
        ILicencePolicies policies;
        ICommons commons;
        IContributionLedger ledger;
        IOrganisations organisations;
    }

    // --- what a licensee does ----------------------------------------------------------------------------------------

    /// @dev As `ILicences.report`. Returns what is to be paid now.
    function report(
        Book storage self,
        Floors calldata floors,
        uint256 number,
        uint64 units,
        uint96 most
    ) external returns (address token, uint96 paid) {
        require(units != 0, ILicences.LicencesZeroUnits());
        (ILicences.Grant memory held, Ask memory ask) = _metered(self, floors, number);
        bool byPeriods = ask.periodDays != 0;
        require(ask.perUnit != 0 && (byPeriods || held.basis == Decision.Pay), ILicences.LicencesNotAsked(number));
        ILicences.Due memory due = _bookedDueOf(self, number, held, ask);
        _requireNothingDue(number, due);
        ILicences.Meter storage meter = self.meterAt[number];
        require(units <= type(uint64).max - meter.units, ILicences.LicencesTooManyUnits(units));
        uint96 fee = _unitFee(ask, held.paid, meter.unitFees, units);
        require(fee <= most, ILicences.LicencesAboveMost(fee, most));

        meter.units += units;
        meter.unitFees += fee;
        if (byPeriods) meter.reportedIn = SafeCast.toUint16(uint256(due.periods) + 1);
        else meter.paid += fee;
        paid = byPeriods ? 0 : fee;
        emit ILicences.UnitsReported(number, units, fee, paid, meter.reportedIn);
        return (ask.token, paid);
    }

    /// @dev As `ILicences.settle`. Returns the token that `amount` is paid in.
    function settle(
        Book storage self,
        Floors calldata floors,
        uint256 number,
        uint96 amount
    ) external returns (address) {
        (ILicences.Grant memory held, Ask memory ask) = _metered(self, floors, number);
        bool byAmount = held.basis == Decision.Reciprocate && ask.amount != 0;
        require(ask.periodDays != 0 && (byAmount || ask.perUnit != 0), ILicences.LicencesNotAsked(number));
        ILicences.Due memory due = _freezeLapse(self, number, held, ask);
        _requireOwed(number, due, amount <= due.amount);

        self.meterAt[number].paid += amount;
        emit ILicences.LicenceSettled(number, msg.sender, amount);
        return ask.token;
    }

    /// @dev As `ILicences.count`.
    function count(Book storage self, Floors calldata floors, uint256 number, AgentId by, uint32 minutesMore) external {
        (ILicences.Grant memory held, Ask memory ask) = _metered(self, floors, number);
        bool asked = ask.periodDays != 0 && held.basis == Decision.Reciprocate && ask.minutesAsked != 0;
        require(asked, ILicences.LicencesNotAsked(number));
        (AgentId guild, , , ) = floors.commons.offerOf(workIn(number));
        uint256 available = _uncounted(self, floors, guild, by);
        require(minutesMore != 0 && minutesMore <= available, ILicences.LicencesMinutesShort(available, minutesMore));
        ILicences.Due memory due = _freezeLapse(self, number, held, ask);
        _requireOwed(number, due, minutesMore <= due.minutesDue);

        self.minutesCountedOf[guild][by] += minutesMore;
        self.meterAt[number].minutesCounted += minutesMore;
        emit ILicences.ContributionsCounted(number, by, minutesMore);
    }

    /// @dev As `ILicences.release`.
    function release(Book storage self, Floors calldata floors, uint256 number) external {
        (ILicences.Grant memory held, Ask memory ask) = _metered(self, floors, number);
        ILicences.Due memory due = _freezeLapse(self, number, held, ask);
        uint256 endsAt = block.timestamp;
        if (ask.periodDays != 0) endsAt = held.grantedAt + (uint256(due.periods) + 1) * ask.periodDays * 1 days;
        bool earlier = _isRunning(due.standing) && (held.expiresAt == 0 || endsAt < held.expiresAt);
        require(earlier, ILicences.LicencesEndsAnyway(number, due.standing, held.expiresAt));

        held.expiresAt = uint40(endsAt);
        self.grantAt[number] = packGrant(held);
        emit ILicences.LicenceReleased(number, uint40(endsAt));
    }

    /// @dev The grant after another one: a renewal of it, or one in its place, for which nothing may be owed. Returns the
    /// grant as it is made.
    function follow(
        Book storage self,
        Floors calldata floors,
        uint256 number,
        uint32 term,
        ILicences.Grant memory grant
    ) external returns (ILicences.Grant memory) {
        (ILicences.Grant memory held, Ask memory ask) = _metered(self, floors, number);
        ILicences.Due memory due = _freezeLapse(self, number, held, ask);
        bool running = _isRunning(due.standing);
        // An approval is not the licensee's act: what is void for a time is not made void for good by it.
        if (running && grant.basis != Decision.ByApproval && _isVoid(self, floors, number, held)) {
            // As if it had ended now: all that was reported is due before another takes its place.
            _endNow(self.meterAt[number], due.periods);
            due = _bookedDueOf(self, number, held, ask);
            running = false;
        }
        bool renews = running && _renews(held, grant, ask.periodDays != 0, term);
        require(
            !running || renews || _replaces(held, grant, ask.periodDays != 0),
            ILicences.LicencesAlreadyGranted(held.policy, held.expiresAt)
        );
        _requireNothingDue(number, due);
        if (!renews) {
            _clear(self.meterAt[number]);
            return grant;
        }
        grant.expiresAt = held.expiresAt + term;
        if (ask.periodDays != 0) grant.grantedAt = held.grantedAt;
        if (grant.basis == Decision.Pay) _beginTerm(self.meterAt[number], number);
        return grant;
    }

    /// @dev Before something is taken on credit: nothing may be overdue, or owed, on a grant of the same work for another purpose.
    function requireNoArrears(Book storage self, Floors calldata floors, uint256 number) external view {
        uint256 first = (number >> LICENSEE_SHIFT) << LICENSEE_SHIFT;
        for (uint256 other = first; other <= first + uint256(type(Purpose).max); ++other) {
            if (other == number || !self.grantAt[other].wasMade()) continue;
            ILicences.Grant memory held = self.grantAt[other].unpack();
            ILicences.Due memory due = _bookedDueOf(self, other, held, _askOf(floors, held));
            if (due.standing != Standing.InGrace) _requireNothingDue(other, due);
        }
    }

    // --- what others do ----------------------------------------------------------------------------------------------

    /// @dev As `ILicences.notice`.
    function notice(Book storage self, Floors calldata floors, uint256 number, AgentId by) external {
        (ILicences.Grant memory held, Ask memory ask) = _metered(self, floors, number);
        ILicences.Due memory due = _bookedDueOf(self, number, held, ask);
        uint40 noticedAt = self.meterAt[number].noticedAt;
        bool isNew = due.standing == Standing.Overdue && noticedAt < due.breachAt;
        require(isNew, ILicences.LicencesNoBreach(number, due.standing, noticedAt));

        self.meterAt[number].noticedAt = uint40(block.timestamp);
        emit ILicences.BreachNoticed(number, by, uint40(block.timestamp));
    }

    /// @dev As `ILicences.suspend`.
    function suspend(
        Book storage self,
        Floors calldata floors,
        uint256 number,
        PolicyId policy,
        uint40 until
    ) external {
        require(until > block.timestamp, ILicences.LicencesBadSuspension(until));
        uint8 bit = _bitOf(self, floors, number, policy);
        ILicences.Meter storage meter = self.meterAt[number];
        // What is over does not begin again with another suspension, and what runs is not cut short by it.
        bool running = block.timestamp < meter.suspendedUntil;
        meter.suspended = running ? meter.suspended | bit : bit;
        if (!running || meter.suspendedUntil < until) meter.suspendedUntil = until;
        emit ILicences.LicenceSuspended(number, policy, meter.suspended, meter.suspendedUntil);
    }

    /// @dev As `ILicences.end`.
    function end(Book storage self, Floors calldata floors, uint256 number, PolicyId policy) external {
        uint8 bit = _bitOf(self, floors, number, policy);
        (ILicences.Grant memory held, Ask memory ask) = _metered(self, floors, number);
        ILicences.Due memory due = _freezeLapse(self, number, held, ask);
        ILicences.Meter storage meter = self.meterAt[number];
        meter.ended |= bit;
        if (held.policy == policy && _isRunning(due.standing)) _endNow(meter, due.periods);
        emit ILicences.LicenceEnded(number, policy, meter.ended, meter.lapsedAt, meter.lapsedPeriods);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @dev As `ILicences.dueOf`.
    function dueOf(
        Book storage self,
        Floors calldata floors,
        uint256 number
    ) external view returns (ILicences.Due memory due) {
        ILicences.Grant memory held = self.grantAt[number].unpack();
        if (held.grantedAt == 0) return due;
        return _bookedDueOf(self, number, held, _askOf(floors, held));
    }

    /// @dev As `ILicences.holdsGrant`.
    function holds(Book storage self, Floors calldata floors, uint256 number) external view returns (bool) {
        ILicences.Grant memory held = self.grantAt[number].unpack();
        if (held.grantedAt == 0 || _isVoid(self, floors, number, held)) return false;
        Standing standing = _bookedDueOf(self, number, held, _askOf(floors, held)).standing;
        return standing == Standing.Kept || standing == Standing.InGrace;
    }

    /// @dev What cases have barred: suspended now, and ended; bit i for the policy in place i of the work's.
    function barredAt(Book storage self, uint256 number) internal view returns (uint8 suspended, uint8 ended) {
        ILicences.Meter storage meter = self.meterAt[number];
        return (block.timestamp < meter.suspendedUntil ? meter.suspended : 0, meter.ended);
    }

    /// @dev A work's policies only grow, so the grant's is one of them, in a place for ever.
    function placeOf(Offers offers, PolicyId policy) internal pure returns (uint256 place) {
        while (place < MAX_OFFERS && offers.policyAt(place) != policy) ++place;
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _metered(
        Book storage self,
        Floors calldata floors,
        uint256 number
    ) private view returns (ILicences.Grant memory held, Ask memory ask) {
        held = self.grantAt[number].unpack();
        require(held.grantedAt != 0, ILicences.LicencesNoGrant(number));
        ask = _askOf(floors, held);
    }

    function _askOf(Floors calldata floors, ILicences.Grant memory held) private view returns (Ask memory ask) {
        bool asks = held.basis == Decision.Reciprocate || held.basis == Decision.Pay;
        if (asks) ask = floors.policies.askOf(held.policy, held.userClass);
    }

    function _bitOf(
        Book storage self,
        Floors calldata floors,
        uint256 number,
        PolicyId policy
    ) private view returns (uint8) {
        require(self.grantAt[number].wasMade(), ILicences.LicencesNoGrant(number));
        (, , , Offers offers) = floors.commons.offerOf(workIn(number));
        uint256 place = placeOf(offers, policy);
        require(place < offers.count(), ILicences.LicencesNotOffered(number, policy));
        return uint8(1 << place);
    }

    /// @dev Whether a grant counts for nothing now, whatever its term: its policy is barred by a case, or it was free for a
    /// class that its holder has no longer, and the present one does not have it free.
    function _isVoid(
        Book storage self,
        Floors calldata floors,
        uint256 number,
        ILicences.Grant memory held
    ) private view returns (bool) {
        (uint8 suspended, uint8 ended) = barredAt(self, number);
        if (suspended | ended != 0) {
            (, , , Offers offers) = floors.commons.offerOf(workIn(number));
            if (((suspended | ended) >> placeOf(offers, held.policy)) & 1 != 0) return true;
        }
        if (held.basis != Decision.Free) return false;
        (UserClass userClass, ) = floors.organisations.classOf(licenseeIn(number));
        if (userClass == held.userClass) return false;
        (uint256 row, ) = floors.policies.rowOf(held.policy, userClass);
        return Row.wrap(uint64(row)).decisionFor(Purpose(uint8(number))) != Decision.Free;
    }

    function _requireNothingDue(uint256 number, ILicences.Due memory due) private pure {
        require(due.amount == 0 && due.minutesDue == 0, ILicences.LicencesStillDue(number, due.amount, due.minutesDue));
    }

    /// @dev Once a grant is no longer in force, there is nothing to give in advance.
    function _requireOwed(uint256 number, ILicences.Due memory due, bool owed) private pure {
        require(_isRunning(due.standing) || owed, ILicences.LicencesNothingOwed(number, due.amount, due.minutesDue));
    }

    function _isRunning(Standing standing) private pure returns (bool) {
        return standing <= Standing.Overdue;
    }

    /// @dev In its last term only, or today's terms and price could be had for any time to come; and at the price of the class
    /// that the holder has now, so not if it is another.
    function _renews(
        ILicences.Grant memory held,
        ILicences.Grant memory grant,
        bool byPeriods,
        uint32 term
    ) private view returns (bool) {
        bool same = held.policy == grant.policy && held.basis == grant.basis && held.userClass == grant.userClass;
        bool lastTerm = held.expiresAt != 0 && held.expiresAt <= block.timestamp + term;
        return same && lastTerm && (grant.basis == Decision.Pay || byPeriods);
    }

    /// @dev What runs by periods is released before another takes its place, so that no period begun is lost between the two.
    /// Under the same policy, the new one lasts longer; another policy is the licensee's own choice.
    function _replaces(
        ILicences.Grant memory held,
        ILicences.Grant memory grant,
        bool byPeriods
    ) private pure returns (bool) {
        if (byPeriods) return false;
        if (grant.policy != held.policy) return grant.basis != Decision.ByApproval;
        return held.expiresAt != 0 && (grant.expiresAt == 0 || grant.expiresAt > held.expiresAt);
    }

    /// @dev Whole units at the class's price, up to what is left below the ceiling.
    function _unitFee(Ask memory ask, uint96 flatPaid, uint96 before, uint64 units) private pure returns (uint96) {
        uint256 fee = uint256(ask.perUnit) * units;
        if (ask.ceiling != 0) {
            uint256 asked = uint256(flatPaid) + before;
            uint256 left = ask.ceiling > asked ? ask.ceiling - asked : 0;
            if (fee > left) fee = left;
        }
        require(fee + before <= type(uint96).max, ILicences.LicencesTooManyUnits(units));
        return uint96(fee);
    }

    // --- dues --------------------------------------------------------------------------------------------------------

    /// @dev Of what was counted and paid. Minutes that nobody has counted count for none, or they would for several.
    function _bookedDueOf(
        Book storage self,
        uint256 number,
        ILicences.Grant memory held,
        Ask memory ask
    ) private view returns (ILicences.Due memory) {
        ILicences.Meter memory meter = self.meterAt[number];
        bool reciprocates = held.basis == Decision.Reciprocate;
        return
            Obligations.dueOf(
                Obligations.Terms({
                    start: held.grantedAt,
                    end: held.expiresAt == 0 ? Obligations.NEVER : held.expiresAt,
                    period: uint256(ask.periodDays) * 1 days,
                    grace: uint256(ask.graceDays) * 1 days,
                    cure: uint256(ask.cureDays) * 1 days,
                    firstCure: uint256(ask.firstCureDays) * 1 days,
                    amount: reciprocates ? ask.amount : 0,
                    minutesAsked: reciprocates ? ask.minutesAsked : 0,
                    both: ask.both
                }),
                Obligations.Given({
                    unitFees: meter.unitFees,
                    reportedIn: meter.reportedIn,
                    paid: meter.paid,
                    minutesGiven: meter.minutesCounted,
                    noticedAt: meter.noticedAt,
                    lapsedAt: meter.lapsedAt,
                    lapsedPeriods: meter.lapsedPeriods
                }),
                block.timestamp
            );
    }

    /// @dev Minutes of the record that no grant has counted. A correction may take from it what was counted already.
    function _uncounted(
        Book storage self,
        Floors calldata floors,
        AgentId guild,
        AgentId agent
    ) private view returns (uint256) {
        uint256[3] memory record = floors.ledger.recordOf(guild, agent);
        uint256 total = record[0] + record[1] + record[2];
        uint256 counted = self.minutesCountedOf[guild][agent];
        return total > counted ? total - counted : 0;
    }

    /// @dev What is given after a lapse must not undo it, so the lapse is written down first.
    function _freezeLapse(
        Book storage self,
        uint256 number,
        ILicences.Grant memory held,
        Ask memory ask
    ) private returns (ILicences.Due memory due) {
        due = _bookedDueOf(self, number, held, ask);
        if (due.standing != Standing.Lapsed || self.meterAt[number].lapsedAt != 0) return due;
        ILicences.Meter storage meter = self.meterAt[number];
        (meter.lapsedAt, meter.lapsedPeriods) = (due.lapsesAt, due.periods);
        emit ILicences.LicenceLapsed(number, due.lapsesAt, due.periods);
    }

    /// @dev Whoever did not choose the end owes whole periods only.
    function _endNow(ILicences.Meter storage meter, uint32 periods) private {
        (meter.lapsedAt, meter.lapsedPeriods) = (uint40(block.timestamp), periods);
    }

    /// @dev The ceiling bounds what the units of one paid term cost: those of the last are paid for first, and count against the
    /// new one no more.
    function _beginTerm(ILicences.Meter storage meter, uint256 number) private {
        (uint96 asked, uint96 paid) = (meter.unitFees, meter.paid);
        if (asked > paid) revert ILicences.LicencesStillDue(number, asked - paid, 0);
        if (asked != 0) (meter.unitFees, meter.paid) = (0, paid - asked);
    }

    /// @dev A new grant has a new meter; what cases decided stays.
    function _clear(ILicences.Meter storage meter) private {
        (meter.unitFees, meter.paid, meter.minutesCounted, meter.reportedIn) = (0, 0, 0, 0);
        (meter.units, meter.noticedAt, meter.lapsedAt, meter.lapsedPeriods) = (0, 0, 0, 0);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Reason, Status} from "./IMembers.sol";
import {Pauses} from "./Pauses.sol";
import {Persons} from "./Persons.sol";

/// @title Why somebody stands where they stand
/// @dev Reads only. The status kept is that of the last act; time may have moved it since. docs/membership.md has the table.
library CivicStatus {
    using Pauses for Persons.Book;
    using Persons for Persons.Book;

    /// @dev The status as of now, why it is so and what is missing. `needed` is the number of acceptances asked for.
    function statusNow(
        Persons.Book storage book,
        AgentId agent,
        uint256 needed
    ) internal view returns (Status status, Reason reason, uint256 have, uint256 need, uint40 moment) {
        status = book.agentOf[agent].status;
        if (Persons.isOnTheWay(status)) return _applicationStatus(book, agent, status, needed);
        if (status == Status.Active || status == Status.Inactive) return _memberStatus(book, agent, status);
        uint40 until = book.personOf[agent].suspendedUntil;
        if (status == Status.Suspended) {
            return (status, block.timestamp < until ? Reason.SuspensionRunning : Reason.SuspensionOver, 0, 0, until);
        }
        if (status == Status.Left) {
            if (block.timestamp < until) return (status, Reason.SuspensionRunning, 0, 0, until);
            return (status, Reason.LeftByChoice, 0, 0, 0);
        }
        return (status, status == Status.Expelled ? Reason.ExpelledByVerdict : Reason.None, 0, 0, 0);
    }

    function _applicationStatus(
        Persons.Book storage book,
        AgentId subject,
        Status status,
        uint256 needed
    ) private view returns (Status, Reason reason, uint256 have, uint256 need, uint40 moment) {
        Persons.Person storage person = book.personOf[subject];
        moment = person.applicationEnds;
        if (block.timestamp >= moment) return (Status.Left, Reason.ApplicationLapsed, 0, 0, moment);
        if (status == Status.Probationary && block.timestamp < person.probationEnds) {
            return (status, Reason.ProbationRunning, 0, 0, person.probationEnds);
        }
        (reason, have, need) = _missing(book, subject, status, needed);
        if (moment == Persons.FOR_EVER) moment = 0;
        if (reason != Reason.AcceptanceMissing) return (status, reason, have, need, moment);
        uint40 openedAt;
        (, openedAt, have) = book.roundOf(subject);
        return (status, reason, have, need, openedAt == 0 ? moment : openedAt + book.terms.acceptancePeriod);
    }

    /// @dev What an applicant, or a person whose probation is over, lacks for the next step; acceptances not counted yet.
    function _missing(
        Persons.Book storage book,
        AgentId subject,
        Status status,
        uint256 needed
    ) private view returns (Reason, uint256 have, uint256 need) {
        uint40 vouchedUntil;
        (have, vouchedUntil) = book.vouchesOf(subject, true);
        if (block.timestamp >= vouchedUntil) return (Reason.VouchesMissing, have, book.terms.vouchQuantity);
        bool isLastStep = status == Status.Probationary || book.isDirect();
        if (isLastStep && !book.isNear(subject)) return (Reason.DistanceMissing, 0, 0);
        return (needed == 0 ? Reason.None : Reason.AcceptanceMissing, 0, needed);
    }

    function _memberStatus(
        Persons.Book storage book,
        AgentId member,
        Status status
    ) private view returns (Status, Reason, uint256 have, uint256 need, uint40 moment) {
        (uint40 opensAt, uint40 due, uint40 closesAt) = book.renewalOf(member);
        if (status == Status.Active) {
            moment = book.agentOf[member].until;
            bool open = block.timestamp >= opensAt;
            if (block.timestamp < moment) return (status, open ? Reason.RenewalOpen : Reason.None, 0, 0, moment);
        }
        if (block.timestamp >= closesAt) return (Status.Left, Reason.LapsedForGood, 0, 0, due);
        if (status == Status.Inactive) {
            moment = book.renewalDueOf(member) + book.terms.longestRest;
            return (status, Reason.Resting, 0, 0, moment);
        }
        if (block.timestamp >= due) return (Status.Inactive, Reason.RenewalLapsed, 0, 0, closesAt);
        (have, ) = book.vouchesOf(member, false);
        return (Status.Inactive, Reason.VouchesLapsed, have, book.terms.vouchQuantity, due);
    }
}

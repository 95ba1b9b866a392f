// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {IMembers, Status} from "./IMembers.sol";
import {Persons} from "./Persons.sol";

/// @title Pauses: rests and suspensions
/// @dev While a membership pauses its renewal and vouches wait: at the end both are moved by the time they waited, to the
/// second. Nothing is rounded up there, so that no number of short rests adds up to a day. Changes no status: that is done in
/// `Members`, afterwards.
library Pauses {
    using Persons for Persons.Book;

    /// @dev Stricter terms leave a running spell as it is, so a pause must keep it too: what waits are the vouches, or, if
    /// that is more, the least that would let the spell run to its end. Called before the status changes.
    function beginPause(Persons.Book storage book, AgentId member, bool resting) internal {
        Persons.Person storage person = book.personOf[member];
        (, uint40 vouchedUntil) = book.vouchesOf(member, false);
        uint40 until = book.agentOf[member].until;
        // That is the first second of those whose day ends with the spell.
        if (block.timestamp < until && vouchedUntil <= until - 1 days) vouchedUntil = until - 1 days + 1;
        person.vouchedUntil = vouchedUntil;
        (person.pausedSince, person.resting) = (uint40(block.timestamp), resting);
        emit IMembers.PauseBegan(member, resting, vouchedUntil);
    }

    /// @dev Ends a pause, if one runs: renewal and vouches have waited for it. Called before the status changes.
    function endPause(Persons.Book storage book, AgentId member) internal {
        Persons.Person storage person = book.personOf[member];
        if (person.pausedSince == 0) return;
        uint40 waited = waitedOf(book, member);
        uint40 vouchedUntil = later(person.vouchedUntil, waited);
        person.renewalDue = book.renewalDueOf(member) + waited;
        person.vouchedUntil = vouchedUntil;
        if (book.agentOf[member].status == Status.Inactive) person.rested += waited;
        (person.pausedSince, person.resting) = (0, false);
        emit IMembers.PauseEnded(member, waited, vouchedUntil);
    }

    /// @dev How long renewal and vouches have waited in the pause that runs, if one does: for a rest at most as long as
    /// the terms say, for a suspension as long as it lasts.
    function waitedOf(Persons.Book storage book, AgentId member) internal view returns (uint40 waited) {
        uint40 since = book.personOf[member].pausedSince;
        if (since == 0) return 0;
        waited = uint40(block.timestamp) - since;
        if (book.agentOf[member].status != Status.Inactive) return waited;
        uint40 longest = book.terms.longestRest;
        if (longest < waited) waited = longest;
    }

    /// @dev No underflow: a renewal is due after 2015, and its window is at most ten years. A running pause counted in.
    function renewalOf(
        Persons.Book storage book,
        AgentId member
    ) internal view returns (uint40 opensAt, uint40 due, uint40 closesAt) {
        due = book.renewalDueOf(member) + waitedOf(book, member);
        return (due - book.terms.renewalWindow, due, due + book.terms.grace);
    }

    /// @dev A moment after a wait; for ever stays so.
    function later(uint40 moment, uint40 waited) internal pure returns (uint40) {
        return moment > Persons.FOR_EVER - waited ? Persons.FOR_EVER : moment + waited;
    }
}

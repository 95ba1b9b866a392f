// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {DayBuckets} from "./DayBuckets.sol";
import {IDistance} from "./IDistance.sol";
import {IMembers, MembershipTerms, Status} from "./IMembers.sol";
import {IERC5192} from "./IPassport.sol";
import {Vouches} from "./Vouches.sol";

/// @title What the register keeps about persons, and what every admission, renewal and spell computes from it
/// @dev Compiled into `Members`, which admits and renews, and into `Admission`, which does what happens less often.
library Persons {
    using Vouches for Vouches.List;

    uint40 internal constant FOR_EVER = type(uint40).max;

    /// @dev The first slot is all that an admission or a renewal reads and writes, beside the vouches.
    struct Person {
        uint40 renewalDue; //      0 for a founder before the first renewal or pause: then it is that of all founders
        uint40 probationEnds;
        uint40 applicationEnds; // an application not admitted by then has lapsed
        uint40 roundOpenedAt; //   of acceptance; 0 if none is open
        uint40 vouchedUntil; //    until then vouches suffice because a pause made them wait; 0 if none did
        uint24 accepted; //        in the open round
        uint16 round;
        bool introduced; //        by a voucher, so no founder
        uint40 lastVouchAt; //     given to somebody else
        uint40 keyChangedAt;
        uint40 pausedSince; //     beginning of the rest or suspension that runs; 0 if none does
        uint40 rested; //          seconds of all rests that have ended
        uint40 suspendedUntil;
        bool resting; //           also while suspended: then the rest goes on afterwards
        Vouches.List vouches;
    }

    struct Book {
        MembershipTerms terms;
        AgentId lastId;
        AgentId lastFounder; //           founders have the ids from 1 to this one
        uint40 foundersVouchedUntil;
        uint40 foundersRenewalDue;
        mapping(IMembers.Seat => address) seatOf;
        mapping(AgentId agent => IMembers.Agent) agentOf;
        mapping(address key => AgentId) idOf;
        mapping(AgentId person => Person) personOf;
        mapping(AgentId by => uint40[] givenAt) vouchesGiven;
        mapping(AgentId subject => mapping(uint256 roundAndLane => uint256 bits)) acceptances;
    }

    /// @dev Vouches valid now, and the moment from which fewer than the terms ask for will be; a running pause not counted
    /// in.
    /// @param skipExpelled Whether vouches of the expelled count for nothing.
    function vouchesOf(
        Book storage book,
        AgentId subject,
        bool skipExpelled
    ) internal view returns (uint256 have, uint40 sufficientUntil) {
        Person storage person = book.personOf[subject];
        uint256 quantity = book.terms.vouchQuantity;
        uint256 excluded = skipExpelled ? _byExpelled(book, person.vouches) : 0;
        (have, sufficientUntil) = person.vouches.standing(quantity, excluded);
        uint40 least = person.vouchedUntil;
        if (!person.introduced && isFounder(book, subject) && book.foundersVouchedUntil > least)
            least = book.foundersVouchedUntil;
        if (sufficientUntil < least) sufficientUntil = least;
        if (block.timestamp < sufficientUntil && have < quantity) have = quantity;
    }

    /// @dev Whether a status goes with a passport: a member, also one who rests or is suspended.
    function holdsPassport(Status status) internal pure returns (bool) {
        return status == Status.Active || status == Status.Inactive || status == Status.Suspended;
    }

    function isOnTheWay(Status status) internal pure returns (bool) {
        return status == Status.Applicant || status == Status.Probationary;
    }

    function issuePassport(AgentId member, address key) internal {
        emit IERC721.Transfer(address(0), key, AgentId.unwrap(member));
        emit IERC5192.Locked(AgentId.unwrap(member));
    }

    /// @dev When an application made now lapses.
    function applicationEnd(Book storage book) internal view returns (uint40) {
        uint40 window = book.terms.applicationWindow;
        return window == 0 ? FOR_EVER : uint40(block.timestamp) + window;
    }

    /// @dev When the renewal of a membership is due; a running pause not counted in.
    function renewalDueOf(Book storage book, AgentId member) internal view returns (uint40 due) {
        due = book.personOf[member].renewalDue;
        if (due == 0 && isFounder(book, member)) due = book.foundersRenewalDue;
    }

    /// @dev When a spell ends that runs or begins now: the end of the day on which the renewal is due or the vouches run out.
    function spellEnd(uint40 due, uint40 vouchedUntil) internal pure returns (uint40) {
        return DayBuckets.endOfDay(vouchedUntil < due ? vouchedUntil : due);
    }

    /// @dev Moves a renewal one term ahead of now, and never nearer than it was.
    function moveRenewal(Book storage book, AgentId member) internal returns (uint40 due) {
        Person storage person = book.personOf[member];
        due = DayBuckets.endOfDay(block.timestamp + book.terms.term);
        uint40 oldDue = person.introduced ? person.renewalDue : renewalDueOf(book, member);
        if (due < oldDue) due = oldDue;
        person.renewalDue = due;
    }

    /// @dev Reverts if the distance rule holds and is not shown to be met.
    function requireNear(Book storage book, AgentId person) internal view {
        require(isNear(book, person), IMembers.MembersDistanceMissing(person));
    }

    /// @dev Whether the distance rule is met, or does not hold. While its seat is empty nobody can meet it.
    function isNear(Book storage book, AgentId person) internal view returns (bool) {
        if (!book.terms.distance) return true;
        address seat = book.seatOf[IMembers.Seat.Distance];
        return seat != address(0) && IDistance(seat).isMet(person);
    }

    /// @dev Who can be asked first whether they were `introduced`, is: that slot is read in any case.
    function isFounder(Book storage book, AgentId agent) internal view returns (bool) {
        return
            !book.personOf[agent].introduced &&
            agent != NO_AGENT &&
            AgentId.unwrap(agent) <= AgentId.unwrap(book.lastFounder);
    }

    /// @dev Whether vouches alone lead from applicant to membership.
    function isDirect(Book storage book) internal view returns (bool) {
        return book.terms.probation == 0 && book.terms.acceptanceBps == 0;
    }

    /// @dev The open round of acceptance, or, with `openedAt` 0, the number the next one will have.
    function roundOf(
        Book storage book,
        AgentId subject
    ) internal view returns (uint16 round, uint40 openedAt, uint24 accepted) {
        Person storage person = book.personOf[subject];
        (round, openedAt, accepted) = (person.round, person.roundOpenedAt, person.accepted);
        bool open = openedAt != 0 && block.timestamp < openedAt + book.terms.acceptancePeriod;
        if (!open) (round, openedAt, accepted) = (round + 1, 0, 0);
    }

    /// @dev Opens a round of acceptance unless one is open.
    /// @return round The open round.
    /// @return openedAt The second before the opening, so that who became a member in that second is not in the round.
    /// @return accepted Acceptances so far.
    function openRound(
        Book storage book,
        AgentId subject
    ) internal returns (uint16 round, uint40 openedAt, uint24 accepted) {
        (round, openedAt, accepted) = roundOf(book, subject);
        if (openedAt != 0) return (round, openedAt, accepted);
        openedAt = uint40(block.timestamp - 1);
        Person storage person = book.personOf[subject];
        (person.round, person.roundOpenedAt, person.accepted) = (round, openedAt, 0);
        emit IMembers.AcceptanceRoundOpened(subject, round, openedAt);
    }

    /// @dev Counts an acceptance. Requirements: not accepted before in this round. The last one, which ends the round,
    /// need not be remembered.
    function accept(Book storage book, AgentId by, AgentId subject, uint16 round, bool isLast) internal {
        uint256 lane = (uint256(round) << 32) | (AgentId.unwrap(by) / 256);
        uint256 bit = 1 << (AgentId.unwrap(by) % 256);
        uint256 bits = book.acceptances[subject][lane];
        require(bits & bit == 0, IMembers.MembersAlreadyAccepted(by, subject, round));
        if (!isLast) {
            book.acceptances[subject][lane] = bits | bit;
            ++book.personOf[subject].accepted;
        }
        emit IMembers.Accepted(by, subject, round);
    }

    /// @dev Which vouches for a person are by somebody expelled: bit i for the one in place i.
    function _byExpelled(Book storage book, Vouches.List storage vouches) private view returns (uint256 places) {
        for (uint256 i = 0; i < Vouches.MAX; ++i) {
            (AgentId by, ) = vouches.vouch(i);
            if (by == NO_AGENT) break;
            if (book.agentOf[by].status == Status.Expelled) places |= 1 << i;
        }
    }
}

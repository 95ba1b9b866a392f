// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {DayBuckets} from "./DayBuckets.sol";
import {IMembers, MembershipTerms, Reason, Status} from "./IMembers.sol";
import {Vouches} from "./Vouches.sol";

/// @title The way in: vouches given and received, probation, rounds of acceptance, renewal
/// @dev A linked library, so that `Members` stays under the size limit. It keeps its book in the storage of `Members`
/// and changes no key, status or spell: who may act is checked there, what an act needs of time, stock and number is
/// checked here, and here is said why somebody stands where they stand.
library Admission {
    using Vouches for Vouches.Vouch[];

    /// @dev One slot.
    struct Person {
        uint40 renewalDue; //     0 for a founder before the first renewal: then it is that of all founders
        uint40 probationEnds;
        uint40 lastVouchAt; //    given to somebody else
        uint40 keyChangedAt;
        uint40 roundOpenedAt;
        uint24 accepted; //       in the present round
        uint16 round;
    }

    struct Book {
        MembershipTerms terms;
        AgentId lastFounder; //           founders have the ids from 1 to this one
        uint40 foundersVouchedUntil;
        uint40 foundersRenewalDue;
        mapping(AgentId person => Person) personOf;
        mapping(AgentId subject => Vouches.Vouch[]) vouchesFor;
        mapping(AgentId by => uint40[] givenAt) vouchesGiven;
        mapping(AgentId subject => mapping(uint256 roundAndLane => uint256 bits)) acceptances;
    }

    uint256 private constant BPS = 10_000;
    uint256 private constant CENTURY = 100 * 365 days;
    uint256 private constant LONGEST_WINDOW = 10 * 365 days;

    /// @dev Checks and keeps the terms.
    function setTerms(Book storage book, MembershipTerms memory terms) public {
        uint256 quantity = terms.vouchQuantity;
        require(quantity != 0 && quantity <= Vouches.MAX, IMembers.MembersBadTerms("vouchQuantity"));
        require(terms.acceptanceBps <= BPS, IMembers.MembersBadTerms("acceptanceBps"));
        // Rounds are numbered in 16 bits: at a day each they last longer than a life.
        require(
            terms.acceptanceBps == 0 || terms.acceptancePeriod >= 1 days,
            IMembers.MembersBadTerms("acceptancePeriod")
        );
        // Ends that lie ahead are counted by day; a century keeps every sum far inside `uint40` seconds.
        require(terms.term >= 1 days && terms.term <= CENTURY, IMembers.MembersBadTerms("term"));
        require(
            terms.renewalWindow != 0 && terms.renewalWindow <= terms.term && terms.renewalWindow <= LONGEST_WINDOW,
            IMembers.MembersBadTerms("renewalWindow")
        );
        require(terms.grace != 0, IMembers.MembersBadTerms("grace"));
        require(terms.vouchValidity <= CENTURY, IMembers.MembersBadTerms("vouchValidity"));
        book.terms = terms;
        emit IMembers.TermsSet(terms);
    }

    /// @dev Keeps a vouch. Requirements: spacing since the voucher's last one; a free place in the stock.
    function vouch(Book storage book, AgentId by, AgentId subject) public {
        Person storage voucher = book.personOf[by];
        uint40 notBefore = voucher.lastVouchAt + book.terms.vouchSpacing;
        require(voucher.lastVouchAt == 0 || block.timestamp >= notBefore, IMembers.MembersVouchTooSoon(by, notBefore));
        uint40 validity = book.terms.vouchValidity;
        uint256 stock = book.terms.vouchStock;
        if (stock != 0) {
            // The vouch `stock` places back must have run out before a new one is given.
            uint40[] storage given = book.vouchesGiven[by];
            uint40 freeAt = given.length < stock ? 0 : _expiryOf(given[given.length - stock], validity);
            require(block.timestamp >= freeAt, IMembers.MembersVouchStockUsed(by, freeAt));
            given.push(uint40(block.timestamp));
        }

        voucher.lastVouchAt = uint40(block.timestamp);
        uint40 expiresAt = _expiryOf(uint40(block.timestamp), validity);
        book.vouchesFor[subject].keep(by, expiresAt);
        emit IMembers.Vouched(by, subject, uint40(block.timestamp), expiresAt);
    }

    /// @dev What an applicant is from now on: still that, on probation, or a member where the terms ask for neither time
    /// nor acceptance. A round of acceptance left open by an earlier probation is over.
    function advance(Book storage book, AgentId applicant) public returns (Status) {
        (uint256 have, ) = vouchesOf(book, applicant);
        if (have < book.terms.vouchQuantity) return Status.Applicant;
        if (book.terms.probation == 0 && book.terms.acceptanceBps == 0) return Status.Active;
        Person storage person = book.personOf[applicant];
        (person.probationEnds, person.roundOpenedAt) = (uint40(block.timestamp) + book.terms.probation, 0);
        return Status.Probationary;
    }

    /// @dev Reverts unless the probation is over and enough vouches are valid.
    function requireProbationOver(Book storage book, AgentId subject) public view {
        uint40 ends = book.personOf[subject].probationEnds;
        require(block.timestamp >= ends, IMembers.MembersProbationRunning(subject, ends));
        requireVouched(book, subject);
    }

    /// @dev Opens a round of acceptance unless one is open.
    /// @return round The open round.
    /// @return openedAt The second before the opening, so that who became a member in that second is not in the round.
    function openRound(Book storage book, AgentId subject) public returns (uint16 round, uint40 openedAt) {
        (round, openedAt, ) = roundOf(book, subject);
        if (openedAt != 0) return (round, openedAt);
        openedAt = uint40(block.timestamp - 1);
        Person storage person = book.personOf[subject];
        (person.round, person.roundOpenedAt, person.accepted) = (round, openedAt, 0);
        emit IMembers.AcceptanceRoundOpened(subject, round, openedAt);
    }

    /// @dev Counts an acceptance. Requirements: the round is the open one; not accepted before.
    /// @return accepted Acceptances in this round so far.
    function accept(Book storage book, AgentId by, AgentId subject, uint16 round) public returns (uint24 accepted) {
        Person storage person = book.personOf[subject];
        require(round == person.round, IMembers.MembersWrongRound(subject, round, person.round));
        uint256 lane = (uint256(round) << 32) | (AgentId.unwrap(by) / 256);
        uint256 bit = 1 << (AgentId.unwrap(by) % 256);
        uint256 bits = book.acceptances[subject][lane];
        require(bits & bit == 0, IMembers.MembersAlreadyAccepted(by, subject, round));
        book.acceptances[subject][lane] = bits | bit;
        accepted = ++person.accepted;
        emit IMembers.Accepted(by, subject, round);
    }

    /// @dev The first founders' terms hold for all: their ids, renewal and mutual vouches are kept once.
    /// @return until First second after the founders' first spell.
    function beginFounding(Book storage book, AgentId lastId, uint256 founders) public returns (uint40 until) {
        require(lastId == book.lastFounder, IMembers.MembersFoundingOver());
        if (lastId == NO_AGENT) {
            uint40 validity = book.terms.vouchValidity;
            book.foundersRenewalDue = DayBuckets.endOfDay(block.timestamp + book.terms.term);
            book.foundersVouchedUntil = _expiryOf(uint40(block.timestamp), validity);
        }
        (uint40 due, uint40 vouchedUntil) = (book.foundersRenewalDue, book.foundersVouchedUntil);
        until = vouchedUntil < due ? DayBuckets.endOfDay(vouchedUntil) : due;
        require(block.timestamp < until, IMembers.MembersFoundingOver());
        book.lastFounder = AgentId.wrap(AgentId.unwrap(lastId) + SafeCast.toUint32(founders));
        emit IMembers.FoundersNamed(book.lastFounder, due, vouchedUntil);
    }

    /// @dev Moves a renewal one term ahead of now, and never nearer than it was.
    function setRenewalDue(Book storage book, AgentId member) public {
        uint40 due = DayBuckets.endOfDay(block.timestamp + book.terms.term);
        uint40 oldDue = renewalDueOf(book, member);
        if (due < oldDue) due = oldDue;
        book.personOf[member].renewalDue = due;
        emit IMembers.RenewalDueSet(member, due);
    }

    /// @dev Renews for one term. Requirements: the renewal is open.
    function renew(Book storage book, AgentId member) public {
        (uint40 opensAt, , uint40 closesAt) = _renewalOf(book, member);
        require(
            block.timestamp >= opensAt && block.timestamp < closesAt,
            IMembers.MembersRenewalClosed(member, opensAt, closesAt)
        );
        setRenewalDue(book, member);
    }

    /// @dev Reverts unless a resting member can come back: no renewal is due, and enough vouches are valid.
    function requireReturn(Book storage book, AgentId member) public view {
        (uint40 opensAt, uint40 due, uint40 closesAt) = _renewalOf(book, member);
        require(block.timestamp < due, IMembers.MembersRenewalClosed(member, opensAt, closesAt));
        requireVouched(book, member);
    }

    /// @dev Reverts unless enough vouches are valid.
    function requireVouched(Book storage book, AgentId subject) public view {
        (uint256 have, uint40 sufficientUntil) = vouchesOf(book, subject);
        require(
            block.timestamp < sufficientUntil,
            IMembers.MembersVouchesMissing(subject, have, book.terms.vouchQuantity)
        );
    }

    /// @dev Notes a change of key. Requirements: the interval since the last one has passed.
    function changeKey(Book storage book, AgentId agent) public {
        Person storage person = book.personOf[agent];
        uint40 notBefore = person.keyChangedAt + book.terms.keyInterval;
        require(person.keyChangedAt == 0 || block.timestamp >= notBefore, IMembers.MembersKeyTooSoon(agent, notBefore));
        person.keyChangedAt = uint40(block.timestamp);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @dev The open round of acceptance, or, with `openedAt` 0, the number the next one will have.
    function roundOf(
        Book storage book,
        AgentId subject
    ) public view returns (uint16 round, uint40 openedAt, uint24 accepted) {
        Person storage person = book.personOf[subject];
        openedAt = person.roundOpenedAt;
        bool open = openedAt != 0 && block.timestamp < openedAt + book.terms.acceptancePeriod;
        return open ? (person.round, openedAt, person.accepted) : (person.round + 1, 0, 0);
    }

    function renewalDueOf(Book storage book, AgentId member) public view returns (uint40 due) {
        due = book.personOf[member].renewalDue;
        if (due == 0 && _isFounder(book, member)) due = book.foundersRenewalDue;
    }

    /// @dev Vouches valid now, and the moment from which fewer than the terms ask for will be.
    function vouchesOf(Book storage book, AgentId subject) public view returns (uint256 have, uint40 sufficientUntil) {
        uint256 quantity = book.terms.vouchQuantity;
        (have, sufficientUntil) = book.vouchesFor[subject].standing(quantity);
        uint40 founding = book.foundersVouchedUntil;
        if (sufficientUntil < founding && _isFounder(book, subject)) {
            sufficientUntil = founding;
            if (founding > block.timestamp && have < quantity) have = quantity;
        }
    }

    /// @dev When a spell that runs or begins now would end: the renewal, or the end of the day the vouches run out.
    function spellEndOf(Book storage book, AgentId member) public view returns (uint40) {
        (, uint40 vouchedUntil) = vouchesOf(book, member);
        uint40 due = renewalDueOf(book, member);
        return vouchedUntil < due ? DayBuckets.endOfDay(vouchedUntil) : due;
    }

    /// @dev The status as of now, why it is so and what is missing. `needed` is the number of acceptances asked for.
    function statusOf(
        Book storage book,
        AgentId agent,
        IMembers.Agent storage known,
        uint256 needed
    ) public view returns (Status status, Reason reason, uint256 have, uint256 need, uint40 moment) {
        status = known.status;
        if (status == Status.Applicant) return _lacksVouches(book, agent, status, Reason.VouchesMissing, 0);
        if (status == Status.Probationary) return _probationStatus(book, agent, needed);
        if (status == Status.Left) return (status, Reason.LeftByChoice, 0, 0, 0);
        if (status != Status.Active && status != Status.Inactive) return (status, Reason.None, 0, 0, 0);

        (uint40 opensAt, uint40 due, uint40 closesAt) = _renewalOf(book, agent);
        if (status == Status.Active && block.timestamp < known.until) {
            return (status, block.timestamp < opensAt ? Reason.None : Reason.RenewalOpen, 0, 0, known.until);
        }
        if (block.timestamp >= closesAt) return (Status.Left, Reason.LapsedForGood, 0, 0, due);
        if (status == Status.Inactive) return (status, Reason.Resting, 0, 0, due);
        if (block.timestamp >= due) return (Status.Inactive, Reason.RenewalLapsed, 0, 0, closesAt);
        return _lacksVouches(book, agent, Status.Inactive, Reason.VouchesLapsed, due);
    }

    function vouchFor(
        Book storage book,
        AgentId subject,
        uint256 index
    ) public view returns (AgentId by, uint40 expiresAt) {
        if (index >= book.vouchesFor[subject].length) return (NO_AGENT, 0);
        Vouches.Vouch storage known = book.vouchesFor[subject][index];
        return (known.by, known.expiresAt);
    }

    // --- what only this book needs -----------------------------------------------------------------------------------

    function _probationStatus(
        Book storage book,
        AgentId subject,
        uint256 needed
    ) private view returns (Status status, Reason reason, uint256 have, uint256 need, uint40 moment) {
        status = Status.Probationary;
        uint40 ends = book.personOf[subject].probationEnds;
        if (block.timestamp < ends) return (status, Reason.ProbationRunning, 0, 0, ends);
        (, uint40 vouchedUntil) = vouchesOf(book, subject);
        if (block.timestamp >= vouchedUntil) return _lacksVouches(book, subject, status, Reason.VouchesMissing, 0);
        if (needed == 0) return (status, Reason.None, 0, 0, 0);
        (, uint40 openedAt, uint24 accepted) = roundOf(book, subject);
        if (openedAt != 0) moment = openedAt + book.terms.acceptancePeriod;
        return (status, Reason.AcceptanceMissing, accepted, needed, moment);
    }

    function _lacksVouches(
        Book storage book,
        AgentId subject,
        Status status,
        Reason reason,
        uint40 moment
    ) private view returns (Status, Reason, uint256 have, uint256 need, uint40) {
        (have, ) = vouchesOf(book, subject);
        return (status, reason, have, book.terms.vouchQuantity, moment);
    }

    /// @dev No underflow: a renewal is due after 2015, and its window is at most ten years.
    function _renewalOf(
        Book storage book,
        AgentId member
    ) private view returns (uint40 opensAt, uint40 due, uint40 closesAt) {
        due = renewalDueOf(book, member);
        return (due - book.terms.renewalWindow, due, due + book.terms.grace);
    }

    function _isFounder(Book storage book, AgentId agent) private view returns (bool) {
        return AgentId.unwrap(agent) != 0 && AgentId.unwrap(agent) <= AgentId.unwrap(book.lastFounder);
    }

    function _expiryOf(uint40 vouchedAt, uint40 validity) private pure returns (uint40) {
        return validity == 0 ? type(uint40).max : vouchedAt + validity;
    }
}

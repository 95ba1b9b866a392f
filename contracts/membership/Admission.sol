// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {IChartered} from "../types/IChartered.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {CivicStatus} from "./CivicStatus.sol";
import {DayBuckets} from "./DayBuckets.sol";
import {IMembers, MembershipTerms, Reason, Status} from "./IMembers.sol";
import {IRecovery} from "./IRecovery.sol";
import {Pauses} from "./Pauses.sol";
import {Persons} from "./Persons.sol";
import {Vouches} from "./Vouches.sol";

/// @title Terms, keys, vouches given, renewals, rests and verdicts
/// @dev A linked library, so that `Members` stays under the size limit. It keeps its part of the book in the storage of
/// `Members` and changes no status or spell: who may act is checked there, what an act needs of time, stock and number
/// is checked here. What a pause does is in `Pauses`, why somebody stands where they stand in `CivicStatus`; both are compiled
/// into this library.
library Admission {
    using CivicStatus for Persons.Book;
    using Pauses for Persons.Book;
    using Persons for Persons.Book;
    using Vouches for Vouches.List;

    uint256 private constant BPS = 10_000;
    uint256 private constant CENTURY = 100 * 365 days;
    uint256 private constant LONGEST_WINDOW = 10 * 365 days;
    /// @dev The epochs after it are kept for recovery: whoever has stolen a key must not be able to use them all up.
    uint8 private constant HOLDERS_EPOCHS = 240;

    // --- terms and founding ------------------------------------------------------------------------------------------

    /// @dev Checks and keeps the terms.
    function setTerms(Persons.Book storage book, MembershipTerms memory terms) public {
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
        // Vouches given are remembered for the stock; the distance rule counts them.
        require(!terms.distance || terms.vouchStock != 0, IMembers.MembersBadTerms("vouchStock"));
        // An application that lapses before the probation is over would let nobody in.
        require(
            terms.applicationWindow == 0 || terms.applicationWindow > terms.probation,
            IMembers.MembersBadTerms("applicationWindow")
        );
        book.terms = terms;
        emit IMembers.TermsSet(terms);
    }

    /// @dev Makes the first members. The first founders' terms hold for all: their ids, renewal and mutual vouches are kept
    /// once.
    /// @return until First second after the founders' first spell.
    function found(Persons.Book storage book, address[] calldata keys) public returns (uint40 until) {
        AgentId lastId = book.lastId;
        require(lastId == book.lastFounder, IMembers.MembersFoundingOver());
        if (lastId == NO_AGENT) {
            book.foundersRenewalDue = DayBuckets.endOfDay(block.timestamp + book.terms.term);
            book.foundersVouchedUntil = _expiryOf(uint40(block.timestamp), book.terms.vouchValidity);
        }
        (uint40 due, uint40 vouchedUntil) = (book.foundersRenewalDue, book.foundersVouchedUntil);
        until = Persons.spellEnd(due, vouchedUntil);
        require(block.timestamp < until, IMembers.MembersFoundingOver());
        uint32 last = AgentId.unwrap(lastId);
        AgentId first = AgentId.wrap(last + 1);
        for (uint256 i = 0; i < keys.length; ++i) {
            _newFounder(book, AgentId.wrap(++last), keys[i], until);
        }
        (book.lastId, book.lastFounder) = (AgentId.wrap(last), AgentId.wrap(last));
        emit IMembers.FoundersNamed(first, AgentId.wrap(last), due, vouchedUntil, uint40(block.timestamp), until);
    }

    // --- agents and keys ---------------------------------------------------------------------------------------------

    /// @dev Names a later contract. Requirements: the seat is empty.
    function fillSeat(Persons.Book storage book, IMembers.Seat seat, address holder) public {
        address known = book.seatOf[seat];
        require(known == address(0), IMembers.MembersSeatTaken(seat, known));
        require(holder != address(0), IChartered.CharteredZeroAddress());
        book.seatOf[seat] = holder;
        emit IMembers.SeatFilled(seat, holder);
    }

    /// @dev Makes the agent of a guild or an organisation. Requirements: the caller sits in the seat for it; key unused.
    function register(Persons.Book storage book, address caller, Status kind, address key) public returns (AgentId) {
        bool guild = kind == Status.Guild;
        require(guild || kind == Status.Organisation, IMembers.MembersWrongStatus(NO_AGENT, kind));
        _requireSeat(book, guild ? IMembers.Seat.Guilds : IMembers.Seat.Organisations, caller);
        return _newAgent(book, NO_AGENT, kind, key);
    }

    /// @dev Makes an applicant. Requirements: key unused.
    function introduce(Persons.Book storage book, AgentId by, address key) public returns (AgentId agent) {
        agent = _newAgent(book, by, Status.Applicant, key);
        Persons.Person storage person = book.personOf[agent];
        (person.introduced, person.applicationEnds) = (true, book.applicationEnd());
    }

    /// @dev The holder moves an agent to another key. Requirements: no recovery is pending; the interval since the last
    /// change has passed; as `_changeKey`.
    function rotateKey(Persons.Book storage book, AgentId agent, address newKey) public {
        address recovery = book.seatOf[IMembers.Seat.Recovery];
        bool pending = recovery != address(0) && IRecovery(recovery).isPending(agent);
        require(!pending, IMembers.MembersRecoveryPending(agent));
        uint40 changedAt = book.personOf[agent].keyChangedAt;
        uint40 notBefore = changedAt + book.terms.keyInterval;
        require(changedAt == 0 || block.timestamp >= notBefore, IMembers.MembersKeyTooSoon(agent, notBefore));
        require(book.agentOf[agent].keyEpoch < HOLDERS_EPOCHS, IMembers.MembersKeyEpochsUsed(agent));
        _changeKey(book, agent, newKey);
    }

    /// @dev Trusted contacts move an agent to another key. Requirements: their seat; as `_changeKey`.
    function recoverKey(Persons.Book storage book, address caller, AgentId agent, address newKey) public {
        _requireSeat(book, IMembers.Seat.Recovery, caller);
        _changeKey(book, agent, newKey);
    }

    // --- the way in --------------------------------------------------------------------------------------------------

    /// @dev Keeps a vouch. Requirements: spacing since the voucher's last one; a free place in the stock.
    function vouch(Persons.Book storage book, AgentId by, AgentId subject) public {
        Persons.Person storage voucher = book.personOf[by];
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
        book.personOf[subject].vouches.keep(by, expiresAt);
        emit IMembers.Vouched(by, subject, uint40(block.timestamp), expiresAt);
    }

    /// @dev A person who is out applies again: what a pause once added to their vouches does not count for that.
    /// Requirements: out, and no suspension runs.
    function reapply(Persons.Book storage book, AgentId agent) public {
        (Status status, , , , ) = book.statusNow(agent, 0);
        require(status == Status.Left, IMembers.MembersWrongStatus(agent, status));
        Persons.Person storage person = book.personOf[agent];
        uint40 suspendedUntil = person.suspendedUntil;
        require(block.timestamp >= suspendedUntil, IMembers.MembersSuspensionRunning(agent, suspendedUntil));
        book.endPause(agent);
        person.vouchedUntil = 0;
        person.applicationEnds = book.applicationEnd();
        // Of who applied before and was not admitted in time the status stays the same: the log tells the new application.
        Status kept = book.agentOf[agent].status;
        if (kept == Status.Applicant) emit IMembers.StatusChanged(agent, kept, kept, Reason.None);
    }

    // --- staying and pausing -----------------------------------------------------------------------------------------

    /// @dev Renews for one term. Requirements: a member, active or resting; the renewal is open; the distance rule, also at
    /// rest, or a rest of no length would get round it; for who does not rest, enough vouches.
    function renew(Persons.Book storage book, AgentId member) public {
        Status status = book.agentOf[member].status;
        bool rests = status == Status.Inactive;
        require(rests || status == Status.Active, IMembers.MembersWrongStatus(member, status));
        (uint40 opensAt, , uint40 closesAt) = book.renewalOf(member);
        require(
            block.timestamp >= opensAt && block.timestamp < closesAt,
            IMembers.MembersRenewalClosed(member, opensAt, closesAt)
        );
        if (rests) book.endPause(member);
        emit IMembers.RenewalDueSet(member, book.moveRenewal(member));
        if (rests) book.beginPause(member, true);
        else _requireVouched(book, member);
        book.requireNear(member);
    }

    /// @dev Begins or ends a rest. Requirements to end one: a resting member; the renewal is not overdue; enough vouches.
    /// @return next The status from now on.
    function rest(Persons.Book storage book, AgentId member, bool resting) public returns (Status next) {
        if (resting) {
            book.beginPause(member, true);
            return Status.Inactive;
        }
        Status status = book.agentOf[member].status;
        require(status == Status.Inactive, IMembers.MembersWrongStatus(member, status));
        book.endPause(member);
        (uint40 opensAt, uint40 due, uint40 closesAt) = book.renewalOf(member);
        require(block.timestamp < due, IMembers.MembersRenewalClosed(member, opensAt, closesAt));
        _requireVouched(book, member);
        return Status.Active;
    }

    /// @dev Ends what runs for a person who leaves. Requirements: on the way, or a member, also a suspended one.
    function resign(Persons.Book storage book, AgentId agent) public {
        Status status = book.agentOf[agent].status;
        require(status >= Status.Applicant && status <= Status.Suspended, IMembers.MembersWrongStatus(agent, status));
        book.endPause(agent);
    }

    // --- verdicts ----------------------------------------------------------------------------------------------------

    /// @dev Keeps a suspension: a membership pauses, an application ends. Requirements: the seat; a person not expelled.
    /// @return next The status from now on.
    function suspend(
        Persons.Book storage book,
        address caller,
        AgentId agent,
        uint40 until
    ) public returns (Status next) {
        Status status = _requireWithin(book, caller, agent);
        Persons.Person storage person = book.personOf[agent];
        if (until > person.suspendedUntil) person.suspendedUntil = until;
        emit IMembers.SuspensionSet(agent, person.suspendedUntil);
        if (status == Status.Suspended) return status;
        (Status shown, , , , ) = book.statusNow(agent, 0);
        bool rests = status == Status.Inactive;
        if (rests) book.endPause(agent);
        if (shown != Status.Active && shown != Status.Inactive) return Status.Left;
        book.beginPause(agent, rests);
        return Status.Suspended;
    }

    /// @dev Ends a suspension; who rested before rests on. Requirements: suspended; the suspension is over, or the caller
    /// sits in the seat.
    /// @return next The status from now on.
    function reinstate(Persons.Book storage book, address caller, AgentId agent) public returns (Status next) {
        Status status = book.agentOf[agent].status;
        require(status == Status.Suspended, IMembers.MembersWrongStatus(agent, status));
        Persons.Person storage person = book.personOf[agent];
        uint40 until = person.suspendedUntil;
        bool decides = caller == book.seatOf[IMembers.Seat.Justice];
        require(decides || block.timestamp >= until, IMembers.MembersSuspensionRunning(agent, until));
        person.suspendedUntil = 0;
        emit IMembers.SuspensionSet(agent, 0);
        bool rests = person.resting;
        book.endPause(agent);
        if (!rests) return Status.Active;
        book.beginPause(agent, true);
        return Status.Inactive;
    }

    /// @dev Ends what runs for a person to be expelled. Requirements: the seat; a person not expelled.
    function expel(Persons.Book storage book, address caller, AgentId agent) public {
        _requireWithin(book, caller, agent);
        book.endPause(agent);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @dev Counted as an admission counts them for a person on the way in; a running pause counted in.
    function vouchesNow(
        Persons.Book storage book,
        AgentId subject
    ) public view returns (uint256 have, uint40 sufficientUntil) {
        (have, sufficientUntil) = book.vouchesOf(subject, Persons.isOnTheWay(book.agentOf[subject].status));
        uint40 waited = book.waitedOf(subject);
        if (waited == 0) return (have, sufficientUntil);
        uint40 waiting = Pauses.later(book.personOf[subject].vouchedUntil, waited);
        if (sufficientUntil < waiting) sufficientUntil = waiting;
        if (block.timestamp < sufficientUntil && have < book.terms.vouchQuantity) have = book.terms.vouchQuantity;
    }

    /// @dev A running pause counted in.
    function renewalDueNow(Persons.Book storage book, AgentId member) public view returns (uint40) {
        return book.renewalDueOf(member) + book.waitedOf(member);
    }

    function restedOf(
        Persons.Book storage book,
        AgentId agent
    ) public view returns (uint40 rested, uint40 restingSince) {
        Persons.Person storage person = book.personOf[agent];
        rested = person.rested;
        if (book.agentOf[agent].status != Status.Inactive) return (rested, 0);
        return (rested + book.waitedOf(agent), person.pausedSince);
    }

    /// @dev Whether a person has received and given at least `quantity` vouches valid now, those of the founding included.
    /// The latest vouches given run out last, so the one `quantity` places back answers for all after it.
    function isReferee(Persons.Book storage book, AgentId person, uint256 quantity) public view returns (bool) {
        bool mutual = block.timestamp < book.foundersVouchedUntil && book.isFounder(person);
        uint256 lastFounder = mutual ? AgentId.unwrap(book.lastFounder) : 0;
        uint256 founding = mutual ? lastFounder - 1 : 0;
        if (founding >= quantity) return true;
        uint256 missing = quantity - founding;

        uint40[] storage given = book.vouchesGiven[person];
        if (given.length < missing) return false;
        if (block.timestamp >= _expiryOf(given[given.length - missing], book.terms.vouchValidity)) return false;
        for (uint256 i = 0; missing != 0; ++i) {
            (AgentId by, uint40 expiresAt) = book.personOf[person].vouches.vouch(i);
            if (by == NO_AGENT) return false;
            bool isMore = AgentId.unwrap(by) > lastFounder; // than those of the founding
            if (isMore && block.timestamp < expiresAt) --missing;
        }
        return true;
    }

    /// @dev See `CivicStatus.statusNow`.
    function statusOf(
        Persons.Book storage book,
        AgentId agent,
        uint256 needed
    ) public view returns (Status status, Reason reason, uint256 have, uint256 need, uint40 moment) {
        return book.statusNow(agent, needed);
    }

    // --- what only this book needs -----------------------------------------------------------------------------------

    function _requireSeat(Persons.Book storage book, IMembers.Seat seat, address caller) private view {
        require(caller == book.seatOf[seat], IMembers.MembersNotInSeat(seat, caller));
    }

    /// @dev Requirements: an agent, but no guild; a change is left; key unused.
    function _changeKey(Persons.Book storage book, AgentId agent, address newKey) private {
        IMembers.Agent storage known = book.agentOf[agent];
        (address oldKey, Status status, uint8 keyEpoch) = (known.key, known.status, known.keyEpoch);
        require(status != Status.None && status != Status.Guild, IMembers.MembersWrongStatus(agent, status));
        require(keyEpoch != type(uint8).max, IMembers.MembersKeyEpochsUsed(agent));
        _useKey(book, agent, newKey);
        (known.key, known.keyEpoch) = (newKey, keyEpoch + 1);
        book.personOf[agent].keyChangedAt = uint40(block.timestamp);
        emit IMembers.KeyRotated(agent, oldKey, newKey, keyEpoch + 1);
        if (Persons.holdsPassport(status)) emit IERC721.Transfer(oldKey, newKey, AgentId.unwrap(agent));
    }

    function _newAgent(
        Persons.Book storage book,
        AgentId by,
        Status status,
        address key
    ) private returns (AgentId agent) {
        agent = AgentId.wrap(AgentId.unwrap(book.lastId) + 1);
        book.lastId = agent;
        _useKey(book, agent, key);
        (book.agentOf[agent].key, book.agentOf[agent].status) = (key, status);
        emit IMembers.AgentRegistered(agent, key, status, by);
    }

    function _newFounder(Persons.Book storage book, AgentId founder, address key, uint40 until) private {
        _useKey(book, founder, key);
        _keepFounder(book.agentOf[founder], key, until);
        emit IMembers.AgentRegistered(founder, key, Status.Active, NO_AGENT);
        Persons.issuePassport(founder, key);
    }

    /// @dev A function of its own: with few variables around, the compiler makes one write of the four fields.
    function _keepFounder(IMembers.Agent storage agent, address key, uint40 until) private {
        (agent.key, agent.since, agent.until, agent.status) = (key, uint40(block.timestamp), until, Status.Active);
    }

    /// @dev Binds a key to an agent for ever.
    function _useKey(Persons.Book storage book, AgentId agent, address key) private {
        require(key != address(0), IChartered.CharteredZeroAddress());
        AgentId served = book.idOf[key];
        require(served == NO_AGENT, IMembers.MembersKeyUsed(key, served));
        book.idOf[key] = agent;
    }

    /// @dev Reverts unless justice decides about a person of whom a verdict can still say something.
    function _requireWithin(
        Persons.Book storage book,
        address caller,
        AgentId agent
    ) private view returns (Status status) {
        _requireSeat(book, IMembers.Seat.Justice, caller);
        status = book.agentOf[agent].status;
        require(status >= Status.Applicant && status <= Status.Left, IMembers.MembersWrongStatus(agent, status));
    }

    /// @dev Reverts unless enough vouches are valid.
    function _requireVouched(Persons.Book storage book, AgentId member) private view {
        (uint256 have, uint40 sufficientUntil) = book.vouchesOf(member, false);
        require(
            block.timestamp < sufficientUntil,
            IMembers.MembersVouchesMissing(member, have, book.terms.vouchQuantity)
        );
    }

    function _expiryOf(uint40 vouchedAt, uint40 validity) private pure returns (uint40) {
        return validity == 0 ? Persons.FOR_EVER : vouchedAt + validity;
    }
}

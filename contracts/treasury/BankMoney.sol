// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMembers, Status} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {BankRecords} from "./BankRecords.sol";
import {BankUnits} from "./BankUnits.sol";
import {BankTerms, IBankMoney} from "./IBankMoney.sol";
import {ISurplus} from "./ISurplus.sol";

/// @title BankMoney: one bank account of the nation
/// @dev Keeps what two officers stated about lines of the statement, units by book and by agent, and payouts (`BankRecords`).
/// `BankUnits` is the token; this is what officers, agents and the nation do. Who may do what: two officers together make and
/// burn units; a book pays and takes; an agent keeps its payouts or has them paid; the nation appoints officers and adds books.
/// Must always hold: INV-220 made - burnt = supply = what books and agents have; INV-221 no line is confirmed twice; INV-222
/// whatever makes or burns was stated by two different officers; INV-223 a payout is paid at most once, exactly, and never
/// marked by its payee; INV-224 units move from books and into books only. Assumes of others: books are the nation's own
/// contracts; a key names one agent for ever. What nobody here can see is the bank: two officers in league can book what never
/// came (docs/bank-money.md).
contract BankMoney is Statements, Chartered, BankUnits {
    uint256 private constant MOST_OFFICERS = 16;

    bytes32 private constant BOOK_INCOME = keccak256(
        "BookIncome(uint32 by,uint32 confirms,uint32 day,uint128 amount,bytes32 bankRef,uint16 position,uint32 to,bytes32 payer,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant MARK_PAID = keccak256(
        "MarkPaid(uint32 by,uint32 confirms,uint32 day,uint128 amount,bytes32 bankRef,uint16 position,uint32 payout,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant MARK_RETURNED = keccak256(
        "MarkReturned(uint32 by,uint32 confirms,uint32 day,uint128 amount,bytes32 bankRef,uint16 position,uint32 payout,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant CORRECT = keccak256(
        "Correct(uint32 by,uint32 confirms,bytes32 line,uint32 payout,bytes32 reason,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW_BOOKING = keccak256(
        "WithdrawBooking(uint32 by,bytes32 booking,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant MARK_SENT = keccak256(
        "MarkSent(uint32 by,uint32[] payouts,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant KEEP = keccak256(
        "Keep(uint32 by,uint32[] payouts,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant PAY_OUT = keccak256(
        "PayOut(uint32 by,uint128 amount,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    /// @param books Contracts of the nation in which units may lie, beside its surplus and reserve.
    /// @param currency_ ISO 4217, such as EUR.
    constructor(
        address timelock_,
        IMembers members,
        ISurplus surplus,
        address[] memory books,
        string memory name_,
        string memory currency_,
        uint8 decimals_,
        BankTerms memory terms_
    ) Statements("Neoguild BankMoney") Chartered(timelock_) BankRecords(members, surplus, name_, currency_, decimals_) {
        _setTerms(terms_);
        _addOwnBook();
        _addBook(address(surplus));
        _addBook(RESERVE);
        for (uint256 i = 0; i < books.length; ++i) _addBook(books[i]);
    }

    // --- acts of officers --------------------------------------------------------------------------------------------

    /// @inheritdoc IBankMoney
    function bookIncome(BookIncome calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(BOOK_INCOME, act), signature);
        Status status = act.to == NO_AGENT ? Status.Guild : MEMBERS.agentOf(act.to).status;
        require(status == Status.Guild || status == Status.Organisation, BankBadRecipient(act.to));
        Booking memory next = _booking(Kind.Income, act.by, act.amount);
        (next.to, next.detail) = (act.to, act.payer);
        Line memory line = Line(act.day, act.amount, act.bankRef, act.position);
        if (_stateLine(next, line, act.confirms)) _deliver(act.to, act.amount, act.payer, status);
    }

    /// @inheritdoc IBankMoney
    function markSent(MarkSent calldata act, bytes calldata signature) external {
        bytes32 listed = keccak256(abi.encodePacked(act.payouts));
        bytes memory statement = abi.encode(MARK_SENT, act.by, listed, act.nonce, act.deadline);
        _authenticateOnce(act.by, act.nonce, act.deadline, statement, signature);
        require(isOfficer(act.by), BankNotOfficer(act.by));
        uint40 until = uint40(block.timestamp) + _terms.confirmPeriod;
        for (uint256 i = 0; i < act.payouts.length; ++i) {
            _payoutIn(act.payouts[i], PayoutState.Waiting).lockedUntil = until;
        }
        emit PayoutsSent(act.by, act.payouts, until);
    }

    /// @inheritdoc IBankMoney
    function markPaid(MarkPaid calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(MARK_PAID, act), signature);
        Payout storage payout = _payoutOfAnother(act.by, act.payout, PayoutState.Waiting);
        require(act.amount == payout.amount, BankWrongAmount(act.payout, act.amount, payout.amount));
        Booking memory next = _booking(Kind.Paid, act.by, act.amount);
        next.payout = act.payout;
        Line memory line = Line(act.day, act.amount, act.bankRef, act.position);
        if (_stateLine(next, line, act.confirms)) {
            _burn(payout, act.payout, PayoutState.Paid, _idOf(line, true));
        } else if (payout.lockedUntil < next.confirmBy) {
            payout.lockedUntil = next.confirmBy; // it was paid: its agent cannot keep it any more
        }
    }

    /// @inheritdoc IBankMoney
    function markReturned(MarkReturned calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(MARK_RETURNED, act), signature);
        Payout storage payout = _payoutOfAnother(act.by, act.payout, PayoutState.Paid);
        require(act.amount <= payout.amount, BankWrongAmount(act.payout, act.amount, payout.amount));
        Booking memory next = _booking(Kind.Returned, act.by, act.amount);
        next.payout = act.payout;
        Line memory line = Line(act.day, act.amount, act.bankRef, act.position);
        if (_stateLine(next, line, act.confirms)) _return(payout, act.payout, act.amount, _idOf(line, false));
    }

    /// @inheritdoc IBankMoney
    function correct(Correct calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(CORRECT, act), signature);
        Payout storage payout = _payoutIn(act.payout, PayoutState.Waiting);
        require(payout.to == NO_AGENT, BankNotYourPayout(act.payout, payout.to));
        Booking storage wrong = _bookings[act.line];
        bool isIncome = wrong.kind == Kind.Income && wrong.second != NO_AGENT;
        uint128 left = isIncome ? wrong.amount - wrong.corrected : 0;
        require(payout.amount <= left, BankNotCorrectable(act.line, left));

        Booking memory next = _booking(Kind.Correction, act.by, payout.amount);
        (next.payout, next.detail) = (act.payout, act.line);
        bytes32 key = correctionId(act.line, act.payout);
        if (_state(key, next, act.confirms)) {
            wrong.corrected += payout.amount;
            _burn(payout, act.payout, PayoutState.Corrected, key);
        } else {
            emit CorrectionBooked(key, act.by, act.line, payout.amount, act.payout, act.reason, next.confirmBy);
        }
    }

    /// @inheritdoc IBankMoney
    function withdrawBooking(WithdrawBooking calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(WITHDRAW_BOOKING, act), signature);
        require(isOfficer(act.by), BankNotOfficer(act.by));
        Booking memory booking = _bookings[act.booking];
        require(booking.first != NO_AGENT, BankNotBooked(act.booking, act.by));
        require(booking.second == NO_AGENT, BankAlreadyConfirmed(act.booking));
        bool isHeld = block.timestamp <= booking.confirmBy && isOfficer(booking.first);
        require(act.by == booking.first || !isHeld, BankNotYours(act.booking, booking.first, booking.confirmBy));
        _settle(booking);
        delete _bookings[act.booking];
        emit BookingWithdrawn(act.booking, act.by);
    }

    // --- acts of agents ----------------------------------------------------------------------------------------------

    /// @inheritdoc IBankMoney
    function keep(Keep calldata act, bytes calldata signature) external {
        bytes32 listed = keccak256(abi.encodePacked(act.payouts));
        bytes memory statement = abi.encode(KEEP, act.by, listed, act.nonce, act.deadline);
        _authenticateOnce(act.by, act.nonce, act.deadline, statement, signature);
        _keep(act.by, act.payouts);
    }

    /// @inheritdoc IBankMoney
    function payOut(PayOut calldata act, bytes calldata signature) external returns (uint32 payout) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(PAY_OUT, act), signature);
        require(act.amount != 0, BankNothing());
        _useKept(act.by, act.amount);
        return _order(act.by, act.amount, address(0));
    }

    // --- rules -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IBankMoney
    function appointOfficer(AgentId officer) external onlyNation {
        require(MEMBERS.isActive(officer), BankNotActive(officer));
        uint40 until = uint40(block.timestamp) + _terms.officerTerm;
        if (_officerUntil[officer] == 0) {
            require(_officers.length < MOST_OFFICERS, BankTooManyOfficers(MOST_OFFICERS));
            _officers.push(officer);
        }
        _officerUntil[officer] = until;
        emit OfficerAppointed(officer, until);
    }

    /// @inheritdoc IBankMoney
    function dismissOfficer(AgentId officer) external onlyNation {
        require(_officerUntil[officer] != 0, BankNotOfficer(officer));
        _officerUntil[officer] = 0;
        uint256 last = _officers.length - 1;
        for (uint256 i = 0; i < last; ++i) {
            if (_officers[i] == officer) _officers[i] = _officers[last];
        }
        _officers.pop();
        emit OfficerDismissed(officer);
    }

    /// @inheritdoc IBankMoney
    function addBook(address book) external onlyNation {
        _addBook(book);
    }

    /// @inheritdoc IBankMoney
    function setTerms(BankTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IBankMoney
    function lineId(
        uint32 day,
        bool out,
        uint128 amount,
        bytes32 bankRef,
        uint16 position
    ) external view returns (bytes32) {
        return _idOf(Line(day, amount, bankRef, position), out);
    }

    /// @inheritdoc IBankMoney
    function correctionId(bytes32 line, uint32 payout) public view returns (bytes32) {
        return keccak256(abi.encode(address(this), line, payout));
    }

    // --- two officers ------------------------------------------------------------------------------------------------

    /// @dev A line of the statement, for the functions below.
    struct Line {
        uint32 day;
        uint128 amount;
        bytes32 bankRef;
        uint16 position;
    }

    function _booking(Kind kind, AgentId by, uint128 amount) private view returns (Booking memory booking) {
        (booking.kind, booking.first, booking.amount) = (kind, by, amount);
        booking.confirmBy = uint40(block.timestamp) + _terms.confirmPeriod;
    }

    /// @dev As `_state`, for a line of the bank's statement.
    /// @return confirmed Whether that was the second officer.
    function _stateLine(Booking memory next, Line memory line, AgentId confirms) private returns (bool confirmed) {
        require(line.amount != 0, BankNothing());
        uint32 today = uint32(block.timestamp / 1 days);
        // A day further is that of the officers' own time zone.
        require(line.day <= today + 1, BankBadDay(line.day, today));
        bytes32 key = _idOf(line, next.kind == Kind.Paid);
        confirmed = _state(key, next, confirms);
        if (!confirmed) _emitBooked(key, next, line);
    }

    function _emitBooked(bytes32 key, Booking memory next, Line memory line) private {
        emit LineBooked(
            key,
            next.first,
            next.kind,
            line.day,
            line.amount,
            line.bankRef,
            line.position,
            next.to,
            next.payout,
            next.detail,
            next.confirmBy
        );
    }

    /// @dev Writes down what a first officer states (`next.first`), or that a second one states the same.
    function _state(bytes32 key, Booking memory next, AgentId confirms) private returns (bool confirmed) {
        require(isOfficer(next.first), BankNotOfficer(next.first));
        Booking memory before = _bookings[key];
        bool isUndone = before.second != NO_AGENT && before.corrected == before.amount;
        require(before.second == NO_AGENT || isUndone, BankAlreadyConfirmed(key));
        if (isUndone) delete before; // as if it had never been stated
        confirmed = confirms != NO_AGENT;
        if (confirmed) _confirm(key, before, next, confirms);
        else _stateFirst(key, before, next);
    }

    function _stateFirst(bytes32 key, Booking memory before, Booking memory next) private {
        _requireTwoOfficers();
        bool isTaken = before.first != NO_AGENT;
        require(!isTaken || block.timestamp > before.confirmBy, BankAlreadyBooked(key, before.first, before.confirmBy));
        if (isTaken) _settle(before);
        _bookings[key] = next;
        if (next.kind == Kind.Paid) _unconfirmed.minus += next.amount;
        else if (next.kind != Kind.Correction) _unconfirmed.plus += next.amount;
    }

    function _confirm(bytes32 key, Booking memory before, Booking memory next, AgentId confirms) private {
        require(before.first == confirms, BankNotBooked(key, confirms));
        require(next.first != confirms, BankSameOfficer(confirms));
        require(block.timestamp <= before.confirmBy, BankLapsed(key, before.confirmBy));
        require(isOfficer(confirms), BankNotOfficer(confirms));
        bool isSame = before.kind == next.kind && before.to == next.to && before.payout == next.payout;
        require(isSame && before.detail == next.detail, BankDiffers(key));
        _bookings[key].second = next.first;
        _settle(before);
        emit BookingConfirmed(key, next.first);
    }

    /// @dev A booking waits no more.
    function _settle(Booking memory booking) private {
        if (booking.kind == Kind.Paid) _unconfirmed.minus -= booking.amount;
        else if (booking.kind != Kind.Correction) _unconfirmed.plus -= booking.amount;
    }

    function _idOf(Line memory line, bool out) private view returns (bytes32) {
        return keccak256(abi.encode(address(this), out, line));
    }

    function _requireTwoOfficers() private view {
        uint256 count;
        for (uint256 i = 0; i < _officers.length && count < 2; ++i) {
            if (isOfficer(_officers[i])) ++count;
        }
        require(count == 2, BankOfficersMissing());
    }

    function _payoutOfAnother(AgentId by, uint32 id, PayoutState needed) private view returns (Payout storage payout) {
        payout = _payoutIn(id, needed);
        require(payout.to != by, BankOwnPayout(by, id));
    }

    function _setTerms(BankTerms memory terms_) private {
        bool inRange = terms_.officerTerm >= 1 days && terms_.officerTerm <= 3650 days;
        bool isShort = terms_.confirmPeriod >= 1 hours && terms_.confirmPeriod <= 90 days;
        require(inRange && isShort, BankBadTerms(terms_.officerTerm, terms_.confirmPeriod));
        _terms = terms_;
        emit TermsSet(terms_);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IMembers, Status} from "../membership/IMembers.sol";
import {IRecovery} from "../membership/IRecovery.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT, NO_WORK} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {BankReferences} from "./BankReferences.sol";
import {BankTerms, IBankMoney} from "./IBankMoney.sol";
import {ISurplus} from "./ISurplus.sol";

/// @title BankMoney: one bank account of the nation
/// @dev Keeps what two officers stated about lines of the statement, units by book and by agent, and payouts. Who may do
/// what: two officers together make and burn units; a book pays and takes; an agent keeps its payouts or has them paid; the
/// nation appoints officers and adds books. Must always hold: INV-220 made - burnt = supply = what books and agents have;
/// INV-221 no line is confirmed twice; INV-222 whatever makes or burns was stated by two different officers; INV-223 a payout is
/// paid at most once, exactly, and never marked by its payee; INV-224 units move from books and into books only. Assumes of
/// others: books are the nation's own contracts; a key names one agent for ever. What nobody here can see is the bank: two
/// officers in league can book what never came (docs/bank-money.md).
contract BankMoney is IBankMoney, Statements, Chartered {
    using SafeCast for uint256;

    /// @dev One slot.
    struct Units {
        uint128 kept;
        uint128 waiting; // the sum of the agent's payouts that wait
    }

    /// @dev One slot each.
    struct Pair {
        uint128 plus;
        uint128 minus;
    }

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

    IMembers private immutable MEMBERS;
    ISurplus private immutable SURPLUS;
    address private immutable RESERVE;
    uint8 private immutable DECIMALS;

    string private _name;
    string private _currency;
    BankTerms private _terms;
    uint32 private _lastPayout;
    AgentId[] private _officers;
    Pair private _supply; //      made, burnt
    Pair private _unconfirmed; // stated by a first officer: come, gone
    mapping(AgentId officer => uint40) private _officerUntil;
    mapping(address book => bool) private _isBook;
    mapping(address book => uint256) private _unitsIn;
    mapping(AgentId agent => Units) private _unitsOf; // agent 0: set aside by the books
    mapping(address owner => mapping(address book => uint256)) private _allowances;
    mapping(uint32 payout => Payout) private _payouts;
    mapping(bytes32 booking => Booking) private _bookings;

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
    ) Statements("Neoguild BankMoney") Chartered(timelock_) {
        require(address(members) != address(0) && address(surplus) != address(0), CharteredZeroAddress());
        MEMBERS = members;
        SURPLUS = surplus;
        RESERVE = surplus.reserve();
        DECIMALS = decimals_;
        _validateCurrency(currency_, decimals_);
        (_name, _currency) = (name_, currency_);
        _setTerms(terms_);
        _isBook[address(this)] = true; // in passing; what a book sends here is set aside
        emit BookAdded(address(this));
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
        if (!_stateLine(next, line, act.confirms)) return;
        _end(payout, act.payout, PayoutState.Returned, _idOf(line, false));
        _supply.plus += act.amount;
        emit Transfer(address(0), _holder(payout.to), act.amount);
        _order(payout.to, act.amount, address(0));
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
        _requireUncontested(act.by);
        uint128 sum;
        for (uint256 i = 0; i < act.payouts.length; ++i) {
            uint32 id = act.payouts[i];
            Payout storage payout = _payoutIn(id, PayoutState.Waiting);
            require(payout.to == act.by, BankNotYourPayout(id, payout.to));
            require(block.timestamp > payout.lockedUntil, BankPayoutAtBank(id, payout.lockedUntil));
            payout.state = PayoutState.Kept;
            sum += payout.amount;
        }
        Units storage units = _unitsOf[act.by];
        (units.kept, units.waiting) = (units.kept + sum, units.waiting - sum);
        emit PayoutsKept(act.by, act.payouts);
        emit KeptChanged(act.by, units.kept);
    }

    /// @inheritdoc IBankMoney
    function payOut(PayOut calldata act, bytes calldata signature) external returns (uint32 payout) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(PAY_OUT, act), signature);
        require(act.amount != 0, BankNothing());
        _useKept(act.by, act.amount);
        return _order(act.by, act.amount, address(0));
    }

    // --- the token ---------------------------------------------------------------------------------------------------

    /// @notice Books send to each other, to the key of an agent (a payout) and to this contract (set aside). An agent's key
    /// sends what it keeps to the reserve, as a gift, or here.
    function transfer(address to, uint256 amount) external returns (bool) {
        if (_isBook[msg.sender]) {
            _fromBook(msg.sender, to, amount);
        } else {
            require(to == RESERVE || to == address(this), BankNotTransferable(msg.sender, to));
            _fromKey(msg.sender, to, amount);
        }
        return true;
    }

    /// @notice Only into books, and only by a book that is allowed to.
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        require(_isBook[to], BankNotABook(to));
        uint256 allowed = _allowances[from][msg.sender];
        require(amount <= allowed, BankInsufficientAllowance(from, msg.sender, allowed, amount));
        // Told, unlike by most tokens, so that logs alone rebuild what is allowed.
        if (allowed != type(uint256).max) _approve(from, msg.sender, allowed - amount);
        if (_isBook[from]) _fromBook(from, to, amount);
        else _fromKey(from, to, amount);
        return true;
    }

    /// @notice Only to books.
    function approve(address spender, uint256 amount) external returns (bool) {
        require(_isBook[spender], BankNotABook(spender));
        _approve(msg.sender, spender, amount);
        return true;
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

    function name() external view returns (string memory) {
        return _name;
    }

    /// @notice The currency's code (ISO 4217).
    function symbol() external view returns (string memory) {
        return _currency;
    }

    function decimals() external view returns (uint8) {
        return DECIMALS;
    }

    function totalSupply() public view returns (uint256) {
        return _supply.plus - _supply.minus;
    }

    /// @notice Of a book, or of the agent whose present key this is: what it keeps and what waits to be paid out.
    function balanceOf(address account) external view returns (uint256) {
        if (account == address(this)) return _unitsIn[account] + _unitsOf[NO_AGENT].waiting;
        if (_isBook[account]) return _unitsIn[account];
        AgentId agent = _agentAt(account);
        Units memory units = _unitsOf[agent];
        return agent == NO_AGENT ? 0 : uint256(units.kept) + units.waiting;
    }

    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowances[owner][spender];
    }

    /// @inheritdoc IBankMoney
    function terms() external view returns (BankTerms memory) {
        return _terms;
    }

    /// @inheritdoc IBankMoney
    function isOfficer(AgentId agent) public view returns (bool) {
        return block.timestamp < _officerUntil[agent] && MEMBERS.isActive(agent);
    }

    /// @inheritdoc IBankMoney
    function officers() external view returns (AgentId[] memory) {
        return _officers;
    }

    /// @inheritdoc IBankMoney
    function officerUntil(AgentId agent) external view returns (uint40) {
        return _officerUntil[agent];
    }

    /// @inheritdoc IBankMoney
    function isBook(address account) external view returns (bool) {
        return _isBook[account];
    }

    /// @inheritdoc IBankMoney
    function madeAndBurnt() external view returns (uint256 made, uint256 burnt) {
        return (_supply.plus, _supply.minus);
    }

    /// @inheritdoc IBankMoney
    function reconciliation() external view returns (uint256 supply, uint256 waitingIn, uint256 waitingOut) {
        return (totalSupply(), _unconfirmed.plus, _unconfirmed.minus);
    }

    /// @inheritdoc IBankMoney
    function unitsOf(AgentId agent) external view returns (uint256 kept, uint256 waiting) {
        return (_unitsOf[agent].kept, _unitsOf[agent].waiting);
    }

    /// @inheritdoc IBankMoney
    function payoutOf(uint32 payout) external view returns (Payout memory) {
        return _payouts[payout];
    }

    /// @inheritdoc IBankMoney
    function lastPayout() external view returns (uint32) {
        return _lastPayout;
    }

    /// @inheritdoc IBankMoney
    function referenceOf(uint32 payout) external view returns (string memory) {
        return BankReferences.write(keccak256(abi.encode(block.chainid, address(this))), payout);
    }

    /// @inheritdoc IBankMoney
    function bookingOf(bytes32 booking) external view returns (Booking memory) {
        return _bookings[booking];
    }

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
    function _state(bytes32 key, Booking memory next, AgentId confirms) private returns (bool) {
        AgentId by = next.first;
        require(isOfficer(by), BankNotOfficer(by));
        Booking storage booking = _bookings[key];
        Booking memory before = booking;
        bool isUndone = before.second != NO_AGENT && before.corrected == before.amount;
        require(before.second == NO_AGENT || isUndone, BankAlreadyConfirmed(key));

        if (confirms == NO_AGENT) {
            _requireTwoOfficers();
            bool isTaken = before.first != NO_AGENT && !isUndone;
            require(
                !isTaken || block.timestamp > before.confirmBy,
                BankAlreadyBooked(key, before.first, before.confirmBy)
            );
            if (isTaken) _settle(before);
            _bookings[key] = next;
            if (next.kind == Kind.Paid) _unconfirmed.minus += next.amount;
            else if (next.kind != Kind.Correction) _unconfirmed.plus += next.amount;
            return false;
        }
        require(before.first == confirms && !isUndone, BankNotBooked(key, confirms));
        require(by != confirms, BankSameOfficer(by));
        require(block.timestamp <= before.confirmBy, BankLapsed(key, before.confirmBy));
        require(isOfficer(confirms), BankNotOfficer(confirms));
        bool isSame = before.kind == next.kind && before.to == next.to && before.payout == next.payout;
        require(isSame && before.detail == next.detail, BankDiffers(key));
        booking.second = by;
        _settle(before);
        emit BookingConfirmed(key, by);
        return true;
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

    // --- units -------------------------------------------------------------------------------------------------------

    /// @dev Makes units and books them. Everything of this contract's own is written before `Surplus` is called.
    function _deliver(AgentId to, uint128 amount, bytes32 payer, Status status) private {
        _supply.plus += amount;
        if (to == NO_AGENT) {
            _unitsIn[RESERVE] += amount;
            emit Transfer(address(0), RESERVE, amount);
        } else if (status == Status.Organisation) {
            emit Transfer(address(0), _holder(to), amount);
            emit KeptChanged(to, _unitsOf[to].kept += amount);
        } else {
            _unitsIn[address(this)] += amount;
            emit Transfer(address(0), address(this), amount);
            _allowances[address(this)][address(SURPLUS)] = amount;
            SURPLUS.deposit(to, address(this), amount, NO_WORK, payer);
        }
    }

    function _approve(address owner, address spender, uint256 amount) private {
        _allowances[owner][spender] = amount;
        emit Approval(owner, spender, amount);
    }

    function _fromBook(address from, address to, uint256 amount) private {
        uint256 held = _unitsIn[from];
        require(amount <= held, BankInsufficient(from, held, amount));
        _unitsIn[from] = held - amount;
        _give(from, to, amount);
    }

    function _fromKey(address from, address to, uint256 amount) private {
        AgentId agent = _agentAt(from);
        require(agent != NO_AGENT, BankInsufficient(from, 0, amount));
        _useKept(agent, amount);
        _give(from, to, amount);
    }

    function _useKept(AgentId agent, uint256 amount) private {
        _requireUncontested(agent);
        uint256 kept = _unitsOf[agent].kept;
        require(amount <= kept, BankInsufficient(_holder(agent), kept, amount));
        _unitsOf[agent].kept = uint128(kept - amount);
        emit KeptChanged(agent, kept - amount);
    }

    function _give(address from, address to, uint256 amount) private {
        emit Transfer(from, to, amount);
        if (to != address(this) && _isBook[to]) {
            _unitsIn[to] += amount;
            return;
        }
        // Units sent to a former key reach its agent all the same.
        AgentId agent = to == address(this) ? NO_AGENT : MEMBERS.idOf(to);
        require(to == address(this) || agent != NO_AGENT, BankNoRecipient(to));
        if (amount != 0) _order(agent, amount.toUint128(), from);
    }

    // --- payouts -----------------------------------------------------------------------------------------------------

    function _order(AgentId to, uint128 amount, address from) private returns (uint32 id) {
        id = ++_lastPayout;
        _payouts[id] = Payout(to, amount, PayoutState.Waiting, uint40(block.timestamp), 0);
        _unitsOf[to].waiting += amount;
        emit PayoutOrdered(id, to, amount, from);
    }

    function _burn(Payout storage payout, uint32 id, PayoutState state, bytes32 booking) private {
        uint128 amount = payout.amount;
        _unitsOf[payout.to].waiting -= amount;
        _supply.minus += amount;
        _end(payout, id, state, booking);
        emit Transfer(_holder(payout.to), address(0), amount);
    }

    function _end(Payout storage payout, uint32 id, PayoutState state, bytes32 booking) private {
        payout.state = state;
        emit PayoutEnded(id, payout.to, state, booking);
    }

    function _payoutIn(uint32 id, PayoutState needed) private view returns (Payout storage payout) {
        payout = _payouts[id];
        require(payout.state == needed, BankPayoutNotIn(id, payout.state, needed));
    }

    function _payoutOfAnother(AgentId by, uint32 id, PayoutState needed) private view returns (Payout storage payout) {
        payout = _payoutIn(id, needed);
        require(payout.to != by, BankOwnPayout(by, id));
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    /// @dev The agent whose present key this is.
    function _agentAt(address account) private view returns (AgentId agent) {
        agent = MEMBERS.idOf(account);
        (address key, ) = MEMBERS.keyOf(agent);
        return key == account ? agent : NO_AGENT;
    }

    /// @dev Whose balance shows an agent's units.
    function _holder(AgentId agent) private view returns (address key) {
        if (agent == NO_AGENT) return address(this);
        (key, ) = MEMBERS.keyOf(agent);
    }

    function _requireUncontested(AgentId agent) private view {
        address recovery = MEMBERS.seatOf(IMembers.Seat.Recovery);
        bool isContested = recovery != address(0) && IRecovery(recovery).isPending(agent);
        require(!isContested, BankRecoveryPending(agent));
    }

    function _validateCurrency(string memory currency, uint8 decimals_) private pure {
        bytes memory letters = bytes(currency);
        bool isCode = letters.length == 3 && decimals_ <= 4;
        for (uint256 i = 0; isCode && i < 3; ++i) isCode = letters[i] >= "A" && letters[i] <= "Z";
        require(isCode, BankBadCurrency(currency, decimals_));
    }

    function _addBook(address book) private {
        bool isOurs = book.code.length != 0 && MEMBERS.idOf(book) == NO_AGENT;
        require(isOurs, BankBadBook(book));
        _isBook[book] = true;
        emit BookAdded(book);
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

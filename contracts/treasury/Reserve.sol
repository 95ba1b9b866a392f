// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IMembers, Status} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {AgentId} from "../types/Ids.sol";
import {IReserve, ReserveTerms} from "./IReserve.sol";
import {Payments} from "./Payments.sol";

/// @title Reserve: indivisible, spent and lent by the nation
/// @dev Keeps loans and, per token, how much has left in the running period; the money itself is the contract's balance.
/// Who may do what: anybody gives and repays; the nation spends, lends and sets the cap; the contract in the seat of losses
/// draws what the reserve bears of them. Must always hold: INV-38 nothing leaves to a person, and no more in a period than
/// the cap but for losses. Assumes of others: the register knows persons from guilds and organisations; whoever is in the
/// seat of losses draws no more than it may. A guild may of course spend what it was given; what it may not do is written in
/// its charter.
contract Reserve is IReserve, Chartered, ReentrancyGuardTransient {
    using SafeCast for uint256;

    /// @dev One period's use of the cap, for one token; two slots.
    struct Use {
        uint128 held; //   when the first of it left
        uint128 spent;
        uint40 period; //  number of the period, from 1970
    }

    uint256 private constant BPS = 10_000;

    IMembers private immutable MEMBERS;

    ReserveTerms private _terms;
    uint256 private _lastLoan;
    mapping(uint256 loan => Loan) private _loans;
    mapping(address token => Use) private _use;
    mapping(address token => uint256) private _outstanding;
    address private _lossSeat;

    constructor(address timelock_, IMembers members, ReserveTerms memory terms_) Chartered(timelock_) {
        require(address(members) != address(0), CharteredZeroAddress());
        MEMBERS = members;
        _setTerms(terms_);
    }

    /// @dev From `Surplus`, or a gift.
    receive() external payable {
        emit CoinsReceived(msg.sender, msg.value);
    }

    // --- what the nation decides -------------------------------------------------------------------------------------

    /// @inheritdoc IReserve
    function spend(AgentId to, address token, uint256 amount, bytes32 purpose) external onlyNation nonReentrant {
        address payee = _payeeOf(to);
        _useCap(token, amount);
        emit Spent(to, token, amount, purpose);
        _pay(token, payee, amount);
    }

    /// @inheritdoc IReserve
    function lend(
        AgentId borrower,
        address token,
        uint256 amount,
        uint40 dueAt,
        bytes32 purpose
    ) external onlyNation nonReentrant returns (uint256 loan) {
        address payee = _payeeOf(borrower);
        require(dueAt > block.timestamp, ReserveBadDueDate(dueAt));
        _useCap(token, amount);
        loan = ++_lastLoan;
        _loans[loan] = Loan(borrower, token, dueAt, amount.toUint128(), 0);
        _outstanding[token] += amount;
        emit Lent(loan, borrower, token, amount, dueAt, purpose);
        _pay(token, payee, amount);
    }

    /// @inheritdoc IReserve
    function fillLossSeat(address holder) external onlyNation {
        require(_lossSeat == address(0), ReserveSeatTaken(_lossSeat));
        require(holder != address(0), CharteredZeroAddress());
        _lossSeat = holder;
        emit LossSeatFilled(holder);
    }

    /// @inheritdoc IReserve
    function setTerms(ReserveTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- losses ------------------------------------------------------------------------------------------------------

    /// @inheritdoc IReserve
    function bear(AgentId guild, address token, uint256 amount) external nonReentrant returns (bool sent) {
        require(msg.sender == _lossSeat, ReserveNotInSeat(msg.sender));
        sent = Payments.send(token, msg.sender, amount);
        // Last, since only now it is known.
        if (sent) emit LossCovered(guild, token, amount);
    }

    // --- what anybody can do -----------------------------------------------------------------------------------------

    /// @inheritdoc IReserve
    function repay(uint256 loan, uint256 amount) external payable nonReentrant returns (uint256 received) {
        Loan storage open = _loans[loan];
        require(open.amount != 0, ReserveUnknownLoan(loan));
        address token = open.token;
        bool isCoin = token == Payments.NATIVE_COIN;
        require(msg.value == (isCoin ? amount : 0), ReserveWrongValue(msg.value, isCoin ? amount : 0));
        uint256 left = open.amount - open.repaid;
        require(amount <= left, ReserveOverpaid(amount, left));

        received = isCoin ? amount : Payments.pull(token, amount);
        require(received != 0, ReserveNothing());
        open.repaid += uint128(received);
        _outstanding[token] -= received;
        emit Repaid(loan, msg.sender, received);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IReserve
    function lossSeat() external view returns (address) {
        return _lossSeat;
    }

    /// @inheritdoc IReserve
    function terms() external view returns (ReserveTerms memory) {
        return _terms;
    }

    /// @inheritdoc IReserve
    function loanOf(uint256 loan) external view returns (Loan memory) {
        return _loans[loan];
    }

    /// @inheritdoc IReserve
    function lastLoan() external view returns (uint256) {
        return _lastLoan;
    }

    /// @inheritdoc IReserve
    function outstanding(address token) external view returns (uint256) {
        return _outstanding[token];
    }

    /// @inheritdoc IReserve
    function spentIn(address token) public view returns (uint256) {
        return _use[token].period == _period() ? _use[token].spent : 0;
    }

    /// @inheritdoc IReserve
    function available(address token) public view returns (uint256) {
        uint256 held = _held(token);
        uint256 base = _use[token].period == _period() ? _use[token].held : held;
        uint256 cap = (base * _terms.capBps) / BPS;
        uint256 spent = spentIn(token);
        uint256 left = spent < cap ? cap - spent : 0;
        return left < held ? left : held;
    }

    // --- checks and effects ------------------------------------------------------------------------------------------

    function _payeeOf(AgentId to) private view returns (address) {
        IMembers.Agent memory agent = MEMBERS.agentOf(to);
        bool isBody = agent.status == Status.Guild || agent.status == Status.Organisation;
        require(isBody, ReserveNotToPersons(to, agent.status));
        return agent.key;
    }

    function _useCap(address token, uint256 amount) private {
        require(amount != 0, ReserveNothing());
        uint256 left = available(token);
        require(amount <= left, ReserveOverCap(amount, left));
        Use storage use = _use[token];
        uint40 period = _period();
        if (use.period != period) {
            (use.held, use.spent, use.period) = (_held(token).toUint128(), 0, period);
            emit PeriodBegan(token, period, use.held);
        }
        use.spent += uint128(amount);
    }

    function _pay(address token, address to, uint256 amount) private {
        require(Payments.send(token, to, amount), ReservePaymentFailed(token, to, amount));
    }

    function _held(address token) private view returns (uint256) {
        return token == Payments.NATIVE_COIN ? address(this).balance : IERC20(token).balanceOf(address(this));
    }

    function _period() private view returns (uint40) {
        return uint40(block.timestamp / _terms.period);
    }

    function _setTerms(ReserveTerms memory terms_) private {
        bool inRange = terms_.period >= 1 days && terms_.period <= 3650 days && terms_.capBps != 0;
        require(inRange && terms_.capBps <= BPS, ReserveBadTerms(terms_.period, terms_.capBps));
        _terms = terms_;
        emit TermsSet(terms_);
    }
}

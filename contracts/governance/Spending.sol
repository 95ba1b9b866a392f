// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Chartered} from "../types/Chartered.sol";
import {IAssembly} from "./IAssembly.sol";
import {IDecisionRules} from "./IDecisionRules.sol";
import {Cap, ISpending, Paying} from "./ISpending.sol";

/// @title Spending: what ordinary decisions may spend
/// @dev Keeps the caps, the functions that pay, which proposal took the constitutional rule, and per token what was spent in
/// the running period. Who may do what: the nation sets caps, period and functions; the assembly, whose seat this is, tells
/// what is proposed and what is about to be executed. Must always hold: INV-370 what decisions under other rules than the
/// constitutional one spend of a token in a period is within the period's cap, counting what was booked before each of
/// them; INV-371 a decision above the cap for each decision, or above a whole period's, took the constitutional rule; INV-372 where no token has a cap,
/// nothing is noted, booked or refused. Assumes of others: the assembly calls `note` once for a proposal and `book` once,
/// with the same calls, before any of them is made; the rules know what takes the constitutional one.
contract Spending is ISpending, Chartered {
    enum Kind {
        None, //            spends nothing that is read, or was made while nothing was capped
        Ordinary,
        Constitutional
    }

    /// @dev One token's use of the running period. One slot.
    struct Use {
        uint128 spent;
        uint40 period; //   its number, from 1970
    }

    /// @dev Where the amount stands. One slot.
    struct Place {
        bool pays;
        uint8 tokenWord;
        uint8 amountWord;
    }

    /// @dev The first `count` of both lists.
    struct Amounts {
        address[] tokens;
        uint256[] amounts;
        uint256 count;
    }

    uint8 private constant CONSTITUTIONAL = 0;
    address private constant NATIVE_COIN = address(0);
    uint256 private constant MOST = type(uint128).max;
    bytes4 private constant INCREASE_ALLOWANCE = bytes4(keccak256("increaseAllowance(address,uint256)"));

    IAssembly private immutable ASSEMBLY;
    IDecisionRules private immutable RULES;

    uint32 private _period;
    uint32 private _capped; // tokens with a cap
    mapping(address token => Cap) private _capOf;
    mapping(address target => mapping(bytes4 selector => Place)) private _placeOf;
    mapping(uint256 proposalId => Kind) private _kindOf;
    mapping(address token => Use) private _useOf;

    constructor(
        address timelock_,
        IAssembly assembly_,
        uint32 period_,
        address[] memory tokens,
        Cap[] memory caps,
        Paying[] memory payings
    ) Chartered(timelock_) {
        require(address(assembly_) != address(0), SpendingZeroAddress());
        ASSEMBLY = assembly_;
        RULES = IDecisionRules(assembly_.rules());
        _setPeriod(period_);
        for (uint256 i = 0; i < tokens.length; ++i) _setCap(tokens[i], caps[i]);
        for (uint256 i = 0; i < payings.length; ++i) _setPaying(payings[i]);
    }

    // --- what the assembly tells -------------------------------------------------------------------------------------

    /// @inheritdoc ISpending
    function note(
        uint256 proposalId,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external returns (bool above) {
        _onlyAssembly();
        if (_capped == 0) return false;
        Amounts memory spent = _read(targets, values, calldatas);
        if (spent.count == 0) return false;
        above = _isAbove(spent);
        bool constitutional = above || _takesConstitutional(targets, values, calldatas);
        _kindOf[proposalId] = constitutional ? Kind.Constitutional : Kind.Ordinary;
        emit SpendingNoted(proposalId, constitutional, above);
    }

    /// @inheritdoc ISpending
    function book(
        uint256 proposalId,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external {
        _onlyAssembly();
        if (_capped == 0) return;
        Amounts memory all = _read(targets, values, calldatas);
        for (uint256 i = 0; i < all.count; ++i) _book(proposalId, all.tokens[i], all.amounts[i]);
    }

    // --- what the nation decides -------------------------------------------------------------------------------------

    /// @inheritdoc ISpending
    function setCap(address token, Cap calldata cap) external onlyNation {
        _setCap(token, cap);
    }

    /// @inheritdoc ISpending
    function setPeriod(uint32 period_) external onlyNation {
        _setPeriod(period_);
    }

    /// @inheritdoc ISpending
    function setPaying(Paying calldata paying) external onlyNation {
        _setPaying(paying);
    }

    /// @inheritdoc ISpending
    function dropPaying(address target, bytes4 selector) external onlyNation {
        delete _placeOf[target][selector];
        emit PayingSet(target, selector, false, 0, 0);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ISpending
    function isOn() external view returns (bool) {
        return _capped != 0;
    }

    /// @inheritdoc ISpending
    function governor() external view returns (address) {
        return address(ASSEMBLY);
    }

    /// @inheritdoc ISpending
    function period() external view returns (uint32) {
        return _period;
    }

    /// @inheritdoc ISpending
    function capOf(address token) external view returns (Cap memory) {
        return _capOf[token];
    }

    /// @inheritdoc ISpending
    function payingOf(
        address target,
        bytes4 selector
    ) external view returns (bool pays, uint8 tokenWord, uint8 amountWord) {
        Place memory place = _placeOf[target][selector];
        return (place.pays, place.tokenWord, place.amountWord);
    }

    /// @inheritdoc ISpending
    function spentIn(address token) public view returns (uint256) {
        Use memory use = _useOf[token];
        return use.period == _running() ? use.spent : 0;
    }

    /// @inheritdoc ISpending
    function spendingOf(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external view returns (address[] memory tokens, uint256[] memory amounts) {
        Amounts memory all = _read(targets, values, calldatas);
        (tokens, amounts) = (new address[](all.count), new uint256[](all.count));
        for (uint256 i = 0; i < all.count; ++i) (tokens[i], amounts[i]) = (all.tokens[i], all.amounts[i]);
    }

    /// @inheritdoc ISpending
    function isAbove(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external view returns (bool) {
        return _isAbove(_read(targets, values, calldatas));
    }

    /// @inheritdoc ISpending
    function notedOf(uint256 proposalId) external view returns (bool noted, bool constitutional) {
        Kind kind = _kindOf[proposalId];
        return (kind != Kind.None, kind == Kind.Constitutional);
    }

    // --- what calls spend --------------------------------------------------------------------------------------------

    /// @dev Each token once, with the sum of what all calls spend of it, so that parts of a payment count together.
    function _read(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) private view returns (Amounts memory all) {
        // A call spends coin, a token, both or nothing.
        all.tokens = new address[](2 * targets.length);
        all.amounts = new uint256[](2 * targets.length);
        for (uint256 i = 0; i < targets.length; ++i) {
            _add(all, NATIVE_COIN, values[i]);
            (address token, uint256 amount) = _paidBy(targets[i], calldatas[i]);
            _add(all, token, amount);
        }
    }

    /// @dev What a call's arguments say it pays.
    function _paidBy(address target, bytes calldata data) private view returns (address token, uint256 amount) {
        if (data.length < 4) return (NATIVE_COIN, 0);
        bytes4 selector = bytes4(data);
        Place memory place = _placeOf[target][selector];
        if (place.pays) {
            return (address(uint160(_word(data, place.tokenWord))), _word(data, place.amountWord));
        }
        if (
            selector == IERC20.transfer.selector ||
            selector == IERC20.approve.selector ||
            selector == INCREASE_ALLOWANCE
        ) return (target, _word(data, 1));
        // Of somebody else's holdings it spends nothing of the nation's.
        bool ownTransfer = selector == IERC20.transferFrom.selector && address(uint160(_word(data, 0))) == timelock();
        return ownTransfer ? (target, _word(data, 2)) : (NATIVE_COIN, 0);
    }

    /// @dev Amounts are bounded, so that no sum overflows: whatever is above is above every cap.
    function _add(Amounts memory all, address token, uint256 amount) private pure {
        if (amount == 0) return;
        uint256 place = 0;
        while (place < all.count && all.tokens[place] != token) ++place;
        if (place == all.count) ++all.count;
        all.tokens[place] = token;
        all.amounts[place] = Math.min(all.amounts[place] + Math.min(amount, MOST), MOST);
    }

    /// @dev A word of the arguments as the callee would read it: what is missing at the end is zero.
    function _word(bytes calldata data, uint256 index) private pure returns (uint256) {
        uint256 start = 4 + 32 * index;
        if (data.length <= start) return 0;
        bytes calldata rest = data[start:Math.min(start + 32, data.length)];
        return uint256(bytes32(rest));
    }

    function _isAbove(Amounts memory all) private view returns (bool) {
        for (uint256 i = 0; i < all.count; ++i) {
            Cap memory cap = _capOf[all.tokens[i]];
            if (cap.perDecision != 0 && all.amounts[i] > cap.perDecision) return true;
            // No period would have room for it, so that an ordinary decision could never be carried out.
            if (cap.perPeriod != 0 && all.amounts[i] > cap.perPeriod) return true;
        }
        return false;
    }

    /// @dev Whether one of the calls takes the constitutional rule, and with it all of them.
    function _takesConstitutional(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) private view returns (bool) {
        for (uint256 i = 0; i < targets.length; ++i) {
            bytes4 selector = calldatas[i].length < 4 ? bytes4(0) : bytes4(calldatas[i]);
            if (values[i] != 0 || RULES.ruleIndexFor(targets[i], selector) == CONSTITUTIONAL) return true;
        }
        return false;
    }

    function _book(uint256 proposalId, address token, uint256 amount) private {
        uint256 most = _capOf[token].perPeriod;
        uint256 spent = spentIn(token);
        uint40 running = _running();
        if (most != 0 && _kindOf[proposalId] == Kind.Ordinary) {
            uint256 left = spent < most ? most - spent : 0;
            require(amount <= left, SpendingOverCap(token, amount, left, _nextAt(running)));
        }
        spent = Math.min(spent + amount, MOST);
        _useOf[token] = Use(uint128(spent), running);
        emit SpendingBooked(proposalId, token, amount, running, spent);
    }

    // --- checks and effects ------------------------------------------------------------------------------------------

    function _onlyAssembly() private view {
        require(msg.sender == address(ASSEMBLY), SpendingNotAssembly(msg.sender));
    }

    function _running() private view returns (uint40) {
        return uint40(block.timestamp / _period);
    }

    function _nextAt(uint40 running) private view returns (uint40) {
        return (running + 1) * _period;
    }

    function _setCap(address token, Cap memory cap) private {
        Cap memory old = _capOf[token];
        if (old.perDecision == 0 && old.perPeriod == 0) ++_capped;
        if (cap.perDecision == 0 && cap.perPeriod == 0) --_capped;
        _capOf[token] = cap;
        emit CapSet(token, cap);
    }

    function _setPeriod(uint32 period_) private {
        require(period_ >= 1 days && period_ <= 3650 days, SpendingBadPeriod(period_));
        emit SpendingPeriodSet(_period, period_);
        _period = period_;
    }

    function _setPaying(Paying memory paying) private {
        require(paying.target != address(0), SpendingZeroAddress());
        _placeOf[paying.target][paying.selector] = Place(true, paying.tokenWord, paying.amountWord);
        emit PayingSet(paying.target, paying.selector, true, paying.tokenWord, paying.amountWord);
    }
}

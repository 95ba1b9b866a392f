// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IChartered} from "../types/IChartered.sol";

/// @notice What may be spent of a token by decisions under other rules than the constitutional one, in its smallest unit;
/// 0 is no limit of that kind. One slot.
struct Cap {
    uint128 perDecision; // above it the decision takes the constitutional rule as well
    uint128 perPeriod; //   by all such decisions together; above it one decision takes the constitutional rule too
}

/// @notice A function that pays of what is the nation's, and where in its arguments (words of 32 bytes, counted from 0) the
/// token and the amount stand.
struct Paying {
    address target;
    bytes4 selector;
    uint8 tokenWord;
    uint8 amountWord;
}

/// @title Caps on what ordinary decisions spend
/// @notice For every token a cap for each decision, above which it takes the constitutional rule, and one for each period,
/// above which an ordinary decision waits for the next. What is more than a whole period's takes the constitutional rule. What a decision spends is read from its calls.
/// @dev Read are: coin sent along; ERC-20 `transfer`, `approve`, `increaseAllowance` and `transferFrom` on any address, which
/// is then the token; and the functions that the nation named. An allowance counts when it is given, in full; what is pulled
/// of it later was counted. Calls inside other calls are not read: they take the constitutional rule in any case.
interface ISpending is IChartered {
    event CapSet(address indexed token, Cap cap);
    event SpendingPeriodSet(uint32 oldPeriod, uint32 newPeriod);
    /// @notice The function pays from now on, or (`pays` false) no more.
    event PayingSet(address indexed target, bytes4 indexed selector, bool pays, uint8 tokenWord, uint8 amountWord);
    /// @notice A proposal that spends was made. `above` tells that one of its amounts is over a cap: for each
    /// decision, or for a whole period.
    event SpendingNoted(uint256 indexed proposalId, bool constitutional, bool above);
    /// @notice A decision spends. `spent` is the period's total with it.
    event SpendingBooked(
        uint256 indexed proposalId,
        address indexed token,
        uint256 amount,
        uint256 indexed period,
        uint256 spent
    );

    error SpendingZeroAddress();
    /// @dev Only the assembly tells what is proposed and executed.
    error SpendingNotAssembly(address caller);
    /// @dev A period is 1 day to 10 years.
    error SpendingBadPeriod(uint32 period);
    /// @dev The decision would spend more than is left of the period's cap; the next begins at `nextAt` (Unix seconds).
    error SpendingOverCap(address token, uint256 amount, uint256 left, uint40 nextAt);

    /// @notice Called by the assembly when a proposal is made.
    /// @return above Whether it must take the constitutional rule beside its own.
    function note(
        uint256 proposalId,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external returns (bool above);

    /// @notice Called by the assembly before a decision is executed: books what it spends. Requirements: within the caps of
    /// the running period, unless it took the constitutional rule or was made while no token had a cap.
    function book(
        uint256 proposalId,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external;

    /// @notice Sets the caps of a token; zero lifts one. Requirements: the nation.
    function setCap(address token, Cap calldata cap) external;

    /// @notice Sets the length of a period in seconds; periods are numbered from 1970, so what was spent
    /// counts on only where the running one has the same number as before. Requirements: the nation; 1 day to 10 years.
    function setPeriod(uint32 period_) external;

    /// @notice Names a function that pays. Requirements: the nation.
    function setPaying(Paying calldata paying) external;

    /// @notice A function pays no more. Requirements: the nation.
    function dropPaying(address target, bytes4 selector) external;

    /// @notice Whether any token has a cap.
    function isOn() external view returns (bool);

    /// @notice The assembly, which alone may note and book.
    function governor() external view returns (address);

    /// @notice Seconds.
    function period() external view returns (uint32);

    function capOf(address token) external view returns (Cap memory);

    /// @notice Whether the function pays, and where the token and the amount stand.
    function payingOf(
        address target,
        bytes4 selector
    ) external view returns (bool pays, uint8 tokenWord, uint8 amountWord);

    /// @notice What decisions have spent of a token in the running period, constitutional ones too.
    function spentIn(address token) external view returns (uint256);

    /// @notice What a decision of these calls would spend, each token once; amounts over 2^128 - 1 count as that.
    function spendingOf(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external view returns (address[] memory tokens, uint256[] memory amounts);

    /// @notice Whether a decision of these calls is over a cap, for each decision or for a whole period.
    function isAbove(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external view returns (bool);

    /// @notice Whether a proposal that spends was noted, and whether it took the constitutional rule.
    function notedOf(uint256 proposalId) external view returns (bool noted, bool constitutional);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A call that an article forbids, or whose arguments it bounds.
struct Guard {
    address target;
    bytes4 selector;
    uint8 article; //   as `ICharter.article` numbers them
    uint16 word; //     of the arguments, 32 bytes each, counted from 0
    uint256 least; //   that word may be at least and at most this;
    uint256 most; //    with `least` above `most` the call is never made
}

/// @title What no vote can cross
/// @notice Looks through the calls of a proposal when it is made and when it is carried out, also those inside other calls,
/// and refuses what would cross an article of the charter.
/// @dev Most articles hold because no contract has a function against them. What is looked for here are the ways that the
/// nation's own powers leave: its timelock, seats that act on persons and money, terms that must stay within bounds.
interface IArticles {
    /// @dev The call would cross this article, which no vote can.
    error ArticlesCrossed(uint256 article, address target, bytes4 selector);
    /// @dev The call carries others in a form that cannot be looked into.
    error ArticlesUnreadable(address target, bytes4 selector);
    /// @dev Data for an address without code: deploying and calling take two decisions.
    error ArticlesNoCode(address target);
    /// @dev A contract was to be deployed without the timelock it guards.
    error ArticlesZeroAddress();

    /// @notice Reverts if a call, or a call inside one, would cross an article.
    /// @return code Hash over the code of every target, in order and those of calls inside calls too; no code counts as 0.
    function check(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external view returns (bytes32 code);

    /// @notice Whether the nation is still its assembly's alone: it proposes to, cancels in and executes through the timelock,
    /// which administers itself and waits no longer than the rules can ask.
    function holds(address proposer) external view returns (bool);

    function timelock() external view returns (address);

    /// @notice The guards, numbered from 0 to one less than this.
    function guardCount() external view returns (uint256);

    function guardAt(uint256 index) external view returns (Guard memory);
}

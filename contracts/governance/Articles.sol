// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {GuildAccount} from "../membership/GuildAccount.sol";
import {Statements} from "../types/Statements.sol";
import {Guard, IArticles} from "./IArticles.sol";

/// @title Articles
/// @dev Keeps the guards it was deployed with; nobody can change one. Anybody may ask. Must always hold: INV-322 no call
/// that passes `check` changes a role of the timelock, fills a seat over persons or owed money, or sets guarded terms out
/// of bounds, however deep it is wrapped in the calls that the nation's contracts forward. Assumes of others: the timelock
/// delegates to nobody; a contract that forwards calls in another form does so in its own name, which is not the nation's.
contract Articles is IArticles {
    /// @dev "No decision changes these articles, …", as `Charter` numbers it.
    uint256 private constant THE_ARTICLES = 5;
    /// @dev As a decision rule's longest wait.
    uint256 private constant LONGEST_DELAY = 365 days;
    bytes4 private constant MULTICALL = bytes4(keccak256("multicall(bytes[])"));

    TimelockController private immutable TIMELOCK;

    Guard[] private _guards;
    mapping(address target => mapping(bytes4 selector => uint256[] indices)) private _guardsOf;

    constructor(TimelockController timelock_, Guard[] memory guards) {
        require(address(timelock_) != address(0), ArticlesZeroAddress());
        TIMELOCK = timelock_;
        for (uint256 i = 0; i < guards.length; ++i) {
            _guards.push(guards[i]);
            _guardsOf[guards[i].target][guards[i].selector].push(i);
        }
    }

    /// @inheritdoc IArticles
    function check(
        address[] calldata targets,
        uint256[] calldata,
        bytes[] calldata calldatas
    ) external view returns (bytes32 code) {
        for (uint256 i = 0; i < targets.length; ++i) code = _look(code, targets[i], calldatas[i]);
    }

    /// @inheritdoc IArticles
    function holds(address proposer) external view returns (bool) {
        return
            TIMELOCK.hasRole(TIMELOCK.DEFAULT_ADMIN_ROLE(), address(TIMELOCK)) &&
            TIMELOCK.hasRole(TIMELOCK.PROPOSER_ROLE(), proposer) &&
            TIMELOCK.hasRole(TIMELOCK.CANCELLER_ROLE(), proposer) &&
            TIMELOCK.hasRole(TIMELOCK.EXECUTOR_ROLE(), proposer) &&
            TIMELOCK.getMinDelay() <= LONGEST_DELAY;
    }

    /// @inheritdoc IArticles
    function timelock() external view returns (address) {
        return address(TIMELOCK);
    }

    /// @inheritdoc IArticles
    function guardCount() external view returns (uint256) {
        return _guards.length;
    }

    /// @inheritdoc IArticles
    function guardAt(uint256 index) external view returns (Guard memory) {
        return _guards[index];
    }

    /// @dev The calls of a batch. External, so that bytes which are none can be told from a crossing.
    function callsIn(bytes calldata data) external pure returns (bytes[] memory) {
        return abi.decode(data[4:], (bytes[]));
    }

    /// @dev The call that a guild's account would make. External for the same reason.
    function callIn(bytes calldata data) external pure returns (address target, bytes memory inner) {
        (target, , inner) = abi.decode(data[4:], (address, uint256, bytes));
    }

    /// @dev Looks through one call and all inside it.
    function _look(bytes32 code, address target, bytes memory data) private view returns (bytes32) {
        // A call to what is not there yet would run code that nobody has seen, or nothing at all.
        require(data.length == 0 || target.code.length != 0, ArticlesNoCode(target));
        code = keccak256(abi.encode(code, target.code.length == 0 ? bytes32(0) : target.codehash));
        bytes4 selector = bytes4(data);
        if (target == address(TIMELOCK)) _checkTimelock(selector, data);
        _checkGuards(target, selector, data);
        if (selector == Statements.carry.selector || selector == MULTICALL) {
            try this.callsIn(data) returns (bytes[] memory calls) {
                for (uint256 i = 0; i < calls.length; ++i) code = _look(code, target, calls[i]);
            } catch {
                revert ArticlesUnreadable(target, selector);
            }
        } else if (selector == GuildAccount.execute.selector) {
            address inner;
            try this.callIn(data) returns (address called, bytes memory content) {
                (inner, data) = (called, content);
            } catch {
                revert ArticlesUnreadable(target, selector);
            }
            code = _look(code, inner, data);
        }
        return code;
    }

    /// @dev The nation may tell its timelock to wait longer or less long, and nothing else: whoever holds a role there is the
    /// nation, and what it schedules or executes for itself no vote has seen.
    function _checkTimelock(bytes4 selector, bytes memory data) private view {
        if (data.length == 0) return; // a payment to the nation itself
        bool bounded = selector == TimelockController.updateDelay.selector && _word(data, 0) <= LONGEST_DELAY;
        require(bounded, ArticlesCrossed(THE_ARTICLES, address(TIMELOCK), selector));
    }

    function _checkGuards(address target, bytes4 selector, bytes memory data) private view {
        uint256[] storage indices = _guardsOf[target][selector];
        uint256 count = indices.length;
        for (uint256 i = 0; i < count; ++i) {
            Guard storage guard = _guards[indices[i]];
            uint256 word = _word(data, guard.word);
            require(guard.least <= word && word <= guard.most, ArticlesCrossed(guard.article, target, selector));
        }
    }

    /// @dev A word of the arguments; 0 where there are fewer, which the call itself refuses.
    function _word(bytes memory data, uint256 index) private pure returns (uint256 word) {
        uint256 end = 4 + (index + 1) * 32;
        if (data.length < end) return 0;
        for (uint256 i = end - 32; i < end; ++i) word = (word << 8) | uint8(data[i]);
    }
}

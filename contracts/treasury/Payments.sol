// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Money in and out, in any ERC-20 or the native coin (token 0)
/// @dev Callers guard against re-entrance. Nothing here trusts a token's or a receiver's answer further than it must: what
/// arrives is measured, and no return data is copied.
library Payments {
    address internal constant NATIVE_COIN = address(0);

    /// @dev Gas for a receiver of coins who is paid together with others: enough for a smart account, too little to
    /// spoil the others' payment.
    uint256 private constant RECEIVE_GAS = 50_000;

    /// @notice Pulls from the sender. Bubbles up the token's own error.
    /// @return received What arrived here: less than `amount` for a token that keeps a fee, 0 for an address without code;
    /// never more, since what a token's hook lets arrive meanwhile was somebody else's.
    function pull(address token, uint256 amount) internal returns (uint256 received) {
        if (token.code.length == 0) return 0;
        uint256 before = IERC20(token).balanceOf(address(this));
        SafeERC20.safeTransferFrom(IERC20(token), msg.sender, address(this), amount);
        uint256 afterwards = IERC20(token).balanceOf(address(this));
        return afterwards > before ? Math.min(afterwards - before, amount) : 0;
    }

    /// @notice Sends to a payee who acts alone. @return Whether it was received; never reverts.
    function send(address token, address to, uint256 amount) internal returns (bool) {
        if (token == NATIVE_COIN) return LowLevelCall.callNoReturn(to, amount, "");
        return SafeERC20.trySafeTransfer(IERC20(token), to, amount);
    }

    /// @notice Sends to one payee of many. @return success Whether it was received; never reverts.
    function sendAmongMany(address token, address to, uint256 amount) internal returns (bool success) {
        if (token != NATIVE_COIN) return SafeERC20.trySafeTransfer(IERC20(token), to, amount);
        // A plain call would copy the answer: memory costs grow with the square of what all answers of a transaction take.
        assembly ("memory-safe") {
            success := call(RECEIVE_GAS, to, amount, 0x00, 0x00, 0x00, 0x00)
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Payments} from "../treasury/Payments.sol";

/// @title A satchel: where one agent puts what it carries
/// @notice An address of the agent's own, so that money can come by any way, and is the agent's whoever brought it.
/// @dev Deployed once as an implementation and cloned for each agent. Keeps nothing but what it is sent.
contract Satchel {
    address private immutable MOVING;

    error SatchelOnlyMoving(address caller);

    constructor() {
        MOVING = msg.sender;
    }

    receive() external payable {}

    /// @notice Sends on. Requirements: the caller is `Moving`, which knows whose it is. @return Whether it was received.
    function send(address token, address to, uint256 amount) external returns (bool) {
        require(msg.sender == MOVING, SatchelOnlyMoving(msg.sender));
        return Payments.send(token, to, amount);
    }
}

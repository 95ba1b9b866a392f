// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "./Ids.sol";

/// @title The one thing every floor needs to know of the register: whose key signs for whom
interface IAgents {
    /// @notice The key that acts for an agent now, and how often it has changed.
    /// @return key The zero address if there is no such agent.
    /// @return keyEpoch Grows with every change of key; part of every statement, so that a signature dies with its key.
    function keyOf(AgentId agent) external view returns (address key, uint8 keyEpoch);
}

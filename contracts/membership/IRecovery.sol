// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title The recovery of a lost key, as far as the register asks
interface IRecovery {
    /// @notice Whether trusted contacts are moving an agent to another key now.
    function isPending(AgentId agent) external view returns (bool);
}

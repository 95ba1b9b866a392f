// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title Notes
/// @notice What elections ask of justice, which stands above them: nobody is elected while a note about them runs.
interface INotes {
    /// @notice The end of the note that a person has now (Unix seconds), 0 without one.
    function noteOf(AgentId person) external view returns (uint40 until);
}

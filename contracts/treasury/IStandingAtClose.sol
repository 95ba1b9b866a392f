// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, SeasonId} from "../types/Ids.sol";

/// @title What the ledger says of standing at a season's close
interface IStandingAtClose {
    /// @notice Standing (minutes, 18 decimals) per track from what was settled before a season was closed, aged to its close.
    function standingAtClose(AgentId guild, AgentId member, SeasonId season) external view returns (uint256[3] memory);
}

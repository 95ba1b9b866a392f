// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../../contracts/types/Ids.sol";

/// @title Sits in the register's seats for distance and recovery and answers what a test has told it
/// @dev Of `IDistance` and `IRecovery` it has only what the register asks.
contract SeatActor {
    mapping(AgentId person => bool) public isMet;
    mapping(AgentId agent => bool) public isPending;

    function setMet(AgentId person, bool met) external {
        isMet[person] = met;
    }

    function setPending(AgentId agent, bool pending) external {
        isPending[agent] = pending;
    }
}

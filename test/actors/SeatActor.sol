// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IDistance} from "../../contracts/membership/IDistance.sol";
import {IRecovery} from "../../contracts/membership/IRecovery.sol";
import {AgentId} from "../../contracts/types/Ids.sol";

/// @title Sits in the register's seats for distance and recovery and answers what a test has told it
contract SeatActor is IDistance, IRecovery {
    mapping(AgentId person => bool) public isMet;
    mapping(AgentId agent => bool) public isPending;

    function setMet(AgentId person, bool met) external {
        isMet[person] = met;
    }

    function setPending(AgentId agent, bool pending) external {
        isPending[agent] = pending;
    }
}

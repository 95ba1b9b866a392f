// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../../contracts/types/Ids.sol";

/// @title Sits in the register's seats for distance and recovery, or where elections ask for sanctions, and answers what a
/// test has told it
/// @dev Of `IDistance`, `IRecovery` and `ICases` it has only what others ask.
contract SeatActor {
    mapping(AgentId person => bool) public isMet;
    mapping(AgentId agent => bool) public isPending;
    mapping(AgentId person => uint40 until) public noteOf;

    function setMet(AgentId person, bool met) external {
        isMet[person] = met;
    }

    function setPending(AgentId agent, bool pending) external {
        isPending[agent] = pending;
    }

    function setNote(AgentId person, uint40 until) external {
        noteOf[person] = until;
    }
}

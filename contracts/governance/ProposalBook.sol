// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {IMembers} from "../membership/IMembers.sol";
import {AgentId} from "../types/Ids.sol";
import {IArticles} from "./IArticles.sol";
import {Decision, Seat, Vote} from "./IAssembly.sol";
import {ICalendar} from "./ICalendar.sol";
import {IDecisionRules} from "./IDecisionRules.sol";
import {IPetitions} from "./IPetitions.sol";

/// @notice Whom the assembly asks.
struct Parts {
    IMembers members;
    TimelockController timelock;
    IDecisionRules rules;
    IPetitions petitions;
    IArticles articles;
    ICalendar calendar;
}

/// @notice What the assembly keeps of proposals.
struct Book {
    mapping(uint256 proposalId => Vote) voteOf;
    mapping(uint256 proposalId => Decision) decisionOf;
    mapping(AgentId member => uint256 deadlines) liveOf;
    mapping(uint256 proposalId => bytes32 code) codeOf;
    mapping(Seat seat => address holder) holderOf;
    mapping(bytes32 calls => uint256 proposalId) firstReadingOf;
    // Of a second reading its first one; of a first one that is used up, itself.
    mapping(uint256 reading => uint256 proposalId) firstOf;
    mapping(uint256 proposalId => bytes32 operation) operationOf; // in the timelock, of what chambers can stop
    uint256 decided; // ballots in the last four decisions, 32 bits each, the latest lowest; 0 = none yet, else ballots + 1
}

/// @notice A proposal by its calls, as `queue`, `execute` and `cancel` are given it.
struct Calls {
    address[] targets;
    uint256[] values;
    bytes[] calldatas;
    bytes32 descriptionHash;
}

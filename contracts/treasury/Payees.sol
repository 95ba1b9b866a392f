// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMembers} from "../membership/IMembers.sol";
import {IRecovery} from "../membership/IRecovery.sol";
import {AgentId} from "../types/Ids.sol";

/// @title Whose money may go to another address than their key
/// @dev Must always hold: INV-134 money that an agent is owed goes to no other address than its key while a recovery of that
/// key is pending. Each contract that pays says so with an error of its own.
library Payees {
    /// @notice Whether somebody has asked for an agent's key, and it is not decided.
    function isContested(IMembers members, AgentId agent) internal view returns (bool) {
        address recovery = members.seatOf(IMembers.Seat.Recovery);
        return recovery != address(0) && IRecovery(recovery).isPending(agent);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {IMembers} from "./IMembers.sol";

/// @title Questions to the register of another nation, which may answer anything
/// @dev Such a register is somebody else's contract and may be hostile: it may revert, burn gas, answer at length or
/// change its mind. It is asked by static calls with `GAS` at most, of which not more than the words expected are
/// copied, so it can refuse its own members and harm nobody else. `answered` is false unless size and range of the
/// answer are right: whoever sends too little gas, too, gets no answer, never a wrong one.
library ForeignRegister {
    uint256 internal constant GAS = 50_000;

    /// @dev Whether that register says that this is an active member of it now.
    function isActive(address register, AgentId agent) internal view returns (bool active, bool answered) {
        (bool given, uint256 first, ) = _ask(register, abi.encodeCall(IMembers.isActive, (agent)), 32);
        answered = given && first <= 1;
        active = answered && first == 1;
    }

    /// @dev Whose key signs for an agent of that register; the zero address if it does not say.
    function keyOf(address register, AgentId agent) internal view returns (address key, uint8 keyEpoch) {
        (bool given, uint256 first, uint256 second) = _ask(register, abi.encodeCall(IAgents.keyOf, (agent)), 64);
        // Both casts are in range by the condition.
        if (given && first <= type(uint160).max && second <= type(uint8).max) {
            (key, keyEpoch) = (address(uint160(first)), uint8(second));
        }
    }

    function _ask(
        address register,
        bytes memory question,
        uint256 size
    ) private view returns (bool given, uint256 first, uint256 second) {
        uint256 gasLimit = GAS;
        // At most two words are copied, into the scratch space, however long the answer is.
        assembly ("memory-safe") {
            let success := staticcall(gasLimit, register, add(question, 0x20), mload(question), 0x00, size)
            given := and(success, eq(returndatasize(), size))
            first := mload(0x00)
            second := mload(0x20)
        }
    }
}

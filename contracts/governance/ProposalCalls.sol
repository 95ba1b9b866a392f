// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Calls} from "./ProposalBook.sol";

/// @title The calls of a proposal, and what it is known by
/// @dev They come as the arguments that the assembly was sent, and are decoded here and nowhere else.
library ProposalCalls {
    /// @param arguments Of `IGovernor.queue`, `execute`, `cancel` or `hashProposal`.
    function decode(bytes calldata arguments) internal pure returns (Calls memory calls) {
        (calls.targets, calls.values, calls.calldatas, calls.descriptionHash) = abi.decode(
            arguments,
            (address[], uint256[], bytes[], bytes32)
        );
    }

    /// @dev As OpenZeppelin's governor.
    function idOf(Calls memory calls) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(calls.targets, calls.values, calls.calldatas, calls.descriptionHash)));
    }

    /// @dev By which readings of the same calls are known, whatever their descriptions.
    function hashOf(Calls memory calls) internal pure returns (bytes32) {
        return keccak256(abi.encode(calls.targets, calls.values, calls.calldatas));
    }

    /// @dev What the timelock calls the batch of these calls.
    function operationOf(Calls memory calls) internal view returns (bytes32) {
        bytes32 salt_ = salt(calls.descriptionHash);
        return keccak256(abi.encode(calls.targets, calls.values, calls.calldatas, bytes32(0), salt_));
    }

    /// @dev As OpenZeppelin's governor: two assemblies on one timelock would not meet in one operation.
    function salt(bytes32 descriptionHash) internal view returns (bytes32) {
        return bytes20(address(this)) ^ descriptionHash;
    }
}

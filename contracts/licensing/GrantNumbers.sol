// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, WorkId} from "../types/Ids.sol";
import {Purpose} from "./ILicencePolicies.sol";

/// @dev Bits of the purpose, below the licensee.
uint256 constant LICENSEE_SHIFT = 8;
/// @dev Bits of licensee and purpose, below the work.
uint256 constant WORK_SHIFT = 40;

/// @dev The number of a grant, which is the id of its token.
function grantNumber(WorkId work, AgentId licensee, Purpose purpose) pure returns (uint256) {
    return
        (uint256(WorkId.unwrap(work)) << WORK_SHIFT) |
        (uint256(AgentId.unwrap(licensee)) << LICENSEE_SHIFT) |
        uint256(purpose);
}

/// @dev The other way round; meaningful for the number of a grant that exists.
function workIn(uint256 number) pure returns (WorkId) {
    return WorkId.wrap(uint32(number >> WORK_SHIFT));
}

/// @dev As `workIn`.
function licenseeIn(uint256 number) pure returns (AgentId) {
    return AgentId.wrap(uint32(number >> LICENSEE_SHIFT));
}

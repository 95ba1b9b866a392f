// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, PolicyId} from "../types/Ids.sol";
import {ILicences} from "./ILicences.sol";
import {Decision, UserClass} from "./ILicencePolicies.sol";

/// @dev A grant in one word, its fields from the lowest bits on as the compiler would lay them out: a struct is written and
/// read field by field, which costs 2,000 gas more each time.
type PackedGrant is uint256;

/// @dev The lowest bit of each field; that of `by` is 0.
uint256 constant POLICY_AT = 32;
uint256 constant BASIS_AT = 48;
uint256 constant USER_CLASS_AT = 56;
uint256 constant VERSION_AT = 64;
uint256 constant GRANTED_AT = 80;
uint256 constant EXPIRES_AT = 120;
uint256 constant PAID_AT = 160;

using {unpack, wasMade} for PackedGrant global;

/// @dev A grant as one word; each field has the width it has in the struct.
function packGrant(ILicences.Grant memory grant) pure returns (PackedGrant) {
    return
        PackedGrant.wrap(
            uint256(AgentId.unwrap(grant.by)) |
                (uint256(PolicyId.unwrap(grant.policy)) << POLICY_AT) |
                (uint256(grant.basis) << BASIS_AT) |
                (uint256(grant.userClass) << USER_CLASS_AT) |
                (uint256(grant.version) << VERSION_AT) |
                (uint256(grant.grantedAt) << GRANTED_AT) |
                (uint256(grant.expiresAt) << EXPIRES_AT) |
                (uint256(grant.paid) << PAID_AT)
        );
}

/// @dev The other way round of `packGrant`.
function unpack(PackedGrant packed) pure returns (ILicences.Grant memory grant) {
    uint256 word = PackedGrant.unwrap(packed);
    grant.by = AgentId.wrap(uint32(word));
    grant.policy = PolicyId.wrap(uint16(word >> POLICY_AT));
    grant.basis = Decision(uint8(word >> BASIS_AT));
    grant.userClass = UserClass(uint8(word >> USER_CLASS_AT));
    grant.version = uint16(word >> VERSION_AT);
    grant.grantedAt = uint40(word >> GRANTED_AT);
    grant.expiresAt = uint40(word >> EXPIRES_AT);
    grant.paid = uint96(word >> PAID_AT);
}

/// @dev No grant is made in the first second of 1970.
function wasMade(PackedGrant packed) pure returns (bool) {
    return PackedGrant.unwrap(packed) != 0;
}

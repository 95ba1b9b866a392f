// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {WorkId} from "../types/Ids.sol";
import {ICommons} from "./ICommons.sol";

/// @dev An edge in six bytes: the parent, then its share in basis points.
type PackedEdge is uint48;

/// @dev Bits of the share, below the parent.
uint256 constant SHARE_BITS = 16;

using {unpack} for PackedEdge global;

/// @dev An edge to `parent` with `shareBps` basis points of what is paid; the caller checks that the share is at most 10,000.
function packEdge(WorkId parent, uint16 shareBps) pure returns (PackedEdge) {
    return PackedEdge.wrap((uint48(WorkId.unwrap(parent)) << uint48(SHARE_BITS)) | shareBps);
}

/// @dev The other way round of `packEdge`.
function unpack(PackedEdge edge) pure returns (ICommons.Edge memory) {
    uint48 packed = PackedEdge.unwrap(edge);
    return ICommons.Edge({parent: WorkId.wrap(uint32(packed >> SHARE_BITS)), shareBps: uint16(packed)});
}

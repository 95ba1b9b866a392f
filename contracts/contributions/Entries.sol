// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @dev The first 28 bytes of an entry in a payload, as a number. See docs/payloads.md; the words are ValueFlows'.
///
///     offset  bytes  field
///      0      4      provider     agent who gave
///      4      4      receiver     agent who received; 0 = the guild
///      8      1      action       code of `work`, `deliverService`, …; recorded, not judged
///      9      1      track        bits 0-1; bit 7: given as a gift; bits 2-6 are zero
///     10      4      resource     0 = time worked
///     14      4      quantity     minutes if the resource is 0
///     18      2      day          days since 1970-01-01 UTC
///     20      4      chapter      where it was given, 0 = none
///     24      4      work         work in the commons, 0 = none
type Entry is uint256;

using {provider, trackAndFlags, track, resource, quantity} for Entry global;

function provider(Entry entry) pure returns (AgentId) {
    return AgentId.wrap(uint32(Entry.unwrap(entry) >> 192));
}

function trackAndFlags(Entry entry) pure returns (uint8) {
    return uint8(Entry.unwrap(entry) >> 144);
}

/// @dev 0 to 2, once checked at submission.
function track(Entry entry) pure returns (uint256) {
    return (Entry.unwrap(entry) >> 144) & 3;
}

function resource(Entry entry) pure returns (uint256) {
    return uint32(Entry.unwrap(entry) >> 112);
}

function quantity(Entry entry) pure returns (uint256) {
    return uint32(Entry.unwrap(entry) >> 80);
}

/// @title The payload of a batch: a format byte, then entries of one size
library Entries {
    /// @dev Entries of 28 bytes.
    uint8 internal constant PLAIN = 1;
    /// @dev Entries of 28 bytes, each followed by a 32-byte hash of its evidence.
    uint8 internal constant WITH_EVIDENCE = 2;

    /// @dev Two words of bitmap.
    uint256 internal constant MOST = 512;
    /// @dev Each turn to another provider writes up to two new slots when the batch is settled: more would not fit into
    /// one transaction (16.78 million gas), whatever the order of the entries and the number of appraisers.
    uint256 internal constant MOST_TURNS = 180;
    /// @dev What a leap year has.
    uint256 internal constant MOST_MINUTES = 366 * 24 * 60;

    /// @dev Bytes of one entry, or 0 for an unknown format or no payload at all.
    function sizeOf(bytes calldata payload) internal pure returns (uint256) {
        uint8 format = formatOf(payload);
        if (format == PLAIN) return 28;
        return format == WITH_EVIDENCE ? 60 : 0;
    }

    function formatOf(bytes calldata payload) internal pure returns (uint8) {
        return payload.length == 0 ? 0 : uint8(payload[0]);
    }

    /// @dev How many whole entries a payload has; 0 if it is malformed, too short or too long.
    function countOf(bytes calldata payload) internal pure returns (uint256 count) {
        uint256 size = sizeOf(payload);
        if (size == 0 || (payload.length - 1) % size != 0) return 0;
        count = (payload.length - 1) / size;
        if (count > MOST) return 0;
    }

    /// @dev The caller has checked that `index` is below `countOf`, so the 28 bytes lie within the payload.
    function entryAt(bytes calldata payload, uint256 size, uint256 index) internal pure returns (Entry entry) {
        // A slice would check the same bounds again for each entry, at twice the cost of the rest.
        assembly ("memory-safe") {
            entry := shr(32, calldataload(add(payload.offset, add(1, mul(index, size)))))
        }
    }
}

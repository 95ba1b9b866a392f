// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, WorkId} from "../types/Ids.sol";

/// @dev The first 28 bytes of an entry in a payload, as a number. See docs/payloads.md; the words are ValueFlows'.
///
///     offset  bytes  field
///      0      4      provider     agent who gave
///      4      4      receiver     agent who received; 0 = the guild
///      8      1      action       code of `work`, `deliverService`, …; recorded, not judged
///      9      1      track        bits 0-1; bit 6: a correction; bit 7: given as a gift; bits 2-5 are zero
///     10      4      resource     0 = time worked
///     14      4      quantity     minutes if the resource is 0
///     18      2      day          days since 1970-01-01 UTC
///     20      4      chapter      where it was given, 0 = none
///     24      4      work         work in the commons, 0 = none
type Entry is uint256;

using {provider, isOrdinary, trackAndFlags, track, isCorrection, resource, quantity, work} for Entry global;

function provider(Entry entry) pure returns (AgentId) {
    return AgentId.wrap(uint32(Entry.unwrap(entry) >> 192));
}

/// @dev Nothing about it needs a second look: a known track, no flag but that of a gift, and no more minutes of work than a
/// leap year has.
function isOrdinary(Entry entry) pure returns (bool) {
    uint256 word = Entry.unwrap(entry);
    // One comparison for both: a resource stands right above the quantity.
    return (word >> 144) & 0x7f < 3 && uint64(word >> 80) <= Entries.MOST_MINUTES;
}

function trackAndFlags(Entry entry) pure returns (uint8) {
    return uint8(Entry.unwrap(entry) >> 144);
}

/// @dev 0 to 2, once checked at submission.
function track(Entry entry) pure returns (uint256) {
    return (Entry.unwrap(entry) >> 144) & 3;
}

/// @dev It takes from what was credited for an earlier entry, instead of adding to it.
function isCorrection(Entry entry) pure returns (bool) {
    return (Entry.unwrap(entry) >> 144) & 0x40 != 0;
}

function resource(Entry entry) pure returns (uint256) {
    return uint32(Entry.unwrap(entry) >> 112);
}

function quantity(Entry entry) pure returns (uint256) {
    return uint32(Entry.unwrap(entry) >> 80);
}

function work(Entry entry) pure returns (WorkId) {
    return WorkId.wrap(uint32(Entry.unwrap(entry)));
}

/// @title The payload of a batch: a format byte, then entries of one size
library Entries {
    /// @dev Entries of 28 bytes.
    uint8 internal constant PLAIN = 1;
    /// @dev Entries of 28 bytes, each followed by a 32-byte hash of its evidence; a correction is followed by the batch it
    /// corrects.
    uint8 internal constant WITH_EVIDENCE = 2;
    /// @dev The 32-byte root of a tree of single entries that the guild keeps, then entries of 28 bytes: totals of them.
    uint8 internal constant TOTALS = 3;

    uint256 internal constant MOST = 1000;
    /// @dev Each turn to another provider writes up to three new slots when the batch is settled: many more would not fit
    /// into one transaction (16.78 million gas), whatever the order of the entries and the number of appraisers.
    uint256 internal constant MOST_TURNS = 200;
    /// @dev What a leap year has; what is credited for one entry at most, too.
    uint256 internal constant MOST_MINUTES = 366 * 24 * 60;

    uint256 private constant ROOT_BYTES = 32;

    /// @dev Bytes of one entry, or 0 for an unknown format or no payload at all.
    function sizeOf(bytes calldata payload) internal pure returns (uint256) {
        uint8 format = formatOf(payload);
        if (format == PLAIN || format == TOTALS) return 28;
        return format == WITH_EVIDENCE ? 60 : 0;
    }

    /// @dev Bytes before the first entry.
    function headOf(bytes calldata payload) internal pure returns (uint256) {
        return formatOf(payload) == TOTALS ? 1 + ROOT_BYTES : 1;
    }

    function formatOf(bytes calldata payload) internal pure returns (uint8) {
        return payload.length == 0 ? 0 : uint8(payload[0]);
    }

    /// @dev How many whole entries a payload has; 0 if it is malformed, too short or too long.
    function countOf(bytes calldata payload) internal pure returns (uint256 count) {
        (, , count) = shapeOf(payload);
    }

    /// @dev `formatOf`, `sizeOf` and `countOf` at once.
    function shapeOf(bytes calldata payload) internal pure returns (uint8 format, uint256 size, uint256 count) {
        format = formatOf(payload);
        uint256 head = 1;
        if (format == PLAIN) size = 28;
        else if (format == WITH_EVIDENCE) size = 60;
        else if (format == TOTALS) (size, head) = (28, 1 + ROOT_BYTES);
        if (size == 0 || payload.length < head) return (format, size, 0);
        // At least the head; and a size that is not 0.
        unchecked {
            uint256 length = payload.length - head;
            count = length / size;
            if (count > MOST || length % size != 0) count = 0;
        }
    }

    /// @dev The caller has checked that `index` is below `countOf`, so the 28 bytes lie within the payload.
    /// @param head As `headOf`. @param size As `sizeOf`.
    function entryAt(
        bytes calldata payload,
        uint256 head,
        uint256 size,
        uint256 index
    ) internal pure returns (Entry entry) {
        // A slice would check the same bounds again for each entry, at twice the cost of the rest.
        assembly ("memory-safe") {
            entry := shr(32, calldataload(add(payload.offset, add(head, mul(index, size)))))
        }
    }

    /// @dev Where in the calldata the entry `index` begins; the next one is `size` further.
    /// @param head As `headOf`. @param size As `sizeOf`.
    function placeOf(
        bytes calldata payload,
        uint256 head,
        uint256 size,
        uint256 index
    ) internal pure returns (uint256 place) {
        assembly ("memory-safe") {
            place := add(payload.offset, add(head, mul(index, size)))
        }
    }

    /// @dev The entry that begins at a place in the calldata.
    function entryIn(uint256 place) internal pure returns (Entry entry) {
        assembly ("memory-safe") {
            entry := shr(32, calldataload(place))
        }
    }

    /// @dev The 32 bytes after an entry of the format `WITH_EVIDENCE`; the caller has checked the index.
    function evidenceAt(bytes calldata payload, uint256 index) internal pure returns (bytes32 evidence) {
        assembly ("memory-safe") {
            evidence := calldataload(add(payload.offset, add(29, mul(index, 60))))
        }
    }
}

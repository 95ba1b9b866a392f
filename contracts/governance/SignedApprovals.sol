// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title The bytes of a carried batch of approvals
/// @dev In: per ballot `uint32 by | uint32 approvals | uint40 deadline | uint16 length | signature`; whatever at the end is
/// not a whole ballot is one malformed item. Out: per ballot `uint32 by | uint8 outcome | uint32 approvals`.
library SignedApprovals {
    /// @dev The head of one ballot and, in the low 64 bits, the place of its signature; 0 if it is malformed.
    type Item is uint256;

    uint256 private constant HEAD_BYTES = 15;
    uint256 private constant REPORT_BYTES = 9;

    /// @dev All items in their order, and their authors (0 for a malformed one).
    function read(bytes calldata batch) internal pure returns (Item[] memory items, AgentId[] memory authors) {
        uint256 count = _count(batch);
        items = new Item[](count);
        authors = new AgentId[](count);
        uint256 offset = 0;
        for (uint256 i = 0; i < count && offset + HEAD_BYTES <= batch.length; ++i) {
            uint256 head = uint120(bytes15(batch[offset:offset + HEAD_BYTES]));
            uint256 from = offset + HEAD_BYTES;
            offset = from + uint16(head);
            if (offset > batch.length) break;
            items[i] = Item.wrap((head << 64) | from);
            authors[i] = authorOf(items[i]);
        }
    }

    function isMalformed(Item item) internal pure returns (bool) {
        return Item.unwrap(item) == 0;
    }

    function authorOf(Item item) internal pure returns (AgentId) {
        return AgentId.wrap(uint32(Item.unwrap(item) >> 152));
    }

    function approvalsOf(Item item) internal pure returns (uint32) {
        return uint32(Item.unwrap(item) >> 120);
    }

    function deadlineOf(Item item) internal pure returns (uint40) {
        return uint40(Item.unwrap(item) >> 80);
    }

    /// @dev `read` has seen to it that the signature ends within the batch.
    function signatureIn(Item item, bytes calldata batch) internal pure returns (bytes calldata signature) {
        uint256 from = uint64(Item.unwrap(item));
        return batch[from:from + uint16(Item.unwrap(item) >> 64)];
    }

    /// @dev Room for the report of `count` ballots.
    function newReport(uint256 count) internal pure returns (bytes memory) {
        return new bytes(count * REPORT_BYTES);
    }

    /// @dev Writes line `index`, which is below the report's count.
    function write(bytes memory report, uint256 index, Item item, uint8 outcome) internal pure {
        uint256 line = (uint256(AgentId.unwrap(authorOf(item))) << 40) | (uint256(outcome) << 32) | approvalsOf(item);
        assembly ("memory-safe") {
            // What follows the line in its word is written back as it was, also past the end of the report.
            let place := add(add(report, 0x20), mul(index, REPORT_BYTES))
            let keep := sub(shl(184, 1), 1)
            mstore(place, or(and(mload(place), keep), shl(184, line)))
        }
    }

    function _count(bytes calldata batch) private pure returns (uint256 items) {
        uint256 offset = 0;
        while (offset < batch.length) {
            ++items;
            uint256 from = offset + HEAD_BYTES;
            if (from > batch.length) break;
            offset = from + uint16(bytes2(batch[from - 2:from]));
        }
    }
}

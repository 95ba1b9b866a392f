// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title The bytes of a carried batch of commitments, and of a batch of openings
/// @dev Commitments in: `uint32 by | bytes32 commitment | uint40 deadline | uint16 length | signature`; whatever at the end
/// is not a whole one is one malformed item. Out: `uint32 by | uint8 outcome | bytes32 commitment`. Openings in: `uint32 by |
/// uint8 choice | bytes32 salt`.
library SignedCommitments {
    struct Item {
        AgentId by;
        bytes32 commitment;
        uint40 deadline;
        uint256 from; //   place of the signature in the batch; 0 if the item is malformed
        uint256 length; // of the signature
    }

    uint256 internal constant OPENING_BYTES = 37;

    uint256 private constant HEAD_BYTES = 43;
    uint256 private constant REPORT_BYTES = 37;

    /// @dev All items in their order, and their authors (0 for a malformed one).
    function read(bytes calldata batch) internal pure returns (Item[] memory items, AgentId[] memory authors) {
        uint256 count = _count(batch);
        items = new Item[](count);
        authors = new AgentId[](count);
        uint256 offset = 0;
        for (uint256 i = 0; i < count && offset + HEAD_BYTES <= batch.length; ++i) {
            uint256 from = offset + HEAD_BYTES;
            uint256 length = uint16(bytes2(batch[from - 2:from]));
            if (from + length > batch.length) break;
            authors[i] = AgentId.wrap(uint32(bytes4(batch[offset:offset + 4])));
            items[i] = Item({
                by: authors[i],
                commitment: bytes32(batch[offset + 4:offset + 36]),
                deadline: uint40(bytes5(batch[offset + 36:offset + 41])),
                from: from,
                length: length
            });
            offset = from + length;
        }
    }

    /// @dev Room for the report of `count` commitments.
    function newReport(uint256 count) internal pure returns (bytes memory) {
        return new bytes(count * REPORT_BYTES);
    }

    /// @dev Writes line `index`, which is below the report's count.
    function write(bytes memory report, uint256 index, Item memory item, uint8 outcome) internal pure {
        uint256 head = (uint256(AgentId.unwrap(item.by)) << 8) | outcome;
        bytes32 commitment = item.commitment;
        assembly ("memory-safe") {
            // Both words end within the line: the first is shorter than it, the second ends with it.
            let place := add(add(report, 0x20), mul(index, REPORT_BYTES))
            mstore(place, shl(216, head))
            mstore(add(place, 5), commitment)
        }
    }

    function openingsIn(bytes calldata openings) internal pure returns (uint256) {
        return (openings.length + OPENING_BYTES - 1) / OPENING_BYTES;
    }

    /// @dev Opening `index` of a batch; `whole` is false where the bytes end before it does.
    function openingAt(
        bytes calldata openings,
        uint256 index
    ) internal pure returns (bool whole, AgentId by, uint8 choice, bytes32 salt) {
        uint256 from = index * OPENING_BYTES;
        whole = from + OPENING_BYTES <= openings.length;
        if (!whole) return (whole, by, choice, salt);
        by = AgentId.wrap(uint32(bytes4(openings[from:from + 4])));
        choice = uint8(openings[from + 4]);
        salt = bytes32(openings[from + 5:from + OPENING_BYTES]);
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

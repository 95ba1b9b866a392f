// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title The bytes of a carried batch, and of what is reported about it
/// @dev In: per ballot `uint32 by | uint8 choice | uint40 deadline | uint16 length | signature`, one after the other (a
/// third of the calldata of an ABI array); whatever at the end is not a whole ballot is one malformed item. Out: per
/// ballot `uint32 by | uint4 outcome | uint4 choice`. The assembly here reads calldata and writes memory and nothing
/// else; it takes a third off the cost of a carried ballot.
library SignedBallots {
    /// @dev The head of one ballot and, in the low 64 bits, the place of its signature; 0 if it is malformed.
    type Item is uint256;

    uint256 private constant HEAD_BYTES = 12;
    uint256 private constant REPORT_BYTES = 5;

    /// @dev All items in their order, and their authors (0 for a malformed one).
    function read(bytes calldata batch) internal pure returns (Item[] memory items, AgentId[] memory authors) {
        uint256 count = _count(batch);
        items = new Item[](count);
        authors = new AgentId[](count);
        uint256 offset = 0;
        for (uint256 i = 0; i < count; ++i) {
            uint256 head = _headIn(batch, offset);
            // No overflow in all below: a batch is far shorter than 2^64 bytes.
            unchecked {
                uint256 from = offset + HEAD_BYTES;
                offset = from + uint16(head);
                if (offset > batch.length) break;
                items[i] = Item.wrap((head << 64) | from);
                authors[i] = AgentId.wrap(uint32(head >> 64));
            }
        }
    }

    function isMalformed(Item item) internal pure returns (bool) {
        return Item.unwrap(item) == 0;
    }

    function choiceOf(Item item) internal pure returns (uint8) {
        return uint8(Item.unwrap(item) >> 120);
    }

    function deadlineOf(Item item) internal pure returns (uint40) {
        return uint40(Item.unwrap(item) >> 80);
    }

    function authorOf(Item item) internal pure returns (AgentId) {
        return AgentId.wrap(uint32(Item.unwrap(item) >> 128));
    }

    /// @dev `read` has seen to it that the signature ends within the batch.
    function signatureIn(Item item, bytes calldata batch) internal pure returns (bytes calldata signature) {
        assembly ("memory-safe") {
            signature.offset := add(batch.offset, and(item, 0xffffffffffffffff))
            signature.length := and(shr(64, item), 0xffff)
        }
    }

    /// @dev The EIP-712 digest of a statement whose type hash and fields are words in memory.
    function digest(bytes32 domain, bytes32[6] memory statement) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40) // beyond it anything may be written, nothing is kept there
            mstore(free, hex"1901")
            mstore(add(free, 0x02), domain)
            mstore(add(free, 0x22), keccak256(statement, 0xc0))
            result := keccak256(free, 0x42)
        }
    }

    /// @dev Room for the report of `count` ballots.
    function newReport(uint256 count) internal pure returns (bytes memory) {
        return new bytes(count * REPORT_BYTES);
    }

    /// @dev Writes line `index`, which is below the report's count.
    function write(bytes memory report, uint256 index, Item item, uint8 outcome) internal pure {
        uint256 by = AgentId.unwrap(authorOf(item));
        uint256 line = (by << 8) | (uint256(outcome) << 4) | (choiceOf(item) & 15);
        assembly ("memory-safe") {
            // What follows the line in its word is written back as it was, also past the end of the report.
            let place := add(add(report, 0x20), mul(index, REPORT_BYTES))
            let keep := sub(shl(216, 1), 1)
            mstore(place, or(and(mload(place), keep), shl(216, line)))
        }
    }

    function _count(bytes calldata batch) private pure returns (uint256 items) {
        uint256 offset = 0;
        while (offset < batch.length) {
            unchecked {
                offset += HEAD_BYTES + uint16(_headIn(batch, offset));
                ++items;
            }
        }
    }

    /// @dev 96 bits. Past the end of the batch it reads what is there; the caller compares the end of the ballot.
    function _headIn(bytes calldata batch, uint256 offset) private pure returns (uint256 head) {
        assembly ("memory-safe") {
            head := shr(160, calldataload(add(batch.offset, offset)))
        }
    }
}

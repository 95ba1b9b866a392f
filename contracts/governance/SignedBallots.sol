// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title The bytes of a carried batch, and of what is reported about it
/// @dev In: per ballot `uint32 by | uint8 choice | uint40 deadline | uint16 length | signature`, one after the other (a
/// third of the calldata of an ABI array); whatever at the end is not a whole ballot is one malformed item. Out: per
/// ballot `uint32 by | uint4 outcome | uint4 choice`. The assembly here reads calldata, writes memory and asks the
/// precompile that recovers a signer, and nothing else; it takes a third off the cost of a carried ballot.
library SignedBallots {
    /// @dev The head of one ballot and, in the low 64 bits, the place of its signature; 0 if it is malformed.
    type Item is uint256;

    uint256 private constant HEAD_BYTES = 12;
    uint256 private constant REPORT_BYTES = 5;
    /// @dev Half the order of secp256k1: of two signatures that say the same, the one with the larger `s` is none.
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @dev All items in their order, and their authors (0 for a malformed one).
    function read(bytes calldata batch) internal pure returns (Item[] memory items, AgentId[] memory authors) {
        uint256 count = _count(batch);
        items = new Item[](count);
        authors = new AgentId[](count);
        assembly ("memory-safe") {
            let place := batch.offset
            let end := add(place, batch.length)
            let item := add(items, 0x20)
            let author := add(authors, 0x20)
            for {
                let last := add(item, shl(5, count))
            } lt(item, last) {
                item := add(item, 0x20)
                author := add(author, 0x20)
            } {
                let head := shr(160, calldataload(place))
                let from := add(place, HEAD_BYTES)
                place := add(from, and(head, 0xffff))
                if gt(place, end) {
                    break
                }
                mstore(item, or(shl(64, head), sub(from, batch.offset)))
                mstore(author, shr(64, head))
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

    /// @dev The EIP-712 digest of a ballot.
    /// @param statement Its type hash and fields, of which the proposal alone need be there.
    function digestOf(
        Item item,
        bytes32 domain,
        bytes32[6] memory statement,
        uint256 keyEpoch
    ) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            mstore(add(statement, 0x20), and(shr(128, item), 0xffffffff)) // by
            mstore(add(statement, 0x60), and(shr(120, item), 0xff)) // choice
            mstore(add(statement, 0x80), and(shr(80, item), 0xffffffffff)) // deadline
            mstore(add(statement, 0xa0), keyEpoch)
            let free := mload(0x40) // beyond it anything may be written, nothing is kept there
            mstore(free, hex"1901")
            mstore(add(free, 0x02), domain)
            mstore(add(free, 0x22), keccak256(statement, 0xc0))
            result := keccak256(free, 0x42)
        }
    }

    /// @dev Who made an ECDSA signature of 65 bytes, as OpenZeppelin's `ECDSA` finds them; nobody (0) for any other bytes.
    function signerOf(bytes32 digest, bytes calldata signature) internal view returns (address signer) {
        assembly ("memory-safe") {
            let s := calldataload(add(signature.offset, 0x20))
            if iszero(or(xor(signature.length, 65), gt(s, HALF_ORDER))) {
                let free := mload(0x40)
                mstore(free, digest)
                mstore(add(free, 0x20), byte(0, calldataload(add(signature.offset, 0x40)))) // v
                mstore(add(free, 0x40), calldataload(signature.offset)) // r
                mstore(add(free, 0x60), s)
                // Of what is no signature the precompile says nothing.
                let success := staticcall(gas(), 1, free, 0x80, 0x00, 0x20)
                signer := mul(mload(0x00), and(success, eq(returndatasize(), 0x20)))
            }
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
        assembly ("memory-safe") {
            let end := add(batch.offset, batch.length)
            for {
                let place := batch.offset
            } lt(place, end) {
                items := add(items, 1)
            } {
                place := add(place, add(HEAD_BYTES, and(shr(160, calldataload(place)), 0xffff)))
            }
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Decision, Purpose, UserClass} from "./ILicencePolicies.sol";

/// @dev What one policy says to one class, with all that an answer needs, so that those of a work's four policies fit a word.
///
///     bits   0-14   decisions, three bits for each purpose
///     bit   15      irrevocable
///     bit   16      a flat price is named
///     bits  17-31   days of a period; 0 = reciprocity is a door
///     bits  32-63   minutes asked
type Row is uint64;

uint256 constant ROW_BITS = 64;

using RowsLib for Row global;

/// @title One row of a policy's matrix, packed
library RowsLib {
    uint256 internal constant CELL_BITS = 3;
    uint256 internal constant DECISIONS_BITS = 15;
    uint256 internal constant DECISIONS_MASK = (1 << DECISIONS_BITS) - 1;

    uint256 private constant IRREVOCABLE = 1 << 15;
    uint256 private constant PRICED = 1 << 16;
    uint256 private constant PERIOD_SHIFT = 17;
    uint256 private constant MINUTES_SHIFT = 32;

    /// @dev What is the same for every class: bits 15 to 63. Assumes that `periodDays_` fits 15 bits.
    function packTail(
        bool irrevocable_,
        bool priced_,
        uint16 periodDays_,
        uint32 minutesAsked_
    ) internal pure returns (uint256) {
        return
            (irrevocable_ ? IRREVOCABLE : 0) |
            (priced_ ? PRICED : 0) |
            (uint256(periodDays_) << PERIOD_SHIFT) |
            (uint256(minutesAsked_) << MINUTES_SHIFT);
    }

    /// @dev The row of a class of this matrix.
    function pack(uint136 matrix, UserClass userClass, uint256 tail) internal pure returns (uint256) {
        return ((matrix >> (DECISIONS_BITS * uint256(userClass))) & DECISIONS_MASK) | tail;
    }

    /// @dev Reverts with a panic if the cell holds no decision; policies are checked for that when they are added.
    function decisionFor(Row row, Purpose purpose) internal pure returns (Decision) {
        return Decision((Row.unwrap(row) >> (CELL_BITS * uint256(purpose))) & 7);
    }

    function isIrrevocable(Row row) internal pure returns (bool) {
        return Row.unwrap(row) & IRREVOCABLE != 0;
    }

    function isPriced(Row row) internal pure returns (bool) {
        return Row.unwrap(row) & PRICED != 0;
    }

    function periodDays(Row row) internal pure returns (uint16) {
        return uint16(Row.unwrap(row) >> PERIOD_SHIFT) & 0x7fff;
    }

    function minutesAsked(Row row) internal pure returns (uint32) {
        return uint32(Row.unwrap(row) >> MINUTES_SHIFT);
    }
}

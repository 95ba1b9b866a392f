// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Three numbers, one per track, side by side in one word
/// @dev Lanes are `width` bits wide, the first track in the lowest. What one batch adds for one person is itself a word of
/// three lanes, `ADDED_WIDTH` wide: 512 entries of at most 527,040 minutes fit.
library Lanes {
    uint256 internal constant TRACKS = 3;
    uint256 internal constant ADDED_WIDTH = 32;

    function lane(uint256 word, uint256 width, uint256 track) internal pure returns (uint256) {
        // Shifts and a subtraction of 1 from a power of two cannot overflow.
        unchecked {
            return (word >> (width * track)) & ((1 << width) - 1);
        }
    }

    /// @dev Adds lanes of `ADDED_WIDTH` to lanes of `width`, at least as wide; reverts when one overflows.
    function add(uint256 word, uint256 width, uint256 added) internal pure returns (uint256) {
        // A lane that has room for its sum carries nothing into the next one.
        unchecked {
            for (uint256 track = 0; track < TRACKS; ++track) {
                uint256 amount = lane(added, ADDED_WIDTH, track);
                uint256 sum = lane(word, width, track) + amount;
                require(sum >> width == 0, SafeCast.SafeCastOverflowedUintDowncast(uint8(width), sum));
                word += amount << (width * track);
            }
            return word;
        }
    }

    function split(uint256 word, uint256 width) internal pure returns (uint256[3] memory amounts) {
        for (uint256 track = 0; track < TRACKS; ++track) amounts[track] = lane(word, width, track);
    }
}

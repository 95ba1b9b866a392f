// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Three numbers, one per track, side by side in one word
/// @dev Lanes are `width` bits wide, the first track in the lowest. What one batch adds for one person is itself a word of
/// three lanes, `ADDED_WIDTH` wide: 1,000 entries of at most 527,040 credits fit.
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
            for (uint256 shift = 0; added != 0; shift += width) {
                uint256 amount = uint32(added);
                added >>= ADDED_WIDTH;
                uint256 sum = ((word >> shift) & ((1 << width) - 1)) + amount;
                require(sum >> width == 0, SafeCast.SafeCastOverflowedUintDowncast(uint8(width), sum));
                word += amount << shift;
            }
            return word;
        }
    }

    /// @dev Puts a number in the place of that in one lane, where it has room.
    function replace(uint256 word, uint256 width, uint256 track, uint256 amount) internal pure returns (uint256) {
        uint256 shift = width * track;
        return (word & ~(((1 << width) - 1) << shift)) | (amount << shift);
    }

    /// @dev The three lanes together.
    function together(uint256 word, uint256 width) internal pure returns (uint256) {
        // Lanes are far narrower than a word.
        unchecked {
            return lane(word, width, 0) + lane(word, width, 1) + lane(word, width, 2);
        }
    }

    function split(uint256 word, uint256 width) internal pure returns (uint256[3] memory amounts) {
        for (uint256 track = 0; track < TRACKS; ++track) amounts[track] = lane(word, width, track);
    }
}

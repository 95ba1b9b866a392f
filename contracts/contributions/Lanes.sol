// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Three numbers, one per track, side by side in one word
library Lanes {
    uint256 internal constant TRACKS = 3;

    /// @dev The number of a track; lanes are `width` bits wide, the first track in the lowest.
    function lane(uint256 word, uint256 width, uint256 track) internal pure returns (uint256) {
        return (word >> (width * track)) & ((1 << width) - 1);
    }

    /// @dev Adds an amount to each lane; reverts when one overflows.
    function add(uint256 word, uint256 width, uint256[3] memory amounts) internal pure returns (uint256) {
        for (uint256 track = 0; track < TRACKS; ++track) {
            uint256 amount = amounts[track];
            if (amount == 0) continue;
            uint256 sum = lane(word, width, track) + amount;
            require(sum >> width == 0, SafeCast.SafeCastOverflowedUintDowncast(uint8(width), sum));
            // The lane has room for the sum, so nothing is carried into the next one.
            word += amount << (width * track);
        }
        return word;
    }

    function split(uint256 word, uint256 width) internal pure returns (uint256[3] memory amounts) {
        for (uint256 track = 0; track < TRACKS; ++track) amounts[track] = lane(word, width, track);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title How many appraisers declined each entry, counted 256 entries at a time
/// @dev Seven words (planes) for each word of a bitmap: plane j holds bit j of 256 counters. Adding a bitmap is a
/// ripple-carry addition on all of them at once, so that the cost does not grow with the entries.
library Tally {
    uint256 private constant PLANES = 7; // counts to 127

    function empty(uint256 words) internal pure returns (uint256[] memory planes) {
        return new uint256[](words * PLANES);
    }

    /// @dev Adds one to the counter of each entry in the word `index` of a bitmap; at most 127 times.
    function add(uint256[] memory planes, uint256 index, uint256 bits) internal pure {
        for (uint256 i = index * PLANES; bits != 0; ++i) {
            uint256 plane = planes[i];
            planes[i] = plane ^ bits;
            bits &= plane;
        }
    }

    function countOf(uint256[] memory planes, uint256 entry) internal pure returns (uint256 count) {
        uint256 first = (entry / 256) * PLANES;
        for (uint256 j = 0; j < PLANES; ++j) count |= ((planes[first + j] >> (entry % 256)) & 1) << j;
    }
}

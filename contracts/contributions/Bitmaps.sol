// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Sets of entries: entry i is bit i % 256 of word i / 256, missing words are zero
library Bitmaps {
    /// @dev Whether the set names at least one entry, and none from `count` on.
    function isSomeOf(uint256[] calldata words, uint256 count) internal pure returns (bool) {
        uint256 named = 0;
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 bits = words[i];
            if (bits & ~fullWord(count, i) != 0) return false;
            named |= bits;
        }
        return named != 0;
    }

    /// @dev The word `index` of the set of all entries.
    function fullWord(uint256 count, uint256 index) internal pure returns (uint256) {
        uint256 before = index * 256;
        if (count <= before) return 0;
        return count - before >= 256 ? type(uint256).max : (1 << (count - before)) - 1;
    }

    function has(uint256[] memory words, uint256 entry) internal pure returns (bool) {
        return entry / 256 < words.length && (words[entry / 256] >> (entry % 256)) & 1 == 1;
    }

    function empty(uint256 count) internal pure returns (uint256[] memory) {
        return new uint256[]((count + 255) / 256);
    }

    /// @dev Adds a set to a stored one. Returns whether that changed it.
    function merge(
        mapping(uint256 index => uint256) storage stored,
        uint256[] calldata words
    ) internal returns (bool changed) {
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 old = stored[i];
            if (words[i] & ~old == 0) continue;
            stored[i] = old | words[i];
            changed = true;
        }
    }

    function load(
        mapping(uint256 index => uint256) storage stored,
        uint256 count
    ) internal view returns (uint256[] memory words) {
        words = empty(count);
        for (uint256 i = 0; i < words.length; ++i) words[i] = stored[i];
    }
}

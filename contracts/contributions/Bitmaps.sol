// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Sets of entries: entry i is bit i % 256 of word i / 256, missing words are zero
library Bitmaps {
    /// @dev Whether the set names at least one entry, and none from `count` on.
    function isSomeOf(uint256[] calldata words, uint256 count) internal pure returns (bool) {
        return isWithin(words, count) && !isEmpty(words);
    }

    /// @dev Whether the set names no entry from `count` on.
    function isWithin(uint256[] calldata words, uint256 count) internal pure returns (bool) {
        for (uint256 i = 0; i < words.length; ++i) {
            if (words[i] & ~fullWord(count, i) != 0) return false;
        }
        return true;
    }

    function isEmpty(uint256[] calldata words) internal pure returns (bool) {
        for (uint256 i = 0; i < words.length; ++i) {
            if (words[i] != 0) return false;
        }
        return true;
    }

    /// @dev A word of a set, zero where it has none.
    function wordAt(uint256[] calldata words, uint256 index) internal pure returns (uint256) {
        return index < words.length ? words[index] : 0;
    }

    /// @dev The word `index` of the set of all entries.
    function fullWord(uint256 count, uint256 index) internal pure returns (uint256) {
        uint256 before = index * 256;
        if (count <= before) return 0;
        return count - before >= 256 ? type(uint256).max : (1 << (count - before)) - 1;
    }

    /// @dev The word `index` of the set of the entries from `from` up to `end`, which is not in it.
    function rangeWord(uint256 from, uint256 end, uint256 index) internal pure returns (uint256) {
        return fullWord(end, index) & ~fullWord(from, index);
    }

    function has(uint256[] memory words, uint256 entry) internal pure returns (bool) {
        return entry / 256 < words.length && (words[entry / 256] >> (entry % 256)) & 1 == 1;
    }

    /// @dev Whether the set has an entry from `from` up to `end`, which is after it.
    function touches(uint256[] memory words, uint256 from, uint256 end) internal pure returns (bool) {
        for (uint256 i = from / 256; i < words.length && i * 256 < end; ++i) {
            if (words[i] & rangeWord(from, end, i) != 0) return true;
        }
        return false;
    }

    /// @dev Whether the set has every entry from `from` up to `end`, which is after it.
    function covers(uint256[] memory words, uint256 from, uint256 end) internal pure returns (bool) {
        for (uint256 i = from / 256; i * 256 < end; ++i) {
            if (i >= words.length || ~words[i] & rangeWord(from, end, i) != 0) return false;
        }
        return true;
    }

    /// @dev Puts every entry from `from` up to `end`, which is after it, into the set.
    function fill(uint256[] memory words, uint256 from, uint256 end) internal pure {
        // Numbers of entries; 1 << 256 is zero, and one less than that a full word.
        unchecked {
            while (from < end) {
                uint256 index = from / 256;
                uint256 stop = 256 * index + 256;
                if (stop > end) stop = end;
                words[index] |= ((1 << (stop - from)) - 1) << (from % 256);
                from = stop;
            }
        }
    }

    /// @dev Adds another set to this one, which has as many words.
    function unite(uint256[] memory words, uint256[] memory others) internal pure {
        for (uint256 i = 0; i < others.length; ++i) words[i] |= others[i];
    }

    function put(uint256[] memory words, uint256 entry) internal pure {
        words[entry / 256] |= 1 << (entry % 256);
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

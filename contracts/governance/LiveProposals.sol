// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title The proposals a member has under way
/// @dev One word holds up to six ends of voting (40 bits each); a lane whose end has passed is free again by itself, and
/// nothing else frees one, so that proposing and withdrawing in turns is no way round the limit.
library LiveProposals {
    uint8 internal constant MOST = 6;

    uint256 private constant BITS = 40;
    uint256 private constant MASK = (1 << BITS) - 1;

    /// @dev How many have not ended.
    function live(uint256 word) internal view returns (uint256 count) {
        for (uint256 i = 0; i < MOST; ++i) {
            if (_endIn(word, i) >= block.timestamp) ++count;
        }
    }

    /// @return changed The word with one more end.
    /// @return freeAt 0, or, if `limit` proposals are under way already, the first end among them.
    function add(uint256 word, uint40 end, uint256 limit) internal view returns (uint256 changed, uint40 freeAt) {
        uint256 free = MOST;
        uint256 first = type(uint40).max;
        uint256 count = 0;
        for (uint256 i = 0; i < MOST; ++i) {
            uint256 known = _endIn(word, i);
            if (known < block.timestamp) {
                free = i;
            } else {
                ++count;
                if (known < first) first = known;
            }
        }
        if (count >= limit) return (word, uint40(first));
        return (_with(word, free, end), 0);
    }

    function _endIn(uint256 word, uint256 index) private pure returns (uint256) {
        return (word >> (index * BITS)) & MASK;
    }

    function _with(uint256 word, uint256 index, uint40 end) private pure returns (uint256) {
        return (word & ~(MASK << (index * BITS))) | (uint256(end) << (index * BITS));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title A count, and what it was at any past moment
/// @dev As OpenZeppelin's `Checkpoints`, for counts up to 2^24: the last one to three checkpoints travel in 192 bits, which
/// the caller keeps in a slot it writes anyway; each time they are full they go together into a slot of the archive. So
/// two of three changes create no slot. A look into the past gallops back from the end: it costs the logarithm of how far
/// back it goes.
library Counts {
    /// @dev Three checkpoints a slot, packed as `recent` is: the latest in the lowest 64 bits, 40 of time above 24 of count.
    struct Archive {
        mapping(uint256 index => uint256 checkpoints) slots;
    }

    uint8 private constant BITS = 64;
    uint8 private constant COUNT_BITS = 24;
    uint8 private constant OLDEST = 2 * BITS;

    /// @dev Keeps that the count is `count` from `moment` on, which is not before the last checkpoint nor 0.
    /// @return newRecent The last checkpoints with this one: instead of the last, if that is of the same moment.
    /// @return newArchived Slots of the archive from now on.
    function push(
        Archive storage self,
        uint192 recent,
        uint32 archived,
        uint40 moment,
        uint256 count
    ) internal returns (uint192 newRecent, uint32 newArchived) {
        uint192 checkpoint = (uint192(moment) << COUNT_BITS) | SafeCast.toUint24(count);
        if (_momentOf(recent) == moment) return (((recent >> BITS) << BITS) | checkpoint, archived);
        if (recent >> OLDEST == 0) return ((recent << BITS) | checkpoint, archived);
        self.slots[archived] = recent;
        return (checkpoint, archived + 1);
    }

    /// @dev The count since the last checkpoint; 0 if there is none.
    function latest(uint192 recent) internal pure returns (uint256) {
        return uint24(recent);
    }

    /// @dev What the count was at a moment: that of the last checkpoint not after it, 0 if there is none.
    function countAt(
        Archive storage self,
        uint192 recent,
        uint32 archived,
        uint256 moment
    ) internal view returns (uint256 count) {
        bool found;
        (found, count) = _countIn(recent, moment);
        if (found || archived == 0) return count;
        // The slot sought is one of `low` to `high`, or the first though it begins later.
        uint256 high = archived - 1;
        uint256 low = high;
        for (uint256 step = 1; low != 0 && _beginOf(self, low) > moment; step *= 2) {
            high = low - 1;
            low = low > step ? low - step : 0;
        }
        while (low < high) {
            uint256 middle = (low + high + 1) / 2;
            if (_beginOf(self, middle) <= moment) low = middle;
            else high = middle - 1;
        }
        (, count) = _countIn(self.slots[low], moment);
    }

    /// @dev The last of up to three checkpoints that is not after a moment.
    function _countIn(uint256 checkpoints, uint256 moment) private pure returns (bool found, uint256 count) {
        for (; checkpoints != 0; checkpoints >>= BITS) {
            if (_momentOf(checkpoints) <= moment) return (true, uint24(checkpoints));
        }
    }

    /// @dev The moment of the first checkpoint in a full slot.
    function _beginOf(Archive storage self, uint256 index) private view returns (uint256) {
        return _momentOf(self.slots[index] >> OLDEST);
    }

    /// @dev The moment of the latest of some checkpoints.
    function _momentOf(uint256 checkpoints) private pure returns (uint256) {
        return uint64(checkpoints) >> COUNT_BITS;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title A count, and what it was at any past moment
/// @dev As OpenZeppelin's `Checkpoints`, but four checkpoints share a slot (40 bits of time, 24 of count), so that only
/// each fourth one creates a slot. How many there are the caller keeps beside something else it writes anyway. A look
/// into the past gallops back from the last slot: it costs the logarithm of how far back it goes.
library Counts {
    struct History {
        mapping(uint256 index => uint256 fourCheckpoints) slots;
    }

    uint256 private constant PER_SLOT = 4;
    uint256 private constant BITS = 64;
    uint256 private constant COUNT_BITS = 24;

    /// @dev Keeps that the count is `count` from `moment` on, which is not before the last checkpoint.
    /// @return newLength Checkpoints now: one more, or as many if the last one is of the same moment.
    function push(History storage self, uint32 length, uint40 moment, uint256 count) internal returns (uint32 newLength) {
        uint256 checkpoint = (uint256(moment) << COUNT_BITS) | SafeCast.toUint24(count);
        newLength = length + 1;
        if (length != 0) {
            uint256 lastIndex = length - 1;
            uint256 last = self.slots[lastIndex / PER_SLOT];
            uint256 shift = (lastIndex % PER_SLOT) * BITS;
            uint256 known = uint64(last >> shift);
            if (known >> COUNT_BITS == moment) {
                self.slots[lastIndex / PER_SLOT] = last ^ ((known ^ checkpoint) << shift);
                return length;
            }
            if (shift != (PER_SLOT - 1) * BITS) {
                self.slots[lastIndex / PER_SLOT] = last | (checkpoint << (shift + BITS));
                return newLength;
            }
        }
        self.slots[length / PER_SLOT] = checkpoint;
    }

    /// @dev The count since the last checkpoint; 0 if there is none.
    function latest(History storage self, uint32 length) internal view returns (uint256) {
        if (length == 0) return 0;
        uint256 lastIndex = length - 1;
        return uint24(self.slots[lastIndex / PER_SLOT] >> ((lastIndex % PER_SLOT) * BITS));
    }

    /// @dev What the count was at a moment: that of the last checkpoint not after it, 0 if there is none.
    function countAt(History storage self, uint32 length, uint256 moment) internal view returns (uint256) {
        if (length == 0) return 0;
        // The slot sought is one of `low` to `high`, or 0 though it begins later.
        uint256 high = (length - 1) / PER_SLOT;
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
        for (uint256 rest = self.slots[low]; rest != 0; ) {
            // From the last checkpoint in the slot to the first; those not yet written are zero.
            uint256 checkpoint = rest >> ((PER_SLOT - 1) * BITS);
            if (checkpoint != 0 && checkpoint >> COUNT_BITS <= moment) return uint24(checkpoint);
            rest <<= BITS;
        }
        return 0;
    }

    /// @dev The moment of the first checkpoint in a slot.
    function _beginOf(History storage self, uint256 index) private view returns (uint256) {
        return uint64(self.slots[index]) >> COUNT_BITS;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title How many spells end on each day
/// @dev Eight days share a slot (32 bits each), so that folding a silent year reads 46 slots.
library DayBuckets {
    struct Buckets {
        mapping(uint256 block8 => uint256 counts) packed;
    }

    uint256 private constant DAYS_PER_SLOT = 8;
    uint256 private constant BITS = 32;
    uint256 private constant MASK = (1 << BITS) - 1;

    /// @dev Fewer than 2^32 spells can end on a day: there are no more ids.
    function increase(Buckets storage self, uint256 day, uint256 spells) internal {
        unchecked {
            self.packed[day / DAYS_PER_SLOT] += spells << _shift(day);
        }
    }

    /// @dev The caller knows that the day's count is not zero.
    function decrease(Buckets storage self, uint256 day) internal {
        unchecked {
            self.packed[day / DAYS_PER_SLOT] -= 1 << _shift(day);
        }
    }

    function count(Buckets storage self, uint256 day) internal view returns (uint256) {
        return (self.packed[day / DAYS_PER_SLOT] >> _shift(day)) & MASK;
    }

    /// @dev Whether no spell ends on any of the days that share a slot with `day`; if so a walk may skip to `next`.
    function skip(Buckets storage self, uint256 day) internal view returns (bool empty, uint256 next) {
        return (self.packed[day / DAYS_PER_SLOT] == 0, (day / DAYS_PER_SLOT + 1) * DAYS_PER_SLOT);
    }

    /// @dev The UTC day of a moment (days since 1970-01-01).
    function dayOf(uint256 moment) internal pure returns (uint40) {
        return uint40(moment / 1 days);
    }

    /// @dev First second of the first UTC day that begins at or after `moment`.
    function endOfDay(uint256 moment) internal pure returns (uint40) {
        unchecked {
            // Far from overflow for any moment that 40 bits hold; any other is refused.
            return SafeCast.toUint40(((moment + 1 days - 1) / 1 days) * 1 days);
        }
    }

    function _shift(uint256 day) private pure returns (uint256) {
        unchecked {
            return (day % DAYS_PER_SLOT) * BITS; // less than 256
        }
    }
}

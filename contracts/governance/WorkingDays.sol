// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Which days are worked, and where a count of them ends
/// @dev A kernel without time of its own: days are numbers (since 1970-01-01 UTC), and a count walks over at most
/// `LONGEST` of them, reading one slot for every 256.
library WorkingDays {
    struct Days {
        uint8 restDays; // of every week; bit 0 is Monday
        mapping(uint256 word => uint256 bits) closed; // bit `day % 256` of the word `day / 256`
    }

    /// @dev Days a count walks at most, so that it ends whatever is closed.
    uint256 internal constant LONGEST = 366;
    /// @dev 1970-01-01 was a Thursday.
    uint256 private constant FIRST_WEEKDAY = 3;

    function isWorked(Days storage self, uint256 day) internal view returns (bool) {
        return _isWorked(self.restDays, self.closed[day / 256], day);
    }

    /// @dev The last of `count` worked days after `day`, or the day `LONGEST` days after it if that comes first.
    function lastOf(Days storage self, uint256 day, uint256 count) internal view returns (uint256) {
        uint256 latest = day + LONGEST;
        uint256 restDays = self.restDays;
        uint256 closed = self.closed[day / 256];
        while (count != 0 && day < latest) {
            ++day;
            if (day % 256 == 0) closed = self.closed[day / 256];
            if (_isWorked(restDays, closed, day)) --count;
        }
        return day;
    }

    function _isWorked(uint256 restDays, uint256 closed, uint256 day) private pure returns (bool) {
        bool rested = (restDays >> ((day + FIRST_WEEKDAY) % 7)) & 1 == 1;
        return !rested && (closed >> (day % 256)) & 1 == 0;
    }
}

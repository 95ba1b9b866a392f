// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {WorkingDays} from "../../../contracts/governance/WorkingDays.sol";

/// @title Working days against a plain list of days, one flag each
contract WorkingDaysTest {
    using WorkingDays for WorkingDays.Days;

    uint256 private constant THURSDAY = 3; // the first day of 1970, counted from Monday

    WorkingDays.Days private _days;

    /// @dev The model: a list of flags from `first` on, walked without words, masks or a bound of its own.
    function _modelOf(uint256 first, uint256 length) private view returns (bool[] memory worked) {
        worked = new bool[](length);
        for (uint256 i = 0; i < length; ++i) {
            uint256 day = first + i;
            uint256 weekday = (THURSDAY + day) % 7;
            bool rest = (_days.restDays / 2 ** weekday) % 2 == 1;
            bool closed = (_days.closed[day / 256] / 2 ** (day % 256)) % 2 == 1;
            worked[i] = !rest && !closed;
        }
    }

    function testFuzz_lastOf(uint8 restDays, uint16 first, uint256[3] calldata closed, uint8 count, bool dense) public {
        _days.restDays = restDays % 128;
        for (uint256 i = 0; i < 3; ++i)
            _days.closed[first / 256 + i] = dense ? closed[i] | (closed[i] >> 1) : closed[i];

        bool[] memory worked = _modelOf(first, 367);
        uint256 seen = 0;
        uint256 last = 0; // days after `first`
        while (seen < count && last < 366) if (worked[++last]) ++seen;

        assert(_days.lastOf(first, count) == first + last);
        for (uint256 i = 0; i < 367; i += 61) assert(_days.isWorked(first + i) == worked[i]);
    }

    /// @dev INV-160: more days never end earlier, one day later never ends earlier, and no count lasts longer than a year.
    function testFuzz_order(uint8 restDays, uint16 first, uint256[3] calldata closed, uint8 count) public {
        _days.restDays = restDays % 128;
        for (uint256 i = 0; i < 3; ++i) _days.closed[first / 256 + i] = closed[i];
        uint256 last = _days.lastOf(first, count);
        assert(last >= first && last <= uint256(first) + 366);
        assert(_days.lastOf(first, uint256(count) + 1) >= last);
        assert(_days.lastOf(uint256(first) + 1, count) >= last);
        // A count that was not cut short ends on a working day.
        if (count != 0 && last < uint256(first) + 366) assert(_days.isWorked(last));
    }
}

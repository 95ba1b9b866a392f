// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Chartered} from "../types/Chartered.sol";
import {ClosedDays, ICalendar} from "./ICalendar.sol";
import {WorkingDays} from "./WorkingDays.sol";

/// @title Calendar
/// @dev Keeps the rest days of the week and the closed days; the nation sets both, everybody reads. It keeps no deadline:
/// whoever asks for one keeps the moment. Must always hold: INV-160 a deadline is the end of a UTC day, at most 366 days
/// after the day it is counted from, and a count of more working days never ends earlier.
contract Calendar is ICalendar, Chartered {
    using WorkingDays for WorkingDays.Days;

    uint8 private constant WHOLE_WEEK = 0x7f;

    WorkingDays.Days private _days;

    constructor(address timelock_, uint8 restDays_, ClosedDays[] memory closed) Chartered(timelock_) {
        _setRestDays(restDays_);
        for (uint256 i = 0; i < closed.length; ++i) _setClosedDays(closed[i].word, closed[i].bits);
    }

    /// @inheritdoc ICalendar
    function setRestDays(uint8 restDays_) external onlyNation {
        _setRestDays(restDays_);
    }

    /// @inheritdoc ICalendar
    function setClosedDays(uint256 word, uint256 bits) external onlyNation {
        _setClosedDays(word, bits);
    }

    /// @inheritdoc ICalendar
    function restDays() external view returns (uint8) {
        return _days.restDays;
    }

    /// @inheritdoc ICalendar
    function closedDays(uint256 word) external view returns (uint256 bits) {
        return _days.closed[word];
    }

    /// @inheritdoc ICalendar
    function isWorkingDay(uint40 day) external view returns (bool) {
        return _days.isWorked(day);
    }

    /// @inheritdoc ICalendar
    function deadline(uint40 from, uint16 workingDays) external view returns (uint40) {
        return uint40((_days.lastOf(from / 1 days, workingDays) + 1) * 1 days);
    }

    function _setRestDays(uint8 restDays_) private {
        require(restDays_ < WHOLE_WEEK, CalendarBadRestDays(restDays_));
        _days.restDays = restDays_;
        emit RestDaysSet(restDays_);
    }

    function _setClosedDays(uint256 word, uint256 bits) private {
        _days.closed[word] = bits;
        emit ClosedDaysSet(word, bits);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Closed days of a charter, 256 days in one word.
struct ClosedDays {
    uint256 word; // days since 1970-01-01 UTC, divided by 256
    uint256 bits; // bit `day % 256` is set where the day is closed
}

/// @title The charter's calendar: on which days a deadline runs
/// @notice Deadlines of justice, and votes where the rule says so, are given in working days: no reply is due on a Sunday or a feast, and none in the
/// middle of a day. A deadline is told as a moment when it is given, so no later change of the calendar moves it.
/// @dev Days are those of UTC, numbered from 1970-01-01; days of the week count from Monday, bit 0.
interface ICalendar {
    event RestDaysSet(uint8 restDays);
    event ClosedDaysSet(uint256 indexed word, uint256 bits);

    /// @dev A week has seven days, and at least one of them is worked.
    error CalendarBadRestDays(uint8 restDays);

    /// @notice Sets the days of every week that are not worked: bit 0 is Monday, bit 6 Sunday.
    function setRestDays(uint8 restDays_) external;

    /// @notice Sets which of the 256 days of a word are closed: bit `day % 256` of the word `day / 256`.
    function setClosedDays(uint256 word, uint256 bits) external;

    /// @notice The days of every week that are not worked: bit 0 is Monday, bit 6 Sunday.
    function restDays() external view returns (uint8);

    /// @notice The closed days among the 256 of a word: bit `day % 256` of the word `day / 256`.
    function closedDays(uint256 word) external view returns (uint256 bits);

    /// @notice Whether a day (days since 1970-01-01 UTC) is neither a rest day of its week nor closed.
    function isWorkingDay(uint40 day) external view returns (bool);

    /// @notice First second after the end of the last of `workingDays` working days that follow the day of `from`.
    /// @dev The day of `from` itself is not counted; with 0 working days it is the end of that day. Never reverts and
    /// never waits for ever: whatever days are closed, the deadline is at most 366 days after the day of `from`.
    /// @param from Unix seconds.
    function deadline(uint40 from, uint16 workingDays) external view returns (uint40);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title Who could vote at any past moment
/// @notice A person's membership is one or more *spells* [since, until). A spell's end is known beforehand (the renewal
/// or the vouches run out, at the end of a UTC day), so an expiry needs no transaction: it is counted in the bucket of
/// its day, and anybody may fold passed days into the count.
interface IElectorate {
    /// @notice A spell of active membership began otherwise than by admission; it ends by itself at `until` (Unix seconds,
    /// exclusive).
    event SpellBegan(AgentId indexed member, uint40 since, uint40 until);
    /// @notice The end of a member's running spell moved, or the spell was ended now.
    event SpellEndMoved(AgentId indexed member, uint40 oldUntil, uint40 newUntil);
    /// @notice All days before `day` (days since 1970-01-01 UTC) are in the count.
    event DaysFolded(uint40 day);

    /// @dev The past can be asked only before now: the present second is still open.
    error ElectorateFutureLookup(uint256 timepoint, uint48 clock);
    /// @dev Some days since the last act are not yet folded; call `fold` first (a few times after years of silence).
    error ElectorateFoldFirst(uint40 foldedDay, uint40 neededDay);

    /// @notice Counts the spells that ended on passed days, at most `maxDays` of them.
    /// @return foldedDay The first day not yet folded (days since 1970-01-01 UTC).
    function fold(uint256 maxDays) external returns (uint40 foldedDay);

    /// @notice The first day not yet folded (days since 1970-01-01 UTC).
    function foldedDay() external view returns (uint40);

    /// @notice Active members at a past moment. Requirements: `timepoint` < now; its day is folded or at most 400 days after
    /// the last fold.
    function activeCountAt(uint256 timepoint) external view returns (uint256);

    /// @notice Whether a person was an active member at a past moment. Requirements: `timepoint` < now.
    function wasActive(AgentId member, uint256 timepoint) external view returns (bool);
}

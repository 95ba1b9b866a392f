// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Whoever makes decisions that members can hold
/// @notice A decision is known by a number of its contract. Before it is carried out, the contract asks `IHolds`.
interface IHoldable {
    /// @notice Since when a decision is known, and when it is due.
    /// @return since When what would be carried out became known (Unix seconds): who was an active member before can hold
    /// it. 0 = there is no such decision, or it can no longer be carried out.
    /// @return due The last second before it can be carried out, at the latest: a hold that begins earlier lasts from then.
    function knownSince(uint256 number) external view returns (uint40 since, uint40 due);
}

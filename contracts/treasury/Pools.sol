// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ISurplus} from "./ISurplus.sol";

/// @title A part of a surplus that many share by weight, each when they come
/// @dev Must always hold: INV-31 a pool never gives out more than its amount, in whatever order and by whatever weights
/// it is asked; INV-32 what is given, what rounding left and what nobody has come for add up to the amount; once every
/// weight has been counted, nothing is left to come for.
library Pools {
    /// @notice Takes the share of a weight, rounded down.
    /// @dev A weight beyond the total gets nothing: should the ledger ever say more than it said at the close, the others'
    /// shares are safe.
    /// @return share What is given.
    /// @return left What rounding leaves: 0 or 1.
    function take(ISurplus.Pool memory self, uint256 weight) internal pure returns (uint256 share, uint256 left) {
        uint256 counted = self.counted + weight;
        if (counted > self.total) return (0, 0);
        share = shareOf(self, weight);
        left = shareOf(self, counted) - shareOf(self, self.counted) - share;
        self.counted = uint40(counted);
    }

    /// @notice The share of a weight, rounded down. Requirements: the pool is shared by somebody.
    function shareOf(ISurplus.Pool memory self, uint256 weight) internal pure returns (uint256) {
        return (uint256(self.amount) * weight) / self.total;
    }

    /// @notice What has left the pool, given or left by rounding; the rest nobody has come for.
    function taken(ISurplus.Pool memory self) internal pure returns (uint256) {
        return self.total == 0 ? 0 : shareOf(self, self.counted);
    }
}

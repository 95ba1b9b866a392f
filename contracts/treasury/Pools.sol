// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ISurplus} from "./ISurplus.sol";

/// @title A part of a surplus that many share by weight, each when they come
/// @dev Must always hold: INV-31 a pool never gives out more than its amount, in whatever order and by whatever weights
/// it is asked; INV-32 collected, remainder and uncollected add up to the amount; once every weight has been
/// counted, nothing is uncollected.
library Pools {
    using SafeCast for uint256;

    /// @notice Takes the share of a weight, rounded down, and counts what the rounding left.
    /// @dev A weight beyond the total gets nothing: should the ledger ever say more than it said at the close, the others'
    /// shares are safe. `dust` grows by less than 1 for each share taken, hence 48 bits.
    function take(ISurplus.Pool memory self, uint256 weight) internal pure returns (uint256 share) {
        uint256 counted = self.counted + weight;
        if (counted > self.total) return 0;

        share = shareOf(self, weight);
        uint256 left = shareOf(self, counted) - shareOf(self, self.counted) - share;
        self.counted = uint40(counted);
        self.dust = (self.dust + left).toUint48();
    }

    /// @notice The share of a weight, rounded down. Requirements: the pool is shared by somebody.
    function shareOf(ISurplus.Pool memory self, uint256 weight) internal pure returns (uint256) {
        return (uint256(self.amount) * weight) / self.total;
    }

    /// @notice What has been given out, what rounding has left so far, and what nobody has come for.
    function status(
        ISurplus.Pool memory self
    ) internal pure returns (uint256 collected, uint256 remainder, uint256 uncollected) {
        if (self.total == 0) return (0, 0, 0);
        uint256 taken = shareOf(self, self.counted);
        return (taken - self.dust, self.dust, self.amount - taken);
    }
}

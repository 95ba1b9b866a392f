// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Frozen, Progress} from "./Accounts.sol";

/// @title Parts of a surplus that many share by weight, each when they come
/// @dev Must always hold: INV-31 a pool never gives out more than its amount, in whatever order and by whatever weights
/// it is asked; INV-32 what is given, what rounding left and what nobody has come for add up to the amount; once every
/// weight has been counted, nothing is left to come for.
///
/// What rounding leaves is not counted share by share: it is what the counted weights together are worth, less what was
/// given, and needs to be known only when a run over many members is over.
library Pools {
    using Frozen for uint256;

    uint256 private constant MASK = type(uint40).max;

    /// @notice Takes the shares of a member's weights, each rounded down.
    /// @dev A weight beyond the total gets nothing: should the ledger ever say more than it said at the close, the others'
    /// shares are safe.
    /// @param pools Frozen pools; 0 where there is none.
    /// @param counted Weights taken before, in lanes.
    /// @param weights The member's, in lanes; 0 where there is no pool.
    /// @return counted_ Weights taken now.
    /// @return sum Of all shares.
    function take(
        uint256[5] memory pools,
        uint256 counted,
        uint256 weights
    ) internal pure returns (uint256 counted_, uint256 sum) {
        // Lanes of 40 bits whose sums are checked against a total of 40 bits; amounts of 128 bits times 40 bits; five of them.
        unchecked {
            // All at once; what a lane has no room for is taken out again, with whatever it carried into the next one.
            counted_ = counted + weights;
            for (uint256 kind = 0; ; ++kind) {
                uint256 weight = weights & MASK;
                if (weight != 0) {
                    uint256 pool = pools[kind];
                    uint256 total = (pool >> 128) & MASK;
                    if ((counted & MASK) + weight <= total) sum += (uint128(pool) * weight) / total;
                    else counted_ -= weight << (Progress.LANE * kind);
                }
                weights >>= Progress.LANE;
                if (weights == 0) break;
                counted >>= Progress.LANE;
            }
        }
    }

    /// @notice Of what `take` takes, the share of the first pool.
    function firstOf(uint256[5] memory pools, uint256 counted, uint256 weights) internal pure returns (uint256 first) {
        (, first) = take(pools, counted, weights & MASK);
    }

    /// @notice The share of a weight, rounded down. Requirements: the pool is shared by somebody.
    function shareOf(uint256 pool, uint256 weight) internal pure returns (uint256) {
        // 128 bits times 40 bits.
        unchecked {
            return (pool.amountOf() * weight) / pool.totalOf();
        }
    }

    /// @notice What has left all pools, given or left by rounding; the rest nobody has come for.
    function takenOf(uint256[5] memory pools, uint256 counted) internal pure returns (uint256 sum) {
        // As in `take`.
        unchecked {
            for (uint256 kind = 0; counted != 0; ++kind) {
                uint256 weight = counted & MASK;
                if (weight != 0) sum += shareOf(pools[kind], weight);
                counted >>= Progress.LANE;
            }
        }
    }
}

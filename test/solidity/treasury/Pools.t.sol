// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ISurplus} from "../../../contracts/treasury/ISurplus.sol";
import {Pools} from "../../../contracts/treasury/Pools.sol";

/// @notice INV-31 and INV-32: a pool gives out what it holds, no more, and knows what rounding left.
contract PoolsTest {
    using Pools for ISurplus.Pool;

    function testFuzz_WhenAllHaveTakenOnlyTheRemainderIsLeft(uint128 amount, uint32[7] memory weights) external pure {
        uint256 total = _sum(weights);
        if (total == 0) return;
        ISurplus.Pool memory pool = ISurplus.Pool(amount, uint40(total), 0);
        uint256 given;
        uint256 dust;
        for (uint256 i = 0; i < weights.length; ++i) {
            (uint256 share, uint256 left) = pool.take(weights[i]);
            require(share == (uint256(amount) * weights[i]) / total, "the exact share, rounded down");
            require(left <= 1, "rounding leaves one unit at most");
            given += share;
            dust += left;
            require(given + dust == pool.taken(), "what left the pool is given or dust");
        }
        require(pool.taken() == amount, "nobody is left out");
        require(dust == amount - given && dust < weights.length, "less than one unit each remains");
    }

    function testFuzz_TheOrderChangesNoShare(uint128 amount, uint32 first, uint32 second) external pure {
        uint256 total = uint256(first) + second;
        if (total == 0) return;
        ISurplus.Pool memory pool = ISurplus.Pool(amount, uint40(total), 0);
        (uint256 early, ) = pool.take(first);
        pool = ISurplus.Pool(amount, uint40(total), 0);
        pool.take(second);
        (uint256 late, ) = pool.take(first);
        require(late == early, "the same whenever it is taken");
    }

    function testFuzz_AWeightBeyondTheTotalTakesNothing(uint128 amount, uint32 total, uint40 taken) external pure {
        if (total == 0) return;
        ISurplus.Pool memory pool = ISurplus.Pool(amount, total, 0);
        (uint256 first, ) = pool.take(taken);
        require(first <= amount, "never more than there is");
        if (taken > total) {
            require(first == 0 && pool.counted == 0, "nothing");
            return;
        }
        (uint256 second, uint256 left) = pool.take(uint256(total) - taken + 1);
        require(second == 0 && left == 0 && pool.counted == taken, "nothing beyond the rest");
    }

    function _sum(uint32[7] memory weights) private pure returns (uint256 total) {
        for (uint256 i = 0; i < weights.length; ++i) total += weights[i];
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Frozen, Progress} from "../../../contracts/treasury/Accounts.sol";
import {Pools} from "../../../contracts/treasury/Pools.sol";

/// @notice INV-31 and INV-32: pools give out what they hold, no more, and it is known what rounding left.
contract PoolsTest {
    using Frozen for uint256;
    using Progress for uint256;

    function testFuzz_WhenAllHaveTakenOnlyTheRemainderIsLeft(
        uint128 amount,
        uint32[7] memory weights,
        uint8 kind
    ) external pure {
        kind %= 5;
        uint256 total = _sum(weights);
        if (total == 0) return;
        uint256[5] memory pools = _only(kind, amount, total);
        uint256 lanes;
        uint256 given;
        for (uint256 i = 0; i < weights.length; ++i) {
            uint256 share;
            (lanes, share) = Pools.take(pools, lanes, uint256(weights[i]) << (40 * kind));
            require(share == (uint256(amount) * weights[i]) / total, "the exact share, rounded down");
            given += share;
            uint256 taken = Pools.takenOf(pools, lanes);
            require(given <= taken && taken <= amount, "what is given has left the pool, and no more than there was");
            require(taken - given <= i, "less than one unit each remains");
        }
        require(Pools.takenOf(pools, lanes) == amount, "nobody is left out");
    }

    function testFuzz_TheOrderChangesNoShare(uint128 amount, uint32 first, uint32 second) external pure {
        uint256 total = uint256(first) + second;
        if (total == 0) return;
        uint256[5] memory pools = _only(0, amount, total);
        (, uint256 early) = Pools.take(pools, 0, first);
        uint256 equal = Pools.firstOf(pools, 0, first | (1 << 40));
        (uint256 lanes, ) = Pools.take(pools, 0, second);
        (, uint256 late) = Pools.take(pools, lanes, first);
        require(late == early && equal == early, "the same whenever it is taken");
    }

    function testFuzz_AWeightBeyondTheTotalTakesNothing(uint128 amount, uint32 total, uint40 taken) external pure {
        if (total == 0) return;
        uint256[5] memory pools = _only(4, amount, total);
        (uint256 lanes, uint256 first) = Pools.take(pools, 0, uint256(taken) << 160);
        require(first <= amount, "never more than there is");
        if (taken > total) {
            require(first == 0 && lanes == 0, "nothing");
            return;
        }
        (uint256 later, uint256 second) = Pools.take(pools, lanes, (uint256(total) - taken + 1) << 160);
        require(second == 0 && later == lanes, "nothing beyond the rest");
    }

    function testFuzz_PoolsTouchNoOther(
        uint128[5] memory amounts,
        uint40[5] memory totals,
        uint40[5] memory weights
    ) external pure {
        uint256[5] memory pools;
        uint256 packed;
        uint256 sum;
        for (uint256 kind = 0; kind < 5; ++kind) {
            if (totals[kind] == 0) weights[kind] = 0;
            else pools[kind] = Frozen.freeze(amounts[kind], totals[kind], 1, 2);
            packed |= uint256(weights[kind]) << (40 * kind);
            if (weights[kind] != 0 && weights[kind] <= totals[kind]) {
                sum += (uint256(amounts[kind]) * weights[kind]) / totals[kind];
            }
        }
        (uint256 lanes, uint256 shares) = Pools.take(pools, 0, packed);
        require(shares == sum && Pools.takenOf(pools, lanes) == sum, "each by its own numbers");
        for (uint256 kind = 0; kind < 5; ++kind) {
            uint256 counted = weights[kind] <= totals[kind] ? weights[kind] : 0;
            require(lanes.counted(kind) == counted, "each in its own lane");
        }
    }

    /// @notice One word for the books' progress: no part of it reaches another.
    function testFuzz_ProgressKeepsItsParts(uint16 version, uint32 dust, uint256 lanes, uint8 kind) external pure {
        (kind, lanes) = (kind % 5, lanes >> 56);
        uint256 word = Progress.begin(version).withPool(kind) | Progress.CAPPED;
        word = word.recount(lanes, dust);
        require(word.equation() == version && word.dust() == dust && word.lanes() == lanes, "all of them");
        require(word.hasPool(kind) && word.has(Progress.CAPPED) && !word.has(Progress.WEIGHING), "and the flags");
        require(word.restart() == (Progress.begin(version).withPool(kind) | Progress.CAPPED), "nothing counted");
    }

    function testFuzz_AFrozenPoolKeepsItsParts(
        uint128 amount,
        uint40 total,
        uint40 first,
        uint40 second
    ) external pure {
        uint256 pool = Frozen.freeze(amount, total, first, second);
        require(pool.amountOf() == amount && pool.totalOf() == total, "what is shared by whom");
        require(pool.first() == first && pool.second() == second, "and what it is found by");
    }

    function _only(uint256 kind, uint128 amount, uint256 total) private pure returns (uint256[5] memory pools) {
        pools[kind] = Frozen.freeze(amount, uint40(total), 0, 0);
    }

    function _sum(uint32[7] memory weights) private pure returns (uint256 total) {
        for (uint256 i = 0; i < weights.length; ++i) total += weights[i];
    }
}

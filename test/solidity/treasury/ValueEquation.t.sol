// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Bucket, BucketKind, Measure, ValueEquation} from "../../../contracts/treasury/ValueEquation.sol";
import {NO_AGENT} from "../../../contracts/types/Ids.sol";

/// @notice INV-30: a value equation shares out every surplus exactly.
contract ValueEquationTest {
    function testFuzz_AmountsAddUpToTheSurplus(uint128 surplus, uint256 seed) external pure {
        Bucket[] memory buckets = _validEquation(seed);
        require(ValueEquation.faultIn(buckets) == buckets.length, "a generated equation is valid");
        uint256[] memory amounts = ValueEquation.split(surplus, buckets, 0, 0);
        uint256 sum;
        for (uint256 i = 0; i < amounts.length; ++i) sum += amounts[i];
        require(sum == surplus, "the sum is the surplus");
    }

    /// @dev Whatever the kinds, and however little is outstanding.
    function testFuzz_AmountsAddUpWhateverTheKinds(
        uint128 surplus,
        uint256 outstanding,
        uint256 seed,
        uint8[8] memory kinds
    ) external pure {
        Bucket[] memory buckets = _validEquation(seed);
        for (uint256 i = 0; i < buckets.length; ++i) buckets[i].kind = BucketKind(kinds[i] % 8);
        if (ValueEquation.misfitIn(buckets) < buckets.length) return;
        uint256[] memory amounts = ValueEquation.split(surplus, buckets, outstanding, outstanding / 2);
        uint256 sum;
        for (uint256 i = 0; i < amounts.length; ++i) {
            if (buckets[i].kind == BucketKind.Outstanding) require(amounts[i] <= outstanding, "no more than is owed");
            if (buckets[i].kind == BucketKind.Financiers)
                require(amounts[i] <= outstanding / 2, "no more than returns");
            sum += amounts[i];
        }
        require(sum == surplus, "the sum is the surplus");
    }

    function test_OneBucketAtMostGoesByStock() external pure {
        Bucket[] memory buckets = _three(1_000, 1_000);
        buckets[1].kind = BucketKind.StandingShare;
        buckets[1].track = Measure.AllTracks;
        require(ValueEquation.misfitIn(buckets) == 3, "one is valid");
        buckets[2].kind = BucketKind.StandingShare;
        require(ValueEquation.misfitIn(buckets) == 2, "the second is not");
    }

    function test_AnOutstandingIsNotTheLast() external pure {
        Bucket[] memory buckets = _three(1_000, 1_000);
        buckets[0].kind = BucketKind.Outstanding;
        require(ValueEquation.misfitIn(buckets) == 3, "with a bucket after it");
        (buckets[0].kind, buckets[2].kind) = (BucketKind.Reserve, BucketKind.Outstanding);
        require(ValueEquation.misfitIn(buckets) == 2, "with none");
    }

    function test_OnlyWhatCountsHasATrack() external pure {
        Bucket[] memory buckets = _three(1_000, 1_000);
        buckets[1].track = Measure.Care;
        require(ValueEquation.misfitIn(buckets) == 1, "a reserve counts nothing");
        buckets[1].kind = BucketKind.ContributionShare;
        require(ValueEquation.misfitIn(buckets) == 3, "contributions do");
        buckets[1].track = Measure.AllTracks;
        require(ValueEquation.misfitIn(buckets) == 1, "credits of the tracks are never added up");
    }

    /// @dev The model multiplies fractions out, so that nothing is rounded before the end.
    function testFuzz_EachAmountIsItsExactShareButForOneUnitPerBucketBefore(
        uint128 surplus,
        uint256 seed
    ) external pure {
        Bucket[] memory buckets = _validEquation(seed);
        uint256[] memory amounts = ValueEquation.split(surplus, buckets, 0, 0);
        // A remainder as a fraction of 10_000 ** 8 is below 2 ** 107; a surplus of 128 bits times that fits a word.
        uint256 whole = 10_000 ** 8;
        uint256 remaining = whole;
        for (uint256 i = 0; i + 1 < buckets.length; ++i) {
            uint256 part = ((buckets[i].ofRemaining ? remaining : whole) * buckets[i].shareBps) / 10_000;
            remaining -= part;
            uint256 exactDown = (uint256(surplus) * part) / whole;
            require(
                amounts[i] >= exactDown && amounts[i] <= exactDown + 1 + i,
                "off by what the others' rounding left"
            );
        }
        uint256 restDown = (uint256(surplus) * remaining) / whole;
        require(amounts[buckets.length - 1] >= restDown, "the last bucket gets what rounding left");
        require(amounts[buckets.length - 1] <= restDown + buckets.length, "and nothing else");
    }

    /// @dev Whatever the shares: either the check refuses them, or every surplus can be split.
    function testFuzz_AnEquationThatPassesTheCheckNeverRunsShort(
        uint128 surplus,
        uint16[5] memory shares
    ) external pure {
        Bucket[] memory buckets = new Bucket[](6);
        for (uint256 i = 0; i < 5; ++i) {
            buckets[i] = _bucket(uint16(shares[i] % 6_000), shares[i] & 1 == 1);
        }
        buckets[5] = _bucket(0, false);
        if (ValueEquation.faultIn(buckets) < buckets.length) return;
        uint256[] memory amounts = ValueEquation.split(surplus, buckets, 0, 0);
        uint256 sum;
        for (uint256 i = 0; i < amounts.length; ++i) sum += amounts[i];
        require(sum == surplus, "the sum is the surplus");
    }

    function test_OneBucketTakesAll() external pure {
        Bucket[] memory buckets = new Bucket[](1);
        buckets[0] = _bucket(0, false);
        require(ValueEquation.faultIn(buckets) == 1, "valid");
        require(ValueEquation.split(7, buckets, 0, 0)[0] == 7, "all of it");
    }

    function test_SharesOfTheWholeMayReachAllButNotMore() external pure {
        Bucket[] memory buckets = _three(6_000, 4_000);
        require(ValueEquation.faultIn(buckets) == 3, "6000 + 4000 leave nothing and are valid");
        buckets[1].shareBps = 4_001;
        require(ValueEquation.faultIn(buckets) == 1, "6000 + 4001 are too much, by the second");
        buckets[1].ofRemaining = true;
        require(ValueEquation.faultIn(buckets) == 3, "4001 of what is left are not");
    }

    function test_OnlyTheLastBucketHasNoShare() external pure {
        require(ValueEquation.faultIn(_three(0, 4_000)) == 0, "no share before the last");
        Bucket[] memory buckets = _three(1, 1);
        buckets[2].shareBps = 1;
        require(ValueEquation.faultIn(buckets) == 2, "a share in the last");
        require(ValueEquation.faultIn(_three(1, 10_001)) == 1, "more than everything");
    }

    function _three(uint16 first, uint16 second) private pure returns (Bucket[] memory buckets) {
        buckets = new Bucket[](3);
        buckets[0] = _bucket(first, false);
        buckets[1] = _bucket(second, false);
        buckets[2] = _bucket(0, false);
    }

    /// @dev One to eight buckets; those of the whole surplus stand first and take at most an eighth each.
    function _validEquation(uint256 seed) private pure returns (Bucket[] memory buckets) {
        uint256 count = 1 + (seed % 8);
        buckets = new Bucket[](count);
        for (uint256 i = 0; i + 1 < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed, i)));
            bool ofRemaining = i * 2 >= count;
            buckets[i] = _bucket(uint16(1 + ((seed >> 8) % (ofRemaining ? 10_000 : 1_250))), ofRemaining);
        }
        buckets[count - 1] = _bucket(0, false);
    }

    function _bucket(uint16 shareBps, bool ofRemaining) private pure returns (Bucket memory) {
        return Bucket(BucketKind.Reserve, Measure.Livelihood, shareBps, ofRemaining, NO_AGENT);
    }
}

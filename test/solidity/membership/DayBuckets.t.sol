// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {DayBuckets} from "../../../contracts/membership/DayBuckets.sol";

/// @title Day buckets against a plain count for each day
contract DayBucketsTest {
    using DayBuckets for DayBuckets.Buckets;

    uint256 private constant DAYS = 40;

    DayBuckets.Buckets private _buckets;
    mapping(uint256 day => uint256) private _counts;

    function testFuzz_counts(uint8[48] calldata days_, uint256 ups, uint16 first) public {
        for (uint256 i = 0; i < days_.length; ++i) {
            uint256 day = first + (days_[i] % DAYS);
            if ((ups >> i) & 1 == 1) {
                _buckets.increase(day, 1);
                ++_counts[day];
            } else if (_counts[day] != 0) {
                _buckets.decrease(day);
                --_counts[day];
            }
        }
        for (uint256 day = first; day < uint256(first) + DAYS; ++day) {
            assert(_buckets.count(day) == _counts[day]);
            (bool empty, uint256 next) = _buckets.skip(day);
            assert(next > day && next <= day + 8);
            for (uint256 skipped = day; empty && skipped < next; ++skipped) assert(_counts[skipped] == 0);
        }
    }

    function testFuzz_endOfDay(uint40 moment) public pure {
        uint256 lastWholeDay = (type(uint40).max / 1 days) * 1 days;
        if (moment > lastWholeDay) return;
        uint256 end = DayBuckets.endOfDay(moment);
        assert(end >= moment && end < uint256(moment) + 1 days && end % 1 days == 0);
        assert(DayBuckets.dayOf(end) * 1 days == end);
    }
}

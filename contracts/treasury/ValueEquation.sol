// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Track} from "../contributions/IContributionLedger.sol";
import {AgentId} from "../types/Ids.sol";

/// @notice Where a bucket's money goes.
enum BucketKind {
    Reserve, //           the nation's indivisible reserve
    Account, //           one guild's or organisation's account, such as a social fund
    EqualShare, //        the same for each person on the roster
    ContributionShare //  by accepted contribution on one track
}

/// @notice How members get their shares: paid out, or lent to the nation until they leave it.
enum PayoutMode {
    Pay,
    MemberLoan
}

/// @notice One line of a value equation; three of them share a slot.
struct Bucket {
    BucketKind kind;
    Track track; //       of a ContributionShare
    uint16 shareBps; //   1 to 10_000; 0 only for the last bucket, which takes the rest
    bool ofRemaining; //  a share of what the buckets before it left, not of the whole surplus
    AgentId account; //   of an Account
}

/// @title A nation's value equation: an ordered list of buckets that shares out a surplus
/// @dev Pure arithmetic, in the smallest unit of the token. Must always hold: INV-30 the amounts add up to the surplus,
/// whatever it is. Each bucket's share is rounded down, and what that leaves over goes to the last bucket, so that no
/// bucket can come too short: what is left before a bucket is never less than in the exact sum without rounding.
library ValueEquation {
    uint256 internal constant BPS = 10_000;
    uint256 internal constant MAX_BUCKETS = 8;

    /// @dev A surplus of which every share of every valid equation is a whole number: `BPS ** MAX_BUCKETS`.
    uint256 private constant DIVISIBLE = 10_000 ** 8;

    /// @notice Shares out a surplus.
    /// @param buckets A valid equation (see `faultIn`).
    /// @return amounts One for each bucket, in its order; their sum is the surplus.
    function split(uint256 surplus, Bucket[] memory buckets) internal pure returns (uint256[] memory amounts) {
        amounts = new uint256[](buckets.length);
        uint256 last = buckets.length - 1;
        uint256 remaining = surplus;
        for (uint256 i = 0; i < last; ++i) {
            amounts[i] = _share(surplus, remaining, buckets[i]);
            remaining -= amounts[i];
        }
        amounts[last] = remaining;
    }

    /// @notice The first bucket that makes an equation invalid, or the number of buckets if there is none.
    /// @dev The last bucket's share is 0 and all others' are 1 to 10_000 basis points; none takes more than is left.
    /// Requirements: at most `MAX_BUCKETS` buckets, or the trial below would round.
    function faultIn(Bucket[] memory buckets) internal pure returns (uint256 index) {
        uint256 remaining = DIVISIBLE;
        for (; index < buckets.length; ++index) {
            uint256 shareBps = buckets[index].shareBps;
            bool isLast = index == buckets.length - 1;
            if (shareBps > BPS || (shareBps == 0) != isLast) return index;
            uint256 share = _share(DIVISIBLE, remaining, buckets[index]);
            if (share > remaining) return index;
            remaining -= share;
        }
    }

    /// @dev Rounds down. No overflow: amounts are 128 bits wide.
    function _share(uint256 surplus, uint256 remaining, Bucket memory bucket) private pure returns (uint256) {
        return ((bucket.ofRemaining ? remaining : surplus) * bucket.shareBps) / BPS;
    }
}

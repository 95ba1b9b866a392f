// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @notice Where a bucket's money goes.
enum BucketKind {
    Reserve, //           the nation's indivisible reserve
    Account, //           one guild's or organisation's account, such as a social fund
    EqualShare, //        the same for each person on the roster
    ContributionShare, // by what was accepted in the season on one track
    StandingShare, //     by standing at the season's close, of one track or of all
    Outstanding, //       pays down accepted credits not paid for yet, at a price; what is over stays for the buckets after it
    WorkShare, //          for the works that brought the income, by those who were credited for them
    Financiers //         returns to the guild's financiers up to their ceilings; what is over stays for the buckets after it
}

/// @notice What a bucket counts. The first three are the tracks of the ledger.
enum Measure {
    Livelihood,
    Love,
    Care,
    AllTracks //          of a StandingShare or an Outstanding only
}

/// @notice How members get their shares: paid out, or lent to the nation until they leave it.
enum PayoutMode {
    Pay,
    MemberLoan
}

/// @notice One line of a value equation; three of them share a slot.
struct Bucket {
    BucketKind kind;
    Measure track; //     0 where the kind counts nothing
    uint16 shareBps; //   1 to 10_000; 0 only for the last bucket, which takes the rest
    bool ofRemaining; //  a share of what the buckets before it left, not of the whole surplus
    AgentId account; //   of an Account
}

/// @notice What an equation says beside its buckets. One slot.
struct Rules {
    PayoutMode mode;
    bool careBalance; //  who gave less care than an equal part gets as much less of the livelihood share; that goes by care
    uint16 maxRatio; //   highest to lowest payout, in hundredths, 100 (all alike) or more; 0 = no limit
    uint128 price; //     of an Outstanding: smallest units for a credit
    uint16 lossToReserveBps; // of a season's loss, 1 to 10_000; members bear the rest by hours. 0 = no loss rule
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
    /// @param outstanding Most that an Outstanding bucket takes.
    /// @param financed Most that a Financiers bucket takes.
    /// @return amounts One for each bucket, in its order; their sum is the surplus.
    function split(
        uint256 surplus,
        Bucket[] memory buckets,
        uint256 outstanding,
        uint256 financed
    ) internal pure returns (uint256[] memory amounts) {
        amounts = new uint256[](buckets.length);
        uint256 last = buckets.length - 1;
        uint256 remaining = surplus;
        for (uint256 i = 0; i < last; ++i) {
            uint256 amount = _share(surplus, remaining, buckets[i]);
            BucketKind kind = buckets[i].kind;
            if (kind == BucketKind.Outstanding && amount > outstanding) amount = outstanding;
            else if (kind == BucketKind.Financiers && amount > financed) amount = financed;
            amounts[i] = amount;
            remaining -= amount;
        }
        amounts[last] = remaining;
    }

    /// @notice The first bucket whose share makes an equation invalid, or the number of buckets if there is none.
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

    /// @notice The first bucket that counts what its kind cannot count, or the number of buckets if there is none.
    /// @dev At most one bucket is a StandingShare or an Outstanding, since they fill one pool; an Outstanding is not the
    /// last, since what is over must have somewhere to go. The same goes for Financiers.
    function misfitIn(Bucket[] memory buckets) internal pure returns (uint256 index) {
        bool hasStock = false;
        bool hasFinanciers = false;
        for (; index < buckets.length; ++index) {
            (BucketKind kind, Measure track) = (buckets[index].kind, buckets[index].track);
            if (isStock(kind)) {
                if (hasStock || (kind == BucketKind.Outstanding && index == buckets.length - 1)) return index;
                hasStock = true;
            } else if (kind == BucketKind.Financiers) {
                if (hasFinanciers || track != Measure.Livelihood || index == buckets.length - 1) return index;
                hasFinanciers = true;
            } else if (track != Measure.Livelihood) {
                if (kind != BucketKind.ContributionShare || track == Measure.AllTracks) return index;
            }
        }
    }

    /// @notice Whether a bucket goes by what members have gathered over the seasons.
    function isStock(BucketKind kind) internal pure returns (bool) {
        return kind == BucketKind.StandingShare || kind == BucketKind.Outstanding;
    }

    /// @dev Rounds down. No overflow: amounts are 128 bits wide.
    function _share(uint256 surplus, uint256 remaining, Bucket memory bucket) private pure returns (uint256) {
        return ((bucket.ofRemaining ? remaining : surplus) * bucket.shareBps) / BPS;
    }
}

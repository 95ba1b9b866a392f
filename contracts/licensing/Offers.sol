// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {NO_POLICY, PolicyId} from "../types/Ids.sol";

/// @dev Up to four policies in eight bytes, in the order they were offered, so that a work fits one slot.
type Offers is uint64;

uint256 constant MAX_OFFERS = 4;

/// @dev Bits of one policy in a list.
uint256 constant ID_BITS = 16;

using OffersLib for Offers global;

/// @title The policies a work is offered under: a list that only grows
library OffersLib {
    function count(Offers offers) internal pure returns (uint256 n) {
        while (n < MAX_OFFERS && policyAt(offers, n) != NO_POLICY) ++n;
    }

    /// @dev `NO_POLICY` past the last one.
    function policyAt(Offers offers, uint256 index) internal pure returns (PolicyId) {
        return PolicyId.wrap(uint16(Offers.unwrap(offers) >> (index * ID_BITS)));
    }

    function includes(Offers offers, PolicyId policy) internal pure returns (bool) {
        for (uint64 rest = Offers.unwrap(offers); rest != 0; rest >>= ID_BITS) {
            if (uint16(rest) == PolicyId.unwrap(policy)) return true;
        }
        return false;
    }

    /// @dev Bit i: `policy` stands at i. Nothing for `NO_POLICY`.
    function maskOf(Offers offers, PolicyId policy) internal pure returns (uint256) {
        return maskOf(offers, with(Offers.wrap(0), 0, policy));
    }

    /// @dev Bit i: the policy at i is one of `others`.
    function maskOf(Offers offers, Offers others) internal pure returns (uint256 mask) {
        if (Offers.unwrap(others) == 0) return 0;
        for (uint256 i = 0; i < MAX_OFFERS; ++i) {
            PolicyId policy = policyAt(offers, i);
            if (policy == NO_POLICY) return mask;
            if (includes(others, policy)) mask |= 1 << i;
        }
    }

    /// @dev Assumes that `index` is the first free place.
    function with(Offers offers, uint256 index, PolicyId policy) internal pure returns (Offers) {
        uint256 shift = index * ID_BITS;
        return Offers.wrap(Offers.unwrap(offers) | (uint64(PolicyId.unwrap(policy)) << uint64(shift)));
    }
}

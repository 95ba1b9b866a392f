// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, NO_AGENT} from "../types/Ids.sol";

/// @title The vouches that count for one person
/// @dev At most `MAX` of them are kept, one for each voucher, the longest-lived first to stay; every one that was ever
/// given is in the logs. Three share a slot, so reading all costs four slots at most. Nothing kept ever gets shorter: a
/// vouch given under new terms cannot take away what one under old terms gave.
library Vouches {
    uint256 internal constant MAX = 12;
    uint256 private constant PER_SLOT = 3;
    uint256 private constant BITS = 72;
    uint256 private constant EXPIRY_BITS = 40;
    uint256 private constant MASK = (1 << BITS) - 1;

    struct List {
        uint256[4] slots; // three vouches each, of 72 bits: voucher (32), then expiry (40, Unix seconds); 0 past the last
    }

    /// @dev Keeps a vouch: in the place of the voucher's earlier one, in a free place, or in that of the first to expire
    /// if it outlives that one.
    function keep(List storage self, AgentId by, uint40 expiresAt) internal {
        uint256 weakest = 0;
        uint40 weakestExpiry = type(uint40).max;
        for (uint256 i = 0; i < MAX; ++i) {
            (AgentId knownBy, uint40 knownExpiry) = vouch(self, i);
            if (knownBy == by) {
                if (knownExpiry < expiresAt) _put(self, i, by, expiresAt);
                return;
            }
            if (knownBy == NO_AGENT) return _put(self, i, by, expiresAt);
            if (knownExpiry < weakestExpiry) (weakest, weakestExpiry) = (i, knownExpiry);
        }
        if (weakestExpiry < expiresAt) _put(self, weakest, by, expiresAt);
    }

    /// @dev A vouch by its place, from 0; nobody's past the last one.
    function vouch(List storage self, uint256 index) internal view returns (AgentId by, uint40 expiresAt) {
        if (index >= MAX) return (NO_AGENT, 0);
        uint256 packed = self.slots[index / PER_SLOT] >> ((index % PER_SLOT) * BITS);
        return (AgentId.wrap(uint32(packed >> EXPIRY_BITS)), uint40(packed));
    }

    /// @dev How many are valid now, and the moment from which fewer than `quantity` will be (0 if there are not as many).
    /// @param excluded Bit i says that the vouch in place i does not count.
    function standing(
        List storage self,
        uint256 quantity,
        uint256 excluded
    ) internal view returns (uint256 valid, uint40 sufficientUntil) {
        uint40[MAX] memory longest; // in descending order
        uint256 counted = 0;
        // No overflow: nothing counts beyond the bound.
        unchecked {
            for (uint256 slot = 0; slot < MAX / PER_SLOT; ++slot) {
                uint256 rest = self.slots[slot];
                if (rest == 0) break;
                for (; rest != 0; rest >>= BITS) {
                    bool counts = excluded & 1 == 0;
                    excluded >>= 1;
                    if (!counts) continue;
                    uint40 expiry = uint40(rest);
                    if (expiry > block.timestamp) ++valid;
                    uint256 place = counted++;
                    for (; place != 0 && longest[place - 1] < expiry; --place) longest[place] = longest[place - 1];
                    longest[place] = expiry;
                }
            }
            sufficientUntil = longest[quantity - 1];
        }
    }

    function _put(List storage self, uint256 index, AgentId by, uint40 expiresAt) private {
        uint256 shift = (index % PER_SLOT) * BITS;
        uint256 others = self.slots[index / PER_SLOT] & ~(MASK << shift);
        uint256 packed = (uint256(AgentId.unwrap(by)) << EXPIRY_BITS) | expiresAt;
        self.slots[index / PER_SLOT] = others | (packed << shift);
    }
}

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
        return (byOf(packed), uint40(packed));
    }

    /// @dev All that are kept: the first `length` of `vouches`, packed as in storage.
    function load(List storage self) internal view returns (uint256[] memory vouches, uint256 length) {
        vouches = new uint256[](MAX);
        for (uint256 slot = 0; slot < MAX / PER_SLOT; ++slot) {
            for (uint256 rest = self.slots[slot]; rest != 0; rest >>= BITS) vouches[length++] = rest & MASK;
            if (length != (slot + 1) * PER_SLOT) break;
        }
    }

    /// @dev Of the first `length` vouches how many are valid now, and the moment from which fewer than `quantity` will be
    /// (0 if there are not as many).
    function standing(
        uint256[] memory vouches,
        uint256 length,
        uint256 quantity
    ) internal view returns (uint256 valid, uint40 sufficientUntil) {
        uint40[MAX] memory longest; // in descending order
        for (uint256 i = 0; i < length; ++i) {
            uint40 expiry = uint40(vouches[i]);
            if (expiry > block.timestamp) ++valid;
            uint256 place = i;
            for (; place != 0 && longest[place - 1] < expiry; --place) longest[place] = longest[place - 1];
            longest[place] = expiry;
        }
        sufficientUntil = longest[quantity - 1];
    }

    /// @dev The voucher of a packed vouch.
    function byOf(uint256 packed) internal pure returns (AgentId) {
        return AgentId.wrap(uint32(packed >> EXPIRY_BITS));
    }

    function _put(List storage self, uint256 index, AgentId by, uint40 expiresAt) private {
        uint256 shift = (index % PER_SLOT) * BITS;
        uint256 others = self.slots[index / PER_SLOT] & ~(MASK << shift);
        uint256 packed = (uint256(AgentId.unwrap(by)) << EXPIRY_BITS) | expiresAt;
        self.slots[index / PER_SLOT] = others | (packed << shift);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title The vouches that count for one person
/// @dev At most `MAX` of them are kept, one for each voucher, the longest-lived first to stay; every one that was ever
/// given is in the logs. Reading all costs one slot each, so the length is bounded by what a charter can ask. Nothing
/// kept ever gets shorter: a vouch given under new terms cannot take away what one under old terms gave.
library Vouches {
    struct Vouch {
        AgentId by; //         4 bytes
        uint40 expiresAt; //   5
    }

    uint256 internal constant MAX = 12;

    /// @dev Keeps a vouch: in the place of the voucher's earlier one, in a free place, or in that of the first to expire
    /// if it outlives that one.
    function keep(Vouch[] storage self, AgentId by, uint40 expiresAt) internal {
        uint256 length = self.length;
        uint256 weakest = 0;
        uint40 weakestExpiry = type(uint40).max;
        for (uint256 i = 0; i < length; ++i) {
            Vouch memory known = self[i];
            if (known.by == by) {
                if (known.expiresAt < expiresAt) self[i].expiresAt = expiresAt;
                return;
            }
            if (known.expiresAt < weakestExpiry) (weakest, weakestExpiry) = (i, known.expiresAt);
        }
        if (length < MAX) self.push(Vouch(by, expiresAt));
        else if (weakestExpiry < expiresAt) self[weakest] = Vouch(by, expiresAt);
    }

    /// @dev How many are valid now, and the moment from which fewer than `quantity` will be (0 if too few ever were).
    function standing(
        Vouch[] storage self,
        uint256 quantity
    ) internal view returns (uint256 valid, uint40 sufficientUntil) {
        uint256 length = self.length;
        uint40[] memory longest = new uint40[](length); // in descending order
        for (uint256 i = 0; i < length; ++i) {
            uint40 expiry = self[i].expiresAt;
            if (expiry > block.timestamp) ++valid;
            uint256 place = i;
            for (; place != 0 && longest[place - 1] < expiry; --place) longest[place] = longest[place - 1];
            longest[place] = expiry;
        }
        if (length >= quantity) sufficientUntil = longest[quantity - 1];
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Entries, Entry} from "./Entries.sol";
import {IGuildTerms} from "./IGuildTerms.sol";
import {Settling} from "./Settlings.sol";

/// @title What an entry is worth
/// @dev In credits. A rate is looked up once and kept as one word, in the place that its resource's number gives it; another
/// resource with the same place takes it over.
///
///     rate     bits   0-63   credits per unit, with six decimals
///              bits  64-95   credits per entry
///              bits  96-103  the track
///              bit   104     known
///              bits 112-143  the resource
library Worth {
    uint256 private constant RATES_KEPT = 16;

    uint256 private constant FLAT_SHIFT = 64;
    uint256 private constant TRACK_SHIFT = 96;
    uint256 private constant KNOWN = 1 << 104;
    uint256 private constant RESOURCE_SHIFT = 112;
    uint256 private constant RATE_DECIMALS = 1e6;

    /// @dev Credits for an entry: its minutes, or what the guild's rate says; nothing for a resource the guild has not
    /// specified, or on another track. Rounded down.
    function worthOf(Settling memory settling, Entry entry) internal view returns (uint256) {
        if (entry.resource() == 0) return entry.quantity();
        uint256 rate = _rateOf(settling, entry.resource());
        if (rate & KNOWN == 0 || uint8(rate >> TRACK_SHIFT) != entry.track()) return 0;
        uint256 worth = (entry.quantity() * uint64(rate)) / RATE_DECIMALS + uint32(rate >> FLAT_SHIFT);
        return Math.min(worth, Entries.MOST_MINUTES);
    }

    function _rateOf(Settling memory settling, uint256 resource) private view returns (uint256 rate) {
        if (settling.rates.length == 0) settling.rates = new uint256[](RATES_KEPT);
        rate = settling.rates[resource % RATES_KEPT];
        if (rate >> RESOURCE_SHIFT == resource) return rate;
        IGuildTerms guildTerms = settling.registers.guildTerms;
        IGuildTerms.Rate memory known = guildTerms.rateAt(settling.batch.guild, uint32(resource), settling.opensAt);
        rate = (resource << RESOURCE_SHIFT) | known.perUnit;
        rate |= (uint256(known.perEntry) << FLAT_SHIFT) | (uint256(known.track) << TRACK_SHIFT);
        if (known.isKnown) rate |= KNOWN;
        settling.rates[resource % RATES_KEPT] = rate;
    }
}

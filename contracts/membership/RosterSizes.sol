// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

/// @title The size of a roster at a past moment
/// @dev Looks back from the end in steps that double, and then by halving: what it costs depends on how often the roster
/// changed since that moment, not on how large it is or how old.
library RosterSizes {
    using Checkpoints for Checkpoints.Trace208;

    /// @notice The size at a moment, or 0 before the first.
    function sizeAt(Checkpoints.Trace208 storage self, uint48 moment) internal view returns (uint256) {
        uint256 high = self.length(); // the first place known to be later than the moment, or one past the end
        uint256 step = 1;
        uint256 low = 0; //             the size stands in one of the places from here to `high`, or is 0
        while (step <= high) {
            uint256 place = high - step;
            if (self.at(uint32(place))._key <= moment) {
                low = place + 1;
                break;
            }
            high = place;
            step *= 2;
        }
        // Every place below `low` is not later than the moment, every one from `high` on is.
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (self.at(uint32(middle))._key <= moment) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? 0 : self.at(uint32(low - 1))._value;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {RosterSizes} from "../../../contracts/membership/RosterSizes.sol";

/// @notice INV-06: the size at any moment is the one that OpenZeppelin's lookup finds.
contract RosterSizesTest {
    using Checkpoints for Checkpoints.Trace208;
    using RosterSizes for Checkpoints.Trace208;

    Checkpoints.Trace208 private _sizes;

    function testFuzz_FindsWhatTheLibraryFinds(uint8[24] memory steps, uint8 count, uint16 moment) external {
        uint48 last = 0;
        for (uint256 i = 0; i < count % 25; ++i) {
            if (i < steps.length) last += steps[i];
            _sizes.push(last, uint208(i + 1));
        }
        require(_sizes.sizeAt(moment) == _sizes.upperLookupRecent(moment), "at any moment");
        require(_sizes.sizeAt(last) == _sizes.latest(), "at the last change");
        if (last != 0) require(_sizes.sizeAt(last - 1) == _sizes.upperLookupRecent(last - 1), "just before it");
    }
}

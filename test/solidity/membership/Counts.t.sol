// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {Counts} from "../../../contracts/membership/Counts.sol";

/// @title Counts against OpenZeppelin's Checkpoints, which keep the same in one slot each
contract CountsTest {
    using Checkpoints for Checkpoints.Trace208;
    using Counts for Counts.Archive;

    Counts.Archive private _archive;
    uint192 private _recent;
    uint32 private _archived;
    Checkpoints.Trace208 private _trace;

    /// @dev Steps of 0 seconds are frequent: several changes of one second are one checkpoint.
    function testFuzz_likeCheckpoints(uint16[40] calldata steps, uint24[40] calldata counts, uint8 changes) public {
        uint40 moment = 1_750_000_000;
        for (uint256 i = 0; i < changes % 41; ++i) {
            moment += steps[i] % 5 == 0 ? 0 : steps[i];
            (_recent, _archived) = _archive.push(_recent, _archived, moment, counts[i]);
            _trace.push(moment, counts[i]);
            assert(Counts.latest(_recent) == _trace.latest());
            assert(_archived == (_trace.length() - 1) / 3);
        }
        for (uint256 i = 0; i < _trace.length(); ++i) {
            uint48 edge = _trace.at(uint32(i))._key;
            for (uint48 asked = edge - 1; asked <= edge + 1; ++asked) _check(asked);
        }
        _check(0);
        _check(type(uint40).max);
        assert(_countAt(type(uint256).max) == _trace.latest());
    }

    function _check(uint48 moment) private view {
        assert(_countAt(moment) == _trace.upperLookup(moment));
    }

    function _countAt(uint256 moment) private view returns (uint256) {
        return _archive.countAt(_recent, _archived, moment);
    }

    /// @dev A count beyond 24 bits is refused, not cut.
    function test_refusesTooManyMembers() public {
        (_recent, _archived) = _archive.push(_recent, _archived, 1, type(uint24).max);
        assert(Counts.latest(_recent) == type(uint24).max);
        try this.pushBeyond() {
            assert(false);
        } catch {} // solhint-disable-line no-empty-blocks
    }

    function pushBeyond() external {
        _archive.push(_recent, _archived, 2, uint256(type(uint24).max) + 1);
    }
}

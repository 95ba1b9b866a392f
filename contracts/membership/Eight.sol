// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title Eight places for agents in one word, the first in the lowest 32 bits; 0 = free
library Eight {
    uint256 internal constant PLACES = 8;
    uint256 private constant WIDTH = 32;

    function idAt(uint256 word, uint256 place) internal pure returns (AgentId) {
        return AgentId.wrap(uint32(word >> (WIDTH * place)));
    }

    function has(uint256 word, AgentId id) internal pure returns (bool) {
        for (uint256 place = 0; place < PLACES; ++place) {
            if (idAt(word, place) == id) return true;
        }
        return false;
    }

    /// @dev The word with another agent in a place.
    function replace(uint256 word, uint256 place, AgentId id) internal pure returns (uint256) {
        uint256 shift = WIDTH * place;
        return (word & ~(uint256(type(uint32).max) << shift)) | (uint256(AgentId.unwrap(id)) << shift);
    }
}

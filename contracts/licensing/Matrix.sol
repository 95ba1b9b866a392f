// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Decision, Purpose, PURPOSES, USER_CLASSES, UserClass} from "./ILicencePolicies.sol";

/// @title A licence matrix: nine classes by five purposes, three bits a cell
library Matrix {
    uint256 private constant CELL_BITS = 3;
    uint256 private constant CELL_MASK = 7;
    uint256 private constant CELLS = USER_CLASSES * PURPOSES;

    /// @dev Reverts with a panic if the cell holds no decision; `isValid` excludes that when a policy is added.
    function decisionFor(uint136 matrix, UserClass userClass, Purpose purpose) internal pure returns (Decision) {
        uint256 cell = uint256(userClass) * PURPOSES + uint256(purpose);
        return Decision((matrix >> (cell * CELL_BITS)) & CELL_MASK);
    }

    /// @dev Every cell holds a decision, and nothing stands beyond the last one.
    function isValid(uint136 matrix) internal pure returns (bool) {
        uint256 rest = matrix;
        for (uint256 i = 0; i < CELLS; ++i) {
            if (rest & CELL_MASK > uint256(type(Decision).max)) return false;
            rest >>= CELL_BITS;
        }
        return rest == 0;
    }

    /// @dev Whether a cell of the class says Pay or Reciprocate.
    function asksSomethingOf(uint136 matrix, UserClass userClass) internal pure returns (bool) {
        uint256 row = matrix >> (uint256(userClass) * PURPOSES * CELL_BITS);
        for (uint256 i = 0; i < PURPOSES; ++i) {
            uint256 cell = (row >> (i * CELL_BITS)) & CELL_MASK;
            if (cell == uint256(Decision.Pay) || cell == uint256(Decision.Reciprocate)) return true;
        }
        return false;
    }

    function contains(uint136 matrix, Decision decision) internal pure returns (bool) {
        for (uint256 i = 0; i < CELLS; ++i) {
            if ((matrix >> (i * CELL_BITS)) & CELL_MASK == uint256(decision)) return true;
        }
        return false;
    }
}

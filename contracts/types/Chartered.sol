// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IChartered} from "./IChartered.sol";

/// @title Rules that only the nation can change
/// @dev Keeps the timelock (immutable) and, until `seal`, the founding account. Every setter of a rule carries
/// `onlyNation`; what belongs to the founding alone (the first members) carries `onlyFounding`, so that not even an
/// executed proposal can do it later. Holds INV-01: after the seal no key outside the nation can change anything.
abstract contract Chartered is IChartered {
    address private immutable TIMELOCK;

    address private _founder;

    modifier onlyNation() {
        _checkNation();
        _;
    }

    modifier onlyFounding() {
        _checkFounding();
        _;
    }

    constructor(address timelock_) {
        require(timelock_ != address(0), CharteredZeroAddress());
        TIMELOCK = timelock_;
        _founder = msg.sender;
        emit FoundingBegan(timelock_, msg.sender);
    }

    /// @inheritdoc IChartered
    function seal() external onlyFounding {
        _founder = address(0);
        emit Sealed();
    }

    /// @inheritdoc IChartered
    function founder() external view returns (address) {
        return _founder;
    }

    /// @inheritdoc IChartered
    function timelock() public view returns (address) {
        return TIMELOCK;
    }

    function _checkNation() private view {
        require(msg.sender == TIMELOCK || msg.sender == _founder, CharteredOnlyNation(msg.sender));
    }

    function _checkFounding() private view {
        require(msg.sender == _founder, CharteredOnlyFounding(msg.sender));
    }
}

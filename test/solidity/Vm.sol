// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title The few things a test asks of the machine it runs on
interface Vm {
    /// @dev Sets the time of the present block (Unix seconds).
    function warp(uint256 timestamp) external;

    /// @dev The next call is sent by `sender`.
    function prank(address sender) external;

    /// @dev The run does not count unless `condition` holds.
    function assume(bool condition) external pure;
}

/// @dev Where the machine listens: the last 20 bytes of the hash of "hevm cheat code".
Vm constant VM = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

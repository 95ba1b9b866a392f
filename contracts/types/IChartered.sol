// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title What every contract of a nation promises about who may set its rules
/// @notice Until it is sealed, the account that deploys a nation writes the charter's rules into each contract. After
/// that only the nation's timelock, which executes what the assembly decided, can change a rule.
interface IChartered {
    /// @notice The contract was deployed: `founder` writes the charter's rules until the seal, `timelock` changes them ever after.
    event FoundingBegan(address indexed timelock, address indexed founder);
    /// @notice The founding account has given up its rights; from here on the timelock alone sets the rules.
    event Sealed();

    /// @dev Neither the timelock nor, before the seal, the founding account.
    error CharteredOnlyNation(address caller);
    /// @dev Only possible while the nation is being founded, by the founding account.
    error CharteredOnlyFounding(address caller);
    /// @dev A contract was to be deployed, or a seat filled, with the zero address.
    error CharteredZeroAddress();

    /// @notice Ends the founding for ever. Requirements: the caller is the founding account.
    function seal() external;

    /// @notice The account that may still write the charter's rules, or zero once the contract is sealed.
    function founder() external view returns (address);

    /// @notice The OpenZeppelin TimelockController that executes the assembly's decisions.
    function timelock() external view returns (address);
}

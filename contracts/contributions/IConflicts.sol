// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title Declared conflicts of interest between two people
/// @notice Whoever is too close to somebody, or at odds with them, says so, and neither judges the other's work from then
/// on: an acceptance between the two does not count. Why stays off chain. Either of the two may declare it; only who
/// declared it takes it back.
interface IConflicts {
    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Declare {
        AgentId by;
        AgentId other;
        uint256 nonce;
        uint40 deadline;
    }
    struct TakeBack {
        AgentId by;
        AgentId other;
        uint256 nonce;
        uint40 deadline;
    }

    event ConflictDeclared(AgentId indexed by, AgentId indexed other);
    event ConflictTakenBack(AgentId indexed by, AgentId indexed other);

    /// @dev A contract was to be deployed with the zero address.
    error ConflictsZeroAddress();
    /// @dev Both are persons of this nation, and two of them.
    error ConflictsNotPersons(AgentId by, AgentId other);
    error ConflictsKnown(AgentId by, AgentId other);
    error ConflictsUnknown(AgentId by, AgentId other);
    /// @dev One person declares at most eight at a time.
    error ConflictsFull(AgentId by);

    /// @notice Requirements: two persons; not declared yet; fewer than eight by this author.
    function declare(Declare calldata act, bytes calldata signature) external;

    /// @notice Requirements: declared by this author.
    function takeBack(TakeBack calldata act, bytes calldata signature) external;

    /// @notice Whom a person has a conflict with, as eight ids of 32 bits in each word, 0 = free place.
    /// @return declared Those they named themselves.
    /// @return namedBy Up to eight who named them, each listed if there was a free place at that moment. A ninth is bound by
    /// their own word alone, until they take it back and declare it again.
    function conflictsOf(AgentId person) external view returns (uint256 declared, uint256 namedBy);

    /// @notice Whether either named the other.
    function isBetween(AgentId one, AgentId other) external view returns (bool);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @notice Who may pull the brake, and for how long it stops. One slot.
struct BrakeTerms {
    uint16 office; //   an office of the nation (`Elections`); 0 = none
    uint8 officers; //  so many who hold it; 0 = they cannot
    uint24 members; //  or so many members; 0 = they cannot
    uint32 gathers; //  seconds from the first pull in which all of them pull; 1 hour to 14 days
    uint32 lasts; //    seconds that it stops; 1 hour to 14 days
}

/// @notice The pulls so far, and what they did. One slot.
struct BrakeState {
    uint32 round; //    in which pulls are counted
    uint40 openedAt; // its first pull (Unix seconds); 0 = none yet
    uint8 officers; //  who pulled in it
    uint24 members;
    uint40 stopsUntil; // new acts wait until then (Unix seconds, exclusive)
    bool armed; //      can be pulled; a pulled one cannot until the nation arms it
}

/// @title The emergency brake: new acts wait, for a time
/// @notice Enough holders of an office, or enough members, make new acts of the nation and of guilds wait for a while. It ends
/// by itself, and can be pulled again only once the assembly has armed it. Ballots, leaving, claims and appeals go on.
interface IBrake {
    // The act. Its EIP-712 type is these fields in this order, followed by `uint8 keyEpoch`. It needs no nonce: one pulls once
    // in a round.

    struct Pull {
        AgentId by;
        uint32 round;
        bytes32 reason; // hash of a text kept elsewhere, or 0
        uint40 deadline;
    }

    event BrakeTermsSet(BrakeTerms terms);
    /// @notice Pulls are counted anew, in this round.
    event BrakeRoundBegan(uint32 indexed round);
    event BrakePulled(uint32 indexed round, AgentId indexed by, bool asOfficer, bool asMember, bytes32 reason);
    /// @notice Enough have pulled: new acts wait until `stopsUntil` (Unix seconds, exclusive).
    event BrakeStopped(uint32 indexed round, uint40 stopsUntil);
    event BrakeReleased(uint40 stopsUntil, uint40 releasedAt);
    event BrakeArmed();

    /// @dev A term is out of its range.
    error BrakeBadTerms(string field);
    /// @dev It was pulled, and the assembly has not armed it since.
    error BrakeNotArmed();
    /// @dev New acts wait until then (Unix seconds, exclusive).
    error BrakeStopping(uint40 stopsUntil);
    error BrakeNotStopping();
    error BrakeArmedAlready();
    /// @dev Pulls count in another round now.
    error BrakeOtherRound(uint32 round, uint32 current);
    error BrakeAlreadyPulled(uint32 round, AgentId by);
    /// @dev Neither holds the office nor, where members pull, was a member before the round began and is one.
    error BrakeNotEntitled(AgentId by);

    /// @notice Pulls. With the last one that it takes, new acts wait from now on. Requirements: armed, and not stopping; the
    /// round that counts now; not twice in it; holds the office, or is an active member and was before the round's first pull.
    function pull(Pull calldata act, bytes calldata signature) external;

    /// @notice Ends the stop before its time. Requirements: the nation; it stops.
    function release() external;

    /// @notice Lets it be pulled again. Requirements: the nation; it was pulled.
    function arm() external;

    /// @notice Sets who pulls and for how long. Pulls so far count no more; a stop under way ends when it would have.
    /// Requirements: the nation.
    function setTerms(BrakeTerms calldata terms_) external;

    function terms() external view returns (BrakeTerms memory);

    function state() external view returns (BrakeState memory);

    /// @notice The round in which a pull counts now.
    function round() external view returns (uint32);

    function hasPulled(uint32 round_, AgentId by) external view returns (bool);

    function isStopping() external view returns (bool);

    /// @notice Reverts with `BrakeStopping` while new acts wait.
    function requireFree() external view;

    /// @notice Reverts with `BrakeStopping` while new acts wait, unless all that a decision does is to set the brake, to
    /// cancel decisions of the assembly that asks, or to drop what members hold.
    function requireFreeFor(address[] calldata targets, bytes[] calldata calldatas) external view;

    /// @notice Reverts with `BrakeStopping` while new acts wait, unless all that a guild does is to take part in cases.
    function requireFreeForGuild(address[] calldata targets) external view;

    /// @notice The contract of holds; what is held there can be dropped at all times.
    function holds() external view returns (address);

    /// @notice The contract of cases, in which guilds take part at all times.
    function cases() external view returns (address);
}

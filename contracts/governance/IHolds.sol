// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @notice How many members hold a decision: the larger of both numbers, and never more than there are. A hold keeps what
/// was asked when its first member spoke.
struct HoldTerms {
    uint16 members; //   so many; 0 with a share of 0: nobody holds anything
    uint16 memberBps; // such a share of the active members
    uint32 duration; //  seconds in which the assembly decides, from when it could be carried out; 1 hour to 365 days
}

/// @notice Where a hold stands.
enum HoldState {
    None,
    Called, //    some members are for a hold, too few yet
    Held, //      suspended until the assembly decides, or the time is over
    Confirmed, // by the assembly: nothing suspends it any more
    Dropped, //   by the assembly: it is never carried out
    Ended //      the assembly decided nothing in time
}

/// @title Holds: members suspend a decision until the assembly has decided
/// @notice So many members suspend what a council or an officer decided, at once. The assembly confirms or drops it; if it
/// does neither in time, the hold ends, and nobody can hold the same decision again.
interface IHolds {
    /// @dev One slot.
    struct Held {
        uint40 knownSince; // of the decision: who was an active member a second before counts
        uint32 needed; //     so many members hold it
        uint32 members; //    so many have said so
        uint40 until; //      last second of the hold, or when the assembly confirmed; 0 = too few yet
        HoldState decided; // None, Confirmed or Dropped
    }

    // The act. Its EIP-712 type is these fields in this order, followed by `uint8 keyEpoch`.

    /// @dev Needs no nonce: everybody counts once.
    struct Suspend {
        AgentId by;
        address subject; // the contract whose decision it is
        uint256 number; //  of the decision there
        bytes32 reason; //  salted hash; 0 with a text
        string text; //     for everybody to read; empty with a hash
        uint40 deadline;
    }

    event HoldTermsSet(HoldTerms terms);
    /// @notice A first member wants a decision held.
    event HoldCalled(address indexed subject, uint256 indexed number, uint40 knownSince, uint32 needed);
    event HoldJoined(address indexed subject, uint256 indexed number, AgentId indexed by, bytes32 reason, string text);
    /// @notice Enough members: nobody carries the decision out until then (Unix seconds), unless the assembly confirms it.
    event HoldBegan(address indexed subject, uint256 indexed number, uint40 until);
    event HoldConfirmed(address indexed subject, uint256 indexed number, uint40 confirmedAt);
    event HoldDropped(address indexed subject, uint256 indexed number);

    /// @dev A term is out of its range; the word names it.
    error HoldsBadTerms(string term);
    /// @dev This nation's members hold nothing.
    error HoldsOff();
    /// @dev There is no such decision, or it cannot be carried out any more.
    error HoldsNoDecision(address subject, uint256 number);
    /// @dev Not an active member now, or in the second before the decision became known.
    error HoldsNotMember(AgentId by, uint40 knownSince);
    /// @dev A reason is a text of at most 1,024 bytes or a hash, and one of both.
    error HoldsNoReason(AgentId by);
    error HoldsAlreadyJoined(address subject, uint256 number, AgentId by);
    /// @dev It was held once, and is not again.
    error HoldsOnlyOnce(address subject, uint256 number, HoldState state);
    /// @dev This member has spoken for six holds of late; the next is possible after `freeAt` (Unix seconds).
    error HoldsTooMany(AgentId by, uint40 freeAt);
    /// @dev Only what is held now is confirmed or dropped.
    error HoldsNotHeld(address subject, uint256 number, HoldState state);

    /// @notice A member wants a decision held; the last one of those needed suspends it at once. Requirements: the
    /// nation has holds; a reason; the decision can still be carried out, and was never held; an active member, now and in the
    /// second before it became known; not said before; fewer than six of late. Many signed statements travel in one transaction (`carry`); those that do not count are skipped.
    function suspend(Suspend calldata act, bytes calldata signature) external;

    /// @notice The assembly lets a held decision be carried out. Requirements: the nation; it is held.
    function confirm(address subject, uint256 number) external;

    /// @notice The assembly ends a held decision for good. Requirements: the nation; it is held.
    function drop(address subject, uint256 number) external;

    function setTerms(HoldTerms calldata terms_) external;

    function terms() external view returns (HoldTerms memory);

    function heldOf(address subject, uint256 number) external view returns (Held memory);

    function stateOf(address subject, uint256 number) external view returns (HoldState);

    /// @notice What the contract asks whose decision it is. @return until When the hold ends or ended; 0 = there was none.
    function suspensionOf(address subject, uint256 number) external view returns (HoldState state, uint40 until);

    function hasJoined(address subject, uint256 number, AgentId member) external view returns (bool);
}

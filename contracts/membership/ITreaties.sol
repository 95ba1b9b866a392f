// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, TreatyId} from "../types/Ids.sol";

/// @notice What a treaty can give to the members of another nation. Access, never a vote: there is no word for one.
enum Right {
    Stay, //    hosts may take them in as guests of chapters
    Licence //  they use works as recognised guests do
}

/// @notice What a nation promises when it recognises another. Times in seconds.
struct TreatyTerms {
    uint8 rights; //       bit r: `Right` r
    uint16 mostGuests; //  passes that can run at the same time, at least 1
    uint32 passTerm; //    how long a pass lasts, 1 day to a year
    uint32 notice; //      from a revocation to the treaty's end, at most a year
    uint40 until; //       Unix seconds, exclusive; at most 10 years ahead
}

/// @title Treaties: other nations on the same chain, and what their members may do here
/// @notice The nation recognises the register of another by a decision: which rights, for how many guests, until when.
/// A member of the other nation takes a pass with their own key. A pass ends with its term, with the treaty, or with
/// the membership there, whichever is first. Guests never vote here and never count.
interface ITreaties {
    /// @dev Two slots; the first is what a pass is judged by.
    struct Treaty {
        address register; // of the other nation
        uint40 endsAt; //    Unix seconds, exclusive
        uint8 rights;
        uint16 mostGuests;
        uint16 passes; //    taken, running or not; a new one first fills the number, then takes an ended one's place
        uint40 madeAt;
        uint32 passTerm;
        uint32 notice;
    }

    /// @notice Said by a member of the other nation, with the key that its register names now. The EIP-712 type is
    /// these fields in this order, followed by `uint8 keyEpoch`, which is the other register's.
    struct TakePass {
        TreatyId treaty;
        AgentId guest; // the id in the other nation's register
        uint40 until; // Unix seconds, exclusive
        uint40 deadline;
    }

    event TreatyMade(
        TreatyId indexed treaty,
        address indexed register,
        uint8 rights,
        uint16 mostGuests,
        uint32 passTerm,
        uint32 notice,
        uint40 until
    );
    event TreatyRevoked(TreatyId indexed treaty, uint40 endsAt);
    /// @param replaced The guest whose ended pass gave up its place, 0 if there was room.
    event PassTaken(TreatyId indexed treaty, AgentId indexed guest, uint40 until, AgentId replaced);

    /// @dev A term is out of its range; the word names it.
    error TreatiesBadTerms(string term);
    /// @dev Not a contract, or this nation's own register.
    error TreatiesBadRegister(address register);
    /// @dev A treaty with this register runs until then; revoke it first, or wait.
    error TreatiesRecognised(address register, TreatyId treaty, uint40 endsAt);
    /// @dev No such treaty, or it has ended.
    error TreatiesEnded(TreatyId treaty);
    /// @dev The other register does not say that this is an active member of it.
    error TreatiesNotMember(TreatyId treaty, AgentId guest);
    /// @dev A pass ends after the one held (`heldUntil`), and at `longest` (Unix seconds) at the latest.
    error TreatiesBadPass(uint40 until, uint40 heldUntil, uint40 longest);
    /// @dev All passes are taken, and `replaced` does not hold one that has ended.
    error TreatiesFull(TreatyId treaty, uint16 mostGuests, AgentId replaced);

    /// @notice Recognises another nation. Requirements: the nation; a contract, not this nation's register; no treaty
    /// with it that runs; terms.
    function recognise(address register, TreatyTerms calldata terms) external returns (TreatyId treaty);

    /// @notice Ends a treaty after its notice. What runs out before stays so. Requirements: the nation; the treaty
    /// runs.
    function revoke(TreatyId treaty) external;

    /// @notice A member of the other nation takes or prolongs a pass: sends this with the key named there, or signs it
    /// for anybody to carry.
    /// @param replaced If all passes are taken: a guest whose pass has ended, by its term or because that register says
    /// they are no active member any more.
    /// Requirements: treaty runs; deadline; key; active there; times; a place.
    function takePass(TakePass calldata act, bytes calldata signature, AgentId replaced) external;

    /// @notice Ids run from 1 to this one.
    function lastId() external view returns (TreatyId);

    function treatyOf(TreatyId treaty) external view returns (Treaty memory);

    /// @notice The last treaty made with a register, 0 if none.
    function treatyWith(address register) external view returns (TreatyId);

    /// @notice When a guest's pass ends by its own term (Unix seconds, exclusive); 0 if there is none.
    function passOf(TreatyId treaty, AgentId guest) external view returns (uint40 until);

    /// @notice What a guest may do here now: bit r for `Right` r. Nothing unless the treaty and the pass run and the
    /// other register says, in time and in form, that the guest is an active member of it. Never reverts.
    function rightsOf(TreatyId treaty, AgentId guest) external view returns (uint8 rights);

    function hasRight(TreatyId treaty, AgentId guest, Right right) external view returns (bool);
}

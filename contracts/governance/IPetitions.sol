// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @notice Who signed for a proposal that is not made yet. One slot.
struct Petition {
    uint40 until; //    signatures count until then
    uint32 sponsors; // active members who signed
}

/// @title Petitions: sponsors of a proposal before it is made
/// @notice Where a decision rule asks for sponsors, active members sign for a proposal by its id, which is the hash of its
/// calls and its description; then one of them, or another member, makes it.
interface IPetitions {
    // The act. Its EIP-712 type is these fields in this order, followed by `uint8 keyEpoch`.

    struct Sponsor {
        AgentId by;
        uint256 proposal;
        uint40 deadline;
    }

    event PetitionTermSet(uint32 term);
    /// @notice The first signature for a proposal: they count until `until`.
    event PetitionOpened(uint256 indexed proposal, uint40 until);
    event PetitionSigned(uint256 indexed proposal, AgentId indexed by);

    /// @dev A petition runs 1 day to 365 days.
    error PetitionsBadTerm(uint32 term);
    /// @dev Only active members sign.
    error PetitionsNotMember(AgentId by);
    error PetitionsAlreadySigned(uint256 proposal, AgentId by);
    /// @dev Signatures for this proposal counted until `until` (Unix seconds); worded anew, it is a new proposal.
    error PetitionsLapsed(uint256 proposal, uint40 until);
    /// @dev So many active members must have signed, the proposer among them.
    error PetitionsTooFew(uint256 proposal, uint256 sponsors, uint256 needed);

    /// @notice Signs for a proposal. Requirements: an active member; not signed before; the petition runs, or begins now.
    function sponsor(Sponsor calldata act, bytes calldata signature) external;

    /// @notice Sets how long signatures count, for petitions begun from now on. Requirements: the nation; 1 day to 365 days.
    function setTerm(uint32 term_) external;

    /// @notice Seconds that signatures for a proposal count, from the first.
    function term() external view returns (uint32);

    function petitionOf(uint256 proposal) external view returns (Petition memory);

    function hasSigned(uint256 proposal, AgentId member) external view returns (bool);

    /// @notice Reverts unless enough members stand behind a proposal, its proposer counted in, signed or not.
    /// @param least As a number.
    /// @param leastBps As a share of the members who are active now, rounded up.
    function requireSponsors(uint256 proposal, AgentId proposer, uint256 least, uint256 leastBps) external view;
}

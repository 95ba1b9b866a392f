// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, PolicyId, TreatyId, WorkId} from "../types/Ids.sol";
import {Decision, Purpose, UserClass} from "./ILicencePolicies.sol";

/// @notice Why `canUse` answers as it does: a code on chain, a sentence in every client. In order: the smaller, the
/// more is allowed, and of several policies the one with the smallest is named. Up to `ContributionsAccepted` nothing
/// is missing.
enum UseReason {
    OwnWork, // the agent is the guild that stewards it
    Open, // free for this class
    GrantHeld, // a grant for this purpose is in force
    ContributionsAccepted, // the agent contributes enough to the guild
    ContributionsOrFeeDue, // contribute, or take a paid grant
    FeeDue, // take a paid grant
    ContributionsMissing, // contribute
    ApprovalNeeded, // ask a steward of the guild
    NotForThisClass, // forbidden by every policy of the work
    NotOffered, // the stewards have stopped new grants, or the policy named is none of the work's
    UnknownPurpose,
    UnknownAgent,
    UnknownWork
}

/// @title Licences: who may use a work, and what they were granted
/// @notice Anybody asks what an agent may do with a work. An agent takes a grant, which keeps its terms whatever the
/// guild decides later: free, for accepted contributions, for the policy's fee, or by approval of a steward.
interface ILicences {
    /// @dev One slot, found by work, licensee and purpose. Policies never change, so the id keeps the terms.
    struct Grant {
        AgentId by; //       who made it: the licensee, or a steward who approved
        PolicyId policy;
        Decision basis; //   Free; Reciprocate: for contributions; Pay: for the fee; ByApproval
        UserClass userClass; // of the licensee when it was made
        uint16 version; //   of the work when it was made
        uint40 grantedAt; // 0 = none
        uint40 expiresAt; // Unix seconds, exclusive; 0 = never
        uint96 paid; //      in the smallest unit of the policy's token
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Take {
        AgentId by; // the licensee
        WorkId work;
        PolicyId policy;
        Purpose purpose;
        uint256 nonce;
        uint40 deadline;
    }
    struct Approve {
        AgentId by; // a steward of the work's guild
        AgentId licensee;
        WorkId work;
        PolicyId policy;
        Purpose purpose;
        uint256 nonce;
        uint40 deadline;
    }

    event LicenceGranted(
        WorkId indexed work,
        AgentId indexed licensee,
        PolicyId indexed policy,
        Purpose purpose,
        Decision basis,
        UserClass userClass,
        uint16 version,
        AgentId by,
        uint40 grantedAt,
        uint40 expiresAt,
        uint96 paid
    );

    /// @dev This policy gives the licensee no such grant; the code says why.
    error LicencesRefused(WorkId work, AgentId licensee, Purpose purpose, UseReason reason);
    /// @dev A grant for this purpose is in force and lasts as long (`expiresAt` in Unix seconds, 0 = for ever), or an
    /// approval would put another policy in its place.
    error LicencesAlreadyGranted(PolicyId policy, uint40 expiresAt);
    /// @dev Coins came with a grant that costs none.
    error LicencesNothingToPay(uint256 sent);
    /// @dev Less arrived than the fee: the token took a part.
    error LicencesFeeShort(uint256 received, uint256 fee);
    error LicencesNotSteward(AgentId guild, AgentId by);
    error LicencesSelfApproval(AgentId by);
    error LicencesZeroAddress();

    /// @notice Takes a grant that this policy gives the author: free, for contributions, or for the fee, which the
    /// sender pays (the native coin sent along, or an ERC-20 allowed to `Commons`).
    /// Requirements: reason from `Open` to `FeeDue`; lasts longer than a grant in force; payment.
    function take(Take calldata act, bytes calldata signature) external payable;

    /// @notice A steward grants what needs approval. Requirements: reason `ApprovalNeeded`; author a steward of the
    /// work's guild and not the licensee; lasts longer than a grant in force.
    function approve(Approve calldata act, bytes calldata signature) external;

    /// @notice Whether an agent may use a work now, why, and under which policy. Never reverts.
    /// @param agent 0 asks for anybody who is not in the register.
    /// @param purpose As `Purpose`; a number, so that one beyond gets an answer too.
    /// @return decision Of the most permissive policy that applies; Free for a grant in force and for one's own work.
    /// @return reason Up to `ContributionsAccepted`: go ahead. Beyond: what is missing.
    /// @return policy The policy the answer comes from, 0 if none.
    function canUse(
        WorkId work,
        AgentId agent,
        uint8 purpose
    ) external view returns (Decision decision, UseReason reason, PolicyId policy);

    /// @notice The same for a member of another nation: as a recognised guest while their pass gives the right to use
    /// works, otherwise as anybody. A grant needs an agent of this nation, so a guest has what is free. Never reverts.
    /// @param guest The id in the other nation's register.
    function recognisedCanUse(
        WorkId work,
        TreatyId treaty,
        AgentId guest,
        uint8 purpose
    ) external view returns (Decision decision, UseReason reason, PolicyId policy);

    /// @notice The last grant of an agent for a purpose, in force or not.
    function grantOf(WorkId work, AgentId licensee, Purpose purpose) external view returns (Grant memory);

    /// @notice Minutes an agent's accepted contributions to a guild count for reciprocity now: those of the last
    /// season or of the one before, whichever is more, on all tracks.
    function reciprocityOf(AgentId guild, AgentId agent) external view returns (uint256 minutesAccepted);
}

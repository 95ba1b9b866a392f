// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @notice The rules of decisions by consent, the same for every guild. A proposal keeps those it was made under.
struct CouncilTerms {
    uint32 objectionWindow; // seconds in which an objection can be raised; 1 hour to 90 days
    uint32 executionWindow; // seconds after it in which the decision can be carried out; 1 hour to 365 days
    uint8 objections; //       this many objections stop a proposal, or those of all others if they are fewer; at least 1
}

/// @title Councils: a guild decides by consent
/// @notice Whoever is on a guild's roster proposes; who was on it then can object; what nobody objected to, the guild's
/// account carries out.
interface ICouncils {
    enum CouncilState {
        None,
        Open, // objections can be raised
        Agreed, // the window passed without enough objections; anybody may have it carried out
        Stopped,
        Withdrawn,
        Expired,
        Executed
    }

    /// @dev Two slots.
    struct CouncilProposal {
        AgentId guild;
        AgentId by;
        uint40 openedAt;
        uint40 closesAt; //    last second for an objection
        uint40 expiresAt; //   last second to carry it out
        uint8 objections; //   raised so far
        uint8 stopsAt; //      this many stop it
        bool withdrawn;
        bool executed;
        bytes32 callsHash; // of (targets, values, calldatas)
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Propose {
        AgentId by;
        AgentId guild;
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string description;
        uint256 nonce;
        uint40 deadline;
    }
    struct ObjectTo {
        AgentId by;
        uint256 proposal;
        bytes32 reason; // hash of the salted text; what it says stays with the guild
        uint40 deadline;
    }
    struct Withdraw {
        AgentId by;
        uint256 proposal;
        uint40 deadline;
    }

    event CouncilTermsSet(uint32 objectionWindow, uint32 executionWindow, uint8 objections);
    event CouncilProposed(
        uint256 indexed proposal,
        AgentId indexed guild,
        AgentId indexed by,
        address[] targets,
        uint256[] values,
        bytes[] calldatas,
        string description,
        uint40 closesAt,
        uint40 expiresAt,
        uint8 stopsAt
    );
    event CouncilObjected(uint256 indexed proposal, AgentId indexed by, bytes32 reason);
    event CouncilWithdrawn(uint256 indexed proposal);
    event CouncilExecuted(uint256 indexed proposal);

    /// @dev A term is out of its range; the word names it.
    error CouncilsBadTerms(string term);
    error CouncilsUnknownGuild(AgentId guild);
    /// @dev Only an active member on the guild's roster proposes; only who was on it when the proposal was made objects.
    error CouncilsNotOnRoster(AgentId guild, AgentId person);
    /// @dev As many targets as values and calldatas, at least one.
    error CouncilsBadCalls(uint256 targets, uint256 values, uint256 calldatas);
    /// @dev The proposal is in another state than the act needs.
    error CouncilsWrongState(uint256 proposal, CouncilState state);
    /// @dev This person has six proposals open in this guild, taken back or not; the next is possible after `freeAt` (Unix seconds).
    error CouncilsTooManyProposals(AgentId guild, AgentId by, uint40 freeAt);
    error CouncilsAlreadyObjected(uint256 proposal, AgentId by);
    error CouncilsNotProposer(uint256 proposal, AgentId by);
    /// @dev These are not the calls that were proposed.
    error CouncilsOtherCalls(uint256 proposal);

    /// @notice Proposes calls of the guild's account. Requirements: an active member on the roster; calls; fewer
    /// than six proposals of this member whose window is open, for each asks the guild's attention.
    function propose(Propose calldata act, bytes calldata signature) external returns (uint256 proposal);

    /// @notice Objects. Requirements: the window is open; the author is an active member, on the roster then and now.
    function objectTo(ObjectTo calldata act, bytes calldata signature) external;

    /// @notice Takes one's own proposal back. Requirements: its author; open or agreed, and not carried out.
    function withdraw(Withdraw calldata act, bytes calldata signature) external;

    /// @notice Has the guild's account make the calls, in their order; one that fails undoes all. Anybody may.
    /// Requirements: agreed; the very calls proposed.
    function execute(
        uint256 proposal,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external;

    function setTerms(CouncilTerms calldata terms_) external;

    function terms() external view returns (CouncilTerms memory);

    /// @notice Proposals are numbered from 1 to this.
    function proposalCount() external view returns (uint256);

    function proposalOf(uint256 proposal) external view returns (CouncilProposal memory);

    function stateOf(uint256 proposal) external view returns (CouncilState);

    function hasObjected(uint256 proposal, AgentId person) external view returns (bool);
}

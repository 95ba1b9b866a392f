// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @notice What the nation allows delegates. One slot.
struct DelegationTerms {
    uint32 longest; // most seconds that a delegation lasts; 0 = nobody delegates, and nothing delegated counts
    uint24 most; //    most members whom one delegate stands for on a topic; 0 = as many as give it
}

/// @notice A member's delegation on one topic. One slot.
struct Delegation {
    AgentId delegate; // 0 = none
    uint40 since; //     first second; renewing it with the same delegate does not begin it anew
    uint40 until; //     first second in which it no longer stands
}

/// @title Delegations: a member's choice left to another member, by topic and for a time
/// @notice Where a rule allows it, who does not vote is counted as their delegate votes. A delegation carries nothing but
/// that: no petition, proposal, vouch, election or office, and no identity. One's own ballot comes before it, always.
/// @dev A topic is the number of a decision rule: a proposal's topics are the rules that it takes (not the strictest, but
/// each of them), noted by the assembly when it is made. A nation that wants finer topics has more rules, of equal terms.
interface IDelegations {
    /// @notice What became of a member in a carried batch.
    enum CarryOutcome {
        PassedOn, // to the assembly, which takes it unless they have a ballot of their own (see its `BallotsBroughtIn`)
        NotDelegated, // not on all topics, not to this delegate, not before the snapshot, or no longer
        SealedOwn // they committed to a ballot of their own
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`. The order of a member's
    // changes stands in for a nonce: what they signed before a change of theirs can no longer be carried after it.

    struct GiveDelegation {
        AgentId by;
        AgentId delegate;
        uint256 topics; // bit t: topic t
        uint40 until; //   Unix seconds, exclusive
        uint32 order; //   of the author's changes here, from 1: `orderOf(by) + 1`
        uint40 deadline;
    }
    struct RevokeDelegation {
        AgentId by;
        uint256 topics;
        uint32 order;
        uint40 deadline;
    }

    event DelegationTermsSet(uint32 longest, uint24 most);
    event DelegationGiven(
        AgentId indexed by,
        AgentId indexed delegate,
        uint8 indexed topic,
        uint40 since,
        uint40 until,
        uint32 order
    );
    /// @notice A member took topics back: those on which they had given a delegation are ended (`DelegationEnded`), and what
    /// they signed before can no longer be carried.
    event DelegationsRevoked(AgentId indexed by, uint256 topics, uint32 order);
    /// @param order Of the author's change; 0 where somebody cleared away what had run out.
    event DelegationEnded(AgentId indexed by, AgentId indexed delegate, uint8 indexed topic, uint32 order);
    /// @notice A proposal was made whose rule lets delegates be counted.
    event TopicsNoted(uint256 indexed proposal, uint256 topics);
    /// @notice The choice of a delegate went to the assembly.
    /// @param report Per member `uint32 by | uint8 outcome` (`CarryOutcome`).
    event ChoiceCarried(
        uint256 indexed proposal,
        AgentId indexed delegate,
        address indexed carrier,
        uint8 choice,
        bytes report
    );

    /// @dev A delegation lasts a year (366 days) at most.
    error DelegationsBadTerms(uint32 longest, uint32 most);
    /// @dev The nation has no delegates.
    error DelegationsOff();
    error DelegationsOnlyAssembly(address caller);
    error DelegationsNotMember(AgentId by);
    /// @dev A delegate is an active member, and another one.
    error DelegationsNoDelegate(AgentId delegate);
    /// @dev No topic, or one beyond the nation's `rules` decision rules.
    error DelegationsBadTopics(uint256 topics, uint256 rules);
    /// @dev It ends later than now and by `latest` (Unix seconds).
    error DelegationsBadEnd(uint40 until, uint40 latest);
    /// @dev Another change of the author's came first; theirs is now number `expected`.
    error DelegationsOutOfOrder(AgentId by, uint32 order, uint32 expected);
    /// @dev The delegate stands for as many on this topic as the nation allows; what has run out can be cleared away.
    error DelegationsFull(AgentId delegate, uint8 topic, uint24 most);
    /// @dev No delegation to clear away, or no topic to take back.
    error DelegationsNone(AgentId by, uint256 topics);
    error DelegationsNotEnded(AgentId by, uint8 topic, uint40 until);
    /// @dev The proposal's rule takes no ballots from delegates.
    error DelegationsNotDelegable(uint256 proposal);
    /// @dev Only a ballot of the delegate's own is passed on: there are no chains.
    error DelegationsNoBallot(uint256 proposal, AgentId delegate);

    /// @notice Leaves one's choice on some topics to another member; on each it replaces what one gave before. Requirements:
    /// the author's next change; the nation has delegates; both are active members, and two; topics that exist; the end
    /// within the longest time; the delegate does not stand for too many.
    function giveDelegation(GiveDelegation calldata act, bytes calldata signature) external;

    /// @notice Takes topics back, at any time, and voids what one signed before, also where nothing was given yet. What was brought into a vote before stays there until one casts a ballot
    /// of one's own, and no longer follows the delegate. Requirements: the author's next change; a topic at least.
    function revokeDelegation(RevokeDelegation calldata act, bytes calldata signature) external;

    /// @notice Clears away delegations that have run out, so that they no longer count against the delegate's most. Anybody
    /// may. Requirements: each is there and over.
    function clearDelegations(AgentId by, uint256 topics) external;

    /// @notice Brings a delegate's present choice in for members who gave it to them: again if the delegate's ballot changed.
    /// Members for whom it does not count are passed over. Anybody may. Requirements: the nation has delegates, and the
    /// proposal's rule takes them; the delegate is an active member and has a ballot of their own; voting is open.
    /// @return counted The members whose ballot is now this one.
    function carryChoice(
        uint256 proposal,
        AgentId delegate,
        AgentId[] calldata members
    ) external returns (uint256 counted);

    /// @notice Notes the topics of a proposal. Requirements: the assembly, which does when one is made under a rule with delegates.
    /// @param constitutional Whether it takes the constitutional rule whatever its calls take by themselves, as what spends
    /// more than the cap for a decision does.
    function note(
        uint256 proposal,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bool constitutional
    ) external;

    /// @notice Requirements: the nation; at most 366 days.
    function setTerms(DelegationTerms calldata terms_) external;

    function terms() external view returns (DelegationTerms memory);

    /// @notice Also one that has run out and was not cleared away.
    function delegationOf(AgentId by, uint8 topic) external view returns (Delegation memory);

    /// @notice The members who gave a delegate a topic, those who let it run out included until it is cleared away.
    function countOf(AgentId delegate, uint8 topic) external view returns (uint256);

    /// @notice How often a member gave or revoked.
    function orderOf(AgentId by) external view returns (uint32);

    /// @notice Bit t: topic t; 0 for a proposal that takes no delegates.
    function topicsOf(uint256 proposal) external view returns (uint256);

    /// @notice Whether a member's delegation to this delegate counts on a proposal now.
    function covers(uint256 proposal, AgentId member, AgentId delegate) external view returns (bool);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice A decision rule: what it takes to pass, and how long everything lasts. One slot.
struct Rule {
    // what it takes
    uint16 thresholdBps; //    least share of For; 5_000 to 10_000, and always For > the rest; 0 = consent: no majority is asked
    uint16 quorumBps; //       least share of the electorate that votes For or Abstain
    uint16 quorumRoot; //      least hundredths of the square root of the electorate that do
    uint16 quorumEngaged; //   least share of the ballots in an average decision of late that do, in basis points
    uint8 blocks; //           this many Block ballots stop a proposal; 0 = Block is no choice; 255 = it counts as Against
    uint8 sponsors; //         active members who signed for a proposal before it is made, the proposer among them; 0 = 1
    uint16 sponsorBps; //      the same as a share of the active members
    // how it goes
    uint8 flags; //            see `Rules`
    uint8 lateHours; //        a ballot that turns the outcome this late gives as many hours more, once; 0 = never
    uint8 revealHours; //      after the vote, in which sealed ballots are opened; 0 = ballots are open
    uint32 votingDelay; //     seconds from proposal to snapshot
    uint32 votingPeriod; //    seconds from snapshot to the last second of voting
    uint32 executionDelay; //  least seconds from queue to execution: time to prepare, or to leave
    uint32 executionWindow; // seconds after which a decision neither queued nor executed expires
}

/// @notice The rule for one function of one contract.
struct RuleFor {
    address target;
    bytes4 selector; // 0 for a call without data
    uint8 rule; // index
}

/// @title Decision rules: what it takes to decide
/// @notice The nation's rules by number, and which function of which contract takes which. Rule 0 is the constitutional
/// rule: whatever is not listed takes it.
interface IDecisionRules {
    event RuleSet(uint8 indexed rule, Rule terms);
    event RuleForSet(address indexed target, bytes4 indexed selector, uint8 oldRule, uint8 newRule);
    event ProposalsPerMemberSet(uint8 proposals);

    /// @dev A field of a rule is out of its range; the word names it.
    error RulesOutOfRange(string field);
    /// @dev Rules are numbered from 0 (the constitutional rule) without a gap; at most 255.
    error RulesUnknown(uint8 rule);
    /// @dev This function forwards other calls, or sets the rules themselves: only the constitutional rule fits it.
    error RulesOnlyConstitutional(address target, bytes4 selector);
    /// @dev A member may have 1 to `most` proposals before their vote has ended.
    error RulesBadProposalLimit(uint8 proposals, uint8 most);
    /// @dev The exit window is `least` to `most` seconds.
    error RulesBadExitWindow(uint32 exitWindow, uint32 least, uint32 most);
    /// @dev Under the constitutional rule a decision waits at least so long (seconds), so that whoever does not want to live
    /// under it can leave under the old terms.
    error RulesBelowExitWindow(uint32 executionDelay, uint32 exitWindow);

    /// @notice Sets or adds a rule, for proposals made from now on. Requirements: the nation; every field in its range.
    function setRule(uint8 rule, Rule calldata terms) external;

    /// @notice Says which rule a function takes. Requirements: the nation; the rule exists; the function may be listed.
    function setRuleFor(address target, bytes4 selector, uint8 rule) external;

    /// @notice Sets how many proposals one member may have before their vote has ended. Requirements: the nation; 1 to 6.
    function setProposalsPerMember(uint8 proposals) external;

    function ruleCount() external view returns (uint256);

    function ruleAt(uint8 rule) external view returns (Rule memory);

    /// @notice The number of the rule for a function; 0, the constitutional rule, unless the nation listed it.
    function ruleIndexFor(address target, bytes4 selector) external view returns (uint8);

    /// @notice The rule a proposal of these calls takes: the strictest of theirs in every single respect. A call that carries
    /// money takes the constitutional rule. Requirements: three arrays of one length.
    function ruleForCalls(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external view returns (Rule memory strictest);

    /// @notice The least time (seconds) between a decision under the constitutional rule and its effect, set once for all.
    function exitWindow() external view returns (uint32);

    function proposalsPerMember() external view returns (uint8);
}

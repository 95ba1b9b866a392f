// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Chartered} from "../types/Chartered.sol";
import {IDecisionRules, Rule, RuleFor} from "./IDecisionRules.sol";
import {Rules} from "./Rules.sol";

/// @title Decision rules: what it takes to decide
/// @dev Keeps the nation's rules and which function takes which; only the nation sets them. Must always hold (INV-40): a
/// function that forwards other calls, a call that carries money, and everything the timelock and this contract
/// themselves can do, takes the constitutional rule; INV-357 what takes the constitutional rule takes effect no sooner than the
/// exit window after it is queued. The assembly itself may be listed: its only function that asks for the
/// nation is `cancel`, which can stop a decision and make none, so a quicker rule for it is a brake. Assumes of others: nothing.
contract DecisionRules is IDecisionRules, Chartered {
    uint8 private constant CONSTITUTIONAL = 0;

    /// @dev As many ends of voting as `LiveProposals` keeps for a member.
    uint8 private constant MOST_PROPOSALS = 6;

    /// @dev Leaving, and taking along what is one's own, are acts of a moment each: a day is for noticing and for sleeping on it.
    uint32 private constant SHORTEST_EXIT = 1 days;
    uint32 private constant LONGEST_EXIT = 180 days;

    // What can carry another call inside: `Statements.carry`, the usual multicall, `GuildAccount.execute`.
    bytes4 private constant CARRY = bytes4(keccak256("carry(bytes[])"));
    bytes4 private constant MULTICALL = bytes4(keccak256("multicall(bytes[])"));
    bytes4 private constant ACCOUNT_EXECUTE = bytes4(keccak256("execute(address,uint256,bytes)"));

    uint32 private immutable EXIT_WINDOW;

    Rule[] private _rules;
    mapping(address target => mapping(bytes4 selector => uint8 rule)) private _ruleFor;

    uint8 private _proposalsPerMember;

    /// @param rules The first is the constitutional rule.
    /// @param listed Functions that take another one.
    /// @param exitWindow_ Least time between a constitutional decision and its effect; nobody can change it.
    constructor(
        address timelock_,
        Rule[] memory rules,
        RuleFor[] memory listed,
        uint8 proposalsPerMember_,
        uint32 exitWindow_
    ) Chartered(timelock_) {
        require(
            exitWindow_ >= SHORTEST_EXIT && exitWindow_ <= LONGEST_EXIT,
            RulesBadExitWindow(exitWindow_, SHORTEST_EXIT, LONGEST_EXIT)
        );
        EXIT_WINDOW = exitWindow_;
        require(rules.length != 0, RulesUnknown(CONSTITUTIONAL));
        for (uint256 i = 0; i < rules.length; ++i) _setRule(uint8(i), rules[i]);
        for (uint256 i = 0; i < listed.length; ++i) {
            _setRuleFor(listed[i].target, listed[i].selector, listed[i].rule);
        }
        _setProposalsPerMember(proposalsPerMember_);
    }

    /// @inheritdoc IDecisionRules
    function setRule(uint8 rule, Rule calldata terms) external onlyNation {
        _setRule(rule, terms);
    }

    /// @inheritdoc IDecisionRules
    function setRuleFor(address target, bytes4 selector, uint8 rule) external onlyNation {
        _setRuleFor(target, selector, rule);
    }

    /// @inheritdoc IDecisionRules
    function setProposalsPerMember(uint8 proposals) external onlyNation {
        _setProposalsPerMember(proposals);
    }

    /// @inheritdoc IDecisionRules
    function proposalsPerMember() external view returns (uint8) {
        return _proposalsPerMember;
    }

    /// @inheritdoc IDecisionRules
    function exitWindow() external view returns (uint32) {
        return EXIT_WINDOW;
    }

    /// @inheritdoc IDecisionRules
    function ruleCount() external view returns (uint256) {
        return _rules.length;
    }

    /// @inheritdoc IDecisionRules
    function ruleAt(uint8 rule) external view returns (Rule memory) {
        require(rule < _rules.length, RulesUnknown(rule));
        return _rules[rule];
    }

    /// @inheritdoc IDecisionRules
    function ruleIndexFor(address target, bytes4 selector) external view returns (uint8) {
        return _ruleFor[target][selector];
    }

    /// @inheritdoc IDecisionRules
    function ruleForCalls(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external view returns (Rule memory strictest) {
        uint256 seen; // one bit for each rule already taken into account
        for (uint256 i = 0; i < targets.length; ++i) {
            uint8 index = values[i] == 0 ? _ruleFor[targets[i]][_selectorOf(calldatas[i])] : CONSTITUTIONAL;
            if ((seen >> index) & 1 == 1) continue;
            strictest = seen == 0 ? _rules[index] : Rules.stricter(strictest, _rules[index]);
            seen |= 1 << index;
        }
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @dev `rule` is an existing index, or the next one.
    function _setRule(uint8 rule, Rule memory terms) private {
        require(rule <= _rules.length && rule != type(uint8).max, RulesUnknown(rule));
        // Nothing would pass any more if engagement fell and every rule asked for a share of it.
        require(rule != CONSTITUTIONAL || terms.quorumEngaged == 0, RulesOutOfRange("quorumEngaged"));
        bool isLate = rule != CONSTITUTIONAL || terms.executionDelay >= EXIT_WINDOW;
        require(isLate, RulesBelowExitWindow(terms.executionDelay, EXIT_WINDOW));
        Rules.check(terms);
        if (rule == _rules.length) _rules.push(terms);
        else _rules[rule] = terms;
        emit RuleSet(rule, terms);
    }

    function _setRuleFor(address target, bytes4 selector, uint8 rule) private {
        require(rule < _rules.length, RulesUnknown(rule));
        bool constitutionalOnly =
            target == timelock() ||
                target == address(this) ||
                selector == CARRY ||
                selector == MULTICALL ||
                selector == ACCOUNT_EXECUTE;
        require(!constitutionalOnly || rule == CONSTITUTIONAL, RulesOnlyConstitutional(target, selector));
        emit RuleForSet(target, selector, _ruleFor[target][selector], rule);
        _ruleFor[target][selector] = rule;
    }

    function _selectorOf(bytes calldata data) private pure returns (bytes4) {
        return data.length < 4 ? bytes4(0) : bytes4(data);
    }

    function _setProposalsPerMember(uint8 proposals) private {
        require(proposals != 0 && proposals <= MOST_PROPOSALS, RulesBadProposalLimit(proposals, MOST_PROPOSALS));
        _proposalsPerMember = proposals;
        emit ProposalsPerMemberSet(proposals);
    }
}

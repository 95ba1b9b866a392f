// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Chartered} from "../types/Chartered.sol";
import {IDecisionRules, Rule, RuleFor} from "./IDecisionRules.sol";

/// @title Decision rules: what it takes to decide
/// @dev Keeps the nation's rules and which function takes which; only the nation sets them. Must always hold (INV-40): a
/// function that forwards other calls, a call that carries money, and everything the timelock and this contract
/// themselves can do, takes the constitutional rule. The assembly itself may be listed: its only function that asks for the
/// nation is `cancel`, which can stop a decision and make none, so a quicker rule for it is a brake. Assumes of others: nothing.
contract DecisionRules is IDecisionRules, Chartered {
    uint8 private constant CONSTITUTIONAL = 0;

    uint256 private constant BPS = 10_000;
    /// @dev As many ends of voting as `LiveProposals` keeps for a member.
    uint8 private constant MOST_PROPOSALS = 6;

    // What can carry another call inside: `Statements.carry`, the usual multicall, `GuildAccount.execute`.
    bytes4 private constant CARRY = bytes4(keccak256("carry(bytes[])"));
    bytes4 private constant MULTICALL = bytes4(keccak256("multicall(bytes[])"));
    bytes4 private constant ACCOUNT_EXECUTE = bytes4(keccak256("execute(address,uint256,bytes)"));

    Rule[] private _rules;
    mapping(address target => mapping(bytes4 selector => uint8 rule)) private _ruleFor;

    uint8 private _proposalsPerMember;

    /// @param rules The first is the constitutional rule.
    /// @param listed Functions that take another one.
    constructor(
        address timelock_,
        Rule[] memory rules,
        RuleFor[] memory listed,
        uint8 proposalsPerMember_
    ) Chartered(timelock_) {
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
            strictest = seen == 0 ? _rules[index] : _stricter(strictest, _rules[index]);
            seen |= 1 << index;
        }
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @dev `rule` is an existing index, or the next one.
    function _setRule(uint8 rule, Rule memory terms) private {
        require(rule <= _rules.length && rule != type(uint8).max, RulesUnknown(rule));
        require(terms.thresholdBps >= BPS / 2 && terms.thresholdBps <= BPS, RulesOutOfRange("thresholdBps"));
        require(terms.quorumBps <= BPS, RulesOutOfRange("quorumBps"));
        require(terms.votingDelay <= 90 days, RulesOutOfRange("votingDelay"));
        require(terms.votingPeriod >= 1 hours && terms.votingPeriod <= 365 days, RulesOutOfRange("votingPeriod"));
        require(terms.executionDelay >= 1 hours && terms.executionDelay <= 365 days, RulesOutOfRange("executionDelay"));
        require(
            terms.executionWindow >= 1 days && terms.executionWindow <= 365 days,
            RulesOutOfRange("executionWindow")
        );
        require(uint256(terms.lateHours) * 1 hours <= terms.votingPeriod, RulesOutOfRange("lateHours"));
        if (rule == _rules.length) _rules.push(terms);
        else _rules[rule] = terms;
        emit RuleSet(
            rule,
            terms.thresholdBps,
            terms.quorumBps,
            terms.blocks,
            terms.lateHours,
            terms.votingDelay,
            terms.votingPeriod,
            terms.executionDelay,
            terms.executionWindow
        );
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

    /// @dev The stricter of two rules in every single respect, so that no call rides on the easier terms of another.
    function _stricter(Rule memory a, Rule memory b) private pure returns (Rule memory) {
        return
            Rule({
                thresholdBps: a.thresholdBps > b.thresholdBps ? a.thresholdBps : b.thresholdBps,
                quorumBps: a.quorumBps > b.quorumBps ? a.quorumBps : b.quorumBps,
                blocks: b.blocks == 0 || (a.blocks != 0 && a.blocks < b.blocks) ? a.blocks : b.blocks,
                lateHours: a.lateHours > b.lateHours ? a.lateHours : b.lateHours,
                votingDelay: a.votingDelay > b.votingDelay ? a.votingDelay : b.votingDelay,
                votingPeriod: a.votingPeriod > b.votingPeriod ? a.votingPeriod : b.votingPeriod,
                executionDelay: a.executionDelay > b.executionDelay ? a.executionDelay : b.executionDelay,
                executionWindow: a.executionWindow < b.executionWindow ? a.executionWindow : b.executionWindow
            });
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

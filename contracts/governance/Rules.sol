// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IDecisionRules, Rule} from "./IDecisionRules.sol";

/// @title Decision rules: their ranges, the strictest of several, the quorum
/// @dev A kernel without state. Must always hold: INV-320 a proposal that fails one of two rules fails the strictest of
/// both; combining is commutative, associative and changes a rule combined with itself in nothing.
library Rules {
    /// @dev The author may change their own ballot, by sending the change themselves.
    uint8 internal constant MAY_CHANGE = 1;
    /// @dev Ballots are commitments until the voting period is over, and are opened in the hours after it.
    uint8 internal constant SEALED = 2;
    /// @dev A sealed ballot that nobody opened counts as Abstain; else it counts as nothing.
    uint8 internal constant UNREVEALED_ABSTAINS = 4;
    /// @dev What passed must pass a second time, as a proposal of its own, before it can be queued.
    uint8 internal constant TWO_READINGS = 8;
    /// @dev A delegate's choice counts for those who gave them theirs and do not vote.
    uint8 internal constant DELEGABLE = 16;
    /// @dev The chambers may veto what passed.
    uint8 internal constant CHAMBERS = 32;
    /// @dev Delay and period of voting are working days of the nation's calendar.
    uint8 internal constant WORKING_DAYS = 64;
    /// @dev The threshold is a share of all ballots, those that abstain among them.
    uint8 internal constant OF_ALL_BALLOTS = 128;

    /// @dev So many blocks are never a reason by themselves: each weighs as a vote Against.
    uint8 internal constant BLOCKS_WEIGH = type(uint8).max;

    uint256 private constant BPS = 10_000;
    /// @dev A calendar ends every count after 366 days; so many working days fit in by far.
    uint256 private constant MOST_WORKING_DAYS = 180;
    /// @dev Of these a combined rule has one only if each of its rules has it.
    uint8 private constant ONLY_IF_ALL = MAY_CHANGE | UNREVEALED_ABSTAINS | DELEGABLE;

    function has(uint8 flags, uint8 flag) internal pure returns (bool) {
        return flags & flag != 0;
    }

    /// @dev Reverts with `RulesOutOfRange` and the name of the first field that is out of its range.
    function check(Rule memory rule) internal pure {
        bool consent = rule.thresholdBps == 0 && rule.blocks != 0 && rule.blocks != BLOCKS_WEIGH;
        _check(consent || (rule.thresholdBps >= BPS / 2 && rule.thresholdBps <= BPS), "thresholdBps");
        _check(rule.quorumBps <= BPS, "quorumBps");
        _check(rule.quorumEngaged <= BPS, "quorumEngaged");
        _check(rule.sponsorBps <= BPS, "sponsorBps");
        _check(rule.votingDelay <= 90 days, "votingDelay");
        _check(rule.votingPeriod >= 1 hours && rule.votingPeriod <= 365 days, "votingPeriod");
        if (has(rule.flags, WORKING_DAYS)) {
            _check(rule.votingDelay % 1 days == 0, "votingDelay");
            _check(rule.votingPeriod % 1 days == 0, "votingPeriod");
            _check(rule.votingPeriod <= MOST_WORKING_DAYS * 1 days, "votingPeriod");
        }
        _check(rule.executionDelay >= 1 hours && rule.executionDelay <= 365 days, "executionDelay");
        _check(rule.executionWindow >= 1 days && rule.executionWindow <= 365 days, "executionWindow");
        _check(!has(rule.flags, CHAMBERS) || rule.executionDelay >= 1 days, "executionDelay");
        bool isSealed = has(rule.flags, SEALED);
        _check(isSealed ? rule.lateHours == 0 : uint256(rule.lateHours) * 1 hours <= rule.votingPeriod, "lateHours");
        _check(isSealed == (rule.revealHours != 0), "revealHours");
        _check(isSealed || !has(rule.flags, UNREVEALED_ABSTAINS), "flags");
    }

    /// @dev The stricter of two rules in every single respect, so that no call rides on the easier terms of another.
    /// Strict is: more For, every kind of quorum and the higher of each, fewer blocks, more sponsors, longer periods, a
    /// shorter window. A vote is sealed if one rule seals it (and then nobody sees it turn late), and a ballot is changed,
    /// delegated, or counted unopened only if all rules allow it.
    function stricter(Rule memory a, Rule memory b) internal pure returns (Rule memory c) {
        c.thresholdBps = a.thresholdBps > b.thresholdBps ? a.thresholdBps : b.thresholdBps;
        c.quorumBps = a.quorumBps > b.quorumBps ? a.quorumBps : b.quorumBps;
        c.quorumRoot = a.quorumRoot > b.quorumRoot ? a.quorumRoot : b.quorumRoot;
        c.quorumEngaged = a.quorumEngaged > b.quorumEngaged ? a.quorumEngaged : b.quorumEngaged;
        c.blocks = b.blocks == 0 || (a.blocks != 0 && a.blocks < b.blocks) ? a.blocks : b.blocks;
        c.sponsors = a.sponsors > b.sponsors ? a.sponsors : b.sponsors;
        c.sponsorBps = a.sponsorBps > b.sponsorBps ? a.sponsorBps : b.sponsorBps;
        c.flags = ((a.flags | b.flags) & ~ONLY_IF_ALL) | (a.flags & b.flags & ONLY_IF_ALL);
        c.revealHours = a.revealHours > b.revealHours ? a.revealHours : b.revealHours;
        c.lateHours = a.lateHours > b.lateHours ? a.lateHours : b.lateHours;
        c.votingDelay = a.votingDelay > b.votingDelay ? a.votingDelay : b.votingDelay;
        c.votingPeriod = a.votingPeriod > b.votingPeriod ? a.votingPeriod : b.votingPeriod;
        c.executionDelay = a.executionDelay > b.executionDelay ? a.executionDelay : b.executionDelay;
        c.executionWindow = a.executionWindow < b.executionWindow ? a.executionWindow : b.executionWindow;
        if (has(c.flags, SEALED)) c.lateHours = 0;
    }

    /// @dev Whole days for a period, never fewer: a combined rule may count in working days what one of its rules does not.
    function wholeDays(uint32 period) internal pure returns (uint16) {
        // No overflow: a period is at most a year.
        return uint16((uint256(period) + 1 days - 1) / 1 days);
    }

    /// @dev The For and Abstain ballots that are needed: the most that any kind of quorum asks for, each rounded up, and
    /// never more than there are voters.
    /// @param needed By the engagement of late, in ballots.
    function quorum(
        uint256 electorate,
        uint256 quorumBps,
        uint256 quorumRoot,
        uint256 needed
    ) internal pure returns (uint256) {
        uint256 most = Math.ceilDiv(electorate * quorumBps, BPS);
        if (quorumRoot != 0) {
            uint256 root = Math.sqrt(quorumRoot * quorumRoot * electorate, Math.Rounding.Ceil);
            most = Math.max(most, Math.ceilDiv(root, 100));
        }
        return Math.min(Math.max(most, needed), electorate);
    }

    function _check(bool inRange, string memory field) private pure {
        require(inRange, IDecisionRules.RulesOutOfRange(field));
    }
}

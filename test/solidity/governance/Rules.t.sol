// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Rule} from "../../../contracts/governance/IDecisionRules.sol";
import {Rules} from "../../../contracts/governance/Rules.sol";

/// @title The strictest of several rules, over random rules and ballots
contract RulesTest {
    struct Ballots {
        uint16 against;
        uint16 inFavour;
        uint16 abstain;
        uint16 blocked;
        uint16 others; // of the electorate, who do not vote
        uint16 engaged; // ballots in an average decision of late
    }

    uint256 private constant BPS = 10_000;

    /// @dev A rule within its ranges, made of any.
    function _bound(Rule memory rule) private pure returns (Rule memory) {
        rule.thresholdBps = 5_000 + (rule.thresholdBps % 5_001);
        if (rule.thresholdBps < 5_500 && rule.blocks != 0 && rule.blocks != 255) rule.thresholdBps = 0;
        rule.quorumBps %= 10_001;
        rule.quorumEngaged %= 10_001;
        rule.sponsorBps %= 10_001;
        rule.votingDelay = (rule.votingDelay % 91) * 1 days;
        rule.votingPeriod = (1 + (rule.votingPeriod % 180)) * 1 days;
        uint32 leastDelay = rule.flags & Rules.CHAMBERS != 0 ? 1 days : 1 hours;
        rule.executionDelay = leastDelay + (rule.executionDelay % 300 days);
        rule.executionWindow = 1 days + (rule.executionWindow % 300 days);
        if (rule.flags & Rules.SEALED != 0) {
            rule.lateHours = 0;
            if (rule.revealHours == 0) rule.revealHours = 1;
        } else {
            rule.flags &= ~Rules.UNREVEALED_ABSTAINS;
            (rule.revealHours, rule.lateHours) = (0, rule.lateHours % 25);
        }
        return rule;
    }

    /// @dev Whether ballots carry a proposal under a rule, written in another way than the assembly does.
    function _passes(Rule memory rule, Ballots memory cast) private pure returns (bool) {
        uint256 electorate = uint256(cast.against) + cast.inFavour + cast.abstain + cast.blocked + cast.others;
        bool stopped = rule.blocks > 0 && rule.blocks < 255 && cast.blocked >= rule.blocks;
        uint256 whole = uint256(cast.against) + cast.inFavour + cast.blocked;
        if (rule.flags & Rules.OF_ALL_BALLOTS != 0) whole += cast.abstain;
        bool most =
            rule.thresholdBps == 0 ||
                (2 * uint256(cast.inFavour) > whole && cast.inFavour * BPS >= whole * rule.thresholdBps);
        uint256 needed = (uint256(cast.engaged) * rule.quorumEngaged + BPS - 1) / BPS;
        uint256 quorum = Rules.quorum(electorate, rule.quorumBps, rule.quorumRoot, needed);
        return !stopped && most && uint256(cast.inFavour) + cast.abstain >= quorum;
    }

    /// @dev INV-320: what fails under one rule fails under it combined with any other.
    function testFuzz_strictestIsStrict(Rule memory a, Rule memory b, Ballots memory cast) public pure {
        (a, b) = (_bound(a), _bound(b));
        Rules.check(a);
        Rules.check(b);
        Rule memory both = Rules.stricter(a, b);
        Rules.check(both);
        if (!_passes(a, cast) || !_passes(b, cast)) assert(!_passes(both, cast));
        assert(both.sponsors >= a.sponsors && both.sponsorBps >= b.sponsorBps);
        assert(both.votingDelay >= a.votingDelay && both.votingPeriod >= b.votingPeriod);
        assert(both.executionDelay >= a.executionDelay && both.executionWindow <= b.executionWindow);
        assert(both.flags & Rules.SEALED >= a.flags & Rules.SEALED);
        assert(both.flags & Rules.MAY_CHANGE <= a.flags & Rules.MAY_CHANGE);
        assert(both.flags & Rules.DELEGABLE <= b.flags & Rules.DELEGABLE);
    }

    function testFuzz_orderDoesNotMatter(Rule memory a, Rule memory b, Rule memory c) public pure {
        (a, b, c) = (_bound(a), _bound(b), _bound(c));
        bytes32 one = _hash(Rules.stricter(Rules.stricter(a, b), c));
        assert(one == _hash(Rules.stricter(a, Rules.stricter(b, c))));
        assert(one == _hash(Rules.stricter(Rules.stricter(c, b), a)));
        assert(_hash(a) == _hash(Rules.stricter(a, a)));
    }

    function testFuzz_quorum(uint24 electorate, uint16 bps, uint16 root, uint24 engaged) public pure {
        bps %= 10_001;
        uint256 quorum = Rules.quorum(electorate, bps, root, engaged);
        assert(quorum <= electorate);
        if (quorum == electorate) return;
        assert(quorum * BPS >= uint256(electorate) * bps && quorum >= engaged);
        assert(quorum * quorum * 10_000 >= uint256(root) * root * electorate);
        if (quorum == 0) return;
        uint256 less = quorum - 1; // would not do
        bool enough =
            less * BPS >= uint256(electorate) * bps &&
                less * less * 10_000 >= uint256(root) * root * electorate &&
                less >= engaged;
        assert(!enough);
    }

    function _hash(Rule memory rule) private pure returns (bytes32) {
        return keccak256(abi.encode(rule));
    }
}

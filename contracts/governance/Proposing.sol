// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {AgentId} from "../types/Ids.sol";
import {Decision, IAssembly, Seat, Vote} from "./IAssembly.sol";
import {ICalendar} from "./ICalendar.sol";
import {Rule} from "./IDecisionRules.sol";
import {IDelegations} from "./IDelegations.sol";
import {ISpending} from "./ISpending.sol";
import {LiveProposals} from "./LiveProposals.sol";
import {Outcomes} from "./Outcomes.sol";
import {Book, Calls, Parts} from "./ProposalBook.sol";
import {ProposalCalls} from "./ProposalCalls.sol";
import {Readings} from "./Readings.sol";
import {Rules} from "./Rules.sol";

/// @title The making of a proposal
/// @dev Checks it, finds the rule that it keeps, and opens its vote.
library Proposing {
    using LiveProposals for uint256;
    using Outcomes for Book;
    using ProposalCalls for Calls;
    using Readings for Book;
    using Rules for uint8;

    uint8 private constant CONSTITUTIONAL = 0;
    /// @dev Half of what a lane counts, so that those who join before the snapshot do not matter.
    uint256 private constant MOST_AGENTS = 1 << (Outcomes.COUNT_BITS - 1);
    /// @dev `#proposer=0x` and 40 hex digits.
    uint256 private constant SUFFIX_BYTES = 52;

    /// @dev By an author who is authenticated, and whose present key this is.
    function make(
        Book storage self,
        Parts memory parts,
        address key,
        IAssembly.MakeProposal memory act
    ) internal returns (uint256 proposalId) {
        _requireWhole(parts, key, act);
        Calls memory calls = Calls(act.targets, act.values, act.calldatas, keccak256(bytes(act.description)));
        proposalId = calls.idOf();
        _requireNew(self, parts, proposalId);
        (Rule memory rule, bool isLarge) = _ruleOf(self, parts, proposalId, act);
        if (rule.sponsors > 1 || rule.sponsorBps != 0) {
            parts.petitions.requireSponsors(proposalId, act.by, rule.sponsors, rule.sponsorBps);
        }
        bool isRead = rule.flags.has(Rules.TWO_READINGS) && self.readAgain(parts, proposalId, calls);
        if (isRead) rule.flags &= ~Rules.TWO_READINGS;
        _open(self, parts, proposalId, act.by, rule);
        bytes32 code = parts.articles.check(act.targets, act.values, act.calldatas);
        self.codeOf[proposalId] = code;
        _announce(self, proposalId, key, act);
        emit IAssembly.ProposalRuled(proposalId, act.by, rule, self.decisionOf[proposalId].engaged, code);
        if (rule.flags.has(Rules.DELEGABLE)) _noteTopics(self, proposalId, act, isLarge);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    /// @dev Its author may make it, and for each target there is a value and a call.
    function _requireWhole(Parts memory parts, address key, IAssembly.MakeProposal memory act) private view {
        require(parts.members.isActive(act.by), IGovernor.GovernorInsufficientProposerVotes(key, 0, 1));
        require(_mayPropose(key, act.description), IGovernor.GovernorRestrictedProposer(key));
        uint256 length = act.targets.length;
        require(
            length == act.values.length && length == act.calldatas.length && length != 0,
            IGovernor.GovernorInvalidProposalLength(length, act.calldatas.length, act.values.length)
        );
    }

    function _requireNew(Book storage self, Parts memory parts, uint256 proposalId) private view {
        if (self.voteOf[proposalId].snapshot != 0) {
            IGovernor.ProposalState current = self.state(parts.members, proposalId);
            revert IGovernor.GovernorUnexpectedProposalState(proposalId, current, 0);
        }
        uint256 agents = AgentId.unwrap(parts.members.lastId());
        require(agents < MOST_AGENTS, IAssembly.AssemblyTooManyAgents(agents, MOST_AGENTS));
    }

    /// @dev A description that ends in `#proposer=0x…` may be used by that account only, so that nobody can make another's
    /// proposal first and withdraw it.
    function _mayPropose(address proposer, string memory description) private pure returns (bool) {
        uint256 length = bytes(description).length;
        if (length < SUFFIX_BYTES) return true;
        bytes memory marker = "#proposer=";
        for (uint256 i = 0; i < marker.length; ++i) {
            if (bytes(description)[length - SUFFIX_BYTES + i] != marker[i]) return true;
        }
        (bool isAddress, address named) = Strings.tryParseAddress(description, length - 42, length);
        return !isAddress || named == proposer;
    }

    // --- the rule and the vote ---------------------------------------------------------------------------------------

    /// @dev For delegates: which rules a proposal takes as it is made, whatever is listed elsewhere later.
    function _noteTopics(
        Book storage self,
        uint256 proposalId,
        IAssembly.MakeProposal memory act,
        bool isLarge
    ) private {
        address delegations = self.holderOf[Seat.Delegations];
        if (delegations == address(0)) return;
        IDelegations(delegations).note(proposalId, act.targets, act.values, act.calldatas, isLarge);
    }

    /// @dev That of its calls; with the constitutional one where they spend more than the cap for a decision: is large.
    function _ruleOf(
        Book storage self,
        Parts memory parts,
        uint256 proposalId,
        IAssembly.MakeProposal memory act
    ) private returns (Rule memory rule, bool isLarge) {
        rule = parts.rules.ruleForCalls(act.targets, act.values, act.calldatas);
        ISpending spending = spendingOf(self);
        if (address(spending) == address(0)) return (rule, false);
        isLarge = spending.note(proposalId, act.targets, act.values, act.calldatas);
        if (isLarge) rule = Rules.stricter(rule, parts.rules.ruleAt(CONSTITUTIONAL));
    }

    /// @dev Who is asked what a decision spends: nobody where the seat is empty or no token has a cap.
    function spendingOf(Book storage self) internal view returns (ISpending spending) {
        spending = ISpending(self.holderOf[Seat.Spending]);
        if (address(spending) != address(0) && !spending.isOn()) return ISpending(address(0));
    }

    function _open(Book storage self, Parts memory parts, uint256 proposalId, AgentId by, Rule memory rule) private {
        (uint40 snapshot, uint40 deadline) = _times(parts.calendar, rule);
        (uint256 live, uint40 freeAt) = self.liveOf[by].add(deadline, parts.rules.proposalsPerMember());
        require(freeAt == 0, IAssembly.AssemblyTooManyProposals(by, freeAt));
        self.liveOf[by] = live;
        self.voteOf[proposalId] = Vote({
            snapshot: snapshot,
            deadline: deadline,
            votes: 0,
            canceled: false,
            flags: rule.flags,
            thresholdBps: rule.thresholdBps,
            quorumBps: rule.quorumBps,
            quorumRoot: rule.quorumRoot,
            blocks: rule.blocks,
            lateHours: rule.lateHours
        });
        self.decisionOf[proposalId] = Decision({
            by: by,
            eta: 0,
            executionDelay: rule.executionDelay,
            executionWindow: rule.executionWindow,
            executed: false,
            revealHours: rule.revealHours,
            engaged: SafeCast.toUint24(self.engagement(parts.members, rule.quorumEngaged))
        });
    }

    /// @dev When voting begins and ends. No overflow: a rule's times are bounded by a year, a uint40 by the year 36,000.
    function _times(ICalendar calendar, Rule memory rule) private view returns (uint40 snapshot, uint40 deadline) {
        if (rule.flags.has(Rules.WORKING_DAYS)) {
            snapshot = uint40(block.timestamp);
            if (rule.votingDelay != 0) snapshot = calendar.deadline(snapshot, Rules.wholeDays(rule.votingDelay)) - 1;
            deadline = calendar.deadline(snapshot, Rules.wholeDays(rule.votingPeriod)) - 1;
        } else {
            snapshot = uint40(block.timestamp) + rule.votingDelay;
            deadline = snapshot + rule.votingPeriod;
        }
        deadline += uint40(rule.revealHours) * 1 hours;
    }

    function _announce(Book storage self, uint256 proposalId, address key, IAssembly.MakeProposal memory act) private {
        Vote storage vote = self.voteOf[proposalId];
        emit IGovernor.ProposalCreated(
            proposalId,
            key,
            act.targets,
            act.values,
            new string[](act.targets.length),
            act.calldatas,
            vote.snapshot,
            vote.deadline,
            act.description
        );
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IMembers} from "../membership/IMembers.sol";
import {Choice, Decision, Vote} from "./IAssembly.sol";
import {Book, Parts} from "./ProposalBook.sol";
import {Rules} from "./Rules.sol";

/// @title How far a proposal has come, and whether its ballots carry it
/// @dev Reads the book, the clock and who belonged when; changes nothing.
library Outcomes {
    using Rules for uint8;

    /// @dev Of the count of each choice.
    uint256 internal constant COUNT_BITS = 24;
    /// @dev Whose ballots say how many are engaged.
    uint256 internal constant DECISIONS = 4;

    uint256 private constant COUNT_MASK = (1 << COUNT_BITS) - 1;
    uint256 private constant DECIDED_BITS = 32;
    uint256 private constant BPS = 10_000;

    /// @dev Reverts with `GovernorUnexpectedProposalState` in another state.
    function requireState(
        Book storage self,
        Parts memory parts,
        uint256 proposalId,
        IGovernor.ProposalState expected
    ) internal view {
        IGovernor.ProposalState current = state(self, parts.members, proposalId);
        require(
            current == expected,
            IGovernor.GovernorUnexpectedProposalState(proposalId, current, bytes32(1 << uint8(expected)))
        );
    }

    /// @dev Reverts with `GovernorNonexistentProposal` for one that was never made.
    function state(
        Book storage self,
        IMembers members,
        uint256 proposalId
    ) internal view returns (IGovernor.ProposalState) {
        // Copies: one read of each slot for all its fields.
        Vote memory vote = self.voteOf[proposalId];
        require(vote.snapshot != 0, IGovernor.GovernorNonexistentProposal(proposalId));
        Decision memory decision = self.decisionOf[proposalId];
        if (decision.executed) return IGovernor.ProposalState.Executed;
        if (vote.canceled) return IGovernor.ProposalState.Canceled;
        if (block.timestamp <= vote.snapshot) return IGovernor.ProposalState.Pending;
        if (block.timestamp <= vote.deadline) return IGovernor.ProposalState.Active;
        if (decision.eta == 0 && !passes(self, members, proposalId, vote.votes)) {
            return IGovernor.ProposalState.Defeated;
        }
        uint256 from = decision.eta == 0 ? vote.deadline : decision.eta;
        if (block.timestamp > from + decision.executionWindow) return IGovernor.ProposalState.Expired;
        return decision.eta == 0 ? IGovernor.ProposalState.Succeeded : IGovernor.ProposalState.Queued;
    }

    /// @dev Whether these ballots carry the proposal. Only after the snapshot.
    function passes(
        Book storage self,
        IMembers members,
        uint256 proposalId,
        uint96 votes
    ) internal view returns (bool) {
        Vote memory vote = self.voteOf[proposalId];
        uint256 inFavour = count(votes, Choice.For);
        uint256 abstain = count(votes, Choice.Abstain);
        uint256 blocked = count(votes, Choice.Block);
        if (vote.blocks != 0 && vote.blocks != Rules.BLOCKS_WEIGH && blocked >= vote.blocks) return false;
        if (vote.thresholdBps != 0) {
            uint256 rest = count(votes, Choice.Against) + blocked;
            if (vote.flags.has(Rules.OF_ALL_BALLOTS)) rest += abstain;
            // For must outweigh the rest, and reach the threshold.
            if (inFavour <= rest || inFavour * BPS < vote.thresholdBps * (inFavour + rest)) return false;
        }
        return inFavour + abstain >= quorum(self, members, proposalId);
    }

    /// @dev The For and Abstain ballots that it needs. Only after the snapshot.
    function quorum(Book storage self, IMembers members, uint256 proposalId) internal view returns (uint256) {
        Vote memory vote = self.voteOf[proposalId];
        uint256 engaged = self.decisionOf[proposalId].engaged;
        return Rules.quorum(members.activeCountAt(vote.snapshot), vote.quorumBps, vote.quorumRoot, engaged);
    }

    /// @dev The ballots that a share of the engagement of late is, rounded up.
    function engagement(Book storage self, IMembers members, uint256 shareBps) internal view returns (uint256) {
        if (shareBps == 0) return 0;
        return Math.ceilDiv(decidedBallots(self, members) * shareBps, DECISIONS * BPS);
    }

    /// @dev The sum of the ballots in the last four decisions that went by engagement. Only what passed counts, or four votes
    /// that nobody noticed would make a fifth easy to win; where there are fewer, all present members stand in.
    function decidedBallots(Book storage self, IMembers members) internal view returns (uint256 sum) {
        uint256 decided = self.decided;
        for (uint256 i = 0; i < DECISIONS; ++i) {
            uint256 known = uint32(decided >> (i * DECIDED_BITS));
            sum += known == 0 ? members.activeCountAt(block.timestamp - 1) : known - 1;
        }
    }

    /// @dev The word of the last four decisions, with another one.
    function withDecision(uint256 decided, uint96 votes) internal pure returns (uint256) {
        uint256 ballots =
            count(votes, Choice.Against) +
                count(votes, Choice.For) +
                count(votes, Choice.Abstain) +
                count(votes, Choice.Block);
        return (decided << DECIDED_BITS) | (ballots + 1);
    }

    /// @dev How many ballots with a choice there are.
    function count(uint96 votes, Choice choice) internal pure returns (uint256) {
        return (votes >> (COUNT_BITS * uint8(choice))) & COUNT_MASK;
    }
}

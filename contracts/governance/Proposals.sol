// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IMembers} from "../membership/IMembers.sol";
import {AgentId} from "../types/Ids.sol";
import {Decision, IAssembly, Seat, Vote} from "./IAssembly.sol";
import {IBrake} from "./IBrake.sol";
import {Rule} from "./IDecisionRules.sol";
import {ISpending} from "./ISpending.sol";
import {Outcomes} from "./Outcomes.sol";
import {Book, Calls, Parts} from "./ProposalBook.sol";
import {ProposalCalls} from "./ProposalCalls.sol";
import {Proposing} from "./Proposing.sol";
import {Readings} from "./Readings.sol";
import {Rules} from "./Rules.sol";

/// @title The life of a proposal, apart from its ballots
/// @dev Linked to the assembly, whose storage and events these are, and whose calls to others these make. Here is what
/// follows a vote; how a proposal is made is in `Proposing`, how far it has come in `Outcomes`. A proposal's calls come here
/// as the arguments that the assembly was sent, so that they are decoded once and nowhere else.
library Proposals {
    using Outcomes for Book;
    using ProposalCalls for Calls;
    using Proposing for Book;
    using Readings for Book;
    using Rules for uint8;

    // --- proposing ---------------------------------------------------------------------------------------------------

    /// @dev By the sender.
    /// @param arguments Of `IGovernor.propose`.
    function propose(Book storage self, Parts memory parts, bytes calldata arguments) external returns (uint256) {
        IAssembly.MakeProposal memory act;
        (act.targets, act.values, act.calldatas, act.description) = abi.decode(
            arguments,
            (address[], uint256[], bytes[], string)
        );
        act.by = parts.members.idOf(msg.sender);
        (address key, ) = parts.members.keyOf(act.by);
        require(key == msg.sender, IGovernor.GovernorInsufficientProposerVotes(msg.sender, 0, 1));
        return self.make(parts, key, act);
    }

    /// @param arguments Of `IAssembly.makeProposal`, whose author is authenticated.
    function makeProposal(Book storage self, Parts memory parts, bytes calldata arguments) external returns (uint256) {
        (IAssembly.MakeProposal memory act, ) = abi.decode(arguments, (IAssembly.MakeProposal, bytes));
        (address key, ) = parts.members.keyOf(act.by);
        return self.make(parts, key, act);
    }

    /// @dev What the author of a proposal signs, without the key epoch.
    /// @param arguments Of `IAssembly.makeProposal`.
    function statementOf(bytes32 typeHash, bytes calldata arguments) external pure returns (bytes memory) {
        (IAssembly.MakeProposal memory act, ) = abi.decode(arguments, (IAssembly.MakeProposal, bytes));
        return
            abi.encode(
                typeHash,
                act.by,
                keccak256(abi.encodePacked(act.targets)),
                keccak256(abi.encodePacked(act.values)),
                _hashOf(act.calldatas),
                keccak256(bytes(act.description)),
                act.deadline
            );
    }

    // --- what follows a vote -----------------------------------------------------------------------------------------

    /// @param arguments Of `IGovernor.queue`.
    function queue(
        Book storage self,
        Parts memory parts,
        bytes calldata arguments
    ) external returns (uint256 proposalId) {
        Calls memory calls = ProposalCalls.decode(arguments);
        proposalId = calls.idOf();
        self.requireState(parts, proposalId, IGovernor.ProposalState.Succeeded);
        Vote storage vote = self.voteOf[proposalId];
        if (vote.flags.has(Rules.TWO_READINGS)) {
            self.noteFirst(proposalId, calls);
            return proposalId;
        }
        self.useFirst(proposalId);
        Decision storage decision = self.decisionOf[proposalId];
        uint256 delay = Math.max(decision.executionDelay, parts.timelock.getMinDelay());
        uint40 eta = SafeCast.toUint40(block.timestamp + delay);
        decision.eta = eta;
        // Only what asked for engagement tells of it: other rules may pass in silence.
        if (decision.engaged != 0) self.decided = Outcomes.withDecision(self.decided, vote.votes);
        if (vote.flags.has(Rules.CHAMBERS)) self.operationOf[proposalId] = calls.operationOf();
        emit IGovernor.ProposalQueued(proposalId, eta);
        parts.timelock.scheduleBatch(
            calls.targets,
            calls.values,
            calls.calldatas,
            0,
            ProposalCalls.salt(calls.descriptionHash),
            delay
        );
    }

    /// @param arguments Of `IGovernor.execute`.
    function execute(
        Book storage self,
        Parts memory parts,
        bytes calldata arguments
    ) external returns (uint256 proposalId) {
        Calls memory calls = ProposalCalls.decode(arguments);
        proposalId = calls.idOf();
        self.requireState(parts, proposalId, IGovernor.ProposalState.Queued);
        Decision storage decision = self.decisionOf[proposalId];
        require(block.timestamp >= decision.eta, IAssembly.AssemblyNotYetDue(proposalId, decision.eta));
        address brake = self.holderOf[Seat.Brake];
        if (brake != address(0)) IBrake(brake).requireFreeFor(calls.targets, calls.calldatas);
        bytes32 code = parts.articles.check(calls.targets, calls.values, calls.calldatas);
        bytes32 expected = self.codeOf[proposalId];
        require(code == expected, IAssembly.AssemblyCodeChanged(proposalId, expected, code));
        decision.executed = true;
        emit IGovernor.ProposalExecuted(proposalId);
        _bookSpending(self, proposalId, calls);
        // Money that the calls do not use stays in the timelock, which is the nation's.
        parts.timelock.executeBatch{value: msg.value}(
            calls.targets,
            calls.values,
            calls.calldatas,
            0,
            ProposalCalls.salt(calls.descriptionHash)
        );
        require(parts.articles.holds(address(this)), IAssembly.AssemblyArticlesBroken(proposalId));
    }

    /// @param arguments Of `IGovernor.cancel`.
    function cancel(
        Book storage self,
        Parts memory parts,
        bytes calldata arguments
    ) external returns (uint256 proposalId) {
        Calls memory calls = ProposalCalls.decode(arguments);
        proposalId = calls.idOf();
        IGovernor.ProposalState current = self.state(parts.members, proposalId);
        bool void =
            current == IGovernor.ProposalState.Canceled ||
                current == IGovernor.ProposalState.Defeated ||
                current == IGovernor.ProposalState.Expired ||
                current == IGovernor.ProposalState.Executed;
        bool byNation = msg.sender == address(parts.timelock) && !void;
        AgentId by = self.decisionOf[proposalId].by;
        (address proposer, ) = parts.members.keyOf(by);
        bool byProposer =
            msg.sender == proposer && current == IGovernor.ProposalState.Pending && _standsAlone(parts, proposalId, by);
        require(byNation || byProposer, IGovernor.GovernorUnableToCancel(proposalId, msg.sender));
        _cancel(self, proposalId);
        if (byNation) self.endReading(proposalId);
        if (current == IGovernor.ProposalState.Queued) {
            parts.timelock.cancel(calls.operationOf());
        }
    }

    /// @dev By the chambers.
    function stop(Book storage self, Parts memory parts, uint256 proposalId) external {
        require(msg.sender == self.holderOf[Seat.Chambers], IAssembly.AssemblyNotInSeat(Seat.Chambers, msg.sender));
        IGovernor.ProposalState current = self.state(parts.members, proposalId);
        bool isQueued = current == IGovernor.ProposalState.Queued;
        if (!isQueued) self.requireState(parts, proposalId, IGovernor.ProposalState.Succeeded);
        uint8 flags = self.voteOf[proposalId].flags;
        bool mayStop = flags.has(Rules.CHAMBERS) && !flags.has(Rules.TWO_READINGS);
        require(mayStop, IAssembly.AssemblyNotVetoable(proposalId));
        _cancel(self, proposalId);
        self.endReading(proposalId);
        if (isQueued) parts.timelock.cancel(self.operationOf[proposalId]);
    }

    /// @dev By its proposer, whose act is authenticated.
    function withdraw(Book storage self, Parts memory parts, AgentId by, uint256 proposalId) external {
        IGovernor.ProposalState current = self.state(parts.members, proposalId);
        (address key, ) = parts.members.keyOf(by);
        require(
            self.decisionOf[proposalId].by == by &&
                current == IGovernor.ProposalState.Pending &&
                _standsAlone(parts, proposalId, by),
            IGovernor.GovernorUnableToCancel(proposalId, key)
        );
        _cancel(self, proposalId);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    function state(
        Book storage self,
        IMembers members,
        uint256 proposalId
    ) external view returns (IGovernor.ProposalState) {
        return self.state(members, proposalId);
    }

    /// @param arguments Of `IGovernor.hashProposal`.
    function idOf(bytes calldata arguments) external pure returns (uint256) {
        return ProposalCalls.decode(arguments).idOf();
    }

    /// @dev Whether the outcome would be another with these votes than with those. Only after the snapshot.
    function turns(
        Book storage self,
        IMembers members,
        uint256 proposalId,
        uint96 former,
        uint96 votes
    ) external view returns (bool) {
        return self.passes(members, proposalId, former) != self.passes(members, proposalId, votes);
    }

    /// @dev The For and Abstain ballots that a proposal needs; 0 until the snapshot has passed.
    function quorumOf(Book storage self, IMembers members, uint256 proposalId) external view returns (uint256) {
        return block.timestamp <= self.voteOf[proposalId].snapshot ? 0 : self.quorum(members, proposalId);
    }

    /// @dev A rule's quorum in an electorate, under the engagement of late.
    function quorumUnder(
        Book storage self,
        IMembers members,
        Rule memory rule,
        uint256 timepoint
    ) external view returns (uint256) {
        uint256 electorate = members.activeCountAt(timepoint);
        return Rules.quorum(electorate, rule.quorumBps, rule.quorumRoot, self.engagement(members, rule.quorumEngaged));
    }

    /// @dev Ballots cast in an average decision of late, rounded down.
    function engagement(Book storage self, IMembers members) external view returns (uint256) {
        return self.decidedBallots(members) / Outcomes.DECISIONS;
    }

    // --- checks and effects ------------------------------------------------------------------------------------------

    function _bookSpending(Book storage self, uint256 proposalId, Calls memory calls) private {
        ISpending spending = self.spendingOf();
        if (address(spending) == address(0)) return;
        spending.book(proposalId, calls.targets, calls.values, calls.calldatas);
    }

    /// @dev Whether nobody but its proposer has signed for it. What others stand behind is not the proposer's to withdraw, or
    /// whoever is against a petition could make its proposal first and end it.
    function _standsAlone(Parts memory parts, uint256 proposalId, AgentId by) private view returns (bool) {
        uint256 sponsors = parts.petitions.petitionOf(proposalId).sponsors;
        return sponsors == 0 || (sponsors == 1 && parts.petitions.hasSigned(proposalId, by));
    }

    function _cancel(Book storage self, uint256 proposalId) private {
        self.voteOf[proposalId].canceled = true;
        emit IGovernor.ProposalCanceled(proposalId);
    }

    /// @dev The EIP-712 hash of a `bytes[]`.
    function _hashOf(bytes[] memory calls) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) hashes[i] = keccak256(calls[i]);
        return keccak256(abi.encodePacked(hashes));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {IMembers} from "../membership/IMembers.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Ballots} from "./Ballots.sol";
import {Decision, IAssembly, Vote} from "./IAssembly.sol";
import {IDecisionRules, Rule} from "./IDecisionRules.sol";
import {LiveProposals} from "./LiveProposals.sol";

/// @title Assembly: the life of a proposal
/// @dev Keeps who proposed what and how far it has come. Who may do what: a member proposes and votes; the proposer
/// withdraws until the vote opens; anybody queues and executes what passed; the nation stops what waits; nobody sets
/// anything here, the rules stand in `DecisionRules`. Must always hold: INV-44 executed => passed, queued, due, once, with the very calls voted on; INV-45 a rule
/// change does not touch a proposal made before it.
/// Assumes of others: the assembly is the timelock's only proposer, canceller and executor, and nobody administers the
/// timelock but itself, so what is queued here is what waits there.
contract Assembly is Ballots {
    using LiveProposals for uint256;

    string private constant NAME = "Neoguild Assembly";
    string private constant VERSION = "1";

    bytes32 private constant MAKE_PROPOSAL = keccak256(
        "MakeProposal(uint32 by,address[] targets,uint256[] values,bytes[] calldatas,string description,"
        "uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW_PROPOSAL = keccak256(
        "WithdrawProposal(uint32 by,uint256 proposal,uint40 deadline,uint8 keyEpoch)"
    );

    uint8 private constant CONSTITUTIONAL = 0;
    /// @dev `#proposer=0x` and 40 hex digits.
    uint256 private constant SUFFIX_BYTES = 52;

    TimelockController private immutable TIMELOCK;
    IDecisionRules private immutable RULES;

    mapping(uint256 proposalId => Decision) private _decisionOf;
    mapping(AgentId member => uint256 deadlines) private _liveOf;

    constructor(
        IMembers members_,
        TimelockController timelock_,
        IDecisionRules rules_
    ) Ballots(members_) Statements(NAME) {
        require(address(timelock_) != address(0) && address(rules_) != address(0), AssemblyZeroAddress());
        (TIMELOCK, RULES) = (timelock_, rules_);
    }

    // --- proposing ---------------------------------------------------------------------------------------------------

    /// @inheritdoc IGovernor
    function propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) external returns (uint256) {
        AgentId by = MEMBERS.idOf(msg.sender);
        (address key, ) = MEMBERS.keyOf(by);
        require(key == msg.sender, GovernorInsufficientProposerVotes(msg.sender, 0, 1));
        return _propose(by, key, targets, values, calldatas, description);
    }

    /// @inheritdoc IAssembly
    function makeProposal(MakeProposal memory act, bytes calldata signature) external returns (uint256) {
        bytes memory statement = abi.encode(
            MAKE_PROPOSAL,
            act.by,
            keccak256(abi.encodePacked(act.targets)),
            keccak256(abi.encodePacked(act.values)),
            _hashOf(act.calldatas),
            keccak256(bytes(act.description)),
            act.deadline
        );
        _authenticate(act.by, act.deadline, statement, signature);
        (address key, ) = MEMBERS.keyOf(act.by);
        return _propose(act.by, key, act.targets, act.values, act.calldatas, act.description);
    }

    /// @inheritdoc IAssembly
    function withdrawProposal(WithdrawProposal calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(WITHDRAW_PROPOSAL, act), signature);
        (address key, ) = MEMBERS.keyOf(act.by);
        ProposalState current = state(act.proposal);
        require(
            _decisionOf[act.proposal].by == act.by && current == ProposalState.Pending,
            GovernorUnableToCancel(act.proposal, key)
        );
        _cancel(act.proposal);
    }

    // --- what follows a vote -----------------------------------------------------------------------------------------

    /// @notice Puts what passed into the timelock. Anybody may. Requirements: passed, and not expired.
    function queue(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) external returns (uint256 proposalId) {
        proposalId = hashProposal(targets, values, calldatas, descriptionHash);
        _requireState(proposalId, ProposalState.Succeeded);
        Decision storage decision = _decisionOf[proposalId];
        uint256 delay = Math.max(decision.executionDelay, TIMELOCK.getMinDelay());
        uint40 eta = SafeCast.toUint40(block.timestamp + delay);
        decision.eta = eta;
        emit ProposalQueued(proposalId, eta);
        TIMELOCK.scheduleBatch(targets, values, calldatas, 0, _salt(descriptionHash), delay);
    }

    /// @notice Lets the timelock make the calls that were voted on; it passes on the money sent along. Anybody may.
    /// Requirements: queued, and the delay is over.
    function execute(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) external payable returns (uint256 proposalId) {
        proposalId = hashProposal(targets, values, calldatas, descriptionHash);
        _requireState(proposalId, ProposalState.Queued);
        Decision storage decision = _decisionOf[proposalId];
        require(block.timestamp >= decision.eta, AssemblyNotYetDue(proposalId, decision.eta));
        decision.executed = true;
        emit ProposalExecuted(proposalId);
        // Money that the calls do not use stays in the timelock, which is the nation's.
        TIMELOCK.executeBatch{value: msg.value}(targets, values, calldatas, 0, _salt(descriptionHash));
    }

    /// @notice Ends a proposal. Requirements: the proposer before the vote opens, or the nation (by another decision) until it
    /// is executed or void.
    function cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) external returns (uint256 proposalId) {
        proposalId = hashProposal(targets, values, calldatas, descriptionHash);
        ProposalState current = state(proposalId);
        bool void =
            current == ProposalState.Canceled ||
                current == ProposalState.Defeated ||
                current == ProposalState.Expired ||
                current == ProposalState.Executed;
        bool byNation = msg.sender == address(TIMELOCK) && !void;
        bool byProposer = msg.sender == proposalProposer(proposalId) && current == ProposalState.Pending;
        require(byNation || byProposer, GovernorUnableToCancel(proposalId, msg.sender));
        _cancel(proposalId);
        if (current == ProposalState.Queued) {
            TIMELOCK.cancel(keccak256(abi.encode(targets, values, calldatas, bytes32(0), _salt(descriptionHash))));
        }
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    function state(uint256 proposalId) public view returns (ProposalState) {
        Vote storage vote = _voteOf[proposalId];
        require(vote.snapshot != 0, GovernorNonexistentProposal(proposalId));
        Decision storage decision = _decisionOf[proposalId];
        if (decision.executed) return ProposalState.Executed;
        if (vote.canceled) return ProposalState.Canceled;
        if (block.timestamp <= vote.snapshot) return ProposalState.Pending;
        if (block.timestamp <= vote.deadline) return ProposalState.Active;
        if (decision.eta == 0 && !_passes(proposalId)) return ProposalState.Defeated;
        uint256 from = decision.eta == 0 ? vote.deadline : decision.eta;
        if (block.timestamp > from + decision.executionWindow) return ProposalState.Expired;
        return decision.eta == 0 ? ProposalState.Succeeded : ProposalState.Queued;
    }

    function hashProposal(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(targets, values, calldatas, descriptionHash)));
    }

    function getProposalId(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) external pure returns (uint256) {
        return hashProposal(targets, values, calldatas, descriptionHash);
    }

    /// @inheritdoc IAssembly
    function decisionOf(uint256 proposalId) external view returns (Decision memory) {
        return _decisionOf[proposalId];
    }

    function proposalSnapshot(uint256 proposalId) external view returns (uint256) {
        return _voteOf[proposalId].snapshot;
    }

    function proposalDeadline(uint256 proposalId) external view returns (uint256) {
        return _voteOf[proposalId].deadline;
    }

    function proposalEta(uint256 proposalId) external view returns (uint256) {
        return _decisionOf[proposalId].eta;
    }

    /// @notice The present key of the member who proposed.
    function proposalProposer(uint256 proposalId) public view returns (address key) {
        (key, ) = MEMBERS.keyOf(_decisionOf[proposalId].by);
    }

    function proposalNeedsQueuing(uint256) external pure returns (bool) {
        return true;
    }

    /// @notice One: every active member may propose.
    function proposalThreshold() external pure returns (uint256) {
        return 1;
    }

    /// @notice Seconds, under the constitutional rule; `IDecisionRules.ruleForCalls` tells for given calls.
    function votingDelay() external view returns (uint256) {
        return RULES.ruleAt(CONSTITUTIONAL).votingDelay;
    }

    /// @notice Seconds, under the constitutional rule; `IDecisionRules.ruleForCalls` tells for given calls.
    function votingPeriod() external view returns (uint256) {
        return RULES.ruleAt(CONSTITUTIONAL).votingPeriod;
    }

    /// @notice The constitutional rule's quorum at a past moment; `proposalQuorum` tells a proposal's own.
    function quorum(uint256 timepoint) external view returns (uint256) {
        return _quorum(MEMBERS.activeCountAt(timepoint), RULES.ruleAt(CONSTITUTIONAL).quorumBps);
    }

    function getVotes(address account, uint256 timepoint) public view returns (uint256) {
        AgentId id = MEMBERS.idOf(account);
        (address key, ) = MEMBERS.keyOf(id);
        return MEMBERS.wasActive(id, timepoint) && key == account ? 1 : 0;
    }

    function getVotesWithParams(address account, uint256 timepoint, bytes memory) external view returns (uint256) {
        return getVotes(account, timepoint);
    }

    /// @inheritdoc IAssembly
    function liveProposals(AgentId member) external view returns (uint256) {
        return _liveOf[member].live();
    }

    /// @inheritdoc IAssembly
    function rules() external view returns (address) {
        return address(RULES);
    }

    /// @inheritdoc IAssembly
    function timelock() external view returns (address) {
        return address(TIMELOCK);
    }

    function name() external pure returns (string memory) {
        return NAME;
    }

    function version() external pure returns (string memory) {
        return VERSION;
    }

    // The names of these three are OpenZeppelin's and ERC-6372's.

    // solhint-disable-next-line func-name-mixedcase
    function COUNTING_MODE() external pure returns (string memory) {
        return "support=bravo&quorum=for,abstain";
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    function clock() external view returns (uint48) {
        return uint48(block.timestamp);
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return
            interfaceId == type(IGovernor).interfaceId ||
            interfaceId == type(IERC6372).interfaceId ||
            interfaceId == type(IERC165).interfaceId;
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireState(uint256 proposalId, ProposalState expected) internal view override {
        ProposalState current = state(proposalId);
        require(
            current == expected,
            GovernorUnexpectedProposalState(proposalId, current, bytes32(1 << uint8(expected)))
        );
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

    // --- effects -----------------------------------------------------------------------------------------------------

    function _propose(
        AgentId by,
        address key,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) private returns (uint256 proposalId) {
        require(MEMBERS.isActive(by), GovernorInsufficientProposerVotes(key, 0, 1));
        require(_mayPropose(key, description), GovernorRestrictedProposer(key));
        require(
            targets.length == values.length && targets.length == calldatas.length && targets.length != 0,
            GovernorInvalidProposalLength(targets.length, calldatas.length, values.length)
        );
        Rule memory rule = RULES.ruleForCalls(targets, values, calldatas);
        proposalId = hashProposal(targets, values, calldatas, keccak256(bytes(description)));
        if (_voteOf[proposalId].snapshot != 0) {
            revert GovernorUnexpectedProposalState(proposalId, state(proposalId), 0);
        }
        (uint40 snapshot, uint40 deadline) = _open(proposalId, by, rule);
        emit ProposalCreated(
            proposalId,
            key,
            targets,
            values,
            new string[](targets.length),
            calldatas,
            snapshot,
            deadline,
            description
        );
        emit ProposalRuled(
            proposalId,
            by,
            rule.thresholdBps,
            rule.quorumBps,
            rule.blocks,
            rule.lateHours,
            rule.executionDelay,
            rule.executionWindow
        );
    }

    function _open(
        uint256 proposalId,
        AgentId by,
        Rule memory rule
    ) private returns (uint40 snapshot, uint40 deadline) {
        // No overflow: a rule's times are bounded by a year, a uint40 by the year 36,000.
        snapshot = uint40(block.timestamp) + rule.votingDelay;
        deadline = snapshot + rule.votingPeriod;
        (uint256 live, uint40 freeAt) = _liveOf[by].add(deadline, RULES.proposalsPerMember());
        require(freeAt == 0, AssemblyTooManyProposals(by, freeAt));
        _liveOf[by] = live;
        _voteOf[proposalId] = Vote({
            snapshot: snapshot,
            deadline: deadline,
            votes: 0,
            canceled: false,
            thresholdBps: rule.thresholdBps,
            quorumBps: rule.quorumBps,
            blocks: rule.blocks,
            lateHours: rule.lateHours
        });
        _decisionOf[proposalId] = Decision({
            by: by,
            eta: 0,
            executionDelay: rule.executionDelay,
            executionWindow: rule.executionWindow,
            executed: false
        });
    }

    function _cancel(uint256 proposalId) private {
        _voteOf[proposalId].canceled = true;
        emit ProposalCanceled(proposalId);
    }

    /// @dev The EIP-712 hash of a `bytes[]`.
    function _hashOf(bytes[] memory calls) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) hashes[i] = keccak256(calls[i]);
        return keccak256(abi.encodePacked(hashes));
    }

    /// @dev As OpenZeppelin's governor: two assemblies on one timelock would not meet in one operation.
    function _salt(bytes32 descriptionHash) private view returns (bytes32) {
        return bytes20(address(this)) ^ descriptionHash;
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

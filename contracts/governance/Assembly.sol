// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Ballots} from "./Ballots.sol";
import {IArticles} from "./IArticles.sol";
import {Decision, IAssembly, Seat} from "./IAssembly.sol";
import {ICalendar} from "./ICalendar.sol";
import {IDecisionRules} from "./IDecisionRules.sol";
import {IPetitions} from "./IPetitions.sol";
import {LiveProposals} from "./LiveProposals.sol";
import {Book, Parts} from "./ProposalBook.sol";
import {Proposals} from "./Proposals.sol";

/// @title Assembly: the life of a proposal
/// @dev Keeps who proposed what and how far it has come. Who may do what: a member proposes and votes; the proposer
/// withdraws until the vote opens; anybody queues and executes what passed; the nation and the chambers stop what waits; nobody sets
/// anything here, the rules stand in `DecisionRules`. Must always hold: INV-44 executed => passed, queued, due, once, with the very calls voted on; INV-45 a rule
/// change does not touch a proposal made before it.
/// Assumes of others: the assembly is the timelock's only proposer, canceller and executor, and nobody administers the
/// timelock but itself, so what is queued here is what waits there.
contract Assembly is Ballots, Chartered {
    using LiveProposals for uint256;
    using Proposals for Book;

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
    uint256 private constant SELECTOR_BYTES = 4;

    TimelockController private immutable TIMELOCK;
    IDecisionRules private immutable RULES;
    IPetitions private immutable PETITIONS;
    IArticles private immutable ARTICLES;
    ICalendar private immutable CALENDAR;

    constructor(Parts memory parts) Ballots(parts.members) Statements(NAME) Chartered(address(parts.timelock)) {
        require(
            address(parts.rules) != address(0) &&
                address(parts.petitions) != address(0) &&
                address(parts.articles) != address(0) &&
                address(parts.calendar) != address(0),
            AssemblyZeroAddress()
        );
        (TIMELOCK, RULES, PETITIONS) = (parts.timelock, parts.rules, parts.petitions);
        (ARTICLES, CALENDAR) = (parts.articles, parts.calendar);
    }

    // --- proposing ---------------------------------------------------------------------------------------------------

    /// @inheritdoc IGovernor
    function propose(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        string calldata description
    ) external returns (uint256) {
        return _book.propose(_parts(), _asSent(targets, values, calldatas, description));
    }

    /// @inheritdoc IAssembly
    function makeProposal(MakeProposal calldata act, bytes calldata signature) external returns (uint256) {
        _authenticate(act.by, act.deadline, Proposals.statementOf(MAKE_PROPOSAL, msg.data[SELECTOR_BYTES:]), signature);
        return _book.makeProposal(_parts(), msg.data[SELECTOR_BYTES:]);
    }

    /// @inheritdoc IAssembly
    function withdrawProposal(WithdrawProposal calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(WITHDRAW_PROPOSAL, act), signature);
        _book.withdraw(_parts(), act.by, act.proposal);
    }

    // --- what follows a vote -----------------------------------------------------------------------------------------

    /// @notice Puts what passed into the timelock; of what takes two readings, the first is noted as passed instead. Anybody
    /// may. Requirements: passed, and not expired.
    function queue(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external returns (uint256 proposalId) {
        return _book.queue(_parts(), _asSent(targets, values, calldatas, descriptionHash));
    }

    /// @notice Lets the timelock make the calls that were voted on; it passes on the money sent along. Anybody may.
    /// Requirements: queued, and the delay is over; the targets have the code they had; no article is crossed.
    function execute(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external payable returns (uint256 proposalId) {
        return _book.execute(_parts(), _asSent(targets, values, calldatas, descriptionHash));
    }

    /// @notice Ends a proposal. Requirements: the proposer before the vote opens, or the nation (by another decision) until it
    /// is executed or void.
    function cancel(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external returns (uint256 proposalId) {
        return _book.cancel(_parts(), _asSent(targets, values, calldatas, descriptionHash));
    }

    /// @inheritdoc IAssembly
    function stop(uint256 proposalId) external {
        _book.stop(_parts(), proposalId);
    }

    // --- founding ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IAssembly
    function fillSeat(Seat seat, address holder) external onlyFounding {
        require(holder != address(0), AssemblyZeroAddress());
        require(_book.holderOf[seat] == address(0), AssemblySeatTaken(seat, _book.holderOf[seat]));
        _book.holderOf[seat] = holder;
        emit AssemblySeatFilled(seat, holder);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    function state(uint256 proposalId) public view returns (ProposalState) {
        return _book.state(MEMBERS, proposalId);
    }

    function hashProposal(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external pure returns (uint256) {
        return Proposals.idOf(_asSent(targets, values, calldatas, descriptionHash));
    }

    function getProposalId(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external pure returns (uint256) {
        return Proposals.idOf(_asSent(targets, values, calldatas, descriptionHash));
    }

    /// @inheritdoc IAssembly
    function proposalQuorum(uint256 proposalId) external view returns (uint256) {
        return _book.quorumOf(MEMBERS, proposalId);
    }

    /// @inheritdoc IAssembly
    function engagement() external view returns (uint256) {
        return _book.engagement(MEMBERS);
    }

    /// @inheritdoc IAssembly
    function codeOf(uint256 proposalId) external view returns (bytes32) {
        return _book.codeOf[proposalId];
    }

    /// @inheritdoc IAssembly
    function firstReadingOf(bytes32 calls) external view returns (uint256) {
        return _book.firstReadingOf[calls];
    }

    /// @inheritdoc IAssembly
    function decisionOf(uint256 proposalId) external view returns (Decision memory) {
        return _book.decisionOf[proposalId];
    }

    function proposalSnapshot(uint256 proposalId) external view returns (uint256) {
        return _book.voteOf[proposalId].snapshot;
    }

    function proposalDeadline(uint256 proposalId) external view returns (uint256) {
        return _book.voteOf[proposalId].deadline;
    }

    function proposalEta(uint256 proposalId) external view returns (uint256) {
        return _book.decisionOf[proposalId].eta;
    }

    /// @notice The present key of the member who proposed.
    function proposalProposer(uint256 proposalId) public view returns (address key) {
        (key, ) = MEMBERS.keyOf(_book.decisionOf[proposalId].by);
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
        return _book.quorumUnder(MEMBERS, RULES.ruleAt(CONSTITUTIONAL), timepoint);
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
        return _book.liveOf[member].live();
    }

    /// @inheritdoc IAssembly
    function rules() external view returns (address) {
        return address(RULES);
    }

    /// @inheritdoc IAssembly
    function petitions() external view returns (address) {
        return address(PETITIONS);
    }

    /// @inheritdoc IAssembly
    function articles() external view returns (address) {
        return address(ARTICLES);
    }

    /// @inheritdoc IAssembly
    function calendar() external view returns (address) {
        return address(CALENDAR);
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

    // --- what the life of a proposal needs ---------------------------------------------------------------------------

    function _parts() private view returns (Parts memory) {
        return Parts(MEMBERS, TIMELOCK, RULES, PETITIONS, ARTICLES, CALENDAR);
    }

    /// @dev The arguments as they were sent: a proposal's calls are decoded where they are used.
    function _asSent(
        address[] calldata,
        uint256[] calldata,
        bytes[] calldata,
        string calldata
    ) private pure returns (bytes calldata) {
        return msg.data[SELECTOR_BYTES:];
    }

    function _asSent(
        address[] calldata,
        uint256[] calldata,
        bytes[] calldata,
        bytes32
    ) private pure returns (bytes calldata) {
        return msg.data[SELECTOR_BYTES:];
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

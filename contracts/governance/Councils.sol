// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {GuildAccount} from "../membership/GuildAccount.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {CouncilStatements} from "./CouncilStatements.sol";
import {IBrake} from "./IBrake.sol";
import {Amender, CouncilTerms, ICouncils} from "./ICouncils.sol";
import {IHoldable} from "./IHoldable.sol";
import {IHolds} from "./IHolds.sol";
import {LiveProposals} from "./LiveProposals.sol";
import {Rounds} from "./Rounds.sol";
import {Routines} from "./Routines.sol";

/// @title Councils
/// @dev Keeps each guild's proposals with their rounds, objections and votes, and what each guild lets its stewards do as
/// routine; sits in the councils' seat of `Guilds`, so that guild accounts obey it. Who may do what: see `ICouncils`; the
/// nation sets the terms, and a proposal keeps those it was made under. Must always hold: INV-48 a guild's account calls
/// only what was proposed in that guild, in the words of its last round, after its window, not stopped, and once; INV-360
/// to INV-365. A guild has no vote: its agent is never an active member, so no call of its account counts as a ballot.
/// Assumes of others: `Guilds` knows who was on which roster when, and `IHolds` answers.
contract Councils is ICouncils, Statements, Chartered {
    using LiveProposals for uint256;
    using Rounds for CouncilProposal;
    using Routines for Routines.List;

    uint256 private constant TEXT_BYTES = 4_096;
    uint256 private constant ROUND_BITS = 8;
    uint8 private constant ROUTINE_ROUND = 0;
    uint8 private constant FIRST_ROUND = 1;

    IMembers private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    IHolds private immutable HOLDS;
    IBrake private immutable BRAKE;

    CouncilTerms private _terms;
    uint256 private _proposalCount;
    mapping(uint256 proposal => CouncilProposal) private _proposalOf;
    mapping(uint256 proposal => mapping(AgentId person => Rounds.Word)) private _wordOf;
    mapping(AgentId guild => mapping(AgentId person => uint256 ends)) private _liveOf;
    Routines.List private _routines;

    /// @param brake Asked before a guild's calls are made; zero = there is none.
    constructor(
        address timelock_,
        IMembers members,
        IGuilds guilds,
        IHolds holds,
        IBrake brake,
        CouncilTerms memory terms_
    ) Statements("Neoguild Councils") Chartered(timelock_) {
        require(
            address(members) != address(0) && address(guilds) != address(0) && address(holds) != address(0),
            CharteredZeroAddress()
        );
        (MEMBERS, GUILDS, HOLDS, BRAKE) = (members, guilds, holds, brake);
        _setTerms(terms_);
    }

    // --- proposing ---------------------------------------------------------------------------------------------------

    /// @inheritdoc ICouncils
    function propose(Propose calldata act, bytes calldata signature) external returns (uint256 proposal) {
        _authenticateOnce(act.by, act.nonce, act.deadline, CouncilStatements.statementOf(act), signature);
        require(GUILDS.isGuild(act.guild), CouncilsUnknownGuild(act.guild));
        _requireOnRoster(act.guild, act.by);
        proposal = _make(act.guild, act.by, _hashOf(act.targets, act.values, act.calldatas));
        emit CouncilProposed(proposal, act.guild, act.by, act.targets, act.values, act.calldatas, act.description);
        _begin(proposal, FIRST_ROUND);
    }

    /// @inheritdoc ICouncils
    function proposeRoutine(ProposeRoutine calldata act, bytes calldata signature) external returns (uint256 proposal) {
        _authenticateOnce(act.by, act.nonce, act.deadline, CouncilStatements.statementOf(act), signature);
        require(GUILDS.isSteward(act.guild, act.by), CouncilsNotSteward(act.guild, act.by));
        require(_terms.routineWindow != 0, CouncilsNotRoutine(act.guild, act.target, bytes4(act.data)));
        _routines.use(act);
        (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) = _only(act);
        proposal = _make(act.guild, act.by, keccak256(abi.encode(targets, values, calldatas)));
        emit CouncilProposed(proposal, act.guild, act.by, targets, values, calldatas, act.description);
        _begin(proposal, ROUTINE_ROUND);
    }

    /// @inheritdoc ICouncils
    function withdraw(Withdraw calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, CouncilStatements.statementOf(act), signature);
        CouncilState current = stateOf(act.proposal);
        require(_isAlive(current), CouncilsWrongState(act.proposal, current));
        _proposalOf[act.proposal].withdraw(act.proposal, act.by);
    }

    // --- a round -----------------------------------------------------------------------------------------------------

    /// @inheritdoc ICouncils
    function ask(Ask calldata act, bytes calldata signature) external returns (uint24 question) {
        _authenticateOnce(act.by, act.nonce, act.deadline, CouncilStatements.statementOf(act), signature);
        CouncilProposal storage made = _inState(act.proposal, CouncilState.Questions);
        _requireOnRoster(made.guild, act.by);
        _requireWords(act.by, act.question, act.text);
        question = ++made.questions;
        emit CouncilAsked(act.proposal, question, act.by, act.question, act.text);
    }

    /// @inheritdoc ICouncils
    function answer(Answer calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, CouncilStatements.statementOf(act), signature);
        CouncilProposal storage made = _beforeClose(act.proposal);
        _requireOnRoster(made.guild, act.by);
        bool isAsked = act.question != 0 && act.question <= made.questions;
        require(isAsked, CouncilsUnknownQuestion(act.proposal, act.question));
        _requireWords(act.by, act.answer, act.text);
        emit CouncilAnswered(act.proposal, act.question, act.by, act.answer, act.text);
    }

    /// @inheritdoc ICouncils
    function objectTo(ObjectTo calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, CouncilStatements.statementOf(act), signature);
        CouncilProposal storage made = _inState(act.proposal, CouncilState.Open);
        require(act.round == made.round, CouncilsOtherRound(act.proposal, made.round));
        _requireRosterBefore(made, act.by);
        _requireWords(act.by, act.reason, act.text);
        Rounds.Word storage word = _wordOf[act.proposal][act.by];
        // Also one that was taken back, or whoever carries could raise it anew.
        require(word.objectedIn != act.round + 1, CouncilsAlreadyObjected(act.proposal, act.by));
        (word.objectedIn, word.isTakenBack) = (act.round + 1, false);
        ++made.objections;
        emit CouncilObjected(act.proposal, act.round, act.by, act.reason, act.text);
        if (word.discountedIn == act.round + 1) made.countAgain(word, GUILDS, act.proposal, act.by);
        if (act.round == ROUTINE_ROUND && made.objections >= made.stopsAt) {
            made.open(GUILDS, act.proposal, FIRST_ROUND);
        }
    }

    /// @inheritdoc ICouncils
    function takeBack(TakeBack calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, CouncilStatements.statementOf(act), signature);
        CouncilProposal storage made = _proposalOf[act.proposal];
        CouncilState current = stateOf(act.proposal);
        bool isOpen = current == CouncilState.Open || current == CouncilState.Integrating;
        require(isOpen, CouncilsWrongState(act.proposal, current));
        require(act.round == made.round, CouncilsOtherRound(act.proposal, made.round));
        made.takeBack(_wordOf[act.proposal][act.by], act.proposal, act.by);
    }

    /// @inheritdoc ICouncils
    function discount(uint256 proposal, AgentId person) external {
        _beforeClose(proposal).discount(_wordOf[proposal][person], GUILDS, MEMBERS, proposal, person);
    }

    /// @inheritdoc ICouncils
    function amend(Amend calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, CouncilStatements.statementOf(act), signature);
        CouncilProposal storage made = _inState(act.proposal, CouncilState.Integrating);
        require(act.round == made.round + 1, CouncilsOtherRound(act.proposal, made.round));
        require(_mayAmend(made, act.by), CouncilsNotAmender(act.proposal, act.by));
        bytes32 callsHash = _hashOf(act.targets, act.values, act.calldatas);
        require(callsHash != made.callsHash, CouncilsSameCalls(act.proposal));
        (made.callsHash, made.isOthers) = (callsHash, act.by != made.by);
        emit CouncilAmended(act.proposal, act.round, act.by, act.targets, act.values, act.calldatas, act.description);
        made.open(GUILDS, act.proposal, act.round);
    }

    // --- the result --------------------------------------------------------------------------------------------------

    /// @inheritdoc ICouncils
    function castVote(CastVote calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, CouncilStatements.statementOf(act), signature);
        CouncilProposal storage made = _inState(act.proposal, CouncilState.Voting);
        _requireOnRoster(made.guild, act.by);
        made.vote(_wordOf[act.proposal][act.by], GUILDS, act.proposal, act.by, act.choice);
    }

    /// @inheritdoc ICouncils
    function execute(
        uint256 proposal,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external {
        CouncilProposal storage made = _inState(proposal, CouncilState.Agreed);
        require(made.callsHash == keccak256(abi.encode(targets, values, calldatas)), CouncilsOtherCalls(proposal));
        if (address(BRAKE) != address(0)) BRAKE.requireFreeForGuild(targets);
        made.executed = true;
        emit CouncilExecuted(proposal);
        GuildAccount account = GuildAccount(payable(GUILDS.accountOf(made.guild)));
        for (uint256 i = 0; i < targets.length; ++i) account.execute(targets[i], values[i], calldatas[i]);
    }

    // --- rules -------------------------------------------------------------------------------------------------------

    /// @inheritdoc ICouncils
    function setRoutine(SetRoutine calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, CouncilStatements.statementOf(act), signature);
        require(GUILDS.isGuild(act.by), CouncilsOnlyGuild(act.by));
        _routines.set(act);
    }

    /// @inheritdoc ICouncils
    function setTerms(CouncilTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ICouncils
    function terms() external view returns (CouncilTerms memory) {
        return _terms;
    }

    /// @inheritdoc ICouncils
    function proposalCount() external view returns (uint256) {
        return _proposalCount;
    }

    /// @inheritdoc ICouncils
    function proposalOf(uint256 proposal) external view returns (CouncilProposal memory) {
        return _proposalOf[proposal];
    }

    /// @inheritdoc ICouncils
    function stateOf(uint256 proposal) public view returns (CouncilState) {
        return _proposalOf[proposal].stateOf(HOLDS, holdNumber(proposal));
    }

    /// @inheritdoc ICouncils
    function hasObjected(uint256 proposal, AgentId person) public view returns (bool) {
        Rounds.Word storage word = _wordOf[proposal][person];
        return word.objectedIn == _proposalOf[proposal].round + 1 && !word.isTakenBack;
    }

    /// @inheritdoc ICouncils
    function hasVoted(uint256 proposal, AgentId person) external view returns (bool) {
        return _wordOf[proposal][person].hasVoted;
    }

    /// @inheritdoc ICouncils
    function routineOf(AgentId guild, address target, bytes4 selector) external view returns (Routine memory) {
        return _routines.byCall[guild][target][selector];
    }

    /// @inheritdoc ICouncils
    function holdNumber(uint256 proposal) public view returns (uint256) {
        return (proposal << ROUND_BITS) | _proposalOf[proposal].round;
    }

    /// @inheritdoc IHoldable
    function knownSince(uint256 number) external view returns (uint40 since, uint40 due) {
        uint256 proposal = number >> ROUND_BITS;
        // Of a former round nothing is carried out any more.
        if (holdNumber(proposal) != number || !_isAlive(stateOf(proposal))) return (0, 0);
        CouncilProposal storage made = _proposalOf[proposal];
        return (made.openedAt, made.dueOf());
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _inState(uint256 proposal, CouncilState needed) private view returns (CouncilProposal storage) {
        CouncilState current = stateOf(proposal);
        require(current == needed, CouncilsWrongState(proposal, current));
        return _proposalOf[proposal];
    }

    function _beforeClose(uint256 proposal) private view returns (CouncilProposal storage) {
        CouncilState current = stateOf(proposal);
        bool isBefore = current == CouncilState.Questions || current == CouncilState.Open;
        require(isBefore, CouncilsWrongState(proposal, current));
        return _proposalOf[proposal];
    }

    /// @dev Neither carried out nor past it.
    function _isAlive(CouncilState state) private pure returns (bool) {
        if (state == CouncilState.Open || state == CouncilState.Agreed) return true;
        return state >= CouncilState.Questions && state <= CouncilState.Held;
    }

    function _requireOnRoster(AgentId guild, AgentId person) private view {
        require(GUILDS.isOnRoster(guild, person) && MEMBERS.isActive(person), CouncilsNotOnRoster(guild, person));
    }

    /// @dev Whoever joined later could otherwise stop anything; the same second counts as later.
    function _requireRosterBefore(CouncilProposal storage made, AgentId person) private view {
        _requireOnRoster(made.guild, person);
        require(GUILDS.wasOnRoster(made.guild, person, made.openedAt - 1), CouncilsNotOnRoster(made.guild, person));
    }

    function _mayAmend(CouncilProposal storage made, AgentId by) private view returns (bool) {
        Amender amender = made.terms.amender;
        if (!GUILDS.isOnRoster(made.guild, by) || !MEMBERS.isActive(by)) return false;
        if (by == made.by || amender == Amender.Roster) return true;
        return amender == Amender.Stewards && GUILDS.isSteward(made.guild, by);
    }

    function _requireWords(AgentId by, bytes32 hash, string calldata text) private pure {
        uint256 length = bytes(text).length;
        require((hash != 0) != (length != 0) && length <= TEXT_BYTES, CouncilsNoWords(by));
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _make(AgentId guild, AgentId by, bytes32 callsHash) private returns (uint256 proposal) {
        proposal = ++_proposalCount;
        CouncilProposal storage made = _proposalOf[proposal];
        (made.guild, made.by, made.callsHash, made.terms) = (guild, by, callsHash, _terms);
    }

    function _begin(uint256 proposal, uint8 round) private {
        CouncilProposal storage made = _proposalOf[proposal];
        made.open(GUILDS, proposal, round);
        (AgentId guild, AgentId by) = (made.guild, made.by);
        (uint256 live, uint40 freeAt) = _liveOf[guild][by].add(made.closesAt, LiveProposals.MOST);
        require(freeAt == 0, CouncilsTooManyProposals(guild, by, freeAt));
        _liveOf[guild][by] = live;
    }

    function _hashOf(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) private pure returns (bytes32) {
        uint256 calls = targets.length;
        bool isWhole = calls != 0 && calls == values.length && calls == calldatas.length;
        require(isWhole, CouncilsBadCalls(calls, values.length, calldatas.length));
        return keccak256(abi.encode(targets, values, calldatas));
    }

    function _only(
        ProposeRoutine calldata act
    ) private pure returns (address[] memory targets, uint256[] memory values, bytes[] memory calldatas) {
        (targets, values, calldatas) = (new address[](1), new uint256[](1), new bytes[](1));
        (targets[0], values[0], calldatas[0]) = (act.target, act.value, act.data);
    }

    function _setTerms(CouncilTerms memory terms_) private {
        _terms = terms_;
        Rounds.check(_terms);
        emit CouncilTermsSet(terms_);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {GuildAccount} from "../membership/GuildAccount.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {CouncilTerms, ICouncils} from "./ICouncils.sol";
import {LiveProposals} from "./LiveProposals.sol";

/// @title Councils
/// @dev Keeps each guild's proposals and the objections to them; sits in the councils' seat of `Guilds`, so that guild
/// accounts obey it. Who may do what: see `ICouncils`; the nation sets the terms. Must always hold: INV-48 a guild's
/// account calls only what was proposed in that guild, after its window, not stopped, and once. A guild has no vote: its
/// agent is never an active member, so no call of its account counts as a ballot.
contract Councils is ICouncils, Statements, Chartered {
    using LiveProposals for uint256;

    bytes32 private constant PROPOSE = keccak256(
        "Propose(uint32 by,uint32 guild,address[] targets,uint256[] values,bytes[] calldatas,string description,"
        "uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant OBJECT_TO = keccak256(
        "ObjectTo(uint32 by,uint256 proposal,bytes32 reason,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW = keccak256(
        "Withdraw(uint32 by,uint256 proposal,uint40 deadline,uint8 keyEpoch)"
    );

    IMembers private immutable MEMBERS;
    IGuilds private immutable GUILDS;

    CouncilTerms private _terms;
    uint256 private _proposalCount;
    mapping(uint256 proposal => CouncilProposal) private _proposalOf;
    mapping(uint256 proposal => mapping(AgentId person => bool)) private _objected;
    mapping(AgentId guild => mapping(AgentId person => uint256 ends)) private _liveOf;

    constructor(
        address timelock_,
        IMembers members,
        IGuilds guilds,
        CouncilTerms memory terms_
    ) Statements("Neoguild Councils") Chartered(timelock_) {
        require(address(members) != address(0) && address(guilds) != address(0), CharteredZeroAddress());
        (MEMBERS, GUILDS) = (members, guilds);
        _setTerms(terms_);
    }

    // --- deciding ----------------------------------------------------------------------------------------------------

    /// @inheritdoc ICouncils
    function propose(Propose calldata act, bytes calldata signature) external returns (uint256 proposal) {
        _authenticateOnce(act.by, act.nonce, act.deadline, _statementOf(act), signature);
        require(GUILDS.isGuild(act.guild), CouncilsUnknownGuild(act.guild));
        _requireOnRoster(act.guild, act.by);
        uint256 calls = act.targets.length;
        require(
            calls != 0 && calls == act.values.length && calls == act.calldatas.length,
            CouncilsBadCalls(calls, act.values.length, act.calldatas.length)
        );
        proposal = ++_proposalCount;
        CouncilProposal storage made = _proposalOf[proposal];
        (made.guild, made.by, made.openedAt) = (act.guild, act.by, uint40(block.timestamp));
        made.closesAt = uint40(block.timestamp) + _terms.objectionWindow;
        made.expiresAt = made.closesAt + _terms.executionWindow;
        made.stopsAt = _objectionsNeeded(act.guild, act.by);
        (uint256 live, uint40 freeAt) = _liveOf[act.guild][act.by].add(made.closesAt, LiveProposals.MOST);
        require(freeAt == 0, CouncilsTooManyProposals(act.guild, act.by, freeAt));
        _liveOf[act.guild][act.by] = live;
        made.callsHash = keccak256(abi.encode(act.targets, act.values, act.calldatas));
        _emitProposed(proposal, act, made);
    }

    /// @inheritdoc ICouncils
    function objectTo(ObjectTo calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(OBJECT_TO, act), signature);
        CouncilProposal storage made = _proposalOf[act.proposal];
        CouncilState current = stateOf(act.proposal);
        require(current == CouncilState.Open, CouncilsWrongState(act.proposal, current));
        _requireOnRoster(made.guild, act.by);
        // Whoever joined later could otherwise stop anything; the same second counts as later.
        require(GUILDS.wasOnRoster(made.guild, act.by, made.openedAt - 1), CouncilsNotOnRoster(made.guild, act.by));
        require(!_objected[act.proposal][act.by], CouncilsAlreadyObjected(act.proposal, act.by));
        _objected[act.proposal][act.by] = true;
        ++made.objections;
        emit CouncilObjected(act.proposal, act.by, act.reason);
    }

    /// @inheritdoc ICouncils
    function withdraw(Withdraw calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(WITHDRAW, act), signature);
        CouncilState current = stateOf(act.proposal);
        require(
            current == CouncilState.Open || current == CouncilState.Agreed,
            CouncilsWrongState(act.proposal, current)
        );
        CouncilProposal storage made = _proposalOf[act.proposal];
        require(made.by == act.by, CouncilsNotProposer(act.proposal, act.by));
        made.withdrawn = true;
        emit CouncilWithdrawn(act.proposal);
    }

    /// @inheritdoc ICouncils
    function execute(
        uint256 proposal,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas
    ) external {
        CouncilState current = stateOf(proposal);
        require(current == CouncilState.Agreed, CouncilsWrongState(proposal, current));
        CouncilProposal storage made = _proposalOf[proposal];
        require(made.callsHash == keccak256(abi.encode(targets, values, calldatas)), CouncilsOtherCalls(proposal));
        made.executed = true;
        emit CouncilExecuted(proposal);
        GuildAccount account = GuildAccount(payable(GUILDS.accountOf(made.guild)));
        for (uint256 i = 0; i < targets.length; ++i) account.execute(targets[i], values[i], calldatas[i]);
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
        CouncilProposal storage made = _proposalOf[proposal];
        if (made.openedAt == 0) return CouncilState.None;
        if (made.executed) return CouncilState.Executed;
        if (made.withdrawn) return CouncilState.Withdrawn;
        if (made.objections >= made.stopsAt) return CouncilState.Stopped;
        if (block.timestamp <= made.closesAt) return CouncilState.Open;
        return block.timestamp <= made.expiresAt ? CouncilState.Agreed : CouncilState.Expired;
    }

    /// @inheritdoc ICouncils
    function hasObjected(uint256 proposal, AgentId person) external view returns (bool) {
        return _objected[proposal][person];
    }

    // --- checks and effects ------------------------------------------------------------------------------------------

    function _requireOnRoster(AgentId guild, AgentId person) private view {
        require(GUILDS.isOnRoster(guild, person) && MEMBERS.isActive(person), CouncilsNotOnRoster(guild, person));
    }

    /// @dev As many as the terms say, but never more than there are others who were on the roster: all of them together can
    /// always stop a proposal, also in a small guild.
    function _objectionsNeeded(AgentId guild, AgentId proposer) private view returns (uint8) {
        uint256 before = block.timestamp - 1;
        uint256 others = GUILDS.rosterSizeAt(guild, before);
        if (GUILDS.wasOnRoster(guild, proposer, before)) --others;
        uint8 objections = _terms.objections;
        if (others >= objections) return objections;
        return others == 0 ? 1 : uint8(others);
    }

    function _statementOf(Propose calldata act) private pure returns (bytes memory) {
        bytes32[] memory calls = new bytes32[](act.calldatas.length);
        for (uint256 i = 0; i < calls.length; ++i) calls[i] = keccak256(act.calldatas[i]);
        return
            abi.encode(
                PROPOSE,
                act.by,
                act.guild,
                keccak256(abi.encodePacked(act.targets)),
                keccak256(abi.encodePacked(act.values)),
                keccak256(abi.encodePacked(calls)),
                keccak256(bytes(act.description)),
                act.nonce,
                act.deadline
            );
    }

    function _emitProposed(uint256 proposal, Propose calldata act, CouncilProposal storage made) private {
        emit CouncilProposed(
            proposal,
            act.guild,
            act.by,
            act.targets,
            act.values,
            act.calldatas,
            act.description,
            made.closesAt,
            made.expiresAt,
            made.stopsAt
        );
    }

    function _setTerms(CouncilTerms memory terms_) private {
        uint32 window = terms_.objectionWindow;
        require(window >= 1 hours && window <= 90 days, CouncilsBadTerms("objectionWindow"));
        uint32 execution = terms_.executionWindow;
        require(execution >= 1 hours && execution <= 365 days, CouncilsBadTerms("executionWindow"));
        require(terms_.objections != 0, CouncilsBadTerms("objections"));
        _terms = terms_;
        emit CouncilTermsSet(window, execution, terms_.objections);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMembers} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Choice, IAssembly, Seat, Vote} from "./IAssembly.sol";
import {IDecisionRules} from "./IDecisionRules.sol";
import {Delegation, DelegationTerms, IDelegations} from "./IDelegations.sol";
import {ISealedBallots} from "./ISealedBallots.sol";
import {Rules} from "./Rules.sol";

/// @title Delegations
/// @dev Keeps each member's delegation on each topic (the number of a decision rule), and the topics of each proposal that
/// takes delegates. Members give and revoke; anybody brings a delegate's choice in; the nation sets how long and for how
/// many; the assembly tells of new proposals.
///
/// Must always hold: INV-344 what is passed on is the present ballot of the delegate's own, for a member who gave them all
/// the proposal's topics by its snapshot and did not take them back; INV-345 on each topic a delegate's count is the number
/// of delegations kept with them, and a new one never takes it above the nation's most; INV-346 a delegation lasts no longer
/// than the nation allowed when it was given, its author ends it at any time, and nothing they signed before brings it back.
///
/// Assumes of others: the assembly has this contract in its seat for delegations, counts what comes from there only for
/// members of the electorate without a ballot of their own (INV-323), passes on the very calls of a proposal, and tells when
/// it takes the constitutional rule beside theirs.
contract Delegations is IDelegations, Statements, Chartered {
    using Rules for uint8;

    bytes32 private constant GIVE_DELEGATION = keccak256(
        "GiveDelegation(uint32 by,uint32 delegate,uint256 topics,uint40 until,uint32 order,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant REVOKE_DELEGATION = keccak256(
        "RevokeDelegation(uint32 by,uint256 topics,uint32 order,uint40 deadline,uint8 keyEpoch)"
    );

    uint8 private constant CONSTITUTIONAL = 0;
    uint32 private constant LONGEST = 366 days;
    uint256 private constant REPORT_BYTES = 5;

    IAssembly private immutable ASSEMBLY;
    IMembers private immutable MEMBERS;
    IDecisionRules private immutable RULES;

    DelegationTerms private _terms;
    mapping(AgentId by => mapping(uint256 topic => Delegation)) private _delegationOf;
    mapping(AgentId delegate => mapping(uint256 topic => uint256 count)) private _countOf;
    mapping(AgentId by => uint32 order) private _orderOf;
    mapping(uint256 proposal => uint256 topics) private _topicsOf;

    constructor(
        address timelock_,
        IAssembly assembly_,
        DelegationTerms memory terms_
    ) Statements("Neoguild Delegations") Chartered(timelock_) {
        require(address(assembly_) != address(0), CharteredZeroAddress());
        ASSEMBLY = assembly_;
        (MEMBERS, RULES) = (IMembers(assembly_.members()), IDecisionRules(assembly_.rules()));
        _setTerms(terms_);
    }

    // --- giving and taking back --------------------------------------------------------------------------------------

    /// @inheritdoc IDelegations
    function giveDelegation(GiveDelegation calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(GIVE_DELEGATION, act), signature);
        _useOrder(act.by, act.order);
        DelegationTerms memory allowed = _terms;
        require(allowed.longest != 0, DelegationsOff());
        require(MEMBERS.isActive(act.by), DelegationsNotMember(act.by));
        require(act.delegate != act.by && MEMBERS.isActive(act.delegate), DelegationsNoDelegate(act.delegate));
        uint256 rules = RULES.ruleCount(); // at most 255
        require(act.topics != 0 && act.topics >> rules == 0, DelegationsBadTopics(act.topics, rules));
        uint40 latest = uint40(block.timestamp) + allowed.longest;
        require(block.timestamp < act.until && act.until <= latest, DelegationsBadEnd(act.until, latest));

        for (uint256 topic = 0; act.topics >> topic != 0; ++topic) {
            if ((act.topics >> topic) & 1 == 1) _give(act, uint8(topic), allowed.most);
        }
    }

    /// @inheritdoc IDelegations
    function revokeDelegation(RevokeDelegation calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(REVOKE_DELEGATION, act), signature);
        _useOrder(act.by, act.order);
        require(act.topics != 0, DelegationsNone(act.by, act.topics));
        // Also where nothing was given: what its author signed and regrets may still be with a carrier.
        emit DelegationsRevoked(act.by, act.topics, act.order);
        for (uint256 topic = 0; topic < 256 && act.topics >> topic != 0; ++topic) {
            if ((act.topics >> topic) & 1 == 0 || _delegationOf[act.by][topic].delegate == NO_AGENT) continue;
            _end(act.by, uint8(topic), act.order);
        }
    }

    /// @inheritdoc IDelegations
    function clearDelegations(AgentId by, uint256 topics) external {
        for (uint256 topic = 0; topic < 256 && topics >> topic != 0; ++topic) {
            if ((topics >> topic) & 1 == 0) continue;
            Delegation memory known = _delegationOf[by][topic];
            require(known.delegate != NO_AGENT, DelegationsNone(by, 1 << topic));
            require(block.timestamp >= known.until, DelegationsNotEnded(by, uint8(topic), known.until));
            _end(by, uint8(topic), 0);
        }
    }

    // --- in a vote ---------------------------------------------------------------------------------------------------

    /// @inheritdoc IDelegations
    function carryChoice(
        uint256 proposal,
        AgentId delegate,
        AgentId[] calldata members
    ) external returns (uint256 counted) {
        require(_terms.longest != 0, DelegationsOff());
        uint256 topics = _topicsOf[proposal];
        require(topics != 0, DelegationsNotDelegable(proposal));
        require(MEMBERS.isActive(delegate), DelegationsNoDelegate(delegate));
        (bool cast, Choice choice, bool delegated) = ASSEMBLY.ballotOf(proposal, delegate);
        require(cast && !delegated, DelegationsNoBallot(proposal, delegate));
        (AgentId[] memory passedOn, bytes memory report) = _sort(proposal, delegate, topics, members);
        emit ChoiceCarried(proposal, delegate, msg.sender, uint8(choice), report);
        return ASSEMBLY.castFrom(proposal, passedOn, uint8(choice));
    }

    /// @inheritdoc IDelegations
    function note(
        uint256 proposal,
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bool constitutional
    ) external {
        require(msg.sender == address(ASSEMBLY), DelegationsOnlyAssembly(msg.sender));
        uint256 topics = constitutional ? 1 << CONSTITUTIONAL : 0;
        for (uint256 i = 0; i < targets.length; ++i) {
            // As `IDecisionRules.ruleForCalls`: what carries money is constitutional.
            bytes4 selector = calldatas[i].length < 4 ? bytes4(0) : bytes4(calldatas[i]);
            uint8 topic = values[i] == 0 ? RULES.ruleIndexFor(targets[i], selector) : CONSTITUTIONAL;
            topics |= 1 << topic;
        }
        _topicsOf[proposal] = topics;
        emit TopicsNoted(proposal, topics);
    }

    // --- terms -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IDelegations
    function setTerms(DelegationTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IDelegations
    function terms() external view returns (DelegationTerms memory) {
        return _terms;
    }

    /// @inheritdoc IDelegations
    function delegationOf(AgentId by, uint8 topic) external view returns (Delegation memory) {
        return _delegationOf[by][topic];
    }

    /// @inheritdoc IDelegations
    function countOf(AgentId delegate, uint8 topic) external view returns (uint256) {
        return _countOf[delegate][topic];
    }

    /// @inheritdoc IDelegations
    function orderOf(AgentId by) external view returns (uint32) {
        return _orderOf[by];
    }

    /// @inheritdoc IDelegations
    function topicsOf(uint256 proposal) external view returns (uint256) {
        return _topicsOf[proposal];
    }

    /// @inheritdoc IDelegations
    function covers(uint256 proposal, AgentId member, AgentId delegate) external view returns (bool) {
        uint256 topics = _topicsOf[proposal];
        if (topics == 0 || _terms.longest == 0) return false;
        return _covers(member, delegate, topics, ASSEMBLY.voteOf(proposal).snapshot);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _covers(AgentId member, AgentId delegate, uint256 topics, uint256 snapshot) private view returns (bool) {
        // A topic is a bit of a word.
        for (uint256 topic = 0; topic < 256 && topics >> topic != 0; ++topic) {
            if ((topics >> topic) & 1 == 0) continue;
            Delegation memory known = _delegationOf[member][topic];
            bool stands = known.since <= snapshot && block.timestamp < known.until;
            if (known.delegate != delegate || !stands) return false;
        }
        return true;
    }

    /// @dev For whom the delegate's choice counts, and the report on all.
    function _sort(
        uint256 proposal,
        AgentId delegate,
        uint256 topics,
        AgentId[] calldata members
    ) private view returns (AgentId[] memory passedOn, bytes memory report) {
        Vote memory vote = ASSEMBLY.voteOf(proposal);
        address box = vote.flags.has(Rules.SEALED) ? ASSEMBLY.seatOf(Seat.Sealed) : address(0);
        passedOn = new AgentId[](members.length);
        report = new bytes(members.length * REPORT_BYTES);
        uint256 count = 0;
        for (uint256 i = 0; i < members.length; ++i) {
            AgentId member = members[i];
            CarryOutcome outcome = CarryOutcome.PassedOn;
            if (!_covers(member, delegate, topics, vote.snapshot)) outcome = CarryOutcome.NotDelegated;
            else if (_hasSealed(box, proposal, member)) outcome = CarryOutcome.SealedOwn;
            if (outcome == CarryOutcome.PassedOn) passedOn[count++] = member;
            _write(report, i, member, uint8(outcome));
        }
        assembly ("memory-safe") {
            mstore(passedOn, count) // the rest of the list was never filled
        }
    }

    /// @param box Where sealed ballots are, 0 if this vote has none.
    function _hasSealed(address box, uint256 proposal, AgentId member) private view returns (bool) {
        return box != address(0) && ISealedBallots(box).committedBy(proposal, member) != 0;
    }

    function _useOrder(AgentId by, uint32 order) private {
        uint32 expected = _orderOf[by] + 1;
        require(order == expected, DelegationsOutOfOrder(by, order, expected));
        _orderOf[by] = expected;
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _give(GiveDelegation calldata act, uint8 topic, uint24 most) private {
        Delegation memory former = _delegationOf[act.by][topic];
        if (former.delegate != NO_AGENT) --_countOf[former.delegate][topic];
        bool renews = former.delegate == act.delegate && block.timestamp < former.until;
        uint40 since = renews ? former.since : uint40(block.timestamp);
        uint256 count = _countOf[act.delegate][topic];
        require(most == 0 || count < most, DelegationsFull(act.delegate, topic, most));
        _countOf[act.delegate][topic] = count + 1;
        _delegationOf[act.by][topic] = Delegation({delegate: act.delegate, since: since, until: act.until});
        emit DelegationGiven(act.by, act.delegate, topic, since, act.until, act.order);
    }

    function _end(AgentId by, uint8 topic, uint32 order) private {
        AgentId delegate = _delegationOf[by][topic].delegate;
        --_countOf[delegate][topic];
        delete _delegationOf[by][topic];
        emit DelegationEnded(by, delegate, topic, order);
    }

    function _setTerms(DelegationTerms memory terms_) private {
        require(terms_.longest <= LONGEST, DelegationsBadTerms(terms_.longest, LONGEST));
        _terms = terms_;
        emit DelegationTermsSet(terms_.longest, terms_.most);
    }

    function _write(bytes memory report, uint256 index, AgentId member, uint8 outcome) private pure {
        uint256 from = index * REPORT_BYTES;
        bytes5 line = bytes5((uint40(AgentId.unwrap(member)) << 8) | outcome);
        for (uint256 i = 0; i < REPORT_BYTES; ++i) report[from + i] = line[i];
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

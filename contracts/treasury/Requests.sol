// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, BudgetId, NO_AGENT, NO_BUDGET, NO_SEASON, SeasonId} from "../types/Ids.sol";
import {Budget, ExpenseKind, IExpenses, Milestone, MilestoneState, Request, RequestState} from "./IExpenses.sol";

/// @title Budgets, milestones and requests, as a state machine
/// @dev Keeps them and the sums that follow from them. It calls nobody and moves no money; what others say (who may act,
/// which season is closed) its heir has asked before. Each function is one step: check, change, emit. Must always hold:
/// INV-200 a request is paid at most once, and only from Approved; INV-201 it is approved by two persons who are neither
/// its requester nor its payee, or by the guild; INV-202 `bound` is what a budget's milestones and its approved requests
/// without one sum to, and never more than its amount; INV-203 `unpaid` is the sum of what is approved and not paid.
abstract contract Requests is IExpenses {
    /// @dev What a guild's season has approved, in a token. One slot.
    struct Sums {
        uint128 unpaid;
        uint128 withoutBudget;
    }

    uint256 internal constant MOST_MILESTONES = 32;

    uint32 private _lastBudget;
    mapping(BudgetId budget => Budget) private _budgets;
    mapping(BudgetId budget => Milestone[]) private _milestones;
    mapping(bytes32 request => Request) private _requests;
    mapping(AgentId guild => mapping(address token => uint256)) private _limits;
    mapping(AgentId guild => mapping(SeasonId season => mapping(address token => Sums))) private _sums;
    mapping(AgentId guild => mapping(SeasonId season => mapping(address token => mapping(AgentId member => uint256))))
        private _wages;

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IExpenses
    function requestOf(bytes32 request) external view returns (Request memory) {
        return _requests[request];
    }

    /// @inheritdoc IExpenses
    function lastBudget() external view returns (BudgetId) {
        return BudgetId.wrap(_lastBudget);
    }

    /// @inheritdoc IExpenses
    function budgetOf(BudgetId budget) external view returns (Budget memory) {
        return _budgets[budget];
    }

    /// @inheritdoc IExpenses
    function milestonesOf(BudgetId budget) external view returns (Milestone[] memory) {
        return _milestones[budget];
    }

    /// @inheritdoc IExpenses
    function limitOf(AgentId guild, address token) external view returns (uint256) {
        return _limits[guild][token];
    }

    /// @inheritdoc IExpenses
    function unpaidOf(AgentId guild, SeasonId season, address token) external view returns (uint256) {
        return _sums[guild][season][token].unpaid;
    }

    /// @inheritdoc IExpenses
    function withoutBudgetOf(AgentId guild, SeasonId season, address token) external view returns (uint256) {
        return _sums[guild][season][token].withoutBudget;
    }

    /// @inheritdoc IExpenses
    function wagesOf(AgentId guild, SeasonId season, address token, AgentId member) external view returns (uint256) {
        return _wages[guild][season][token][member];
    }

    // --- what a guild grants -----------------------------------------------------------------------------------------

    function _grant(Grant calldata act) internal returns (BudgetId budget) {
        require(act.amount != 0, ExpensesNoAmount());
        bool isTerm = act.season == NO_SEASON ? act.until > block.timestamp : act.until == 0;
        require(isTerm, ExpensesBadTerm(act.season, act.until));
        budget = BudgetId.wrap(++_lastBudget);
        uint256 setAside = 0;
        bool isEach = act.milestones.length <= MOST_MILESTONES;
        for (uint256 i = 0; isEach && i < act.milestones.length; ++i) {
            if (act.milestones[i] == 0) isEach = false;
            setAside += act.milestones[i];
            _milestones[budget].push(Milestone(act.milestones[i], NO_AGENT, MilestoneState.Open));
        }
        require(isEach && setAside <= act.amount, ExpensesBadMilestones(act.milestones.length, setAside));
        _budgets[budget] = Budget({
            token: act.token,
            guild: act.by,
            season: act.season,
            until: act.until,
            ended: false,
            amount: act.amount,
            bound: uint128(setAside) // at most the amount
        });
        emit BudgetGranted(budget, act.by, act.token, act.amount, act.season, act.until, act.purpose, act.milestones);
    }

    function _endBudget(BudgetId budget, AgentId by) internal {
        _requireGuildsBudget(budget, by);
        require(!_budgets[budget].ended, ExpensesBudgetOver(budget));
        _budgets[budget].ended = true;
        emit BudgetEnded(budget);
    }

    function _setLimit(AgentId guild, address token, uint128 amount) internal {
        _limits[guild][token] = amount;
        emit LimitSet(guild, token, amount);
    }

    // --- milestones --------------------------------------------------------------------------------------------------

    function _take(BudgetId budget, uint8 number, AgentId by) internal {
        _requireRunning(budget);
        Milestone storage milestone = _milestone(budget, number);
        _requireMilestone(budget, number, MilestoneState.Open);
        (milestone.by, milestone.state) = (by, MilestoneState.Committed);
        emit MilestoneTaken(budget, number, by);
    }

    function _giveBack(BudgetId budget, uint8 number, AgentId by) internal {
        Milestone storage milestone = _milestone(budget, number);
        _requireMilestone(budget, number, MilestoneState.Committed);
        require(by == milestone.by || by == _budgets[budget].guild, ExpensesNotCommitted(budget, number, by));
        (milestone.by, milestone.state) = (NO_AGENT, MilestoneState.Open);
        emit MilestoneGivenBack(budget, number, by);
    }

    /// @dev What the author of a milestone asks for.
    function _deliver(Deliver calldata act) internal returns (Terms memory terms) {
        Milestone storage milestone = _milestone(act.budget, act.milestone);
        _requireMilestone(act.budget, act.milestone, MilestoneState.Committed);
        require(act.by == milestone.by, ExpensesNotCommitted(act.budget, act.milestone, act.by));
        milestone.state = MilestoneState.Delivered;
        Budget storage granted = _budgets[act.budget];
        (terms.guild, terms.token, terms.amount) = (granted.guild, granted.token, milestone.amount);
        (terms.kind, terms.budget, terms.milestone) = (ExpenseKind.Milestone, act.budget, act.milestone);
        (terms.season, terms.payee, terms.evidence) = (act.season, act.by, act.evidence);
    }

    // --- requests ----------------------------------------------------------------------------------------------------

    /// @dev A request's id says all of it, so it can be asked once and never change.
    function _ask(AgentId by, Terms memory terms) internal returns (bytes32 id) {
        require(terms.amount != 0, ExpensesNoAmount());
        require(terms.evidence != 0, ExpensesNoEvidence());
        if (terms.budget != NO_BUDGET) {
            _requireRunning(terms.budget);
            Budget storage budget = _budgets[terms.budget];
            bool isOf = budget.guild == terms.guild && budget.token == terms.token;
            bool isFor = budget.season == NO_SEASON || budget.season == terms.season;
            require(isOf && isFor, ExpensesOtherBudget(terms.budget));
        }
        id = _idOf(by, terms);
        Request storage request = _requests[id];
        require(request.state == RequestState.None, ExpensesAlreadyAsked(id));
        (request.amount, request.guild, request.season) = (terms.amount, terms.guild, terms.season);
        (request.kind, request.state) = (terms.kind, RequestState.Asked);
        (request.token, request.by, request.payee, request.budget) = (terms.token, by, terms.payee, terms.budget);
        if (terms.to != address(0)) request.to = terms.to;
        if (terms.milestone != 0) request.milestone = terms.milestone;
        emit ExpenseAsked(id, terms.guild, by, terms);
    }

    /// @param firstStands Whether whoever approved first still may.
    function _approve(bytes32 id, AgentId by, bool firstStands) internal {
        Request storage request = _requests[id];
        _requireState(id, RequestState.Asked);
        AgentId first = request.approver;
        bool complete = true;
        if (by != request.guild) {
            _requireIndependent(id, by);
            require(by != first && by != request.refuser, ExpensesAlreadySaid(id, by));
            complete = first != NO_AGENT && firstStands;
        }
        emit ExpenseApproved(id, by, complete);
        if (!complete) {
            request.approver = by;
            return;
        }
        request.state = RequestState.Approved;
        _bind(request);
    }

    /// @dev The first refusal stays when its author's office ends, so that no word of theirs from before it comes back.
    function _refuse(bytes32 id, AgentId by, bytes32 reason) internal {
        Request storage request = _requests[id];
        bool complete = true;
        if (by != request.guild) {
            _requireState(id, RequestState.Asked);
            _requireIndependent(id, by);
            require(by != request.refuser, ExpensesAlreadySaid(id, by));
            if (by == request.approver) request.approver = NO_AGENT;
            complete = request.refuser != NO_AGENT;
            if (!complete) request.refuser = by;
        }
        emit ExpenseRefused(id, by, reason, complete);
        if (complete) _end(id, RequestState.Refused);
    }

    function _withdraw(bytes32 id, AgentId by) internal {
        require(by == _requests[id].by, ExpensesNotRequester(id, by));
        emit ExpenseWithdrawn(id);
        _end(id, RequestState.Withdrawn);
    }

    function _redirect(bytes32 id, AgentId by, address to, uint8 keyEpoch) internal {
        Request storage request = _requests[id];
        require(by != NO_AGENT && by == request.payee, ExpensesNotPayee(id, by));
        bool isOpen = request.state == RequestState.Asked || request.state == RequestState.Approved;
        require(isOpen, ExpensesWrongState(id, request.state));
        (request.to, request.keyEpoch) = (to, keyEpoch);
        emit ExpenseRedirected(id, to, keyEpoch);
    }

    /// @dev Before the money moves; the heir undoes all if it does not arrive.
    function _settle(bytes32 id, address to) internal {
        _requireState(id, RequestState.Approved);
        Request storage request = _requests[id];
        request.state = RequestState.Paid;
        _sumsOf(request).unpaid -= request.amount;
        if (request.kind == ExpenseKind.Wage) {
            _wages[request.guild][request.season][request.token][request.payee] += request.amount;
        }
        emit ExpensePaid(id, to);
    }

    function _request(bytes32 id) internal view returns (Request memory) {
        return _requests[id];
    }

    function _idOf(AgentId by, Terms memory terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(by, terms));
    }

    function _requireState(bytes32 id, RequestState state) internal view {
        RequestState now_ = _requests[id].state;
        require(now_ == state, ExpensesWrongState(id, now_));
    }

    function _guildOf(BudgetId budget) internal view returns (AgentId guild) {
        guild = _budgets[budget].guild;
        require(guild != NO_AGENT, ExpensesUnknownBudget(budget));
    }

    // --- checks and effects ------------------------------------------------------------------------------------------

    /// @dev Takes an approved amount from its budget, or from what the guild's season may spend without one.
    function _bind(Request storage request) private {
        uint128 amount = request.amount;
        Sums storage sums = _sumsOf(request);
        sums.unpaid += amount;
        if (request.budget == NO_BUDGET) {
            (uint256 limit, uint256 used) = (_limits[request.guild][request.token], sums.withoutBudget);
            uint256 left = limit > used ? limit - used : 0; // the guild may have lowered it
            require(amount <= left, ExpensesOverLimit(request.guild, request.token, amount, left));
            sums.withoutBudget += amount;
            return;
        }
        _requireRunning(request.budget);
        if (request.milestone != 0) {
            _milestone(request.budget, request.milestone).state = MilestoneState.Released;
            return;
        }
        Budget storage budget = _budgets[request.budget];
        uint256 free = budget.amount - budget.bound;
        require(amount <= free, ExpensesOverBudget(request.budget, amount, free));
        budget.bound += amount;
    }

    /// @dev Ends a request that is not paid, and gives back what it had bound. Its milestone can be delivered anew.
    function _end(bytes32 id, RequestState state) private {
        Request storage request = _requests[id];
        RequestState before = request.state;
        require(before == RequestState.Asked || before == RequestState.Approved, ExpensesWrongState(id, before));
        request.state = state;
        if (request.milestone != 0) {
            _milestone(request.budget, request.milestone).state = MilestoneState.Committed;
        }
        if (before == RequestState.Asked) return;
        uint128 amount = request.amount;
        Sums storage sums = _sumsOf(request);
        sums.unpaid -= amount;
        if (request.budget == NO_BUDGET) sums.withoutBudget -= amount;
        else if (request.milestone == 0) _budgets[request.budget].bound -= amount;
    }

    function _sumsOf(Request storage request) private view returns (Sums storage) {
        return _sums[request.guild][request.season][request.token];
    }

    function _milestone(BudgetId budget, uint8 number) private view returns (Milestone storage) {
        Milestone[] storage all = _milestones[budget];
        require(number != 0 && number <= all.length, ExpensesUnknownMilestone(budget, number));
        return all[number - 1];
    }

    function _requireMilestone(BudgetId budget, uint8 number, MilestoneState state) private view {
        MilestoneState now_ = _milestone(budget, number).state;
        require(now_ == state, ExpensesMilestoneState(budget, number, now_));
    }

    function _requireGuildsBudget(BudgetId budget, AgentId by) private view {
        AgentId guild = _budgets[budget].guild;
        require(guild != NO_AGENT, ExpensesUnknownBudget(budget));
        require(by == guild, ExpensesOnlyGuild(guild, by));
    }

    function _requireRunning(BudgetId budget) private view {
        Budget storage granted = _budgets[budget];
        require(granted.guild != NO_AGENT, ExpensesUnknownBudget(budget));
        bool isOver = granted.ended || (granted.until != 0 && block.timestamp >= granted.until);
        require(!isOver, ExpensesBudgetOver(budget));
    }

    function _requireIndependent(bytes32 id, AgentId by) private view {
        Request storage request = _requests[id];
        require(by != request.by && by != request.payee, ExpensesNotIndependent(id, by));
    }
}

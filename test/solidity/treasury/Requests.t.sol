// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ExpenseKind, IExpenses, MilestoneState, RequestState} from "../../../contracts/treasury/IExpenses.sol";
import {Requests} from "../../../contracts/treasury/Requests.sol";
import {AgentId, BudgetId, SeasonId} from "../../../contracts/types/Ids.sol";

/// @title The machine alone
/// @dev Whoever calls is whom they say, and every register says yes.
contract Machine is Requests {
    function grant(Grant calldata act, bytes calldata) external returns (BudgetId) {
        return _grant(act);
    }

    function endBudget(EndBudget calldata act, bytes calldata) external {
        _endBudget(act.budget, act.by);
    }

    function setLimit(SetLimit calldata act, bytes calldata) external {
        _setLimit(act.by, act.token, act.amount);
    }

    function nameApprover(NameApprover calldata, bytes calldata) external pure {}

    function commitTo(CommitTo calldata act, bytes calldata) external {
        _take(act.budget, act.milestone, act.by);
    }

    function giveBack(GiveBack calldata act, bytes calldata) external {
        _giveBack(act.budget, act.milestone, act.by);
    }

    function deliver(Deliver calldata act, bytes calldata) external returns (bytes32) {
        return _ask(act.by, _deliver(act));
    }

    function ask(Ask calldata act, bytes calldata) external returns (bytes32) {
        Terms memory terms;
        (terms.guild, terms.kind, terms.budget, terms.season) = (act.guild, act.kind, act.budget, act.season);
        (terms.payee, terms.amount, terms.evidence) = (act.payee, act.amount, act.evidence);
        return _ask(act.by, terms);
    }

    /// @dev A signature of one byte says that the first approval does not count any more.
    function approve(Approve calldata act, bytes calldata signature) external {
        _approve(act.request, act.by, signature.length == 0);
    }

    function refuse(Refuse calldata act, bytes calldata) external {
        _refuse(act.request, act.by, act.reason);
    }

    function withdraw(Withdraw calldata act, bytes calldata) external {
        _withdraw(act.request, act.by);
    }

    function redirect(Redirect calldata act, bytes calldata) external {
        _redirect(act.request, act.by, act.to, 0);
    }

    function pay(bytes32 request) external {
        _settle(request, address(1));
    }

    function requestId(AgentId by, Terms calldata terms) external pure returns (bytes32) {
        return _idOf(by, terms);
    }

    function approvesUntil(AgentId, AgentId) external pure returns (uint40) {
        return 0;
    }
}

/// @title Budgets and requests against a record of what was done
/// @dev Tries steps at random. The record is made of the steps that went through, never of what the machine says.
contract RequestsTest {
    struct Told {
        bytes32 id;
        uint256 by;
        uint256 payee;
        uint256 budget; // 0 to 2
        uint256 milestone;
        uint256 amount;
        uint256 yes; //    bit k: agent k approved, not refused since
        uint256 no;
        bool approved;
        bool ended;
        uint256 paid;
    }

    uint256 private constant STEPS = 64;
    uint256 private constant PEOPLE = 4;
    uint256 private constant GUILD = 9;
    uint256 private constant AMOUNT = 1_000;
    uint256 private constant LIMIT = 500;
    uint256 private constant PART = 300; // of the second budget, its milestone
    AgentId private constant GUILD_ID = AgentId.wrap(9);
    SeasonId private constant SEASON = SeasonId.wrap(1);

    Machine private _machine;
    Told[] private _told;

    /// @dev INV-200 to INV-203.
    function testFuzz_requests(uint256 seed) external {
        _machine = new Machine();
        delete _told;
        _machine.setLimit(IExpenses.SetLimit(GUILD_ID, address(0), uint128(LIMIT), 0, 0), "");
        uint128[] memory parts = new uint128[](0);
        _machine.grant(IExpenses.Grant(GUILD_ID, address(0), uint128(AMOUNT), SEASON, 0, 0, parts, 0, 0), "");
        parts = new uint128[](1);
        parts[0] = uint128(PART);
        _machine.grant(IExpenses.Grant(GUILD_ID, address(0), uint128(AMOUNT), SEASON, 0, 0, parts, 0, 0), "");
        for (uint256 i = 0; i < STEPS; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            try this.step(word) {} catch (bytes memory reason) {
                // Only refusals that `IExpenses` names: never a panic.
                assert(bytes4(reason) != bytes4(keccak256("Panic(uint256)")));
            }
            _verify();
        }
    }

    /// @dev External, so that what reverts leaves machine and record as they were.
    function step(uint256 word) external {
        uint256 by = 1 + ((word >> 8) % PEOPLE);
        uint256 what = word % 16;
        if (what < 4) return _ask(word >> 16, by);
        if (what == 4) return _machine.commitTo(IExpenses.CommitTo(_agent(by), BudgetId.wrap(2), 1, 0, 0), "");
        if (what == 5) return _deliver(word >> 16, by);
        if (_told.length == 0) return;
        Told storage told = _told[(word >> 16) % _told.length];
        if (what < 10) _approve(told, word >> 24, by);
        else if (what < 12) _refuse(told, word >> 24, by);
        else if (what < 13) {
            _machine.withdraw(IExpenses.Withdraw(_agent(by), told.id, 0), "");
            assert(by == told.by && told.paid == 0);
            told.ended = true;
        } else {
            _machine.pay(told.id);
            ++told.paid;
        }
    }

    function _ask(uint256 word, uint256 by) private {
        Told memory told;
        (told.by, told.payee) = (by, 1 + ((word >> 8) % PEOPLE));
        (told.budget, told.amount) = ((word >> 16) % 3, 1 + ((word >> 24) % 250));
        IExpenses.Ask memory act;
        (act.by, act.guild, act.kind) = (_agent(by), GUILD_ID, ExpenseKind.Wage);
        (act.budget, act.season, act.payee) = (BudgetId.wrap(uint32(told.budget)), SEASON, _agent(told.payee));
        (act.amount, act.evidence) = (uint128(told.amount), bytes32(word | 1));
        told.id = _machine.ask(act, "");
        _told.push(told);
    }

    function _deliver(uint256 word, uint256 by) private {
        IExpenses.Deliver memory act;
        (act.by, act.budget, act.milestone) = (_agent(by), BudgetId.wrap(2), 1);
        (act.season, act.evidence) = (SEASON, bytes32(word | 1));
        Told memory told;
        told.id = _machine.deliver(act, "");
        (told.by, told.payee, told.budget, told.milestone, told.amount) = (by, by, 2, 1, PART);
        for (uint256 i = 0; i < _told.length; ++i) assert(_told[i].milestone == 0 || _told[i].ended);
        _told.push(told);
    }

    function _approve(Told storage told, uint256 word, uint256 by) private {
        bool isCouncil = word % 8 == 0;
        bool forgets = (word >> 8) % 4 == 0; // whoever approved before holds no office any more
        uint256 said = isCouncil ? GUILD : by;
        _machine.approve(IExpenses.Approve(_agent(said), told.id, 0), forgets ? bytes("0") : bytes(""));
        assert(!told.approved && !told.ended && told.paid == 0);
        if (forgets) told.yes = 0;
        told.yes |= 1 << said;
        told.approved = _stateOf(told.id) == RequestState.Approved;
        uint256 others = told.yes & ~((1 << told.by) | (1 << told.payee));
        uint256 count = 0;
        for (uint256 agent = 1; agent <= PEOPLE; ++agent) count += (others >> agent) & 1;
        assert(told.approved == ((told.yes >> GUILD) & 1 == 1 || count >= 2));
    }

    function _refuse(Told storage told, uint256 word, uint256 by) private {
        bool isCouncil = word % 4 == 0;
        uint256 said = isCouncil ? GUILD : by;
        _machine.refuse(IExpenses.Refuse(_agent(said), told.id, 0, 0), "");
        assert(!told.ended && told.paid == 0 && (!told.approved || isCouncil));
        told.no |= 1 << said;
        told.yes &= ~(1 << said);
        told.ended = _stateOf(told.id) == RequestState.Refused;
        uint256 count = 0;
        for (uint256 agent = 1; agent <= PEOPLE; ++agent) count += (told.no >> agent) & 1;
        assert(told.ended == (isCouncil || count >= 2));
    }

    function _verify() private view {
        uint256[3] memory bound;
        uint256 unpaid = 0;
        uint256[5] memory wages;
        for (uint256 i = 0; i < _told.length; ++i) {
            Told memory told = _told[i];
            assert(told.paid <= 1 && (told.paid == 0 || told.approved));
            if (!told.approved || told.ended) continue;
            if (told.milestone == 0) bound[told.budget] += told.amount;
            if (told.paid == 0) unpaid += told.amount;
            if (told.paid != 0 && told.milestone == 0) wages[told.payee] += told.amount;
        }
        assert(bound[0] <= LIMIT && bound[1] <= AMOUNT && bound[2] + PART <= AMOUNT);
        assert(_machine.withoutBudgetOf(GUILD_ID, SEASON, address(0)) == bound[0]);
        assert(_machine.budgetOf(BudgetId.wrap(1)).bound == bound[1]);
        assert(_machine.budgetOf(BudgetId.wrap(2)).bound == bound[2] + PART);
        assert(_machine.unpaidOf(GUILD_ID, SEASON, address(0)) == unpaid);
        for (uint256 agent = 1; agent <= PEOPLE; ++agent) {
            assert(_machine.wagesOf(GUILD_ID, SEASON, address(0), _agent(agent)) == wages[agent]);
        }
        MilestoneState state = _machine.milestonesOf(BudgetId.wrap(2))[0].state;
        bool isReleased = false;
        for (uint256 i = 0; i < _told.length; ++i) {
            if (_told[i].milestone != 0 && _told[i].approved && !_told[i].ended) isReleased = true;
        }
        assert((state == MilestoneState.Released) == isReleased);
    }

    function _stateOf(bytes32 id) private view returns (RequestState) {
        return _machine.requestOf(id).state;
    }

    function _agent(uint256 id) private pure returns (AgentId) {
        return AgentId.wrap(uint32(id));
    }
}

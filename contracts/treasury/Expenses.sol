// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IConflicts} from "../contributions/IConflicts.sol";
import {ISeasons} from "../contributions/ISeasons.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, BudgetId, NO_AGENT, NO_SEASON, SeasonId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {ExpenseKind, IExpenses, Request, RequestState} from "./IExpenses.sol";
import {ISurplus} from "./ISurplus.sol";
import {Payees} from "./Payees.sol";
import {Requests} from "./Requests.sol";

/// @title Expenses
/// @dev Keeps what `Requests` keeps, and whom guilds named to approve. Who may do what: see `IExpenses`; the nation sets
/// nothing here, so nothing is sealed. Must always hold: INV-200 to INV-203; INV-204 what was paid here are costs in
/// `Surplus`, to the smallest unit; INV-205 an agent whose key is contested is paid at that key or not at all, and a new key
/// voids the address that an old one named. Assumes of others: `Surplus` pays at most what a season has, and only at this
/// contract's word; stewards, rosters and keys are as `Guilds` and `Members` say.
///
/// Two stewards in league with a requester can spend what a budget leaves: on chain nobody can tell who is behind an address
/// or an organisation. What bounds them is the budget; what shows them, the evidence (docs/expenses.md).
contract Expenses is Requests, Statements {
    bytes32 private constant GRANT = keccak256(
        "Grant(uint32 by,address token,uint128 amount,uint16 season,uint40 until,bytes32 purpose,uint128[] milestones,"
        "uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant END_BUDGET = keccak256(
        "EndBudget(uint32 by,uint32 budget,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant SET_LIMIT = keccak256(
        "SetLimit(uint32 by,address token,uint128 amount,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant NAME_APPROVER = keccak256(
        "NameApprover(uint32 by,uint32 holder,uint40 until,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant COMMIT_TO = keccak256(
        "CommitTo(uint32 by,uint32 budget,uint8 milestone,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant GIVE_BACK = keccak256(
        "GiveBack(uint32 by,uint32 budget,uint8 milestone,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant DELIVER = keccak256(
        "Deliver(uint32 by,uint32 budget,uint8 milestone,uint16 season,bytes32 evidence,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant ASK = keccak256(
        "Ask(uint32 by,uint32 guild,uint8 kind,uint32 budget,uint16 season,address token,uint32 payee,address to,"
        "uint128 amount,bytes32 payeeHash,bytes32 evidence,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant APPROVE = keccak256("Approve(uint32 by,bytes32 request,uint40 deadline,uint8 keyEpoch)");
    bytes32 private constant REFUSE = keccak256(
        "Refuse(uint32 by,bytes32 request,bytes32 reason,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW = keccak256("Withdraw(uint32 by,bytes32 request,uint40 deadline,uint8 keyEpoch)");
    bytes32 private constant REDIRECT = keccak256(
        "Redirect(uint32 by,bytes32 request,address to,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    /// @dev As long as this somebody counts to a guild that they have left.
    uint256 private constant LATELY = 30 days;

    IMembers private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    ISeasons private immutable SEASONS;
    IConflicts private immutable CONFLICTS;
    ISurplus private immutable SURPLUS;

    mapping(AgentId guild => mapping(AgentId holder => uint40 until)) private _approvesUntil;

    constructor(
        IMembers members,
        IGuilds guilds,
        ISeasons seasons,
        IConflicts conflicts,
        ISurplus surplus
    ) Statements("Neoguild Expenses") {
        require(
            address(members) != address(0) &&
                address(guilds) != address(0) &&
                address(seasons) != address(0) &&
                address(conflicts) != address(0) &&
                address(surplus) != address(0),
            ExpensesZeroAddress()
        );
        (MEMBERS, GUILDS, SEASONS, CONFLICTS, SURPLUS) = (members, guilds, seasons, conflicts, surplus);
    }

    // --- the guild's own acts ----------------------------------------------------------------------------------------

    /// @inheritdoc IExpenses
    function grant(Grant calldata act, bytes calldata signature) external returns (BudgetId budget) {
        bytes memory statement = abi.encode(
            GRANT,
            act.by,
            act.token,
            act.amount,
            act.season,
            act.until,
            act.purpose,
            keccak256(abi.encodePacked(act.milestones)),
            act.nonce,
            act.deadline
        );
        _authenticateOnce(act.by, act.nonce, act.deadline, statement, signature);
        _requireGuild(act.by);
        // A season that is not open yet can be granted for: a guild plans ahead.
        require(!SEASONS.isClosed(act.season), ExpensesSeasonClosed(act.season));
        return _grant(act);
    }

    /// @inheritdoc IExpenses
    function endBudget(EndBudget calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(END_BUDGET, act), signature);
        _endBudget(act.budget, act.by);
    }

    /// @inheritdoc IExpenses
    function setLimit(SetLimit calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(SET_LIMIT, act), signature);
        _requireGuild(act.by);
        _setLimit(act.by, act.token, act.amount);
    }

    /// @inheritdoc IExpenses
    function nameApprover(NameApprover calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(NAME_APPROVER, act), signature);
        _requireGuild(act.by);
        _approvesUntil[act.by][act.holder] = act.until;
        emit ApproverNamed(act.by, act.holder, act.until);
    }

    // --- milestones --------------------------------------------------------------------------------------------------

    /// @inheritdoc IExpenses
    function commitTo(CommitTo calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(COMMIT_TO, act), signature);
        _requireOnRoster(_guildOf(act.budget), act.by);
        _take(act.budget, act.milestone, act.by);
    }

    /// @inheritdoc IExpenses
    function giveBack(GiveBack calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(GIVE_BACK, act), signature);
        _giveBack(act.budget, act.milestone, act.by);
    }

    /// @inheritdoc IExpenses
    function deliver(Deliver calldata act, bytes calldata signature) external returns (bytes32 request) {
        _authenticate(act.by, act.deadline, abi.encode(DELIVER, act), signature);
        _requireTakesCosts(act.season);
        return _ask(act.by, _deliver(act));
    }

    // --- requests, in the order of life ------------------------------------------------------------------------------

    /// @inheritdoc IExpenses
    function ask(Ask calldata act, bytes calldata signature) external returns (bytes32 request) {
        _authenticate(act.by, act.deadline, abi.encode(ASK, act), signature);
        _requireGuild(act.guild);
        require(act.kind != ExpenseKind.Milestone, ExpensesBadKind(act.kind));
        _requireTakesCosts(act.season);
        _requirePayee(act);
        bool isOwnInvoice = act.kind == ExpenseKind.Invoice && act.by == act.payee;
        if (act.by != act.guild && !isOwnInvoice) _requireOnRoster(act.guild, act.by);
        if (act.kind != ExpenseKind.Invoice) _requireOnRoster(act.guild, act.payee);
        Terms memory terms = Terms({
            guild: act.guild,
            kind: act.kind,
            budget: act.budget,
            milestone: 0,
            season: act.season,
            token: act.token,
            payee: act.payee,
            to: act.to,
            amount: act.amount,
            payeeHash: act.payeeHash,
            evidence: act.evidence
        });
        return _ask(act.by, terms);
    }

    /// @inheritdoc IExpenses
    function approve(Approve calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(APPROVE, act), signature);
        Request memory request = _request(act.request);
        _requireState(act.request, RequestState.Asked);
        _requireNotClosed(request.season);
        bool firstStands = true;
        if (act.by != request.guild) {
            require(_isApprover(request.guild, act.by), ExpensesNotApprover(request.guild, act.by));
            require(_isFarFrom(request, act.by), ExpensesNotIndependent(act.request, act.by));
            AgentId first = request.approver;
            firstStands = first != NO_AGENT && _isApprover(request.guild, first) && _isFarFrom(request, first);
        }
        _approve(act.request, act.by, firstStands);
    }

    /// @inheritdoc IExpenses
    function refuse(Refuse calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(REFUSE, act), signature);
        Request memory request = _request(act.request);
        if (request.state != RequestState.Approved) _requireState(act.request, RequestState.Asked);
        // Whoever asks could declare conflicts with those who would refuse; so a conflict keeps nobody from it.
        bool mayRefuse = act.by == request.guild || _isApprover(request.guild, act.by);
        require(mayRefuse, ExpensesNotApprover(request.guild, act.by));
        if (request.state == RequestState.Approved) _requireNotClosed(request.season);
        _refuse(act.request, act.by, act.reason);
    }

    /// @inheritdoc IExpenses
    function withdraw(Withdraw calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(WITHDRAW, act), signature);
        Request memory request = _request(act.request);
        if (request.state == RequestState.Approved) _requireNotClosed(request.season);
        _withdraw(act.request, act.by);
    }

    /// @inheritdoc IExpenses
    function redirect(Redirect calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(REDIRECT, act), signature);
        (address key, uint8 keyEpoch) = MEMBERS.keyOf(act.by);
        if (act.to != address(0) && act.to != key) _requireUncontested(act.by);
        _redirect(act.request, act.by, act.to, keyEpoch);
    }

    /// @inheritdoc IExpenses
    function pay(bytes32 request) external {
        Request memory due = _request(request);
        address to = _addressOf(due);
        _settle(request, to);
        bool isReceived = SURPLUS.payFor(due.guild, due.season, due.token, to, due.amount, request);
        require(isReceived, ExpensesNotReceived(request, to));
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IExpenses
    function requestId(AgentId by, Terms calldata terms) external pure returns (bytes32) {
        return _idOf(by, terms);
    }

    /// @inheritdoc IExpenses
    function approvesUntil(AgentId guild, AgentId holder) external view returns (uint40) {
        return _approvesUntil[guild][holder];
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireGuild(AgentId guild) private view {
        require(GUILDS.isGuild(guild), ExpensesUnknownGuild(guild));
    }

    function _requireOnRoster(AgentId guild, AgentId person) private view {
        require(GUILDS.isOnRoster(guild, person), ExpensesNotOnRoster(guild, person));
    }

    /// @dev Whose season was opened and is not closed.
    function _requireTakesCosts(SeasonId season) private view {
        bool isKnown = season != NO_SEASON && SeasonId.unwrap(season) <= SeasonId.unwrap(SEASONS.lastSeason());
        require(isKnown, ExpensesUnknownSeason(season));
        _requireNotClosed(season);
    }

    function _requireNotClosed(SeasonId season) private view {
        require(!SEASONS.isClosed(season), ExpensesSeasonClosed(season));
    }

    /// @dev Either an agent or somebody outside; an address that an agent has ever held is that agent's, whoever says so.
    function _requirePayee(Ask calldata act) private view {
        bool isAgent = act.payee != NO_AGENT;
        bool isOne = isAgent ? act.to == address(0) && act.payeeHash == 0 : act.to != address(0) && act.payeeHash != 0;
        (address key, ) = MEMBERS.keyOf(act.payee);
        bool isThere = !isAgent || (key != address(0) && act.payee != act.guild);
        require(isOne && isThere, ExpensesBadPayee(act.payee, act.to));
        if (isAgent) return;
        AgentId agent = MEMBERS.idOf(act.to);
        require(agent == NO_AGENT, ExpensesAgentsAddress(act.to, agent));
    }

    /// @dev In office now: a steward, or an active member whom the guild named.
    function _isApprover(AgentId guild, AgentId person) private view returns (bool) {
        if (GUILDS.isSteward(guild, person)) return true;
        return block.timestamp < _approvesUntil[guild][person] && MEMBERS.isActive(person);
    }

    /// @dev Whether a person is neither requester nor payee (also not by a key they took since, or as one of the guild that is
    /// paid), nor in a declared conflict with one of them.
    function _isFarFrom(Request memory request, AgentId person) private view returns (bool) {
        AgentId payee = request.payee == NO_AGENT ? MEMBERS.idOf(request.to) : request.payee;
        if (person == payee || person == request.by) return false;
        if (_wasOf(payee, person)) return false;
        if (payee != NO_AGENT && CONFLICTS.isBetween(person, payee)) return false;
        return payee == request.by || !CONFLICTS.isBetween(person, request.by);
    }

    /// @dev On a guild's roster, or so until lately: else its people could leave it in order to approve.
    function _wasOf(AgentId guild, AgentId person) private view returns (bool) {
        IGuilds.Place memory place = GUILDS.placeOf(guild, person);
        return place.until == 0 ? place.since != 0 : block.timestamp < place.until + LATELY;
    }

    /// @dev Where a request is paid now.
    function _addressOf(Request memory request) private view returns (address) {
        if (request.payee == NO_AGENT) return request.to;
        (address key, uint8 keyEpoch) = MEMBERS.keyOf(request.payee);
        // An address named with a former key may be a thief's.
        if (request.to == address(0) || request.to == key || request.keyEpoch != keyEpoch) return key;
        _requireUncontested(request.payee);
        return request.to;
    }

    function _requireUncontested(AgentId agent) private view {
        require(!Payees.isContested(MEMBERS, agent), ExpensesRecoveryPending(agent));
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

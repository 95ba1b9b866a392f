// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, BudgetId, SeasonId} from "../types/Ids.sol";

/// @notice What a guild is asked to pay for.
enum ExpenseKind {
    Reimbursement, // to a member who has paid already
    Invoice, //       to an agent, or to an address outside the nation
    Wage, //          to a member, in advance of their shares, for work of the season
    Milestone //      of a budget; asked by delivering it
}

/// @notice Where a request stands.
enum RequestState {
    None,
    Asked,
    Approved, //  waits for its payment, if need be for ever
    Paid,
    Withdrawn,
    Refused
}

/// @notice Where a milestone stands.
enum MilestoneState {
    Open, //      whoever is on the roster can take it on
    Committed,
    Delivered, // whoever took it on says so; a request waits for approval
    Released //   approved: it is paid like any request
}

/// @notice A request as it stands. Three slots, the third only where it says something.
struct Request {
    uint128 amount; //      16 bytes  in the token's smallest unit
    AgentId guild; //        4
    SeasonId season; //      2        whose income pays
    ExpenseKind kind; //     1
    RequestState state; //   1
    AgentId approver; //     4        the first of two; counts while they hold their office
    AgentId refuser; //      4        the first of two
    address token; //       20        0 = the native coin
    AgentId by; //           4        who asked
    AgentId payee; //        4        0 = outside the nation
    BudgetId budget; //      4        0 = within the guild's limit
    address to; //          20        of a payee outside; or where the payee wants it (0 = their own key)
    uint8 keyEpoch; //       1        of the payee, when they named `to`; with another key, `to` is void
    uint8 milestone; //      1        of the budget, from 1; 0 = none
}

/// @notice A budget as it stands. Two slots.
struct Budget {
    address token; //  20 bytes  0 = the native coin
    AgentId guild; //   4
    SeasonId season; // 2        whose income pays; 0 = any, until a moment
    uint40 until; //    5        nothing is approved from then on (Unix seconds); 0 = while the season is not closed
    bool ended; //      1        by the guild
    uint128 amount; // 16
    uint128 bound; //  16        of it: approved, and what is set aside for milestones
}

/// @notice A milestone as it stands. One slot.
struct Milestone {
    uint128 amount; //       16 bytes
    AgentId by; //            4        who took it on; 0 = nobody
    MilestoneState state; //  1
}

/// @title Expenses: how a guild pays its bills
/// @notice A guild's council grants budgets, and a limit for what needs none. Members ask: for their outlays, for
/// invoices, for wages in advance, for milestones they delivered. Two stewards who are neither payee nor requester
/// approve, or the council does; then anybody has it paid from the income of the guild's season. What cannot be paid waits
/// and stops nobody. Money stays in `Surplus` until it is paid; this contract never holds any.
interface IExpenses {
    /// @notice What a request says; with its author it makes the request's id, so that nobody approves anything else.
    struct Terms {
        AgentId guild;
        ExpenseKind kind;
        BudgetId budget; //    0 = within the guild's limit
        uint8 milestone; //    0 = none
        SeasonId season; //    whose income pays
        address token; //      0 = the native coin
        AgentId payee; //      0 = outside the nation
        address to; //         of a payee outside; 0 with an agent, who is paid at their own key
        uint128 amount;
        bytes32 payeeHash; //  salted hash of who is outside; 0 with an agent
        bytes32 evidence; //   salted hash of the invoice, the receipt, or what shows a delivery
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    /// @notice An act of the guild itself (`by` is the guild), decided by its council.
    struct Grant {
        AgentId by;
        address token;
        uint128 amount;
        SeasonId season; // whose income pays; 0 = any, until a moment
        uint40 until; //    Unix seconds, exclusive; 0 with a season
        bytes32 purpose; // salted hash of what it is for
        uint128[] milestones; // at most 32; what they sum to is set aside for them
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice An act of the guild itself. Needs no nonce: a budget ends once.
    struct EndBudget {
        AgentId by;
        BudgetId budget;
        uint40 deadline;
    }
    /// @notice An act of the guild itself: the most that is approved without a budget, of a season's income.
    struct SetLimit {
        AgentId by;
        address token;
        uint128 amount;
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice An act of the guild itself: a person approves like a steward until then.
    struct NameApprover {
        AgentId by;
        AgentId holder;
        uint40 until; // Unix seconds, exclusive; now or earlier ends it
        uint256 nonce;
        uint40 deadline;
    }
    /// @dev Needs no nonce: the same request is asked once.
    struct Ask {
        AgentId by;
        AgentId guild;
        ExpenseKind kind; // any but a milestone
        BudgetId budget;
        SeasonId season;
        address token;
        AgentId payee;
        address to;
        uint128 amount;
        bytes32 payeeHash;
        bytes32 evidence;
        uint40 deadline;
    }
    struct CommitTo {
        AgentId by;
        BudgetId budget;
        uint8 milestone; // from 1
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice By whoever took the milestone on, or by the guild itself.
    struct GiveBack {
        AgentId by;
        BudgetId budget;
        uint8 milestone;
        uint256 nonce;
        uint40 deadline;
    }
    /// @dev Needs no nonce: the same request is asked once.
    struct Deliver {
        AgentId by;
        BudgetId budget;
        uint8 milestone;
        SeasonId season; // whose income pays
        bytes32 evidence;
        uint40 deadline;
    }
    /// @dev Needs no nonce: the same person approves a request once, and not after refusing it.
    struct Approve {
        AgentId by; // a steward or named holder; or the guild, whose council's word is enough
        bytes32 request;
        uint40 deadline;
    }
    /// @dev Needs no nonce: the same person refuses a request once.
    struct Refuse {
        AgentId by; // as in `Approve`
        bytes32 request;
        bytes32 reason; // salted hash
        uint40 deadline;
    }
    /// @dev Needs no nonce: a request is withdrawn once.
    struct Withdraw {
        AgentId by;
        bytes32 request;
        uint40 deadline;
    }
    /// @notice By the payee, if it is an agent.
    struct Redirect {
        AgentId by;
        bytes32 request;
        address to; // 0 = the author's own key
        uint256 nonce;
        uint40 deadline;
    }

    event BudgetGranted(
        BudgetId indexed budget,
        AgentId indexed guild,
        address indexed token,
        uint128 amount,
        SeasonId season,
        uint40 until,
        bytes32 purpose,
        uint128[] milestones
    );
    event BudgetEnded(BudgetId indexed budget);
    event LimitSet(AgentId indexed guild, address indexed token, uint128 amount);
    event ApproverNamed(AgentId indexed guild, AgentId indexed holder, uint40 until);
    event MilestoneTaken(BudgetId indexed budget, uint8 milestone, AgentId indexed by);
    event MilestoneGivenBack(BudgetId indexed budget, uint8 milestone, AgentId indexed by);
    /// @notice Somebody asks for a payment; with a milestone in the terms, it is delivered by that.
    event ExpenseAsked(bytes32 indexed request, AgentId indexed guild, AgentId indexed by, Terms terms);
    /// @param complete Whether the request is approved by that; otherwise it is the first approval, or takes the place of
    /// one whose author holds no office any more.
    event ExpenseApproved(bytes32 indexed request, AgentId indexed by, bool complete);
    /// @param complete Whether the request is refused by that; otherwise it is the first refusal.
    event ExpenseRefused(bytes32 indexed request, AgentId indexed by, bytes32 reason, bool complete);
    event ExpenseWithdrawn(bytes32 indexed request);
    /// @param keyEpoch Of the payee; once their key changes, they are paid at their key again.
    event ExpenseRedirected(bytes32 indexed request, address to, uint8 keyEpoch);
    event ExpensePaid(bytes32 indexed request, address to);

    error ExpensesZeroAddress();
    error ExpensesUnknownGuild(AgentId guild);
    error ExpensesUnknownBudget(BudgetId budget);
    error ExpensesUnknownMilestone(BudgetId budget, uint8 milestone);
    error ExpensesUnknownSeason(SeasonId season);
    /// @dev What is approved by then is final, and nothing more is approved from its income.
    error ExpensesSeasonClosed(SeasonId season);
    error ExpensesNoAmount();
    error ExpensesNoEvidence();
    /// @dev A budget is valid either for one season or until a later moment.
    error ExpensesBadTerm(SeasonId season, uint40 until);
    /// @dev At most 32 milestones, none of 0, together at most the budget.
    error ExpensesBadMilestones(uint256 count, uint256 total);
    /// @dev The budget was ended, or its time is over.
    error ExpensesBudgetOver(BudgetId budget);
    /// @dev The budget is another guild's, in another token or for another season.
    error ExpensesOtherBudget(BudgetId budget);
    error ExpensesOverBudget(BudgetId budget, uint256 requested, uint256 left);
    /// @dev More than the guild's limit leaves in this season, which is for requests without a budget.
    error ExpensesOverLimit(AgentId guild, address token, uint256 requested, uint256 left);
    /// @dev Only the guild itself, by its council, does this.
    error ExpensesOnlyGuild(AgentId guild, AgentId by);
    error ExpensesNotOnRoster(AgentId guild, AgentId person);
    /// @dev A milestone is asked for by delivering it.
    error ExpensesBadKind(ExpenseKind kind);
    /// @dev Either an agent, with neither address nor hash, or an address with the hash of whose it is; never the guild itself.
    error ExpensesBadPayee(AgentId payee, address to);
    /// @dev The address is the key of an agent, present or former: name the agent.
    error ExpensesAgentsAddress(address to, AgentId agent);
    /// @dev The same was asked already.
    error ExpensesAlreadyAsked(bytes32 request);
    error ExpensesWrongState(bytes32 request, RequestState state);
    error ExpensesMilestoneState(BudgetId budget, uint8 milestone, MilestoneState state);
    /// @dev Another person took this milestone on.
    error ExpensesNotCommitted(BudgetId budget, uint8 milestone, AgentId by);
    error ExpensesNotRequester(bytes32 request, AgentId by);
    error ExpensesNotPayee(bytes32 request, AgentId by);
    /// @dev Neither a steward of the guild nor named by it, or no active member.
    error ExpensesNotApprover(AgentId guild, AgentId by);
    /// @dev The requester, the payee, somebody on the roster of the guild that is paid now or in the last 30 days, or
    /// with a declared conflict with one of requester and payee.
    error ExpensesNotIndependent(bytes32 request, AgentId by);
    error ExpensesAlreadySaid(bytes32 request, AgentId by);
    /// @dev The payee did not receive it. The request waits.
    error ExpensesNotReceived(bytes32 request, address to);
    /// @dev While a recovery is pending, an agent's money goes to no other address than its key's.
    error ExpensesRecoveryPending(AgentId agent);

    // --- the guild's own acts ------------------------------------------------------------------------------------------

    /// @notice Grants a budget. Requirements: a guild's own act; an amount; a season not closed, or a later moment; milestones
    /// within the amount.
    function grant(Grant calldata act, bytes calldata signature) external returns (BudgetId budget);

    /// @notice Ends a budget: nothing more is approved from it. What is approved stays. Requirements: the guild's own act;
    /// not ended.
    function endBudget(EndBudget calldata act, bytes calldata signature) external;

    /// @notice Requirements: a guild's own act.
    function setLimit(SetLimit calldata act, bytes calldata signature) external;

    /// @notice Requirements: a guild's own act.
    function nameApprover(NameApprover calldata act, bytes calldata signature) external;

    // --- milestones ----------------------------------------------------------------------------------------------------

    /// @notice Takes a milestone on. Requirements: it is open; the budget runs; on the guild's roster.
    function commitTo(CommitTo calldata act, bytes calldata signature) external;

    /// @notice Gives a milestone back, or takes it from somebody. Requirements: taken on, not delivered; by whoever took it
    /// on, or by the guild.
    function giveBack(GiveBack calldata act, bytes calldata signature) external;

    /// @notice Says that a milestone is delivered, which asks for its release. Requirements: as `ask`; taken on by the author.
    function deliver(Deliver calldata act, bytes calldata signature) external returns (bytes32 request);

    // --- requests, in the order of life --------------------------------------------------------------------------------

    /// @notice Asks for a payment. Requirements: a guild; an amount and evidence; no milestone; the season opened and not
    /// closed; a payee; the author on the guild's roster, the guild, or for an invoice the payee; the payee of an outlay or a
    /// wage on the roster; the budget the guild's, in this token, for this season and running; not asked before.
    function ask(Ask calldata act, bytes calldata signature) external returns (bytes32 request);

    /// @notice Approves a request. The second approval by somebody who may binds the guild, if the first one still may; or the
    /// guild's own act alone. Requirements: asked; season not closed; a steward or a named holder, neither requester nor
    /// payee nor of the guild that is paid, in no declared conflict with either, who has said nothing yet; within the budget, which runs, or the limit.
    function approve(Approve calldata act, bytes calldata signature) external;

    /// @notice Refuses a request: two who could approve it, or the guild's own act. What is approved only the guild itself
    /// refuses, until the season is closed. Requirements: as `approve`, but for budget and limit.
    function refuse(Refuse calldata act, bytes calldata signature) external;

    /// @notice Takes a request back. Requirements: its requester; not paid; if it is approved, season not closed.
    function withdraw(Withdraw calldata act, bytes calldata signature) external;

    /// @notice The payee names another address. Requirements: the payee, an agent; not paid; no recovery pending, unless it is
    /// the author's own key.
    function redirect(Redirect calldata act, bytes calldata signature) external;

    /// @notice Pays what is approved, once. Anybody may call, at any time. Requirements: approved; no recovery pending if the
    /// payee named another address; the income suffices; the payee receives it.
    function pay(bytes32 request) external;

    // --- what anyone can read ------------------------------------------------------------------------------------------

    /// @notice The id of a request.
    function requestId(AgentId by, Terms calldata terms) external pure returns (bytes32);

    function requestOf(bytes32 request) external view returns (Request memory);

    /// @notice Budgets are numbered from 1 to this one.
    function lastBudget() external view returns (BudgetId);

    function budgetOf(BudgetId budget) external view returns (Budget memory);

    function milestonesOf(BudgetId budget) external view returns (Milestone[] memory);

    /// @notice The most that is approved in a season without a budget.
    function limitOf(AgentId guild, address token) external view returns (uint256);

    /// @notice Until when a person approves like a steward (Unix seconds, exclusive).
    function approvesUntil(AgentId guild, AgentId holder) external view returns (uint40);

    /// @notice Approved and not paid: once a season is closed, what it owes beyond its books.
    function unpaidOf(AgentId guild, SeasonId season, address token) external view returns (uint256);

    /// @notice Approved without a budget, paid or not.
    function withoutBudgetOf(AgentId guild, SeasonId season, address token) external view returns (uint256);

    /// @notice Wages paid to a member in advance.
    function wagesOf(AgentId guild, SeasonId season, address token, AgentId member) external view returns (uint256);
}

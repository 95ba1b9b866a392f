// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Status} from "../membership/IMembers.sol";
import {AgentId, SeasonId, WorkId} from "../types/Ids.sol";
import {Bucket, BucketKind, Rules} from "./ValueEquation.sol";

/// @title Surplus: a guild's income and costs of a season, and how what remains is shared
/// @notice Income is booked into the season in which it is received; costs are paid from it; what remains when the
/// season is closed runs, once, through the value equation in force when the season opened. Members collect their shares
/// themselves, or anybody collects for them. A token is an ERC-20 contract, or the zero address for the native coin.
/// Amounts are in the token's smallest unit.
interface ISurplus {
    /// @notice The parts of a surplus that members share. Tracks follow in the order of the ledger's. Stock is standing, or
    /// what is outstanding.
    enum PoolKind {
        EqualShare,
        Livelihood,
        Love,
        Care,
        Stock
    }

    /// @notice `amount * counted / total` has left the pool, given or left by rounding.
    struct Pool {
        uint128 amount; //  shared out in all
        uint40 total; //    heads, or accepted minutes, that share it; fixed at the close
        uint40 counted; //  heads or minutes whose share has been taken
    }

    /// @notice The books of one guild, season and token. They always add up: `income` is the sum of all others.
    struct Books {
        uint256 income;
        uint256 costs;
        uint256 available; //    for costs; 0 once the books are closed
        uint256 unweighed; //    closed, and not shared out before every member's number is known
        uint256 toReserve;
        uint256 toAccounts; //   of the equation's Account and Financiers buckets
        uint256 collected; //    members' shares, paid out or owed to them
        uint256 lent; //         members' shares, lent to the nation
        uint256 uncollected; //  members' shares that nobody has collected yet
        uint256 remainder; //    left by rounding down members' shares collected so far; stays here
        uint16 equation; //      version the books were closed with; 0 = open
    }

    /// @notice How far the members' numbers are known of books that take them all before the first payout. Two slots.
    struct Weighing {
        uint8 pass; //         1 = stock and care are weighed, 2 = payouts, 0 = nothing is
        uint32 heads; //       on the roster at the season's opening, weighed
        uint40 livelihood; //  minutes of livelihood weighed
        uint40 balanced; //    those of them that the care rule leaves
        uint40 stock; //       standing, or credits outstanding
        uint128 lowest; //     payout above zero
        uint128 cap; //        most that one member is paid, when all payouts are weighed
    }

    /// @notice What a season owed beyond its income when its books were closed, and who bears it. What income, reserve and
    /// members bear, and what nobody bears since nobody has hours, add up to `due`. Four slots.
    struct Loss {
        uint128 due; //        approved and unpaid
        uint128 fromIncome; // set aside of what was left of the income, as costs
        uint128 byReserve; //  sent here by the reserve
        uint128 byMembers; //  by hours
        uint128 collected; //  from members, so far
        uint128 paid; //       of what is due
        uint40 total; //       minutes of livelihood by which members bear
        uint40 counted; //     of them, those whose members' parts are counted
    }

    /// @notice Who financed a guild, as its council has acknowledged it. Two slots.
    struct Financier {
        uint128 ceiling; //   most that returns to them in all
        uint128 returned; //  so far
        uint128 principal; // what they gave
        AgentId agent;
    }

    /// @notice A work in the books of a guild, season and token, and a member's share of what it earned.
    struct WorkShare {
        uint256 income; //   tagged with it, while any equation ever shared by works
        uint256 part; //     of closed books, that those share who were credited for it, or the reserve if nobody was
        uint256 total; //    credits of all of them through the season
        uint256 counted; //  credits of those who have collected
        uint256 amount; //   the member's share
        bool collected;
    }

    /// @notice What became of a member's share.
    enum Outcome {
        NothingDue, //        no share, or not of this season
        AlreadyCollected,
        Paid,
        Lent, //              credited as a loan of the member to the nation
        Owed //               kept here for the member: the payee could not receive it, or the member wished so
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    /// @notice An act of the guild itself (`by` is the guild), decided by its council.
    struct PayCost {
        AgentId by;
        SeasonId season;
        address token;
        address to;
        uint128 amount;
        bytes32 evidence; // salted hash of the invoice
        uint256 nonce;
        uint40 deadline;
    }
    /// @dev Needs no nonce: a share is collected once.
    struct Claim {
        AgentId by;
        AgentId guild;
        SeasonId season;
        address token;
        address to; // 0 = the author's own key, and no other while a recovery is pending; this contract = keep it owed
        uint40 deadline;
    }
    /// @dev Needs no nonce: a share is collected once.
    struct ClaimWork {
        AgentId by;
        AgentId guild;
        SeasonId season;
        address token;
        WorkId work;
        address to; // 0 = the author's own key, and no other while a recovery is pending; this contract = keep it owed
        uint40 deadline;
    }
    /// @notice Withdraws all that is owed to the author in a token.
    struct Withdraw {
        AgentId by;
        address token;
        address to; // 0 = the author's own key, and no other while a recovery is pending
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice Withdraws a member's loans to the nation in a token, after leaving it.
    struct WithdrawLoan {
        AgentId by;
        address token;
        address to; // 0 = the author's own key, and no other while a recovery is pending
        uint256 nonce;
        uint40 deadline;
    }

    /// @notice Pays another agent of the nation out of what is owed to the author; no money moves.
    struct PayInside {
        AgentId by;
        AgentId to;
        address token;
        uint128 amount;
        bytes32 ref; // the payer's own reference
        uint256 nonce;
        uint40 deadline;
    }

    /// @notice An act of the guild itself: it acknowledges a financier, or more of one. What was acknowledged never shrinks.
    struct Acknowledge {
        AgentId by;
        AgentId financier;
        address token;
        uint128 principal; // in all
        uint128 ceiling; //   in all: principal, and what the guild gives for it
        uint256 nonce;
        uint40 deadline;
    }

    /// @notice A value equation is in force for all seasons that open after `setAt` (Unix seconds).
    event EquationSet(uint16 indexed version, uint40 setAt, Bucket[] buckets, Rules rules);
    /// @param work The work whose licence brought the income, or 0.
    /// @param ref The payer's own reference, such as the hash of an invoice.
    event Deposited(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        address from,
        uint256 amount,
        WorkId work,
        bytes32 ref
    );
    event CostPaid(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        address to,
        uint256 amount,
        bytes32 evidence
    );
    /// @param rosterAt Who was on the roster then and, active, still on it at `activeAt` shares equally (Unix seconds).
    /// @param amounts Of each pool, in the order of `PoolKind`.
    /// @param totals Heads, or accepted minutes, of each pool; 0 where it holds nothing.
    event BooksClosed(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        uint16 equation,
        uint40 rosterAt,
        uint40 activeAt,
        uint256 toReserve,
        uint256[5] amounts,
        uint256[5] totals
    );
    /// @notice Books were closed whose equation asks for every member's number first: `weigh` them.
    event WeighingBegan(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        uint16 equation,
        uint8 pass
    );
    /// @param state After this page. A pass whose numbers are complete is followed by `BooksClosed`, or ends with pass 0.
    /// @param stocks For each member that the page weighed: id in bits 0–31, weight of stock from bit 32 on.
    event Weighed(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        Weighing state,
        uint256[] stocks
    );
    /// @notice An Account bucket, or what members forfeited to it, is owed to an agent.
    event AccountCredited(
        AgentId indexed account,
        AgentId indexed guild,
        address indexed token,
        SeasonId season,
        uint256 amount
    );
    /// @notice Shares were collected, by their member or for many.
    /// @param to Where all of it went; 0 = to each member's own key.
    /// @param shares Two words for each member, in the order of the call. The first: member in bits 0–31, outcome 32–39,
    /// amount 40–167, and bit 168 if the rest of the member's share (an equal share, or what the highest payout clips) went to the
    /// equation's first account or to the reserve. The second: the weight counted in each pool, 40 bits each, in the order
    /// of `PoolKind` from bit 0.
    event SharesCollected(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        address to,
        uint256[] shares
    );
    /// @notice Closed books have an amount for works, shared by the income tagged with each. What their buckets hold beyond it
    /// is among what went to the reserve.
    event WorksShared(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        uint256 amount,
        uint256 tagged
    );
    /// @notice A work's part of closed books was asked for the first time.
    /// @param total Credits that share it; if 0, it went to the reserve.
    event WorkOpened(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        WorkId work,
        uint256 part,
        uint256 total
    );
    /// @notice Shares of what a work earned were collected.
    /// @param to As in `SharesCollected`.
    /// @param shares As in `SharesCollected`, but that the second word is the one weight: credits for the work.
    event WorkSharesCollected(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        WorkId work,
        address to,
        uint256[] shares
    );
    /// @notice What was owed was paid out; agent 0 stands for the reserve.
    event Withdrawn(AgentId indexed agent, address indexed token, address to, uint256 amount);
    /// @notice The reserve's part could not be sent and waits; `fillReserve` tries again.
    event ReserveOwed(address indexed token, uint256 amount);
    event LoanWithdrawn(AgentId indexed member, address indexed token, address to, uint256 amount);
    /// @notice One agent paid another inside the nation.
    event PaidInside(AgentId indexed from, AgentId indexed to, address indexed token, uint256 amount, bytes32 ref);
    /// @notice The contract that pays costs on two approvals is known from now on, for good.
    event ExpensesSeatFilled(address holder);
    /// @notice So much of a token may be held here when a deposit arrives; 0 is no limit.
    event DepositCapSet(address indexed token, uint256 oldCap, uint256 newCap);

    /// @notice Books were closed that owed more than they held, or not all of which was paid. `fromIncome` is among the costs.
    /// @param drawn Of what the guild had put into the reserve: what the reserve sent, whatever of it arrived.
    event LossBooked(AgentId indexed guild, SeasonId indexed season, address indexed token, Loss loss, uint256 drawn);
    /// @notice A member's part of a loss was counted, or some of it collected.
    /// @param part All of it; counted once.
    /// @param fromShares Collected now of what was withheld from the member's shares before.
    /// @param fromLoan Collected now of what the member had lent.
    /// @param counted Minutes of all whose parts are counted so far.
    event LossBorne(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        AgentId member,
        uint256 part,
        uint256 fromShares,
        uint256 fromLoan,
        uint40 counted
    );
    /// @notice Some of a member's share of these books stays here for losses. Comes before the `SharesCollected` that names the
    /// whole share.
    event ShareWithheld(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        AgentId member,
        uint256 amount
    );
    /// @notice An approved cost was paid out of what was collected for a loss.
    event LossPaid(
        AgentId indexed guild,
        SeasonId indexed season,
        address indexed token,
        address to,
        uint256 amount,
        bytes32 evidence
    );

    /// @notice A financier takes their own place in the guild's list; else a new one; in a full list, the first of whom all has
    /// returned to.
    event FinancierAcknowledged(
        AgentId indexed guild,
        address indexed token,
        AgentId indexed financier,
        uint256 principal,
        uint256 ceiling
    );
    /// @notice Closed books returned something to a financier. The same is told as `AccountCredited`.
    event FinancierReturned(
        AgentId indexed guild,
        address indexed token,
        AgentId indexed financier,
        SeasonId season,
        uint256 amount
    );

    error SurplusUnknownGuild(AgentId guild);
    /// @dev The last season has ended; anybody may open the next one on the ledger.
    error SurplusNoOpenSeason();
    /// @dev Coins sent with the call differ from the amount announced, or came with an ERC-20 deposit.
    error SurplusWrongValue(uint256 sent, uint256 expected);
    /// @dev The token brought nothing here, whatever it answered.
    error SurplusNothingReceived(address token);
    /// @dev With the deposit more would be held than the treasury takes for now. Nothing that leaves it is ever held back.
    error SurplusOverDepositCap(address token, uint256 held, uint256 cap);
    error SurplusOverdraw(uint256 requested, uint256 available);
    error SurplusBadPayee(address to);
    error SurplusPaymentFailed(address token, address to, uint256 amount);
    error SurplusSeasonNotClosed(SeasonId season);
    error SurplusBooksOpen(AgentId guild, SeasonId season, address token);
    error SurplusBooksClosed(AgentId guild, SeasonId season, address token);
    /// @dev Nothing was received, so there is nothing to close.
    error SurplusNoIncome(AgentId guild, SeasonId season, address token);
    /// @dev Every member's number comes first; anybody may `weigh` these books.
    error SurplusNotWeighed(AgentId guild, SeasonId season, address token);
    error SurplusNothingToWeigh(AgentId guild, SeasonId season, address token);
    error SurplusNothingDue(AgentId guild, SeasonId season, address token, AgentId member);
    /// @dev These books share nothing by works, or no income of theirs names this work.
    error SurplusNoWorkShare(AgentId guild, SeasonId season, address token, WorkId work);
    error SurplusAlreadyCollected(AgentId guild, SeasonId season, address token, AgentId member);
    error SurplusNothingOwed(AgentId agent, address token);
    /// @dev A loan to the nation is paid back when its member has left or was expelled.
    error SurplusLoanNotDue(AgentId member, Status status);
    /// @dev While a recovery is pending, an agent's money goes to no other address than its key's.
    error SurplusRecoveryPending(AgentId agent);
    /// @dev Nobody has this id, or it is the payer's own.
    error SurplusBadAgent(AgentId agent);
    error SurplusSeatTaken(address holder);
    error SurplusNotInSeat(address caller);
    /// @dev An equation has 1 to 8 buckets.
    error SurplusBadBucketCount(uint256 count);
    /// @dev The bucket at `index` takes 0 without being the last, or is the last and does not, or takes more than is left.
    error SurplusBadShare(uint256 index, uint16 shareBps);
    /// @dev The bucket at `index` counts what its kind cannot count, is a second one of a stock or of Financiers, or an Outstanding
    /// or Financiers that has no bucket after it.
    error SurplusBadBucket(uint256 index, BucketKind kind);
    /// @dev The highest payout is at least the lowest: 100 hundredths or more, or 0 for no limit.
    error SurplusBadRatio(uint16 maxRatio);
    /// @dev The reserve bears 10_000 basis points of a loss at most.
    error SurplusBadLossRule(uint16 lossToReserveBps);
    /// @dev Nobody has this id, or it is the guild's own.
    error SurplusBadFinancier(AgentId financier);
    /// @dev A principal is more than 0, a ceiling no less than it, and neither is less than acknowledged before.
    error SurplusBadCeiling(uint128 principal, uint128 ceiling);
    /// @dev A guild has 16 financiers in a token to whom something may still return.
    error SurplusTooManyFinanciers(AgentId guild, address token);
    /// @dev These books are open, or owed nothing when they were closed.
    error SurplusNoLoss(AgentId guild, SeasonId season, address token);
    /// @dev Coins come by a deposit; only the reserve sends them otherwise.
    error SurplusNotTheReserve(address sender);
    /// @dev An Outstanding bucket has a price for a credit, and nothing else has.
    error SurplusBadPrice(uint128 price);
    /// @dev The bucket at `index` names an account that is neither a guild nor an organisation.
    error SurplusBadAccount(uint256 index, AgentId account);

    // --- the season's books, in the order of life ----------------------------------------------------------------------

    /// @notice Pays income to a guild, into the season that is open. Anybody may pay.
    /// @dev An ERC-20 is pulled from the sender, who has approved it; what arrived is booked, not what was announced.
    /// Requirements: a guild; coins match; a season is open; something arrived; within the token's deposit cap.
    /// @return received What was booked.
    function deposit(
        AgentId guild,
        address token,
        uint256 amount,
        WorkId work,
        bytes32 ref
    ) external payable returns (uint256 received);

    /// @notice The guild pays a cost, wages or a reimbursement from a season's income.
    /// Requirements: the guild's own act; books open; at most what is available; payee can receive.
    function payCost(PayCost calldata act, bytes calldata signature) external;

    /// @notice Pays a cost that was approved elsewhere, as `payCost` does.
    /// @dev A payee who cannot receive stops nobody: then nothing is booked. Coins are sent with little gas.
    /// Once a loss is booked, it is paid out of what was collected for it. Requirements: the expenses seat; books open, or a
    /// loss booked; at most what is available, or collected.
    /// @return received Whether the payee could receive it.
    function payFor(
        AgentId guild,
        SeasonId season,
        address token,
        address to,
        uint128 amount,
        bytes32 evidence
    ) external returns (bool received);

    /// @notice Runs a season's surplus through the value equation, once. Anybody may call.
    /// @dev The cost does not depend on how many share. A share in a pool that nobody shares goes to the reserve. Where the
    /// equation asks for every member's number, books with something to share wait to be weighed. Where it has a loss rule,
    /// what is approved and unpaid comes first: it is set aside of what is left, and what is missing is the season's loss,
    /// whose part the reserve sends. Requirements: season closed on the ledger; income, or a loss; books open; where members share something by
    /// standing or by outstanding credits, the books of all earlier seasons of this guild and token have been shared out.
    function closeBooks(AgentId guild, SeasonId season, address token) external;

    /// @notice Weighs a page of members of closed books, in any order. Anybody may call.
    /// @dev Skips whom this pass has weighed, so that no page spoils another. Whoever has no part in it may be left out. The
    /// page that completes a pass shares the surplus out, or frees the payouts. Requirements: books that wait to be weighed.
    function weigh(AgentId guild, SeasonId season, address token, AgentId[] calldata members) external;

    /// @notice Has members bear their parts of a loss, by their hours of the season. Anybody may call, again and again.
    /// @dev A part is taken of what the member has lent to the nation in the token, or of what was withheld from their shares.
    /// What is still open is withheld from their next shares in the token. Nobody pays in. A member without hours bears
    /// nothing. Requirements: a loss booked.
    function pullLoss(AgentId[] calldata members, AgentId guild, SeasonId season, address token) external;

    /// @notice Collects the author's share.
    /// Requirements: books closed and weighed; a share is due and not collected; payee can receive.
    /// @return amount Paid out or, where the equation says so, credited as a loan.
    function claim(Claim calldata act, bytes calldata signature) external returns (uint256 amount);

    /// @notice Collects the shares of many members, each to their own key. Anybody may call.
    /// @dev Skips whom nothing is due; what a payee cannot receive stays owed. The equal share of a person who was on the
    /// roster at the season's opening and not, active, at its close is forfeited here. Requirements: books closed.
    function claimFor(AgentId[] calldata members, AgentId guild, SeasonId season, address token) external;

    /// @notice Collects the author's share of what a work earned: by credits for it through the season.
    /// Requirements: books closed and weighed; they share by works, and income names this one; a share is due and not
    /// collected; payee can receive.
    /// @return amount Paid out or, where the equation says so, credited as a loan.
    function claimWork(ClaimWork calldata act, bytes calldata signature) external returns (uint256 amount);

    /// @notice Collects the shares of many members of what a work earned, each to their own key. Anybody may call.
    /// @dev As `claimFor`. Where nobody was credited for the work, its part goes to the reserve.
    function claimWorkFor(
        AgentId[] calldata members,
        AgentId guild,
        SeasonId season,
        address token,
        WorkId work
    ) external;

    /// @notice Withdraws what is owed to the author: an account bucket, or a share that could not be received.
    function withdraw(Withdraw calldata act, bytes calldata signature) external returns (uint256 amount);

    /// @notice Pays another agent of the nation, who may withdraw it or pay with it in turn.
    /// Requirements: a known agent other than the author; at most what is owed; no recovery of the author is pending.
    function payInside(PayInside calldata act, bytes calldata signature) external;

    /// @notice Withdraws the author's loans. Requirements: the author has left the nation; payee can receive.
    function withdrawLoan(WithdrawLoan calldata act, bytes calldata signature) external returns (uint256 amount);

    /// @notice Acknowledges who financed the guild, and how much returns to them at most.
    /// Requirements: the guild's own act; a known agent other than the guild; a fair ceiling; at most 16 to whom something may
    /// still return.
    function acknowledge(Acknowledge calldata act, bytes calldata signature) external;

    /// @notice Sends to the reserve what it could not receive before. Anybody may call.
    function fillReserve(address token) external returns (uint256 amount);

    /// @notice Sets how much of a token may be held here when a deposit arrives, so that a young treasury cannot lose more
    /// than that; 0 is no limit. What is here already stays, and leaves as ever. Requirements: the nation.
    function setDepositCap(address token, uint256 cap) external;

    /// @notice Sets the value equation of all seasons that open later. Requirements: the nation; a valid equation.
    function setEquation(Bucket[] calldata buckets, Rules calldata rules) external;

    /// @notice Names the contract that pays approved costs, once and for good. Requirements: the nation; nobody in the seat.
    function fillExpensesSeat(address holder) external;

    // --- what anyone can read ------------------------------------------------------------------------------------------

    function booksOf(AgentId guild, SeasonId season, address token) external view returns (Books memory);

    function poolOf(AgentId guild, SeasonId season, address token, PoolKind kind) external view returns (Pool memory);

    /// @notice How far closed books are weighed.
    function weighingOf(AgentId guild, SeasonId season, address token) external view returns (Weighing memory);

    /// @notice Who of 256 members was weighed in a pass: bit `id % 256` of the word `id / 256`.
    function weighedIn(
        AgentId guild,
        SeasonId season,
        address token,
        uint8 pass,
        uint256 word
    ) external view returns (uint256 bits);

    /// @notice A member's share of closed and weighed books, whether collected or not.
    /// @return amount 0 for whom nothing is due.
    /// @return collected Whether it was collected (or an equal share forfeited).
    function shareOf(
        AgentId guild,
        SeasonId season,
        address token,
        AgentId member
    ) external view returns (uint256 amount, bool collected);

    /// @notice A work in these books, and a member's share of it, whether collected or not; part, total and share are 0 while the
    /// books are open or waiting to be weighed, and where nothing is shared by works.
    function workShareOf(
        AgentId guild,
        SeasonId season,
        address token,
        WorkId work,
        AgentId member
    ) external view returns (WorkShare memory);

    /// @notice Owed to an agent (0: to the reserve) and not yet withdrawn.
    function owedTo(AgentId agent, address token) external view returns (uint256);

    /// @notice Lent by a member to the nation and not yet withdrawn.
    function loanOf(AgentId member, address token) external view returns (uint256);

    /// @notice Who financed a guild in a token.
    function financiersOf(AgentId guild, address token) external view returns (Financier[] memory);

    /// @notice The loss of closed books; all 0 if there is none.
    function lossOf(AgentId guild, SeasonId season, address token) external view returns (Loss memory);

    /// @notice A member's part of a loss, once it was counted.
    /// @return amount All of it.
    /// @return open Of it, not collected yet.
    function lossPartOf(
        AgentId guild,
        SeasonId season,
        address token,
        AgentId member
    ) external view returns (uint256 amount, uint256 open);

    /// @notice What a member bears of all losses in a token.
    /// @return open To be withheld from their next shares.
    /// @return withheld From shares, and not yet taken by `pullLoss` to the losses it is for.
    function debtOf(AgentId member, address token) external view returns (uint256 open, uint256 withheld);

    /// @notice What closed books of a guild sent to the reserve under a loss rule, less what its losses drew: the most that the
    /// reserve still bears of its losses.
    function putInBy(AgentId guild, address token) external view returns (uint256);

    /// @notice The version in force for a season that opens at a moment (Unix seconds): the last one set before it, or the
    /// first.
    function equationAt(uint40 timepoint) external view returns (uint16 version);

    /// @notice The equation of a version, from 1.
    function equation(uint16 version) external view returns (Bucket[] memory buckets, Rules memory rules);

    /// @notice The contract that pays approved costs, or 0.
    function expensesSeat() external view returns (address);

    /// @notice How much of a token may be held here when a deposit arrives; 0 is no limit.
    function depositCap(address token) external view returns (uint256);

    /// @notice The nation's reserve.
    function reserve() external view returns (address);
}

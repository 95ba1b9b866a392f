// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

import {AgentId} from "../types/Ids.sol";

/// @notice How officers of a bank account work together.
struct BankTerms {
    uint32 officerTerm; //   seconds for which an officer is appointed
    uint32 confirmPeriod; // seconds within which a second officer confirms; as long a payout counts as being at the bank
}

/// @title BankMoney: the money that lies at one bank account of the nation
/// @notice One unit stands for one cent (or whatever the smallest unit is) at the bank. Two officers make units against a
/// line of the bank's statement, and burn them against another. In between they run through the nation's books like any
/// ERC-20. They are no money that people hand on: units move between the books, from the books to an agent, and back into
/// the books. What an agent receives is an order to pay them at the bank, which anybody can see.
/// @dev For ERC-20 clients: transfers are restricted, and a change of key moves a balance without a `Transfer`. Amounts are
/// in the smallest unit; days are counted from 1970-01-01 (UTC).
interface IBankMoney is IERC20Metadata {
    /// @notice What two officers state.
    enum Kind {
        Income, //     the line brought money to a guild, an organisation or the reserve
        Paid, //       the line paid a payout
        Returned, //   the line brought a paid payout back
        Correction //  a confirmed income line was wrong
    }

    enum PayoutState {
        None,
        Waiting,
        Paid,
        Kept, //       its agent keeps the units, to use them in the nation's books
        Returned, //   the bank sent it back; a new payout has taken its place
        Corrected //   it went to undo a wrong income line
    }

    /// @notice An order to pay an agent at the bank; agent 0 stands for what books set aside for somebody who is no agent: an
    /// invoice, the bank's own fee, or the correction of a wrong line. One slot.
    struct Payout {
        AgentId to;
        uint128 amount;
        PayoutState state;
        uint40 madeAt; //       Unix seconds
        uint40 lockedUntil; //  an officer has it at the bank until then, and its agent cannot keep it meanwhile
    }

    /// @notice What officers have stated about a line, or about a correction. Three slots.
    struct Booking {
        AgentId first;
        AgentId second; //      0 = not confirmed yet
        Kind kind;
        AgentId to; //          of an income: guild, organisation, or 0 for the reserve
        uint32 payout; //       of all others
        uint40 confirmBy; //    Unix seconds; afterwards it has lapsed
        uint128 amount;
        uint128 corrected; //   of an income: undone since
        bytes32 detail; //      of an income: salted hash of the payer's reference; of a correction: the line
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`. Two officers state the same
    // values: the first with `confirms` 0, the second naming the first.

    /// @notice A line of the statement brought money.
    struct BookIncome {
        AgentId by;
        AgentId confirms;
        uint32 day; //      of booking at the bank
        uint128 amount;
        bytes32 bankRef; // hash of what the bank calls it
        uint16 position; // among lines of the same day, amount and reference, from 0
        AgentId to; //      a guild (into its open season), an organisation (to pay with), or 0 (the reserve)
        bytes32 payer; //   salted hash of the payer's reference
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice A line of the statement paid a payout.
    struct MarkPaid {
        AgentId by;
        AgentId confirms;
        uint32 day;
        uint128 amount;
        bytes32 bankRef;
        uint16 position;
        uint32 payout;
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice A line of the statement brought back what a payout had paid.
    struct MarkReturned {
        AgentId by;
        AgentId confirms;
        uint32 day;
        uint128 amount;
        bytes32 bankRef;
        uint16 position;
        uint32 payout;
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice A confirmed income line was wrong: units that books have set aside undo it.
    struct Correct {
        AgentId by;
        AgentId confirms;
        bytes32 line;
        uint32 payout; //  to agent 0
        bytes32 reason; // salted hash
        uint256 nonce;
        uint40 deadline;
    }
    struct WithdrawBooking {
        AgentId by;
        bytes32 booking;
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice An officer has payouts executed at the bank: until they are marked paid, their agents cannot keep them.
    struct MarkSent {
        AgentId by;
        uint32[] payouts;
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice An agent keeps payouts, to use the units in the nation's books.
    struct Keep {
        AgentId by;
        uint32[] payouts;
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice An agent has units it kept paid out after all.
    struct PayOut {
        AgentId by;
        uint128 amount;
        uint256 nonce;
        uint40 deadline;
    }

    event TermsSet(BankTerms terms);
    /// @notice Units may lie in this contract of the nation.
    event BookAdded(address indexed book);
    event OfficerAppointed(AgentId indexed officer, uint40 until);
    event OfficerDismissed(AgentId indexed officer);
    /// @notice A first officer stated a line of the bank's statement.
    /// @param booking The line's id, see `lineId`.
    /// @param detail Of an income: salted hash of the payer's reference.
    event LineBooked(
        bytes32 indexed booking,
        AgentId indexed first,
        Kind indexed kind,
        uint32 day,
        uint128 amount,
        bytes32 bankRef,
        uint16 position,
        AgentId to,
        uint32 payout,
        bytes32 detail,
        uint40 confirmBy
    );
    /// @notice A first officer stated that a confirmed income line was wrong.
    event CorrectionBooked(
        bytes32 indexed booking,
        AgentId indexed first,
        bytes32 indexed line,
        uint128 amount,
        uint32 payout,
        bytes32 reason,
        uint40 confirmBy
    );
    /// @notice A second officer stated the same: units were made or burnt.
    event BookingConfirmed(bytes32 indexed booking, AgentId indexed second);
    event BookingWithdrawn(bytes32 indexed booking, AgentId indexed by);
    /// @notice An agent is to be paid at the bank. @param from The book that paid; 0 = a payment that came back, or units kept.
    event PayoutOrdered(uint32 indexed payout, AgentId indexed to, uint128 amount, address from);
    /// @notice Payouts are at the bank, and cannot be kept until then (Unix seconds).
    event PayoutsSent(AgentId indexed by, uint32[] payouts, uint40 until);
    event PayoutsKept(AgentId indexed by, uint32[] payouts);
    /// @notice A payout has ended: paid, returned or gone into a correction.
    event PayoutEnded(uint32 indexed payout, AgentId indexed to, PayoutState state, bytes32 booking);
    /// @notice What an agent keeps to use in the nation's books has changed to `kept`.
    event KeptChanged(AgentId indexed agent, uint256 kept);

    /// @dev A term is 1 day to 10 years, a period of confirmation 1 hour to 90 days.
    error BankBadTerms(uint32 officerTerm, uint32 confirmPeriod);
    /// @dev A currency is three capital letters (ISO 4217) with 0 to 4 decimals.
    error BankBadCurrency(string currency, uint8 decimals);
    /// @dev A book is a contract that is nobody's key.
    error BankBadBook(address book);
    error BankNotActive(AgentId officer);
    error BankTooManyOfficers(uint256 most);
    error BankNotOfficer(AgentId by);
    /// @dev Nothing is booked while fewer than two officers are in office.
    error BankOfficersMissing();
    /// @dev The second officer is another one than the first.
    error BankSameOfficer(AgentId officer);
    /// @dev Nobody marks their own payout.
    error BankOwnPayout(AgentId officer, uint32 payout);
    error BankNothing();
    /// @dev The day of a line is not in the future.
    error BankBadDay(uint32 day, uint32 today);
    /// @dev This line, or correction, was stated by two officers already.
    error BankAlreadyConfirmed(bytes32 booking);
    /// @dev A first officer has stated it; it can be confirmed until then (Unix seconds).
    error BankAlreadyBooked(bytes32 booking, AgentId first, uint40 confirmBy);
    /// @dev No booking of this officer waits under these values.
    error BankNotBooked(bytes32 booking, AgentId first);
    /// @dev The first officer has stated something else about it.
    error BankDiffers(bytes32 booking);
    error BankLapsed(bytes32 booking, uint40 confirmBy);
    /// @dev Only its first officer withdraws a booking, until it has lapsed or that officer is out of office.
    error BankNotYours(bytes32 booking, AgentId first, uint40 confirmBy);
    /// @dev Income is for guilds, organisations and the reserve (0).
    error BankBadRecipient(AgentId to);
    error BankPayoutNotIn(uint32 payout, PayoutState state, PayoutState needed);
    /// @dev A line pays a payout exactly, and brings back no more.
    error BankWrongAmount(uint32 payout, uint128 amount, uint128 due);
    error BankPayoutAtBank(uint32 payout, uint40 lockedUntil);
    error BankNotYourPayout(uint32 payout, AgentId to);
    /// @dev A correction takes a confirmed income line, a payout set aside (to agent 0), and no more than is left of the line.
    error BankNotCorrectable(bytes32 line, uint128 left);
    /// @dev Units go to the nation's books and to the keys of agents, nowhere else.
    error BankNoRecipient(address to);
    /// @dev A person hands units on to nobody: a book takes them by allowance, and by transfer only the reserve and this contract.
    error BankNotTransferable(address from, address to);
    /// @dev Only books take units by allowance.
    error BankNotABook(address account);
    error BankInsufficientAllowance(address owner, address spender, uint256 allowed, uint256 needed);
    /// @dev Units that wait to be paid out cannot be used; `keep` the payouts first.
    error BankInsufficient(address owner, uint256 available, uint256 needed);
    /// @dev While a recovery is pending, nothing of the agent's moves.
    error BankRecoveryPending(AgentId agent);

    // --- acts, in the order of life ------------------------------------------------------------------------------------

    /// @notice States a line that brought money; the second statement makes the units and books them.
    /// Requirements: an officer; the line is not confirmed and, for the first, not booked; at least two officers; an amount; a
    /// day not in the future; a guild, an organisation or 0. For the second: another officer, still in time, the same values,
    /// the first still in office; for a guild, a season is open (or it can be repeated when one is).
    function bookIncome(BookIncome calldata act, bytes calldata signature) external;

    /// @notice Says that payouts are being executed at the bank. Requirements: an officer; payouts that wait.
    function markSent(MarkSent calldata act, bytes calldata signature) external;

    /// @notice States the line that paid a payout; the second statement burns the units.
    /// Requirements: as `bookIncome`; a payout that waits, of this amount, not the officer's own.
    function markPaid(MarkPaid calldata act, bytes calldata signature) external;

    /// @notice States the line that brought a payment back; the second statement makes the units anew, as another payout.
    /// Requirements: as `bookIncome`; a payout that was paid, of at least this amount, not the officer's own.
    function markReturned(MarkReturned calldata act, bytes calldata signature) external;

    /// @notice States that an income line was wrong; the second statement burns what books have set aside for it.
    /// Once all of a line is undone, it can be booked anew. Requirements: as `bookIncome`; a confirmed income line; a payout to
    /// agent 0 that waits, of no more than is left of the line.
    function correct(Correct calldata act, bytes calldata signature) external;

    /// @notice Takes back what no second officer has confirmed. Requirements: its first
    /// officer; any officer once it has lapsed, or once the first is out of office.
    function withdrawBooking(WithdrawBooking calldata act, bytes calldata signature) external;

    /// @notice Keeps payouts, so that books can take the units by allowance.
    /// Requirements: the agent's own; they wait, and are not at the bank; no recovery is pending.
    function keep(Keep calldata act, bytes calldata signature) external;

    /// @notice Orders a payout of units kept. Requirements: as much is kept; no recovery is pending.
    function payOut(PayOut calldata act, bytes calldata signature) external returns (uint32 payout);

    // --- rules ---------------------------------------------------------------------------------------------------------

    /// @notice Appoints an officer for one term from now, or anew. Requirements: the nation; an active member; at most 16.
    function appointOfficer(AgentId officer) external;

    /// @notice Ends an office now. Requirements: the nation; in the list of officers.
    function dismissOfficer(AgentId officer) external;

    /// @notice Lets units lie in another contract of the nation, for ever. Requirements: the nation; a contract, nobody's key.
    function addBook(address book) external;

    /// @notice Sets the terms. Requirements: the nation; every term in its range.
    function setTerms(BankTerms calldata terms_) external;

    // --- what anyone can read ------------------------------------------------------------------------------------------

    function terms() external view returns (BankTerms memory);

    /// @notice Appointed and active now.
    function isOfficer(AgentId agent) external view returns (bool);

    /// @notice Those appointed and not dismissed, in no particular order; some may be out of office by now (`isOfficer`).
    function officers() external view returns (AgentId[] memory);

    /// @notice The end of an office (Unix seconds), 0 for whom none was given or who was dismissed.
    function officerUntil(AgentId agent) external view returns (uint40);

    function isBook(address account) external view returns (bool);

    /// @notice What has ever been made and burnt; the difference is the supply.
    function madeAndBurnt() external view returns (uint256 made, uint256 burnt);

    /// @notice What the bank account should hold: `supply`, with `waitingIn` that a first officer has stated to have come and
    /// without `waitingOut` that one has stated to have gone. (Bookings that lapsed count until they are withdrawn.)
    function reconciliation() external view returns (uint256 supply, uint256 waitingIn, uint256 waitingOut);

    /// @notice Units of an agent (0: set aside by the books).
    /// @return kept To use in the nation's books.
    /// @return waiting To be paid at the bank.
    function unitsOf(AgentId agent) external view returns (uint256 kept, uint256 waiting);

    function payoutOf(uint32 payout) external view returns (Payout memory);

    /// @notice Payouts are numbered from 1 to this one.
    function lastPayout() external view returns (uint32);

    /// @notice What the bank is given as a payout's reference, such as NG-7K3Q-0001C-XK: the account, the number and two
    /// letters that fail when one is mistyped (Crockford's base 32).
    function referenceOf(uint32 payout) external view returns (string memory);

    /// @notice By the id of a line, or of a correction.
    function bookingOf(bytes32 booking) external view returns (Booking memory);

    /// @notice The id of a line of this account's statement. @param out Money went out.
    function lineId(
        uint32 day,
        bool out,
        uint128 amount,
        bytes32 bankRef,
        uint16 position
    ) external view returns (bytes32);

    /// @notice The id of a correction.
    function correctionId(bytes32 line, uint32 payout) external view returns (bytes32);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Status} from "../membership/IMembers.sol";
import {AgentId} from "../types/Ids.sol";

/// @notice How fast the reserve may shrink.
struct ReserveTerms {
    uint32 period; // seconds; the cap counts anew in each
    uint16 capBps; // most that may leave in a period, of what was there when the first of it left; per token
}

/// @title Reserve: what the nation holds together and never divides
/// @notice Fed by the value equation and by anybody's gifts. The assembly spends and lends it, within a cap, to guilds and
/// organisations: never to a person, never back into a surplus. Under a loss rule it bears a part of a guild's loss, at most
/// what that guild has put in. A token is an ERC-20, or the zero address for the native coin.
interface IReserve {
    /// @dev Two slots. Without interest.
    struct Loan {
        AgentId borrower;
        address token;
        uint40 dueAt; // Unix seconds
        uint128 amount;
        uint128 repaid;
    }

    event TermsSet(ReserveTerms terms);
    event CoinsReceived(address indexed from, uint256 amount);
    /// @param purpose Salted hash of the decision's text.
    event Spent(AgentId indexed to, address indexed token, uint256 amount, bytes32 purpose);
    event Lent(
        uint256 indexed loan,
        AgentId indexed borrower,
        address indexed token,
        uint256 amount,
        uint40 dueAt,
        bytes32 purpose
    );
    event Repaid(uint256 indexed loan, address indexed from, uint256 amount);
    /// @notice The cap of a token began to count anew, from what was there.
    event PeriodBegan(address indexed token, uint256 period, uint256 held);

    /// @notice The reserve bore a part of a guild's loss.
    event LossCovered(AgentId indexed guild, address indexed token, uint256 amount);
    /// @notice The contract that books losses is known from now on, for good.
    event LossSeatFilled(address holder);

    /// @dev A period is 1 day to 10 years; a cap 1 to 10_000 basis points.
    error ReserveBadTerms(uint32 period, uint16 capBps);
    /// @dev Only a guild or an organisation is given anything from the reserve.
    error ReserveNotToPersons(AgentId to, Status status);
    error ReserveNothing();
    /// @dev More than the cap leaves in this period.
    error ReserveOverCap(uint256 requested, uint256 available);
    error ReserveBadDueDate(uint40 dueAt);
    error ReserveUnknownLoan(uint256 loan);
    error ReserveOverpaid(uint256 amount, uint256 outstanding);
    error ReserveWrongValue(uint256 sent, uint256 expected);
    error ReserveSeatTaken(address holder);
    error ReserveNotInSeat(address caller);
    error ReservePaymentFailed(address token, address to, uint256 amount);

    /// @notice Gives to a guild or an organisation. Requirements: the nation; not a person; within the cap.
    function spend(AgentId to, address token, uint256 amount, bytes32 purpose) external;

    /// @notice Lends to a guild or an organisation. Requirements: the nation; not a person; due in the future; within the cap.
    /// @return loan Its number, from 1.
    function lend(
        AgentId borrower,
        address token,
        uint256 amount,
        uint40 dueAt,
        bytes32 purpose
    ) external returns (uint256 loan);

    /// @notice Pays a loan back, in part or in full; anybody may, for the borrower. What arrived counts.
    /// Requirements: a loan; coins match; at most what is outstanding.
    function repay(uint256 loan, uint256 amount) external payable returns (uint256 received);

    /// @notice Sends to the caller what the reserve bears of a guild's loss. No cap of a period holds it back.
    /// @dev How much that is at most, the caller knows: what that guild has put in. Requirements: the seat of losses.
    /// @return sent Whether it was sent; otherwise nothing changed.
    function bear(AgentId guild, address token, uint256 amount) external returns (bool sent);

    /// @notice Names the contract that books losses, once and for good. Requirements: the nation; nobody in the seat.
    function fillLossSeat(address holder) external;

    /// @notice Sets the terms. Requirements: the nation; every term in its range.
    function setTerms(ReserveTerms calldata terms_) external;

    /// @notice The contract that books losses, or 0.
    function lossSeat() external view returns (address);

    function terms() external view returns (ReserveTerms memory);

    function loanOf(uint256 loan) external view returns (Loan memory);

    /// @notice Loans are numbered from 1 to this one.
    function lastLoan() external view returns (uint256);

    /// @notice Lent in a token and not yet paid back.
    function outstanding(address token) external view returns (uint256);

    /// @notice What left in the running period.
    function spentIn(address token) external view returns (uint256);

    /// @notice What may still leave in the running period.
    function available(address token) external view returns (uint256);
}

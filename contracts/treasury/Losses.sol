// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {AgentId} from "../types/Ids.sol";
import {Account, Accounts, Debt, Floors, Folio, LossAccount, LossBook, LossPart, Treasury} from "./Accounts.sol";
import {IExpenses} from "./IExpenses.sol";
import {IReserve} from "./IReserve.sol";
import {ISurplus} from "./ISurplus.sol";
import {Payments} from "./Payments.sol";

/// @title What a season owed beyond its income, and who bears it
/// @dev A linked library on the treasury's storage. `book` belongs to the close; all else comes member by member, by pull.
/// Must always hold: INV-210 what is due is what income, reserve and members bear and what nobody bears; INV-211 a loss pays
/// no more than was collected for it; INV-212 the reserve bears no more of a guild's losses than that guild has put into it;
/// INV-213 members' debts add up to what is still open of their parts, and nobody's part grows.
library Losses {
    using Accounts for Treasury;
    using SafeCast for uint256;

    uint256 private constant BPS = 10_000;

    /// @notice Books the loss of a season whose books are being closed, and draws the reserve's part.
    /// @dev What is left of the income is set aside for what is due, as costs; only what is missing is shared by the reserve
    /// and the members. What the reserve could not send falls to the members.
    /// @return due Approved and unpaid.
    function book(
        Treasury storage self,
        Floors memory floors,
        Account storage account,
        Folio memory folio,
        uint256 toReserveBps
    ) internal returns (uint256 due) {
        address seat = self.expensesSeat;
        if (seat == address(0)) return 0;
        due = IExpenses(seat).unpaidOf(folio.guild, folio.season, folio.token);
        if (due == 0) return 0;

        ISurplus.Loss memory loss;
        loss.due = due.toUint128();
        loss.fromIncome = uint128(Math.min(due, account.income - account.costs));
        account.costs += loss.fromIncome;
        uint256 missing = due - loss.fromIncome;
        uint256 drawn = 0;
        if (missing != 0) {
            uint256 received = 0;
            (drawn, received) = _draw(self, floors.reserve, folio, (missing * toReserveBps) / BPS);
            loss.byReserve = uint128(received);
            missing -= received;
        }
        if (missing != 0) {
            loss.total = floors.ledger.eligibleTotalsOf(folio.guild, folio.season)[0].toUint40();
            if (loss.total != 0) {
                loss.byMembers = uint128(missing);
                self.lossBook.isBorne[folio.token] = true;
            }
        }
        self.lossAt(folio).sums = loss;
        emit ISurplus.LossBooked(folio.guild, folio.season, folio.token, loss, drawn);
    }

    /// @notice See `ISurplus.pullLoss`.
    function pull(
        Treasury storage self,
        Floors memory floors,
        Folio memory folio,
        AgentId[] calldata members
    ) external {
        LossAccount storage account = self.lossAt(folio);
        ISurplus.Loss memory loss = account.sums;
        require(loss.due != 0, ISurplus.SurplusNoLoss(folio.guild, folio.season, folio.token));
        for (uint256 i = 0; i < members.length; ++i) _pullFrom(self, floors, folio, account, loss, members[i]);
        account.sums = loss;
    }

    /// @notice See `ISurplus.payFor`, of a season whose loss is booked. Requirements: a payee.
    function pay(
        Treasury storage self,
        Folio memory folio,
        address to,
        uint128 amount,
        bytes32 evidence
    ) internal returns (bool received) {
        ISurplus.Loss storage loss = self.lossAt(folio).sums;
        uint256 held = uint256(loss.fromIncome) + loss.byReserve + loss.collected - loss.paid;
        require(amount <= held, ISurplus.SurplusOverdraw(amount, held));
        loss.paid += amount;
        received = Payments.sendAmongMany(folio.token, to, amount);
        // Last, since only now it is known.
        if (received) emit ISurplus.LossPaid(folio.guild, folio.season, folio.token, to, amount, evidence);
        else loss.paid -= amount;
    }

    /// @notice Withholds of a member's share what they still bear of losses.
    /// @return rest What is left for the member.
    function restOf(
        Treasury storage self,
        Folio memory folio,
        AgentId member,
        uint256 share
    ) internal returns (uint256 rest) {
        if (!self.lossBook.isBorne[folio.token]) return share;
        Debt storage debt = self.lossBook.debts[member][folio.token];
        uint128 open = debt.open;
        if (open == 0) return share;
        // At most `open`.
        uint128 part = uint128(Math.min(share, open));
        (debt.open, debt.withheld) = (open - part, debt.withheld + part);
        emit ISurplus.ShareWithheld(folio.guild, folio.season, folio.token, member, part);
        return share - part;
    }

    // --- parts -------------------------------------------------------------------------------------------------------

    /// @dev At most what the reserve holds, and what this guild has put into it and not drawn yet.
    function _draw(
        Treasury storage self,
        address reserve,
        Folio memory folio,
        uint256 amount
    ) private returns (uint256 drawn, uint256 received) {
        LossBook storage losses = self.lossBook;
        uint256 putIn = losses.putIn[folio.guild][folio.token];
        amount = Math.min(amount, Math.min(putIn, _held(folio.token, reserve)));
        if (amount == 0) return (0, 0);
        uint256 before = _held(folio.token, address(this));
        if (!IReserve(reserve).bear(folio.guild, folio.token, amount)) return (0, 0);
        losses.putIn[folio.guild][folio.token] = putIn - amount;
        // Never more: what a token's hook lets arrive meanwhile was somebody else's.
        return (amount, Math.min(Math.saturatingSub(_held(folio.token, address(this)), before), amount));
    }

    /// @dev Counts a member's part, once; then takes what was withheld from shares and what was lent.
    function _pullFrom(
        Treasury storage self,
        Floors memory floors,
        Folio memory folio,
        LossAccount storage account,
        ISurplus.Loss memory loss,
        AgentId member
    ) private {
        LossPart memory part = account.parts[member];
        Debt memory debt = self.lossBook.debts[member][folio.token];
        bool isNew = part.amount == 0 && _count(floors, folio, account, loss, part, member);
        if (!isNew && part.open == 0) return;
        if (isNew) debt.open += part.open;

        // No overflow: the open parts of all a member's losses in a token are what is open and what is withheld.
        uint128 fromShares = uint128(Math.min(part.open, debt.withheld));
        uint256 lent = self.loans[member][folio.token];
        uint128 fromLoan = uint128(Math.min(part.open - fromShares, lent));
        part.open -= fromShares + fromLoan;
        (debt.open, debt.withheld) = (debt.open - fromLoan, debt.withheld - fromShares);
        if (fromLoan != 0) self.loans[member][folio.token] = lent - fromLoan;
        loss.collected += fromShares + fromLoan;
        account.parts[member] = part;
        self.lossBook.debts[member][folio.token] = debt;
        if (!isNew && fromShares + fromLoan == 0) return;
        emit ISurplus.LossBorne(
            folio.guild,
            folio.season,
            folio.token,
            member,
            part.amount,
            fromShares,
            fromLoan,
            loss.counted
        );
    }

    /// @dev Parts are rounded by what all before have borne together, so that they add up to the whole: one member's part may
    /// be a smallest unit more or less than another's of the same hours, or nothing.
    /// @return Whether the member's part was counted now.
    function _count(
        Floors memory floors,
        Folio memory folio,
        LossAccount storage account,
        ISurplus.Loss memory loss,
        LossPart memory part,
        AgentId member
    ) private returns (bool) {
        if (loss.byMembers == 0 || account.bearsNothing[member]) return false;
        uint256 credits = floors.ledger.eligibleCreditsOf(folio.guild, member, folio.season)[0];
        uint256 counted = loss.counted + credits;
        // Beyond the total, should the ledger ever say more than it said at the close, nobody bears anything.
        if (credits == 0 || counted > loss.total) return false;
        uint256 before = (uint256(loss.byMembers) * loss.counted) / loss.total;
        uint128 amount = uint128((loss.byMembers * counted) / loss.total - before);
        loss.counted = uint40(counted);
        (part.amount, part.open) = (amount, amount);
        if (amount == 0) account.bearsNothing[member] = true;
        return true;
    }

    function _held(address token, address holder) private view returns (uint256) {
        return token == Payments.NATIVE_COIN ? holder.balance : IERC20(token).balanceOf(holder);
    }
}

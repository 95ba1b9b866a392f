// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMembers, Status} from "../membership/IMembers.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Account, Accounts, Folio, Treasury} from "./Accounts.sol";
import {ISurplus} from "./ISurplus.sol";
import {Losses} from "./Losses.sol";
import {Payees} from "./Payees.sol";
import {Payments} from "./Payments.sol";

/// @title What is owed and lent, costs, and how money leaves
/// @dev A linked library on the treasury's storage. Who asked has been authenticated before. Nothing here can be stopped:
/// a payment fails only if its payee cannot receive it, or for another address than the agent's key while a recovery is
/// pending (INV-134).
library Balances {
    using Accounts for Treasury;

    /// @notice See `ISurplus.payCost`.
    function payCost(Treasury storage self, ISurplus.PayCost calldata act) external {
        _bookCost(self, Folio(act.by, act.season, act.token), act.to, act.amount);
        emit ISurplus.CostPaid(act.by, act.season, act.token, act.to, act.amount, act.evidence);
        pay(act.token, act.to, act.amount);
    }

    /// @notice See `ISurplus.payFor`.
    function payFor(
        Treasury storage self,
        Folio memory folio,
        address to,
        uint128 amount,
        bytes32 evidence
    ) external returns (bool received) {
        _requirePayee(to);
        if (self.lossAt(folio).sums.due != 0) return Losses.pay(self, folio, to, amount, evidence);
        _bookCost(self, folio, to, amount);
        received = Payments.sendAmongMany(folio.token, to, amount);
        // Last, since only now it is known.
        if (received) emit ISurplus.CostPaid(folio.guild, folio.season, folio.token, to, amount, evidence);
        else self.accountAt(folio).costs -= amount;
    }

    /// @notice See `ISurplus.withdraw`.
    function withdraw(
        Treasury storage self,
        IMembers members,
        AgentId agent,
        address token,
        address to
    ) external returns (uint256 amount) {
        amount = self.owed[agent][token];
        require(agent != NO_AGENT && amount != 0, ISurplus.SurplusNothingOwed(agent, token));
        _withdraw(self, agent, token, payeeOf(members, agent, to), amount);
    }

    /// @notice See `ISurplus.fillReserve`.
    function fillReserve(Treasury storage self, address reserve, address token) external returns (uint256 amount) {
        amount = self.owed[NO_AGENT][token];
        require(amount != 0, ISurplus.SurplusNothingOwed(NO_AGENT, token));
        _withdraw(self, NO_AGENT, token, reserve, amount);
    }

    /// @notice See `ISurplus.withdrawLoan`.
    function withdrawLoan(
        Treasury storage self,
        IMembers members,
        AgentId member,
        address token,
        address to
    ) external returns (uint256 amount) {
        (Status status, , , , ) = members.civicStatus(member);
        bool isDue = status == Status.Left || status == Status.Expelled;
        require(isDue, ISurplus.SurplusLoanNotDue(member, status));
        amount = self.loans[member][token];
        require(amount != 0, ISurplus.SurplusNothingOwed(member, token));

        address payee = payeeOf(members, member, to);
        self.loans[member][token] = 0;
        emit ISurplus.LoanWithdrawn(member, token, payee, amount);
        pay(token, payee, amount);
    }

    /// @notice See `ISurplus.payInside`.
    function payInside(Treasury storage self, IMembers members, ISurplus.PayInside calldata act) external {
        require(act.to != act.by && _isKnown(members, act.to), ISurplus.SurplusBadAgent(act.to));
        uint256 owed = self.owed[act.by][act.token];
        require(act.amount <= owed && act.amount != 0, ISurplus.SurplusOverdraw(act.amount, owed));
        _requireUncontested(members, act.by);
        self.owed[act.by][act.token] = owed - act.amount;
        self.owed[act.to][act.token] += act.amount;
        emit ISurplus.PaidInside(act.by, act.to, act.token, act.amount, act.ref);
    }

    /// @notice Where an agent's money goes: to its key, or to another address it names.
    /// @dev Another address than the agent's own key waits while the key is contested.
    function payeeOf(IMembers members, AgentId agent, address to) internal view returns (address) {
        (address key, ) = members.keyOf(agent);
        if (to == address(0) || to == key) return key;
        _requireUncontested(members, agent);
        return to;
    }

    /// @dev Money sent to this contract itself would be nobody's.
    function pay(address token, address to, uint256 amount) internal {
        require(to != address(this), ISurplus.SurplusBadPayee(to));
        require(Payments.send(token, to, amount), ISurplus.SurplusPaymentFailed(token, to, amount));
    }

    function _bookCost(Treasury storage self, Folio memory folio, address to, uint128 amount) private {
        _requirePayee(to);
        Account storage account = self.accountAt(folio);
        require(account.progress == 0, ISurplus.SurplusBooksClosed(folio.guild, folio.season, folio.token));
        uint256 available = account.income - account.costs;
        require(amount <= available, ISurplus.SurplusOverdraw(amount, available));
        account.costs += amount;
    }

    /// @dev Money sent to this contract itself would be nobody's.
    function _requirePayee(address to) private view {
        require(to != address(0) && to != address(this), ISurplus.SurplusBadPayee(to));
    }

    function _withdraw(Treasury storage self, AgentId agent, address token, address to, uint256 amount) private {
        self.owed[agent][token] = 0;
        emit ISurplus.Withdrawn(agent, token, to, amount);
        pay(token, to, amount);
    }

    function _isKnown(IMembers members, AgentId agent) private view returns (bool) {
        return members.agentOf(agent).status != Status.None;
    }

    function _requireUncontested(IMembers members, AgentId agent) private view {
        require(!Payees.isContested(members, agent), ISurplus.SurplusRecoveryPending(agent));
    }
}

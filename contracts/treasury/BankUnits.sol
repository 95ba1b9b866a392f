// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Status} from "../membership/IMembers.sol";
import {AgentId, NO_AGENT, NO_WORK} from "../types/Ids.sol";
import {BankRecords} from "./BankRecords.sol";
import {Payees} from "./Payees.sol";

/// @title The token of books and keys
/// @dev The part of `BankMoney` that moves units: as an ERC-20 between books, from books to agents, whose units wait to be paid
/// out, and from what agents keep into books. Who may make or burn units its heir has checked before. Must always hold:
/// INV-220 made - burnt = supply = what books and agents have; INV-224 units move from books and into books only.
abstract contract BankUnits is BankRecords {
    using SafeCast for uint256;

    // --- the token ---------------------------------------------------------------------------------------------------

    /// @notice Books send to each other, to the key of an agent (a payout) and to this contract (set aside). An agent's key
    /// sends what it keeps to the reserve, as a gift, or here.
    function transfer(address to, uint256 amount) external returns (bool) {
        if (_isBook[msg.sender]) {
            _fromBook(msg.sender, to, amount);
        } else {
            require(to == RESERVE || to == address(this), BankNotTransferable(msg.sender, to));
            _fromKey(msg.sender, to, amount);
        }
        return true;
    }

    /// @notice Only into books, and only by a book that is allowed to.
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        require(_isBook[to], BankNotABook(to));
        uint256 allowed = _allowances[from][msg.sender];
        require(amount <= allowed, BankInsufficientAllowance(from, msg.sender, allowed, amount));
        // Told, unlike by most tokens, so that logs alone rebuild what is allowed.
        if (allowed != type(uint256).max) _approve(from, msg.sender, allowed - amount);
        if (_isBook[from]) _fromBook(from, to, amount);
        else _fromKey(from, to, amount);
        return true;
    }

    /// @notice Only to books.
    function approve(address spender, uint256 amount) external returns (bool) {
        require(_isBook[spender], BankNotABook(spender));
        _approve(msg.sender, spender, amount);
        return true;
    }

    // --- books -------------------------------------------------------------------------------------------------------

    /// @dev In passing, units lie here too; what a book sends here is set aside.
    function _addOwnBook() internal {
        _isBook[address(this)] = true;
        emit BookAdded(address(this));
    }

    function _addBook(address book) internal {
        bool isOurs = book.code.length != 0 && MEMBERS.idOf(book) == NO_AGENT;
        require(isOurs, BankBadBook(book));
        _isBook[book] = true;
        emit BookAdded(book);
    }

    // --- units between books and keys --------------------------------------------------------------------------------

    /// @dev Makes units and books them. Everything of this contract's own is written before `Surplus` is called.
    function _deliver(AgentId to, uint128 amount, bytes32 payer, Status status) internal {
        _supply.plus += amount;
        if (to == NO_AGENT) {
            _unitsIn[RESERVE] += amount;
            emit Transfer(address(0), RESERVE, amount);
        } else if (status == Status.Organisation) {
            emit Transfer(address(0), _holder(to), amount);
            emit KeptChanged(to, _unitsOf[to].kept += amount);
        } else {
            _unitsIn[address(this)] += amount;
            emit Transfer(address(0), address(this), amount);
            _allowances[address(this)][address(SURPLUS)] = amount;
            SURPLUS.deposit(to, address(this), amount, NO_WORK, payer);
        }
    }

    function _approve(address owner, address spender, uint256 amount) private {
        _allowances[owner][spender] = amount;
        emit Approval(owner, spender, amount);
    }

    function _fromBook(address from, address to, uint256 amount) private {
        uint256 held = _unitsIn[from];
        require(amount <= held, BankInsufficient(from, held, amount));
        _unitsIn[from] = held - amount;
        _give(from, to, amount);
    }

    function _fromKey(address from, address to, uint256 amount) private {
        AgentId agent = _agentAt(from);
        require(agent != NO_AGENT, BankInsufficient(from, 0, amount));
        _useKept(agent, amount);
        _give(from, to, amount);
    }

    function _give(address from, address to, uint256 amount) private {
        emit Transfer(from, to, amount);
        if (to != address(this) && _isBook[to]) {
            _unitsIn[to] += amount;
            return;
        }
        // Units sent to a former key reach its agent all the same.
        AgentId agent = to == address(this) ? NO_AGENT : MEMBERS.idOf(to);
        require(to == address(this) || agent != NO_AGENT, BankNoRecipient(to));
        if (amount != 0) _order(agent, amount.toUint128(), from);
    }

    // --- what agents keep --------------------------------------------------------------------------------------------

    /// @dev Moves an agent's payouts to what it keeps.
    function _keep(AgentId by, uint32[] calldata payouts) internal {
        _requireUncontested(by);
        uint128 sum;
        for (uint256 i = 0; i < payouts.length; ++i) {
            uint32 id = payouts[i];
            Payout storage payout = _payoutIn(id, PayoutState.Waiting);
            require(payout.to == by, BankNotYourPayout(id, payout.to));
            require(block.timestamp > payout.lockedUntil, BankPayoutAtBank(id, payout.lockedUntil));
            payout.state = PayoutState.Kept;
            sum += payout.amount;
        }
        Units storage units = _unitsOf[by];
        (units.kept, units.waiting) = (units.kept + sum, units.waiting - sum);
        emit PayoutsKept(by, payouts);
        emit KeptChanged(by, units.kept);
    }

    function _useKept(AgentId agent, uint256 amount) internal {
        _requireUncontested(agent);
        uint256 kept = _unitsOf[agent].kept;
        require(amount <= kept, BankInsufficient(_holder(agent), kept, amount));
        _unitsOf[agent].kept = uint128(kept - amount);
        emit KeptChanged(agent, kept - amount);
    }

    function _requireUncontested(AgentId agent) private view {
        require(!Payees.isContested(MEMBERS, agent), BankRecoveryPending(agent));
    }

    // --- payouts -----------------------------------------------------------------------------------------------------

    /// @dev Orders a payout. @param from The book that paid; 0 = a payment that came back, or units kept.
    function _order(AgentId to, uint128 amount, address from) internal returns (uint32 id) {
        id = ++_lastPayout;
        _payouts[id] = Payout(to, amount, PayoutState.Waiting, uint40(block.timestamp), 0);
        _unitsOf[to].waiting += amount;
        emit PayoutOrdered(id, to, amount, from);
    }

    /// @dev Ends a payout that waits, and its units.
    function _burn(Payout storage payout, uint32 id, PayoutState state, bytes32 booking) internal {
        uint128 amount = payout.amount;
        _unitsOf[payout.to].waiting -= amount;
        _supply.minus += amount;
        _end(payout, id, state, booking);
        emit Transfer(_holder(payout.to), address(0), amount);
    }

    /// @dev Of a payout that was paid, makes what came back anew, as another one.
    function _return(Payout storage payout, uint32 id, uint128 amount, bytes32 booking) internal {
        _end(payout, id, PayoutState.Returned, booking);
        _supply.plus += amount;
        emit Transfer(address(0), _holder(payout.to), amount);
        _order(payout.to, amount, address(0));
    }

    function _payoutIn(uint32 id, PayoutState needed) internal view returns (Payout storage payout) {
        payout = _payouts[id];
        require(payout.state == needed, BankPayoutNotIn(id, payout.state, needed));
    }

    function _end(Payout storage payout, uint32 id, PayoutState state, bytes32 booking) private {
        payout.state = state;
        emit PayoutEnded(id, payout.to, state, booking);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMembers} from "../membership/IMembers.sol";
import {IChartered} from "../types/IChartered.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {BankReferences} from "./BankReferences.sol";
import {BankTerms, IBankMoney} from "./IBankMoney.sol";
import {ISurplus} from "./ISurplus.sol";

/// @title What is kept of one bank account, and what anyone can read of it
/// @dev Keeps units by book and by agent, payouts, officers, and what officers stated about lines. `BankUnits` moves the
/// units, `BankMoney` writes the rest.
abstract contract BankRecords is IBankMoney {
    /// @dev One slot.
    struct Units {
        uint128 kept;
        uint128 waiting; // the sum of the agent's payouts that wait
    }

    /// @dev One slot each.
    struct Pair {
        uint128 plus;
        uint128 minus;
    }

    IMembers internal immutable MEMBERS;
    ISurplus internal immutable SURPLUS;
    address internal immutable RESERVE;
    uint8 private immutable DECIMALS;

    string private _name;
    string private _currency;
    BankTerms internal _terms;
    uint32 internal _lastPayout;
    AgentId[] internal _officers;
    Pair internal _supply; //      made, burnt
    Pair internal _unconfirmed; // stated by a first officer: come, gone
    mapping(AgentId officer => uint40) internal _officerUntil;
    mapping(address book => bool) internal _isBook;
    mapping(address book => uint256) internal _unitsIn;
    mapping(AgentId agent => Units) internal _unitsOf; // agent 0: set aside by the books
    mapping(address owner => mapping(address book => uint256)) internal _allowances;
    mapping(uint32 payout => Payout) internal _payouts;
    mapping(bytes32 booking => Booking) internal _bookings;

    constructor(IMembers members, ISurplus surplus, string memory name_, string memory currency_, uint8 decimals_) {
        require(address(members) != address(0) && address(surplus) != address(0), IChartered.CharteredZeroAddress());
        MEMBERS = members;
        SURPLUS = surplus;
        RESERVE = surplus.reserve();
        DECIMALS = decimals_;
        _validateCurrency(currency_, decimals_);
        (_name, _currency) = (name_, currency_);
    }

    // --- the token ---------------------------------------------------------------------------------------------------

    /// @notice The account's name, by the charter.
    function name() external view returns (string memory) {
        return _name;
    }

    /// @notice The currency's code (ISO 4217).
    function symbol() external view returns (string memory) {
        return _currency;
    }

    /// @notice Of the currency: 2 where a unit is a cent.
    function decimals() external view returns (uint8) {
        return DECIMALS;
    }

    /// @notice Units that two officers made and have not burnt.
    function totalSupply() public view returns (uint256) {
        return _supply.plus - _supply.minus;
    }

    /// @notice Of a book, or of the agent whose present key this is: what it keeps and what waits to be paid out.
    function balanceOf(address account) external view returns (uint256) {
        if (account == address(this)) return _unitsIn[account] + _unitsOf[NO_AGENT].waiting;
        if (_isBook[account]) return _unitsIn[account];
        AgentId agent = _agentAt(account);
        Units memory units = _unitsOf[agent];
        return agent == NO_AGENT ? 0 : uint256(units.kept) + units.waiting;
    }

    /// @notice What a book may still take of an owner's units.
    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowances[owner][spender];
    }

    // --- the account -------------------------------------------------------------------------------------------------

    /// @inheritdoc IBankMoney
    function terms() external view returns (BankTerms memory) {
        return _terms;
    }

    /// @inheritdoc IBankMoney
    function isOfficer(AgentId agent) public view returns (bool) {
        return block.timestamp < _officerUntil[agent] && MEMBERS.isActive(agent);
    }

    /// @inheritdoc IBankMoney
    function officers() external view returns (AgentId[] memory) {
        return _officers;
    }

    /// @inheritdoc IBankMoney
    function officerUntil(AgentId agent) external view returns (uint40) {
        return _officerUntil[agent];
    }

    /// @inheritdoc IBankMoney
    function isBook(address account) external view returns (bool) {
        return _isBook[account];
    }

    /// @inheritdoc IBankMoney
    function madeAndBurnt() external view returns (uint256 made, uint256 burnt) {
        return (_supply.plus, _supply.minus);
    }

    /// @inheritdoc IBankMoney
    function reconciliation() external view returns (uint256 supply, uint256 waitingIn, uint256 waitingOut) {
        return (totalSupply(), _unconfirmed.plus, _unconfirmed.minus);
    }

    /// @inheritdoc IBankMoney
    function unitsOf(AgentId agent) external view returns (uint256 kept, uint256 waiting) {
        return (_unitsOf[agent].kept, _unitsOf[agent].waiting);
    }

    /// @inheritdoc IBankMoney
    function payoutOf(uint32 payout) external view returns (Payout memory) {
        return _payouts[payout];
    }

    /// @inheritdoc IBankMoney
    function lastPayout() external view returns (uint32) {
        return _lastPayout;
    }

    /// @inheritdoc IBankMoney
    function referenceOf(uint32 payout) external view returns (string memory) {
        return BankReferences.write(keccak256(abi.encode(block.chainid, address(this))), payout);
    }

    /// @inheritdoc IBankMoney
    function bookingOf(bytes32 booking) external view returns (Booking memory) {
        return _bookings[booking];
    }

    // --- keys --------------------------------------------------------------------------------------------------------

    /// @dev The agent whose present key this is.
    function _agentAt(address account) internal view returns (AgentId agent) {
        agent = MEMBERS.idOf(account);
        (address key, ) = MEMBERS.keyOf(agent);
        return key == account ? agent : NO_AGENT;
    }

    /// @dev Whose balance shows an agent's units.
    function _holder(AgentId agent) internal view returns (address key) {
        if (agent == NO_AGENT) return address(this);
        (key, ) = MEMBERS.keyOf(agent);
    }

    function _validateCurrency(string memory currency, uint8 decimals_) private pure {
        bytes memory letters = bytes(currency);
        bool isCode = letters.length == 3 && decimals_ <= 4;
        for (uint256 i = 0; isCode && i < 3; ++i) isCode = letters[i] >= "A" && letters[i] <= "Z";
        require(isCode, BankBadCurrency(currency, decimals_));
    }
}

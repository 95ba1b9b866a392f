// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice What real tokens have been seen to do.
enum Quirk {
    None,
    ReturnsFalse, // moves nothing and says so
    ReturnsNothing, // moves, and answers with no data at all
    Reverts,
    TakesFee, // one percent of what is sent is burnt
    Blocks, // refuses one payee
    Reenters, // calls somebody with data set beforehand
    RefusesZero,
    Lies, // says yes and moves nothing
    BurnsGas,
    Inflates, // says everybody holds twice what they do
    Adds // one percent more arrives than is sent
}

/// @title A token whose behaviour can change at any time
contract OddToken is ERC20 {
    uint8 private immutable DECIMALS;

    Quirk public quirk;
    address public blocked;
    address private _target;
    bytes private _data;
    bool private _entered;
    /// @notice Re-entrant calls that got through.
    uint256 public reentries;
    /// @notice What the last refused re-entrant call answered.
    bytes public refusal;

    error OddTokenRefused();

    constructor(uint8 decimals_) ERC20("Odd", "ODD") {
        DECIMALS = decimals_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice A rebase as one holder sees it.
    function setBalance(address holder, uint256 amount) external {
        uint256 balance = balanceOf(holder);
        if (amount > balance) _mint(holder, amount - balance);
        else _burn(holder, balance - amount);
    }

    function setQuirk(Quirk quirk_) external {
        quirk = quirk_;
    }

    function blockPayee(address blocked_) external {
        (quirk, blocked) = (Quirk.Blocks, blocked_);
    }

    function reenterWith(address target, bytes calldata data) external {
        (quirk, _target, _data) = (Quirk.Reenters, target, data);
    }

    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }

    function balanceOf(address holder) public view override returns (uint256) {
        return super.balanceOf(holder) * (quirk == Quirk.Inflates ? 2 : 1);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (!_moves()) return quirk != Quirk.ReturnsFalse;
        super.transfer(to, amount);
        return _answer();
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (!_moves()) return quirk != Quirk.ReturnsFalse;
        super.transferFrom(from, to, amount);
        return _answer();
    }

    function _moves() private returns (bool) {
        require(quirk != Quirk.Reverts, OddTokenRefused());
        while (quirk == Quirk.BurnsGas) ++reentries;
        return quirk != Quirk.ReturnsFalse && quirk != Quirk.Lies;
    }

    function _answer() private view returns (bool) {
        if (quirk == Quirk.ReturnsNothing) {
            assembly {
                return(0, 0)
            }
        }
        return true;
    }

    function _update(address from, address to, uint256 amount) internal override {
        bool isTransfer = from != address(0) && to != address(0);
        if (isTransfer && quirk == Quirk.Blocks) require(to != blocked, OddTokenRefused());
        if (isTransfer && quirk == Quirk.RefusesZero) require(amount != 0, OddTokenRefused());
        if (isTransfer && quirk == Quirk.TakesFee) {
            uint256 fee = amount / 100;
            super._update(from, address(0), fee);
            amount -= fee;
        }
        super._update(from, to, amount);
        if (isTransfer && quirk == Quirk.Adds) super._update(address(0), to, amount / 100);
        if (isTransfer && quirk == Quirk.Reenters && !_entered) _reenter();
    }

    function _reenter() private {
        _entered = true;
        (bool success, bytes memory answer) = _target.call(_data);
        if (success) ++reentries;
        else refusal = answer;
        _entered = false;
    }
}

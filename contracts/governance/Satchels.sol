// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Payments} from "../treasury/Payments.sol";
import {AgentId} from "../types/Ids.sol";
import {IMoving} from "./IMoving.sol";
import {Satchel} from "./Satchel.sol";

/// @title Satchels: an address for each agent, to which its owner sends what is to be carried
/// @dev Minimal clones, of which each is made when it is first emptied; until then its address is known and holds money.
library Satchels {
    /// @dev The address of an agent's satchel, made or not.
    /// @param satchel What satchels are clones of.
    function satchelOf(address satchel, AgentId agent) internal view returns (address) {
        return Clones.predictDeterministicAddress(satchel, _saltOf(agent));
    }

    /// @dev Sends all of a token that a satchel holds; returns how much, in its smallest unit. Reverts with `MovingNothing` if
    /// that is nothing, or if there is nobody to send it to, and with `MovingPaymentFailed`.
    function empty(address satchel, AgentId agent, address token, address to) internal returns (uint256 amount) {
        address own = satchelOf(satchel, agent);
        amount = balanceOf(own, token);
        // An agent that is not there has no key.
        require(amount != 0 && to != address(0), IMoving.MovingNothing(agent, token));
        if (own.code.length == 0) Clones.cloneDeterministic(satchel, _saltOf(agent));
        require(Satchel(payable(own)).send(token, to, amount), IMoving.MovingPaymentFailed(token, to, amount));
    }

    /// @dev What somebody holds of a token, or of the native coin.
    function balanceOf(address holder, address token) internal view returns (uint256) {
        return token == Payments.NATIVE_COIN ? holder.balance : IERC20(token).balanceOf(holder);
    }

    function _saltOf(AgentId agent) private pure returns (bytes32) {
        return bytes32(uint256(AgentId.unwrap(agent)));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {AgentId} from "../types/Ids.sol";
import {IExpenses} from "../treasury/IExpenses.sol";
import {IStatements} from "../types/IStatements.sol";
import {ICouncils} from "./ICouncils.sol";

/// @title What guilds let their stewards do as routine
/// @dev A linked library that works on a list in the storage of `Councils`. A listed act may name the argument that is its
/// amount; what an act takes of the sum is gone when it is proposed, whatever becomes of it, so that no number of acts
/// beside each other spends more. Must always hold: INV-364 since a guild listed a call, its stewards have proposed no act
/// of it above `most`, and all of them together no more than the guild gave.
library Routines {
    struct List {
        mapping(AgentId guild => mapping(address target => mapping(bytes4 selector => ICouncils.Routine))) byCall;
    }

    bytes4 private constant MULTICALL = bytes4(keccak256("multicall(bytes[])"));
    uint256 private constant SELECTOR_BYTES = 4;
    uint256 private constant WORD_BYTES = 32;

    /// @notice See `ICouncils.setRoutine`. What is routine is never itself decided as routine; nor is a call that carries others,
    /// for what the guild lists would be anything that its account can sign.
    function set(List storage self, ICouncils.SetRoutine calldata act) external {
        bool carries = act.selector == IStatements.carry.selector || act.selector == MULTICALL;
        // A grant has a list in it, so it can be encoded in several ways: its amount need not stand where it is read.
        bool hides = act.word != 0 && act.selector == IExpenses.grant.selector;
        require(
            act.target != address(this) && !carries && !hides,
            ICouncils.CouncilsNotRoutine(act.by, act.target, act.selector)
        );
        self.byCall[act.by][act.target][act.selector] = ICouncils.Routine(act.isListed, act.word, act.most, act.left);
        emit ICouncils.RoutineSet(act.by, act.target, act.selector, act.isListed, act.word, act.most, act.left);
    }

    /// @notice Reverts unless the guild has listed the call and its amount is within both limits; takes it off the sum.
    function use(List storage self, ICouncils.ProposeRoutine calldata act) external {
        // Of calls that select a function, none has the selector of plain payments.
        bytes4 selector = act.data.length == 0 ? bytes4(0) : bytes4(act.data);
        ICouncils.Routine storage routine = self.byCall[act.guild][act.target][selector];
        uint256 end = SELECTOR_BYTES + routine.word * WORD_BYTES;
        bool isReadable = act.data.length == 0 ? routine.word == 0 : selector != 0 && act.data.length >= end;
        require(routine.isListed && isReadable, ICouncils.CouncilsNotRoutine(act.guild, act.target, selector));
        uint256 most = Math.min(routine.most, routine.left);
        uint256 amount = act.value;
        if (routine.word != 0) {
            require(amount == 0, ICouncils.CouncilsOverRoutine(amount, 0));
            amount = uint256(bytes32(act.data[end - WORD_BYTES:end]));
        }
        require(amount <= most, ICouncils.CouncilsOverRoutine(amount, most));
        routine.left -= uint128(amount);
        emit ICouncils.RoutineUsed(act.guild, act.target, selector, amount);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ForeignRegister} from "../../../contracts/membership/ForeignRegister.sol";
import {AgentId} from "../../../contracts/types/Ids.sol";

/// @dev Answers whatever it was made with.
contract Parrot {
    bytes private _answer;

    constructor(bytes memory answer) {
        _answer = answer;
    }

    fallback(bytes calldata) external returns (bytes memory) {
        return _answer;
    }
}

contract ForeignRegisterTest {
    using ForeignRegister for address;

    AgentId private constant SOMEBODY = AgentId.wrap(7);

    function testFuzz_answersAnythingWithoutAReversion(bytes calldata answer) external {
        address register = address(new Parrot(answer));
        (bool active, bool answered) = register.isActive(SOMEBODY);
        bool isTruth = answer.length == 32 && uint256(bytes32(answer)) <= 1;
        assert(answered == isTruth);
        assert(active == (isTruth && uint256(bytes32(answer)) == 1));
        if (answer.length != 64) _verifyNoKey(register);
    }

    function testFuzz_takesAWordOnlyIfItIsTrueOrFalse(uint256 word) external {
        (bool active, bool answered) = address(new Parrot(abi.encode(word))).isActive(SOMEBODY);
        assert(answered == (word <= 1));
        assert(active == (word == 1));
    }

    function testFuzz_takesAKeyOnlyIfBothWordsFitTheirTypes(uint256 first, uint256 second) external {
        (address key, uint8 keyEpoch) = address(new Parrot(abi.encode(first, second))).keyOf(SOMEBODY);
        bool fits = first <= type(uint160).max && second <= type(uint8).max;
        assert(key == (fits ? address(uint160(first)) : address(0)));
        assert(keyEpoch == (fits ? second : 0));
    }

    function testFuzz_takesAKeyThatFits(address first, uint8 second) external {
        (address key, uint8 keyEpoch) = address(new Parrot(abi.encode(first, second))).keyOf(SOMEBODY);
        assert(key == first && keyEpoch == second);
    }

    function testFuzz_asksWhereThereIsNoContract(address register) external view {
        if (register.code.length != 0 || uint160(register) <= type(uint16).max) return;
        (bool active, bool answered) = register.isActive(SOMEBODY);
        assert(!active && !answered);
        _verifyNoKey(register);
    }

    function _verifyNoKey(address register) private view {
        (address key, uint8 keyEpoch) = register.keyOf(SOMEBODY);
        assert(key == address(0) && keyEpoch == 0);
    }
}

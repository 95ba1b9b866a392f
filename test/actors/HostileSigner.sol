// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title A contract key that first behaves, so that it gets into the register, and then answers as badly as it can
contract HostileSigner is IERC1271 {
    enum Mood {
        Agree, // the right answer
        Decline,
        Revert,
        BurnGas,
        AnswerTrue, // a word, but not the magic one
        AnswerNothing,
        AnswerShort, // the magic value without its padding
        AnswerLong // the magic value and 64 KiB after it
    }

    Mood public mood;

    error HostileSignerRefused();

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        Mood now_ = mood;
        if (now_ == Mood.Agree) return IERC1271.isValidSignature.selector;
        if (now_ == Mood.Decline) return bytes4(0xffffffff);
        if (now_ == Mood.Revert) revert HostileSignerRefused();
        if (now_ == Mood.BurnGas) _burnGas();
        bytes memory answer;
        if (now_ == Mood.AnswerTrue) answer = abi.encode(true);
        if (now_ == Mood.AnswerShort) answer = abi.encodePacked(IERC1271.isValidSignature.selector);
        if (now_ == Mood.AnswerLong) answer = abi.encode(IERC1271.isValidSignature.selector, new bytes(65_536));
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }

    function _burnGas() private view {
        uint256 i = 0;
        while (gasleft() != 0) ++i;
    }
}

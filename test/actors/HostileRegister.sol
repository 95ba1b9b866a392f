// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title The register of another nation, which first behaves, so that it is recognised, and then answers as badly as it can
contract HostileRegister {
    enum Mood {
        Honest,
        Revert,
        BurnGas,
        AnswerNothing,
        AnswerShort, // 31 bytes
        AnswerLong, // the right words and 64 KiB after them
        AnswerWide // a truth of 2; a key and an epoch with bits beyond their types
    }

    Mood public mood;
    mapping(uint32 agent => address) private _keyOf;
    mapping(uint32 agent => bool) private _isActive;

    error HostileRegisterRefused();

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function set(uint32 agent, address key, bool active) external {
        (_keyOf[agent], _isActive[agent]) = (key, active);
    }

    function isActive(uint32 agent) external view returns (bool) {
        _answer(abi.encode(_isActive[agent]), abi.encode(2));
        return _isActive[agent];
    }

    function keyOf(uint32 agent) external view returns (address key, uint8 keyEpoch) {
        _answer(abi.encode(_keyOf[agent], 0), abi.encode(uint256(uint160(_keyOf[agent])) | (1 << 160), 256));
        return (_keyOf[agent], 0);
    }

    function _answer(bytes memory honest, bytes memory wide) private view {
        Mood now_ = mood;
        if (now_ == Mood.Honest) return;
        if (now_ == Mood.Revert) revert HostileRegisterRefused();
        if (now_ == Mood.BurnGas) _burnGas();
        bytes memory answer;
        if (now_ == Mood.AnswerShort) answer = new bytes(31);
        if (now_ == Mood.AnswerLong) answer = bytes.concat(honest, new bytes(65_536));
        if (now_ == Mood.AnswerWide) answer = wide;
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }

    function _burnGas() private view {
        uint256 i = 0;
        while (gasleft() != 0) ++i;
    }
}

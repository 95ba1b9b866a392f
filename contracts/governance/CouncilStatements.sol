// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ICouncils} from "./ICouncils.sol";

/// @title What the authors of acts in a council sign
/// @dev Each act as EIP-712 encodes it, without the key epoch: a text, and each item of a list of calls, as its hash.
library CouncilStatements {
    bytes32 private constant PROPOSE = keccak256(
        "Propose(uint32 by,uint32 guild,address[] targets,uint256[] values,bytes[] calldatas,string description,"
        "uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant PROPOSE_ROUTINE = keccak256(
        "ProposeRoutine(uint32 by,uint32 guild,address target,uint256 value,bytes data,string description,"
        "uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant ASK = keccak256(
        "Ask(uint32 by,uint256 proposal,bytes32 question,string text,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant ANSWER = keccak256(
        "Answer(uint32 by,uint256 proposal,uint24 question,bytes32 answer,string text,uint256 nonce,uint40 deadline,"
        "uint8 keyEpoch)"
    );
    bytes32 private constant OBJECT_TO = keccak256(
        "ObjectTo(uint32 by,uint256 proposal,uint8 round,bytes32 reason,string text,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant TAKE_BACK = keccak256(
        "TakeBack(uint32 by,uint256 proposal,uint8 round,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant AMEND = keccak256(
        "Amend(uint32 by,uint256 proposal,uint8 round,address[] targets,uint256[] values,bytes[] calldatas,"
        "string description,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant CAST_VOTE = keccak256(
        "CastVote(uint32 by,uint256 proposal,uint8 choice,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW = keccak256(
        "Withdraw(uint32 by,uint256 proposal,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant SET_ROUTINE = keccak256(
        "SetRoutine(uint32 by,address target,bytes4 selector,bool isListed,uint8 word,uint112 most,uint128 left,"
        "uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    function statementOf(ICouncils.Propose calldata act) internal pure returns (bytes memory) {
        return
            abi.encode(
                PROPOSE,
                act.by,
                act.guild,
                _packed(act.targets),
                _packed(act.values),
                _packed(act.calldatas),
                keccak256(bytes(act.description)),
                act.nonce,
                act.deadline
            );
    }

    function statementOf(ICouncils.ProposeRoutine calldata act) internal pure returns (bytes memory) {
        return
            abi.encode(
                PROPOSE_ROUTINE,
                act.by,
                act.guild,
                act.target,
                act.value,
                keccak256(act.data),
                keccak256(bytes(act.description)),
                act.nonce,
                act.deadline
            );
    }

    function statementOf(ICouncils.Ask calldata act) internal pure returns (bytes memory) {
        return abi.encode(ASK, act.by, act.proposal, act.question, keccak256(bytes(act.text)), act.nonce, act.deadline);
    }

    function statementOf(ICouncils.Answer calldata act) internal pure returns (bytes memory) {
        return
            abi.encode(
                ANSWER,
                act.by,
                act.proposal,
                act.question,
                act.answer,
                keccak256(bytes(act.text)),
                act.nonce,
                act.deadline
            );
    }

    function statementOf(ICouncils.ObjectTo calldata act) internal pure returns (bytes memory) {
        return
            abi.encode(
                OBJECT_TO,
                act.by,
                act.proposal,
                act.round,
                act.reason,
                keccak256(bytes(act.text)),
                act.deadline
            );
    }

    function statementOf(ICouncils.TakeBack calldata act) internal pure returns (bytes memory) {
        return abi.encode(TAKE_BACK, act);
    }

    function statementOf(ICouncils.Amend calldata act) internal pure returns (bytes memory) {
        return
            abi.encode(
                AMEND,
                act.by,
                act.proposal,
                act.round,
                _packed(act.targets),
                _packed(act.values),
                _packed(act.calldatas),
                keccak256(bytes(act.description)),
                act.deadline
            );
    }

    function statementOf(ICouncils.CastVote calldata act) internal pure returns (bytes memory) {
        return abi.encode(CAST_VOTE, act);
    }

    function statementOf(ICouncils.Withdraw calldata act) internal pure returns (bytes memory) {
        return abi.encode(WITHDRAW, act);
    }

    function statementOf(ICouncils.SetRoutine calldata act) internal pure returns (bytes memory) {
        return abi.encode(SET_ROUTINE, act);
    }

    function _packed(address[] calldata targets) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(targets));
    }

    function _packed(uint256[] calldata values) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(values));
    }

    function _packed(bytes[] calldata calldatas) private pure returns (bytes32) {
        bytes32[] memory calls = new bytes32[](calldatas.length);
        for (uint256 i = 0; i < calls.length; ++i) calls[i] = keccak256(calldatas[i]);
        return keccak256(abi.encodePacked(calls));
    }
}

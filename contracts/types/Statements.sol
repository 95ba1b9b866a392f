// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IAgents} from "./IAgents.sol";
import {AgentId} from "./Ids.sol";
import {IStatements} from "./IStatements.sol";

/// @title The author of an act, proven
/// @dev An act is a struct whose EIP-712 type ends in `uint8 keyEpoch`, a field the caller does not supply: the
/// contract adds the author's present epoch, so a signature dies with the key that made it. Acts that state alone
/// makes unrepeatable (a ballot, an appraisal) call `_authenticate`; all others carry a nonce and call
/// `_authenticateOnce`. Nonces are unordered (bitmaps), so that statements signed offline can arrive in any order.
///
/// ECDSA is tried before ERC-1271, since almost every key is an EOA, and one delegated by EIP-7702 still is. The
/// ERC-1271 call gets at most `CONTRACT_SIGNATURE_GAS` and cannot make a carried batch fail.
abstract contract Statements is IStatements, EIP712 {
    uint256 internal constant CONTRACT_SIGNATURE_GAS = 150_000;

    mapping(AgentId by => mapping(uint256 word => uint256 bits)) private _usedNonces;

    /// @dev `name` is the contract's own, so that no statement for one contract can be carried to another.
    constructor(string memory name) EIP712(name, "1") {}

    /// @inheritdoc IStatements
    function carry(bytes[] calldata calls) external returns (uint256 carried) {
        for (uint256 i = 0; i < calls.length; ++i) {
            // A call of this contract to its own code: sender and storage stay, so each act's own checks decide.
            (bool success, bytes memory reason) = address(this).delegatecall(calls[i]);
            if (success) ++carried;
            else emit CallSkipped(i, reason);
        }
    }

    /// @inheritdoc IStatements
    function cancelNonce(AgentId by, uint256 nonce) external {
        (address key, ) = _keyOf(by);
        require(msg.sender == key, StatementNotByKeyHolder(by, msg.sender));
        _useNonce(by, nonce);
    }

    /// @inheritdoc IStatements
    function usedNonces(AgentId by, uint256 word) external view returns (uint256 bits) {
        return _usedNonces[by][word];
    }

    /// @dev The register that knows the authors' keys.
    function _agents() internal view virtual returns (IAgents);

    /// @dev The register itself reads its own storage here instead of calling itself.
    function _keyOf(AgentId agent) internal view virtual returns (address key, uint8 keyEpoch) {
        return _agents().keyOf(agent);
    }

    /// @dev Reverts unless `by` says this. `encoded` is `abi.encode(TYPEHASH, fields …)` without the key epoch.
    function _authenticate(AgentId by, uint40 deadline, bytes memory encoded, bytes calldata signature) internal view {
        (address key, uint8 keyEpoch) = _keyOf(by);
        _authenticateAs(by, key, keyEpoch, deadline, encoded, signature);
    }

    /// @dev As `_authenticate`, where the key and its epoch have been asked for with more. `encoded` is not looked at if there
    /// is no signature.
    function _authenticateAs(
        AgentId by,
        address key,
        uint8 keyEpoch,
        uint40 deadline,
        bytes memory encoded,
        bytes calldata signature
    ) internal view {
        require(block.timestamp <= deadline, StatementExpired(by, deadline));
        if (signature.length == 0) {
            require(msg.sender == key, StatementNotByKeyHolder(by, msg.sender));
        } else {
            bytes32 digest = _hashTypedDataV4(keccak256(abi.encodePacked(encoded, uint256(keyEpoch))));
            require(_isSignedBy(key, digest, signature), StatementBadSignature(by));
        }
    }

    /// @dev As `_authenticate`, and no signed statement with this nonce can be carried again.
    function _authenticateOnce(
        AgentId by,
        uint256 nonce,
        uint40 deadline,
        bytes memory encoded,
        bytes calldata signature
    ) internal {
        _authenticate(by, deadline, encoded, signature);
        if (signature.length != 0) _useNonce(by, nonce);
    }

    /// @dev Whether `key` signed `digest`; false, never a revert, for anything malformed.
    function _isSignedBy(address key, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && signer == key && key != address(0)) return true;
        if (key.code.length == 0) return false;
        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        bool answered;
        bytes32 answer;
        // One word is copied, whatever is answered: long answers would use up the memory, and so the gas, of a whole batch.
        assembly ("memory-safe") {
            let success := staticcall(CONTRACT_SIGNATURE_GAS, key, add(question, 0x20), mload(question), 0x00, 0x20)
            answered := and(success, eq(returndatasize(), 0x20))
            answer := mload(0x00)
        }
        return answered && answer == bytes32(IERC1271.isValidSignature.selector);
    }

    function _useNonce(AgentId by, uint256 nonce) private {
        uint256 bit = 1 << (nonce % 256);
        uint256 word = nonce / 256;
        uint256 used = _usedNonces[by][word];
        require(used & bit == 0, StatementNonceUsed(by, nonce));
        _usedNonces[by][word] = used | bit;
        emit NonceUsed(by, nonce);
    }
}

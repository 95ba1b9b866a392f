// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {SignerECDSA} from "@openzeppelin/contracts/utils/cryptography/signers/SignerECDSA.sol";

/// @title A small contract wallet: one owner, who signs for it (ERC-1271) and sends through it
contract ContractWallet is SignerECDSA, IERC1271 {
    error WalletOnlyOwner(address caller);

    constructor(address owner) SignerECDSA(owner) {}

    receive() external payable {}

    function send(address target, uint256 value, bytes calldata data) external payable returns (bytes memory) {
        require(msg.sender == signer(), WalletOnlyOwner(msg.sender));
        return Address.functionCallWithValue(target, data, value);
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return _rawSignatureValidation(hash, signature) ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "./Ids.sol";

/// @title Acts as statements: who says it, until when, and that nobody says it twice
/// @notice Every act names its author (`by`) and a `deadline` (Unix seconds). With an empty signature the sender must
/// hold the author's key; with a signature (EIP-712, by an EOA or an ERC-1271 contract) anybody may carry it.
interface IStatements {
    /// @notice A call of a carried batch was skipped; the others were carried out.
    /// @param index Place of the call in the batch, from 0.
    /// @param reason Revert data of the call: an ABI-encoded custom error.
    event CallSkipped(uint256 indexed index, bytes reason);
    /// @notice An agent used a nonce, so that no signed statement can use it again.
    event NonceUsed(AgentId indexed by, uint256 nonce);

    /// @dev The statement was valid until `deadline` (Unix seconds).
    error StatementExpired(AgentId by, uint40 deadline);
    /// @dev No signature was given and the sender does not hold the author's key.
    error StatementNotByKeyHolder(AgentId by, address sender);
    /// @dev The signature is not by the author's present key over exactly this statement on this chain and contract.
    error StatementBadSignature(AgentId by);
    /// @dev A statement with this nonce was already carried out, or its author has cancelled it.
    error StatementNonceUsed(AgentId by, uint256 nonce);

    /// @notice Carries out many calls to this contract in one transaction; one that fails is skipped with its reason.
    /// @param calls ABI-encoded calls of this contract's functions, most of them with signed statements.
    /// @return carried How many calls were carried out.
    function carry(bytes[] calldata calls) external returns (uint256 carried);

    /// @notice Makes a nonce unusable, so that a statement already signed with it can no longer be carried.
    /// Requirements: the sender holds the key of `by`; the nonce is unused.
    function cancelNonce(AgentId by, uint256 nonce) external;

    /// @notice Which of 256 nonces an agent has used: bit `nonce % 256` of the word `nonce / 256`.
    function usedNonces(AgentId by, uint256 word) external view returns (uint256 bits);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

import {IGuilds} from "./IGuilds.sol";

/// @title A guild's account: its address on chain
/// @notice Holds money and rights of one guild and acts only on its council's decision.
/// @dev Deployed once as an implementation and cloned for each guild. Keeps nothing but what it is sent. The contract
/// that commands it is asked from `Guilds` at each call, so a clone made before that seat is filled obeys nobody.
contract GuildAccount is ERC721Holder, ERC1155Holder {
    IGuilds private immutable GUILDS;

    event AccountExecuted(address indexed target, uint256 value, bytes data);

    error AccountOnlyCouncils(address caller);

    constructor(IGuilds guilds) {
        GUILDS = guilds;
    }

    receive() external payable {}

    /// @notice Calls `target` as the guild. Requirements: the caller is the nation's `Councils`. Bubbles up a revert.
    function execute(address target, uint256 value, bytes calldata data) external returns (bytes memory result) {
        require(msg.sender == GUILDS.councils(), AccountOnlyCouncils(msg.sender));
        emit AccountExecuted(target, value, data);
        if (data.length != 0) return Address.functionCallWithValue(target, data, value);
        // A plain payment: the payee need not be a contract.
        Address.sendValue(payable(target), value);
    }
}

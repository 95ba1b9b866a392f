// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";

/// @title ERC-5192: a token that never moves by its holder's will
interface IERC5192 {
    event Locked(uint256 tokenId);
    event Unlocked(uint256 tokenId);

    function locked(uint256 tokenId) external view returns (bool);
}

/// @title The passport: membership as other tools read it
/// @notice The read side of ERC-721 (token id = agent id), locked for ever (ERC-5192), and of `IVotes` (one active
/// member, one vote, at any past second). A passport moves only when its holder's key changes; there is no delegation.
interface IPassport is IERC721Metadata, IERC5192, IERC5805 {
    /// @dev Passports are not given away, lent or approved.
    error PassportNotTransferable();
    /// @dev A civic vote is not delegated.
    error PassportNotDelegable();
    error PassportUnknown(uint256 tokenId);
    /// @dev ERC-721: nobody asks what the zero address holds.
    error PassportZeroOwner();
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {IERC5192, IPassport} from "./IPassport.sol";

/// @title The standard faces of a membership
/// @dev Keeps nothing: everything is read from the register through the three functions at the end.
abstract contract Passport is IPassport {
    bytes4 private constant ERC6372_ID = type(IERC6372).interfaceId;

    /// @inheritdoc IERC721
    function balanceOf(address owner) external view returns (uint256) {
        require(owner != address(0), PassportZeroOwner());
        return _passportOf(owner) == 0 ? 0 : 1;
    }

    /// @inheritdoc IERC721
    function ownerOf(uint256 tokenId) external view returns (address) {
        return _requireHolder(tokenId);
    }

    /// @inheritdoc IERC721Metadata
    function name() external pure returns (string memory) {
        return "Neoguild Passport";
    }

    /// @inheritdoc IERC721Metadata
    function symbol() external pure returns (string memory) {
        return "PASSPORT";
    }

    /// @inheritdoc IERC721Metadata
    /// @dev Empty: nothing personal is kept on chain.
    function tokenURI(uint256 tokenId) external view returns (string memory) {
        _requireHolder(tokenId);
        return "";
    }

    /// @inheritdoc IERC5192
    function locked(uint256 tokenId) external view returns (bool) {
        _requireHolder(tokenId);
        return true;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return
            id == type(IERC165).interfaceId ||
            id == type(IERC721).interfaceId ||
            id == type(IERC721Metadata).interfaceId ||
            id == type(IERC5192).interfaceId ||
            id == type(IVotes).interfaceId ||
            id == ERC6372_ID;
    }

    /// @inheritdoc IERC721
    function getApproved(uint256 tokenId) external view returns (address) {
        _requireHolder(tokenId);
        return address(0);
    }

    /// @inheritdoc IERC721
    function isApprovedForAll(address, address) external pure returns (bool) {
        return false;
    }

    function approve(address, uint256) external pure {
        revert PassportNotTransferable();
    }

    function setApprovalForAll(address, bool) external pure {
        revert PassportNotTransferable();
    }

    function transferFrom(address, address, uint256) external pure {
        revert PassportNotTransferable();
    }

    function safeTransferFrom(address, address, uint256) external pure {
        revert PassportNotTransferable();
    }

    function safeTransferFrom(address, address, uint256, bytes calldata) external pure {
        revert PassportNotTransferable();
    }

    /// @inheritdoc IERC6372
    function clock() external view returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @inheritdoc IERC6372
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc IVotes
    function getVotes(address account) external view returns (uint256) {
        return _votesNow(account);
    }

    /// @inheritdoc IVotes
    function getPastVotes(address account, uint256 timepoint) external view returns (uint256) {
        return _votesAt(account, timepoint);
    }

    /// @inheritdoc IVotes
    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        return _totalVotesAt(timepoint);
    }

    /// @inheritdoc IVotes
    function delegates(address account) external pure returns (address) {
        return account;
    }

    function delegate(address) external pure {
        revert PassportNotDelegable();
    }

    function delegateBySig(address, uint256, uint256, uint8, bytes32, bytes32) external pure {
        revert PassportNotDelegable();
    }

    /// @dev The key of a passport's holder, or zero.
    function _holderOf(uint256 tokenId) internal view virtual returns (address);

    /// @dev The passport whose holder's present key is `owner`, or 0.
    function _passportOf(address owner) internal view virtual returns (uint256 tokenId);

    function _votesNow(address account) internal view virtual returns (uint256);

    function _votesAt(address account, uint256 timepoint) internal view virtual returns (uint256);

    function _totalVotesAt(uint256 timepoint) internal view virtual returns (uint256);

    function _requireHolder(uint256 tokenId) private view returns (address holder) {
        holder = _holderOf(tokenId);
        require(holder != address(0), PassportUnknown(tokenId));
    }
}

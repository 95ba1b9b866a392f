// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {IERC5192} from "../membership/IPassport.sol";
import {IAgents} from "../types/IAgents.sol";
import {licenseeIn, WORK_SHIFT, workIn} from "./GrantNumbers.sol";
import {GrantText} from "./GrantText.sol";
import {IGrantTokens} from "./IGrantTokens.sol";
import {ILicences} from "./ILicences.sol";
import {Purpose} from "./ILicencePolicies.sol";

/// @title The tokens of grants
/// @dev Keeps with which key each token stands, and how many stand with each. Who may do what: anybody issues the token of a
/// grant and brings it to its licensee's present key; nobody moves or lends one otherwise. Must always hold: INV-290 a token
/// is that of a grant that was made, it stands with a key that its licensee has or had, and a balance is the number of
/// tokens with a key. Assumes of others: a grant that was made is never unmade.
///
/// Not a part of `Licences`: ERC-721's count and events would cost every grant some 10,000 gas, 27,000 where the count is
/// the first in its slot, for something not every licensee needs. It has the standard's functions and none of OpenZeppelin's
/// for approvals and transfers, which would all be dead here.
contract GrantTokens is IGrantTokens {
    IAgents private immutable MEMBERS;
    ILicences private immutable LICENCES;

    mapping(uint256 number => address) private _holderOf;
    mapping(address holder => uint256) private _balanceOf;

    constructor(IAgents members, ILicences licences) {
        require(address(members) != address(0) && address(licences) != address(0), GrantTokensZeroAddress());
        MEMBERS = members;
        LICENCES = licences;
    }

    /// @inheritdoc IGrantTokens
    function issue(uint256 number) external returns (address holder) {
        require(_grantAt(number).grantedAt != 0, GrantTokensNoGrant(number));
        (holder, ) = MEMBERS.keyOf(licenseeIn(number));
        address former = _holderOf[number];
        require(holder != former, GrantTokensUpToDate(number, holder));

        if (former != address(0)) --_balanceOf[former];
        ++_balanceOf[holder];
        _holderOf[number] = holder;
        emit Transfer(former, holder, number);
        if (former == address(0)) emit Locked(number);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IERC721
    function balanceOf(address owner) external view returns (uint256) {
        require(owner != address(0), GrantTokensZeroOwner());
        return _balanceOf[owner];
    }

    /// @inheritdoc IERC721
    /// @dev The licensee's key when `issue` was last called. After a change of key anybody calls it again.
    function ownerOf(uint256 tokenId) external view returns (address) {
        return _requireHolder(tokenId);
    }

    /// @inheritdoc IERC721Metadata
    function name() external pure returns (string memory) {
        return "Neoguild Licences";
    }

    /// @inheritdoc IERC721Metadata
    function symbol() external pure returns (string memory) {
        return "LICENCE";
    }

    /// @inheritdoc IERC721Metadata
    /// @dev The last grant of this number, as a `data:` URI with ERC-721's JSON in it.
    function tokenURI(uint256 tokenId) external view returns (string memory) {
        _requireHolder(tokenId);
        return GrantText.dataUri(tokenId, _grantAt(tokenId));
    }

    /// @inheritdoc IERC5192
    function locked(uint256 tokenId) external view returns (bool) {
        _requireHolder(tokenId);
        return true;
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

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return
            id == type(IERC165).interfaceId ||
            id == type(IERC721).interfaceId ||
            id == type(IERC721Metadata).interfaceId ||
            id == type(IERC5192).interfaceId;
    }

    // --- what nobody can do ------------------------------------------------------------------------------------------

    function approve(address, uint256) external pure {
        revert GrantTokensNotTransferable();
    }

    function setApprovalForAll(address, bool) external pure {
        revert GrantTokensNotTransferable();
    }

    function transferFrom(address, address, uint256) external pure {
        revert GrantTokensNotTransferable();
    }

    function safeTransferFrom(address, address, uint256) external pure {
        revert GrantTokensNotTransferable();
    }

    function safeTransferFrom(address, address, uint256, bytes calldata) external pure {
        revert GrantTokensNotTransferable();
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireHolder(uint256 number) private view returns (address holder) {
        holder = _holderOf[number];
        require(holder != address(0), GrantTokensUnknown(number));
    }

    /// @dev All zero for what is no number.
    function _grantAt(uint256 number) private view returns (ILicences.Grant memory grant) {
        bool isNumber = number >> (WORK_SHIFT + 32) == 0 && uint8(number) <= uint8(type(Purpose).max);
        if (isNumber) grant = LICENCES.grantOf(workIn(number), licenseeIn(number), Purpose(uint8(number)));
    }
}

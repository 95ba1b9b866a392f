// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Chartered} from "../types/Chartered.sol";
import {ICharter} from "./ICharter.sol";

/// @title Charter
/// @dev Keeps the number, hash and place of the charter file. The nation amends the file; the articles are constants,
/// since each is held by what the other contracts cannot do, and by `Articles`, which looks through every proposal. Must always hold: INV-47 versions grow by one.
contract Charter is ICharter, Chartered {
    uint256 private constant URI_BYTES = 256;
    uint256 private constant ARTICLES = 6;

    uint32 private _version;
    bytes32 private _contentHash;
    string private _uri;

    constructor(address timelock_, bytes32 contentHash, string memory uri) Chartered(timelock_) {
        _adopt(contentHash, uri);
    }

    /// @inheritdoc ICharter
    function amend(bytes32 contentHash, string calldata uri) external onlyNation {
        _adopt(contentHash, uri);
    }

    /// @inheritdoc ICharter
    function charter() external view returns (uint32 version, bytes32 contentHash, string memory uri) {
        return (_version, _contentHash, _uri);
    }

    /// @inheritdoc ICharter
    function articleCount() external pure returns (uint256) {
        return ARTICLES;
    }

    /// @inheritdoc ICharter
    function article(uint256 index) external pure returns (string memory) {
        require(index < ARTICLES, CharterUnknownArticle(index, ARTICLES));
        if (index == 0) return "One active member has one vote, whatever their rank, contribution, wealth or office.";
        if (index == 1) return "Everybody can leave at any time.";
        if (index == 2) return "Whoever is judged can be heard, and can appeal.";
        if (index == 3) return "What is already owed stays owed.";
        if (index == 4)
            return "Whoever is sanctioned, it is by the procedure that holds for everybody, never by a vote on a name.";
        return "No decision changes these articles, or puts anybody but the assembly of all members in charge.";
    }

    function _adopt(bytes32 contentHash, string memory uri) private {
        require(contentHash != 0, CharterEmpty());
        uint256 length = bytes(uri).length;
        require(length != 0 && length <= URI_BYTES, CharterBadUri(length));
        uint32 version = _version + 1;
        (_version, _contentHash, _uri) = (version, contentHash, uri);
        emit CharterAdopted(version, contentHash, uri);
    }
}

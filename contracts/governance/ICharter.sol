// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title The charter: the text a nation stands on
/// @notice The hash of the charter file in force, and the articles that no vote can cross.
interface ICharter {
    /// @notice A charter file came into force. `contentHash` is its hash as `docs/charters.md` says; `uri` where to find it.
    event CharterAdopted(uint32 indexed version, bytes32 contentHash, string uri);

    /// @dev A charter has content.
    error CharterEmpty();
    /// @dev A uri has 1 to 256 bytes.
    error CharterBadUri(uint256 length);
    /// @dev Articles are numbered from 0 to `count` - 1.
    error CharterUnknownArticle(uint256 article, uint256 count);

    /// @notice Puts another charter file into force. Requirements: the nation; content; a uri.
    function amend(bytes32 contentHash, string calldata uri) external;

    /// @notice The charter in force, by its number from 1.
    function charter() external view returns (uint32 version, bytes32 contentHash, string memory uri);

    /// @notice How many articles cannot be amended.
    function articleCount() external pure returns (uint256);

    /// @notice An article that cannot be amended; contracts without a way round it, and `IArticles`, are
    /// what holds it, not this text.
    function article(uint256 index) external pure returns (string memory);
}

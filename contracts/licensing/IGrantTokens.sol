// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";

import {IERC5192} from "../membership/IPassport.sol";

/// @title Grants as other tools read them
/// @notice The read side of ERC-721, locked for ever (ERC-5192). A token is the record of what an agent was granted for
/// a work and a purpose; its id is the grant's number, `work << 40 | licensee << 8 | purpose`. Anybody has it issued, once the
/// grant was made. It stays when the grant is renewed, runs out or ends: whether the work may be used now is for `canUse`
/// of `Licences` to say.
interface IGrantTokens is IERC721Metadata, IERC5192 {
    /// @dev No grant with this number was ever made.
    error GrantTokensNoGrant(uint256 number);
    /// @dev The token stands with the licensee's present key already.
    error GrantTokensUpToDate(uint256 number, address holder);
    /// @dev No token with this number was issued.
    error GrantTokensUnknown(uint256 number);
    /// @dev A grant is not given away, lent or approved: the licence says who has it.
    error GrantTokensNotTransferable();
    /// @dev ERC-721: nobody asks what the zero address holds.
    error GrantTokensZeroOwner();
    error GrantTokensZeroAddress();

    /// @notice Issues the token of a grant to the licensee's present key, or brings it there after a change of key. Anybody
    /// may. Requirements: a grant with this number was made; the token is not there yet.
    /// @return holder The licensee's present key.
    function issue(uint256 number) external returns (address holder);
}

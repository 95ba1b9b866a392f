// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Payment references that people can read out and banks leave alone
/// @dev Pure. `NG-` account (4) `-` number (5) `-` check (2), in Crockford's base 32, which has no I, L, O and U. The account's
/// letters come from its address and chain, the check letters from all the others, so that a reference is read back without
/// asking anybody. Numbers from 2^25 on would repeat; one account does not come near.
library BankReferences {
    bytes32 private constant SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// @param account Its first 20 bits are shown.
    function write(bytes32 account, uint256 number) internal pure returns (string memory) {
        uint256 head = ((uint256(account) >> 236) << 25) | (number % (1 << 25));
        uint256 check = uint256(keccak256(abi.encode(head))) >> 246;
        bytes memory text = "NG-0000-00000-00";
        _put(text, 3, 4, head >> 25);
        _put(text, 8, 5, head);
        _put(text, 14, 2, check);
        return string(text);
    }

    /// @dev The lowest `5 * count` bits, highest first.
    function _put(bytes memory text, uint256 from, uint256 count, uint256 value) private pure {
        for (uint256 i = 0; i < count; ++i) {
            text[from + i] = SYMBOLS[(value >> (5 * (count - 1 - i))) & 31];
        }
    }
}

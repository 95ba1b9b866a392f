// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// JSON has double quotes in it.
// solhint-disable quotes

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {PolicyId} from "../types/Ids.sol";
import {ILicences} from "./ILicences.sol";

/// @title What a grant's token says of itself: the JSON of ERC-721's metadata
/// @dev Numbers and words of this file alone, so that nobody's text can break the JSON.
library GrantText {
    using Strings for uint256;

    /// @param number work << 40 | licensee << 8 | purpose.
    function dataUri(uint256 number, ILicences.Grant memory grant) internal pure returns (string memory) {
        string memory work = (number >> 40).toString();
        string memory licensee = uint256(uint32(number >> 8)).toString();
        string memory purpose = _purpose(uint8(number));
        bytes memory json = abi.encodePacked(
            string.concat('{"name":"Work ', work, ", agent ", licensee, ": ", purpose, '","description":"'),
            "What was granted. Whether the work may be used now is for canUse to say.",
            string.concat('","attributes":[', _number("work", work), _number("licensee", licensee)),
            string.concat('{"trait_type":"purpose","value":"', purpose, '"},'),
            _number("policy", uint256(PolicyId.unwrap(grant.policy)).toString()),
            _number("version", uint256(grant.version).toString()),
            _moment("granted", grant.grantedAt, ","),
            _moment("expires", grant.expiresAt, "]}")
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    function _number(string memory trait, string memory value) private pure returns (string memory) {
        return string.concat('{"trait_type":"', trait, '","value":', value, "},");
    }

    /// @dev 0 = never.
    function _moment(string memory trait, uint40 moment, string memory end) private pure returns (string memory) {
        if (moment == 0) return string.concat('{"trait_type":"', trait, '","value":"never"}', end);
        return
            string.concat(
                string.concat('{"display_type":"date","trait_type":"', trait),
                string.concat('","value":', uint256(moment).toString(), "}", end)
            );
    }

    /// @dev As `Purpose`.
    function _purpose(uint8 purpose) private pure returns (string memory) {
        if (purpose == 0) return "personal";
        if (purpose == 1) return "non-commercial";
        if (purpose == 2) return "commercial";
        return purpose == 3 ? "derivative" : "manufacture";
    }
}

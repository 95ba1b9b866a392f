// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Origin} from "../../contracts/governance/IOpening.sol";
import {Line} from "../../contracts/governance/Lines.sol";

/// @title Answers as the opening of a nation would, and takes no money; coins it sends back
contract IdleOpening {
    error IdleOpeningFailed();

    Origin private _origin;

    constructor(Origin memory origin_) {
        _origin = origin_;
    }

    function fund(Line calldata, bytes32[] calldata, uint256, uint256 amount) external payable returns (uint256) {
        (bool success, ) = msg.sender.call{value: msg.value}("");
        require(success, IdleOpeningFailed());
        return amount;
    }

    function origin() external view returns (Origin memory) {
        return _origin;
    }
}

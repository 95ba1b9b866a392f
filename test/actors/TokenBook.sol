// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {grantNumber} from "../../contracts/licensing/GrantNumbers.sol";
import {Purpose} from "../../contracts/licensing/ILicencePolicies.sol";
import {ILicences} from "../../contracts/licensing/ILicences.sol";
import {IAgents} from "../../contracts/types/IAgents.sol";
import {AgentId, WorkId} from "../../contracts/types/Ids.sol";

/// @title Grants and keys that a test sets as it likes, for the tokens over them
contract TokenBook is IAgents {
    mapping(uint256 number => ILicences.Grant) private _grants;
    mapping(AgentId agent => address key) private _keys;

    function setKey(AgentId agent, address key) external {
        _keys[agent] = key;
    }

    function grant(WorkId work, AgentId licensee, Purpose purpose, ILicences.Grant calldata made) external {
        _grants[grantNumber(work, licensee, purpose)] = made;
    }

    function grantOf(WorkId work, AgentId licensee, Purpose purpose) external view returns (ILicences.Grant memory) {
        return _grants[grantNumber(work, licensee, purpose)];
    }

    function keyOf(AgentId agent) external view returns (address key, uint8 keyEpoch) {
        return (_keys[agent], 0);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @title A payee that is a contract: it may refuse coins, call back, or burn all the gas it is given
contract OddReceiver {
    enum Manner {
        Accepts,
        Refuses,
        Reenters,
        BurnsGas
    }

    Manner public manner;
    address private _target;
    bytes private _data;
    /// @notice Re-entrant calls that got through.
    uint256 public reentries;

    error OddReceiverRefused();

    receive() external payable {
        require(manner != Manner.Refuses, OddReceiverRefused());
        while (manner == Manner.BurnsGas) ++reentries;
        if (manner == Manner.Reenters) {
            (bool success, ) = _target.call(_data);
            if (success) ++reentries;
        }
    }

    function behave(Manner manner_) external {
        manner = manner_;
    }

    function reenterWith(address target, bytes calldata data) external {
        (manner, _target, _data) = (Manner.Reenters, target, data);
    }

    /// @notice Acts as this address.
    function execute(address target, bytes calldata data) external returns (bytes memory) {
        return Address.functionCall(target, data);
    }
}

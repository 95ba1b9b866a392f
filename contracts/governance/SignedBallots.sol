// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title The bytes of a carried batch
/// @dev Per ballot `uint32 by | uint8 choice | uint40 deadline | uint16 length | signature`, one after the other. Whatever
/// at the end is not a whole ballot is one malformed item. A third of the calldata of the same ballots as an ABI array.
library SignedBallots {
    uint256 internal constant HEAD = 12;

    struct Ballot {
        AgentId by;
        uint8 choice;
        uint40 deadline;
        uint256 signatureAt; // place of the signature in the batch
        uint256 end; //         first byte after the ballot; 0 if it is malformed
    }

    /// @dev Items in the batch, a malformed rest included.
    function count(bytes calldata batch) internal pure returns (uint256 items) {
        for (uint256 offset = 0; offset < batch.length; ++items) {
            if (offset + HEAD > batch.length) return items + 1;
            offset += HEAD + uint16(bytes2(batch[offset + 10:offset + HEAD]));
        }
    }

    function read(bytes calldata batch, uint256 offset) internal pure returns (Ballot memory ballot) {
        if (offset + HEAD > batch.length) return ballot;
        uint96 head = uint96(bytes12(batch[offset:offset + HEAD]));
        uint256 end = offset + HEAD + uint16(head);
        if (end > batch.length) return ballot;
        ballot.by = AgentId.wrap(uint32(head >> 64));
        ballot.choice = uint8(head >> 56);
        ballot.deadline = uint40(head >> 16);
        ballot.signatureAt = offset + HEAD;
        ballot.end = end;
    }
}

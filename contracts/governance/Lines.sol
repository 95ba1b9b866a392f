// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {AgentId} from "../types/Ids.sol";

/// @notice What a nation says of an agent when it moves: as of the last second before the freeze.
struct Line {
    AgentId agent; //        its id in the nation that moves
    address key; //          opens the line on the other side, and is paid what the line carries
    bool member; //          an active member
    uint64[3] accepted; //   minutes accepted in all guilds, for ever, by track
    uint64[3] standing; //   in all guilds, whole minutes rounded down, by track
    bytes32 detail; //       hash over the same guild by guild, with ranks, and what stays owed on the old side
    uint128[] amounts; //    what it carries of each token of the plan, in their order; smallest unit
}

/// @title Lines of a nation that moves, in a Merkle tree of OpenZeppelin's standard format
/// @dev A line is good for one passage only: from this chain, contract and move to that chain. So no proof of one move
/// serves another, and none serves on a third chain.
library Lines {
    /// @notice One way from a nation to another.
    function passage(uint256 fromChain, address moving, uint256 move, uint256 toChain) internal pure returns (bytes32) {
        return keccak256(abi.encode(fromChain, moving, move, toChain));
    }

    /// @notice The leaf of a line: hashed twice, as in `StandardMerkleTree`.
    function leaf(Line calldata line, bytes32 way) internal pure returns (bytes32) {
        return
            keccak256(
                bytes.concat(
                    keccak256(
                        abi.encode(
                            way,
                            line.agent,
                            line.key,
                            line.member,
                            line.accepted,
                            line.standing,
                            line.detail,
                            line.amounts
                        )
                    )
                )
            );
    }

    /// @notice Whether a leaf is of the tree.
    function isIn(bytes32 root, bytes32 leaf_, bytes32[] calldata proof) internal pure returns (bool) {
        return root != 0 && MerkleProof.verifyCalldata(proof, root, leaf_);
    }
}

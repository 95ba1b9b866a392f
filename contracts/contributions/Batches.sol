// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Bitmaps} from "./Bitmaps.sol";
import {BatchState, IContributionLedger} from "./IContributionLedger.sol";

/// @title The batches and what peers said of them
/// @dev Keeps one slot for a batch, with its first three appraisers; further appraisers eight a slot; and bitmaps of the
/// entries declined, withdrawn and challenged, written only where there is something to say. The marks of a batch tell
/// `settle` which of them it must look up.
abstract contract Batches is IContributionLedger {
    using Bitmaps for mapping(uint256 index => uint256);

    uint8 internal constant DECLINED = 1;
    uint8 internal constant WITHDRAWN = 2;
    uint8 internal constant CHALLENGED = 4;

    /// @dev What `settle` can look through in one transaction (see `Entries.MOST_TURNS`), and what `Tally` counts. To fill a
    /// batch up with declines is no way to stop it: its author enters it again, with the acceptances in the same transaction.
    uint256 private constant MOST_APPRAISERS = 64;
    uint256 private constant WITH_BATCH = 3;
    uint256 private constant PER_SLOT = 8;
    uint256 private constant ID_BITS = 32;

    mapping(bytes32 batch => Batch) private _batchOf;
    mapping(bytes32 batch => mapping(uint256 slot => uint256 ids)) private _moreAppraisers;
    mapping(bytes32 batch => mapping(uint256 place => mapping(uint256 index => uint256))) private _declinedBy;
    mapping(bytes32 batch => mapping(uint256 index => uint256)) private _withdrawn;
    mapping(bytes32 batch => mapping(uint256 index => uint256)) private _challenged;

    /// @inheritdoc IContributionLedger
    function batchId(AgentId by, AgentId guild, bytes calldata payload) public pure returns (bytes32) {
        return _idOf(by, guild, keccak256(payload));
    }

    /// @inheritdoc IContributionLedger
    function batchOf(bytes32 batch) public view returns (Batch memory) {
        return _batchOf[batch];
    }

    /// @inheritdoc IContributionLedger
    function appraisersOf(bytes32 batch) public view returns (AgentId[] memory ids) {
        ids = new AgentId[](_batchOf[batch].appraisals);
        uint256 packed = _batchOf[batch].firstAppraisers;
        for (uint256 place = 0; place < ids.length; ++place) {
            if (place >= WITH_BATCH && (place - WITH_BATCH) % PER_SLOT == 0) {
                packed = _moreAppraisers[batch][(place - WITH_BATCH) / PER_SLOT];
            }
            ids[place] = AgentId.wrap(uint32(packed));
            packed >>= ID_BITS;
        }
    }

    /// @inheritdoc IContributionLedger
    function declinedBy(bytes32 batch, uint256 place) public view returns (uint256[] memory) {
        return _declinedBy[batch][place].load(_batchOf[batch].count);
    }

    /// @inheritdoc IContributionLedger
    function withdrawnEntries(bytes32 batch) public view returns (uint256[] memory) {
        return _withdrawn[batch].load(_batchOf[batch].count);
    }

    /// @inheritdoc IContributionLedger
    function challengedEntries(bytes32 batch) public view returns (uint256[] memory) {
        return _challenged[batch].load(_batchOf[batch].count);
    }

    function _openBatch(bytes32 batch) internal view returns (Batch storage open) {
        open = _batchOf[batch];
        BatchState state = open.state;
        require(state != BatchState.None, LedgerUnknownBatch(batch));
        require(state == BatchState.Open, LedgerBatchNotOpen(batch, state));
    }

    function _keep(bytes32 id, Batch memory batch) internal {
        require(_batchOf[id].state == BatchState.None, LedgerBatchKnown(id));
        _batchOf[id] = batch;
    }

    function _withdrawEntries(bytes32 id, Batch storage batch, uint256[] calldata entries) internal {
        require(_withdrawn[id].merge(entries), LedgerNothingNew(id));
        batch.marks |= WITHDRAWN;
    }

    function _challengeEntries(bytes32 id, Batch storage batch, uint256[] calldata entries) internal {
        require(_challenged[id].merge(entries), LedgerNothingNew(id));
        batch.marks |= CHALLENGED;
    }

    /// @dev Adds an appraiser who has not appraised yet.
    function _addAppraiser(bytes32 id, Batch storage batch, AgentId by, uint256[] calldata declined) internal {
        uint256 place = batch.appraisals;
        require(place < MOST_APPRAISERS, LedgerAppraisalsFull(id));
        require(_placeIn(appraisersOf(id), by) == 0, LedgerAlreadyAppraised(id, by));
        batch.appraisals = uint8(place + 1);
        if (place < WITH_BATCH) {
            batch.firstAppraisers |= uint96(uint256(AgentId.unwrap(by)) << (ID_BITS * place));
        } else {
            uint256 shift = ID_BITS * ((place - WITH_BATCH) % PER_SLOT);
            _moreAppraisers[id][(place - WITH_BATCH) / PER_SLOT] |= uint256(AgentId.unwrap(by)) << shift;
        }
        if (_declinedBy[id][place].merge(declined)) batch.marks |= DECLINED;
    }

    /// @dev State alone makes a repeat impossible: the same author, guild and payload are the same batch.
    function _idOf(AgentId by, AgentId guild, bytes32 payloadHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(by, guild, payloadHash));
    }

    /// @dev Place of an id in a list, from 1; 0 = not in it.
    function _placeIn(AgentId[] memory ids, AgentId sought) internal pure returns (uint256 place) {
        // `settle` may look for 180 providers among 64 appraisers: with bounds checks that alone would cost millions.
        assembly ("memory-safe") {
            let id := and(sought, 0xffffffff)
            let end := add(ids, shl(5, mload(ids)))
            for {
                let slot := ids
            } lt(slot, end) {} {
                slot := add(slot, 0x20)
                if eq(mload(slot), id) {
                    place := shr(5, sub(slot, ids))
                    break
                }
            }
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, SeasonId} from "../types/Ids.sol";
import {Bitmaps} from "./Bitmaps.sol";
import {Entries, Entry} from "./Entries.sol";
import {BatchState, IContributionLedger} from "./IContributionLedger.sol";

/// @dev Batches in one place, so that a linked library can work on them. Entries questioned are kept as a bitmap of their
/// own; those answered leave it, and the declined among them join the declined.
struct BatchBook {
    mapping(bytes32 batch => IContributionLedger.Batch) batchOf;
    mapping(bytes32 batch => mapping(uint256 slot => uint256 ids)) moreAppraisers;
    mapping(bytes32 batch => mapping(uint256 place => mapping(uint256 index => uint256))) declinedBy;
    mapping(bytes32 batch => mapping(uint256 place => mapping(uint256 index => uint256))) questionedBy;
    mapping(bytes32 batch => mapping(uint256 index => uint256)) withdrawn;
    mapping(bytes32 batch => mapping(uint256 index => uint256)) challenged;
    mapping(bytes32 batch => uint256) settledTo; // entries before this one are settled, if that was done in parts
}

/// @title The batches and what peers said of them
/// @dev One slot for a batch, with its first three appraisers; further appraisers eight a slot; and bitmaps of the entries
/// declined, questioned, withdrawn and challenged, written only where there is something to say. The marks of a batch tell
/// `settle` which of them it must look up.
library Batches {
    using Bitmaps for mapping(uint256 index => uint256);
    using Bitmaps for uint256[];
    using Entries for bytes;

    uint8 internal constant DECLINED = 1;
    uint8 internal constant WITHDRAWN = 2;
    uint8 internal constant CHALLENGED = 4;
    uint8 internal constant QUESTIONED = 8;

    /// @dev What `settle` can look through in one transaction, and what `Tally` counts. To fill a batch up with declines is
    /// no way to stop it: its author enters it again, with the acceptances in the same transaction.
    uint256 internal constant MOST_APPRAISERS = 64;
    uint256 private constant WITH_BATCH = 3;
    uint256 private constant PER_SLOT = 8;
    uint256 private constant ID_BITS = 32;

    function appraisersOf(BatchBook storage self, bytes32 batch) internal view returns (AgentId[] memory ids) {
        ids = new AgentId[](self.batchOf[batch].appraisals);
        uint256 packed = self.batchOf[batch].firstAppraisers;
        for (uint256 place = 0; place < ids.length; ++place) {
            if (place >= WITH_BATCH && (place - WITH_BATCH) % PER_SLOT == 0) {
                packed = self.moreAppraisers[batch][(place - WITH_BATCH) / PER_SLOT];
            }
            ids[place] = AgentId.wrap(uint32(packed));
            packed >>= ID_BITS;
        }
    }

    function open(BatchBook storage self, bytes32 id) internal view returns (IContributionLedger.Batch storage batch) {
        batch = self.batchOf[id];
        BatchState state = batch.state;
        require(state != BatchState.None, IContributionLedger.LedgerUnknownBatch(id));
        require(state == BatchState.Open, IContributionLedger.LedgerBatchNotOpen(id, state));
    }

    /// @dev Opens a batch, now.
    function keep(
        BatchBook storage self,
        bytes32 id,
        AgentId guild,
        AgentId by,
        SeasonId season,
        uint16 count
    ) internal {
        IContributionLedger.Batch storage batch = self.batchOf[id];
        require(batch.state == BatchState.None, IContributionLedger.LedgerBatchKnown(id));
        // One write of one slot.
        (batch.guild, batch.by, batch.season) = (guild, by, season);
        (batch.submittedAt, batch.count, batch.state) = (uint40(block.timestamp), count, BatchState.Open);
    }

    function withdraw(BatchBook storage self, bytes32 id, uint256[] calldata entries) internal {
        require(self.withdrawn[id].merge(entries), IContributionLedger.LedgerNothingNew(id));
        self.batchOf[id].marks |= WITHDRAWN;
    }

    function challenge(BatchBook storage self, bytes32 id, uint256[] calldata entries) internal {
        require(self.challenged[id].merge(entries), IContributionLedger.LedgerNothingNew(id));
        self.batchOf[id].marks |= CHALLENGED;
    }

    /// @dev Adds an appraiser, or takes the answers of one who has appraised to their own open questions.
    function appraise(BatchBook storage self, IContributionLedger.Appraise calldata act) internal {
        IContributionLedger.Batch storage batch = self.batchOf[act.batch];
        uint256 place = placeIn(appraisersOf(self, act.batch), act.by);
        if (place == 0) {
            place = _addAppraiser(self, batch, act);
            for (uint256 i = 0; i < act.questioned.length; ++i) {
                require(
                    act.questioned[i] & act.declined.wordAt(i) == 0,
                    IContributionLedger.LedgerBadAnswer(act.batch, act.by)
                );
            }
            if (self.questionedBy[act.batch][place].merge(act.questioned)) batch.marks |= QUESTIONED;
        } else {
            --place;
            answer(self.questionedBy[act.batch][place], self.declinedBy[act.batch][place], act, batch.count);
        }
        if (self.declinedBy[act.batch][place].merge(act.declined)) batch.marks |= DECLINED;
    }

    /// @dev State alone makes a repeat impossible: the same author, guild and payload are the same batch.
    function idOf(AgentId by, AgentId guild, bytes32 payloadHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(by, guild, payloadHash));
    }

    /// @dev Place of an id in a list, from 1; 0 = not in it.
    function placeIn(AgentId[] memory ids, AgentId sought) internal pure returns (uint256 place) {
        // `settle` may look for 200 providers among 64 appraisers: with bounds checks that alone would cost millions.
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

    /// @dev Reverts unless every entry to withdraw is the author's own, and none a correction.
    function requireProvider(
        AgentId author,
        AgentId guild,
        IContributionLedger.Withdraw calldata act,
        bytes calldata payload
    ) public pure {
        require(
            idOf(author, guild, keccak256(payload)) == act.batch,
            IContributionLedger.LedgerWrongPayload(act.batch)
        );
        uint256[] memory withdrawn = act.withdrawn;
        (uint256 head, uint256 size) = (payload.headOf(), payload.sizeOf());
        uint256 count = payload.countOf();
        for (uint256 i = 0; i < count; ++i) {
            if (!withdrawn.has(i)) continue;
            Entry entry = payload.entryAt(head, size, i);
            require(entry.provider() == act.by, IContributionLedger.LedgerNotProvider(act.batch, i, act.by));
            require(!entry.isCorrection(), IContributionLedger.LedgerCorrectionStays(act.batch, i));
        }
    }

    function _addAppraiser(
        BatchBook storage self,
        IContributionLedger.Batch storage batch,
        IContributionLedger.Appraise calldata act
    ) private returns (uint256 place) {
        place = batch.appraisals;
        require(place < MOST_APPRAISERS, IContributionLedger.LedgerAppraisalsFull(act.batch));
        batch.appraisals = uint8(place + 1);
        uint256 id = AgentId.unwrap(act.by);
        if (place < WITH_BATCH) {
            batch.firstAppraisers |= uint96(id << (ID_BITS * place));
        } else {
            uint256 shift = ID_BITS * ((place - WITH_BATCH) % PER_SLOT);
            self.moreAppraisers[act.batch][(place - WITH_BATCH) / PER_SLOT] |= id << shift;
        }
    }

    /// @dev Each answer leaves fewer questions open than before it; so none can be repeated, and none comes too late for a
    /// later one. What is neither open any more nor declined is accepted. What was declined before may be repeated: so a signed
    /// answer means the same where it is carried without the appraisal that it answers. Public, like `requireProvider`: what happens seldom
    /// need not stand in the ledger's own code.
    function answer(
        mapping(uint256 index => uint256) storage questioned,
        mapping(uint256 index => uint256) storage declined,
        IContributionLedger.Appraise calldata act,
        uint256 count
    ) public {
        uint256[] memory open_ = questioned.load(count);
        uint256 answered = 0;
        bool fits = true;
        for (uint256 i = 0; i < open_.length; ++i) {
            uint256 still = act.questioned.wordAt(i);
            uint256 closed = open_[i] & ~still;
            if (still & ~open_[i] != 0 || act.declined.wordAt(i) & ~(closed | declined[i]) != 0) fits = false;
            answered |= closed;
        }
        require(answered != 0, IContributionLedger.LedgerAlreadyAppraised(act.batch, act.by));
        require(fits, IContributionLedger.LedgerBadAnswer(act.batch, act.by));
        for (uint256 i = 0; i < open_.length; ++i) {
            if (open_[i] != 0) questioned[i] = act.questioned.wordAt(i);
        }
    }
}

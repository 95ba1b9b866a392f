// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers, Status} from "../membership/IMembers.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Entries, Entry} from "./Entries.sol";
import {ICommitments} from "./ICommitments.sol";
import {BatchState, IContributionLedger, Track} from "./IContributionLedger.sol";

/// @title Commitments
/// @dev Keeps one slot for a commitment and, once it is linked to a batch, another; its payload stands in the log. Who may do
/// what: whoever is on a guild's roster, active or probationary, commits themselves; only the author cancels and fulfils; the
/// nation sets nothing here, so nothing is sealed. Must always hold: INV-28 a cancelled commitment stays cancelled, and one
/// is fulfilled only while a batch of its own author and guild is linked to it that is not withdrawn. Nobody reads this
/// contract to credit anything. Assumes of others: `ContributionLedger` knows its batches.
contract Commitments is ICommitments, Statements {
    using Entries for bytes;

    bytes32 private constant MAKE = keccak256(
        "Make(uint32 by,uint32 guild,bytes payload,uint40 dueAt,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant CANCEL = keccak256("Cancel(uint32 by,bytes32 commitment,uint40 deadline,uint8 keyEpoch)");
    bytes32 private constant FULFIL = keccak256(
        "Fulfil(uint32 by,bytes32 commitment,bytes32 batch,uint40 deadline,uint8 keyEpoch)"
    );

    uint256 private constant MOST_ENTRIES = 100;
    uint40 private constant LONGEST = 3650 days;
    uint8 private constant RESERVED_BITS = 0x7c; // of the byte with track and flags; a promise corrects nothing

    IMembers private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    IContributionLedger private immutable LEDGER;

    mapping(bytes32 commitment => Commitment) private _commitmentOf;

    constructor(IMembers members, IGuilds guilds, IContributionLedger ledger) Statements("Neoguild Commitments") {
        require(
            address(members) != address(0) && address(guilds) != address(0) && address(ledger) != address(0),
            CommitmentsZeroAddress()
        );
        (MEMBERS, GUILDS, LEDGER) = (members, guilds, ledger);
    }

    // --- life of a commitment ----------------------------------------------------------------------------------------

    /// @inheritdoc ICommitments
    function make(Make calldata act, bytes calldata signature) external returns (bytes32 commitment) {
        bytes32 payloadHash = keccak256(act.payload);
        bytes memory statement = abi.encode(MAKE, act.by, act.guild, payloadHash, act.dueAt, act.deadline);
        _authenticate(act.by, act.deadline, statement, signature);
        require(GUILDS.isOnRoster(act.guild, act.by), CommitmentsNotOnRoster(act.guild, act.by));
        require(
            MEMBERS.isActive(act.by) || MEMBERS.agentOf(act.by).status == Status.Probationary,
            CommitmentsNotAdmitted(act.by)
        );
        require(act.dueAt > block.timestamp && act.dueAt <= block.timestamp + LONGEST, CommitmentsBadDue(act.dueAt));
        commitment = _idOf(act.by, act.guild, act.dueAt, payloadHash);
        require(_commitmentOf[commitment].by == NO_AGENT, CommitmentsKnown(commitment));
        _commitmentOf[commitment] = Commitment({
            guild: act.guild,
            by: act.by,
            madeAt: uint40(block.timestamp),
            dueAt: act.dueAt,
            count: _checkEntries(act),
            cancelled: false,
            batch: 0
        });
        emit CommitmentMade(commitment, act.guild, act.by, uint40(block.timestamp), act.dueAt, act.payload);
    }

    /// @inheritdoc ICommitments
    function cancel(Cancel calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(CANCEL, act), signature);
        _openCommitment(act.commitment, act.by).cancelled = true;
        emit CommitmentCancelled(act.commitment, act.by);
    }

    /// @inheritdoc ICommitments
    function fulfil(Fulfil calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(FULFIL, act), signature);
        Commitment storage open = _openCommitment(act.commitment, act.by);
        IContributionLedger.Batch memory batch = LEDGER.batchOf(act.batch);
        require(batch.by == act.by && batch.guild == open.guild, CommitmentsOtherBatch(act.commitment, act.batch));
        require(batch.state != BatchState.Withdrawn, CommitmentsBatchWithdrawn(act.batch));
        open.batch = act.batch;
        emit CommitmentFulfilled(act.commitment, act.by, act.batch);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ICommitments
    function commitmentId(
        AgentId by,
        AgentId guild,
        uint40 dueAt,
        bytes calldata payload
    ) external pure returns (bytes32) {
        return _idOf(by, guild, dueAt, keccak256(payload));
    }

    /// @inheritdoc ICommitments
    function commitmentOf(bytes32 commitment) external view returns (Commitment memory) {
        return _commitmentOf[commitment];
    }

    /// @inheritdoc ICommitments
    function stateOf(bytes32 commitment) public view returns (CommitmentState) {
        Commitment storage made = _commitmentOf[commitment];
        if (made.by == NO_AGENT) return CommitmentState.None;
        if (made.cancelled) return CommitmentState.Cancelled;
        bytes32 batch = made.batch;
        if (batch != 0 && LEDGER.batchOf(batch).state != BatchState.Withdrawn) return CommitmentState.Fulfilled;
        return block.timestamp < made.dueAt ? CommitmentState.Open : CommitmentState.Overdue;
    }

    // --- private -----------------------------------------------------------------------------------------------------

    function _openCommitment(bytes32 commitment, AgentId by) private view returns (Commitment storage open) {
        open = _commitmentOf[commitment];
        CommitmentState state = stateOf(commitment);
        require(state != CommitmentState.None, CommitmentsUnknown(commitment));
        require(open.by == by, CommitmentsNotAuthor(commitment, by));
        require(
            state == CommitmentState.Open || state == CommitmentState.Overdue,
            CommitmentsNotOpen(commitment, state)
        );
    }

    /// @dev What is promised could be entered as it stands, so whoever reads it needs no second set of rules.
    function _checkEntries(Make calldata act) private pure returns (uint16) {
        bytes calldata payload = act.payload;
        (uint256 head, uint256 size) = (payload.headOf(), payload.sizeOf());
        uint256 count = payload.countOf();
        require(
            payload.formatOf() == Entries.PLAIN && count != 0 && count <= MOST_ENTRIES,
            CommitmentsBadPayload(payload.formatOf(), payload.length)
        );
        for (uint256 i = 0; i < count; ++i) {
            Entry entry = payload.entryAt(head, size, i);
            bool isMinutes = entry.resource() == 0;
            require(
                entry.provider() == act.by &&
                    entry.trackAndFlags() & RESERVED_BITS == 0 &&
                    entry.track() <= uint256(Track.Care) &&
                    (!isMinutes || entry.quantity() <= Entries.MOST_MINUTES),
                CommitmentsBadEntry(i)
            );
        }
        return uint16(count);
    }

    /// @dev State alone makes a repeat impossible: the same author, guild, date and payload are the same commitment.
    function _idOf(AgentId by, AgentId guild, uint40 dueAt, bytes32 payloadHash) private pure returns (bytes32) {
        return keccak256(abi.encode(by, guild, dueAt, payloadHash));
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

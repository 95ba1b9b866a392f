// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @title Commitments: "I will", before anybody can say "I did"
/// @notice Whoever means to do something for their guild says what, and until when, in the words in which it will be entered
/// once it is done. Others can count on it. Nothing is ever credited by a commitment: that takes an entry of the ledger and
/// the peers who accept it; the commitment is then linked to it.
interface ICommitments {
    /// @notice Where a commitment stands now.
    enum CommitmentState {
        None,
        Open,
        Overdue, //   its due date has passed
        Cancelled,
        Fulfilled // linked to a batch of the ledger that is not withdrawn
    }

    /// @dev One slot, and a second one once it is fulfilled.
    struct Commitment {
        AgentId guild;
        AgentId by; //       the author, who is the provider of every entry
        uint40 madeAt;
        uint40 dueAt; //     Unix seconds; the first moment at which it is overdue
        uint16 count; //     entries
        bool cancelled;
        bytes32 batch; //    the batch of the ledger linked last, or 0
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`. State alone makes each act
    // unrepeatable.

    struct Make {
        AgentId by;
        AgentId guild;
        bytes payload; // format 1 of the ledger's batches (see `Entries`), every entry by its author
        uint40 dueAt; //  Unix seconds
        uint40 deadline;
    }
    struct Cancel {
        AgentId by;
        bytes32 commitment;
        uint40 deadline;
    }
    struct Fulfil {
        AgentId by;
        bytes32 commitment;
        bytes32 batch; // of the ledger
        uint40 deadline;
    }

    event CommitmentMade(
        bytes32 indexed commitment,
        AgentId indexed guild,
        AgentId indexed by,
        uint40 madeAt,
        uint40 dueAt,
        bytes payload
    );
    event CommitmentCancelled(bytes32 indexed commitment, AgentId indexed by);
    event CommitmentFulfilled(bytes32 indexed commitment, AgentId indexed by, bytes32 indexed batch);

    /// @dev A contract was to be deployed with the zero address.
    error CommitmentsZeroAddress();
    error CommitmentsNotOnRoster(AgentId guild, AgentId member);
    /// @dev Only active or probationary persons commit themselves, as only they enter contributions.
    error CommitmentsNotAdmitted(AgentId person);
    /// @dev A commitment is due later than now and within ten years.
    error CommitmentsBadDue(uint40 dueAt);
    /// @dev The same author has committed themselves to exactly this, for this guild and date, before.
    error CommitmentsKnown(bytes32 commitment);
    /// @dev Not format 1, or not 1 to 100 whole entries.
    error CommitmentsBadPayload(uint8 format, uint256 length);
    /// @dev An entry is not the author's own, has an unknown track or a reserved bit, or more minutes than a leap year.
    error CommitmentsBadEntry(uint256 entry);
    error CommitmentsUnknown(bytes32 commitment);
    error CommitmentsNotAuthor(bytes32 commitment, AgentId by);
    error CommitmentsNotOpen(bytes32 commitment, CommitmentState state);
    /// @dev The batch is not by the author of the commitment in its guild.
    error CommitmentsOtherBatch(bytes32 commitment, bytes32 batch);
    error CommitmentsBatchWithdrawn(bytes32 batch);

    /// @notice Says what one will do, for whom and until when. Requirements: on the guild's roster, active or probationary; due
    /// later than now; not the same as before; a well-formed payload of one's own entries.
    /// @return commitment `commitmentId(by, guild, dueAt, payload)`.
    function make(Make calldata act, bytes calldata signature) external returns (bytes32 commitment);

    /// @notice Takes a commitment back; also when it is overdue. Requirements: open or overdue; its author.
    function cancel(Cancel calldata act, bytes calldata signature) external;

    /// @notice Links what was done: a batch of the ledger. Also when it is overdue, and again if the batch linked before was
    /// withdrawn. Requirements: open or overdue; its author, and the batch's, in the same guild; the batch is not withdrawn.
    function fulfil(Fulfil calldata act, bytes calldata signature) external;

    /// @notice The id of a commitment.
    function commitmentId(
        AgentId by,
        AgentId guild,
        uint40 dueAt,
        bytes calldata payload
    ) external pure returns (bytes32);

    function commitmentOf(bytes32 commitment) external view returns (Commitment memory);

    /// @notice Where a commitment stands now. One whose batch is withdrawn later stands open again.
    function stateOf(bytes32 commitment) external view returns (CommitmentState);
}

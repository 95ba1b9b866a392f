// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ICalendar} from "../governance/ICalendar.sol";
import {AgentId, LotId} from "../types/Ids.sol";
import {ISortition} from "./ISortition.sol";

/// @title Secrets: the seed of a lot, made by many
/// @dev Keeps the lots and who has yet to reveal; knows nothing of members, seats or signatures. A round is void if
/// somebody withheld a secret, or too few gave one. Must always hold: INV-163 a seed, once there, never changes; it is made
/// of every secret of its round, unless the round was the last, and then of a block that nobody knew when it was fixed.
abstract contract Secrets is ISortition {
    /// @dev Remembers the hashes of 8,191 blocks where the network has it (EIP-2935); `blockhash` knows 256.
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;

    ICalendar internal immutable CALENDAR;

    mapping(LotId lot => Lot) internal _lotOf;
    /// @dev Not zero: committed and not revealed. After its round that says for ever who withheld a secret.
    mapping(LotId lot => mapping(AgentId person => bytes32 commitment)) internal _commitmentOf;

    constructor(ICalendar calendar) {
        CALENDAR = calendar;
    }

    /// @inheritdoc ISortition
    function reveal(LotId lot, AgentId by, bytes32 secret) external {
        _requireStage(lot, Stage.Revealing);
        Lot storage open = _lotOf[lot];
        bytes32 commitment = commitmentOf(lot, open.round, by, secret);
        require(_commitmentOf[lot][by] == commitment, SortitionWrongSecret(lot, by));
        delete _commitmentOf[lot][by];
        ++open.revealed;
        // Any order gives the same sum, so that whoever reveals last cannot choose among orders.
        open.seed ^= uint256(keccak256(abi.encode(by, secret)));
        emit SecretRevealed(lot, open.round, by, secret);
    }

    /// @inheritdoc ISortition
    function closeRound(LotId lot) external {
        Stage stage = stageOf(lot);
        Lot storage open = _lotOf[lot];
        if (stage == Stage.BlockAwaited) return _closeWithBlock(lot, open);
        require(stage == Stage.RoundOver, SortitionWrongStage(lot, stage));
        if (open.revealed == open.committed && open.revealed >= open.terms.leastReveals) {
            _setSeed(lot, open, uint256(keccak256(abi.encode(lot, open.seed))));
        } else if (open.round > open.terms.rounds) {
            _fixSeedBlock(lot, open);
        } else {
            emit RoundVoided(lot, open.round, open.committed, open.revealed);
            (open.committed, open.revealed, open.seed) = (0, 0, 0);
            _openRound(lot, open);
        }
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ISortition
    function lotOf(LotId lot) external view returns (Lot memory) {
        return _lotOf[lot];
    }

    /// @inheritdoc ISortition
    function stageOf(LotId lot) public view returns (Stage) {
        Lot storage known = _lotOf[lot];
        if (known.round == 0) return Stage.None;
        if (known.closed) return Stage.Closed;
        if (known.seeded) return _stageOfDraw(lot, known);
        if (known.seedBlock != 0) return Stage.BlockAwaited;
        if (block.timestamp < known.commitUntil) return Stage.Committing;
        bool waiting = block.timestamp < known.revealUntil && known.revealed < known.committed;
        return waiting ? Stage.Revealing : Stage.RoundOver;
    }

    /// @inheritdoc ISortition
    function openCommitmentOf(LotId lot, AgentId person) external view returns (bytes32) {
        return _commitmentOf[lot][person];
    }

    /// @inheritdoc ISortition
    function commitmentOf(LotId lot, uint8 round, AgentId by, bytes32 secret) public pure returns (bytes32) {
        return keccak256(abi.encode(lot, round, by, secret));
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireStage(LotId lot, Stage needed) internal view {
        Stage stage = stageOf(lot);
        require(stage == needed, SortitionWrongStage(lot, stage));
    }

    function _requireOpen(LotId lot) internal view {
        Lot storage known = _lotOf[lot];
        require(known.round != 0, SortitionWrongStage(lot, Stage.None));
        require(!known.closed, SortitionWrongStage(lot, Stage.Closed));
    }

    /// @dev The hash of a past block, or 0 if the chain has forgotten it. OpenZeppelin's `Blockhash` would take for a hash
    /// what a network without the history answers.
    function _hashOf(uint64 number) private view returns (bytes32) {
        bytes32 recent = blockhash(number);
        if (recent != 0) return recent;
        (bool known, bytes memory hash) = HISTORY.staticcall(abi.encode(number));
        return known && hash.length == 32 ? bytes32(hash) : bytes32(0);
    }

    /// @dev The stage of a lot that has a seed.
    function _stageOfDraw(LotId lot, Lot storage seeded) internal view virtual returns (Stage);

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @dev The caller knows that this person is asked for a secret.
    function _commit(LotId id, Lot storage lot, AgentId by, bytes32 commitment) internal {
        require(commitment != 0, SortitionNoCommitment(id, by));
        require(_commitmentOf[id][by] == 0, SortitionAlreadyCommitted(id, by));
        _commitmentOf[id][by] = commitment;
        ++lot.committed;
        emit SecretCommitted(id, lot.round, by, commitment);
    }

    function _openRound(LotId id, Lot storage lot) internal {
        uint40 commitUntil = CALENDAR.deadline(uint40(block.timestamp), lot.terms.commitDays);
        // Counted from the last second of the last day to commit: revealing has its own days after it.
        uint40 revealUntil = CALENDAR.deadline(commitUntil - 1, lot.terms.revealDays);
        (lot.commitUntil, lot.revealUntil) = (commitUntil, revealUntil);
        emit RoundOpened(id, ++lot.round, commitUntil, revealUntil);
    }

    function _closeWithBlock(LotId id, Lot storage lot) private {
        uint64 seedBlock = lot.seedBlock;
        require(block.number > seedBlock, SortitionBlockTooYoung(id, seedBlock));
        bytes32 hash = _hashOf(seedBlock);
        // Nobody came in time; the chain has forgotten the block.
        if (hash == 0) return _fixSeedBlock(id, lot);
        _setSeed(id, lot, uint256(keccak256(abi.encode(id, lot.seed, hash))));
    }

    function _fixSeedBlock(LotId id, Lot storage lot) private {
        lot.seedBlock = uint64(block.number);
        emit SeedBlockFixed(id, uint64(block.number));
    }

    function _setSeed(LotId id, Lot storage lot, uint256 seed) private {
        (lot.seed, lot.seeded) = (seed, true);
        emit LotSeeded(id, seed);
    }
}

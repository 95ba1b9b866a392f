// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMembers} from "../membership/IMembers.sol";
import {AgentId, SeasonId, WorkId} from "../types/Ids.sol";
import {BatchBook, Batches} from "./Batches.sol";
import {Bitmaps} from "./Bitmaps.sol";
import {Credits} from "./Credits.sol";
import {BatchState, IContributionLedger, Track} from "./IContributionLedger.sol";
import {Lanes} from "./Lanes.sol";
import {Seasons} from "./Seasons.sol";
import {Settlement} from "./Settlement.sol";
import {Standing} from "./Standing.sol";
import {WorkCredits} from "./WorkCredits.sol";

/// @title What anyone can read of batches, records, standing and credits
/// @dev Keeps both books; `ContributionLedger` and the libraries it links write them.
abstract contract Records is IContributionLedger, Seasons {
    using Batches for BatchBook;
    using Bitmaps for mapping(uint256 index => uint256);
    using Credits for Credits.Account;
    using Credits for uint256;
    using Lanes for uint256;
    using Standing for uint256;

    IMembers internal immutable MEMBERS;

    BatchBook internal _batches;
    Credits.Book internal _book;

    constructor(IMembers members) {
        MEMBERS = members;
    }

    /// @inheritdoc IContributionLedger
    function batchId(AgentId by, AgentId guild, bytes calldata payload) external pure returns (bytes32) {
        return Batches.idOf(by, guild, keccak256(payload));
    }

    /// @inheritdoc IContributionLedger
    function batchOf(bytes32 batch) external view returns (Batch memory) {
        return _batches.batchOf[batch];
    }

    /// @inheritdoc IContributionLedger
    function settledTo(bytes32 batch) external view returns (uint256) {
        Batch storage known = _batches.batchOf[batch];
        return known.state == BatchState.Settled ? known.count : _batches.settledTo[batch];
    }

    /// @inheritdoc IContributionLedger
    function appraisersOf(bytes32 batch) external view returns (AgentId[] memory) {
        return _batches.appraisersOf(batch);
    }

    /// @inheritdoc IContributionLedger
    function declinedBy(bytes32 batch, uint256 place) external view returns (uint256[] memory) {
        return _load(batch, _batches.declinedBy[batch][place]);
    }

    /// @inheritdoc IContributionLedger
    function questionedBy(bytes32 batch, uint256 place) external view returns (uint256[] memory) {
        return _load(batch, _batches.questionedBy[batch][place]);
    }

    /// @inheritdoc IContributionLedger
    function withdrawnEntries(bytes32 batch) external view returns (uint256[] memory) {
        return _load(batch, _batches.withdrawn[batch]);
    }

    /// @inheritdoc IContributionLedger
    function challengedEntries(bytes32 batch) external view returns (uint256[] memory) {
        return _load(batch, _batches.challenged[batch]);
    }

    /// @inheritdoc IContributionLedger
    function recordOf(AgentId guild, AgentId member) public view returns (uint256[3] memory) {
        return _book.accounts[guild][member].recordOf().split(Credits.RECORD_WIDTH);
    }

    /// @inheritdoc IContributionLedger
    function standingOf(AgentId guild, AgentId member, Track track) external view returns (uint256) {
        return _standingOf(guild, member)[uint256(track)];
    }

    /// @inheritdoc IContributionLedger
    function recordAndStandingOf(
        AgentId guild,
        AgentId member
    ) external view returns (uint256[3] memory record, uint256[3] memory standing) {
        return (recordOf(guild, member), _standingOf(guild, member));
    }

    /// @inheritdoc IContributionLedger
    function standingAtClose(AgentId guild, AgentId member, SeasonId season) external view returns (uint256[3] memory) {
        return Settlement.standingAtClose(_book.accounts[guild][member], _seasons, season);
    }

    /// @inheritdoc IContributionLedger
    function creditOf(AgentId guild, AgentId member, SeasonId season, Track track) external view returns (uint256) {
        return _book.accounts[guild][member].creditsOf(season).lane(Credits.CREDIT_WIDTH, uint256(track));
    }

    /// @inheritdoc IContributionLedger
    function debtOf(AgentId guild, AgentId member) external view returns (uint256[3] memory) {
        return _book.accounts[guild][member].debt.split(Credits.DEBT_WIDTH);
    }

    /// @inheritdoc IContributionLedger
    function eligibleCreditsOf(
        AgentId guild,
        AgentId member,
        SeasonId season
    ) external view returns (uint256[3] memory) {
        uint256 lanes = _book.accounts[guild][member].eligibleOf(season, _seasons.limitsOf[season]);
        return lanes.split(Credits.TOTAL_WIDTH);
    }

    /// @inheritdoc IContributionLedger
    function eligibleLanesOf(
        AgentId guild,
        AgentId[] calldata members,
        SeasonId season
    ) external view returns (uint256[] memory lanes) {
        uint256 limits = _seasons.limitsOf[season];
        mapping(AgentId member => Credits.Account) storage accounts = _book.accounts[guild];
        lanes = new uint256[](members.length);
        // As many as there are members.
        unchecked {
            for (uint256 i = 0; i < lanes.length; ++i) {
                lanes[i] = accounts[members[i]].eligibleOf(season, limits);
            }
        }
    }

    /// @inheritdoc IContributionLedger
    function eligibleTotalsOf(AgentId guild, SeasonId season) external view returns (uint256[3] memory) {
        return _book.totals[guild][season].split(Credits.TOTAL_WIDTH);
    }

    /// @inheritdoc IContributionLedger
    function countedOf(AgentId guild, SeasonId season) external view returns (uint256) {
        return _book.totals[guild][season] >> Credits.USED_SHIFT;
    }

    /// @inheritdoc IContributionLedger
    function workCreditAt(AgentId guild, WorkId work, AgentId member, SeasonId season) external view returns (uint256) {
        return _workCreditAt(WorkCredits.keyOf(guild, work, member), season);
    }

    /// @inheritdoc IContributionLedger
    function workTotalAt(AgentId guild, WorkId work, SeasonId season) external view returns (uint256) {
        return _workCreditAt(WorkCredits.totalKeyOf(guild, work), season);
    }

    function _standingOf(AgentId guild, AgentId member) private view returns (uint256[3] memory) {
        uint256 standing = Settlement.standingOf(_book.accounts[guild][member]);
        return standing.valuesFor(_seasons.seasonOf, _seasons.last, MEMBERS, member);
    }

    function _workCreditAt(uint256 key, SeasonId season) private view returns (uint256) {
        return Settlement.workCreditAt(_book, key, season);
    }

    function _load(
        bytes32 batch,
        mapping(uint256 index => uint256) storage stored
    ) private view returns (uint256[] memory) {
        return stored.load(_batches.batchOf[batch].count);
    }
}

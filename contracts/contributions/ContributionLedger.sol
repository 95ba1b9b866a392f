// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers, Status} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_SEASON, SeasonId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Batches} from "./Batches.sol";
import {Bitmaps} from "./Bitmaps.sol";
import {Entries, Entry} from "./Entries.sol";
import {BatchState, IContributionLedger, Track} from "./IContributionLedger.sol";
import {ISeasons, SeasonTerms} from "./ISeasons.sol";
import {Seasons} from "./Seasons.sol";
import {Settlement} from "./Settlement.sol";

/// @title The ledger of contributions: who may say what, and when
/// @dev Keeps seasons (`Seasons`), batches and what peers said of them (`Batches`), records, standing and credits
/// (`Settlement`). Who may do what: whoever is on a guild's roster, active or probationary, submits for the people of that
/// roster and may challenge; its active members appraise what others submitted; the author, and each provider for their
/// own entries, withdraws; anybody settles. The nation sets the terms of seasons yet to open.
/// Must always hold: INV-11 to INV-15 (docs/invariants.md). Assumes of others: `Members` and `Guilds` answer for the past.
contract ContributionLedger is IContributionLedger, Seasons, Batches, Settlement, Statements, Chartered {
    using Bitmaps for uint256[];
    using Entries for bytes;

    bytes32 private constant SUBMIT = keccak256(
        "Submit(uint32 by,uint32 guild,bytes32 replaces,bytes payload,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW = keccak256(
        "Withdraw(uint32 by,bytes32 batch,uint256[] withdrawn,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant APPRAISE = keccak256(
        "Appraise(uint32 by,bytes32 batch,uint256[] declined,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant CHALLENGE = keccak256(
        "Challenge(uint32 by,bytes32 batch,uint256[] challenged,bytes32 reason,uint40 deadline,uint8 keyEpoch)"
    );

    uint8 private constant RESERVED_BITS = 0x7c; // of the byte with track and flags

    IGuilds private immutable GUILDS;

    constructor(
        address timelock_,
        IMembers members,
        IGuilds guilds,
        SeasonTerms memory terms_
    ) Statements("Neoguild ContributionLedger") Chartered(timelock_) Settlement(members) {
        require(address(members) != address(0) && address(guilds) != address(0), CharteredZeroAddress());
        GUILDS = guilds;
        _setTerms(terms_);
    }

    // --- life of a batch ---------------------------------------------------------------------------------------------

    /// @inheritdoc IContributionLedger
    function submit(Submit calldata act, bytes calldata signature) external returns (bytes32 batch) {
        bytes32 payloadHash = keccak256(act.payload);
        bytes memory statement = abi.encode(SUBMIT, act.by, act.guild, act.replaces, payloadHash, act.deadline);
        _authenticate(act.by, act.deadline, statement, signature);
        SeasonId season = currentSeason();
        require(season != NO_SEASON, LedgerNoOpenSeason(lastSeason()));
        _requireOnRoster(act.guild, act.by);
        _requireAdmitted(act.by);

        // Before the batch is known, so that none can replace itself.
        if (act.replaces != 0) _withdrawReplaced(act.replaces, act.by, act.guild);
        batch = _idOf(act.by, act.guild, payloadHash);
        _keep(
            batch,
            Batch({
                guild: act.guild,
                by: act.by,
                season: season,
                submittedAt: uint40(block.timestamp),
                count: _checkEntries(act),
                state: BatchState.Open,
                appraisals: 0,
                marks: 0,
                firstAppraisers: 0
            })
        );
        emit BatchSubmitted(batch, act.guild, act.by, season, uint40(block.timestamp), act.payload);
    }

    /// @inheritdoc IContributionLedger
    function withdraw(Withdraw calldata act, bytes calldata signature, bytes calldata payload) external {
        bytes32 withdrawn = keccak256(abi.encodePacked(act.withdrawn));
        _authenticate(
            act.by,
            act.deadline,
            abi.encode(WITHDRAW, act.by, act.batch, withdrawn, act.deadline),
            signature
        );
        Batch storage batch = _openBatch(act.batch);
        if (act.withdrawn.length == 0) {
            require(batch.by == act.by, LedgerNotAuthor(act.batch, act.by));
            _withdrawBatch(act.batch, batch);
            return;
        }
        require(act.withdrawn.isSomeOf(batch.count), LedgerBadBitmap(batch.count));
        if (batch.by != act.by) _requireProvider(act, batch, payload);
        _withdrawEntries(act.batch, batch, act.withdrawn);
        emit EntriesWithdrawn(act.batch, act.by, act.withdrawn);
    }

    /// @inheritdoc IContributionLedger
    function appraise(Appraise calldata act, bytes calldata signature) external {
        bytes32 declined = keccak256(abi.encodePacked(act.declined));
        _authenticate(act.by, act.deadline, abi.encode(APPRAISE, act.by, act.batch, declined, act.deadline), signature);
        Batch storage batch = _openBatch(act.batch);
        uint40 endsAt = _appraisalEndOf(batch);
        require(block.timestamp < endsAt, LedgerAppraisalOver(act.batch, endsAt));
        require(batch.by != act.by, LedgerAuthorAppraises(act.batch, act.by));
        _requireOnRoster(batch.guild, act.by);
        require(MEMBERS.isActive(act.by), LedgerNotAdmitted(act.by));
        _requireRank(batch.guild, act.by, _season(batch.season).terms.appraisals);
        require(act.declined.length == 0 || act.declined.isSomeOf(batch.count), LedgerBadBitmap(batch.count));
        _addAppraiser(act.batch, batch, act.by, act.declined);
        emit BatchAppraised(act.batch, act.by, act.declined);
    }

    /// @inheritdoc IContributionLedger
    function challenge(Challenge calldata act, bytes calldata signature) external {
        bytes32 challenged = keccak256(abi.encodePacked(act.challenged));
        bytes memory statement = abi.encode(CHALLENGE, act.by, act.batch, challenged, act.reason, act.deadline);
        _authenticate(act.by, act.deadline, statement, signature);
        Batch storage batch = _openBatch(act.batch);
        SeasonTerms storage terms_ = _season(batch.season).terms;
        uint40 endsAt = batch.submittedAt + terms_.appraisalPeriod + terms_.challengePeriod / 2;
        require(block.timestamp < endsAt, LedgerChallengeOver(act.batch, endsAt));
        _requireOnRoster(batch.guild, act.by);
        _requireAdmitted(act.by);
        require(act.challenged.isSomeOf(batch.count), LedgerBadBitmap(batch.count));
        _challengeEntries(act.batch, batch, act.challenged);
        emit EntriesChallenged(act.batch, act.by, act.challenged, act.reason);
    }

    /// @inheritdoc IContributionLedger
    function settle(bytes32 batch, bytes calldata payload) external {
        _settle(batch, payload);
    }

    // --- rules -------------------------------------------------------------------------------------------------------

    /// @inheritdoc ISeasons
    function setTerms(SeasonTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireOnRoster(AgentId guild, AgentId member) private view {
        require(GUILDS.isOnRoster(guild, member), LedgerNotOnRoster(guild, member));
    }

    /// @dev One holder more than acceptances needed, because a batch's author does not appraise it.
    function _requireRank(AgentId guild, AgentId appraiser, uint256 appraisals) private view {
        require(GUILDS.hasRankToAppraise(guild, appraiser, appraisals + 1), LedgerRankMissing(guild, appraiser));
    }

    function _requireAdmitted(AgentId person) private view {
        require(
            MEMBERS.isActive(person) || MEMBERS.agentOf(person).status == Status.Probationary,
            LedgerNotAdmitted(person)
        );
    }

    /// @dev Every entry well formed, every provider on the roster. Returns how many there are.
    function _checkEntries(Submit calldata act) private view returns (uint16) {
        bytes calldata payload = act.payload;
        uint256 count = payload.countOf();
        require(count != 0, LedgerBadPayload(payload.formatOf(), payload.length));
        uint256 size = payload.sizeOf();
        uint256 turns = 0;
        AgentId known = act.by; // entries of one provider mostly stand together: ask once for each run of them
        for (uint256 i = 0; i < count; ++i) {
            Entry entry = payload.entryAt(size, i);
            _checkEntry(entry, i);
            AgentId provider = entry.provider();
            if (provider == known) continue;
            require(++turns <= Entries.MOST_TURNS, LedgerTooScattered(i));
            require(GUILDS.isOnRoster(act.guild, provider), LedgerProviderNotOnRoster(act.guild, i, provider));
            known = provider;
        }
        return uint16(count);
    }

    function _checkEntry(Entry entry, uint256 index) private pure {
        require(
            entry.trackAndFlags() & RESERVED_BITS == 0 && entry.track() <= uint256(Track.Care),
            LedgerBadTrack(index, entry.trackAndFlags())
        );
        require(
            entry.quantity() <= Entries.MOST_MINUTES || entry.resource() != 0,
            LedgerTooManyMinutes(index, entry.quantity())
        );
    }

    function _requireProvider(Withdraw calldata act, Batch storage batch, bytes calldata payload) private view {
        require(batchId(batch.by, batch.guild, payload) == act.batch, LedgerWrongPayload(act.batch));
        uint256[] memory withdrawn = act.withdrawn;
        uint256 size = payload.sizeOf();
        for (uint256 i = 0; i < batch.count; ++i) {
            if (!withdrawn.has(i)) continue;
            require(payload.entryAt(size, i).provider() == act.by, LedgerNotProvider(act.batch, i, act.by));
        }
    }

    /// @dev A challenged batch can be appraised through the challenge period, so that a challenge can be answered.
    function _appraisalEndOf(Batch storage batch) private view returns (uint40 endsAt) {
        SeasonTerms storage terms_ = _season(batch.season).terms;
        endsAt = batch.submittedAt + terms_.appraisalPeriod;
        if (batch.marks & CHALLENGED != 0) endsAt += terms_.challengePeriod;
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _withdrawReplaced(bytes32 id, AgentId by, AgentId guild) private {
        Batch storage batch = _openBatch(id);
        require(batch.by == by && batch.guild == guild, LedgerNotAuthor(id, by));
        _withdrawBatch(id, batch);
    }

    function _withdrawBatch(bytes32 id, Batch storage batch) private {
        batch.state = BatchState.Withdrawn;
        emit BatchWithdrawn(id, batch.by);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

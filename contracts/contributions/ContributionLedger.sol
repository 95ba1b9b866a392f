// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers, Status} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_SEASON, SeasonId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {BatchBook, Batches} from "./Batches.sol";
import {Bitmaps} from "./Bitmaps.sol";
import {Entries, Entry} from "./Entries.sol";
import {IConflicts} from "./IConflicts.sol";
import {BatchState, IContributionLedger, Track} from "./IContributionLedger.sol";
import {IGuildTerms} from "./IGuildTerms.sol";
import {ISeasons, SeasonTerms} from "./ISeasons.sol";
import {Records} from "./Records.sol";
import {Settlement} from "./Settlement.sol";
import {GuildPage, Registers} from "./Settlings.sol";

/// @title The ledger of contributions: who may say what, and when
/// @dev Keeps seasons (`Seasons`), batches and what peers said of them (`Batches`), records, standing and credits
/// (`Records`, which `Settlement` writes). Who may do what: whoever is on a guild's roster, active or probationary, submits for the people of that
/// roster and may challenge; its active members appraise what others submitted; the author, and each provider for their
/// own entries, withdraws; anybody settles. The nation sets the terms of seasons yet to open.
/// Must always hold: INV-11 to INV-15 (docs/invariants.md). Assumes of others: `Members`, `Guilds` and `GuildTerms` answer for
/// the past.
contract ContributionLedger is IContributionLedger, Records, Statements, Chartered {
    using Batches for BatchBook;
    using Bitmaps for uint256[];
    using Entries for bytes;

    bytes32 private constant SUBMIT = keccak256(
        "Submit(uint32 by,uint32 guild,bytes32 replaces,bytes payload,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW = keccak256(
        "Withdraw(uint32 by,bytes32 batch,uint256[] withdrawn,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant APPRAISE = keccak256(
        "Appraise(uint32 by,bytes32 batch,uint256[] declined,uint256[] questioned,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant CHALLENGE = keccak256(
        "Challenge(uint32 by,bytes32 batch,uint256[] challenged,bytes32 reason,uint40 deadline,uint8 keyEpoch)"
    );

    uint8 private constant RESERVED_BITS = 0x3c; // of the byte with track and flags

    IGuilds private immutable GUILDS;
    IGuildTerms private immutable GUILD_TERMS;
    IConflicts private immutable CONFLICTS;

    mapping(AgentId guild => GuildPage) private _pages;

    constructor(
        address timelock_,
        IMembers members,
        IGuilds guilds,
        IGuildTerms guildTerms,
        IConflicts conflicts,
        SeasonTerms memory terms_
    ) Statements("Neoguild ContributionLedger") Chartered(timelock_) Records(members) {
        require(
            address(members) != address(0) &&
                address(guilds) != address(0) &&
                address(guildTerms) != address(0) &&
                address(conflicts) != address(0),
            CharteredZeroAddress()
        );
        (GUILDS, GUILD_TERMS, CONFLICTS) = (guilds, guildTerms, conflicts);
        _setTerms(terms_);
    }

    // --- life of a batch ---------------------------------------------------------------------------------------------

    /// @inheritdoc IContributionLedger
    function submit(Submit calldata act, bytes calldata signature) external returns (bytes32 batch) {
        (AgentId by, AgentId guild, bytes calldata payload) = (act.by, act.guild, act.payload);
        bytes32 payloadHash = keccak256(payload);
        bytes memory statement;
        // Who sends an act need not have it put together.
        if (signature.length != 0) {
            statement = abi.encode(SUBMIT, by, guild, act.replaces, payloadHash, act.deadline);
        }
        IMembers.Agent memory author = MEMBERS.agentOf(by);
        _authenticateAs(by, author.key, author.keyEpoch, act.deadline, statement, signature);
        (SeasonId season, bool totalsOnly) = _pageOf(guild);
        _requireAdmitted(by, author);

        // Before the batch is known, so that none can replace itself.
        if (act.replaces != 0) _withdrawReplaced(act.replaces, by, guild);
        batch = Batches.idOf(by, guild, payloadHash);
        _batches.keep(batch, guild, by, season, _checkPayload(by, guild, payload, totalsOnly));
        emit BatchSubmitted(batch, guild, by, season, uint40(block.timestamp), payload);
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
        Batch storage batch = _batches.open(act.batch);
        if (act.withdrawn.length == 0) {
            require(batch.by == act.by, LedgerNotAuthor(act.batch, act.by));
            _withdrawBatch(act.batch, batch);
            return;
        }
        require(act.withdrawn.isSomeOf(batch.count), LedgerBadBitmap(batch.count));
        if (batch.by != act.by) Batches.requireProvider(batch.by, batch.guild, act, payload);
        _batches.withdraw(act.batch, act.withdrawn);
        emit EntriesWithdrawn(act.batch, act.by, act.withdrawn);
    }

    /// @inheritdoc IContributionLedger
    function appraise(Appraise calldata act, bytes calldata signature) external {
        bytes32 declined = keccak256(abi.encodePacked(act.declined));
        bytes32 questioned = keccak256(abi.encodePacked(act.questioned));
        bytes memory statement = abi.encode(APPRAISE, act.by, act.batch, declined, questioned, act.deadline);
        _authenticate(act.by, act.deadline, statement, signature);
        Batch storage batch = _batches.open(act.batch);
        uint40 endsAt = _appraisalEndOf(batch);
        require(block.timestamp < endsAt, LedgerAppraisalOver(act.batch, endsAt));
        require(batch.by != act.by, LedgerAuthorAppraises(act.batch, act.by));
        _requireOnRoster(batch.guild, act.by);
        require(MEMBERS.isActive(act.by), LedgerNotAdmitted(act.by));
        _requireRank(batch.guild, act.by, _seasons.seasonOf[batch.season].terms.appraisals);
        uint256 count = batch.count;
        require(act.declined.isWithin(count) && act.questioned.isWithin(count), LedgerBadBitmap(count));
        _batches.appraise(act);
        emit BatchAppraised(act.batch, act.by, act.declined, act.questioned);
    }

    /// @inheritdoc IContributionLedger
    function challenge(Challenge calldata act, bytes calldata signature) external {
        bytes32 challenged = keccak256(abi.encodePacked(act.challenged));
        bytes memory statement = abi.encode(CHALLENGE, act.by, act.batch, challenged, act.reason, act.deadline);
        _authenticate(act.by, act.deadline, statement, signature);
        Batch storage batch = _batches.open(act.batch);
        SeasonTerms storage terms_ = _seasons.seasonOf[batch.season].terms;
        uint40 endsAt = batch.submittedAt + terms_.appraisalPeriod + terms_.challengePeriod / 2;
        require(block.timestamp < endsAt, LedgerChallengeOver(act.batch, endsAt));
        _requireOnRoster(batch.guild, act.by);
        _requireAdmitted(act.by, MEMBERS.agentOf(act.by));
        require(act.challenged.isSomeOf(batch.count), LedgerBadBitmap(batch.count));
        _batches.challenge(act.batch, act.challenged);
        emit EntriesChallenged(act.batch, act.by, act.challenged, act.reason);
    }

    /// @inheritdoc IContributionLedger
    function settle(bytes32 batch, bytes calldata payload) external {
        _settle(batch, payload, _batches.batchOf[batch].count);
    }

    /// @inheritdoc IContributionLedger
    function settlePart(bytes32 batch, bytes calldata payload, uint256 upTo) external {
        _settle(batch, payload, upTo);
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

    /// @dev Active now, or in probation.
    function _requireAdmitted(AgentId person, IMembers.Agent memory agent) private view {
        bool isActive = agent.status == Status.Active && block.timestamp < agent.until;
        require(isActive || agent.status == Status.Probationary, LedgerNotAdmitted(person));
    }

    /// @dev Format and every entry as they should be, author and providers on the roster. Returns how many entries there are.
    function _checkPayload(
        AgentId by,
        AgentId guild,
        bytes calldata payload,
        bool totalsOnly
    ) private view returns (uint16) {
        (uint8 format, uint256 size, uint256 count) = payload.shapeOf();
        require(count != 0, LedgerBadPayload(format, payload.length));
        (AgentId[] memory people, bool correctsOnly) = _checkEntries(by, guild, payload, size, count);
        if (people.length == 1) {
            _requireOnRoster(guild, by);
        } else {
            uint256 known = GUILDS.onRoster(guild, people);
            require(known != 0, LedgerNotOnRoster(guild, by));
            if (known != people.length) {
                revert LedgerProviderNotOnRoster(guild, _turnOf(by, payload, known), people[known]);
            }
        }
        // A correction says nothing that the batch it names has not said.
        require(format == Entries.TOTALS ? totalsOnly : !totalsOnly || correctsOnly, LedgerWrongFormat(guild, format));
        return uint16(count);
    }

    /// @return people The author, then the provider of each run of entries, but for a first one of the author's; the author
    /// once more in the place of somebody who is only corrected.
    /// @return correctsOnly Whether every entry is a correction.
    function _checkEntries(
        AgentId by,
        AgentId guild,
        bytes calldata payload,
        uint256 size,
        uint256 count
    ) private view returns (AgentId[] memory people, bool correctsOnly) {
        people = new AgentId[]((count < Entries.MOST_TURNS ? count : Entries.MOST_TURNS) + 1);
        (people[0], correctsOnly) = (by, true);
        AgentId last = by;
        uint256 turns = 0;
        uint256 place = payload.placeOf(payload.headOf(), size, 0);
        bool isUnasked = false; // whether so far a run has nothing but corrections, which follow whoever left the roster
        // Numbers of entries.
        unchecked {
            for (uint256 i = 0; i < count; ++i) {
                Entry entry = Entries.entryIn(place);
                place += size;
                if (!entry.isOrdinary()) _checkEntry(guild, payload, entry, i);
                if (correctsOnly && !entry.isCorrection()) correctsOnly = false;
                AgentId provider = entry.provider();
                if (provider == last) {
                    if (!isUnasked || entry.isCorrection()) continue;
                    (people[turns], isUnasked) = (provider, false);
                    continue;
                }
                require(turns < Entries.MOST_TURNS, LedgerTooScattered(i));
                (last, isUnasked) = (provider, entry.isCorrection());
                people[++turns] = isUnasked ? by : provider;
            }
        }
        assembly ("memory-safe") {
            mstore(people, add(turns, 1))
        }
    }

    function _checkEntry(AgentId guild, bytes calldata payload, Entry entry, uint256 index) private view {
        require(
            entry.trackAndFlags() & RESERVED_BITS == 0 && entry.track() <= uint256(Track.Care),
            LedgerBadTrack(index, entry.trackAndFlags())
        );
        require(
            entry.quantity() <= Entries.MOST_MINUTES || entry.resource() != 0,
            LedgerTooManyMinutes(index, entry.quantity())
        );
        if (!entry.isCorrection()) return;
        require(payload.formatOf() == Entries.WITH_EVIDENCE, LedgerBadTrack(index, entry.trackAndFlags()));
        bytes32 corrected = payload.evidenceAt(index);
        Batch storage batch = _batches.batchOf[corrected];
        require(batch.state == BatchState.Settled && batch.guild == guild, LedgerNothingToCorrect(index, corrected));
    }

    /// @dev The entry with which a run begins: the `turn`th at which the provider is another than before, the author at first.
    function _turnOf(AgentId by, bytes calldata payload, uint256 turn) private pure returns (uint256 index) {
        (uint256 head, uint256 size) = (payload.headOf(), payload.sizeOf());
        AgentId last = by;
        for (; ; ++index) {
            AgentId provider = payload.entryAt(head, size, index).provider();
            if (provider == last) continue;
            if (--turn == 0) return index;
            last = provider;
        }
    }

    /// @dev A challenged batch can be appraised through the challenge period, so that a challenge can be answered.
    function _appraisalEndOf(Batch storage batch) private view returns (uint40 endsAt) {
        SeasonTerms storage terms_ = _seasons.seasonOf[batch.season].terms;
        endsAt = batch.submittedAt + terms_.appraisalPeriod;
        if (batch.marks & Batches.CHALLENGED != 0) endsAt += terms_.challengePeriod;
    }

    /// @dev What the guild's terms say of the season open now; kept, where it was not yet.
    function _pageOf(AgentId guild) private returns (SeasonId season, bool totalsOnly) {
        GuildPage storage page = _pages[guild];
        uint40 endsAt;
        (season, endsAt, totalsOnly) = (page.season, page.endsAt, page.totalsOnly);
        // A season is open until its end, whatever happens.
        if (block.timestamp < endsAt) return (season, totalsOnly);
        season = currentSeason();
        require(season != NO_SEASON, LedgerNoOpenSeason(lastSeason()));
        Season storage open = _seasons.seasonOf[season];
        IGuildTerms.Terms memory own = GUILD_TERMS.termsAt(guild, open.opensAt);
        _pages[guild] = GuildPage(season, open.endsAt, own.budget, own.totalsOnly, own.countsWorks);
        return (season, own.totalsOnly);
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _withdrawReplaced(bytes32 id, AgentId by, AgentId guild) private {
        Batch storage batch = _batches.open(id);
        require(batch.by == by && batch.guild == guild, LedgerNotAuthor(id, by));
        _withdrawBatch(id, batch);
    }

    function _settle(bytes32 batch, bytes calldata payload, uint256 upTo) private {
        Registers memory registers = Registers(MEMBERS, GUILDS, GUILD_TERMS, CONFLICTS);
        Settlement.settle(_book, _batches, _seasons, _pages, registers, batch, payload, upTo);
    }

    function _withdrawBatch(bytes32 id, Batch storage batch) private {
        batch.state = BatchState.Withdrawn;
        emit BatchWithdrawn(id, batch.by);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

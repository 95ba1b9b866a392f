// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IGuilds} from "../membership/IGuilds.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Track} from "./IContributionLedger.sol";
import {IGuildTerms} from "./IGuildTerms.sol";

/// @title What a guild counts
/// @dev Keeps, for each guild, its own terms and the rates of its resources, as checkpoints by the second in which they were
/// set; names and units stand in the log alone. Who may do what: a guild (its account, on the council's decision) sets its
/// own; the nation sets nothing here, so nothing is sealed. Must always hold: INV-26 what a season takes from here is the
/// same at any later moment: it reads what was set before the second in which it opened. Assumes of others: `Guilds` knows
/// which agents are guilds.
contract GuildTerms is IGuildTerms, Statements {
    using Checkpoints for Checkpoints.Trace208;

    bytes32 private constant SPECIFY = keccak256(
        "Specify(uint32 by,uint32 resource,string name,string unit,uint64 perUnit,uint32 perEntry,uint8 track,uint256 nonce,"
        "uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant SET_GUILD_TERMS = keccak256(
        "SetGuildTerms(uint32 by,uint40 budget,bool totalsOnly,bool countsWorks,uint256 nonce,uint40 deadline,"
        "uint8 keyEpoch)"
    );

    uint256 private constant NAME_BYTES = 64;
    uint256 private constant UNIT_BYTES = 32;
    /// @dev The most credits of an entry: the minutes of a leap year.
    uint32 private constant MOST_PER_ENTRY = 366 * 24 * 60;

    // Places in a checkpoint's value. A known rate is never zero.
    uint8 private constant PER_ENTRY_SHIFT = 64;
    uint8 private constant TRACK_SHIFT = 96;
    uint208 private constant TOTALS_ONLY = 1 << 40;
    uint208 private constant COUNTS_WORKS = 1 << 41;

    IAgents private immutable MEMBERS;
    IGuilds private immutable GUILDS;

    mapping(AgentId guild => Checkpoints.Trace208) private _terms;
    mapping(AgentId guild => mapping(uint32 resource => Checkpoints.Trace208)) private _rates;

    constructor(IAgents members, IGuilds guilds) Statements("Neoguild GuildTerms") {
        require(address(members) != address(0) && address(guilds) != address(0), GuildTermsZeroAddress());
        (MEMBERS, GUILDS) = (members, guilds);
    }

    // --- what a guild decides ----------------------------------------------------------------------------------------

    /// @inheritdoc IGuildTerms
    function specify(Specify calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, _statementOf(act), signature);
        _requireGuild(act.by);
        require(act.resource != 0, GuildTermsBadResource(act.resource));
        (uint256 name, uint256 unit) = (bytes(act.name).length, bytes(act.unit).length);
        require(name != 0 && name <= NAME_BYTES && unit <= UNIT_BYTES, GuildTermsBadName(name, unit));
        require(
            (act.perUnit != 0 || act.perEntry != 0) && act.perEntry <= MOST_PER_ENTRY,
            GuildTermsBadRate(act.perUnit, act.perEntry)
        );
        uint208 rate =
            uint208(act.perUnit) |
                (uint208(act.perEntry) << PER_ENTRY_SHIFT) |
                (uint208(uint8(act.track)) << TRACK_SHIFT);
        _rates[act.by][act.resource].push(uint48(block.timestamp), rate);
        emit ResourceSpecified(
            act.by,
            act.resource,
            act.name,
            act.unit,
            act.perUnit,
            act.perEntry,
            act.track,
            uint40(block.timestamp)
        );
    }

    /// @inheritdoc IGuildTerms
    function setGuildTerms(SetGuildTerms calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(SET_GUILD_TERMS, act), signature);
        _requireGuild(act.by);
        uint208 kept = act.budget;
        if (act.totalsOnly) kept |= TOTALS_ONLY;
        if (act.countsWorks) kept |= COUNTS_WORKS;
        _terms[act.by].push(uint48(block.timestamp), kept);
        emit GuildTermsSet(act.by, act.budget, act.totalsOnly, act.countsWorks, uint40(block.timestamp));
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IGuildTerms
    function termsAt(AgentId guild, uint40 timepoint) external view returns (Terms memory) {
        uint256 kept = _lastBefore(_terms[guild], timepoint);
        return Terms(uint40(kept), kept & TOTALS_ONLY != 0, kept & COUNTS_WORKS != 0);
    }

    /// @inheritdoc IGuildTerms
    function rateAt(AgentId guild, uint32 resource, uint40 timepoint) external view returns (Rate memory) {
        uint256 kept = _lastBefore(_rates[guild][resource], timepoint);
        return Rate(uint64(kept), uint32(kept >> PER_ENTRY_SHIFT), Track(uint8(kept >> TRACK_SHIFT)), kept != 0);
    }

    /// @dev Not in the very second: more could be set in it after a season has opened.
    function _lastBefore(Checkpoints.Trace208 storage trace, uint40 timepoint) private view returns (uint256) {
        return timepoint == 0 ? 0 : trace.upperLookupRecent(timepoint - 1);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireGuild(AgentId by) private view {
        require(GUILDS.isGuild(by), GuildTermsUnknownGuild(by));
    }

    function _statementOf(Specify calldata act) private pure returns (bytes memory) {
        return
            abi.encode(
                SPECIFY,
                act.by,
                act.resource,
                keccak256(bytes(act.name)),
                keccak256(bytes(act.unit)),
                act.perUnit,
                act.perEntry,
                act.track,
                act.nonce,
                act.deadline
            );
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

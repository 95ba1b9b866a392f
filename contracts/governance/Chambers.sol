// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IOrganisations} from "../licensing/IOrganisations.sol";
import {IPacts} from "../licensing/IPacts.sol";
import {IGuilds, Rank} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {IAssembly} from "./IAssembly.sol";
import {Chamber, ChamberTerms, Hearing, IChambers} from "./IChambers.sol";
import {Rules} from "./Rules.sol";

/// @title Chambers
/// @dev Keeps the rolls of masters and of organisations with their sizes at every past moment, the terms likewise, and each
/// hearing with who objected where; sits in the chambers' seat of the assembly. Who may do what: see `IChambers`; the nation
/// sets the terms. Must always hold: INV-350 no objections of one chamber veto anything, and a veto has the share of two or
/// three; INV-351 a vetoed decision is never executed; INV-352 nobody counts twice, in one chamber or in several, and no
/// chamber has more objections than its size; INV-353 a chamber's size at a moment is the number of those on its roll then.
/// Assumes of others: the assembly stops what this contract says and holds it to the rule's flag; the registers answer.
///
/// Ranks, attestations and pacts end by themselves, so nobody could count who holds them without walking through all. So
/// masters and organisations are on a roll, which anybody keeps true entry by entry, and whose size is known at every moment.
/// Who is missing on it makes a chamber smaller and a veto easier, who is still on it the reverse: each side has a reason to
/// mend one of them, and neither can be kept from it. No act walks through a roll, so a larger nation pays no more.
contract Chambers is IChambers, Statements, Chartered {
    using Checkpoints for Checkpoints.Trace208;
    using Rules for uint8;

    /// @dev Whom the chambers ask.
    struct Registers {
        IMembers members;
        IGuilds guilds;
        IOrganisations organisations;
        IPacts pacts;
        IAssembly governor;
    }

    bytes32 private constant OBJECT_IN = keccak256(
        "ObjectIn(uint32 by,uint256 proposal,uint8 chamber,uint32 guild,bytes32 reason,uint40 deadline,uint8 keyEpoch)"
    );

    uint256 private constant CHAMBERS = 3;
    uint256 private constant LANE_BITS = 24;
    uint256 private constant LANE_MASK = (1 << LANE_BITS) - 1;
    uint256 private constant TERM_BITS = 16;
    uint256 private constant BPS = 10_000;
    uint208 private constant ON_ROLL = 1;

    IMembers private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    IOrganisations private immutable ORGANISATIONS;
    IPacts private immutable PACTS;
    IAssembly private immutable ASSEMBLY;

    Checkpoints.Trace208 private _terms; // packed, the first field lowest
    mapping(Chamber chamber => Checkpoints.Trace208) private _sizes;
    // From the second of an entry the guild of a master, or 1 for an organisation; 0 from the second of being struck off.
    mapping(Chamber chamber => mapping(AgentId agent => Checkpoints.Trace208)) private _stays;
    mapping(uint256 proposalId => Hearing) private _hearingOf;
    mapping(uint256 proposalId => bytes32 calls) private _callsOf;
    mapping(uint256 proposalId => mapping(AgentId by => uint8)) private _objectedIn; // the chamber from 1; 0 = none
    mapping(bytes32 calls => Checkpoints.Trace208) private _vetoesOf; // how many, from the second of each

    constructor(
        address timelock_,
        Registers memory registers,
        ChamberTerms memory terms_
    ) Statements("Neoguild Chambers") Chartered(timelock_) {
        require(
            address(registers.members) != address(0) &&
                address(registers.guilds) != address(0) &&
                address(registers.organisations) != address(0) &&
                address(registers.pacts) != address(0) &&
                address(registers.governor) != address(0),
            CharteredZeroAddress()
        );
        (MEMBERS, GUILDS, ORGANISATIONS) = (registers.members, registers.guilds, registers.organisations);
        (PACTS, ASSEMBLY) = (registers.pacts, registers.governor);
        _setTerms(terms_);
    }

    // --- rolls -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IChambers
    function enter(Chamber chamber, AgentId agent, AgentId guild) external {
        require(chamber != Chamber.Members, ChambersNoRoll(chamber));
        uint208 place = chamber == Chamber.Masters ? AgentId.unwrap(guild) : ON_ROLL;
        uint208 former = _stays[chamber][agent].latest();
        require(former == 0 || former != place, ChambersOnRoll(chamber, agent));
        require(mayEnter(chamber, agent, guild), ChambersNotSeated(chamber, agent));
        _stays[chamber][agent].push(uint48(block.timestamp), place);
        if (former == 0) _sizes[chamber].push(uint48(block.timestamp), _sizes[chamber].latest() + 1);
        emit ChamberEntered(chamber, agent, chamber == Chamber.Masters ? guild : NO_AGENT);
    }

    /// @inheritdoc IChambers
    function strike(Chamber chamber, AgentId agent) external {
        uint208 place = _stays[chamber][agent].latest();
        require(place != 0, ChambersNotOnRoll(chamber, agent));
        require(!mayEnter(chamber, agent, AgentId.wrap(uint32(place))), ChambersSeated(chamber, agent));
        _stays[chamber][agent].push(uint48(block.timestamp), 0);
        _sizes[chamber].push(uint48(block.timestamp), _sizes[chamber].latest() - 1);
        emit ChamberLeft(chamber, agent);
    }

    // --- hearings ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IChambers
    function open(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calldatas,
        bytes32 descriptionHash
    ) external returns (uint256 proposalId) {
        proposalId = uint256(keccak256(abi.encode(targets, values, calldatas, descriptionHash)));
        require(_hearingOf[proposalId].snapshot == 0, ChambersHearingOpen(proposalId));
        _requireVetoable(proposalId);
        uint8 flags = ASSEMBLY.voteOf(proposalId).flags;
        bool mayVeto = flags.has(Rules.CHAMBERS) && !flags.has(Rules.TWO_READINGS);
        require(mayVeto, ChambersNotVetoable(proposalId));

        uint40 snapshot = uint40(ASSEMBLY.proposalSnapshot(proposalId));
        ChamberTerms memory asked = termsAt(snapshot);
        require(asked.twoBps != 0, ChambersOff());
        bytes32 calls = keccak256(abi.encode(targets, values, calldatas));
        // Not of now: copies made beside a decision and vetoed before its hearing would raise what a veto of it takes.
        uint256 vetoes = _vetoesOf[calls].upperLookupRecent(snapshot);
        Hearing memory hearing = Hearing({
            snapshot: snapshot,
            twoBps: _raised(asked.twoBps, asked.raiseBps, vetoes),
            threeBps: _raised(asked.threeBps, asked.raiseBps, vetoes),
            vetoed: false,
            sizes: _sizesAt(asked, snapshot),
            objections: 0
        });
        (_hearingOf[proposalId], _callsOf[proposalId]) = (hearing, calls);
        emit HearingOpened(proposalId, calls, vetoes, hearing);
    }

    /// @inheritdoc IChambers
    function objectIn(ObjectIn calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(OBJECT_IN, act), signature);
        Hearing memory hearing = _hearingOf[act.proposal];
        require(hearing.snapshot != 0, ChambersNoHearing(act.proposal));
        _requireVetoable(act.proposal);
        uint256 lane = LANE_BITS * uint8(act.chamber);
        require((hearing.sizes >> lane) & LANE_MASK != 0, ChambersNotSitting(act.proposal, act.chamber));
        uint8 former = _objectedIn[act.proposal][act.by];
        require(former == 0, ChambersAlreadyObjected(act.proposal, act.by, Chamber(former == 0 ? 0 : former - 1)));
        bool seated =
            wasOnRoll(act.chamber, act.by, hearing.snapshot) &&
                _isSeated(act.chamber, act.by, act.guild, termsAt(hearing.snapshot).classes);
        require(seated, ChambersNotSeated(act.chamber, act.by));

        _objectedIn[act.proposal][act.by] = uint8(act.chamber) + 1;
        // No lane overflows: its objectors were counted in its size, which fits into one.
        hearing.objections += uint72(1 << lane);
        hearing.vetoed = _isVeto(hearing);
        _hearingOf[act.proposal] = hearing;
        emit ChamberObjected(act.proposal, act.by, act.chamber, act.guild, act.reason);
        if (hearing.vetoed) _veto(act.proposal);
    }

    // --- rules -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IChambers
    function setTerms(ChamberTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IChambers
    function terms() external view returns (ChamberTerms memory) {
        return _unpacked(_terms.latest());
    }

    /// @inheritdoc IChambers
    function termsAt(uint256 timepoint) public view returns (ChamberTerms memory) {
        return _unpacked(_terms.upperLookupRecent(SafeCast.toUint48(timepoint)));
    }

    /// @inheritdoc IChambers
    function sizeAt(Chamber chamber, uint256 timepoint) public view returns (uint256) {
        if (chamber == Chamber.Members) return MEMBERS.activeCountAt(timepoint);
        return _sizes[chamber].upperLookupRecent(SafeCast.toUint48(timepoint));
    }

    /// @inheritdoc IChambers
    function wasOnRoll(Chamber chamber, AgentId agent, uint256 timepoint) public view returns (bool) {
        if (chamber == Chamber.Members) return MEMBERS.wasActive(agent, timepoint);
        return _stays[chamber][agent].upperLookupRecent(SafeCast.toUint48(timepoint)) != 0;
    }

    /// @inheritdoc IChambers
    function isOnRoll(Chamber chamber, AgentId agent) external view returns (bool) {
        return chamber == Chamber.Members ? MEMBERS.isActive(agent) : _stays[chamber][agent].latest() != 0;
    }

    /// @inheritdoc IChambers
    function guildOnRoll(AgentId master) external view returns (AgentId) {
        return AgentId.wrap(uint32(_stays[Chamber.Masters][master].latest()));
    }

    /// @inheritdoc IChambers
    function mayEnter(Chamber chamber, AgentId agent, AgentId guild) public view returns (bool) {
        return _isSeated(chamber, agent, guild, _unpacked(_terms.latest()).classes);
    }

    /// @inheritdoc IChambers
    function hearingOf(uint256 proposalId) external view returns (Hearing memory) {
        return _hearingOf[proposalId];
    }

    /// @inheritdoc IChambers
    function vetoesOf(bytes32 calls) external view returns (uint256) {
        return _vetoesOf[calls].latest();
    }

    /// @inheritdoc IChambers
    function objectionOf(uint256 proposalId, AgentId by) external view returns (bool objected, Chamber chamber) {
        uint8 from = _objectedIn[proposalId][by];
        return from == 0 ? (false, Chamber.Members) : (true, Chamber(from - 1));
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    /// @dev Passed, and neither carried out nor void.
    function _requireVetoable(uint256 proposalId) private view {
        IGovernor.ProposalState current = ASSEMBLY.state(proposalId);
        require(
            current == IGovernor.ProposalState.Succeeded || current == IGovernor.ProposalState.Queued,
            ChambersNotVetoable(proposalId)
        );
    }

    /// @dev What it takes to sit in a chamber, at this moment.
    function _isSeated(Chamber chamber, AgentId agent, AgentId guild, uint16 classes) private view returns (bool) {
        if (chamber == Chamber.Members) return MEMBERS.isActive(agent);
        if (chamber == Chamber.Masters) {
            return GUILDS.rankOf(guild, agent) == Rank.Master && MEMBERS.isActive(agent);
        }
        IOrganisations.Attestation memory attested = ORGANISATIONS.attestationOf(agent);
        bool ofClass = (classes >> uint8(attested.userClass)) & 1 == 1 && block.timestamp < attested.expiresAt;
        return ofClass || PACTS.hasVoice(agent);
    }

    /// @dev Whether enough of two chambers object, or of three. One is never enough.
    function _isVeto(Hearing memory hearing) private pure returns (bool) {
        uint256 forTwo = 0;
        uint256 forThree = 0;
        for (uint256 chamber = 0; chamber < CHAMBERS; ++chamber) {
            uint256 size = (hearing.sizes >> (LANE_BITS * chamber)) & LANE_MASK;
            uint256 objections = (hearing.objections >> (LANE_BITS * chamber)) & LANE_MASK;
            if (objections == 0) continue;
            if (objections * BPS >= size * hearing.twoBps) ++forTwo;
            if (objections * BPS >= size * hearing.threeBps) ++forThree;
        }
        return forTwo >= 2 || forThree == CHAMBERS;
    }

    /// @dev Three lanes; 0 where a chamber does not sit.
    function _sizesAt(ChamberTerms memory asked, uint40 timepoint) private view returns (uint72 sizes) {
        uint16[CHAMBERS] memory least = [asked.leastMembers, asked.leastMasters, asked.leastOrganisations];
        for (uint256 chamber = 0; chamber < CHAMBERS; ++chamber) {
            if (least[chamber] == 0) continue;
            uint24 size = SafeCast.toUint24(sizeAt(Chamber(chamber), timepoint));
            if (size >= least[chamber]) sizes |= uint72(uint256(size) << (LANE_BITS * chamber));
        }
    }

    function _raised(uint256 bps, uint256 raiseBps, uint256 vetoes) private pure returns (uint16) {
        // At most all of them: the sum is cut there before the cast.
        return uint16(Math.min(bps + raiseBps * vetoes, BPS));
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _veto(uint256 proposalId) private {
        bytes32 calls = _callsOf[proposalId];
        uint208 vetoes = _vetoesOf[calls].latest() + 1;
        _vetoesOf[calls].push(uint48(block.timestamp), vetoes);
        emit DecisionVetoed(proposalId, calls, vetoes);
        ASSEMBLY.stop(proposalId);
    }

    function _setTerms(ChamberTerms memory terms_) private {
        if (terms_.twoBps != 0) {
            _check(terms_.twoBps <= BPS, "twoBps");
            _check(terms_.threeBps != 0 && terms_.threeBps <= terms_.twoBps, "threeBps");
            _check(terms_.raiseBps <= BPS, "raiseBps");
            uint256 sit = 0;
            if (terms_.leastMembers != 0) ++sit;
            if (terms_.leastMasters != 0) ++sit;
            if (terms_.leastOrganisations != 0) ++sit;
            _check(sit >= 2, "least");
        }
        _terms.push(uint48(block.timestamp), _packed(terms_));
        emit ChamberTermsSet(terms_);
    }

    function _check(bool inRange, string memory field) private pure {
        require(inRange, ChambersBadTerms(field));
    }

    function _packed(ChamberTerms memory given) private pure returns (uint208 packed) {
        uint16[7] memory fields = [
            given.twoBps,
            given.threeBps,
            given.raiseBps,
            given.leastMembers,
            given.leastMasters,
            given.leastOrganisations,
            given.classes
        ];
        for (uint256 i = 0; i < fields.length; ++i) packed |= uint208(fields[i]) << uint208(TERM_BITS * i);
    }

    function _unpacked(uint208 packed) private pure returns (ChamberTerms memory) {
        // Each cast keeps the field it is for.
        return
            ChamberTerms({
                twoBps: uint16(packed),
                threeBps: uint16(packed >> TERM_BITS),
                raiseBps: uint16(packed >> (2 * TERM_BITS)),
                leastMembers: uint16(packed >> (3 * TERM_BITS)),
                leastMasters: uint16(packed >> (4 * TERM_BITS)),
                leastOrganisations: uint16(packed >> (5 * TERM_BITS)),
                classes: uint16(packed >> (6 * TERM_BITS))
            });
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Eight} from "./Eight.sol";
import {GuildAccount} from "./GuildAccount.sol";
import {IGuilds, Rank} from "./IGuilds.sol";
import {IMembers, Status} from "./IMembers.sol";
import {RosterSizes} from "./RosterSizes.sol";

/// @title Guilds: rosters and offices
/// @dev Keeps, for each guild, who is on the roster since when, the facts of rank and stewardship with their terms, and
/// the ranks that the guild asks for. Who may do what: an active member founds, and before the seal the founding account
/// for founders; an active or probationary person joins; the guild itself (its account, on the council's decision)
/// appoints stewards and asks for ranks; the seats of later floors give ranks, seat whom the guild elected and end
/// offices; the nation sets the longest term and the notice. Must always hold: INV-06 the roster's size equals the persons
/// on it; INV-140 while an active member is on the roster, the guild can make one of them its steward.
/// Assumes of others: `Members` gives each key one id.
///
/// Nobody can count the holders of a rank exactly without walking through a roster, since ranks and memberships end by
/// themselves. So eight holders are listed for each rank, and looked at when it matters whether enough hold it: each one
/// found is real. A list with a free place may miss a holder until anybody lists them; then less is asked, never more.
contract Guilds is IGuilds, Statements, Chartered {
    using Checkpoints for Checkpoints.Trace208;
    using Eight for uint256;
    using RosterSizes for Checkpoints.Trace208;

    uint256 private constant NAME_BYTES = 64;

    bytes32 private constant FOUND = keccak256(
        "Found(uint32 by,string name,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant JOIN = keccak256(
        "Join(uint32 by,uint32 guild,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant QUIT = keccak256(
        "Quit(uint32 by,uint32 guild,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant APPOINT = keccak256(
        "Appoint(uint32 by,uint32 steward,uint40 until,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    bytes32 private constant SET_REQUIREMENTS = keccak256(
        "SetRequirements(uint32 by,uint8 appraisal,uint8 office,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    IMembers private immutable MEMBERS;
    address private immutable ACCOUNT_IMPLEMENTATION;

    uint32 private _stewardTerm;
    uint32 private _notice;
    mapping(Seat seat => address holder) private _seatOf;
    mapping(AgentId guild => mapping(AgentId member => Place)) private _placeOf;
    // Ended stays of those who came back: beginning by end.
    mapping(AgentId guild => mapping(AgentId member => Checkpoints.Trace208)) private _formerStays;
    mapping(AgentId guild => Checkpoints.Trace208) private _rosterSizes;
    mapping(AgentId guild => Requirements) private _requirementsOf;
    mapping(AgentId guild => mapping(Rank rank => uint256 ids)) private _holdersOf;

    modifier onlySeat(Seat seat) {
        require(msg.sender == _seatOf[seat], GuildsNotInSeat(seat, msg.sender));
        _;
    }

    constructor(
        address timelock_,
        IMembers members,
        uint32 stewardTerm_,
        uint32 notice_
    ) Statements("Neoguild Guilds") Chartered(timelock_) {
        require(address(members) != address(0), CharteredZeroAddress());
        MEMBERS = members;
        ACCOUNT_IMPLEMENTATION = address(new GuildAccount(this));
        _setStewardTerm(stewardTerm_);
        _setNotice(notice_);
    }

    // --- life of a guild ---------------------------------------------------------------------------------------------

    /// @inheritdoc IGuilds
    function found(Found calldata act, bytes calldata signature) external returns (AgentId guild) {
        bytes memory statement = abi.encode(FOUND, act.by, keccak256(bytes(act.name)), act.nonce, act.deadline);
        _authenticateOnce(act.by, act.nonce, act.deadline, statement, signature);
        return _found(act.by, act.name);
    }

    /// @inheritdoc IGuilds
    function foundFirst(string calldata name, AgentId[] calldata roster) external onlyFounding returns (AgentId guild) {
        guild = _found(roster[0], name);
        for (uint256 i = 1; i < roster.length; ++i) _join(guild, roster[i]);
    }

    /// @inheritdoc IGuilds
    function join(Join calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(JOIN, act), signature);
        require(isGuild(act.guild), GuildsUnknownGuild(act.guild));
        _join(act.guild, act.by);
    }

    /// @inheritdoc IGuilds
    function quit(Quit calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(QUIT, act), signature);
        require(isOnRoster(act.guild, act.by), GuildsNotOnRoster(act.guild, act.by));

        Place storage place = _placeOf[act.guild][act.by];
        place.until = uint40(block.timestamp);
        _endOffices(place);
        _rosterSizes[act.guild].push(uint48(block.timestamp), _rosterSizes[act.guild].latest() - 1);
        emit GuildQuit(act.guild, act.by, uint40(block.timestamp));
    }

    /// @inheritdoc IGuilds
    function appoint(Appoint calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(APPOINT, act), signature);
        require(isGuild(act.by), GuildsUnknownGuild(act.by));
        require(isOnRoster(act.by, act.steward), GuildsNotOnRoster(act.by, act.steward));
        uint40 longest = uint40(block.timestamp) + _stewardTerm;
        require(act.until <= longest, GuildsBadTerm(act.until, longest));
        if (act.until > block.timestamp) {
            require(MEMBERS.isActive(act.steward), GuildsNotAdmitted(act.steward));
            Rank needed = requirementsOf(act.by).office;
            require(_hasRank(act.by, act.steward, needed, 1), GuildsRankMissing(act.by, act.steward, needed));
        }
        _setSteward(act.by, act.steward, act.until);
    }

    /// @inheritdoc IGuilds
    function setRequirements(SetRequirements calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(SET_REQUIREMENTS, act), signature);
        require(isGuild(act.by), GuildsUnknownGuild(act.by));
        Requirements memory asked = requirementsOf(act.by);
        (asked.nextAppraisal, asked.nextOffice) = (act.appraisal, act.office);
        asked.from = uint40(block.timestamp) + _notice;
        _requirementsOf[act.by] = asked;
        emit RequirementsPublished(act.by, act.appraisal, act.office, asked.from);
    }

    /// @inheritdoc IGuilds
    function list(AgentId guild, AgentId holder) external {
        Rank rank = rankOf(guild, holder);
        require(rank != Rank.None && MEMBERS.isActive(holder), GuildsNoRank(guild, holder));
        _list(guild, holder, rank);
    }

    // --- acts of later floors ----------------------------------------------------------------------------------------

    /// @inheritdoc IGuilds
    function setRank(AgentId guild, AgentId member, Rank rank, uint40 until) external onlySeat(Seat.Ranks) {
        require(isOnRoster(guild, member), GuildsNotOnRoster(guild, member));
        require(rank == Rank.None ? until == 0 : until > block.timestamp, GuildsBadRank(rank, until));
        Place storage place = _placeOf[guild][member];
        (uint40 rested, ) = MEMBERS.restedOf(member);
        (place.rank, place.rankUntil, place.restedBefore) = (rank, until, rested);
        emit RankSet(guild, member, rank, until, rested);
        if (rank != Rank.None) _list(guild, member, rank);
    }

    /// @inheritdoc IGuilds
    function dismiss(AgentId guild, AgentId member) external onlySeat(Seat.Justice) {
        Place storage place = _placeOf[guild][member];
        if (block.timestamp >= place.stewardUntil && rankOf(guild, member) == Rank.None) return;
        _endOffices(place);
        emit MemberDismissed(guild, member);
    }

    /// @inheritdoc IGuilds
    function elect(
        AgentId guild,
        AgentId steward,
        uint40 until
    ) external onlySeat(Seat.Elections) returns (bool seated) {
        if (until <= block.timestamp) {
            if (block.timestamp < _placeOf[guild][steward].stewardUntil) {
                _setSteward(guild, steward, uint40(block.timestamp));
            }
            return true;
        }
        if (!mayBeSteward(guild, steward)) return false;
        _setSteward(guild, steward, uint40(Math.min(until, block.timestamp + _stewardTerm)));
        return true;
    }

    // --- rules -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IGuilds
    function setStewardTerm(uint32 stewardTerm_) external onlyNation {
        _setStewardTerm(stewardTerm_);
    }

    /// @inheritdoc IGuilds
    function setNotice(uint32 notice_) external onlyNation {
        _setNotice(notice_);
    }

    /// @inheritdoc IGuilds
    function fillSeat(Seat seat, address holder) external onlyNation {
        require(_seatOf[seat] == address(0), GuildsSeatTaken(seat, _seatOf[seat]));
        require(holder != address(0), CharteredZeroAddress());
        _seatOf[seat] = holder;
        emit GuildsSeatFilled(seat, holder);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IGuilds
    function stewardTerm() external view returns (uint32) {
        return _stewardTerm;
    }

    /// @inheritdoc IGuilds
    function notice() external view returns (uint32) {
        return _notice;
    }

    /// @inheritdoc IGuilds
    function seatOf(Seat seat) external view returns (address) {
        return _seatOf[seat];
    }

    /// @inheritdoc IGuilds
    function councils() external view returns (address) {
        return _seatOf[Seat.Councils];
    }

    /// @inheritdoc IGuilds
    function isGuild(AgentId guild) public view returns (bool) {
        return MEMBERS.agentOf(guild).status == Status.Guild;
    }

    /// @inheritdoc IGuilds
    function accountOf(AgentId guild) external view returns (address) {
        IMembers.Agent memory agent = MEMBERS.agentOf(guild);
        return agent.status == Status.Guild ? agent.key : address(0);
    }

    /// @inheritdoc IGuilds
    function placeOf(AgentId guild, AgentId member) external view returns (Place memory) {
        return _placeOf[guild][member];
    }

    /// @inheritdoc IGuilds
    function isOnRoster(AgentId guild, AgentId member) public view returns (bool) {
        Place storage place = _placeOf[guild][member];
        return place.since != 0 && place.until == 0;
    }

    /// @inheritdoc IGuilds
    function onRoster(AgentId guild, AgentId[] calldata people) external view returns (uint256 known) {
        while (known < people.length && isOnRoster(guild, people[known])) ++known;
    }

    /// @inheritdoc IGuilds
    function wasOnRoster(AgentId guild, AgentId member, uint256 timepoint) public view returns (bool) {
        Place storage place = _placeOf[guild][member];
        if (place.since <= timepoint) return place.since != 0 && (place.until == 0 || timepoint < place.until);
        // Stays are disjoint and in order: only the first one that ended later can cover the moment, which is before
        // `since` and so has 40 bits.
        uint256 since = _formerStays[guild][member].lowerLookup(uint48(timepoint) + 1);
        return since != 0 && since <= timepoint;
    }

    /// @inheritdoc IGuilds
    function staysOf(
        AgentId guild,
        AgentId[] calldata members,
        uint256 from,
        uint256 until
    ) external view returns (uint256[] memory stays) {
        mapping(AgentId member => Place) storage places = _placeOf[guild];
        stays = new uint256[](members.length);
        // As many as there are members.
        unchecked {
            for (uint256 i = 0; i < stays.length; ++i) {
                Place storage place = places[members[i]];
                // One read of the slot for a stay that covers both, as most do.
                (uint256 since, uint256 end) = (place.since, place.until);
                if (end == 0 && since <= from && since != 0) stays[i] = 2;
                else if (wasOnRoster(guild, members[i], from)) stays[i] = wasOnRoster(guild, members[i], until) ? 2 : 1;
            }
        }
    }

    /// @inheritdoc IGuilds
    function isSteward(AgentId guild, AgentId member) external view returns (bool) {
        // Leaving the roster ends the office, so the term alone says that the member is on it.
        return block.timestamp < _placeOf[guild][member].stewardUntil && MEMBERS.isActive(member);
    }

    /// @inheritdoc IGuilds
    function mayBeSteward(AgentId guild, AgentId person) public view returns (bool) {
        if (!isOnRoster(guild, person) || !MEMBERS.isActive(person)) return false;
        return _hasRank(guild, person, requirementsOf(guild).office, 1);
    }

    /// @inheritdoc IGuilds
    function rankOf(AgentId guild, AgentId member) public view returns (Rank) {
        // Leaving the roster ends the rank, so the term alone says that the member is on it.
        Place storage place = _placeOf[guild][member];
        (Rank rank, uint256 until) = (place.rank, place.rankUntil);
        if (rank == Rank.None || block.timestamp < until) return rank;
        (uint40 rested, ) = MEMBERS.restedOf(member);
        return block.timestamp + place.restedBefore < until + rested ? rank : Rank.None;
    }

    /// @inheritdoc IGuilds
    function requirementsOf(AgentId guild) public view returns (Requirements memory asked) {
        asked = _requirementsOf[guild];
        if (asked.from == 0 || block.timestamp < asked.from) return asked;
        return Requirements(asked.nextAppraisal, asked.nextOffice, asked.nextAppraisal, asked.nextOffice, 0);
    }

    /// @inheritdoc IGuilds
    function hasRankToAppraise(AgentId guild, AgentId member, uint256 enough) external view returns (bool) {
        return _hasRank(guild, member, requirementsOf(guild).appraisal, enough);
    }

    /// @inheritdoc IGuilds
    function isHeldBy(AgentId guild, Rank rank, uint256 count) public view returns (bool) {
        for (uint256 level = uint256(rank); level <= uint256(Rank.Master); ++level) {
            uint256 ids = _holdersOf[guild][Rank(level)];
            for (uint256 place = 0; place < Eight.PLACES && count != 0; ++place) {
                if (_holds(guild, ids.idAt(place), Rank(level))) --count;
            }
        }
        return count == 0;
    }

    /// @inheritdoc IGuilds
    function holdersOf(AgentId guild, Rank rank) external view returns (AgentId[8] memory holders) {
        uint256 ids = _holdersOf[guild][rank];
        for (uint256 place = 0; place < Eight.PLACES; ++place) holders[place] = ids.idAt(place);
    }

    /// @inheritdoc IGuilds
    function rosterSizeAt(AgentId guild, uint256 timepoint) external view returns (uint256) {
        return _rosterSizes[guild].sizeAt(SafeCast.toUint48(timepoint));
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    /// @dev Active, or in a probation that has not lapsed.
    function _isAdmitted(AgentId person) private view returns (bool) {
        if (MEMBERS.isActive(person)) return true;
        (Status status, , , , ) = MEMBERS.civicStatus(person);
        return status == Status.Probationary;
    }

    /// @dev Whether the rank is enough, or fewer hold it than it takes for the guild to ask for it.
    function _hasRank(AgentId guild, AgentId member, Rank needed, uint256 enough) private view returns (bool) {
        if (needed == Rank.None) return true;
        return rankOf(guild, member) >= needed || !isHeldBy(guild, needed, Math.min(enough, Eight.PLACES));
    }

    /// @dev Exactly this rank, so that who has risen is counted once.
    function _holds(AgentId guild, AgentId member, Rank rank) private view returns (bool) {
        return rankOf(guild, member) == rank && MEMBERS.isActive(member);
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _found(AgentId by, string calldata name) private returns (AgentId guild) {
        uint256 length = bytes(name).length;
        require(length != 0 && length <= NAME_BYTES, GuildsBadName(length));
        require(MEMBERS.isActive(by), GuildsNotAdmitted(by));

        address account = Clones.clone(ACCOUNT_IMPLEMENTATION);
        guild = MEMBERS.register(Status.Guild, account);
        emit GuildFounded(guild, by, account, name);
        _enter(guild, by);
        _setSteward(guild, by, uint40(block.timestamp) + _stewardTerm);
    }

    function _join(AgentId guild, AgentId member) private {
        require(_isAdmitted(member), GuildsNotAdmitted(member));
        require(!isOnRoster(guild, member), GuildsAlreadyOnRoster(guild, member));
        _enter(guild, member);
    }

    function _enter(AgentId guild, AgentId member) private {
        Place storage former = _placeOf[guild][member];
        if (former.until > former.since) _formerStays[guild][member].push(former.until, former.since);
        _placeOf[guild][member] = Place({
            since: uint40(block.timestamp),
            until: 0,
            stewardUntil: 0,
            rankUntil: 0,
            restedBefore: 0,
            rank: Rank.None
        });
        _rosterSizes[guild].push(uint48(block.timestamp), _rosterSizes[guild].latest() + 1);
        emit GuildJoined(guild, member, uint40(block.timestamp));
    }

    function _setSteward(AgentId guild, AgentId steward, uint40 until) private {
        _placeOf[guild][steward].stewardUntil = until;
        emit StewardAppointed(guild, steward, until);
    }

    /// @dev Gives a holder a place of somebody who does not hold the rank now, unless they have one.
    function _list(AgentId guild, AgentId holder, Rank rank) private {
        uint256 ids = _holdersOf[guild][rank];
        if (ids.has(holder)) return;
        for (uint256 place = 0; place < Eight.PLACES; ++place) {
            if (_holds(guild, ids.idAt(place), rank)) continue;
            _holdersOf[guild][rank] = ids.replace(place, holder);
            emit HolderListed(guild, holder, rank, uint8(place));
            return;
        }
    }

    function _endOffices(Place storage place) private {
        (place.stewardUntil, place.rank, place.rankUntil, place.restedBefore) = (0, Rank.None, 0, 0);
    }

    function _setStewardTerm(uint32 stewardTerm_) private {
        require(stewardTerm_ >= 1 days && stewardTerm_ <= 3650 days, GuildsBadTerm(stewardTerm_, 3650 days));
        _stewardTerm = stewardTerm_;
        emit StewardTermSet(stewardTerm_);
    }

    function _setNotice(uint32 notice_) private {
        require(notice_ >= 1 days && notice_ <= 365 days, GuildsBadNotice(notice_));
        _notice = notice_;
        emit NoticeSet(notice_);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

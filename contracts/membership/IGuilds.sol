// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";

/// @notice Merit in one guild: opens appraisal and office, never a second vote.
enum Rank {
    None,
    Apprentice,
    Journeyman,
    Master
}

/// @title Guilds: who works together, and who holds which office there
/// @notice A guild is an agent whose key is its account, a contract that holds money and rights and acts only on its
/// council's decision. Any member founds one; every member and probationary person may join, by the same rule for all.
interface IGuilds {
    /// @dev One slot: a person's place in a guild.
    struct Place {
        uint40 since; //         0 = never joined
        uint40 until; //         0 = on the roster now
        uint40 stewardUntil; //  a steward until then (Unix seconds, exclusive)
        uint40 rankUntil; //     and as much later as the person has rested since the rank was given
        uint40 restedBefore; //  seconds the person had rested by then
        Rank rank;
    }

    /// @dev One slot: the ranks a guild asks for, now and from an announced moment on.
    struct Requirements {
        Rank appraisal; //      to accept the contributions of others
        Rank office; //         to become a steward
        Rank nextAppraisal; //  the same from `from` on
        Rank nextOffice;
        uint40 from; //         Unix seconds; 0 = nothing is announced
    }

    /// @notice The words a later floor is known by to this one.
    enum Seat {
        Councils, // guild accounts carry out its decisions
        Ranks, //    confers ranks
        Justice, //  ends offices by a verdict
        Elections // seats the stewards whom a guild elected
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Found {
        AgentId by;
        string name;
        uint256 nonce;
        uint40 deadline;
    }
    struct Join {
        AgentId by;
        AgentId guild;
        uint256 nonce;
        uint40 deadline;
    }
    struct Quit {
        AgentId by;
        AgentId guild;
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice An act of the guild itself (`by` is the guild), decided by its council.
    struct Appoint {
        AgentId by;
        AgentId steward;
        uint40 until; // Unix seconds, exclusive; now or earlier ends the office
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice An act of the guild itself (`by` is the guild), decided by its council.
    struct SetRequirements {
        AgentId by;
        Rank appraisal; // None = nobody needs a rank
        Rank office; //    likewise
        uint256 nonce;
        uint40 deadline;
    }

    event StewardTermSet(uint32 stewardTerm);
    event NoticeSet(uint32 notice);
    event GuildsSeatFilled(Seat indexed seat, address holder);
    event GuildFounded(AgentId indexed guild, AgentId indexed by, address account, string name);
    event GuildJoined(AgentId indexed guild, AgentId indexed member, uint40 since);
    event GuildQuit(AgentId indexed guild, AgentId indexed member, uint40 until);
    event StewardAppointed(AgentId indexed guild, AgentId indexed steward, uint40 until);
    /// @param restedBefore Seconds the person had rested by now: what they rest from here on lengthens the term.
    event RankSet(AgentId indexed guild, AgentId indexed member, Rank rank, uint40 until, uint40 restedBefore);
    /// @notice A holder of a rank has a place (0 to 7) among those who are counted as holding it.
    event HolderListed(AgentId indexed guild, AgentId indexed member, Rank rank, uint8 place);
    /// @notice What a guild asks for holds from `from` (Unix seconds) on; an earlier announcement not yet in force is void.
    event RequirementsPublished(AgentId indexed guild, Rank appraisal, Rank office, uint40 from);
    /// @notice A verdict ended what offices and rank the person held in the guild; their place on the roster stays.
    event MemberDismissed(AgentId indexed guild, AgentId indexed member);

    error GuildsUnknownGuild(AgentId guild);
    /// @dev Only active or probationary persons join; only active members found a guild or become stewards.
    error GuildsNotAdmitted(AgentId person);
    error GuildsAlreadyOnRoster(AgentId guild, AgentId member);
    error GuildsNotOnRoster(AgentId guild, AgentId member);
    /// @dev A name has 1 to 64 bytes.
    error GuildsBadName(uint256 length);
    /// @dev A steward's office lasts at most `longest` (Unix seconds) from now, and the term itself is 1 day to 10 years.
    error GuildsBadTerm(uint40 until, uint40 longest);
    /// @dev A notice is 1 day to 1 year (seconds).
    error GuildsBadNotice(uint32 notice);
    /// @dev The guild asks its stewards for a rank, which others hold and this person does not.
    error GuildsRankMissing(AgentId guild, AgentId person, Rank needed);
    /// @dev Only who holds a rank now, and is an active member, is counted as holding it.
    error GuildsNoRank(AgentId guild, AgentId person);
    /// @dev A rank ends in the future; no rank has no end (0).
    error GuildsBadRank(Rank rank, uint40 until);
    error GuildsSeatTaken(Seat seat, address holder);
    error GuildsNotInSeat(Seat seat, address caller);

    /// @notice Founds a guild; its founder is on the roster and its first steward, for one term.
    function found(Found calldata act, bytes calldata signature) external returns (AgentId guild);

    /// @notice Founds a guild to which the charter gives a part of the surplus, so that the first value equation can name it.
    /// @dev The first of the roster is its founder and first steward, as if by `found`; the others join.
    /// Requirements: before the seal, the founding account; the name as in `found`; all active, each once, at least one.
    function foundFirst(string calldata name, AgentId[] calldata roster) external returns (AgentId guild);

    /// @notice Joins a guild's roster, from now on. Requirements: a guild; active or in probation; not on its roster.
    function join(Join calldata act, bytes calldata signature) external;

    /// @notice Leaves a guild at once; offices in it end. Never refused.
    function quit(Quit calldata act, bytes calldata signature) external;

    /// @notice The guild makes one of its members a steward until a moment at most one term ahead, or ends the office.
    /// Requirements: on the roster; the term; active; the rank the guild asks its stewards for, while anybody holds it.
    function appoint(Appoint calldata act, bytes calldata signature) external;

    /// @notice The guild says which ranks it asks of those who appraise and of its stewards, from the notice's end on.
    /// @dev What is asked binds only while enough persons hold the rank (`isHeldBy`), so no guild can lock itself out.
    function setRequirements(SetRequirements calldata act, bytes calldata signature) external;

    /// @notice Has somebody counted who holds a rank: a rank counts eight holders, and one who no longer holds it gives up
    /// the place. A rank just given lists its holder by itself, so this is for a guild in which many held it at once. Anybody
    /// may call; nothing happens if the person is listed already or all eight hold it. Requirements: holds a rank; active.
    function list(AgentId guild, AgentId holder) external;

    /// @notice Gives a person on the roster a rank until a moment (Unix seconds, exclusive), or with `Rank.None` and 0 ends it.
    /// A rest from now on lengthens the term by its length.
    /// Requirements: the caller sits in the seat of ranks; on the roster; a rank ends later than now, none has no end.
    function setRank(AgentId guild, AgentId member, Rank rank, uint40 until) external;

    /// @notice Ends a person's stewardship and rank in a guild. Nothing happens to somebody who holds neither, so that a
    /// verdict can always be enforced. Requirements: the caller sits in the seat of justice.
    function dismiss(AgentId guild, AgentId member) external;

    /// @notice Makes an elected person a steward until a moment, at most one term ahead; now or earlier ends the office.
    /// Nothing happens to somebody who may not be one now, so that no single person stops a result.
    /// Requirements: the caller sits in the seat of elections.
    /// @return seated Whether the person holds the office now or, where it was to end, no longer does.
    function elect(AgentId guild, AgentId steward, uint40 until) external returns (bool seated);

    /// @notice The longest term of stewards appointed from now on (seconds). Requirements: the nation; 1 day to 10 years.
    function setStewardTerm(uint32 stewardTerm_) external;

    /// @notice How long before it holds a guild announces what it asks of a rank (seconds). Requirements: the nation; 1 day to 1
    /// year.
    function setNotice(uint32 notice_) external;

    /// @notice Names the contract of a later floor, once. Requirements: the nation; the seat is empty.
    function fillSeat(Seat seat, address holder) external;

    /// @notice The longest term of a steward, in seconds.
    function stewardTerm() external view returns (uint32);

    /// @notice How long before it holds everybody can know what a guild asks of a rank, in seconds.
    function notice() external view returns (uint32);

    function seatOf(Seat seat) external view returns (address);

    /// @notice The contract whose decisions guild accounts carry out: the seat of councils.
    function councils() external view returns (address);

    function isGuild(AgentId guild) external view returns (bool);

    /// @notice A guild's account, or zero if there is no such guild.
    function accountOf(AgentId guild) external view returns (address);

    function placeOf(AgentId guild, AgentId member) external view returns (Place memory);

    /// @notice On the roster now.
    function isOnRoster(AgentId guild, AgentId member) external view returns (bool);

    /// @notice How many of these, from the first on, are on the roster now: all of them, or the place of the first who is not.
    function onRoster(AgentId guild, AgentId[] calldata people) external view returns (uint256 known);

    /// @notice On the roster at a moment, in the present or any former stay.
    function wasOnRoster(AgentId guild, AgentId member, uint256 timepoint) external view returns (bool);

    /// @notice For many persons, whether they were on the roster at one moment and still at a later one (Unix seconds).
    /// @return stays 0 for who was not at the first moment, 1 for who was then but not at the second, 2 for who was at both.
    function staysOf(
        AgentId guild,
        AgentId[] calldata members,
        uint256 from,
        uint256 until
    ) external view returns (uint256[] memory stays);

    /// @notice On the roster, an active member and in the office of steward now.
    function isSteward(AgentId guild, AgentId member) external view returns (bool);

    /// @notice Whether a person could be made a steward now: on the roster, an active member, of the rank the guild asks for.
    function mayBeSteward(AgentId guild, AgentId person) external view returns (bool);

    /// @notice The rank a person holds in a guild now: `Rank.None` once its term has ended. A leave pauses the term.
    function rankOf(AgentId guild, AgentId member) external view returns (Rank);

    /// @notice The ranks a guild asks for now, and those it has announced.
    function requirementsOf(AgentId guild) external view returns (Requirements memory);

    /// @notice Whether a person's rank is what the guild asks of those who appraise. It asks nothing while fewer than `enough`
    /// persons (or eight, if that is less) hold it. Whether the person is on the roster and active is asked elsewhere.
    function hasRankToAppraise(AgentId guild, AgentId member, uint256 enough) external view returns (bool);

    /// @notice Whether at least `count` of the persons listed are active members and hold this rank or a higher one now.
    function isHeldBy(AgentId guild, Rank rank, uint256 count) external view returns (bool);

    /// @notice The eight places of those counted as holding a rank, whether or not they still do; 0 = free.
    function holdersOf(AgentId guild, Rank rank) external view returns (AgentId[8] memory);

    /// @notice Persons on the roster at a moment (now, or a past second).
    function rosterSizeAt(AgentId guild, uint256 timepoint) external view returns (uint256);
}

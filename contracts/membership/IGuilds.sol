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
        uint40 rankUntil;
        Rank rank;
    }

    /// @notice The words a later floor is known by to this one.
    enum Seat {
        Councils, // guild accounts carry out its decisions
        Ranks, //    confers ranks
        Justice //   ends offices by a verdict
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

    event StewardTermSet(uint32 stewardTerm);
    event GuildsSeatFilled(Seat indexed seat, address holder);
    event GuildFounded(AgentId indexed guild, AgentId indexed by, address account, string name);
    event GuildJoined(AgentId indexed guild, AgentId indexed member, uint40 since);
    event GuildQuit(AgentId indexed guild, AgentId indexed member, uint40 until);
    event StewardAppointed(AgentId indexed guild, AgentId indexed steward, uint40 until);
    event RankSet(AgentId indexed guild, AgentId indexed member, Rank rank, uint40 until);
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
    /// @dev A rank ends in the future; no rank has no end (0).
    error GuildsBadRank(Rank rank, uint40 until);
    error GuildsSeatTaken(Seat seat, address holder);
    error GuildsNotInSeat(Seat seat, address caller);

    /// @notice Founds a guild; its founder is on the roster and its first steward, for one term.
    function found(Found calldata act, bytes calldata signature) external returns (AgentId guild);

    function join(Join calldata act, bytes calldata signature) external;

    /// @notice Leaves a guild at once; offices in it end. Never refused.
    function quit(Quit calldata act, bytes calldata signature) external;

    /// @notice The guild makes one of its members a steward until a moment at most one term ahead, or ends the office.
    function appoint(Appoint calldata act, bytes calldata signature) external;

    /// @notice Gives a person on the roster a rank until a moment (Unix seconds, exclusive), or with `Rank.None` and 0 ends it.
    /// Requirements: the caller sits in the seat of ranks; on the roster; a rank ends later than now, none has no end.
    function setRank(AgentId guild, AgentId member, Rank rank, uint40 until) external;

    /// @notice Ends a person's stewardship and rank in a guild. Nothing happens to somebody who holds neither, so that a
    /// verdict can always be enforced. Requirements: the caller sits in the seat of justice.
    function dismiss(AgentId guild, AgentId member) external;

    function setStewardTerm(uint32 stewardTerm_) external;

    /// @notice Names the contract of a later floor, once. Requirements: the nation; the seat is empty.
    function fillSeat(Seat seat, address holder) external;

    /// @notice The longest term of a steward, in seconds.
    function stewardTerm() external view returns (uint32);

    function seatOf(Seat seat) external view returns (address);

    /// @notice The contract whose decisions guild accounts carry out: the seat of councils.
    function councils() external view returns (address);

    function isGuild(AgentId guild) external view returns (bool);

    /// @notice A guild's account, or zero if there is no such guild.
    function accountOf(AgentId guild) external view returns (address);

    function placeOf(AgentId guild, AgentId member) external view returns (Place memory);

    /// @notice On the roster now.
    function isOnRoster(AgentId guild, AgentId member) external view returns (bool);

    /// @notice On the roster at a moment, in the present or any former stay.
    function wasOnRoster(AgentId guild, AgentId member, uint256 timepoint) external view returns (bool);

    /// @notice On the roster, an active member and in the office of steward now.
    function isSteward(AgentId guild, AgentId member) external view returns (bool);

    /// @notice The rank a person holds in a guild now: `Rank.None` once its term has ended.
    function rankOf(AgentId guild, AgentId member) external view returns (Rank);

    /// @notice Persons on the roster at a moment (now, or a past second).
    function rosterSizeAt(AgentId guild, uint256 timepoint) external view returns (uint256);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {Track} from "./IContributionLedger.sol";

/// @title What a guild counts: its resource specifications with their rates, and its own terms of a season
/// @notice A guild's council decides both. They bind the seasons that open after they were set, like all terms of a season:
/// nothing that is already under way changes. A *credit* is a minute of work, or what a rate says is worth one.
interface IGuildTerms {
    /// @notice A guild's own terms of a season. All zero for a guild that has set none.
    struct Terms {
        uint40 budget; //    most credits of the guild that count toward one season, all tracks together; 0 = no limit
        bool totalsOnly; //  only totals per person and track are published, never single entries
        bool countsWorks; // credits are also counted for the work an entry names
    }

    /// @notice What a unit of a resource is worth. All zero for a resource the guild has not specified.
    struct Rate {
        uint64 perUnit; //  credits for one unit, 6 decimals
        uint32 perEntry; // credits for an entry, whatever its quantity: care needs none
        Track track; //     the only one on which it is credited
        bool isKnown;
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    /// @notice An act of the guild itself (`by` is the guild), decided by its council.
    struct Specify {
        AgentId by;
        uint32 resource; // the guild's own number of it, from 1
        string name; //     a ValueFlows resource specification, such as "translation"
        string unit; //     such as "word"; empty where only the entry counts
        uint64 perUnit; //  credits for one unit, 6 decimals
        uint32 perEntry; // credits for an entry
        Track track;
        uint256 nonce;
        uint40 deadline;
    }
    /// @notice An act of the guild itself (`by` is the guild), decided by its council.
    struct SetGuildTerms {
        AgentId by;
        uint40 budget;
        bool totalsOnly;
        bool countsWorks;
        uint256 nonce;
        uint40 deadline;
    }

    /// @param setAt In force for the seasons that open later than this (Unix seconds).
    event ResourceSpecified(
        AgentId indexed guild,
        uint32 indexed resource,
        string name,
        string unit,
        uint64 perUnit,
        uint32 perEntry,
        Track track,
        uint40 setAt
    );
    event GuildTermsSet(AgentId indexed guild, uint40 budget, bool totalsOnly, bool countsWorks, uint40 setAt);

    /// @dev A contract was to be deployed with the zero address.
    error GuildTermsZeroAddress();
    error GuildTermsUnknownGuild(AgentId guild);
    /// @dev Resource 0 is time worked, whose rate is fixed: one credit a minute.
    error GuildTermsBadResource(uint32 resource);
    /// @dev A name has 1 to 64 bytes, a unit at most 32.
    error GuildTermsBadName(uint256 nameLength, uint256 unitLength);
    /// @dev A rate is worth something, and an entry alone at most the minutes of a leap year.
    error GuildTermsBadRate(uint64 perUnit, uint32 perEntry);

    /// @notice Says what a resource is, and its rate from the next season's opening on. A new rate takes the old one's place.
    /// Requirements: the guild; resource not 0; a name; a rate above zero, for an entry at most a year's minutes.
    function specify(Specify calldata act, bytes calldata signature) external;

    /// @notice Sets the guild's own terms from the next season's opening on. Requirements: the guild.
    function setGuildTerms(SetGuildTerms calldata act, bytes calldata signature) external;

    /// @notice The terms for a season that opens at a moment (Unix seconds): the last set before it.
    function termsAt(AgentId guild, uint40 timepoint) external view returns (Terms memory);

    /// @notice The rate of a resource for a season that opens at a moment (Unix seconds): the last set before it.
    function rateAt(AgentId guild, uint32 resource, uint40 timepoint) external view returns (Rate memory);
}

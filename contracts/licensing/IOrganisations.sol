// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {UserClass} from "./ILicencePolicies.sol";

/// @title Organisations: agents that are neither persons nor guilds, and what kind they are
/// @notice An issuer appointed by the nation attests an organisation's class on evidence, for a time. An organisation
/// uses works and pays; it never has a civic vote. Without a running attestation it counts as a firm, so that nobody
/// gains by letting one lapse. An issuer who changes the class of a running attestation, or shortens it, can be brought
/// before a panel for a time; while the case runs the former attestation holds, but never longer than it would have.
interface IOrganisations {
    /// @dev One slot.
    struct Attestation {
        AgentId by;
        UserClass userClass;
        uint40 attestedAt; // 0 = never
        uint40 expiresAt; //  Unix seconds, exclusive
        uint40 heldSince; //  the class, without a break
    }

    /// @notice What an organisation can contest, or contests. Three slots, written only when an attestation gets worse.
    struct Contest {
        Attestation former; //    what it claims
        Attestation contested; // what the issuer said, kept while the former one holds in its place
        uint40 until; //          can be contested before then (Unix seconds); 0 = nothing to contest
        uint32 number; //         of the last one, from 1
        bool stayed; //           a case runs, and the former attestation holds
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Attest {
        AgentId by; // an issuer
        address key; // of the organisation, which serves no agent yet
        UserClass userClass;
        bytes32 evidence; // salted hash
        uint40 expiresAt;
        uint40 deadline;
    }
    struct Reattest {
        AgentId by; // an issuer
        AgentId organisation;
        UserClass userClass;
        bytes32 evidence; // salted hash
        uint40 expiresAt; // now or earlier ends the attestation
        uint256 nonce;
        uint40 deadline;
    }

    event LongestAttestationSet(uint32 longestAttestation);
    event IssuerAppointed(AgentId indexed issuer, uint40 until);
    event OrganisationAttested(
        AgentId indexed organisation,
        AgentId indexed by,
        UserClass userClass,
        uint40 attestedAt,
        uint40 expiresAt,
        uint40 heldSince,
        bytes32 evidence
    );
    event ContestPeriodSet(uint32 contestPeriod);
    event JusticeSeatFilled(address justice);
    /// @notice The attestation made next in this transaction is worse than the one that ran, or than the one that an
    /// earlier change took away and that can still be contested: that one can be claimed before `until` (Unix seconds).
    event AttestationWorsened(AgentId indexed organisation, Attestation former, uint32 number, uint40 until);
    /// @notice The former attestation holds while a case runs.
    event AttestationStayed(AgentId indexed organisation, uint32 number);
    /// @notice There is nothing to contest any more. @param restored The former attestation or a better one holds; otherwise what
    /// the issuer said.
    event ContestEnded(AgentId indexed organisation, uint32 number, bool restored);

    /// @dev An attestation lasts at most 1 day to 10 years, as the nation sets.
    error OrganisationsBadLongest(uint32 longestAttestation);
    error OrganisationsUnknownAgent(AgentId agent);
    /// @dev Not appointed, no longer in office, or a person who is no active member.
    error OrganisationsNotIssuer(AgentId by);
    /// @dev Only the classes from NonProfit to Firm are attested; the others follow from membership.
    error OrganisationsBadClass(UserClass userClass);
    /// @dev An attestation made now ends after now and at `longest` (Unix seconds) at the latest.
    error OrganisationsBadExpiry(uint40 expiresAt, uint40 longest);
    error OrganisationsUnknownOrganisation(AgentId organisation);
    error OrganisationsSelfAttestation(AgentId by);
    /// @dev An attestation can be contested for 1 day to 1 year, as the nation sets.
    error OrganisationsBadContestPeriod(uint32 contestPeriod);
    error OrganisationsSeatTaken(address justice);
    /// @dev Only the contract in the seat of justice may do this.
    error OrganisationsNotInSeat(address caller);
    /// @dev Nothing was taken away, or the time to contest it is over, or it would have ended by now, or a case has had it.
    error OrganisationsNothingToContest(AgentId organisation);
    /// @dev A case decides first, unless the issuer gives back all that was taken.
    error OrganisationsContested(AgentId organisation, uint32 number);
    /// @dev No case about this contest runs.
    error OrganisationsNotStayed(AgentId organisation, uint32 number);

    /// @notice Makes the agent of an organisation and attests its class.
    /// @param consent The key's signed `KeyConsent` to become an `Organisation`, valid until the act's `deadline`; empty if that key
    /// sends this.
    /// Requirements: author an issuer in office; class; expiry; key consents and is unused.
    function attest(
        Attest calldata act,
        bytes calldata signature,
        bytes calldata consent
    ) external returns (AgentId organisation);

    /// @notice Renews, changes or ends an organisation's attestation. What makes it worse can be contested.
    /// Requirements: author an issuer in office and not that organisation; organisation known; class; expiry; no case
    /// about it runs, or this gives back all that was taken.
    function reattest(Reattest calldata act, bytes calldata signature) external;

    /// @notice The nation lets an agent attest until a moment; now or earlier ends the office. Requirements: agent
    /// known.
    function appointIssuer(AgentId issuer, uint40 until) external;

    function setLongestAttestation(uint32 longestAttestation_) external;

    /// @notice Sets how long a change for the worse can be contested from now on, in seconds.
    function setContestPeriod(uint32 contestPeriod_) external;

    /// @notice Names, once, the contract that decides on contests. Requirements: the nation; the seat is empty.
    function fillJusticeSeat(address justice_) external;

    // --- for justice -------------------------------------------------------------------------------------------------

    /// @notice Puts the former attestation back while a case runs. Requirements: the seat of justice; something to
    /// contest, in time.
    /// @return issuer Who took it away. @return number Of the contest.
    function stay(AgentId organisation) external returns (AgentId issuer, uint32 number);

    /// @notice Ends a contest. Requirements: the seat of justice; this contest is stayed.
    /// @param restored The former attestation stays, unless it is over by now; otherwise what the issuer said takes its
    /// place.
    function endContest(AgentId organisation, uint32 number, bool restored) external;

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @notice The longest an attestation lasts, in seconds.
    function longestAttestation() external view returns (uint32);

    /// @notice How long a change for the worse can be contested, in seconds.
    function contestPeriod() external view returns (uint32);

    /// @notice The contract that decides on contests, or zero.
    function justice() external view returns (address);

    /// @notice When an issuer's office ends (Unix seconds), 0 if it never began.
    function issuerUntil(AgentId issuer) external view returns (uint40);

    function attestationOf(AgentId organisation) external view returns (Attestation memory);

    /// @notice The last contest, over or not.
    function contestOf(AgentId organisation) external view returns (Contest memory);

    /// @notice The class of an agent now: an active person or a guild is a Member, any other person (also 0, a
    /// stranger) an Individual, an organisation what is attested and otherwise a Firm. Never reverts.
    /// @return userClass The class as of now.
    /// @return known False for an id that was never given; agent 0 is known as "anybody".
    function classOf(AgentId agent) external view returns (UserClass userClass, bool known);
}

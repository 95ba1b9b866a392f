// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId} from "../types/Ids.sol";
import {UserClass} from "./ILicencePolicies.sol";

/// @title Organisations: agents that are neither persons nor guilds, and what kind they are
/// @notice An issuer appointed by the nation attests an organisation's class on evidence, for a time. An organisation
/// uses works and pays; it never has a civic vote. Without a running attestation it counts as a firm, so that nobody
/// gains by letting one lapse.
interface IOrganisations {
    /// @dev One slot.
    struct Attestation {
        AgentId by;
        UserClass userClass;
        uint40 attestedAt; // 0 = never
        uint40 expiresAt; //  Unix seconds, exclusive
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
        bytes32 evidence
    );

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

    /// @notice Makes the agent of an organisation and attests its class.
    /// @param consent The key's signed `KeyConsent` to become an `Organisation`, valid until the act's `deadline`; empty if that key
    /// sends this.
    /// Requirements: author an issuer in office; class; expiry; key consents and is unused.
    function attest(
        Attest calldata act,
        bytes calldata signature,
        bytes calldata consent
    ) external returns (AgentId organisation);

    /// @notice Renews, changes or ends an organisation's attestation.
    /// Requirements: author an issuer in office and not that organisation; organisation known; class; expiry.
    function reattest(Reattest calldata act, bytes calldata signature) external;

    /// @notice The nation lets an agent attest until a moment; now or earlier ends the office. Requirements: agent
    /// known.
    function appointIssuer(AgentId issuer, uint40 until) external;

    function setLongestAttestation(uint32 longestAttestation_) external;

    /// @notice The longest an attestation lasts, in seconds.
    function longestAttestation() external view returns (uint32);

    /// @notice When an issuer's office ends (Unix seconds), 0 if it never began.
    function issuerUntil(AgentId issuer) external view returns (uint40);

    function attestationOf(AgentId organisation) external view returns (Attestation memory);

    /// @notice The class of an agent now: an active person or a guild is a Member, any other person (also 0, a
    /// stranger) an Individual, an organisation what is attested and otherwise a Firm. Never reverts.
    /// @return userClass The class as of now.
    /// @return known False for an id that was never given; agent 0 is known as "anybody".
    function classOf(AgentId agent) external view returns (UserClass userClass, bool known);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IMembers, Status} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {UserClass} from "./ILicencePolicies.sol";
import {IOrganisations} from "./IOrganisations.sol";

/// @title Organisations and their attested classes
/// @dev Keeps issuers with the end of their office, and each organisation's last attestation. Who may do what: the
/// nation appoints issuers and sets the longest attestation; an issuer attests others. Must always hold: INV-62 an
/// organisation without a running attestation counts as a firm. Assumes of others: `Members` gives this contract its
/// seat and each key one agent.
contract Organisations is IOrganisations, Statements, Chartered {
    bytes32 private constant ATTEST = keccak256(
        "Attest(uint32 by,address key,uint8 userClass,bytes32 evidence,uint40 expiresAt,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant REATTEST = keccak256(
        "Reattest(uint32 by,uint32 organisation,uint8 userClass,bytes32 evidence,uint40 expiresAt,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    IMembers private immutable MEMBERS;

    uint32 private _longestAttestation;
    mapping(AgentId issuer => uint40) private _issuerUntil;
    mapping(AgentId organisation => Attestation) private _attestationOf;

    constructor(
        address timelock_,
        IMembers members,
        uint32 longestAttestation_
    ) Statements("Neoguild Organisations") Chartered(timelock_) {
        require(address(members) != address(0), CharteredZeroAddress());
        MEMBERS = members;
        _setLongestAttestation(longestAttestation_);
    }

    // --- life of an organisation -------------------------------------------------------------------------------------

    /// @inheritdoc IOrganisations
    function attest(
        Attest calldata act,
        bytes calldata signature,
        bytes calldata consent
    ) external returns (AgentId organisation) {
        // The key can be registered once, so no nonce is needed.
        _authenticate(act.by, act.deadline, abi.encode(ATTEST, act), signature);
        _requireIssuer(act.by);
        _validateClass(act.userClass);
        _validateExpiry(act.expiresAt, uint40(block.timestamp) + 1);
        MEMBERS.requireConsent(
            IMembers.KeyConsent(Status.Organisation, NO_AGENT, act.key, act.deadline),
            msg.sender,
            consent
        );

        organisation = MEMBERS.register(Status.Organisation, act.key);
        _attest(organisation, act.by, act.userClass, act.expiresAt, act.evidence);
    }

    /// @inheritdoc IOrganisations
    function reattest(Reattest calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(REATTEST, act), signature);
        _requireIssuer(act.by);
        require(act.by != act.organisation, OrganisationsSelfAttestation(act.by));
        require(_attestationOf[act.organisation].attestedAt != 0, OrganisationsUnknownOrganisation(act.organisation));
        _validateClass(act.userClass);
        _validateExpiry(act.expiresAt, 0);
        _attest(act.organisation, act.by, act.userClass, act.expiresAt, act.evidence);
    }

    // --- rules -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IOrganisations
    function appointIssuer(AgentId issuer, uint40 until) external onlyNation {
        require(MEMBERS.agentOf(issuer).status != Status.None, OrganisationsUnknownAgent(issuer));
        _issuerUntil[issuer] = until;
        emit IssuerAppointed(issuer, until);
    }

    /// @inheritdoc IOrganisations
    function setLongestAttestation(uint32 longestAttestation_) external onlyNation {
        _setLongestAttestation(longestAttestation_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IOrganisations
    function longestAttestation() external view returns (uint32) {
        return _longestAttestation;
    }

    /// @inheritdoc IOrganisations
    function issuerUntil(AgentId issuer) external view returns (uint40) {
        return _issuerUntil[issuer];
    }

    /// @inheritdoc IOrganisations
    function attestationOf(AgentId organisation) external view returns (Attestation memory) {
        return _attestationOf[organisation];
    }

    /// @inheritdoc IOrganisations
    function classOf(AgentId agent) external view returns (UserClass userClass, bool known) {
        if (agent == NO_AGENT) return (UserClass.Individual, true);
        // Every organisation is made here, with its first attestation: no need to ask the register.
        Attestation memory attestation = _attestationOf[agent];
        if (attestation.attestedAt != 0) {
            bool runs = block.timestamp < attestation.expiresAt;
            return (runs ? attestation.userClass : UserClass.Firm, true);
        }
        IMembers.Agent memory found = MEMBERS.agentOf(agent);
        if (found.status == Status.Guild) return (UserClass.Member, true);
        bool active = found.status == Status.Active && block.timestamp < found.until;
        return (active ? UserClass.Member : UserClass.Individual, found.status != Status.None);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireIssuer(AgentId by) private view {
        IMembers.Agent memory agent = MEMBERS.agentOf(by);
        bool stands =
            agent.status == Status.Guild ||
                agent.status == Status.Organisation ||
                (agent.status == Status.Active && block.timestamp < agent.until);
        require(stands && block.timestamp < _issuerUntil[by], OrganisationsNotIssuer(by));
    }

    function _validateClass(UserClass userClass) private pure {
        require(userClass >= UserClass.NonProfit, OrganisationsBadClass(userClass));
    }

    function _validateExpiry(uint40 expiresAt, uint40 earliest) private view {
        uint40 longest = uint40(block.timestamp) + _longestAttestation;
        require(expiresAt >= earliest && expiresAt <= longest, OrganisationsBadExpiry(expiresAt, longest));
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _attest(
        AgentId organisation,
        AgentId by,
        UserClass userClass,
        uint40 expiresAt,
        bytes32 evidence
    ) private {
        uint40 attestedAt = uint40(block.timestamp);
        _attestationOf[organisation] = Attestation(by, userClass, attestedAt, expiresAt);
        emit OrganisationAttested(organisation, by, userClass, attestedAt, expiresAt, evidence);
    }

    function _setLongestAttestation(uint32 longestAttestation_) private {
        require(
            longestAttestation_ >= 1 days && longestAttestation_ <= 3650 days,
            OrganisationsBadLongest(longestAttestation_)
        );
        _longestAttestation = longestAttestation_;
        emit LongestAttestationSet(longestAttestation_);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

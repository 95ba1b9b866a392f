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
/// @dev Keeps issuers with the end of their office, each organisation's last attestation, and what it can contest. Who
/// may do what: the nation appoints issuers, sets the longest attestation and the time to contest; an issuer attests
/// others; the seat of justice puts a former attestation back while a case runs, and ends the contest.
/// Must always hold: INV-62 an organisation without a running attestation counts as a firm; INV-284 a contest never makes
/// an attestation last longer than an issuer said; INV-285 what an issuer takes away can be claimed for the whole time to contest,
/// however often they attest in it. Assumes of others: `Members` gives this contract its seat and each key one agent;
/// every case ends.
contract Organisations is IOrganisations, Statements, Chartered {
    bytes32 private constant ATTEST = keccak256(
        "Attest(uint32 by,address key,uint8 userClass,bytes32 evidence,uint40 expiresAt,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant REATTEST = keccak256(
        "Reattest(uint32 by,uint32 organisation,uint8 userClass,bytes32 evidence,uint40 expiresAt,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    IMembers private immutable MEMBERS;

    // one slot
    uint32 private _longestAttestation;
    uint32 private _contestPeriod;
    address private _justice;

    mapping(AgentId issuer => uint40) private _issuerUntil;
    mapping(AgentId organisation => Attestation) private _attestationOf;
    mapping(AgentId organisation => Contest) private _contestOf;

    modifier onlyJustice() {
        require(msg.sender == _justice, OrganisationsNotInSeat(msg.sender));
        _;
    }

    constructor(
        address timelock_,
        IMembers members,
        uint32 longestAttestation_,
        uint32 contestPeriod_
    ) Statements("Neoguild Organisations") Chartered(timelock_) {
        require(address(members) != address(0), CharteredZeroAddress());
        MEMBERS = members;
        _setLongestAttestation(longestAttestation_);
        _setContestPeriod(contestPeriod_);
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
        uint40 now_ = uint40(block.timestamp);
        _attest(organisation, Attestation(act.by, act.userClass, now_, act.expiresAt, now_), act.evidence);
    }

    /// @inheritdoc IOrganisations
    function reattest(Reattest calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(REATTEST, act), signature);
        _requireIssuer(act.by);
        require(act.by != act.organisation, OrganisationsSelfAttestation(act.by));
        require(_attestationOf[act.organisation].attestedAt != 0, OrganisationsUnknownOrganisation(act.organisation));
        _validateClass(act.userClass);
        _validateExpiry(act.expiresAt, 0);

        uint40 now_ = uint40(block.timestamp);
        Attestation memory held = _heldOf(act.organisation);
        bool runs = now_ < held.expiresAt;
        bool sameClass = runs && held.userClass == act.userClass;
        if (runs && !(sameClass && act.expiresAt >= held.expiresAt)) _worsen(act.organisation, held);
        else _giveBack(act.organisation);
        uint40 heldSince = sameClass ? held.heldSince : now_;
        _attest(act.organisation, Attestation(act.by, act.userClass, now_, act.expiresAt, heldSince), act.evidence);
    }

    // --- contests ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IOrganisations
    function stay(AgentId organisation) external onlyJustice returns (AgentId issuer, uint32 number) {
        Contest storage contest = _contestOf[organisation];
        require(_isContestable(contest) && !contest.stayed, OrganisationsNothingToContest(organisation));
        Attestation memory present = _attestationOf[organisation];
        (contest.contested, contest.stayed) = (present, true);
        _attestationOf[organisation] = contest.former;
        emit AttestationStayed(organisation, contest.number);
        return (present.by, contest.number);
    }

    /// @inheritdoc IOrganisations
    function endContest(AgentId organisation, uint32 number, bool restored) external onlyJustice {
        Contest storage contest = _contestOf[organisation];
        require(contest.stayed && contest.number == number, OrganisationsNotStayed(organisation, number));
        // What is over by now restores nothing: what the issuer said is left to hold, or a firm would be all it won.
        bool holds = restored && block.timestamp < contest.former.expiresAt;
        if (!holds) _attestationOf[organisation] = contest.contested;
        _endContest(organisation, holds);
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

    /// @inheritdoc IOrganisations
    function setContestPeriod(uint32 contestPeriod_) external onlyNation {
        _setContestPeriod(contestPeriod_);
    }

    /// @inheritdoc IOrganisations
    function fillJusticeSeat(address justice_) external onlyNation {
        require(_justice == address(0), OrganisationsSeatTaken(_justice));
        require(justice_ != address(0), CharteredZeroAddress());
        _justice = justice_;
        emit JusticeSeatFilled(justice_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IOrganisations
    function longestAttestation() external view returns (uint32) {
        return _longestAttestation;
    }

    /// @inheritdoc IOrganisations
    function contestPeriod() external view returns (uint32) {
        return _contestPeriod;
    }

    /// @inheritdoc IOrganisations
    function justice() external view returns (address) {
        return _justice;
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
    function contestOf(AgentId organisation) external view returns (Contest memory) {
        return _contestOf[organisation];
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

    /// @dev What the organisation holds or, while that can be contested, held.
    function _heldOf(AgentId organisation) private view returns (Attestation memory) {
        Contest storage contest = _contestOf[organisation];
        return _isContestable(contest) ? contest.former : _attestationOf[organisation];
    }

    /// @dev A claim ends with the time in which it can be made, or once a case runs with the attestation that is claimed.
    function _isContestable(Contest storage contest) private view returns (bool) {
        bool open = contest.stayed || block.timestamp < contest.until;
        return open && block.timestamp < contest.former.expiresAt;
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _attest(AgentId organisation, Attestation memory made, bytes32 evidence) private {
        _attestationOf[organisation] = made;
        emit OrganisationAttested(
            organisation,
            made.by,
            made.userClass,
            made.attestedAt,
            made.expiresAt,
            made.heldSince,
            evidence
        );
    }

    /// @dev What is claimed stays what it was, however often an issuer attests in the time to contest, which begins anew.
    function _worsen(AgentId organisation, Attestation memory held) private {
        Contest storage contest = _contestOf[organisation];
        require(!contest.stayed, OrganisationsContested(organisation, contest.number));
        uint40 until = uint40(block.timestamp) + _contestPeriod;
        uint32 number = contest.number + 1;
        (contest.former, contest.until, contest.number) = (held, until, number);
        emit AttestationWorsened(organisation, held, number, until);
    }

    function _giveBack(AgentId organisation) private {
        Contest storage contest = _contestOf[organisation];
        if (contest.stayed || block.timestamp < contest.until) _endContest(organisation, true);
    }

    function _endContest(AgentId organisation, bool restored) private {
        uint32 number = _contestOf[organisation].number;
        delete _contestOf[organisation];
        _contestOf[organisation].number = number;
        emit ContestEnded(organisation, number, restored);
    }

    function _setContestPeriod(uint32 contestPeriod_) private {
        require(contestPeriod_ >= 1 days && contestPeriod_ <= 365 days, OrganisationsBadContestPeriod(contestPeriod_));
        _contestPeriod = contestPeriod_;
        emit ContestPeriodSet(contestPeriod_);
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

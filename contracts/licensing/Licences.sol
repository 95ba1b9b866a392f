// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IContributionLedger, Track} from "../contributions/IContributionLedger.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {ITreaties, Right} from "../membership/ITreaties.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT, NO_POLICY, NO_SEASON, PolicyId, SeasonId, TreatyId, WorkId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {ICommons} from "./ICommons.sol";
import {ILicences, UseReason} from "./ILicences.sol";
import {Decision, Fee, ILicencePolicies, Purpose, UserClass} from "./ILicencePolicies.sol";
import {IOrganisations} from "./IOrganisations.sol";
import {MAX_OFFERS} from "./Offers.sol";

/// @title Licences
/// @dev Keeps the last grant for each work, licensee and purpose. Who may do what: an agent takes what a policy gives
/// it, paid by whoever carries it; a steward approves where a policy asks for it; nobody changes or ends a grant, and
/// no parameter exists. Must always hold: INV-66 a grant with basis Pay has its fee booked in `Commons` in the same
/// transaction; INV-67 what others do later never shortens a grant. Assumes of others: the views of the floors below do
/// not revert for any id, and policies never change.
contract Licences is ILicences, Statements, ReentrancyGuardTransient {
    /// @dev What one policy of a work answers.
    struct Answer {
        Decision decision;
        UseReason reason;
        PolicyId policy;
        uint32 term;
    }

    bytes32 private constant TAKE = keccak256(
        "Take(uint32 by,uint32 work,uint16 policy,uint8 purpose,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant APPROVE = keccak256(
        "Approve(uint32 by,uint32 licensee,uint32 work,uint16 policy,uint8 purpose,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    IAgents private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    IContributionLedger private immutable LEDGER;
    IOrganisations private immutable ORGANISATIONS;
    ILicencePolicies private immutable POLICIES;
    ICommons private immutable COMMONS;
    ITreaties private immutable TREATIES;

    mapping(WorkId work => mapping(AgentId licensee => mapping(Purpose => Grant))) private _grantOf;

    constructor(
        IAgents members,
        IGuilds guilds,
        IContributionLedger ledger,
        IOrganisations organisations,
        ILicencePolicies policies,
        ICommons commons,
        ITreaties treaties
    ) Statements("Neoguild Licences") {
        require(
            address(members) != address(0) &&
                address(guilds) != address(0) &&
                address(ledger) != address(0) &&
                address(organisations) != address(0) &&
                address(policies) != address(0) &&
                address(commons) != address(0) &&
                address(treaties) != address(0),
            LicencesZeroAddress()
        );
        MEMBERS = members;
        GUILDS = guilds;
        LEDGER = ledger;
        ORGANISATIONS = organisations;
        POLICIES = policies;
        COMMONS = commons;
        TREATIES = treaties;
    }

    // --- life of a grant ---------------------------------------------------------------------------------------------

    /// @inheritdoc ILicences
    function take(Take calldata act, bytes calldata signature) external payable nonReentrant {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(TAKE, act), signature);
        ICommons.Work memory work = COMMONS.workOf(act.work);
        (Answer memory answer, UserClass userClass) = _ask(work, act.by, act.policy, act.purpose);
        bool owesFee = answer.reason == UseReason.FeeDue || answer.reason == UseReason.ContributionsOrFeeDue;
        bool free = answer.reason == UseReason.Open || answer.reason == UseReason.ContributionsAccepted;
        require(free || owesFee, LicencesRefused(act.work, act.by, act.purpose, answer.reason));
        require(owesFee || msg.value == 0, LicencesNothingToPay(msg.value));

        Fee memory fee;
        if (owesFee) (fee, answer.decision) = (POLICIES.feeOf(act.policy), Decision.Pay);
        _grant(
            act.work,
            act.by,
            act.purpose,
            answer.term,
            Grant({
                by: act.by,
                policy: act.policy,
                basis: answer.decision,
                userClass: userClass,
                version: work.version,
                grantedAt: uint40(block.timestamp),
                expiresAt: 0,
                paid: fee.amount
            })
        );
        if (owesFee) _collect(act.work, fee);
    }

    /// @inheritdoc ILicences
    function approve(Approve calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(APPROVE, act), signature);
        ICommons.Work memory work = COMMONS.workOf(act.work);
        (Answer memory answer, UserClass userClass) = _ask(work, act.licensee, act.policy, act.purpose);
        require(
            answer.reason == UseReason.ApprovalNeeded,
            LicencesRefused(act.work, act.licensee, act.purpose, answer.reason)
        );
        require(GUILDS.isSteward(work.guild, act.by), LicencesNotSteward(work.guild, act.by));
        require(act.by != act.licensee, LicencesSelfApproval(act.by));
        _grant(
            act.work,
            act.licensee,
            act.purpose,
            answer.term,
            Grant({
                by: act.by,
                policy: act.policy,
                basis: Decision.ByApproval,
                userClass: userClass,
                version: work.version,
                grantedAt: uint40(block.timestamp),
                expiresAt: 0,
                paid: 0
            })
        );
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ILicences
    function canUse(
        WorkId work,
        AgentId agent,
        uint8 purpose
    ) external view returns (Decision decision, UseReason reason, PolicyId policy) {
        if (purpose > uint8(type(Purpose).max)) return (Decision.Forbidden, UseReason.UnknownPurpose, NO_POLICY);
        ICommons.Work memory found = COMMONS.workOf(work);
        if (found.guild == NO_AGENT) return (Decision.Forbidden, UseReason.UnknownWork, NO_POLICY);
        if (found.guild == agent) return (Decision.Free, UseReason.OwnWork, NO_POLICY);
        (UserClass userClass, bool known) = ORGANISATIONS.classOf(agent);
        if (!known) return (Decision.Forbidden, UseReason.UnknownAgent, NO_POLICY);

        Answer memory best = _best(found, agent, userClass, Purpose(purpose));
        if (best.reason > UseReason.GrantHeld) {
            Grant storage held = _grantOf[work][agent][Purpose(purpose)];
            if (_isInForce(held)) return (Decision.Free, UseReason.GrantHeld, held.policy);
        }
        return (best.decision, best.reason, best.policy);
    }

    /// @inheritdoc ILicences
    function recognisedCanUse(
        WorkId work,
        TreatyId treaty,
        AgentId guest,
        uint8 purpose
    ) external view returns (Decision decision, UseReason reason, PolicyId policy) {
        if (purpose > uint8(type(Purpose).max)) return (Decision.Forbidden, UseReason.UnknownPurpose, NO_POLICY);
        ICommons.Work memory found = COMMONS.workOf(work);
        if (found.guild == NO_AGENT) return (Decision.Forbidden, UseReason.UnknownWork, NO_POLICY);
        bool recognised = TREATIES.hasRight(treaty, guest, Right.Licence);
        UserClass userClass = recognised ? UserClass.RecognisedGuest : UserClass.Individual;
        Answer memory best = _best(found, NO_AGENT, userClass, Purpose(purpose));
        return (best.decision, best.reason, best.policy);
    }

    /// @inheritdoc ILicences
    function grantOf(WorkId work, AgentId licensee, Purpose purpose) external view returns (Grant memory) {
        return _grantOf[work][licensee][purpose];
    }

    /// @inheritdoc ILicences
    function reciprocityOf(AgentId guild, AgentId agent) public view returns (uint256 minutesAccepted) {
        SeasonId last = LEDGER.lastSeason();
        if (last == NO_SEASON) return 0;
        uint256 running = _contributed(guild, agent, last);
        SeasonId former = SeasonId.wrap(SeasonId.unwrap(last) - 1);
        uint256 before = former == NO_SEASON ? 0 : _contributed(guild, agent, former);
        return running > before ? running : before;
    }

    // --- answers -----------------------------------------------------------------------------------------------------

    /// @dev The most permissive answer; of equals the one offered first.
    function _best(
        ICommons.Work memory work,
        AgentId agent,
        UserClass userClass,
        Purpose purpose
    ) private view returns (Answer memory best) {
        best = Answer(Decision.Forbidden, UseReason.NotOffered, NO_POLICY, 0);
        for (uint256 i = 0; i < MAX_OFFERS && best.reason > UseReason.Open; ++i) {
            PolicyId policy = work.offers.policyAt(i);
            if (policy == NO_POLICY) break;
            Answer memory answer = _answer(work, agent, userClass, policy, purpose);
            if (answer.reason < best.reason) best = answer;
        }
    }

    /// @dev What one named policy of a work gives an agent, whatever else the agent holds.
    function _ask(
        ICommons.Work memory work,
        AgentId agent,
        PolicyId policy,
        Purpose purpose
    ) private view returns (Answer memory answer, UserClass userClass) {
        bool known;
        (userClass, known) = ORGANISATIONS.classOf(agent);
        if (work.guild == NO_AGENT) answer.reason = UseReason.UnknownWork;
        else if (!known || agent == NO_AGENT) answer.reason = UseReason.UnknownAgent;
        else if (policy == NO_POLICY || !work.offers.includes(policy)) answer.reason = UseReason.NotOffered;
        else answer = _answer(work, agent, userClass, policy, purpose);
    }

    function _answer(
        ICommons.Work memory work,
        AgentId agent,
        UserClass userClass,
        PolicyId policy,
        Purpose purpose
    ) private view returns (Answer memory) {
        (Decision decision, bool irrevocable, uint32 term) = POLICIES.cellOf(policy, userClass, purpose);
        if (work.grantsStopped && !(irrevocable && decision == Decision.Free)) {
            return Answer(Decision.Forbidden, UseReason.NotOffered, NO_POLICY, 0);
        }
        return Answer(decision, _reason(decision, work.guild, agent, policy), policy, term);
    }

    function _reason(
        Decision decision,
        AgentId guild,
        AgentId agent,
        PolicyId policy
    ) private view returns (UseReason) {
        if (decision == Decision.Free) return UseReason.Open;
        if (decision == Decision.Pay) return UseReason.FeeDue;
        if (decision == Decision.ByApproval) return UseReason.ApprovalNeeded;
        if (decision == Decision.Forbidden) return UseReason.NotForThisClass;
        uint256 asked = POLICIES.termsOf(policy).reciprocityMinutes;
        if (reciprocityOf(guild, agent) >= asked) return UseReason.ContributionsAccepted;
        return POLICIES.feeOf(policy).amount != 0 ? UseReason.ContributionsOrFeeDue : UseReason.ContributionsMissing;
    }

    /// @dev All tracks count alike here: the minutes open a door, they are not converted into one another.
    function _contributed(AgentId guild, AgentId agent, SeasonId season) private view returns (uint256) {
        return
            LEDGER.creditOf(guild, agent, season, Track.Livelihood) +
            LEDGER.creditOf(guild, agent, season, Track.Love) +
            LEDGER.creditOf(guild, agent, season, Track.Care);
    }

    function _isInForce(Grant storage held) private view returns (bool) {
        return held.grantedAt != 0 && (held.expiresAt == 0 || block.timestamp < held.expiresAt);
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @dev Sets the end of the grant by the policy's term. What is paid for while a grant of the same policy is in
    /// force begins at its end; what is free begins now, or repeating it would make any term endless. An approval is not
    /// the licensee's act, so it never puts another policy's terms in the place of those they hold.
    function _grant(WorkId work, AgentId licensee, Purpose purpose, uint32 term, Grant memory grant) private {
        Grant storage held = _grantOf[work][licensee][purpose];
        bool inForce = _isInForce(held);
        if (term != 0) {
            bool extends = inForce && held.policy == grant.policy && grant.basis == Decision.Pay;
            grant.expiresAt = (extends ? held.expiresAt : grant.grantedAt) + term;
        }
        bool lastsLonger = held.expiresAt != 0 && (grant.expiresAt == 0 || grant.expiresAt > held.expiresAt);
        bool mayReplace = lastsLonger && (grant.basis != Decision.ByApproval || grant.policy == held.policy);
        require(!inForce || mayReplace, LicencesAlreadyGranted(held.policy, held.expiresAt));

        _grantOf[work][licensee][purpose] = grant;
        emit LicenceGranted(
            work,
            licensee,
            grant.policy,
            purpose,
            grant.basis,
            grant.userClass,
            grant.version,
            grant.by,
            grant.grantedAt,
            grant.expiresAt,
            grant.paid
        );
    }

    function _collect(WorkId work, Fee memory fee) private {
        uint256 received = COMMONS.payFor{value: msg.value}(msg.sender, work, fee.token, fee.amount);
        require(received >= fee.amount, LicencesFeeShort(received, fee.amount));
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

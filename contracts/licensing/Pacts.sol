// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IMembers, Status} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT, NO_PACT, PactId, WorkId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {ICommons} from "./ICommons.sol";
import {PURPOSES, Purpose, UserClass} from "./ILicencePolicies.sol";
import {IOrganisations} from "./IOrganisations.sol";
import {IPacts} from "./IPacts.sol";

/// @title Pacts with public bodies
/// @dev Keeps each pact's terms and scope, its commitments with what became of them, and what was funded in each token.
/// Who may do what: the nation proposes, ends with notice and names its speaker; the body signs, ends with notice and
/// funds, paid by whoever carries it; each side says what it has done, and the other acknowledges it.
/// Must always hold: INV-280 a pact is in force only from its signature to its end, and only while the organisation has
/// been a public body ever since it signed; INV-281 what is funded under a pact never goes beyond its limit in that
/// token; INV-282 no money stays here; INV-283 an organisation has one pact in force at most.
/// Assumes of others: `Commons` takes what it is given or reverts. A token that takes a part of a transfer makes less
/// arrive than counts against the limit.
contract Pacts is IPacts, Statements, Chartered, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 private constant URI_BYTES = 256;
    uint256 private constant MOST_GUILDS = 16;
    uint256 private constant MOST_COMMITMENTS = 16;
    uint256 private constant MOST_LIMITS = 8;
    uint256 private constant MOST_NOTICE = 730;
    uint256 private constant LONGEST_TERM = 3650 days;
    address private constant NATIVE_COIN = address(0);

    bytes32 private constant SIGN = keccak256(
        "Sign(uint32 by,uint32 pact,bytes32 textHash,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant TERMINATE = keccak256("Terminate(uint32 by,uint32 pact,uint40 deadline,uint8 keyEpoch)");
    bytes32 private constant FUND = keccak256(
        "Fund(uint32 by,uint32 pact,uint32 work,address token,uint128 amount,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant FULFIL = keccak256(
        "Fulfil(uint32 by,uint32 pact,uint16 index,bytes32 evidence,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant ACKNOWLEDGE = keccak256(
        "Acknowledge(uint32 by,uint32 pact,uint16 index,uint40 deadline,uint8 keyEpoch)"
    );

    IMembers private immutable MEMBERS;
    IOrganisations private immutable ORGANISATIONS;
    ICommons private immutable COMMONS;

    PactId private _lastId;
    mapping(PactId pact => Pact) private _pactOf;
    mapping(PactId pact => AgentId[]) private _guildsOf;
    mapping(PactId pact => mapping(AgentId guild => bool)) private _covers;
    mapping(PactId pact => Commitment[]) private _commitmentsOf;
    mapping(PactId pact => Limit[]) private _limitsOf;
    mapping(AgentId organisation => PactId) private _pactWith;

    constructor(
        address timelock_,
        IMembers members,
        IOrganisations organisations,
        ICommons commons
    ) Statements("Neoguild Pacts") Chartered(timelock_) {
        bool given = address(members) != address(0) && address(organisations) != address(0);
        require(given && address(commons) != address(0), CharteredZeroAddress());
        (MEMBERS, ORGANISATIONS, COMMONS) = (members, organisations, commons);
    }

    // --- life of a pact ----------------------------------------------------------------------------------------------

    /// @inheritdoc IPacts
    function propose(Proposal calldata proposal) external onlyNation returns (PactId pact) {
        _validateTerms(proposal);
        _requirePublicBody(proposal.organisation);
        _requireSpeaker(proposal.speaker);

        pact = PactId.wrap(PactId.unwrap(_lastId) + 1);
        _lastId = pact;
        _pactOf[pact] = Pact({
            organisation: proposal.organisation,
            speaker: proposal.speaker,
            signedAt: 0,
            endsAt: proposal.signBefore,
            term: proposal.term,
            noticeDays: proposal.noticeDays,
            purposes: proposal.purposes,
            voice: proposal.voice,
            textHash: proposal.textHash
        });
        _keepScope(pact, proposal.guilds);
        _keepCommitments(pact, proposal.commitments);
        _keepLimits(pact, proposal.limits);
        emit PactProposed(pact, proposal.organisation, proposal);
    }

    /// @inheritdoc IPacts
    function sign(Sign calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(SIGN, act), signature);
        Pact storage pact = _ownPact(act.pact, act.by);
        require(pact.signedAt == 0, PactsAlreadySigned(act.pact));
        require(block.timestamp < pact.endsAt, PactsTooLate(act.pact, pact.endsAt));
        require(act.textHash == pact.textHash, PactsOtherText(act.pact, pact.textHash));
        _requirePublicBody(act.by);

        uint40 now_ = uint40(block.timestamp);
        PactId former = _pactWith[act.by];
        if (former != NO_PACT && now_ < _pactOf[former].endsAt) _end(former, act.by, now_);
        _pactWith[act.by] = act.pact;
        (pact.signedAt, pact.endsAt) = (now_, now_ + pact.term);
        emit PactSigned(act.pact, act.by, now_, now_ + pact.term);
    }

    /// @inheritdoc IPacts
    function terminate(Terminate calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(TERMINATE, act), signature);
        _ownPact(act.pact, act.by);
        _giveNotice(act.pact, act.by);
    }

    /// @inheritdoc IPacts
    function giveNotice(PactId pact) external onlyNation {
        _requireKnown(pact);
        _giveNotice(pact, NO_AGENT);
    }

    /// @inheritdoc IPacts
    function nameSpeaker(PactId pact, AgentId speaker) external onlyNation {
        _requireKnown(pact);
        _requireSpeaker(speaker);
        _pactOf[pact].speaker = speaker;
        emit SpeakerNamed(pact, speaker);
    }

    /// @inheritdoc IPacts
    function fund(Fund calldata act, bytes calldata signature) external payable nonReentrant {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(FUND, act), signature);
        _ownPact(act.pact, act.by);
        require(isInForce(act.pact), PactsNotInForce(act.pact));
        AgentId guild = COMMONS.workOf(act.work).guild;
        require(_covers[act.pact][guild], PactsOutOfScope(act.pact, guild));
        uint256 expected = act.token == NATIVE_COIN ? act.amount : 0;
        require(msg.value == expected, PactsWrongValue(expected, msg.value));

        // Booked before anything is called, so that no token can come back for more than the limit.
        _book(act.pact, act.token, act.amount);
        uint256 received = _payOn(act.work, act.token, act.amount);
        emit PactFunded(act.pact, act.work, act.token, msg.sender, act.amount, received);
    }

    /// @inheritdoc IPacts
    function fulfil(Fulfil calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(FULFIL, act), signature);
        Commitment storage commitment = _commitment(act.pact, act.index);
        _requireSide(act.pact, act.by, commitment.side);
        _requireState(act.pact, act.index, commitment.state, CommitmentState.Open);
        commitment.state = CommitmentState.Fulfilled;
        emit CommitmentFulfilled(act.pact, act.index, act.by, act.evidence);
    }

    /// @inheritdoc IPacts
    function acknowledge(Acknowledge calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(ACKNOWLEDGE, act), signature);
        Commitment storage commitment = _commitment(act.pact, act.index);
        _requireSide(act.pact, act.by, commitment.side == Side.Body ? Side.Nation : Side.Body);
        _requireState(act.pact, act.index, commitment.state, CommitmentState.Fulfilled);
        commitment.state = CommitmentState.Acknowledged;
        emit CommitmentAcknowledged(act.pact, act.index, act.by);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IPacts
    function approves(AgentId organisation, AgentId guild, Purpose purpose) external view returns (bool) {
        PactId pact = _pactWith[organisation];
        bool covered = _covers[pact][guild] && _pactOf[pact].purposes & (1 << uint8(purpose)) != 0;
        return covered && isInForce(pact);
    }

    /// @inheritdoc IPacts
    function hasVoice(AgentId organisation) external view returns (bool) {
        PactId pact = _pactWith[organisation];
        return _pactOf[pact].voice && isInForce(pact);
    }

    /// @inheritdoc IPacts
    function isInForce(PactId id) public view returns (bool) {
        Pact storage pact = _pactOf[id];
        uint40 signedAt = pact.signedAt;
        if (signedAt == 0 || block.timestamp >= pact.endsAt) return false;
        IOrganisations.Attestation memory attested = ORGANISATIONS.attestationOf(pact.organisation);
        return _isPublicBody(attested) && attested.heldSince <= signedAt;
    }

    /// @inheritdoc IPacts
    function lastId() external view returns (PactId) {
        return _lastId;
    }

    /// @inheritdoc IPacts
    function pactWith(AgentId organisation) external view returns (PactId) {
        return _pactWith[organisation];
    }

    /// @inheritdoc IPacts
    function pactOf(PactId pact) external view returns (Pact memory) {
        return _pactOf[pact];
    }

    /// @inheritdoc IPacts
    function guildsOf(PactId pact) external view returns (AgentId[] memory) {
        return _guildsOf[pact];
    }

    /// @inheritdoc IPacts
    function commitmentsOf(PactId pact) external view returns (Commitment[] memory) {
        return _commitmentsOf[pact];
    }

    /// @inheritdoc IPacts
    function limitsOf(PactId pact) external view returns (Limit[] memory) {
        return _limitsOf[pact];
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _validateTerms(Proposal calldata proposal) private view {
        _require(proposal.signBefore > block.timestamp, "signBefore");
        _require(proposal.term >= 1 days && proposal.term <= LONGEST_TERM, "term");
        _require(proposal.noticeDays <= MOST_NOTICE, "noticeDays");
        _require(proposal.purposes < 1 << PURPOSES, "purposes");
        _require(proposal.textHash != 0, "textHash");
        _require(bytes(proposal.uri).length <= URI_BYTES, "uri");
        uint256 guilds = proposal.guilds.length;
        _require(guilds != 0 && guilds <= MOST_GUILDS, "guilds");
    }

    function _require(bool inRange, string memory term) private pure {
        require(inRange, PactsBadTerms(term));
    }

    function _requirePublicBody(AgentId organisation) private view {
        require(_isPublicBody(ORGANISATIONS.attestationOf(organisation)), PactsNotPublicBody(organisation));
    }

    function _isPublicBody(IOrganisations.Attestation memory attested) private view returns (bool) {
        return attested.userClass == UserClass.PublicBody && block.timestamp < attested.expiresAt;
    }

    function _requireSpeaker(AgentId speaker) private view {
        require(_canSpeak(speaker), PactsBadSpeaker(speaker));
    }

    function _canSpeak(AgentId speaker) private view returns (bool) {
        return MEMBERS.isActive(speaker) || MEMBERS.agentOf(speaker).status == Status.Guild;
    }

    function _requireKnown(PactId pact) private view {
        require(_pactOf[pact].organisation != NO_AGENT, PactsUnknownPact(pact));
    }

    function _ownPact(PactId id, AgentId by) private view returns (Pact storage pact) {
        _requireKnown(id);
        pact = _pactOf[id];
        require(pact.organisation == by, PactsNotYours(id, by));
    }

    /// @dev Of a pact that is signed: before that nobody owes anything.
    function _commitment(PactId pact, uint16 index) private view returns (Commitment storage) {
        _requireKnown(pact);
        require(_pactOf[pact].signedAt != 0, PactsNotInForce(pact));
        require(index < _commitmentsOf[pact].length, PactsUnknownCommitment(pact, index));
        return _commitmentsOf[pact][index];
    }

    function _requireSide(PactId id, AgentId by, Side side) private view {
        Pact storage pact = _pactOf[id];
        bool speaks = side == Side.Body ? by == pact.organisation : by == pact.speaker && _canSpeak(by);
        require(speaks, PactsNotYours(id, by));
    }

    function _requireState(PactId pact, uint16 index, CommitmentState state, CommitmentState needed) private pure {
        require(state == needed, PactsWrongState(pact, index, state));
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @dev Ascending, so that none stands there twice.
    function _keepScope(PactId pact, AgentId[] calldata guilds) private {
        AgentId former = NO_AGENT;
        for (uint256 i = 0; i < guilds.length; ++i) {
            AgentId guild = guilds[i];
            _require(AgentId.unwrap(former) < AgentId.unwrap(guild), "guilds");
            require(MEMBERS.agentOf(guild).status == Status.Guild, PactsUnknownGuild(guild));
            _covers[pact][guild] = true;
            former = guild;
        }
        _guildsOf[pact] = guilds;
    }

    function _keepCommitments(PactId pact, Promise[] calldata promises) private {
        uint256 ofBody = 0;
        for (uint256 i = 0; i < promises.length; ++i) {
            Promise calldata made = promises[i];
            _require(made.textHash != 0, "commitments");
            if (made.side == Side.Body) ++ofBody;
            _require(ofBody <= MOST_COMMITMENTS && i + 1 - ofBody <= MOST_COMMITMENTS, "commitments");
            _commitmentsOf[pact].push(Commitment(made.textHash, made.dueAt, made.side, CommitmentState.Open));
        }
    }

    function _keepLimits(PactId pact, Allowance[] calldata limits) private {
        _require(limits.length <= MOST_LIMITS, "limits");
        for (uint256 i = 0; i < limits.length; ++i) {
            _require(limits[i].most != 0, "limits");
            for (uint256 j = 0; j < i; ++j) _require(limits[i].token != limits[j].token, "limits");
            _limitsOf[pact].push(Limit(limits[i].token, limits[i].most, 0));
        }
    }

    function _giveNotice(PactId id, AgentId by) private {
        Pact storage pact = _pactOf[id];
        uint40 endsAt = uint40(block.timestamp);
        if (pact.signedAt != 0) endsAt += uint40(pact.noticeDays) * 1 days;
        require(endsAt < pact.endsAt, PactsEndsAlready(id, pact.endsAt));
        _end(id, by, endsAt);
    }

    function _end(PactId pact, AgentId by, uint40 endsAt) private {
        _pactOf[pact].endsAt = endsAt;
        emit PactEnding(pact, by, endsAt);
    }

    function _book(PactId pact, address token, uint128 amount) private {
        Limit[] storage limits = _limitsOf[pact];
        for (uint256 i = 0; i < limits.length; ++i) {
            if (limits[i].token != token) continue;
            uint256 total = uint256(limits[i].funded) + amount;
            require(total <= limits[i].most, PactsOverLimit(pact, token, total, limits[i].most));
            limits[i].funded = uint128(total);
            return;
        }
        revert PactsOverLimit(pact, token, amount, 0);
    }

    /// @dev Hands on what arrived, up to what was announced and counts against the limit. A token that makes more arrive
    /// gets the sender the rest back, so that none stays here.
    function _payOn(WorkId work, address token, uint256 amount) private returns (uint256) {
        if (token == NATIVE_COIN) return COMMONS.pay{value: amount}(work, token, amount);
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 afterwards = IERC20(token).balanceOf(address(this));
        require(afterwards > before, PactsNothingPaid());
        uint256 arrived = Math.min(afterwards - before, amount);
        if (afterwards - before > arrived) IERC20(token).safeTransfer(msg.sender, afterwards - before - arrived);
        IERC20(token).forceApprove(address(COMMONS), arrived);
        return COMMONS.pay(work, token, arrived);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

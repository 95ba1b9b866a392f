// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IGuilds} from "../membership/IGuilds.sol";
import {ISurplus} from "../treasury/ISurplus.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT, NO_POLICY, NO_WORK, PolicyId, WorkId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {ICommons} from "./ICommons.sol";
import {DerivativeRule, ILicencePolicies, PolicyTerms} from "./ILicencePolicies.sol";
import {MAX_OFFERS, Offers} from "./Offers.sol";
import {PackedEdge, packEdge} from "./PackedEdge.sol";

/// @title The commons
/// @dev Keeps works, their edges to the works they build on, and what waits on each edge in each token. Who may do
/// what: a steward publishes, revises, offers and stops for a guild; anybody pays, and moves on what waits; the nation
/// fills the seat of `Licences`, which may collect a fee with money its payer allowed to this contract.
/// Must always hold: INV-63 parents have lower ids, so the graph has no cycle; INV-64 what was paid to a work is what
/// entered the guild's surplus plus what its edges took in, to the smallest unit; INV-65 in every token that keeps its
/// balances this contract holds what waits. Assumes of others: `Surplus` takes what it is given or reverts. A token
/// that changes balances by itself harms only its own edges.
contract Commons is ICommons, Statements, Chartered, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 private constant BPS = 10_000;
    uint256 private constant URI_BYTES = 256;
    uint256 private constant MAX_PARENTS = 8;
    address private constant NATIVE_COIN = address(0);

    bytes32 private constant PUBLISH = keccak256(
        "Publish(uint32 by,uint32 guild,bytes32 contentHash,string uri,uint16[] policies,uint32[] parents,uint16[] sharesBps,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant REVISE = keccak256(
        "Revise(uint32 by,uint32 work,uint16 version,bytes32 contentHash,string uri,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant OFFER = keccak256(
        "Offer(uint32 by,uint32 work,uint16 policy,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant STOP_GRANTS = keccak256(
        "StopGrants(uint32 by,uint32 work,bool stopped,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    IAgents private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    ILicencePolicies private immutable POLICIES;
    ISurplus private immutable SURPLUS;

    WorkId private _lastId;
    address private _licences;
    mapping(WorkId work => Work) private _workOf;
    // Values, five a slot; structs would take a slot each.
    mapping(WorkId work => PackedEdge[MAX_PARENTS]) private _parentsOf;
    mapping(WorkId child => mapping(WorkId parent => mapping(address token => uint256))) private _waiting;

    constructor(
        address timelock_,
        IAgents members,
        IGuilds guilds,
        ILicencePolicies policies,
        ISurplus surplus
    ) Statements("Neoguild Commons") Chartered(timelock_) {
        require(
            address(members) != address(0) &&
                address(guilds) != address(0) &&
                address(policies) != address(0) &&
                address(surplus) != address(0),
            CharteredZeroAddress()
        );
        MEMBERS = members;
        GUILDS = guilds;
        POLICIES = policies;
        SURPLUS = surplus;
    }

    // --- life of a work ----------------------------------------------------------------------------------------------

    /// @inheritdoc ICommons
    function publish(Publish calldata act, bytes calldata signature) external returns (WorkId work) {
        // Only a signature is over the statement; the sender's own act is not hashed.
        bytes memory statement = signature.length == 0 ? bytes("") : _encode(act);
        _authenticateOnce(act.by, act.nonce, act.deadline, statement, signature);
        _requireSteward(act.guild, act.by);
        _validateContent(act.contentHash, act.uri);
        Offers offers = _validateOffers(act.policies);
        work = WorkId.wrap(WorkId.unwrap(_lastId) + 1);
        uint16 upstreamBps = _validateParents(act, work, offers);

        _lastId = work;
        _workOf[work] = Work({
            guild: act.guild,
            version: 1,
            grantsStopped: false,
            parents: uint8(act.parents.length),
            upstreamBps: upstreamBps,
            publishedAt: uint40(block.timestamp),
            offers: offers
        });
        for (uint256 i = 0; i < act.parents.length; ++i) {
            _parentsOf[work][i] = packEdge(act.parents[i], act.sharesBps[i]);
        }
        _emitPublished(work, act);
    }

    /// @inheritdoc ICommons
    function revise(Revise calldata act, bytes calldata signature) external {
        bytes32 uriHash = keccak256(bytes(act.uri));
        bytes memory statement = abi.encode(
            REVISE,
            act.by,
            act.work,
            act.version,
            act.contentHash,
            uriHash,
            act.deadline
        );
        _authenticate(act.by, act.deadline, statement, signature);
        Work storage work = _stewarded(act.work, act.by);
        uint16 next = work.version + 1;
        require(act.version == next, CommonsWrongVersion(act.work, act.version, next));
        _validateContent(act.contentHash, act.uri);

        work.version = next;
        emit WorkRevised(act.work, act.by, next, act.contentHash, act.uri);
    }

    /// @inheritdoc ICommons
    function offer(Offer calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(OFFER, act), signature);
        Work storage work = _stewarded(act.work, act.by);
        Offers offers = work.offers;
        _requireKnown(act.policy, POLICIES.lastId());
        require(!offers.includes(act.policy), CommonsAlreadyOffered(act.work, act.policy));
        uint256 count = offers.count();
        require(count < MAX_OFFERS, CommonsBadOffers(count + 1));

        _validateOffer(act.work, act.policy);

        work.offers = offers.with(count, act.policy);
        emit PolicyOffered(act.work, act.policy, act.by);
    }

    /// @inheritdoc ICommons
    function stopGrants(StopGrants calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(STOP_GRANTS, act), signature);
        _stewarded(act.work, act.by).grantsStopped = act.stopped;
        emit GrantsStopped(act.work, act.by, act.stopped);
    }

    // --- money -------------------------------------------------------------------------------------------------------

    /// @inheritdoc ICommons
    function pay(WorkId work, address token, uint256 amount) external payable nonReentrant returns (uint256 received) {
        return _pay(msg.sender, work, token, amount);
    }

    /// @inheritdoc ICommons
    function payFor(
        address payer,
        WorkId work,
        address token,
        uint256 amount
    ) external payable nonReentrant returns (uint256 received) {
        require(msg.sender == _licences, CommonsOnlyLicences(msg.sender));
        return _pay(payer, work, token, amount);
    }

    /// @inheritdoc ICommons
    function pull(WorkId child, WorkId parent, address token) external nonReentrant returns (uint256 amount) {
        amount = _waiting[child][parent][token];
        require(amount != 0, CommonsNothingWaits(child, parent, token));
        _waiting[child][parent][token] = 0;
        _split(parent, token, amount, child, msg.sender);
    }

    /// @inheritdoc ICommons
    function fillLicencesSeat(address licences_) external onlyNation {
        require(_licences == address(0), CommonsSeatTaken(_licences));
        require(licences_ != address(0), CharteredZeroAddress());
        _licences = licences_;
        emit LicencesSeatFilled(licences_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ICommons
    function licences() external view returns (address) {
        return _licences;
    }

    /// @inheritdoc ICommons
    function lastId() external view returns (WorkId) {
        return _lastId;
    }

    /// @inheritdoc ICommons
    function workOf(WorkId work) external view returns (Work memory) {
        return _workOf[work];
    }

    /// @inheritdoc ICommons
    function policiesOf(WorkId work) external view returns (PolicyId[] memory policies) {
        Offers offers = _workOf[work].offers;
        policies = new PolicyId[](offers.count());
        for (uint256 i = 0; i < policies.length; ++i) policies[i] = offers.policyAt(i);
    }

    /// @inheritdoc ICommons
    function parentsOf(WorkId work) external view returns (Edge[] memory edges) {
        edges = new Edge[](_workOf[work].parents);
        for (uint256 i = 0; i < edges.length; ++i) edges[i] = _parentsOf[work][i].unpack();
    }

    /// @inheritdoc ICommons
    function waiting(WorkId child, WorkId parent, address token) external view returns (uint256) {
        return _waiting[child][parent][token];
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireSteward(AgentId guild, AgentId by) private view {
        require(GUILDS.isSteward(guild, by), CommonsNotSteward(guild, by));
    }

    function _stewarded(WorkId id, AgentId by) private view returns (Work storage work) {
        work = _workOf[id];
        require(work.guild != NO_AGENT, CommonsUnknownWork(id));
        _requireSteward(work.guild, by);
    }

    function _requireKnown(PolicyId policy, PolicyId last) private pure {
        bool known = policy != NO_POLICY && PolicyId.unwrap(policy) <= PolicyId.unwrap(last);
        require(known, CommonsUnknownPolicy(policy));
    }

    function _validateContent(bytes32 contentHash, string calldata uri) private pure {
        require(contentHash != 0, CommonsContentMissing());
        require(bytes(uri).length <= URI_BYTES, CommonsBadUri(bytes(uri).length));
    }

    function _validateOffers(PolicyId[] calldata policies) private view returns (Offers offers) {
        require(policies.length != 0 && policies.length <= MAX_OFFERS, CommonsBadOffers(policies.length));
        PolicyId last = POLICIES.lastId();
        for (uint256 i = 0; i < policies.length; ++i) {
            _requireKnown(policies[i], last);
            require(!offers.includes(policies[i]), CommonsAlreadyOffered(NO_WORK, policies[i]));
            offers = offers.with(i, policies[i]);
        }
    }

    function _validateParents(Publish calldata act, WorkId work, Offers offers) private view returns (uint16) {
        uint256 count = act.parents.length;
        require(count <= MAX_PARENTS && count == act.sharesBps.length, CommonsBadParents(count, act.sharesBps.length));
        WorkId former = NO_WORK;
        uint256 upstreamBps = 0;
        for (uint256 i = 0; i < count; ++i) {
            WorkId parent = act.parents[i];
            // Ascending and below the new id: each exists, none twice, and no cycle can ever form.
            bool inOrder = WorkId.unwrap(former) < WorkId.unwrap(parent) && WorkId.unwrap(parent) < WorkId.unwrap(work);
            require(inOrder, CommonsBadParent(parent));
            _validateDerivative(parent, act.guild, offers);
            upstreamBps += act.sharesBps[i];
            former = parent;
        }
        require(upstreamBps < BPS, CommonsBadShares(upstreamBps));
        return uint16(upstreamBps);
    }

    /// @dev What a work is offered under later binds it to its parents as what it was published with.
    function _validateOffer(WorkId work, PolicyId policy) private view {
        Offers offers = Offers.wrap(0).with(0, policy);
        (AgentId guild, uint256 count) = (_workOf[work].guild, _workOf[work].parents);
        for (uint256 i = 0; i < count; ++i) _validateDerivative(_parentsOf[work][i].unpack().parent, guild, offers);
    }

    /// @dev Every policy offered must be allowed by some policy of the parent; whether the guild may use that one at all
    /// (free, paid, approved) is between it and `Licences`. A guild builds freely on works of its own that build on
    /// nothing; on its other works it may offer what they are offered under, so that no chain of works sheds a rule.
    function _validateDerivative(WorkId parent, AgentId guild, Offers offers) private view {
        Work storage origin = _workOf[parent];
        bool isOwn = origin.guild == guild;
        if (isOwn && origin.parents == 0) return;
        uint256 count = offers.count();
        uint256 allowed = 0; // bit i: the policy offered at i
        Offers origins = origin.offers;
        for (uint256 i = 0; i < MAX_OFFERS; ++i) {
            PolicyId policy = origins.policyAt(i);
            if (policy == NO_POLICY) break;
            PolicyTerms memory terms = POLICIES.termsOf(policy);
            if (terms.derivativeRule == DerivativeRule.Any) return;
            if (terms.derivativeRule == DerivativeRule.None && !isOwn) continue;
            for (uint256 j = 0; j < count; ++j) {
                PolicyId offered = offers.policyAt(j);
                // Names a policy with the rule Compatible only.
                if (offered == policy || offered == terms.compatibleWith) allowed |= 1 << j;
            }
        }
        require(allowed == (1 << count) - 1, CommonsDerivativeRule(parent));
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _pay(address payer, WorkId work, address token, uint256 amount) private returns (uint256 received) {
        require(_workOf[work].guild != NO_AGENT, CommonsUnknownWork(work));
        uint256 expected = token == NATIVE_COIN ? amount : 0;
        require(msg.value == expected, CommonsWrongValue(expected, msg.value));
        received = token == NATIVE_COIN ? amount : _receive(IERC20(token), payer, amount);
        require(received != 0, CommonsNothingPaid());
        _split(work, token, received, NO_WORK, payer);
    }

    /// @dev Books what arrived, not what was announced.
    function _receive(IERC20 token, address payer, uint256 amount) private returns (uint256) {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(payer, address(this), amount);
        uint256 afterwards = token.balanceOf(address(this));
        return afterwards > before ? afterwards - before : 0;
    }

    function _split(WorkId id, address token, uint256 amount, WorkId via, address payer) private {
        Work memory work = _workOf[id];
        uint256 ownShare = amount;
        for (uint256 i = 0; i < work.parents; ++i) {
            Edge memory edge = _parentsOf[id][i].unpack();
            uint256 share = Math.mulDiv(amount, edge.shareBps, BPS);
            ownShare -= share;
            if (share != 0) _waiting[id][edge.parent][token] += share;
        }
        emit WorkPaid(id, token, via, payer, amount, ownShare);

        // The parents' shares stay below the whole, so there is always something to hand on.
        if (token != NATIVE_COIN) IERC20(token).forceApprove(address(SURPLUS), ownShare);
        uint256 value = token == NATIVE_COIN ? ownShare : 0;
        SURPLUS.deposit{value: value}(work.guild, token, ownShare, id, bytes32(uint256(WorkId.unwrap(via))));
    }

    function _emitPublished(WorkId work, Publish calldata act) private {
        emit WorkPublished(
            work,
            act.guild,
            act.by,
            act.contentHash,
            act.uri,
            act.policies,
            act.parents,
            act.sharesBps,
            uint40(block.timestamp)
        );
    }

    /// @dev EIP-712: a string and an array are the hash of their content, array items 32 bytes each.
    function _encode(Publish calldata act) private pure returns (bytes memory) {
        return
            abi.encode(
                PUBLISH,
                act.by,
                act.guild,
                act.contentHash,
                keccak256(bytes(act.uri)),
                keccak256(abi.encodePacked(act.policies)),
                keccak256(abi.encodePacked(act.parents)),
                keccak256(abi.encodePacked(act.sharesBps)),
                act.nonce,
                act.deadline
            );
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

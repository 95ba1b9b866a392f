// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGuilds} from "../membership/IGuilds.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT, NO_POLICY, NO_WORK, PolicyId, WorkId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {grantNumber} from "./GrantNumbers.sol";
import {ICommons} from "./ICommons.sol";
import {Decision, DerivativeRule, ILicencePolicies, PolicyTerms, Purpose, UserClass} from "./ILicencePolicies.sol";
import {ILicences} from "./ILicences.sol";
import {Matrix} from "./Matrix.sol";
import {MAX_OFFERS, Offers} from "./Offers.sol";
import {PackedEdge, packEdge} from "./PackedEdge.sol";

/// @title Works: the life of a work, and what it builds on
/// @dev Keeps works and their edges to the works they build on. A steward publishes, revises, mirrors, offers and stops for a
/// guild; the nation fills the seat of `Licences`, which says whether a guild was granted to build on a work. Must always
/// hold: INV-63 parents have lower ids, so the graph has no cycle. Assumes of others: policies are numbered from 1 without
/// a gap and never removed.
abstract contract Works is ICommons, Statements, Chartered {
    using Matrix for uint136;

    /// @dev A work in one slot, with its first two parents, so that building on one or two costs no second slot.
    struct Entry {
        AgentId guild; //        4 bytes
        uint16 version; //       2
        bool grantsStopped; //   1
        uint8 parents; //        1
        uint16 upstreamBps; //   2
        Offers offers; //        8
        PackedEdge first; //     6
        PackedEdge second; //    6
    }

    uint256 internal constant BPS = 10_000;
    uint256 private constant URI_BYTES = 256;
    uint256 private constant MAX_PARENTS = 8;
    uint256 private constant PARENTS_IN_ENTRY = 2;

    bytes32 private constant PUBLISH = keccak256(
        "Publish(uint32 by,uint32 guild,bytes32 contentHash,string uri,uint16[] policies,uint32[] parents,uint16[] sharesBps,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant REVISE = keccak256(
        "Revise(uint32 by,uint32 work,uint16 version,bytes32 contentHash,string uri,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant OFFER = keccak256(
        "Offer(uint32 by,uint32 work,uint16 policy,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant MIRROR = keccak256(
        "Mirror(uint32 by,uint32 work,uint16 version,string uri,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant STOP_GRANTS = keccak256(
        "StopGrants(uint32 by,uint32 work,bool stopped,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    IAgents private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    ILicencePolicies private immutable POLICIES;

    WorkId private _lastId;
    // Policies up to this one are known to exist: to ask the catalogue each time would cost 5,000 gas a work.
    PolicyId private _lastKnown;
    address internal _licences;
    mapping(WorkId work => Entry) internal _entryOf;
    // Values, five a slot; structs would take a slot each.
    mapping(WorkId work => PackedEdge[MAX_PARENTS - PARENTS_IN_ENTRY]) private _furtherParentsOf;

    constructor(IAgents members, IGuilds guilds, ILicencePolicies policies) {
        require(
            address(members) != address(0) && address(guilds) != address(0) && address(policies) != address(0),
            CharteredZeroAddress()
        );
        (MEMBERS, GUILDS, POLICIES) = (members, guilds, policies);
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
        _enter(work, act, upstreamBps, offers);
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
        Entry storage work = _stewarded(act.work, act.by);
        uint16 next = work.version + 1;
        require(act.version == next, CommonsWrongVersion(act.work, act.version, next));
        _validateContent(act.contentHash, act.uri);

        work.version = next;
        emit WorkRevised(act.work, act.by, next, act.contentHash, act.uri);
    }

    /// @inheritdoc ICommons
    function mirror(Mirror calldata act, bytes calldata signature) external {
        bytes memory statement = abi.encode(
            MIRROR,
            act.by,
            act.work,
            act.version,
            keccak256(bytes(act.uri)),
            act.nonce,
            act.deadline
        );
        _authenticateOnce(act.by, act.nonce, act.deadline, statement, signature);
        uint16 version = _stewarded(act.work, act.by).version;
        require(act.version != 0 && act.version <= version, CommonsWrongVersion(act.work, act.version, version + 1));
        require(bytes(act.uri).length != 0, CommonsBadUri(0));
        _validateUri(act.uri);

        emit WorkMirrored(act.work, act.by, act.version, act.uri);
    }

    /// @inheritdoc ICommons
    function offer(Offer calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(OFFER, act), signature);
        Entry storage work = _stewarded(act.work, act.by);
        Offers offers = work.offers;
        if (!_isKnown(act.policy, _lastKnown)) _requireKnown(act.policy, POLICIES.lastId());
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
        Entry storage entry = _entryOf[work];
        return
            Work({
                guild: entry.guild,
                version: entry.version,
                grantsStopped: entry.grantsStopped,
                parents: entry.parents,
                upstreamBps: entry.upstreamBps,
                offers: entry.offers
            });
    }

    /// @inheritdoc ICommons
    function offerOf(
        WorkId work
    ) external view returns (AgentId guild, uint16 version, bool grantsStopped, Offers offers) {
        Entry storage entry = _entryOf[work];
        return (entry.guild, entry.version, entry.grantsStopped, entry.offers);
    }

    /// @inheritdoc ICommons
    function policiesOf(WorkId work) external view returns (PolicyId[] memory policies) {
        Offers offers = _entryOf[work].offers;
        policies = new PolicyId[](offers.count());
        for (uint256 i = 0; i < policies.length; ++i) policies[i] = offers.policyAt(i);
    }

    /// @inheritdoc ICommons
    function parentsOf(WorkId work) external view returns (Edge[] memory edges) {
        Entry memory entry = _entryOf[work];
        edges = new Edge[](entry.parents);
        for (uint256 i = 0; i < edges.length; ++i) edges[i] = _edgeAt(work, entry, i);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireSteward(AgentId guild, AgentId by) private view {
        require(GUILDS.isSteward(guild, by), CommonsNotSteward(guild, by));
    }

    function _stewarded(WorkId id, AgentId by) private view returns (Entry storage work) {
        work = _entryOf[id];
        require(work.guild != NO_AGENT, CommonsUnknownWork(id));
        _requireSteward(work.guild, by);
    }

    function _isKnown(PolicyId policy, PolicyId last) private pure returns (bool) {
        return policy != NO_POLICY && PolicyId.unwrap(policy) <= PolicyId.unwrap(last);
    }

    function _requireKnown(PolicyId policy, PolicyId last) private pure {
        require(_isKnown(policy, last), CommonsUnknownPolicy(policy));
    }

    function _validateContent(bytes32 contentHash, string calldata uri) private pure {
        require(contentHash != 0, CommonsContentMissing());
        _validateUri(uri);
    }

    function _validateUri(string calldata uri) private pure {
        require(bytes(uri).length <= URI_BYTES, CommonsBadUri(bytes(uri).length));
    }

    /// @dev Asks the catalogue, and notes how far it goes, only for a policy later than those known to exist.
    function _validateOffers(PolicyId[] calldata policies) private returns (Offers offers) {
        require(policies.length != 0 && policies.length <= MAX_OFFERS, CommonsBadOffers(policies.length));
        PolicyId last = _lastKnown;
        for (uint256 i = 0; i < policies.length; ++i) {
            if (!_isKnown(policies[i], last)) {
                last = POLICIES.lastId();
                _requireKnown(policies[i], last);
                _lastKnown = last;
            }
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
        Entry memory entry = _entryOf[work];
        for (uint256 i = 0; i < entry.parents; ++i) {
            _validateDerivative(_edgeAt(work, entry, i).parent, entry.guild, offers);
        }
    }

    /// @dev Every policy offered must be allowed by some policy of the parent under which the guild may build on it: one
    /// that gives this to members free, unless stopped or barred, or that of a grant the guild holds. A guild builds freely on works of its own
    /// that build on nothing; on its other works it may offer what they are offered under, so that no chain of works
    /// sheds a rule. A right that ends later takes nothing from what was published by it.
    function _validateDerivative(WorkId parent, AgentId guild, Offers offers) private view {
        Entry storage origin = _entryOf[parent];
        bool isOwn = origin.guild == guild;
        if (isOwn && origin.parents == 0) return;
        uint256 all = (1 << offers.count()) - 1;
        uint256 allowed = 0; // bit i: the policy offered at i
        bool mayDerive = isOwn;
        Offers origins = origin.offers;
        for (uint256 i = 0; i < MAX_OFFERS && allowed != all; ++i) {
            PolicyId policy = origins.policyAt(i);
            if (policy == NO_POLICY) break;
            PolicyTerms memory terms = POLICIES.termsOf(policy);
            if (!isOwn && !_givesDerivatives(parent, guild, policy, terms)) continue;
            mayDerive = true;
            if (terms.derivativeRule == DerivativeRule.Any) return;
            if (terms.derivativeRule == DerivativeRule.None && !isOwn) continue;
            // Names policies with the rule Compatible only.
            allowed |= offers.maskOf(policy) | offers.maskOf(terms.compatibleWith);
        }
        require(mayDerive, CommonsMayNotDerive(parent, guild));
        require(allowed == all, CommonsDerivativeRule(parent));
    }

    /// @dev As `Licences.canUse` answers for this policy. A grant gives what its own policy says, so one bought under strict
    /// terms opens no laxer ones.
    function _givesDerivatives(
        WorkId parent,
        AgentId guild,
        PolicyId policy,
        PolicyTerms memory terms
    ) private view returns (bool) {
        bool isFree = terms.matrix.decisionFor(UserClass.Member, Purpose.Derivative) == Decision.Free;
        bool isOpen = isFree && (!_entryOf[parent].grantsStopped || terms.irrevocable);
        ILicences seat = ILicences(_licences);
        if (address(seat) == address(0)) return isOpen;
        if (isOpen && !seat.isBarred(grantNumber(parent, guild, Purpose.Derivative), policy)) return true;
        return
            seat.holdsGrant(parent, guild, Purpose.Derivative) &&
            seat.grantOf(parent, guild, Purpose.Derivative).policy == policy;
    }

    /// @dev Assumes that `index` is below the number of parents.
    function _edgeAt(WorkId work, Entry memory entry, uint256 index) internal view returns (Edge memory) {
        if (index == 0) return entry.first.unpack();
        if (index == 1) return entry.second.unpack();
        return _furtherParentsOf[work][index - PARENTS_IN_ENTRY].unpack();
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _enter(WorkId work, Publish calldata act, uint16 upstreamBps, Offers offers) private {
        uint256 count = act.parents.length;
        _entryOf[work] = Entry({
            guild: act.guild,
            version: 1,
            grantsStopped: false,
            parents: uint8(count),
            upstreamBps: upstreamBps,
            offers: offers,
            first: count > 0 ? packEdge(act.parents[0], act.sharesBps[0]) : PackedEdge.wrap(0),
            second: count > 1 ? packEdge(act.parents[1], act.sharesBps[1]) : PackedEdge.wrap(0)
        });
        for (uint256 i = PARENTS_IN_ENTRY; i < count; ++i) {
            _furtherParentsOf[work][i - PARENTS_IN_ENTRY] = packEdge(act.parents[i], act.sharesBps[i]);
        }
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

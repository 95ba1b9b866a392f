// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {ISurplus} from "../treasury/ISurplus.sol";
import {Payments} from "../treasury/Payments.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_WORK} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {CobudgetTerms, ICobudget} from "./ICobudget.sol";

/// @title Cobudget
/// @dev Keeps each round, its buckets, what each member gave to each, and how much of each share is given; holds the money
/// of its rounds. Who may do what: see `ICobudget`; the nation opens rounds and sets the terms of later ones. Must always
/// hold: INV-335 what is in a bucket equals its members' gifts, and is never more than its goal, nor a member's gifts more
/// than a share; INV-336 what a round took in equals what it paid, what went back and what is held for it; INV-337 what
/// funded a bucket is given for good. Assumes of others: `Members` knows who belonged when; `Surplus` takes deposits for guilds;
/// a token that takes from balances by itself hurts the rounds in that token alone.
contract Cobudget is ICobudget, Statements, Chartered, ReentrancyGuardTransient {
    using SafeCast for uint256;

    bytes32 private constant PROPOSE = keccak256(
        "Propose(uint32 by,uint256 round,uint32 guild,uint128 goal,bytes32 text,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW = keccak256("Withdraw(uint32 by,uint256 bucket,uint40 deadline,uint8 keyEpoch)");
    bytes32 private constant GIVE = keccak256(
        "Give(uint32 by,uint256 bucket,uint128 amount,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant CONFIRM = keccak256("Confirm(uint32 by,uint256 bucket,uint40 deadline,uint8 keyEpoch)");

    uint256 private constant MOST_BUCKETS = 16;

    IMembers private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    ISurplus private immutable SURPLUS;

    CobudgetTerms private _terms;
    uint32 private _roundCount;
    uint256 private _bucketCount;
    mapping(uint256 round => Round) private _roundOf;
    mapping(uint256 bucket => Bucket) private _bucketOf;
    mapping(uint256 round => mapping(AgentId guild => uint256)) private _bucketsOf;
    mapping(uint256 bucket => mapping(AgentId member => Gift)) private _giftOf;
    mapping(uint256 round => mapping(AgentId member => uint128)) private _spentOf;
    mapping(address token => uint256) private _heldFor;

    constructor(
        address timelock_,
        IMembers members,
        IGuilds guilds,
        ISurplus surplus,
        CobudgetTerms memory terms_
    ) Statements("Neoguild Cobudget") Chartered(timelock_) {
        require(
            address(members) != address(0) && address(guilds) != address(0) && address(surplus) != address(0),
            CharteredZeroAddress()
        );
        (MEMBERS, GUILDS, SURPLUS) = (members, guilds, surplus);
        _setTerms(terms_);
    }

    // --- a round -----------------------------------------------------------------------------------------------------

    /// @inheritdoc ICobudget
    function open(
        address token,
        uint256 amount,
        uint40 closesAt
    ) external payable onlyNation nonReentrant returns (uint256 round) {
        CobudgetTerms memory rules = _terms;
        require(rules.isOn, CobudgetOff());
        require(
            closesAt >= block.timestamp + 1 days && closesAt <= block.timestamp + 365 days,
            CobudgetBadClose(closesAt)
        );
        bool isCoin = token == Payments.NATIVE_COIN;
        require(msg.value == (isCoin ? amount : 0), CobudgetWrongValue(msg.value, isCoin ? amount : 0));
        uint256 electors = MEMBERS.activeCountAt(block.timestamp - 1);
        // The token is called before anything is written: only afterwards is it known what there is to share.
        uint256 received = isCoin ? amount : Payments.pull(token, amount);
        require(electors != 0 && received >= electors, CobudgetNoShare(received, electors));
        round = ++_roundCount;
        Round storage made = _roundOf[round];
        (made.token, made.openedAt, made.closesAt) = (token, uint40(block.timestamp), closesAt);
        (made.ownAllowed, made.onDelivery) = (rules.ownAllowed, rules.onDelivery);
        made.amount = received.toUint128();
        (made.source, made.deliverBy) = (msg.sender, closesAt + rules.deliveryPeriod);
        (made.share, made.electors) = (uint128(received / electors), electors.toUint32());
        _heldFor[token] += received;
        emit RoundOpened(round, token, made);
    }

    /// @inheritdoc ICobudget
    function settle(uint256 round) external nonReentrant returns (uint256 amount) {
        Round storage ended = _roundOf[round];
        (uint40 closesAt, address token, address source) = (ended.closesAt, ended.token, ended.source);
        require(closesAt != 0, CobudgetNotOpen(round, 0));
        require(block.timestamp >= closesAt, CobudgetStillOpen(round, closesAt));
        require(!ended.isSettled, CobudgetSettled(round));
        ended.isSettled = true;
        amount = ended.amount - ended.funded;
        emit RoundSettled(round, source, uint128(amount));
        _send(token, source, amount);
    }

    // --- buckets -----------------------------------------------------------------------------------------------------

    /// @inheritdoc ICobudget
    function propose(Propose calldata act, bytes calldata signature) external returns (uint256 bucket) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(PROPOSE, act), signature);
        _requireRunning(act.round);
        _requireForGuild(act.guild, act.by);
        uint128 most = _roundOf[act.round].amount;
        require(act.goal != 0 && act.goal <= most, CobudgetBadGoal(act.goal, most));
        require(++_bucketsOf[act.round][act.guild] <= MOST_BUCKETS, CobudgetTooManyBuckets(act.round, act.guild));
        bucket = ++_bucketCount;
        Bucket storage made = _bucketOf[bucket];
        (made.round, made.guild, made.by, made.goal) = (uint32(act.round), act.guild, act.by, act.goal);
        emit BucketProposed(bucket, act.round, act.guild, act.by, act.goal, act.text);
    }

    /// @inheritdoc ICobudget
    function withdraw(Withdraw calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(WITHDRAW, act), signature);
        Bucket storage known = _inState(act.bucket, BucketState.Open);
        _requireForGuild(known.guild, act.by);
        known.withdrawn = true;
        // Or one steward could fill the guild's places for the whole round.
        --_bucketsOf[known.round][known.guild];
        emit BucketWithdrawn(act.bucket, act.by);
    }

    // --- giving ------------------------------------------------------------------------------------------------------

    /// @inheritdoc ICobudget
    function give(Give calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(GIVE, act), signature);
        Bucket storage bucket = _bucketOf[act.bucket];
        uint256 round = bucket.round;
        _requireRunning(round);
        require(
            MEMBERS.isActive(act.by) && MEMBERS.wasActive(act.by, _roundOf[round].openedAt - 1),
            CobudgetNoMember(act.by, round)
        );
        Gift memory former = _giftOf[act.bucket][act.by];
        BucketState current = stateOf(act.bucket);
        bool takesBack = act.amount < former.amount;
        require(
            current == BucketState.Open || (current == BucketState.Withdrawn && takesBack),
            CobudgetWrongState(act.bucket, current)
        );
        bool isOwn = _isOwn(bucket.guild, act.by, round);
        require(takesBack || !isOwn || _roundOf[round].ownAllowed, CobudgetOwnGuild(bucket.guild, act.by));
        uint128 amount = uint128(Math.min(act.amount, former.amount + bucket.goal - bucket.given));
        require(amount != former.amount, CobudgetUnchanged(act.bucket, act.by));
        uint256 spent = uint256(_spentOf[round][act.by]) - former.amount;
        uint256 share = _roundOf[round].share;
        require(takesBack || spent + amount <= share, CobudgetOverShare(act.by, act.amount, share - spent));

        _put(act.bucket, act.by, former, Gift(amount, isOwn, false));
        if (bucket.given != bucket.goal || current != BucketState.Open) return;
        bucket.fundedAt = uint40(block.timestamp);
        _roundOf[round].funded += bucket.goal;
        emit BucketFunded(act.bucket, uint40(block.timestamp));
    }

    /// @inheritdoc ICobudget
    function free(uint256 bucket, AgentId[] calldata members) external {
        Bucket storage known = _inState(bucket, BucketState.Withdrawn);
        _requireRunning(known.round);
        for (uint256 i = 0; i < members.length; ++i) {
            Gift memory former = _giftOf[bucket][members[i]];
            if (former.amount != 0) _put(bucket, members[i], former, Gift(0, former.isOwn, false));
        }
    }

    // --- delivery and payment ----------------------------------------------------------------------------------------

    /// @inheritdoc ICobudget
    function confirm(Confirm calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(CONFIRM, act), signature);
        Bucket storage known = _undelivered(act.bucket);
        Gift storage gift = _giftOf[act.bucket][act.by];
        bool isOwn = gift.isOwn || _isOwn(known.guild, act.by, known.round);
        require(gift.amount != 0 && !isOwn && !gift.hasConfirmed, CobudgetCannotConfirm(act.bucket, act.by));
        gift.hasConfirmed = true;
        known.confirmed += gift.amount;
        emit DeliveryConfirmed(act.bucket, act.by, known.confirmed);
        if (uint256(known.confirmed) * 2 <= known.outside) return;
        known.delivered = true;
        emit BucketDelivered(act.bucket, false);
    }

    /// @inheritdoc ICobudget
    function deliver(uint256 bucket) external onlyNation {
        _undelivered(bucket).delivered = true;
        emit BucketDelivered(bucket, true);
    }

    /// @inheritdoc ICobudget
    function pay(uint256 bucket) external nonReentrant {
        Bucket storage known = _bucketOf[bucket];
        Round storage round = _roundOf[known.round];
        (bool onDelivery, address token) = (round.onDelivery, round.token);
        _inState(bucket, onDelivery ? BucketState.Delivered : BucketState.Funded);
        (AgentId guild, uint128 amount) = (known.guild, known.goal);
        known.isOver = true;
        emit BucketPaid(bucket, guild, amount);
        if (onDelivery) _send(token, GUILDS.accountOf(guild), amount);
        else _deposit(token, guild, amount, bytes32(bucket));
    }

    /// @inheritdoc ICobudget
    function giveBack(uint256 bucket) external nonReentrant {
        Bucket storage known = _inState(bucket, BucketState.Lapsed);
        Round storage round = _roundOf[known.round];
        (address token, address source, uint128 amount) = (round.token, round.source, known.goal);
        known.isOver = true;
        emit BucketReturned(bucket, source, amount);
        _send(token, source, amount);
    }

    /// @inheritdoc ICobudget
    function setTerms(CobudgetTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ICobudget
    function terms() external view returns (CobudgetTerms memory) {
        return _terms;
    }

    /// @inheritdoc ICobudget
    function roundCount() external view returns (uint256) {
        return _roundCount;
    }

    /// @inheritdoc ICobudget
    function roundOf(uint256 round) external view returns (Round memory) {
        return _roundOf[round];
    }

    /// @inheritdoc ICobudget
    function bucketCount() external view returns (uint256) {
        return _bucketCount;
    }

    /// @inheritdoc ICobudget
    function bucketOf(uint256 bucket) external view returns (Bucket memory) {
        return _bucketOf[bucket];
    }

    /// @inheritdoc ICobudget
    function stateOf(uint256 bucket) public view returns (BucketState) {
        Bucket storage known = _bucketOf[bucket];
        Round storage round = _roundOf[known.round];
        if (known.round == 0) return BucketState.None;
        if (known.withdrawn) return BucketState.Withdrawn;
        if (known.fundedAt == 0) return block.timestamp < round.closesAt ? BucketState.Open : BucketState.Missed;
        bool isPaid = known.delivered || !round.onDelivery;
        if (known.isOver) return isPaid ? BucketState.Paid : BucketState.Returned;
        if (known.delivered) return BucketState.Delivered;
        return round.onDelivery && block.timestamp >= round.deliverBy ? BucketState.Lapsed : BucketState.Funded;
    }

    /// @inheritdoc ICobudget
    function bucketsOf(uint256 round, AgentId guild) external view returns (uint256) {
        return _bucketsOf[round][guild];
    }

    /// @inheritdoc ICobudget
    function giftOf(uint256 bucket, AgentId member) external view returns (Gift memory) {
        return _giftOf[bucket][member];
    }

    /// @inheritdoc ICobudget
    function spentOf(uint256 round, AgentId member) external view returns (uint128) {
        return _spentOf[round][member];
    }

    /// @inheritdoc ICobudget
    function heldFor(address token) external view returns (uint256) {
        return _heldFor[token];
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireRunning(uint256 round) private view {
        uint40 closesAt = _roundOf[round].closesAt;
        require(block.timestamp < closesAt, CobudgetNotOpen(round, closesAt));
    }

    function _requireForGuild(AgentId guild, AgentId by) private view {
        bool isGuild = by == guild && GUILDS.isGuild(guild);
        require(isGuild || GUILDS.isSteward(guild, by), CobudgetNotForGuild(guild, by));
    }

    /// @dev On the guild's roster at any moment since the second before the round, or its people could leave it for a minute.
    function _isOwn(AgentId guild, AgentId by, uint256 round) private view returns (bool) {
        IGuilds.Place memory place = GUILDS.placeOf(guild, by);
        return place.since != 0 && (place.until == 0 || place.until >= _roundOf[round].openedAt);
    }

    function _inState(uint256 bucket, BucketState expected) private view returns (Bucket storage known) {
        BucketState current = stateOf(bucket);
        require(current == expected, CobudgetWrongState(bucket, current));
        return _bucketOf[bucket];
    }

    /// @dev A funded bucket whose delivery can be confirmed.
    function _undelivered(uint256 bucket) private view returns (Bucket storage known) {
        known = _inState(bucket, BucketState.Funded);
        require(_roundOf[known.round].onDelivery, CobudgetWrongState(bucket, BucketState.Funded));
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @dev Replaces a member's gift. What a round holds stays the same: gifts only say where it is to go.
    function _put(uint256 bucket, AgentId by, Gift memory former, Gift memory gift) private {
        Bucket storage known = _bucketOf[bucket];
        uint128 given = known.given - former.amount + gift.amount;
        known.given = given;
        uint128 outside = former.isOwn ? 0 : former.amount;
        if (outside != 0 || !gift.isOwn) known.outside = known.outside - outside + (gift.isOwn ? 0 : gift.amount);
        uint256 round = known.round;
        _spentOf[round][by] = _spentOf[round][by] - former.amount + gift.amount;
        _giftOf[bucket][by] = gift;
        emit Given(bucket, by, gift.amount, given, gift.isOwn);
    }

    function _deposit(address token, AgentId guild, uint128 amount, bytes32 ref) private {
        _heldFor[token] -= amount;
        if (token == Payments.NATIVE_COIN) {
            SURPLUS.deposit{value: amount}(guild, token, amount, NO_WORK, ref);
        } else {
            SafeERC20.forceApprove(IERC20(token), address(SURPLUS), amount);
            SURPLUS.deposit(guild, token, amount, NO_WORK, ref);
        }
    }

    function _send(address token, address to, uint256 amount) private {
        if (amount == 0) return;
        _heldFor[token] -= amount;
        require(Payments.send(token, to, amount), CobudgetPaymentFailed(token, to, amount));
    }

    function _setTerms(CobudgetTerms memory terms_) private {
        uint32 period = terms_.deliveryPeriod;
        require(!terms_.isOn || (period >= 1 days && period <= 1825 days), CobudgetBadTerms("deliveryPeriod"));
        _terms = terms_;
        emit CobudgetTermsSet(terms_.isOn, terms_.ownAllowed, terms_.onDelivery, period);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

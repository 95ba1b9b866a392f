// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {IContributionLedger, Track} from "../contributions/IContributionLedger.sol";
import {ISeasons} from "../contributions/ISeasons.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers, Status} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT, NO_SEASON, SeasonId, WorkId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {ISurplus} from "./ISurplus.sol";
import {Payments} from "./Payments.sol";
import {Pools} from "./Pools.sol";
import {Bucket, BucketKind, PayoutMode, ValueEquation} from "./ValueEquation.sol";

/// @title Surplus: the books of every guild, season and token
/// @dev Keeps income and costs, and after the close the pools that members share, with who has collected.
/// Who may do what: anybody deposits, closes and collects for others (to their own keys); the guild pays costs; an agent
/// withdraws what it is owed; the nation sets the equation of seasons to come.
/// Must always hold: INV-33 what is held of a token is at least what is owed in it; INV-34 the books add up to the smallest
/// unit; INV-35 the books of a closed season never change but for collecting; INV-36 a share is collected once; INV-37 no
/// transaction but a batch grows with the number of members. Assumes of others: the ledger's numbers of a closed
/// season are final, and the roster's and register's past does not change. A hostile token can spoil its own books only.
contract Surplus is ISurplus, Statements, Chartered, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using Checkpoints for Checkpoints.Trace208;
    using Pools for Pool;

    /// @dev One slot: what a close froze.
    struct Closing {
        uint128 toReserve;
        uint40 rosterAt; //   the season's opening, and
        uint40 activeAt; //   the second before its close: who was on the roster at both and active then shares equally
        uint16 equation; //   0 = books open
        PayoutMode mode;
        uint8 pools; //       bit k: pool k holds something
    }

    /// @dev Members' shares: one pool for the equal share and one for each track.
    uint256 private constant POOLS = 4;
    uint256 private constant TRACKS = 3;

    struct Account {
        uint128 income;
        uint128 costs;
        Closing closing;
        Pool[POOLS] pools;
        uint128 forfeited;
        mapping(uint256 word => uint256 bits) collected; // by member id
    }

    struct Equation {
        PayoutMode mode;
        Bucket[] buckets;
    }

    /// @dev What a batch needs to know of the books it collects from.
    struct Run {
        AgentId guild;
        SeasonId season;
        address token;
        Closing closing;
    }

    bytes32 private constant PAY_COST = keccak256(
        "PayCost(uint32 by,uint16 season,address token,address to,uint128 amount,bytes32 evidence,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant CLAIM = keccak256(
        "Claim(uint32 by,uint32 guild,uint16 season,address token,address to,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW = keccak256(
        "Withdraw(uint32 by,address token,address to,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW_LOAN = keccak256(
        "WithdrawLoan(uint32 by,address token,address to,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    IMembers private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    IContributionLedger private immutable LEDGER;
    address private immutable RESERVE;

    mapping(AgentId guild => mapping(SeasonId season => mapping(address token => Account))) private _accounts;
    mapping(AgentId agent => mapping(address token => uint256)) private _owed; // agent 0: the reserve
    mapping(AgentId member => mapping(address token => uint256)) private _loans;
    mapping(uint16 version => Equation) private _equations;
    Checkpoints.Trace208 private _versions;

    constructor(
        address timelock_,
        IMembers members,
        IGuilds guilds,
        IContributionLedger ledger,
        address reserve_,
        Bucket[] memory buckets,
        PayoutMode mode
    ) Statements("Neoguild Surplus") Chartered(timelock_) {
        require(
            address(members) != address(0) &&
                address(guilds) != address(0) &&
                address(ledger) != address(0) &&
                reserve_ != address(0),
            CharteredZeroAddress()
        );
        MEMBERS = members;
        GUILDS = guilds;
        LEDGER = ledger;
        RESERVE = reserve_;
        _setEquation(buckets, mode);
    }

    // --- the season's books, in the order of life --------------------------------------------------------------------

    /// @inheritdoc ISurplus
    function deposit(
        AgentId guild,
        address token,
        uint256 amount,
        WorkId work,
        bytes32 ref
    ) external payable nonReentrant returns (uint256 received) {
        require(GUILDS.isGuild(guild), SurplusUnknownGuild(guild));
        bool isCoin = token == Payments.NATIVE_COIN;
        require(msg.value == (isCoin ? amount : 0), SurplusWrongValue(msg.value, isCoin ? amount : 0));
        SeasonId season = LEDGER.currentSeason();
        require(season != NO_SEASON, SurplusNoOpenSeason());

        // The token is called before anything is written: only afterwards is it known what to book.
        received = isCoin ? amount : Payments.pull(token, amount);
        require(received != 0, SurplusNothingReceived(token));
        _accounts[guild][season][token].income += received.toUint128();
        emit Deposited(guild, season, token, msg.sender, received, work, ref);
    }

    /// @inheritdoc ISurplus
    function payCost(PayCost calldata act, bytes calldata signature) external nonReentrant {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(PAY_COST, act), signature);
        require(act.to != address(0), SurplusBadPayee(act.to));
        Account storage account = _accounts[act.by][act.season][act.token];
        require(account.closing.equation == 0, SurplusBooksClosed(act.by, act.season, act.token));
        uint256 available = account.income - account.costs;
        require(act.amount <= available, SurplusOverdraw(act.amount, available));

        account.costs += act.amount;
        emit CostPaid(act.by, act.season, act.token, act.to, act.amount, act.evidence);
        _pay(act.token, act.to, act.amount);
    }

    /// @inheritdoc ISurplus
    function closeBooks(AgentId guild, SeasonId season, address token) external nonReentrant {
        ISeasons.Season memory closed = LEDGER.seasonOf(season);
        require(closed.closedAt != 0, SurplusSeasonNotClosed(season));
        Account storage account = _accounts[guild][season][token];
        require(account.closing.equation == 0, SurplusBooksClosed(guild, season, token));
        require(account.income != 0, SurplusNoIncome(guild, season, token));

        // The second before: it is past in the very transaction that closes the season.
        (uint40 rosterAt, uint40 activeAt) = (closed.opensAt, closed.closedAt - 1);
        uint16 version = equationAt(rosterAt);
        uint256[POOLS] memory totals;
        (uint256 toReserve, uint256[POOLS] memory amounts) = _runEquation(guild, season, token, version);
        uint8 pools;
        for (uint8 kind = 0; kind < POOLS; ++kind) {
            if (amounts[kind] == 0) continue;
            totals[kind] = _totalWeight(guild, season, kind, rosterAt);
            if (totals[kind] == 0) {
                toReserve += amounts[kind];
                amounts[kind] = 0;
            } else {
                account.pools[kind] = Pool(uint128(amounts[kind]), totals[kind].toUint40(), 0, 0);
                pools |= uint8(1 << kind);
            }
        }
        account.closing = Closing(uint128(toReserve), rosterAt, activeAt, version, _equations[version].mode, pools);
        emit BooksClosed(guild, season, token, version, rosterAt, activeAt, toReserve, amounts, totals);
        if (toReserve != 0 && !Payments.send(token, RESERVE, toReserve)) _oweToReserve(token, toReserve);
    }

    /// @inheritdoc ISurplus
    function claim(Claim calldata act, bytes calldata signature) external nonReentrant returns (uint256 amount) {
        _authenticate(act.by, act.deadline, abi.encode(CLAIM, act), signature);
        Run memory run = _startRun(act.guild, act.season, act.token);
        uint256[] memory entries = new uint256[](2);
        bool forfeited;
        bool collectedBefore;
        (amount, entries[1], forfeited, collectedBefore) = _takeShares(run, act.by);
        require(!collectedBefore, SurplusAlreadyCollected(act.guild, act.season, act.token, act.by));
        require(amount != 0, SurplusNothingDue(act.guild, act.season, act.token, act.by));

        bool isLoan = run.closing.mode == PayoutMode.MemberLoan;
        entries[0] = _entry(act.by, isLoan ? Outcome.Lent : Outcome.Paid, amount, forfeited);
        if (isLoan) _loans[act.by][act.token] += amount;
        emit SharesCollected(act.guild, act.season, act.token, act.to, entries);
        if (!isLoan) _pay(act.token, _payee(act.by, act.to), amount);
    }

    /// @inheritdoc ISurplus
    function claimFor(AgentId[] calldata members, AgentId guild, SeasonId season, address token) external nonReentrant {
        Run memory run = _startRun(guild, season, token);
        uint256[] memory entries = new uint256[](2 * members.length);
        for (uint256 i = 0; i < members.length; ++i) {
            (entries[2 * i], entries[2 * i + 1]) = _collectFor(run, members[i]);
        }
        // Last, since it says who could be paid.
        emit SharesCollected(guild, season, token, address(0), entries);
    }

    /// @inheritdoc ISurplus
    function withdraw(Withdraw calldata act, bytes calldata signature) external nonReentrant returns (uint256 amount) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(WITHDRAW, act), signature);
        amount = _owed[act.by][act.token];
        require(act.by != NO_AGENT && amount != 0, SurplusNothingOwed(act.by, act.token));
        _withdraw(act.by, act.token, _payee(act.by, act.to), amount);
    }

    /// @inheritdoc ISurplus
    function withdrawLoan(
        WithdrawLoan calldata act,
        bytes calldata signature
    ) external nonReentrant returns (uint256 amount) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(WITHDRAW_LOAN, act), signature);
        (Status status, , , , ) = MEMBERS.civicStatus(act.by);
        require(status == Status.Left || status == Status.Expelled, SurplusLoanNotDue(act.by, status));
        amount = _loans[act.by][act.token];
        require(amount != 0, SurplusNothingOwed(act.by, act.token));

        address to = _payee(act.by, act.to);
        _loans[act.by][act.token] = 0;
        emit LoanWithdrawn(act.by, act.token, to, amount);
        _pay(act.token, to, amount);
    }

    /// @inheritdoc ISurplus
    function fillReserve(address token) external nonReentrant returns (uint256 amount) {
        amount = _owed[NO_AGENT][token];
        require(amount != 0, SurplusNothingOwed(NO_AGENT, token));
        _withdraw(NO_AGENT, token, RESERVE, amount);
    }

    /// @inheritdoc ISurplus
    function setEquation(Bucket[] calldata buckets, PayoutMode mode) external onlyNation {
        _setEquation(buckets, mode);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ISurplus
    function booksOf(AgentId guild, SeasonId season, address token) external view returns (Books memory books) {
        Account storage account = _accounts[guild][season][token];
        Closing memory closing = account.closing;
        (books.income, books.costs, books.equation) = (account.income, account.costs, closing.equation);
        books.available = books.income - books.costs;
        if (closing.equation == 0) return books;

        uint256 shared;
        for (uint256 kind = 0; kind < POOLS; ++kind) {
            Pool memory pool = account.pools[kind];
            (uint256 collected, uint256 remainder, uint256 uncollected) = pool.status();
            books.collected += collected;
            books.remainder += remainder;
            books.uncollected += uncollected;
            shared += pool.amount;
        }
        books.toReserve = closing.toReserve;
        books.toAccounts = books.available - books.toReserve - shared;
        books.available = 0;
        books.collected -= account.forfeited;
        if (_fundOf(closing.equation) == NO_AGENT) books.toReserve += account.forfeited;
        else books.toAccounts += account.forfeited;
        if (closing.mode == PayoutMode.MemberLoan) (books.collected, books.lent) = (0, books.collected);
    }

    /// @inheritdoc ISurplus
    function poolOf(AgentId guild, SeasonId season, address token, PoolKind kind) external view returns (Pool memory) {
        return _accounts[guild][season][token].pools[uint8(kind)];
    }

    /// @inheritdoc ISurplus
    function shareOf(
        AgentId guild,
        SeasonId season,
        address token,
        AgentId member
    ) external view returns (uint256 amount, bool collected) {
        Run memory run = _startRun(guild, season, token);
        Account storage account = _accounts[guild][season][token];
        for (uint8 kind = 0; kind < POOLS; ++kind) {
            if (run.closing.pools & (1 << kind) == 0) continue;
            (uint256 weight, bool forfeits) = _weightOf(run, member, kind);
            if (!forfeits) amount += account.pools[kind].shareOf(weight);
        }
        (collected, , ) = _collectedBit(account, member);
    }

    /// @inheritdoc ISurplus
    function owedTo(AgentId agent, address token) external view returns (uint256) {
        return _owed[agent][token];
    }

    /// @inheritdoc ISurplus
    function loanOf(AgentId member, address token) external view returns (uint256) {
        return _loans[member][token];
    }

    /// @inheritdoc ISurplus
    function equationAt(uint40 timepoint) public view returns (uint16 version) {
        // Strictly before: an equation set in the very second of an opening is for the next season.
        version = timepoint == 0 ? 0 : uint16(_versions.upperLookupRecent(timepoint - 1));
        return version == 0 ? 1 : version;
    }

    /// @inheritdoc ISurplus
    function equation(uint16 version) external view returns (Bucket[] memory buckets, PayoutMode mode) {
        return (_equations[version].buckets, _equations[version].mode);
    }

    /// @inheritdoc ISurplus
    function reserve() external view returns (address) {
        return RESERVE;
    }

    // --- closing -----------------------------------------------------------------------------------------------------

    /// @dev Splits the surplus; credits accounts, and returns what goes to the reserve and into each pool.
    function _runEquation(
        AgentId guild,
        SeasonId season,
        address token,
        uint16 version
    ) private returns (uint256 toReserve, uint256[POOLS] memory amounts) {
        Account storage account = _accounts[guild][season][token];
        Bucket[] memory buckets = _equations[version].buckets;
        uint256[] memory shares = ValueEquation.split(account.income - account.costs, buckets);
        for (uint256 i = 0; i < buckets.length; ++i) {
            BucketKind kind = buckets[i].kind;
            if (kind == BucketKind.Reserve) toReserve += shares[i];
            else if (kind == BucketKind.Account) _credit(buckets[i].account, guild, season, token, shares[i]);
            else if (kind == BucketKind.EqualShare) amounts[uint8(PoolKind.EqualShare)] += shares[i];
            else amounts[_poolOf(buckets[i].track)] += shares[i];
        }
    }

    function _totalWeight(AgentId guild, SeasonId season, uint8 kind, uint40 rosterAt) private view returns (uint256) {
        if (kind == uint8(PoolKind.EqualShare)) return GUILDS.rosterSizeAt(guild, rosterAt);
        return LEDGER.eligibleTotal(guild, season, _trackOf(kind));
    }

    function _credit(AgentId to, AgentId guild, SeasonId season, address token, uint256 amount) private {
        if (amount == 0) return;
        _owed[to][token] += amount;
        emit AccountCredited(to, guild, token, season, amount);
    }

    function _oweToReserve(address token, uint256 amount) private {
        _owed[NO_AGENT][token] += amount;
        emit ReserveOwed(token, amount);
    }

    // --- collecting --------------------------------------------------------------------------------------------------

    function _startRun(AgentId guild, SeasonId season, address token) private view returns (Run memory) {
        Closing memory closing = _accounts[guild][season][token].closing;
        require(closing.equation != 0, SurplusBooksOpen(guild, season, token));
        return Run(guild, season, token, closing);
    }

    function _collectFor(Run memory run, AgentId member) private returns (uint256 entry, uint256 weights) {
        uint256 amount;
        bool forfeited;
        bool collectedBefore;
        (amount, weights, forfeited, collectedBefore) = _takeShares(run, member);
        Outcome outcome = collectedBefore ? Outcome.AlreadyCollected : Outcome.NothingDue;
        if (amount != 0) outcome = _give(run, member, amount);
        return (_entry(member, outcome, amount, forfeited), weights);
    }

    function _give(Run memory run, AgentId member, uint256 amount) private returns (Outcome) {
        if (run.closing.mode == PayoutMode.MemberLoan) {
            _loans[member][run.token] += amount;
            return Outcome.Lent;
        }
        (address key, ) = MEMBERS.keyOf(member);
        if (Payments.sendAmongMany(run.token, key, amount)) return Outcome.Paid;
        _owed[member][run.token] += amount;
        return Outcome.Owed;
    }

    /// @dev Takes a member's shares out of all pools and marks them as collected.
    /// @return amount What is due to the member.
    /// @return weights What was counted in each pool, 40 bits each.
    /// @return forfeited Whether an equal share went elsewhere.
    function _takeShares(
        Run memory run,
        AgentId member
    ) private returns (uint256 amount, uint256 weights, bool forfeited, bool collectedBefore) {
        Account storage account = _accounts[run.guild][run.season][run.token];
        uint256 word;
        uint256 marked;
        (collectedBefore, word, marked) = _collectedBit(account, member);
        if (collectedBefore) return (0, 0, false, true);

        for (uint8 kind = 0; kind < POOLS; ++kind) {
            if (run.closing.pools & (1 << kind) == 0) continue;
            (uint256 weight, bool forfeits) = _weightOf(run, member, kind);
            if (weight == 0) continue;
            uint256 share = account.pools[kind].take(weight);
            weights |= weight << (40 * kind);
            if (!forfeits) {
                amount += share;
            } else {
                forfeited = true;
                _forfeit(run, account, share);
            }
        }
        if (weights != 0) account.collected[word] = marked;
    }

    /// @dev A member's weight in a pool, and whether their share goes elsewhere all the same.
    function _weightOf(
        Run memory run,
        AgentId member,
        uint8 kind
    ) private view returns (uint256 weight, bool forfeits) {
        if (kind != uint8(PoolKind.EqualShare)) {
            return (LEDGER.eligibleCredit(run.guild, member, run.season, _trackOf(kind)), false);
        }
        if (!GUILDS.wasOnRoster(run.guild, member, run.closing.rosterAt)) return (0, false);
        bool stayed = GUILDS.wasOnRoster(run.guild, member, run.closing.activeAt);
        return (1, !stayed || !MEMBERS.wasActive(member, run.closing.activeAt));
    }

    function _forfeit(Run memory run, Account storage account, uint256 share) private {
        account.forfeited += uint128(share);
        AgentId fund = _fundOf(run.closing.equation);
        if (fund == NO_AGENT) _oweToReserve(run.token, share);
        else _credit(fund, run.guild, run.season, run.token, share);
    }

    /// @dev The account that equal shares are forfeited to: the equation's first, or none.
    function _fundOf(uint16 version) private view returns (AgentId) {
        Bucket[] storage buckets = _equations[version].buckets;
        for (uint256 i = 0; i < buckets.length; ++i) {
            if (buckets[i].kind == BucketKind.Account) return buckets[i].account;
        }
        return NO_AGENT;
    }

    function _collectedBit(
        Account storage account,
        AgentId member
    ) private view returns (bool isSet, uint256 word, uint256 marked) {
        uint256 bit = 1 << (AgentId.unwrap(member) % 256);
        word = AgentId.unwrap(member) / 256;
        uint256 bits = account.collected[word];
        return (bits & bit != 0, word, bits | bit);
    }

    function _entry(AgentId member, Outcome outcome, uint256 amount, bool forfeited) private pure returns (uint256) {
        uint256 flag = forfeited ? 1 << 168 : 0;
        return AgentId.unwrap(member) | (uint256(outcome) << 32) | (amount << 40) | flag;
    }

    function _poolOf(Track track) private pure returns (uint256) {
        return uint8(track) + POOLS - TRACKS;
    }

    function _trackOf(uint256 kind) private pure returns (Track) {
        return Track(kind + TRACKS - POOLS);
    }

    // --- paying ------------------------------------------------------------------------------------------------------

    function _withdraw(AgentId agent, address token, address to, uint256 amount) private {
        _owed[agent][token] = 0;
        emit Withdrawn(agent, token, to, amount);
        _pay(token, to, amount);
    }

    function _payee(AgentId agent, address to) private view returns (address payee) {
        if (to != address(0)) return to;
        (payee, ) = MEMBERS.keyOf(agent);
    }

    /// @dev Money sent to this contract itself would be nobody's.
    function _pay(address token, address to, uint256 amount) private {
        require(to != address(this), SurplusBadPayee(to));
        require(Payments.send(token, to, amount), SurplusPaymentFailed(token, to, amount));
    }

    // --- the equation ------------------------------------------------------------------------------------------------

    function _setEquation(Bucket[] memory buckets, PayoutMode mode) private {
        uint256 count = buckets.length;
        require(count != 0 && count <= ValueEquation.MAX_BUCKETS, SurplusBadBucketCount(count));
        uint256 fault = ValueEquation.faultIn(buckets);
        if (fault != count) revert SurplusBadShare(fault, buckets[fault].shareBps);

        uint16 version = uint16(_versions.latest()) + 1;
        Equation storage next = _equations[version];
        next.mode = mode;
        for (uint256 i = 0; i < count; ++i) {
            if (buckets[i].kind == BucketKind.Account) _requireAccount(i, buckets[i].account);
            next.buckets.push(buckets[i]);
        }
        _versions.push(uint48(block.timestamp), version);
        emit EquationSet(version, uint40(block.timestamp), buckets, mode);
    }

    function _requireAccount(uint256 index, AgentId account) private view {
        Status status = MEMBERS.agentOf(account).status;
        require(status == Status.Guild || status == Status.Organisation, SurplusBadAccount(index, account));
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IContributionLedger, Track} from "../contributions/IContributionLedger.sol";
import {ISeasons} from "../contributions/ISeasons.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers, Status} from "../membership/IMembers.sol";
import {IRecovery} from "../membership/IRecovery.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT, NO_SEASON, SeasonId, WorkId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Equations} from "./Equations.sol";
import {ISurplus} from "./ISurplus.sol";
import {Payments} from "./Payments.sol";
import {Pools} from "./Pools.sol";
import {Bucket, BucketKind, PayoutMode} from "./ValueEquation.sol";

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
    using Equations for Equations.Book;
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
    /// @dev In an entry of `SharesCollected`: the bit of a forfeited share, and the step from one outcome to the other.
    uint256 private constant FORFEITED = 1 << 168;
    uint256 private constant PAID_TO_OWED = uint256(uint8(Outcome.Owed) - uint8(Outcome.Paid)) << 32;

    struct Account {
        uint128 income;
        uint128 costs;
        Closing closing;
        Pool[POOLS] pools;
        uint128 forfeited;
        mapping(uint256 word => uint256 bits) collected; // by member id
    }

    /// @dev What collecting needs of closed books: read once, the pools written back once.
    struct Run {
        AgentId guild;
        SeasonId season;
        Closing closing;
        Pool[POOLS] pools;
        uint256 forfeited;
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

    address private _expensesSeat;
    mapping(AgentId guild => mapping(SeasonId season => mapping(address token => Account))) private _accounts;
    mapping(AgentId agent => mapping(address token => uint256)) private _owed; // agent 0: the reserve
    mapping(AgentId member => mapping(address token => uint256)) private _loans;
    Equations.Book private _equations;

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
        _equations.set(members, buckets, mode);
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
        _bookCost(act.by, act.season, act.token, act.to, act.amount);
        emit CostPaid(act.by, act.season, act.token, act.to, act.amount, act.evidence);
        _pay(act.token, act.to, act.amount);
    }

    /// @inheritdoc ISurplus
    function payFor(
        AgentId guild,
        SeasonId season,
        address token,
        address to,
        uint128 amount,
        bytes32 evidence
    ) external nonReentrant returns (bool received) {
        require(msg.sender == _expensesSeat, SurplusNotInSeat(msg.sender));
        _bookCost(guild, season, token, to, amount);
        received = Payments.sendAmongMany(token, to, amount);
        // Last, since only now it is known.
        if (received) emit CostPaid(guild, season, token, to, amount, evidence);
        else _accounts[guild][season][token].costs -= amount;
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
        account.closing = Closing(
            uint128(toReserve),
            rosterAt,
            activeAt,
            version,
            _equations.versions[version].mode,
            pools
        );
        emit BooksClosed(guild, season, token, version, rosterAt, activeAt, toReserve, amounts, totals);
        if (toReserve != 0 && !Payments.send(token, RESERVE, toReserve)) _oweToReserve(token, toReserve);
    }

    /// @inheritdoc ISurplus
    function claim(Claim calldata act, bytes calldata signature) external nonReentrant returns (uint256 amount) {
        _authenticate(act.by, act.deadline, abi.encode(CLAIM, act), signature);
        Account storage account = _accounts[act.guild][act.season][act.token];
        Run memory run = _startRun(account, act.guild, act.season, act.token);
        uint256[] memory entries = new uint256[](2);
        (entries[0], entries[1]) = _takeShare(account, run, act.by);
        _finishRun(account, run, act.token);
        amount = _amountIn(entries[0]);
        if (amount == 0) {
            bool isTaken = _outcomeIn(entries[0]) == Outcome.AlreadyCollected;
            require(!isTaken, SurplusAlreadyCollected(act.guild, act.season, act.token, act.by));
            revert SurplusNothingDue(act.guild, act.season, act.token, act.by);
        }
        emit SharesCollected(act.guild, act.season, act.token, act.to, entries);
        if (run.closing.mode == PayoutMode.MemberLoan) _loans[act.by][act.token] += amount;
        else if (act.to == address(0) && signature.length == 0) _pay(act.token, msg.sender, amount);
        else _pay(act.token, _payee(act.by, act.to), amount);
    }

    /// @inheritdoc ISurplus
    function claimFor(AgentId[] calldata members, AgentId guild, SeasonId season, address token) external nonReentrant {
        Account storage account = _accounts[guild][season][token];
        Run memory run = _startRun(account, guild, season, token);
        uint256[] memory entries = new uint256[](2 * members.length);
        for (uint256 i = 0; i < members.length; ++i) {
            (entries[2 * i], entries[2 * i + 1]) = _takeShare(account, run, members[i]);
        }
        _finishRun(account, run, token);

        bool isLoan = run.closing.mode == PayoutMode.MemberLoan;
        for (uint256 i = 0; i < members.length; ++i) {
            uint256 amount = _amountIn(entries[2 * i]);
            if (amount == 0) continue;
            if (isLoan) {
                _loans[members[i]][token] += amount;
                continue;
            }
            (address key, ) = MEMBERS.keyOf(members[i]);
            if (Payments.sendAmongMany(token, key, amount)) continue;
            _owed[members[i]][token] += amount;
            entries[2 * i] += PAID_TO_OWED;
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
        _equations.set(MEMBERS, buckets, mode);
    }

    /// @inheritdoc ISurplus
    function fillExpensesSeat(address holder) external onlyNation {
        require(_expensesSeat == address(0), SurplusSeatTaken(_expensesSeat));
        require(holder != address(0), CharteredZeroAddress());
        _expensesSeat = holder;
        emit ExpensesSeatFilled(holder);
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
        if (_equations.fundOf(closing.equation) == NO_AGENT) books.toReserve += account.forfeited;
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
        Account storage account = _accounts[guild][season][token];
        Run memory run = _startRun(account, guild, season, token);
        for (uint8 kind = 0; kind < POOLS; ++kind) {
            if (run.pools[kind].total == 0) continue;
            (uint256 weight, bool forfeits) = _weightOf(run, member, kind);
            if (!forfeits) amount += run.pools[kind].shareOf(weight);
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
        return _equations.versionAt(timepoint);
    }

    /// @inheritdoc ISurplus
    function equation(uint16 version) external view returns (Bucket[] memory buckets, PayoutMode mode) {
        return (_equations.versions[version].buckets, _equations.versions[version].mode);
    }

    /// @inheritdoc ISurplus
    function expensesSeat() external view returns (address) {
        return _expensesSeat;
    }

    /// @inheritdoc ISurplus
    function reserve() external view returns (address) {
        return RESERVE;
    }

    // --- costs -------------------------------------------------------------------------------------------------------

    /// @dev Money sent to this contract itself would be nobody's.
    function _bookCost(AgentId guild, SeasonId season, address token, address to, uint128 amount) private {
        require(to != address(0) && to != address(this), SurplusBadPayee(to));
        Account storage account = _accounts[guild][season][token];
        require(account.closing.equation == 0, SurplusBooksClosed(guild, season, token));
        uint256 available = account.income - account.costs;
        require(amount <= available, SurplusOverdraw(amount, available));
        account.costs += amount;
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
        (Bucket[] memory buckets, uint256[] memory shares) = _equations.split(version, account.income - account.costs);
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
        return LEDGER.eligibleTotalsOf(guild, season)[_trackOf(kind)];
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

    function _startRun(
        Account storage account,
        AgentId guild,
        SeasonId season,
        address token
    ) private view returns (Run memory run) {
        run.closing = account.closing;
        require(run.closing.equation != 0, SurplusBooksOpen(guild, season, token));
        (run.guild, run.season) = (guild, season);
        for (uint8 kind = 0; kind < POOLS; ++kind) {
            if (run.closing.pools & (1 << kind) != 0) run.pools[kind] = account.pools[kind];
        }
    }

    /// @dev Takes a member's shares out of all pools and marks them as collected; pays nobody yet.
    /// @return entry As in `SharesCollected`, as if the member could be paid.
    /// @return weights Its second word.
    function _takeShare(
        Account storage account,
        Run memory run,
        AgentId member
    ) private returns (uint256 entry, uint256 weights) {
        (bool isTaken, uint256 word, uint256 marked) = _collectedBit(account, member);
        if (isTaken) return (_entry(member, Outcome.AlreadyCollected, 0, 0), 0);

        uint256 amount;
        uint256 lost;
        for (uint8 kind = 0; kind < POOLS; ++kind) {
            Pool memory pool = run.pools[kind];
            if (pool.total == 0) continue;
            (uint256 weight, bool forfeits) = _weightOf(run, member, kind);
            if (weight == 0) continue;
            weights |= weight << (40 * kind);
            if (forfeits) lost += pool.take(weight);
            else amount += pool.take(weight);
        }
        if (weights != 0) account.collected[word] = marked;
        run.forfeited += lost;
        Outcome given = run.closing.mode == PayoutMode.MemberLoan ? Outcome.Lent : Outcome.Paid;
        entry = _entry(member, amount == 0 ? Outcome.NothingDue : given, amount, lost);
    }

    /// @dev Writes back what a run has taken, before anybody is paid.
    function _finishRun(Account storage account, Run memory run, address token) private {
        for (uint8 kind = 0; kind < POOLS; ++kind) {
            if (run.pools[kind].counted == 0) continue;
            (account.pools[kind].counted, account.pools[kind].dust) = (run.pools[kind].counted, run.pools[kind].dust);
        }
        if (run.forfeited == 0) return;
        account.forfeited += uint128(run.forfeited);
        AgentId fund = _equations.fundOf(run.closing.equation);
        if (fund == NO_AGENT) _oweToReserve(token, run.forfeited);
        else _credit(fund, run.guild, run.season, token, run.forfeited);
    }

    /// @dev A member's weight in a pool, and whether their share goes elsewhere all the same.
    function _weightOf(
        Run memory run,
        AgentId member,
        uint8 kind
    ) private view returns (uint256 weight, bool forfeits) {
        if (kind != uint8(PoolKind.EqualShare)) {
            return (LEDGER.eligibleCreditsOf(run.guild, member, run.season)[_trackOf(kind)], false);
        }
        if (!GUILDS.wasOnRoster(run.guild, member, run.closing.rosterAt)) return (0, false);
        bool stayed = GUILDS.wasOnRoster(run.guild, member, run.closing.activeAt);
        return (1, !stayed || !MEMBERS.wasActive(member, run.closing.activeAt));
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

    function _entry(AgentId member, Outcome outcome, uint256 amount, uint256 lost) private pure returns (uint256) {
        return AgentId.unwrap(member) | (uint256(outcome) << 32) | (amount << 40) | (lost == 0 ? 0 : FORFEITED);
    }

    function _outcomeIn(uint256 entry) private pure returns (Outcome) {
        return Outcome(uint8(entry >> 32));
    }

    function _amountIn(uint256 entry) private pure returns (uint256) {
        return uint128(entry >> 40);
    }

    function _poolOf(Track track) private pure returns (uint256) {
        return uint8(track) + POOLS - TRACKS;
    }

    function _trackOf(uint256 kind) private pure returns (uint256) {
        return kind + TRACKS - POOLS;
    }

    // --- paying ------------------------------------------------------------------------------------------------------

    function _withdraw(AgentId agent, address token, address to, uint256 amount) private {
        _owed[agent][token] = 0;
        emit Withdrawn(agent, token, to, amount);
        _pay(token, to, amount);
    }

    /// @dev Another address than the agent's own key waits while the key is contested (INV-134).
    function _payee(AgentId agent, address to) private view returns (address) {
        (address key, ) = MEMBERS.keyOf(agent);
        if (to == address(0) || to == key) return key;
        address recovery = MEMBERS.seatOf(IMembers.Seat.Recovery);
        bool isContested = recovery != address(0) && IRecovery(recovery).isPending(agent);
        require(!isContested, SurplusRecoveryPending(agent));
        return to;
    }

    /// @dev Money sent to this contract itself would be nobody's.
    function _pay(address token, address to, uint256 amount) private {
        require(to != address(this), SurplusBadPayee(to));
        require(Payments.send(token, to, amount), SurplusPaymentFailed(token, to, amount));
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

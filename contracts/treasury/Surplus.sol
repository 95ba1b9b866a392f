// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IContributionLedger} from "../contributions/IContributionLedger.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers, Status} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_SEASON, SeasonId, WorkId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Account, Accounts, Debt, Folio, Floors, LossPart, Treasury} from "./Accounts.sol";
import {Balances} from "./Balances.sol";
import {Closing} from "./Closing.sol";
import {Collecting} from "./Collecting.sol";
import {Equations} from "./Equations.sol";
import {Financiers} from "./Financiers.sol";
import {ISurplus} from "./ISurplus.sol";
import {Losses} from "./Losses.sol";
import {Payments} from "./Payments.sol";
import {Reading} from "./Reading.sol";
import {Bucket, Rules} from "./ValueEquation.sol";
import {Weighing as Pages} from "./Weighing.sol";
import {WorkShares} from "./WorkShares.sol";

/// @title Surplus: the books of every guild, season and token
/// @dev Keeps income and costs, and after the close the pools that members share, with who has collected. This is the face:
/// who may do what, and paying. The rest lies in linked libraries on its storage (`Accounts`): `Closing`, `Weighing`,
/// `Collecting`, `Balances`, `Reading`, `WorkShares`, `Losses`, `Financiers`, `Equations`.
/// Who may do what: anybody deposits, closes, weighs and collects for others (to their own keys); the guild, and the
/// contract in the expenses seat, pay costs; the guild acknowledges its financiers; an agent withdraws what it is owed, or pays another with it; the nation sets
/// the equation of seasons to come; the reserve sends what it bears of a loss.
/// Must always hold: INV-33 what is held of a token is at least what is owed in it; INV-34 the books add up to the smallest
/// unit; INV-35 the books of a closed season never change but for weighing and collecting; INV-36 a share is collected
/// once; INV-37 no transaction but a batch grows with the number of members; INV-190 to INV-193, INV-236, INV-237
/// (docs/invariants.md).
/// Assumes of others: the ledger's numbers of a closed season are final, and the roster's and register's past does not
/// change. A hostile token can spoil its own books only.
contract Surplus is ISurplus, Statements, Chartered, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using Equations for Equations.Book;
    using Accounts for Treasury;

    bytes32 private constant PAY_COST = keccak256(
        "PayCost(uint32 by,uint16 season,address token,address to,uint128 amount,bytes32 evidence,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant CLAIM = keccak256(
        "Claim(uint32 by,uint32 guild,uint16 season,address token,address to,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant CLAIM_WORK = keccak256(
        "ClaimWork(uint32 by,uint32 guild,uint16 season,address token,uint32 work,address to,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW = keccak256(
        "Withdraw(uint32 by,address token,address to,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW_LOAN = keccak256(
        "WithdrawLoan(uint32 by,address token,address to,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    bytes32 private constant PAY_INSIDE = keccak256(
        "PayInside(uint32 by,uint32 to,address token,uint128 amount,bytes32 ref,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    bytes32 private constant ACKNOWLEDGE = keccak256(
        "Acknowledge(uint32 by,uint32 financier,address token,uint128 principal,uint128 ceiling,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    IMembers private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    IContributionLedger private immutable LEDGER;
    address private immutable RESERVE;

    Treasury private _treasury;

    constructor(
        address timelock_,
        IMembers members,
        IGuilds guilds,
        IContributionLedger ledger,
        address reserve_,
        Bucket[] memory buckets,
        Rules memory rules
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
        _treasury.equations.set(members, buckets, rules);
    }

    /// @dev From the reserve, for a loss.
    receive() external payable {
        require(msg.sender == RESERVE, SurplusNotTheReserve(msg.sender));
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
        bool isCoin = token == Payments.NATIVE_COIN;
        require(msg.value == (isCoin ? amount : 0), SurplusWrongValue(msg.value, isCoin ? amount : 0));
        SeasonId season = LEDGER.currentSeason();
        require(season != NO_SEASON, SurplusNoOpenSeason());
        Account storage account = _treasury.accounts[guild][season][token];
        // Who has had income is a guild, and a guild stays one.
        require(account.income != 0 || MEMBERS.agentOf(guild).status == Status.Guild, SurplusUnknownGuild(guild));

        // The token is called before anything is written: only afterwards is it known what to book.
        received = isCoin ? amount : Payments.pull(token, amount);
        require(received != 0, SurplusNothingReceived(token));
        _checkCap(token);
        account.income += received.toUint128();
        if (WorkId.unwrap(work) != 0 && _treasury.equations.sharesByWorks) {
            WorkShares.note(account, work, uint128(received));
        }
        emit Deposited(guild, season, token, msg.sender, received, work, ref);
    }

    /// @inheritdoc ISurplus
    function payCost(PayCost calldata act, bytes calldata signature) external nonReentrant {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(PAY_COST, act), signature);
        Balances.payCost(_treasury, act);
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
        require(msg.sender == _treasury.expensesSeat, SurplusNotInSeat(msg.sender));
        return Balances.payFor(_treasury, Folio(guild, season, token), to, amount, evidence);
    }

    /// @inheritdoc ISurplus
    function closeBooks(AgentId guild, SeasonId season, address token) external nonReentrant {
        Closing.close(_treasury, _floors(), Folio(guild, season, token));
    }

    /// @inheritdoc ISurplus
    function weigh(AgentId guild, SeasonId season, address token, AgentId[] calldata members) external nonReentrant {
        Pages.weigh(_treasury, _floors(), Folio(guild, season, token), members);
    }

    /// @inheritdoc ISurplus
    function pullLoss(AgentId[] calldata members, AgentId guild, SeasonId season, address token) external nonReentrant {
        Losses.pull(_treasury, _floors(), Folio(guild, season, token), members);
    }

    /// @inheritdoc ISurplus
    function claim(Claim calldata act, bytes calldata signature) external nonReentrant returns (uint256 amount) {
        bool isDirect = signature.length == 0;
        // Who sends an act need not have it put together.
        _authenticate(act.by, act.deadline, isDirect ? bytes("") : abi.encode(CLAIM, act), signature);
        return Collecting.claim(_treasury, _floors(), act, isDirect && act.to == address(0));
    }

    /// @inheritdoc ISurplus
    function claimFor(AgentId[] calldata members, AgentId guild, SeasonId season, address token) external nonReentrant {
        Collecting.claimFor(_treasury, _floors(), members, Folio(guild, season, token));
    }

    /// @inheritdoc ISurplus
    function claimWork(ClaimWork calldata act, bytes calldata signature) external nonReentrant returns (uint256) {
        _authenticate(act.by, act.deadline, abi.encode(CLAIM_WORK, act), signature);
        return WorkShares.claim(_treasury, MEMBERS, LEDGER, act, act.to == address(0) && signature.length == 0);
    }

    /// @inheritdoc ISurplus
    function claimWorkFor(
        AgentId[] calldata members,
        AgentId guild,
        SeasonId season,
        address token,
        WorkId work
    ) external nonReentrant {
        WorkShares.claimFor(_treasury, MEMBERS, LEDGER, members, Folio(guild, season, token), work);
    }

    /// @inheritdoc ISurplus
    function withdraw(Withdraw calldata act, bytes calldata signature) external nonReentrant returns (uint256 amount) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(WITHDRAW, act), signature);
        return Balances.withdraw(_treasury, MEMBERS, act.by, act.token, act.to);
    }

    /// @inheritdoc ISurplus
    function payInside(PayInside calldata act, bytes calldata signature) external nonReentrant {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(PAY_INSIDE, act), signature);
        Balances.payInside(_treasury, MEMBERS, act);
    }

    /// @inheritdoc ISurplus
    function withdrawLoan(
        WithdrawLoan calldata act,
        bytes calldata signature
    ) external nonReentrant returns (uint256 amount) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(WITHDRAW_LOAN, act), signature);
        return Balances.withdrawLoan(_treasury, MEMBERS, act.by, act.token, act.to);
    }

    /// @inheritdoc ISurplus
    function acknowledge(Acknowledge calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(ACKNOWLEDGE, act), signature);
        Financiers.acknowledge(_treasury, MEMBERS, act);
    }

    /// @inheritdoc ISurplus
    function fillReserve(address token) external nonReentrant returns (uint256 amount) {
        return Balances.fillReserve(_treasury, RESERVE, token);
    }

    /// @inheritdoc ISurplus
    function setEquation(Bucket[] calldata buckets, Rules calldata rules) external onlyNation {
        _treasury.equations.set(MEMBERS, buckets, rules);
    }

    /// @inheritdoc ISurplus
    function setDepositCap(address token, uint256 cap) external onlyNation {
        emit DepositCapSet(token, _treasury.depositCap[token], cap);
        _treasury.depositCap[token] = cap;
    }

    /// @inheritdoc ISurplus
    function fillExpensesSeat(address holder) external onlyNation {
        require(_treasury.expensesSeat == address(0), SurplusSeatTaken(_treasury.expensesSeat));
        require(holder != address(0), CharteredZeroAddress());
        _treasury.expensesSeat = holder;
        emit ExpensesSeatFilled(holder);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ISurplus
    function booksOf(AgentId guild, SeasonId season, address token) external view returns (Books memory) {
        return Reading.booksOf(_treasury, Folio(guild, season, token));
    }

    /// @inheritdoc ISurplus
    function poolOf(AgentId guild, SeasonId season, address token, PoolKind kind) external view returns (Pool memory) {
        return Reading.poolOf(_treasury, Folio(guild, season, token), uint8(kind));
    }

    /// @inheritdoc ISurplus
    function weighingOf(AgentId guild, SeasonId season, address token) external view returns (Weighing memory) {
        return _treasury.accounts[guild][season][token].weighing;
    }

    /// @inheritdoc ISurplus
    function weighedIn(
        AgentId guild,
        SeasonId season,
        address token,
        uint8 pass,
        uint256 word
    ) external view returns (uint256 bits) {
        return _treasury.accounts[guild][season][token].weighed[pass][word];
    }

    /// @inheritdoc ISurplus
    function shareOf(
        AgentId guild,
        SeasonId season,
        address token,
        AgentId member
    ) external view returns (uint256 amount, bool collected) {
        return Reading.shareOf(_treasury, _floors(), Folio(guild, season, token), member);
    }

    /// @inheritdoc ISurplus
    function workShareOf(
        AgentId guild,
        SeasonId season,
        address token,
        WorkId work,
        AgentId member
    ) external view returns (WorkShare memory) {
        return WorkShares.shareOf(_treasury, LEDGER, Folio(guild, season, token), work, member);
    }

    /// @inheritdoc ISurplus
    function owedTo(AgentId agent, address token) external view returns (uint256) {
        return _treasury.owed[agent][token];
    }

    /// @inheritdoc ISurplus
    function loanOf(AgentId member, address token) external view returns (uint256) {
        return _treasury.loans[member][token];
    }

    /// @inheritdoc ISurplus
    function financiersOf(AgentId guild, address token) external view returns (Financier[] memory) {
        return _treasury.financiers[guild][token];
    }

    /// @inheritdoc ISurplus
    function lossOf(AgentId guild, SeasonId season, address token) external view returns (Loss memory) {
        return _treasury.lossAt(Folio(guild, season, token)).sums;
    }

    /// @inheritdoc ISurplus
    function lossPartOf(
        AgentId guild,
        SeasonId season,
        address token,
        AgentId member
    ) external view returns (uint256 amount, uint256 open) {
        LossPart storage part = _treasury.lossAt(Folio(guild, season, token)).parts[member];
        return (part.amount, part.open);
    }

    /// @inheritdoc ISurplus
    function debtOf(AgentId member, address token) external view returns (uint256 open, uint256 withheld) {
        Debt storage debt = _treasury.lossBook.debts[member][token];
        return (debt.open, debt.withheld);
    }

    /// @inheritdoc ISurplus
    function putInBy(AgentId guild, address token) external view returns (uint256) {
        return _treasury.lossBook.putIn[guild][token];
    }

    /// @inheritdoc ISurplus
    function equationAt(uint40 timepoint) external view returns (uint16 version) {
        return _treasury.equations.versionAt(timepoint);
    }

    /// @inheritdoc ISurplus
    function equation(uint16 version) external view returns (Bucket[] memory buckets, Rules memory rules) {
        return (_treasury.equations.versions[version].buckets, _treasury.equations.versions[version].rules);
    }

    /// @inheritdoc ISurplus
    function expensesSeat() external view returns (address) {
        return _treasury.expensesSeat;
    }

    /// @inheritdoc ISurplus
    function depositCap(address token) external view returns (uint256) {
        return _treasury.depositCap[token];
    }

    /// @inheritdoc ISurplus
    function reserve() external view returns (address) {
        return RESERVE;
    }

    /// @dev After a deposit has arrived. Most tokens have no cap, which costs one read.
    function _checkCap(address token) private view {
        uint256 most = _treasury.depositCap[token];
        if (most == 0) return;
        bool isCoin = token == Payments.NATIVE_COIN;
        uint256 held = isCoin ? address(this).balance : IERC20(token).balanceOf(address(this));
        require(held <= most, SurplusOverDepositCap(token, held, most));
    }

    function _floors() private view returns (Floors memory) {
        return Floors(MEMBERS, GUILDS, LEDGER, RESERVE);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IContributionLedger} from "../contributions/IContributionLedger.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {ITreaties} from "../membership/ITreaties.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, NO_AGENT, NO_POLICY, PolicyId, WorkId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Answers} from "./Answers.sol";
import {grantNumber, licenseeIn, workIn} from "./GrantNumbers.sol";
import {ICommons} from "./ICommons.sol";
import {ILicences, UseReason} from "./ILicences.sol";
import {Decision, ILicencePolicies, Purpose} from "./ILicencePolicies.sol";
import {IOrganisations} from "./IOrganisations.sol";
import {Meters} from "./Meters.sol";
import {packGrant} from "./PackedGrant.sol";
import {Questions} from "./Questions.sol";
import {Row} from "./Rows.sol";

/// @title Licences
/// @dev Keeps the last grant for each work, licensee and purpose, a meter beside those that owe something, and the minutes of
/// each record that grants have counted. Who may do what: an agent takes what a policy gives it, and reports; contributors count, and
/// anybody pays; a steward approves where a policy asks for it, and gives notice of a breach; the seat of justice suspends and
/// ends; the nation fills the two seats, once. Nobody else changes a grant. Must always hold: INV-66 a grant with basis Pay
/// has its price booked in `Commons` in the same transaction; INV-67 what others do later never shortens a grant, but for a
/// decided case; INV-263 no minute of a record counts twice; INV-264 what a meter says was paid was booked in `Commons`.
/// Assumes of others: as `Answers`; the seat of justice acts after notice and appeal.
contract Licences is ILicences, Answers, Statements, Chartered, ReentrancyGuardTransient {
    using Meters for Meters.Book;

    bytes32 private constant TAKE = keccak256(
        "Take(uint32 by,uint32 work,uint16 policy,uint8 purpose,uint96 most,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant APPROVE = keccak256(
        "Approve(uint32 by,uint32 licensee,uint32 work,uint16 policy,uint8 purpose,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant REPORT = keccak256(
        "Report(uint32 by,uint32 work,uint8 purpose,uint64 units,uint96 most,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant COUNT = keccak256(
        "Count(uint32 by,uint32 licensee,uint32 work,uint8 purpose,uint32 minutesCounted,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant RELEASE = keccak256(
        "Release(uint32 by,uint32 work,uint8 purpose,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant NOTICE = keccak256(
        "Notice(uint32 by,uint32 licensee,uint32 work,uint8 purpose,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    IAgents private immutable MEMBERS;
    IGuilds private immutable GUILDS;

    modifier onlySeat(Seat seat) {
        require(msg.sender == _seatOf[seat], LicencesNotInSeat(seat, msg.sender));
        _;
    }

    constructor(
        address timelock_,
        IAgents members,
        IGuilds guilds,
        IContributionLedger ledger,
        IOrganisations organisations,
        ILicencePolicies policies,
        ICommons commons,
        ITreaties treaties
    ) Answers(ledger, organisations, policies, commons, treaties) Statements("Neoguild Licences") Chartered(timelock_) {
        require(
            address(members) != address(0) &&
                address(guilds) != address(0) &&
                address(ledger) != address(0) &&
                address(organisations) != address(0) &&
                address(policies) != address(0) &&
                address(commons) != address(0) &&
                address(treaties) != address(0),
            CharteredZeroAddress()
        );
        MEMBERS = members;
        GUILDS = guilds;
    }

    // --- life of a grant ---------------------------------------------------------------------------------------------

    /// @inheritdoc ILicences
    function take(Take calldata act, bytes calldata signature) external payable nonReentrant {
        // Only a signature is over the statement; the sender's own act is not hashed.
        bytes memory statement = signature.length == 0 ? bytes("") : abi.encode(TAKE, act);
        _authenticateOnce(act.by, act.nonce, act.deadline, statement, signature);
        uint256 number = grantNumber(act.work, act.by, act.purpose);
        (Grant memory grant, UseReason reason, uint32 term, bool byPeriods) = _ask(number, act.policy);
        bool owesFee = reason == UseReason.FeeDue || reason == UseReason.ContributionsOrFeeDue;
        bool takes =
            owesFee ||
                reason == UseReason.Open ||
                reason == UseReason.ContributionsAccepted ||
                reason == UseReason.ReciprocityOffered;
        require(takes, LicencesRefused(act.work, act.by, act.purpose, reason));
        require(owesFee || msg.value == 0, LicencesNothingToPay(msg.value));

        address token;
        if (owesFee) {
            grant.basis = Decision.Pay;
            (token, grant.paid) = POLICIES.perGrantOf(act.policy, grant.userClass);
            require(grant.paid <= act.most, LicencesAboveMost(grant.paid, act.most));
        }
        grant.by = act.by;
        if (byPeriods && grant.basis != Decision.Free) {
            _book.requireNoArrears(_floors(), number);
            uint96 amount = POLICIES.askOf(act.policy, grant.userClass).amount;
            bool within = grant.basis != Decision.Reciprocate || amount <= act.most;
            require(within, LicencesAboveMost(amount, act.most));
        }
        _grant(number, term, grant);
        if (owesFee) _collect(act.work, token, grant.paid);
    }

    /// @inheritdoc ILicences
    function approve(Approve calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(APPROVE, act), signature);
        uint256 number = grantNumber(act.work, act.licensee, act.purpose);
        (Grant memory grant, UseReason reason, uint32 term, ) = _ask(number, act.policy);
        require(
            reason == UseReason.ApprovalNeeded || reason == UseReason.PactAgreed,
            LicencesRefused(act.work, act.licensee, act.purpose, reason)
        );
        _requireSteward(_guildOf(act.work), act.by);
        require(act.by != act.licensee, LicencesSelfApproval(act.by));
        grant.by = act.by;
        _grant(number, term, grant);
    }

    /// @inheritdoc ILicences
    function report(Report calldata act, bytes calldata signature) external payable nonReentrant {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(REPORT, act), signature);
        uint256 number = grantNumber(act.work, act.by, act.purpose);
        (address token, uint96 paid) = _book.report(_floors(), number, act.units, act.most);
        _collect(act.work, token, paid);
    }

    /// @inheritdoc ILicences
    function settle(uint256 number, uint96 amount) external payable nonReentrant {
        require(amount != 0, LicencesNothingToPay(msg.value));
        address token = _book.settle(_floors(), number, amount);
        _collect(workIn(number), token, amount);
    }

    /// @inheritdoc ILicences
    function count(Count calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(COUNT, act), signature);
        _book.count(_floors(), grantNumber(act.work, act.licensee, act.purpose), act.by, act.minutesCounted);
    }

    /// @inheritdoc ILicences
    function release(Release calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(RELEASE, act), signature);
        _book.release(_floors(), grantNumber(act.work, act.by, act.purpose));
    }

    /// @inheritdoc ILicences
    function notice(Notice calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(NOTICE, act), signature);
        _requireSteward(_guildOf(act.work), act.by);
        _book.notice(_floors(), grantNumber(act.work, act.licensee, act.purpose), act.by);
    }

    // --- cases and seats ---------------------------------------------------------------------------------------------

    /// @inheritdoc ILicences
    function suspend(uint256 number, PolicyId policy, uint40 until) external onlySeat(Seat.Justice) {
        _book.suspend(_floors(), number, policy, until);
    }

    /// @inheritdoc ILicences
    function end(uint256 number, PolicyId policy) external onlySeat(Seat.Justice) {
        _book.end(_floors(), number, policy);
    }

    /// @inheritdoc ILicences
    function fillSeat(Seat seat, address holder) external onlyNation {
        require(_seatOf[seat] == address(0), LicencesSeatTaken(seat, _seatOf[seat]));
        require(holder != address(0), CharteredZeroAddress());
        _seatOf[seat] = holder;
        emit LicenceSeatFilled(seat, holder);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    /// @dev What one named policy of a work gives an agent, and the grant it would be.
    function _ask(
        uint256 number,
        PolicyId policy
    ) private view returns (Grant memory grant, UseReason reason, uint32 term, bool byPeriods) {
        Questions.Question memory question;
        (question.guild, grant.version, question.grantsStopped, question.offers) = COMMONS.offerOf(workIn(number));
        if (question.guild == NO_AGENT) return (grant, UseReason.UnknownWork, 0, false);
        question.agent = licenseeIn(number);
        bool known;
        (question.userClass, known) = ORGANISATIONS.classOf(question.agent);
        if (!known || question.agent == NO_AGENT) return (grant, UseReason.UnknownAgent, 0, false);
        if (policy == NO_POLICY || !question.offers.includes(policy)) return (grant, UseReason.NotOffered, 0, false);

        (question.number, question.purpose) = (number, Purpose(uint8(number)));
        _load(question);
        uint256 row;
        (row, term) = POLICIES.rowOf(policy, question.userClass);
        byPeriods = Row.wrap(uint64(row)).periodDays() != 0;
        (grant.policy, grant.userClass) = (policy, question.userClass);
        (grant.basis, reason) = _answerAt(question, Row.wrap(uint64(row)), Meters.placeOf(question.offers, policy));
    }

    function _guildOf(WorkId work) private view returns (AgentId guild) {
        (guild, , , ) = COMMONS.offerOf(work);
    }

    function _requireSteward(AgentId guild, AgentId by) private view {
        require(GUILDS.isSteward(guild, by), LicencesNotSteward(guild, by));
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @dev Sets the end of the grant by the policy's term. After another one: under the same policy and basis, what is paid for
    /// or runs by periods is renewed in its last term: the new term begins at the end of the old, and the meter runs on.
    /// What is free begins now, or repeating it would make any term endless. An approval is not the licensee's act, so it never
    /// puts another policy's terms in the place of those they hold.
    function _grant(uint256 number, uint32 term, Grant memory grant) private {
        grant.grantedAt = uint40(block.timestamp);
        if (term != 0) grant.expiresAt = grant.grantedAt + term;
        if (_book.grantAt[number].wasMade()) grant = _book.follow(_floors(), number, term, grant);

        _book.grantAt[number] = packGrant(grant);
        emit LicenceGranted(
            workIn(number),
            licenseeIn(number),
            grant.policy,
            Purpose(uint8(number)),
            grant.basis,
            grant.userClass,
            grant.version,
            grant.by,
            grant.grantedAt,
            grant.expiresAt,
            grant.paid
        );
    }

    /// @dev Less than the whole is refused; where nothing is asked, coins sent along would be nobody's.
    function _collect(WorkId work, address token, uint96 amount) private {
        if (amount == 0) {
            require(msg.value == 0, LicencesNothingToPay(msg.value));
            return;
        }
        uint256 received = COMMONS.payFor{value: msg.value}(msg.sender, work, token, amount);
        require(received >= amount, LicencesFeeShort(received, amount));
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

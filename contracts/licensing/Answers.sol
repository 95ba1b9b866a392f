// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IContributionLedger, Track} from "../contributions/IContributionLedger.sol";
import {ITreaties, Right} from "../membership/ITreaties.sol";
import {AgentId, NO_AGENT, NO_POLICY, NO_SEASON, PolicyId, SeasonId, TreatyId, WorkId} from "../types/Ids.sol";
import {grantNumber, workIn} from "./GrantNumbers.sol";
import {ICommons} from "./ICommons.sol";
import {ILicences, Standing, UseReason} from "./ILicences.sol";
import {Decision, ILicencePolicies, Purpose, UserClass} from "./ILicencePolicies.sol";
import {IOrganisations} from "./IOrganisations.sol";
import {IPacts} from "./IPacts.sol";
import {Meters} from "./Meters.sol";
import {ID_BITS, MAX_OFFERS, Offers} from "./Offers.sol";
import {Options} from "./Options.sol";
import {PackedGrant} from "./PackedGrant.sol";
import {Questions} from "./Questions.sol";
import {Row, ROW_BITS} from "./Rows.sol";

/// @title What licences answer
/// @dev Keeps grants, their meters, what was counted of each record, and the seats; `Licences` changes them. An answer is
/// worked out when it is asked for: from the agent's class, the ledger, pacts and the clock, so that it changes with them and
/// nobody needs to act. Assumes of others: the views of the floors below do not revert for any id, and policies never change.
abstract contract Answers is ILicences {
    using Meters for Meters.Book;
    using Questions for Questions.Question;

    uint256 private constant TRACKS = 3;

    IContributionLedger internal immutable LEDGER;
    IOrganisations internal immutable ORGANISATIONS;
    ILicencePolicies internal immutable POLICIES;
    ICommons internal immutable COMMONS;
    ITreaties internal immutable TREATIES;

    Meters.Book internal _book;
    mapping(Seat seat => address holder) internal _seatOf;

    constructor(
        IContributionLedger ledger,
        IOrganisations organisations,
        ILicencePolicies policies,
        ICommons commons,
        ITreaties treaties
    ) {
        LEDGER = ledger;
        ORGANISATIONS = organisations;
        POLICIES = policies;
        COMMONS = commons;
        TREATIES = treaties;
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ILicences
    function canUse(
        WorkId work,
        AgentId agent,
        uint8 purpose
    ) external view returns (Decision decision, UseReason reason, PolicyId policy) {
        (Questions.Question memory question, UseReason unknown) = _questionOf(work, agent, purpose);
        if (unknown == UseReason.OwnWork) return (Decision.Free, UseReason.OwnWork, NO_POLICY);
        if (unknown != UseReason.Open) return (Decision.Forbidden, unknown, NO_POLICY);
        return _bestFor(question);
    }

    /// @inheritdoc ILicences
    function recognisedCanUse(
        WorkId work,
        TreatyId treaty,
        AgentId guest,
        uint8 purpose
    ) external view returns (Decision decision, UseReason reason, PolicyId policy) {
        if (purpose > uint8(type(Purpose).max)) return (Decision.Forbidden, UseReason.UnknownPurpose, NO_POLICY);
        Questions.Question memory question;
        (question.guild, , question.grantsStopped, question.offers) = COMMONS.offerOf(work);
        if (question.guild == NO_AGENT) return (Decision.Forbidden, UseReason.UnknownWork, NO_POLICY);
        bool recognised = TREATIES.hasRight(treaty, guest, Right.Licence);
        question.userClass = recognised ? UserClass.RecognisedGuest : UserClass.Individual;
        question.purpose = Purpose(purpose);
        return _bestFor(question);
    }

    /// @inheritdoc ILicences
    function optionsOf(WorkId work, AgentId agent, uint8 purpose) external view returns (Option[] memory options) {
        (Questions.Question memory question, UseReason unknown) = _questionOf(work, agent, purpose);
        if (unknown != UseReason.Open) return options;
        if (agent != NO_AGENT) _load(question);
        return Options.listFor(question, POLICIES, _seatOf);
    }

    /// @inheritdoc ILicences
    function grantOf(WorkId work, AgentId licensee, Purpose purpose) external view returns (Grant memory) {
        return _book.grantAt[grantNumber(work, licensee, purpose)].unpack();
    }

    /// @inheritdoc ILicences
    function holdsGrant(WorkId work, AgentId licensee, Purpose purpose) external view returns (bool) {
        return _book.holds(_floors(), grantNumber(work, licensee, purpose));
    }

    /// @inheritdoc ILicences
    function isBarred(uint256 number, PolicyId policy) external view returns (bool) {
        // Only a grant that was made can have been suspended or ended.
        if (!_book.grantAt[number].wasMade()) return false;
        (uint8 suspended, uint8 ended) = _book.barredAt(number);
        if (suspended | ended == 0) return false;
        (, , , Offers offers) = COMMONS.offerOf(workIn(number));
        return ((suspended | ended) >> Meters.placeOf(offers, policy)) & 1 != 0;
    }

    /// @inheritdoc ILicences
    function meterOf(uint256 number) external view returns (Meter memory) {
        return _book.meterAt[number];
    }

    /// @inheritdoc ILicences
    function dueOf(uint256 number) public view returns (Due memory) {
        return _book.dueOf(_floors(), number);
    }

    /// @inheritdoc ILicences
    function minutesCountedOf(AgentId guild, AgentId agent) external view returns (uint256) {
        return _book.minutesCountedOf[guild][agent];
    }

    /// @inheritdoc ILicences
    function seatOf(Seat seat) external view returns (address) {
        return _seatOf[seat];
    }

    /// @inheritdoc ILicences
    function reciprocityOf(AgentId guild, AgentId agent) public view returns (uint256 minutesAccepted) {
        uint256[3] memory record = LEDGER.recordOf(guild, agent);
        uint256 total = record[0] + record[1] + record[2];
        // As for nearly everybody who asks.
        if (total == 0) return 0;
        SeasonId last = LEDGER.lastSeason();
        if (last == NO_SEASON) return 0;
        minutesAccepted = _contributed(guild, agent, last);
        SeasonId former = SeasonId.wrap(SeasonId.unwrap(last) - 1);
        uint256 before = former == NO_SEASON ? 0 : _contributed(guild, agent, former);
        if (before > minutesAccepted) minutesAccepted = before;
        if (total < minutesAccepted) minutesAccepted = total;
    }

    // --- answers -----------------------------------------------------------------------------------------------------

    /// @dev The question, if it can be asked: `Open`; otherwise why not, or `OwnWork`.
    function _questionOf(
        WorkId work,
        AgentId agent,
        uint8 purpose
    ) private view returns (Questions.Question memory question, UseReason unknown) {
        if (purpose > uint8(type(Purpose).max)) return (question, UseReason.UnknownPurpose);
        (question.guild, , question.grantsStopped, question.offers) = COMMONS.offerOf(work);
        if (question.guild == NO_AGENT) return (question, UseReason.UnknownWork);
        if (question.guild == agent) return (question, UseReason.OwnWork);
        bool known;
        (question.userClass, known) = ORGANISATIONS.classOf(agent);
        if (!known) return (question, UseReason.UnknownAgent);
        (question.agent, question.purpose) = (agent, Purpose(purpose));
        if (agent != NO_AGENT) question.number = grantNumber(work, agent, Purpose(purpose));
        return (question, UseReason.Open);
    }

    /// @dev Puts what cases have barred into the question, and returns the grant.
    function _load(Questions.Question memory question) internal view returns (PackedGrant held) {
        held = _book.grantAt[question.number];
        // Only a grant that was made can have been suspended or ended.
        if (held.wasMade()) (question.suspended, question.ended) = _book.barredAt(question.number);
    }

    /// @dev The most permissive answer; of equals the one offered first. What costs most to find out is asked last.
    function _bestFor(
        Questions.Question memory question
    ) private view returns (Decision decision, UseReason reason, PolicyId policy) {
        PackedGrant held;
        if (question.number != 0) held = _load(question);
        uint256 rows = POLICIES.rowsOf(question.offers, question.userClass);
        (decision, reason) = (Decision.Forbidden, UseReason.NotOffered);
        uint256 doors = 0; // bit i: contributions would open the policy in place i
        PolicyId approvable = NO_POLICY; // the first that a steward could approve
        uint256 rest = Offers.unwrap(question.offers);
        for (uint256 i = 0; rest != 0; ++i) {
            (Decision said, UseReason why) = question.reasonOf(_rowAt(rows, i), i);
            if (why == UseReason.Open) return (said, why, PolicyId.wrap(uint16(rest)));
            if (Questions.isDoor(why)) doors |= 1 << i;
            if (why == UseReason.ApprovalNeeded && approvable == NO_POLICY) approvable = PolicyId.wrap(uint16(rest));
            if (why < reason) (decision, reason, policy) = (said, why, PolicyId.wrap(uint16(rest)));
            rest >>= ID_BITS;
        }
        bool owes = false;
        if (held.wasMade()) {
            Grant memory grant = held.unpack();
            UseReason why = _reasonOfGrant(question, grant, rows);
            if (why <= UseReason.GrantInGrace) return (Decision.Free, why, grant.policy);
            owes = why == UseReason.ArrearsDue;
            if (why == UseReason.ReciprocityOverdue && why < reason) {
                (decision, reason, policy) = (Decision.Reciprocate, why, grant.policy);
            }
        }
        // Also where another policy would take money: what a pact agrees to is free.
        if (approvable != NO_POLICY && !owes && _pactApproves(question)) {
            (decision, reason, policy) = (Decision.ByApproval, UseReason.PactAgreed, approvable);
        }
        if (doors != 0 && !owes) {
            uint256 place = _openDoor(question, rows, doors);
            if (place != MAX_OFFERS) {
                return (Decision.Reciprocate, UseReason.ContributionsAccepted, question.offers.policyAt(place));
            }
        }
        // What is forbidden or barred stays so; of the rest nothing is to be had before what is owed.
        if (owes && reason <= UseReason.ApprovalNeeded) (reason, policy) = (UseReason.ArrearsDue, held.unpack().policy);
    }

    /// @dev As `canUse`, but of one policy, and as for a new grant.
    function _answerAt(
        Questions.Question memory question,
        Row row,
        uint256 place
    ) internal view returns (Decision decision, UseReason reason) {
        (decision, reason) = question.reasonOf(row, place);
        if (Questions.isDoor(reason) && reciprocityOf(question.guild, question.agent) >= row.minutesAsked()) {
            return (decision, UseReason.ContributionsAccepted);
        }
        if (reason == UseReason.ApprovalNeeded && _pactApproves(question)) return (decision, UseReason.PactAgreed);
    }

    /// @dev Of the doors, the first that the agent's contributions open; `MAX_OFFERS` if there is none.
    function _openDoor(
        Questions.Question memory question,
        uint256 rows,
        uint256 doors
    ) private view returns (uint256 place) {
        uint256 given = reciprocityOf(question.guild, question.agent);
        if (given == 0) return MAX_OFFERS;
        for (place = 0; place < MAX_OFFERS; ++place) {
            bool door = (doors >> place) & 1 != 0;
            if (door && given >= _rowAt(rows, place).minutesAsked()) return place;
        }
    }

    function _pactApproves(Questions.Question memory question) private view returns (bool) {
        if (question.userClass != UserClass.PublicBody) return false;
        address pacts = _seatOf[Seat.Pacts];
        return pacts != address(0) && IPacts(pacts).approves(question.agent, question.guild, question.purpose);
    }

    /// @dev What a grant that was made says: `GrantHeld`, `GrantInGrace`, `ReciprocityOverdue`, `ArrearsDue`, or otherwise
    /// nothing, `NotOffered`.
    function _reasonOfGrant(
        Questions.Question memory question,
        Grant memory held,
        uint256 rows
    ) private view returns (UseReason) {
        uint256 place = Meters.placeOf(question.offers, held.policy);
        bool barred = ((question.suspended | question.ended) >> place) & 1 != 0;
        if (held.basis == Decision.Free && held.userClass != question.userClass) {
            // It was free for another class; the present one may have it free too.
            barred = barred || _rowAt(rows, place).decisionFor(question.purpose) != Decision.Free;
        }
        Standing standing;
        bool owes = false;
        bool metered = held.basis == Decision.Reciprocate || held.basis == Decision.Pay;
        if (metered && _rowAt(rows, place).periodDays() != 0) {
            Due memory due = _book.dueOf(_floors(), question.number);
            standing = due.standing;
            owes = due.amount != 0 || due.minutesDue != 0;
        } else {
            bool inTerm = held.expiresAt == 0 || block.timestamp < held.expiresAt;
            standing = inTerm ? Standing.Kept : Standing.Over;
        }
        if (owes && (barred || standing == Standing.Lapsed || standing == Standing.Over)) return UseReason.ArrearsDue;
        if (barred) return UseReason.NotOffered;
        if (standing == Standing.Kept) return UseReason.GrantHeld;
        if (standing == Standing.InGrace) return UseReason.GrantInGrace;
        return standing == Standing.Overdue ? UseReason.ReciprocityOverdue : UseReason.NotOffered;
    }

    // --- what it reads -----------------------------------------------------------------------------------------------

    function _floors() internal view returns (Meters.Floors memory) {
        return Meters.Floors(POLICIES, COMMONS, LEDGER, ORGANISATIONS);
    }

    /// @dev All tracks count alike here: the minutes open a door, they are not converted into one another.
    function _contributed(AgentId guild, AgentId agent, SeasonId season) private view returns (uint256 sum) {
        for (uint256 track = 0; track < TRACKS; ++track) sum += LEDGER.creditOf(guild, agent, season, Track(track));
    }

    function _rowAt(uint256 rows, uint256 place) internal pure returns (Row) {
        return Row.wrap(uint64(rows >> (place * ROW_BITS)));
    }
}

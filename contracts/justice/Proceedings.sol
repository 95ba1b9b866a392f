// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ICalendar} from "../governance/ICalendar.sol";
import {ICommons} from "../licensing/ICommons.sol";
import {Purpose} from "../licensing/ILicencePolicies.sol";
import {ILicences} from "../licensing/ILicences.sol";
import {IOrganisations} from "../licensing/IOrganisations.sol";
import {Offers} from "../licensing/Offers.sol";
import {IChapters} from "../membership/IChapters.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {IRecovery} from "../membership/IRecovery.sol";
import {IChartered} from "../types/IChartered.sol";
import {AgentId, CaseId, ChapterId, LotId, NO_AGENT, NO_CHAPTER, NO_POLICY, PolicyId, WorkId} from "../types/Ids.sol";
import {CaseMachine} from "./CaseMachine.sol";
import {Course, ICases, JusticeTerms, Matter, Outcome, Sanction, Stage} from "./ICases.sol";
import {ISortition, LotRequest} from "./ISortition.sol";
import {Sanctions} from "./Sanctions.sol";

/// @notice What the cases speak to. They hold a seat in each but `commons` and `calendar`, which they read.
struct Floors {
    IMembers members;
    IGuilds guilds;
    IRecovery recovery;
    IChapters chapters;
    IOrganisations organisations;
    ICommons commons;
    ILicences licences;
    ICalendar calendar;
    ISortition sortition;
}

/// @title How a case moves on when nobody has to say anything
/// @dev A linked library of `Cases`, whose storage, events and errors these are: the steps of time and lot, interim
/// separation, closing, the terms, and what a case about a licence needs.
library Proceedings {
    using CaseMachine for Course;
    using Sanctions for IChapters;
    using Sanctions for ILicences;
    using Sanctions for IOrganisations;
    using Sanctions for IRecovery;

    /// @dev More would make a lot's request too long: it bars all of them, and the mediators.
    uint256 internal constant MOST_SIGNERS = 60;
    /// @dev On whom both parties of one case can agree, one after the other.
    uint256 internal constant MOST_MEDIATORS = 3;

    struct Book {
        IMembers members;
        IGuilds guilds;
        IRecovery recovery;
        IChapters chapters;
        IOrganisations organisations;
        ICommons commons;
        ILicences licences;
        ICalendar calendar;
        ISortition sortition;
        uint16 version; //    of the terms
        uint32 caseCount;
        mapping(uint16 version => JusticeTerms) termsAt;
        mapping(CaseId id => ICases.Case) caseOf;
        mapping(CaseId id => Course) courseOf;
        // Those who asked for an interim separation or, in a dispute, the other contacts; none of them is on a panel.
        mapping(CaseId id => AgentId[]) involved;
        // Those on whom both parties have agreed, also if another was named since: they have heard both.
        mapping(CaseId id => AgentId[]) mediators;
        mapping(CaseId id => mapping(AgentId member => ChapterId)) askedFor;
        mapping(LotId lot => uint8[5]) tallyOf;
        mapping(LotId lot => mapping(AgentId panelist => bool)) judged;
        mapping(AgentId claimant => uint256) openCasesOf;
        mapping(AgentId person => uint40) noteUntil;
    }

    // --- founding and raising ----------------------------------------------------------------------------------------

    function found(Book storage self, Floors memory floors, JusticeTerms memory terms_) external {
        _requireGiven(address(floors.members), address(floors.guilds), address(floors.recovery));
        _requireGiven(address(floors.chapters), address(floors.organisations), address(floors.commons));
        _requireGiven(address(floors.licences), address(floors.calendar), address(floors.sortition));
        (self.members, self.guilds, self.recovery) = (floors.members, floors.guilds, floors.recovery);
        (self.chapters, self.organisations, self.commons) = (floors.chapters, floors.organisations, floors.commons);
        (self.licences, self.calendar, self.sortition) = (floors.licences, floors.calendar, floors.sortition);
        setTerms(self, terms_);
    }

    /// @dev Whoever holds the grant, and for whatever work: its number says both. The policy is named now, so that what the
    /// licensee takes while the case runs has no part in it.
    function requireGrant(Book storage self, ICases.Raise calldata act) external view {
        uint256 number = uint256(act.about);
        (WorkId work, uint8 purpose) = (WorkId.wrap(uint32(number >> 40)), uint8(number));
        bool fits = number >> 88 == 0 && uint32(number >> 8) == AgentId.unwrap(act.respondent);
        fits = fits && purpose <= uint8(type(Purpose).max);
        fits = fits && self.licences.grantOf(work, act.respondent, Purpose(purpose)).grantedAt != 0;
        require(fits, ICases.CasesNotGrant(act.about, act.respondent));
        (AgentId guild, , , Offers offers) = self.commons.offerOf(work);
        PolicyId policy = Sanctions.policyIn(number);
        fits = policy != NO_POLICY && offers.includes(policy);
        require(fits, ICases.CasesNotGrant(act.about, act.respondent));
        bool speaks = act.guild == guild && self.guilds.isSteward(guild, act.by);
        require(speaks, ICases.CasesNotSteward(guild, act.by));
    }

    // --- steps -------------------------------------------------------------------------------------------------------

    /// @dev One step, as `ICases.advance` tells.
    function advance(Book storage self, CaseId id) external {
        Course memory course = self.courseOf[id];
        Stage stage = course.stage;
        uint40 now_ = uint40(block.timestamp);
        if (stage == Stage.Mediation) course.lapse(id, now_);
        else if (stage == Stage.Noticed || (stage == Stage.Decided && course.appealedBy != 0)) {
            _openLot(self, id, course, now_);
        } else if (stage == Stage.Lot || stage == Stage.AppealLot) _fillPanel(self, id, course, now_);
        else if (stage == Stage.Panel || stage == Stage.AppealPanel) _count(self, id, course, now_);
        else course.finish(id, now_);
        keep(self, id, course);
    }

    /// @dev As `ICases.enforce` tells.
    function enforce(Book storage self, CaseId id) external {
        Course memory course = self.courseOf[id];
        uint40 now_ = uint40(block.timestamp);
        if (course.stage == Stage.Decided) {
            course.finish(id, now_);
            if (course.stage == Stage.Closed) return keep(self, id, course);
        }
        ICases.Case memory record = self.caseOf[id];
        if (record.matter >= Matter.Key) {
            course.carryOut(id, 0);
            return keep(self, id, course);
        }
        JusticeTerms storage rules = self.termsAt[record.terms];
        bool isGrant = record.matter == Matter.Licence;
        uint40 until = type(uint40).max;
        if (course.level == Sanction.Suspension) until = now_ + rules.suspension;
        else if (isGrant || course.level != Sanction.Expulsion) until = now_ + rules.noteTerm;
        course.carryOut(id, until);
        self.courseOf[id] = course;
        --self.openCasesOf[record.claimant];
        if (course.level == Sanction.Note && until > self.noteUntil[record.respondent]) {
            self.noteUntil[record.respondent] = until;
        }
        emit ICases.CaseClosed(id, Outcome.Upheld, course.level, until);
        self.chapters.letBack(record);
        if (isGrant) self.licences.layOnGrant(uint256(record.about), course.level, until);
        else Sanctions.layOn(record, course.level, until, self.members, self.guilds, self.chapters);
    }

    /// @dev Stores a course after its step; a case that this has closed without a sanction is forgotten.
    function keep(Book storage self, CaseId id, Course memory course) public {
        self.courseOf[id] = course;
        if (course.stage == Stage.Final) {
            emit ICases.CaseFinal(id, course.level);
        } else if (course.stage == Stage.Closed) {
            emit ICases.CaseClosed(id, course.outcome, course.level, 0);
            _forget(self, id, course.outcome);
        }
    }

    // --- interim separation ------------------------------------------------------------------------------------------

    /// @dev One more asks for it; the last one needed begins it.
    function separate(Book storage self, CaseId id, ChapterId chapter, AgentId by) external {
        ICases.Case storage record = self.caseOf[id];
        AgentId[] storage signers = self.involved[id];
        require(record.separatedFrom == NO_CHAPTER, ICases.CasesAlreadySeparated(id, record.separatedFrom));
        require(self.chapters.isOpen(chapter), ICases.CasesBadChapter(chapter));
        require(self.askedFor[id][by] == NO_CHAPTER, ICases.CasesAlreadySaid(id, by));
        require(signers.length < MOST_SIGNERS, ICases.CasesTooManySigners(id, MOST_SIGNERS));

        signers.push(by);
        self.askedFor[id][by] = chapter;
        emit ICases.SeparationSigned(id, chapter, by);
        uint256 count = 0;
        for (uint256 i = 0; i < signers.length; ++i) if (self.askedFor[id][signers[i]] == chapter) ++count;
        JusticeTerms storage rules = self.termsAt[record.terms];
        if (count < rules.separators) return;
        uint40 until = uint40(block.timestamp) + uint40(rules.separationDays) * 1 days;
        (record.separatedFrom, record.separatedUntil) = (chapter, until);
        emit ICases.InterimSeparated(id, chapter, until);
        self.chapters.keepAway(chapter, record.respondent, until);
    }

    // --- terms -------------------------------------------------------------------------------------------------------

    function setTerms(Book storage self, JusticeTerms memory terms_) public {
        _requireDays(terms_.mediationDays, 60, "mediationDays");
        _requireDays(terms_.noticeDays, 60, "noticeDays");
        _requireDays(terms_.replyDays, 60, "replyDays");
        _requireDays(terms_.lotDays, 250, "lotDays");
        _requireDays(terms_.panelDays, 120, "panelDays");
        _requireDays(terms_.appealDays, 60, "appealDays");
        _requireDays(terms_.separationDays, 60, "separationDays");
        _require(terms_.seats != 0, "seats");
        _require(terms_.appealSeats > terms_.seats && terms_.appealSeats <= 32, "appealSeats");
        _require(terms_.sanctionBps > 5_000 && terms_.sanctionBps <= 10_000, "sanctionBps");
        _require(terms_.expulsionBps >= terms_.sanctionBps && terms_.expulsionBps <= 10_000, "expulsionBps");
        _require(terms_.suspension >= 1 days && terms_.suspension <= 5 * 365 days, "suspension");
        _require(terms_.noteTerm >= 1 days && terms_.noteTerm <= 5 * 365 days, "noteTerm");
        _require(terms_.separators >= 2 && terms_.separators <= 30, "separators");
        _require(terms_.openCases != 0, "openCases");
        self.termsAt[++self.version] = terms_;
        emit ICases.JusticeTermsSet(self.version, terms_);
    }

    // --- private -----------------------------------------------------------------------------------------------------

    function _openLot(Book storage self, CaseId id, Course memory course, uint40 now_) private {
        ICases.Case storage record = self.caseOf[id];
        JusticeTerms storage rules = self.termsAt[record.terms];
        bool appealed = course.stage == Stage.Decided;
        course.openLot(id, now_, self.calendar.deadline(now_, rules.lotDays));
        AgentId[] memory parties = new AgentId[](2);
        (parties[0], parties[1]) = (record.claimant, record.respondent);
        LotId lot = self.sortition.openLot(
            LotRequest({
                seats: appealed ? rules.appealSeats : rules.seats,
                snapshot: record.raisedAt,
                guild: _guildApart(self, record),
                earlier: record.lot,
                parties: parties,
                barred: _barred(self, id)
            })
        );
        if (appealed) record.appealLot = lot;
        else record.lot = lot;
        emit ICases.PanelLotOpened(id, lot, appealed, course.due);
    }

    /// @dev The guild whose people are kept off the panel. One that holds more than half of the nation is the nation: with
    /// its people kept off, nobody could judge its officers.
    function _guildApart(Book storage self, ICases.Case storage record) private view returns (AgentId) {
        AgentId guild = record.guild;
        if (guild == NO_AGENT) return NO_AGENT;
        uint256 roster = self.guilds.rosterSizeAt(guild, record.raisedAt);
        return roster * 2 > self.members.activeCountAt(record.raisedAt) ? NO_AGENT : guild;
    }

    /// @dev Who had a part in the case besides the parties: those involved, and every mediator who was agreed.
    function _barred(Book storage self, CaseId id) private view returns (AgentId[] memory barred) {
        AgentId[] storage involved = self.involved[id];
        AgentId[] storage mediators = self.mediators[id];
        uint256 count = involved.length;
        barred = new AgentId[](count + mediators.length);
        for (uint256 i = 0; i < count; ++i) barred[i] = involved[i];
        for (uint256 i = count; i < barred.length; ++i) barred[i] = mediators[i - count];
    }

    /// @dev From now on nobody leaves a seat or gets one, so that no seat judges twice.
    function _fillPanel(Book storage self, CaseId id, Course memory course, uint40 now_) private {
        ICases.Case storage record = self.caseOf[id];
        LotId lot = course.stage == Stage.Lot ? record.lot : record.appealLot;
        if (self.sortition.isComplete(lot)) {
            course.seat(id, self.calendar.deadline(now_, self.termsAt[record.terms].panelDays));
            emit ICases.PanelSeated(id, lot, course.due);
        } else {
            course.endLot(id, now_);
        }
        self.sortition.close(lot);
    }

    function _count(Book storage self, CaseId id, Course memory course, uint40 now_) private {
        ICases.Case storage record = self.caseOf[id];
        JusticeTerms storage rules = self.termsAt[record.terms];
        bool appealed = course.stage == Stage.AppealPanel;
        CaseMachine.Verdict memory verdict = CaseMachine.verdictOf(
            self.tallyOf[appealed ? record.appealLot : record.lot],
            appealed ? rules.appealSeats : rules.seats,
            rules.sanctionBps,
            rules.expulsionBps
        );
        uint40 due = appealed ? 0 : self.calendar.deadline(now_, rules.appealDays);
        course.decide(id, verdict, now_, due);
        emit ICases.CaseDecided(id, course.outcome, course.level, due);
    }

    /// @dev Only the outcome is left, without a name.
    function _forget(Book storage self, CaseId id, Outcome outcome) private {
        ICases.Case memory record = self.caseOf[id];
        delete self.caseOf[id];
        delete self.involved[id];
        delete self.mediators[id];
        if (record.matter == Matter.Key) {
            self.recovery.endStay(record, outcome);
        } else if (record.matter == Matter.Attestation) {
            self.organisations.endContest(record, outcome);
        } else {
            --self.openCasesOf[record.claimant];
            self.chapters.letBack(record);
        }
    }

    function _requireGiven(address first, address second, address third) private pure {
        bool given = first != address(0) && second != address(0) && third != address(0);
        require(given, IChartered.CharteredZeroAddress());
    }

    function _requireDays(uint8 days_, uint8 most, string memory term) private pure {
        _require(days_ != 0 && days_ <= most, term);
    }

    function _require(bool inRange, string memory term) private pure {
        require(inRange, ICases.CasesBadTerms(term));
    }
}

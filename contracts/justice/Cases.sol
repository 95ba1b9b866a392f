// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {INotes} from "../governance/INotes.sol";
import {IChapters} from "../membership/IChapters.sol";
import {IMembers, Status} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, CaseId, ChapterId, LotId, NO_AGENT, NO_CHAPTER} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {CaseMachine} from "./CaseMachine.sol";
import {Course, ICases, JusticeTerms, Matter, Sanction, Stage} from "./ICases.sol";
import {ISortition} from "./ISortition.sol";
import {Floors, Proceedings} from "./Proceedings.sol";
import {Sanctions} from "./Sanctions.sol";

/// @title Cases: what people say in a case
/// @dev Keeps each case's parties and course, the judgments of its panels and the notes that run. The acts are here,
/// the stages in `CaseMachine`, what time and the lot do in the linked library `Proceedings`, and what follows outside
/// in `Sanctions`: it sits in the seats of justice of `Members`, `Guilds`, `Recovery`, `Chapters`, `Organisations` and
/// `Licences`, and in the cases' seat of `Sortition`. Who may do what: see `ICases`; the nation sets the terms of cases to come.
/// Must always hold: INV-170 to INV-172 of `CaseMachine`; INV-173 nothing but `enforce` lays a sanction on anybody;
/// INV-174 a case closed without one leaves no name in any view of this contract; INV-286 a case about a licence touches
/// nothing but that grant, and the note of whoever holds it.
/// Assumes of others: a calendar's deadline comes after its beginning; the seats of a closed lot stay as they are; no
/// seat of justice refuses because a grant or a contest is over.
contract Cases is ICases, Statements, Chartered {
    using CaseMachine for Course;
    using Proceedings for Proceedings.Book;
    using Sanctions for IChapters;

    bytes32 private constant RAISE = keccak256(
        "Raise(uint32 by,uint32 respondent,uint8 matter,bytes32 about,uint32 guild,uint32 chapter,uint32 mediator,"
        "bytes32 concern,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant DISPUTE = keccak256(
        "Dispute(uint32 by,uint32 respondent,bytes32 concern,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant CONTEST = keccak256(
        "Contest(uint32 by,bytes32 concern,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant MEDIATE = keccak256(
        "Mediate(uint32 by,uint32 id,uint32 mediator,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant CONCLUDE = keccak256(
        "Conclude(uint32 by,uint32 id,bool settled,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant WITHDRAW = keccak256("Withdraw(uint32 by,uint32 id,uint40 deadline,uint8 keyEpoch)");
    bytes32 private constant NOTIFY = keccak256(
        "Notify(uint32 by,uint32 id,bytes32 concern,uint8 proposed,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant REPLY = keccak256(
        "Reply(uint32 by,uint32 id,bytes32 content,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant JUDGE = keccak256(
        "Judge(uint32 by,uint32 id,uint8 level,bytes32 reason,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant APPEAL = keccak256(
        "Appeal(uint32 by,uint32 id,bytes32 reason,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant SEPARATE = keccak256(
        "Separate(uint32 by,uint32 id,uint32 chapter,uint40 deadline,uint8 keyEpoch)"
    );

    IMembers private immutable MEMBERS;

    Proceedings.Book private _book;

    constructor(
        address timelock_,
        Floors memory floors,
        JusticeTerms memory terms_
    ) Statements("Neoguild Cases") Chartered(timelock_) {
        MEMBERS = floors.members;
        _book.found(floors, terms_);
    }

    // --- mediation ---------------------------------------------------------------------------------------------------

    /// @inheritdoc ICases
    function raise(Raise calldata act, bytes calldata signature) external returns (CaseId id) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(RAISE, act), signature);
        require(act.matter < Matter.Key, CasesBadMatter(act.matter));
        require(act.by != act.respondent, CasesOwnCase(act.by));
        if (act.matter == Matter.Licence) _book.requireGrant(act);
        else _requirePersons(act);
        bool hosts = act.chapter == NO_CHAPTER || _book.chapters.isInOffice(act.chapter, act.respondent);
        require(hosts, CasesNotHost(act.chapter, act.respondent));
        uint256 most = _book.termsAt[_book.version].openCases;
        require(_book.openCasesOf[act.by]++ < most, CasesTooManyOpen(act.by, most));

        Case storage record;
        (id, record) = _newCase(act.by, act.respondent, act.matter, act.about);
        if (act.guild != NO_AGENT) record.guild = act.guild;
        if (act.chapter != NO_CHAPTER) record.chapter = act.chapter;
        _emitRaised(id, record, act.concern);
        _openMediation(id, _rulesOf(record));
        if (act.mediator != NO_AGENT) _nameMediator(id, record, CaseMachine.CLAIMANT, act.mediator);
    }

    /// @inheritdoc ICases
    function dispute(Dispute calldata act, bytes calldata signature) external returns (CaseId id) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(DISPUTE, act), signature);
        uint16 round = _book.recovery.stay(act.by);
        Case storage record;
        (id, record) = _newCase(act.by, act.respondent, Matter.Key, bytes32(uint256(round)));
        // Frozen while the request is pending, which `stay` requires.
        (AgentId[] memory contacts, ) = _book.recovery.contactsOf(act.by);
        bool isContact = false;
        for (uint256 i = 0; i < contacts.length; ++i) {
            if (contacts[i] == act.respondent) isContact = true;
            else _book.involved[id].push(contacts[i]);
        }
        require(isContact, CasesNotContact(act.by, act.respondent));
        _openNoticed(id, record, act.concern);
    }

    /// @inheritdoc ICases
    function contest(Contest calldata act, bytes calldata signature) external returns (CaseId id) {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(CONTEST, act), signature);
        (AgentId issuer, uint32 number) = _book.organisations.stay(act.by);
        Case storage record;
        (id, record) = _newCase(act.by, issuer, Matter.Attestation, bytes32(uint256(number)));
        _openNoticed(id, record, act.concern);
    }

    /// @inheritdoc ICases
    function mediate(Mediate calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(MEDIATE, act), signature);
        (Case storage record, Course memory course) = _open(act.id);
        course.requireMediation(act.id, _now());
        uint8 party = _partyOf(record, act.by);
        require(party != 0, CasesNotYours(act.id, act.by));
        _nameMediator(act.id, record, party, act.mediator);
    }

    /// @inheritdoc ICases
    function conclude(Conclude calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(CONCLUDE, act), signature);
        (Case storage record, Course memory course) = _open(act.id);
        if (act.settled) {
            course.settle(act.id, act.by, _partyOf(record, act.by));
            emit SettlementSigned(act.id, act.by);
        } else {
            course.endMediation(act.id, _now());
            bool mediates = record.mediatorBy == CaseMachine.BOTH && act.by == record.mediator;
            require(mediates || act.by == record.respondent, CasesNotYours(act.id, act.by));
            emit MediationEnded(act.id, act.by, course.due);
        }
        _book.keep(act.id, course);
    }

    /// @inheritdoc ICases
    function withdraw(Withdraw calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(WITHDRAW, act), signature);
        (Case storage record, Course memory course) = _open(act.id);
        bool isDrawing = course.stage == Stage.Lot;
        course.withdraw(act.id);
        require(act.by == record.claimant, CasesNotYours(act.id, act.by));
        if (isDrawing) _book.sortition.close(record.lot);
        _book.keep(act.id, course);
    }

    // --- concern and reply -------------------------------------------------------------------------------------------

    /// @inheritdoc ICases
    function notify(Notify calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(NOTIFY, act), signature);
        (Case storage record, Course memory course) = _open(act.id);
        course.notice(act.id, act.proposed, _now(), _deadline(_rulesOf(record).replyDays));
        require(act.by == record.claimant, CasesNotYours(act.id, act.by));
        _requireOfficeNamed(act.id, record, act.proposed);
        _book.keep(act.id, course);
        emit CaseNoticed(act.id, act.concern, act.proposed, course.due);
    }

    /// @inheritdoc ICases
    function reply(Reply calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(REPLY, act), signature);
        (Case storage record, Course memory course) = _open(act.id);
        course.requireReply(act.id);
        require(act.by == record.respondent, CasesNotYours(act.id, act.by));
        require(!record.replied, CasesAlreadySaid(act.id, act.by));
        record.replied = true;
        emit CaseReplied(act.id, act.content);
    }

    /// @inheritdoc ICases
    function separate(Separate calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(SEPARATE, act), signature);
        (Case storage record, Course memory course) = _open(act.id);
        course.requireBeforeLot(act.id);
        _requireActive(act.by);
        require(record.matter < Matter.Licence, CasesNoSeparation(act.id));
        require(act.by != record.respondent, CasesNotYours(act.id, act.by));
        _book.separate(act.id, act.chapter, act.by);
    }

    // --- judgment and appeal -----------------------------------------------------------------------------------------

    /// @inheritdoc ICases
    function judge(Judge calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(JUDGE, act), signature);
        (Case storage record, Course memory course) = _open(act.id);
        course.requireJudgment(act.id, act.level, _now());
        _requireOfficeNamed(act.id, record, act.level);
        LotId lot = course.stage == Stage.Panel ? record.lot : record.appealLot;
        (ISortition.Seat seat, ) = _book.sortition.seatOf(lot, act.by);
        require(seat == ISortition.Seat.Taken, CasesNotOnPanel(act.id, act.by));
        _requireActive(act.by);
        require(!_book.judged[lot][act.by], CasesAlreadySaid(act.id, act.by));
        _book.judged[lot][act.by] = true;
        ++_book.tallyOf[lot][uint8(act.level)];
        emit CaseJudged(act.id, lot, act.by, act.level, act.reason);
    }

    /// @inheritdoc ICases
    function appeal(Appeal calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(APPEAL, act), signature);
        (Case storage record, Course memory course) = _open(act.id);
        course.appeal(act.id, act.by, _partyOf(record, act.by), _now());
        _book.keep(act.id, course);
        emit CaseAppealed(act.id, act.by, act.reason);
    }

    // --- moving on ---------------------------------------------------------------------------------------------------

    /// @inheritdoc ICases
    function advance(CaseId id) external {
        _book.advance(id);
    }

    /// @inheritdoc ICases
    function enforce(CaseId id) external {
        _book.enforce(id);
    }

    /// @inheritdoc ICases
    function setTerms(JusticeTerms calldata terms_) external onlyNation {
        _book.setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ICases
    function terms() external view returns (JusticeTerms memory current, uint16 version) {
        version = _book.version;
        current = termsAt(version);
    }

    /// @inheritdoc ICases
    function termsAt(uint16 version) public view returns (JusticeTerms memory) {
        return _book.termsAt[version];
    }

    /// @inheritdoc ICases
    function caseCount() external view returns (uint256) {
        return _book.caseCount;
    }

    /// @inheritdoc ICases
    function caseOf(CaseId id) external view returns (Case memory record, Course memory course) {
        Case storage known;
        (known, course) = _open(id);
        if (course.stage != Stage.Closed || block.timestamp < course.due) record = known;
    }

    /// @inheritdoc ICases
    function tallyOf(LotId lot) external view returns (uint8[5] memory named) {
        return _book.tallyOf[lot];
    }

    /// @inheritdoc ICases
    function hasJudged(LotId lot, AgentId panelist) external view returns (bool) {
        return _book.judged[lot][panelist];
    }

    /// @inheritdoc ICases
    function openCasesOf(AgentId claimant) external view returns (uint256) {
        return _book.openCasesOf[claimant];
    }

    /// @inheritdoc INotes
    function noteOf(AgentId person) external view returns (uint40 until) {
        until = _book.noteUntil[person];
        if (block.timestamp >= until) return 0;
    }

    /// @inheritdoc ICases
    function separationOf(CaseId id) external view returns (AgentId[] memory signers, ChapterId[] memory chapters) {
        (Case storage record, Course memory course) = _open(id);
        if (record.matter == Matter.Key || course.stage == Stage.Closed) return (signers, chapters);
        signers = _book.involved[id];
        chapters = new ChapterId[](signers.length);
        for (uint256 i = 0; i < signers.length; ++i) chapters[i] = _book.askedFor[id][signers[i]];
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _newCase(
        AgentId claimant,
        AgentId respondent,
        Matter matter,
        bytes32 about
    ) private returns (CaseId id, Case storage record) {
        id = CaseId.wrap(++_book.caseCount);
        record = _book.caseOf[id];
        (record.claimant, record.respondent, record.matter) = (claimant, respondent, matter);
        (record.raisedAt, record.terms) = (_now(), _book.version);
        if (about != 0) record.about = about;
    }

    function _openMediation(CaseId id, JusticeTerms storage rules) private {
        uint40 due = _deadline(rules.mediationDays);
        Course memory course;
        course.open(id, due, _book.calendar.deadline(due, rules.noticeDays));
        _book.keep(id, course);
        emit MediationOpened(id, due, course.lapsesAt);
    }

    /// @dev A panel has nothing to choose here but whether the case is upheld.
    function _openNoticed(CaseId id, Case storage record, bytes32 concern) private {
        _emitRaised(id, record, concern);
        Course memory course;
        course.openNoticed(id, Sanction.Note, _deadline(_rulesOf(record).replyDays));
        _book.keep(id, course);
        emit CaseNoticed(id, concern, Sanction.Note, course.due);
    }

    /// @dev A name replaces the one before, also when that was agreed: a mediator works as long as both trust them.
    function _nameMediator(CaseId id, Case storage record, uint8 party, AgentId mediator) private {
        bool isParty = mediator == record.claimant || mediator == record.respondent;
        require(!isParty && MEMBERS.isActive(mediator), CasesBadMediator(id, mediator));
        uint8 namedBy = record.mediator == mediator ? record.mediatorBy | party : party;
        (record.mediator, record.mediatorBy) = (mediator, namedBy);
        if (namedBy == CaseMachine.BOTH) _keepMediator(id, mediator);
        emit MediatorNamed(id, mediator, namedBy);
    }

    /// @dev For good: whoever is replaced later has heard both parties all the same.
    function _keepMediator(CaseId id, AgentId mediator) private {
        AgentId[] storage agreed = _book.mediators[id];
        for (uint256 i = 0; i < agreed.length; ++i) if (agreed[i] == mediator) return;
        require(agreed.length < Proceedings.MOST_MEDIATORS, CasesTooManyMediators(id, Proceedings.MOST_MEDIATORS));
        agreed.push(mediator);
    }

    function _emitRaised(CaseId id, Case storage record, bytes32 concern) private {
        emit CaseRaised(
            id,
            record.claimant,
            record.respondent,
            record.matter,
            record.about,
            record.guild,
            record.chapter,
            concern,
            record.terms
        );
    }

    // --- checks and readings -----------------------------------------------------------------------------------------

    function _requireActive(AgentId person) private view {
        require(MEMBERS.isActive(person), CasesNotActive(person));
    }

    function _requireInNation(AgentId person) private view {
        (Status status, , , , ) = MEMBERS.civicStatus(person);
        require(status >= Status.Probationary && status <= Status.Suspended, CasesNotInNation(person, status));
    }

    function _requirePersons(Raise calldata act) private view {
        _requireInNation(act.by);
        _requireInNation(act.respondent);
        bool onRoster = act.guild == NO_AGENT || _book.guilds.isOnRoster(act.guild, act.respondent);
        require(onRoster, CasesNotOnRoster(act.guild, act.respondent));
    }

    function _requireOfficeNamed(CaseId id, Case storage record, Sanction level) private view {
        bool isNamed = record.guild != NO_AGENT || record.chapter != NO_CHAPTER;
        isNamed = isNamed && record.matter != Matter.Licence;
        require(level != Sanction.LossOfOffice || isNamed, CasesNoOffice(id));
    }

    /// @return Bit of the party that this agent is, 0 for none.
    function _partyOf(Case storage record, AgentId by) private view returns (uint8) {
        if (by == record.claimant) return CaseMachine.CLAIMANT;
        return by == record.respondent ? CaseMachine.RESPONDENT : 0;
    }

    function _open(CaseId id) private view returns (Case storage record, Course memory course) {
        return (_book.caseOf[id], _book.courseOf[id]);
    }

    function _rulesOf(Case storage record) private view returns (JusticeTerms storage) {
        return _book.termsAt[record.terms];
    }

    function _deadline(uint8 workingDays) private view returns (uint40) {
        return _book.calendar.deadline(_now(), workingDays);
    }

    function _now() private view returns (uint40) {
        return uint40(block.timestamp);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

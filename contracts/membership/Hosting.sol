// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, ChapterId, NO_AGENT, NO_CHAPTER} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {ChapterTerms, IChapters} from "./IChapters.sol";
import {IMembers, Reason, Status} from "./IMembers.sol";

/// @title Hosting: chapters, the offices of their hosts, and who is at home there
/// @dev The resident half of `Chapters`. Keeps the chapters with their offices and the backing for them, and
/// everybody's home. Must always hold: INV-151 while a chapter has fewer hosts than it needs, any active member at home
/// there can become one, and otherwise anybody whom enough of those at home there back, whatever the hosts want.
abstract contract Hosting is IChapters, Statements, Chartered {
    uint256 private constant NAME_BYTES = 64;
    uint256 private constant MOST_HOSTS = 8;
    uint256 private constant BACKING_ROUND = 30 days;

    bytes32 private constant OPEN = keccak256(
        "Open(uint32 by,string name,uint32 uses,uint32 guestUses,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant BACK = keccak256(
        "Back(uint32 by,uint32 chapter,uint32 person,uint16 round,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant HOST = keccak256(
        "Host(uint32 by,uint32 chapter,bool hosting,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant OFFER_USES = keccak256(
        "OfferUses(uint32 by,uint32 chapter,uint32 uses,uint32 guestUses,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant SETTLE = keccak256(
        "Settle(uint32 by,uint32 chapter,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    /// @dev One slot. `openedAt` 0 = no round is open.
    struct Backing {
        uint16 round;
        uint40 openedAt;
        uint8 residents;
        bool byHost;
    }

    IMembers internal immutable MEMBERS;

    ChapterTerms internal _terms;
    ChapterId private _lastId;
    mapping(ChapterId chapter => Chapter) internal _chapterOf;
    mapping(AgentId person => Home) internal _homeOf;
    mapping(ChapterId chapter => Office[]) private _officesOf;
    mapping(ChapterId chapter => mapping(AgentId person => Backing)) private _backingOf;
    mapping(ChapterId chapter => mapping(AgentId person => mapping(AgentId by => uint16 round))) private _lastBacked;
    mapping(ChapterId chapter => mapping(AgentId person => uint40 until)) internal _separatedUntil;

    constructor(IMembers members, ChapterTerms memory terms_) {
        require(address(members) != address(0), CharteredZeroAddress());
        MEMBERS = members;
        _setTerms(terms_);
    }

    // --- a chapter and its hosts -------------------------------------------------------------------------------------

    /// @inheritdoc IChapters
    function open(Open calldata act, bytes calldata signature) external returns (ChapterId chapter) {
        bytes32 name = keccak256(bytes(act.name));
        bytes memory statement = abi.encode(OPEN, act.by, name, act.uses, act.guestUses, act.nonce, act.deadline);
        _authenticateOnce(act.by, act.nonce, act.deadline, statement, signature);
        _requireActive(act.by);
        uint256 length = bytes(act.name).length;
        require(length != 0 && length <= NAME_BYTES, ChaptersBadName(length));

        chapter = ChapterId.wrap(ChapterId.unwrap(_lastId) + 1);
        _lastId = chapter;
        _chapterOf[chapter].by = act.by;
        emit ChapterPrepared(chapter, act.by, act.name);
        _offer(chapter, act.uses, act.guestUses);
        _setOffice(chapter, act.by, uint40(block.timestamp) + _terms.hostTerm, false);
    }

    /// @inheritdoc IChapters
    function back(Back calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(BACK, act), signature);
        _requireKnown(act.chapter);
        require(act.by != act.person, ChaptersTwoPeopleNeeded(act.by, act.person));
        Backing memory backing = _presentBacking(act.chapter, act.person);
        require(act.round == backing.round, ChaptersWrongRound(act.chapter, act.person, act.round, backing.round));
        bool asHost = isHost(act.chapter, act.by);
        require(asHost || _isActiveResident(act.chapter, act.by), ChaptersNotAtHome(act.chapter, act.by));
        uint16 lastBacked = _lastBacked[act.chapter][act.person][act.by];
        require(lastBacked != act.round, ChaptersAlreadyBacked(act.chapter, act.person, act.by));

        if (backing.openedAt == 0) backing.openedAt = uint40(block.timestamp);
        if (asHost) backing.byHost = true;
        else if (backing.residents < type(uint8).max) ++backing.residents;
        _backingOf[act.chapter][act.person] = backing;
        _lastBacked[act.chapter][act.person][act.by] = act.round;
        emit HostBacked(act.chapter, act.person, act.by, act.round, asHost);
    }

    /// @inheritdoc IChapters
    function host(Host calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(HOST, act), signature);
        Chapter storage chapter = _requireKnown(act.chapter);
        if (!act.hosting) return _endOffice(act.chapter, act.by);

        _requireActive(act.by);
        bool opened = chapter.openedAt != 0;
        require(!opened || _homeOf[act.by].chapter == act.chapter, ChaptersNotAtHome(act.chapter, act.by));
        _requireTogether(act.chapter, act.by);
        ChapterTerms memory rules = _terms;
        Backing memory backing = _presentBacking(act.chapter, act.by);
        bool byResidents = backing.residents >= rules.backers;
        // Those who prepare a chapter open it with whom they choose; an open one must never stay without hosts.
        bool lacksHosts = _hostCount(act.chapter) < (opened ? rules.leastHosts : 1);
        require(
            byResidents || backing.byHost || lacksHosts,
            ChaptersBackingMissing(act.chapter, act.by, backing.residents, rules.backers)
        );
        _backingOf[act.chapter][act.by].openedAt = 0;
        _setOffice(act.chapter, act.by, uint40(block.timestamp) + rules.hostTerm, byResidents);
        if (opened || _hostCount(act.chapter) < rules.leastHosts) return;
        chapter.openedAt = uint40(block.timestamp);
        emit ChapterOpened(act.chapter, uint40(block.timestamp));
    }

    /// @inheritdoc IChapters
    function offerUses(OfferUses calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(OFFER_USES, act), signature);
        _requireHost(act.chapter, act.by);
        _offer(act.chapter, act.uses, act.guestUses);
    }

    // --- at home -----------------------------------------------------------------------------------------------------

    /// @inheritdoc IChapters
    function settle(Settle calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(SETTLE, act), signature);
        Home memory home = _homeOf[act.by];
        require(act.chapter != home.chapter, ChaptersAlreadyHome(act.by, act.chapter));
        if (act.chapter != NO_CHAPTER) {
            _requireAdmitted(act.by);
            _requireOpen(act.chapter);
            uint40 notBefore = home.since == 0 ? 0 : home.since + _terms.homeInterval;
            require(block.timestamp >= notBefore, ChaptersHomeTooSoon(act.by, notBefore));
        }
        _homeOf[act.by] = Home(act.chapter, uint40(block.timestamp));
        emit HomeChosen(act.by, home.chapter, act.chapter);
    }

    // --- rules -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IChapters
    function setTerms(ChapterTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IChapters
    function terms() external view returns (ChapterTerms memory) {
        return _terms;
    }

    /// @inheritdoc IChapters
    function lastId() external view returns (ChapterId) {
        return _lastId;
    }

    /// @inheritdoc IChapters
    function chapterOf(ChapterId chapter) external view returns (Chapter memory) {
        return _chapterOf[chapter];
    }

    /// @inheritdoc IChapters
    function isOpen(ChapterId chapter) external view returns (bool) {
        return _chapterOf[chapter].openedAt != 0;
    }

    /// @inheritdoc IChapters
    function officesOf(ChapterId chapter) external view returns (Office[] memory) {
        return _officesOf[chapter];
    }

    /// @inheritdoc IChapters
    function isHost(ChapterId chapter, AgentId person) public view returns (bool) {
        Office[] storage offices = _officesOf[chapter];
        for (uint256 i = 0; i < offices.length; ++i) {
            if (offices[i].host == person) return block.timestamp < offices[i].until && MEMBERS.isActive(person);
        }
        return false;
    }

    /// @inheritdoc IChapters
    function backingOf(
        ChapterId chapter,
        AgentId person
    ) external view returns (uint16 round, uint8 residents, bool byHost) {
        Backing memory backing = _presentBacking(chapter, person);
        return (backing.round, backing.residents, backing.byHost);
    }

    /// @inheritdoc IChapters
    function homeOf(AgentId person) external view returns (Home memory) {
        return _homeOf[person];
    }

    /// @inheritdoc IChapters
    function separatedUntil(ChapterId chapter, AgentId person) public view returns (uint40) {
        uint40 until = _separatedUntil[chapter][person];
        return block.timestamp < until ? until : 0;
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireKnown(ChapterId chapter) internal view returns (Chapter storage known) {
        known = _chapterOf[chapter];
        require(known.by != NO_AGENT, ChaptersUnknownChapter(chapter));
    }

    function _requireOpen(ChapterId chapter) internal view {
        require(_requireKnown(chapter).openedAt != 0, ChaptersNotOpen(chapter));
    }

    function _requireActive(AgentId person) private view {
        require(MEMBERS.isActive(person), ChaptersNotAdmitted(person));
    }

    function _requireAdmitted(AgentId person) internal view {
        require(_isAdmitted(person), ChaptersNotAdmitted(person));
    }

    function _requireHost(ChapterId chapter, AgentId by) internal view {
        require(isHost(chapter, by), ChaptersNotHost(chapter, by));
    }

    function _requireTogether(ChapterId chapter, AgentId person) internal view {
        uint40 until = separatedUntil(chapter, person);
        require(until == 0, ChaptersSeparated(chapter, person, until));
    }

    /// @dev In the register and wanted: in probation, active, or on a declared leave.
    function _isAdmitted(AgentId person) internal view returns (bool) {
        (Status status, Reason reason, , , ) = MEMBERS.civicStatus(person);
        return status == Status.Active || status == Status.Probationary || reason == Reason.Resting;
    }

    function _isActiveResident(ChapterId chapter, AgentId person) private view returns (bool) {
        return _homeOf[person].chapter == chapter && MEMBERS.isActive(person);
    }

    /// @dev The round that runs, or the next one, still empty.
    function _presentBacking(ChapterId chapter, AgentId person) private view returns (Backing memory backing) {
        backing = _backingOf[chapter][person];
        bool runs = backing.openedAt != 0 && block.timestamp < backing.openedAt + BACKING_ROUND;
        if (!runs) backing = Backing({round: backing.round + 1, openedAt: 0, residents: 0, byHost: false});
    }

    /// @dev Reads at most `MOST_HOSTS` offices.
    function _hostCount(ChapterId chapter) private view returns (uint256 count) {
        Office[] storage offices = _officesOf[chapter];
        for (uint256 i = 0; i < offices.length; ++i) {
            if (block.timestamp < offices[i].until && MEMBERS.isActive(offices[i].host)) ++count;
        }
    }

    /// @dev The office that is a person's own, or one whose term is over, or a further one. Where all are held: that of
    /// a host who is no active member, or else, for whom enough people at home there back, the one that ends first.
    /// @return place `MOST_HOSTS` if there is none.
    function _placeFor(Office[] storage offices, AgentId person, bool mayReplace) private view returns (uint256 place) {
        uint256 count = offices.length;
        place = count;
        uint256 first;
        uint40 firstEnd = type(uint40).max;
        for (uint256 i = 0; i < count; ++i) {
            Office memory office = offices[i];
            if (office.host == person) return i;
            if (block.timestamp >= office.until) place = i;
            uint40 end = MEMBERS.isActive(office.host) ? office.until : 0;
            if (end < firstEnd) (first, firstEnd) = (i, end);
        }
        if (place == MOST_HOSTS && (firstEnd == 0 || mayReplace)) return first;
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _offer(ChapterId chapter, uint32 uses, uint32 guestUses) private {
        require(guestUses & ~uses == 0, ChaptersBadUses(uses, guestUses));
        Chapter storage known = _chapterOf[chapter];
        (known.uses, known.guestUses) = (uses, guestUses);
        emit UsesOffered(chapter, uses, guestUses);
    }

    function _setOffice(ChapterId chapter, AgentId host_, uint40 until, bool mayReplace) private {
        Office[] storage offices = _officesOf[chapter];
        uint256 place = _placeFor(offices, host_, mayReplace);
        require(place < MOST_HOSTS, ChaptersOfficesHeld(chapter));
        if (place == offices.length) offices.push();
        offices[place] = Office(host_, until);
        emit HostSet(chapter, host_, until, uint8(place)); // below 8
    }

    function _endOffice(ChapterId chapter, AgentId host_) internal {
        Office[] storage offices = _officesOf[chapter];
        for (uint256 i = 0; i < offices.length; ++i) {
            if (offices[i].host != host_ || block.timestamp >= offices[i].until) continue;
            offices[i].until = 0;
            emit HostSet(chapter, host_, 0, uint8(i)); // below 8
            return;
        }
        revert ChaptersNotHost(chapter, host_);
    }

    function _setTerms(ChapterTerms memory terms_) private {
        uint8 least = terms_.leastHosts;
        require(least >= 2 && least <= MOST_HOSTS, ChaptersBadTerms("leastHosts"));
        require(terms_.backers != 0, ChaptersBadTerms("backers"));
        require(terms_.hostTerm >= 1 days && terms_.hostTerm <= 3650 days, ChaptersBadTerms("hostTerm"));
        require(terms_.homeInterval <= 3650 days, ChaptersBadTerms("homeInterval"));
        require(terms_.longestStay >= 1 hours && terms_.longestStay <= 365 days, ChaptersBadTerms("longestStay"));
        require(terms_.guestDays != 0 && terms_.guestDays <= 365, ChaptersBadTerms("guestDays"));
        _terms = terms_;
        emit ChapterTermsSet(
            least,
            terms_.backers,
            terms_.hostTerm,
            terms_.homeInterval,
            terms_.longestStay,
            terms_.guestDays
        );
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

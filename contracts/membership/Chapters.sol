// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Chartered} from "../types/Chartered.sol";
import {AgentId, ChapterId, NO_AGENT, NO_CHAPTER, TreatyId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {Hosting} from "./Hosting.sol";
import {ChapterTerms, IChapters} from "./IChapters.sol";
import {IMembers} from "./IMembers.sol";
import {ITreaties, Right} from "./ITreaties.sol";

/// @title Chapters
/// @dev The travelling half, on top of `Hosting`. Keeps the last stay of each guest in each chapter, and who is
/// separated from which. Who may do what: see `IChapters`; the nation sets the terms; the seat of justice separates and
/// dismisses. Must always hold: INV-150 a member's stay was answered for by two others, one of each side, and one
/// person is a guest of one chapter for at most `guestDays` in their year there; INV-152 what a guest may use is
/// offered to every guest, and what somebody at home may use to everybody at home there; INV-153 a separation touches
/// access to one chapter and nothing else. Assumes of others: `Members` says who is active or admitted, `Treaties`
/// which guest of another nation may stay.
contract Chapters is Hosting {
    uint256 private constant YEAR = 365 days;

    bytes32 private constant VISIT = keccak256(
        "Visit(uint32 by,uint32 chapter,uint40 from,uint40 until,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant VOUCH = keccak256(
        "Vouch(uint32 by,uint32 chapter,uint32 guest,uint16 stay,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant ACCEPT = keccak256(
        "Accept(uint32 by,uint32 chapter,uint32 guest,uint16 stay,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant RECEIVE_GUEST = keccak256(
        "ReceiveGuest(uint32 by,uint32 chapter,uint16 treaty,uint32 guest,uint40 until,"
        "uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant DEPART = keccak256(
        "Depart(uint32 by,uint32 chapter,uint256 nonce,uint40 deadline,uint8 keyEpoch)"
    );

    /// @dev A guest of a chapter: a treaty in the upper half, 0 for this nation, and the id in that nation's register.
    type Guest is uint64;

    ITreaties private immutable TREATIES;

    address private _justice;
    mapping(ChapterId chapter => mapping(Guest guest => Stay)) private _stayOf;

    constructor(
        address timelock_,
        IMembers members,
        ITreaties treaties,
        ChapterTerms memory terms_
    ) Statements("Neoguild Chapters") Chartered(timelock_) Hosting(members, terms_) {
        require(address(treaties) != address(0), CharteredZeroAddress());
        TREATIES = treaties;
    }

    modifier onlyJustice() {
        require(msg.sender == _justice, ChaptersNotJustice(msg.sender));
        _;
    }

    // --- on the way --------------------------------------------------------------------------------------------------

    /// @inheritdoc IChapters
    function visit(Visit calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(VISIT, act), signature);
        _requireAdmitted(act.by);
        ChapterId home = _homeOf[act.by].chapter;
        require(home != NO_CHAPTER, ChaptersNoHome(act.by));
        _requireOpen(act.chapter);
        require(home != act.chapter, ChaptersAlreadyHome(act.by, act.chapter));
        _requireTogether(act.chapter, act.by);
        Stay storage stay = _stayOf[act.chapter][_member(act.by)];
        _requireOver(act.chapter, act.by, stay);
        uint40 from = uint40(Math.max(act.from, block.timestamp));
        _validateTimes(from, act.until);

        (stay.home, stay.from, stay.until) = (home, from, act.until);
        (stay.vouchedBy, stay.acceptedBy) = (NO_AGENT, NO_AGENT);
        emit StayAsked(act.chapter, act.by, ++stay.number, home, from, act.until);
    }

    /// @inheritdoc IChapters
    function vouch(Vouch calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(VOUCH, act), signature);
        Stay storage stay = _requireAsked(act.chapter, act.guest, act.stay);
        require(act.by != act.guest, ChaptersTwoPeopleNeeded(act.by, act.guest));
        _requireHost(stay.home, act.by);
        require(stay.vouchedBy == NO_AGENT, ChaptersAlreadyVouched(act.chapter, act.guest, stay.vouchedBy));
        stay.vouchedBy = act.by;
        emit StayVouched(act.chapter, act.guest, act.stay, act.by);
    }

    /// @inheritdoc IChapters
    function accept(Accept calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(ACCEPT, act), signature);
        Stay storage stay = _requireAsked(act.chapter, act.guest, act.stay);
        require(stay.vouchedBy != NO_AGENT, ChaptersVouchMissing(act.chapter, act.guest));
        bool another = act.by != act.guest && act.by != stay.vouchedBy;
        require(another, ChaptersTwoPeopleNeeded(act.by, act.guest));
        _requireHost(act.chapter, act.by);
        _requireTogether(act.chapter, act.guest);

        if (stay.from < block.timestamp) stay.from = uint40(block.timestamp);
        _bookDays(act.chapter, act.guest, stay);
        stay.acceptedBy = act.by;
        emit StayAccepted(act.chapter, act.guest, act.stay, act.by, stay.from, stay.until);
    }

    /// @inheritdoc IChapters
    function receiveGuest(ReceiveGuest calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(RECEIVE_GUEST, act), signature);
        _requireOpen(act.chapter);
        _requireHost(act.chapter, act.by);
        require(TREATIES.hasRight(act.treaty, act.guest, Right.Stay), ChaptersNotRecognised(act.treaty, act.guest));
        Stay storage stay = _stayOf[act.chapter][_foreigner(act.treaty, act.guest)];
        _requireOver(act.chapter, act.guest, stay);
        uint40 from = uint40(block.timestamp);
        _validateTimes(from, act.until);

        (stay.from, stay.until, stay.acceptedBy) = (from, act.until, act.by);
        _bookDays(act.chapter, act.guest, stay);
        emit GuestReceived(act.chapter, act.treaty, act.guest, ++stay.number, act.by, from, act.until);
    }

    /// @inheritdoc IChapters
    function depart(Depart calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(DEPART, act), signature);
        Stay storage stay = _stayOf[act.chapter][_member(act.by)];
        require(_isAccepted(stay), ChaptersNoStay(act.chapter, act.by));
        uint256 booked = _daysBetween(stay.from, stay.until);
        stay.until = uint40(block.timestamp);
        if (stay.from > stay.until) stay.from = stay.until;
        // What is given back was booked in the same year: only another acceptance can begin a new one.
        stay.yearDays -= uint16(booked - _daysBetween(stay.from, stay.until));
        emit StayEnded(act.chapter, act.by, stay.number, stay.until);
    }

    // --- justice -----------------------------------------------------------------------------------------------------

    /// @inheritdoc IChapters
    function separate(ChapterId chapter, AgentId person, uint40 until) external onlyJustice {
        _requireKnown(chapter);
        _separatedUntil[chapter][person] = until;
        emit Separated(chapter, person, until);
    }

    /// @inheritdoc IChapters
    function dismiss(ChapterId chapter, AgentId host_) external onlyJustice {
        _endOffice(chapter, host_);
    }

    /// @inheritdoc IChapters
    function fillJusticeSeat(address justice_) external onlyNation {
        require(_justice == address(0), ChaptersSeatTaken(_justice));
        require(justice_ != address(0), CharteredZeroAddress());
        _justice = justice_;
        emit JusticeSeatFilled(justice_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IChapters
    function justice() external view returns (address) {
        return _justice;
    }

    /// @inheritdoc IChapters
    function stayOf(ChapterId chapter, AgentId guest) external view returns (Stay memory) {
        return _stayOf[chapter][_member(guest)];
    }

    /// @inheritdoc IChapters
    function recognisedStayOf(ChapterId chapter, TreatyId treaty, AgentId guest) external view returns (Stay memory) {
        return _stayOf[chapter][_foreigner(treaty, guest)];
    }

    /// @inheritdoc IChapters
    function isGuest(ChapterId chapter, AgentId person) public view returns (bool) {
        return _isThere(_stayOf[chapter][_member(person)]);
    }

    /// @inheritdoc IChapters
    function mayUse(ChapterId chapter, AgentId person, uint8 use) external view returns (bool) {
        Chapter memory place = _chapterOf[chapter];
        bool atHome = place.openedAt != 0 && _homeOf[person].chapter == chapter;
        if (!atHome && !isGuest(chapter, person)) return false;
        uint32 offered = atHome ? place.uses : place.guestUses;
        return _includes(offered, use) && separatedUntil(chapter, person) == 0 && _isAdmitted(person);
    }

    /// @inheritdoc IChapters
    function recognisedMayUse(
        ChapterId chapter,
        TreatyId treaty,
        AgentId guest,
        uint8 use
    ) external view returns (bool) {
        return
            _isThere(_stayOf[chapter][_foreigner(treaty, guest)]) &&
            _includes(_chapterOf[chapter].guestUses, use) &&
            TREATIES.hasRight(treaty, guest, Right.Stay);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireOver(ChapterId chapter, AgentId guest, Stay storage stay) private view {
        require(!_isAccepted(stay), ChaptersStayRunning(chapter, guest, stay.until));
    }

    /// @dev The stay a member asks for now: neither accepted nor over.
    function _requireAsked(ChapterId chapter, AgentId guest, uint16 number) private view returns (Stay storage stay) {
        stay = _stayOf[chapter][_member(guest)];
        bool asked = stay.acceptedBy == NO_AGENT && block.timestamp < stay.until;
        require(asked && stay.number == number, ChaptersWrongStay(chapter, guest, number, stay.number));
    }

    function _validateTimes(uint40 from, uint40 until) private view {
        uint32 longest = _terms.longestStay;
        bool fits = from < until && until - from <= longest && from <= block.timestamp + YEAR;
        require(fits, ChaptersBadStay(from, until, longest));
    }

    /// @dev Accepted and not over; it may begin later.
    function _isAccepted(Stay storage stay) private view returns (bool) {
        return stay.acceptedBy != NO_AGENT && block.timestamp < stay.until;
    }

    function _isThere(Stay storage stay) private view returns (bool) {
        return _isAccepted(stay) && block.timestamp >= stay.from;
    }

    function _includes(uint32 uses, uint8 use) private pure returns (bool) {
        return (uint256(uses) >> use) & 1 == 1;
    }

    /// @dev Each begun day counts in full.
    function _daysBetween(uint40 from, uint40 until) private pure returns (uint256) {
        return Math.ceilDiv(until - from, 1 days);
    }

    function _member(AgentId person) private pure returns (Guest) {
        return Guest.wrap(AgentId.unwrap(person));
    }

    function _foreigner(TreatyId treaty, AgentId guest) private pure returns (Guest) {
        return Guest.wrap((uint64(TreatyId.unwrap(treaty)) << 32) | AgentId.unwrap(guest));
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _bookDays(ChapterId chapter, AgentId guest, Stay storage stay) private {
        // By the moment of acceptance: a stay asked for beyond the year, and then not made, would else begin a new one.
        if (block.timestamp >= stay.yearFrom + YEAR) (stay.yearFrom, stay.yearDays) = (uint40(block.timestamp), 0);
        uint256 asked = _daysBetween(stay.from, stay.until);
        uint256 left = Math.saturatingSub(_terms.guestDays, stay.yearDays);
        require(asked <= left, ChaptersGuestDaysUsed(chapter, guest, asked, left));
        stay.yearDays += uint16(asked); // at most 365, as `guestDays`
    }
}

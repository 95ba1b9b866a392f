// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IConflicts} from "../contributions/IConflicts.sol";
import {ICalendar} from "../governance/ICalendar.sol";
import {Eight} from "../membership/Eight.sol";
import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {Vouches} from "../membership/Vouches.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId, LotId, NO_AGENT} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {ISortition, LotRequest, LotTerms} from "./ISortition.sol";
import {Secrets} from "./Secrets.sol";

/// @title Sortition
/// @dev Keeps who is party to each lot, who is barred and who was drawn; `Secrets` keeps the lots and makes their seeds.
/// Who may do what: see `ISortition`; the cases open, release and close, the nation sets the terms. Must always hold:
/// INV-161 nobody is drawn who is barred, was drawn before, withheld a secret or has a measured or declared conflict; INV-162 at most
/// as many persons hold a seat as there are seats, and a seat is taken only by whom it was offered to.
/// Assumes of others: `Members` knows who was active at a past moment, whatever happened since; the cases name parties.
contract Sortition is ISortition, Statements, Chartered, Secrets {
    using Eight for uint256;

    /// @dev One slot.
    struct Place {
        Seat seat;
        uint40 answerUntil;
    }

    /// @dev The parties, for each who has vouched for them, and what tells who brought a candidate in: read once for all
    /// candidates of a draw.
    struct Ties {
        AgentId[] parties;
        AgentId[] guilds; // whose people are not drawn: the one of the request, and parties that are guilds; 0 = none
        AgentId[][] vouchers;
        AgentId lastFounder;
        uint256 vouchQuantity;
    }

    bytes32 private constant COMMIT = keccak256(
        "Commit(uint32 by,uint32 lot,uint8 round,bytes32 commitment,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant ANSWER = keccak256(
        "Answer(uint32 by,uint32 lot,bool takes,uint40 deadline,uint8 keyEpoch)"
    );

    uint256 private constant MOST_SEATS = 32;
    uint256 private constant MOST_PARTIES = 4;
    uint256 private constant MOST_BARRED = 64;
    uint256 private constant MOST_DAYS = 60;
    uint256 private constant MOST_VOID_ROUNDS = 10;
    /// @dev A draw ends after so many candidates for each id: somebody who can be drawn is passed over with e^-16, one
    /// time in nine million.
    uint256 private constant TRIES_PER_ID = 16;

    IMembers private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    IConflicts private immutable CONFLICTS;

    LotTerms private _terms;
    address private _cases;
    uint32 private _lotCount;
    mapping(LotId lot => AgentId[] parties) private _partiesOf;
    mapping(LotId lot => AgentId[] panel) private _panelOf;
    mapping(LotId lot => mapping(AgentId person => Place)) private _placeOf;

    modifier onlyCases() {
        require(msg.sender == _cases, SortitionNotCases(msg.sender));
        _;
    }

    constructor(
        address timelock_,
        IMembers members,
        IGuilds guilds,
        ICalendar calendar,
        IConflicts conflicts,
        LotTerms memory terms_
    ) Statements("Neoguild Sortition") Chartered(timelock_) Secrets(calendar) {
        require(address(members) != address(0) && address(guilds) != address(0), CharteredZeroAddress());
        require(address(calendar) != address(0) && address(conflicts) != address(0), CharteredZeroAddress());
        (MEMBERS, GUILDS, CONFLICTS) = (members, guilds, conflicts);
        _setTerms(terms_);
    }

    // --- a lot is opened ---------------------------------------------------------------------------------------------

    /// @inheritdoc ISortition
    function openLot(LotRequest calldata request) external onlyCases returns (LotId lot) {
        _validateRequest(request);
        lot = LotId.wrap(++_lotCount);
        Lot storage opened = _lotOf[lot];
        (opened.seats, opened.snapshot, opened.guild) = (request.seats, request.snapshot, request.guild);
        opened.earlier = request.earlier;
        // Ids made after the snapshot were not active then, so the last one now bounds them all.
        opened.lastId = AgentId.unwrap(MEMBERS.lastId());
        opened.terms = _terms;
        _partiesOf[lot] = request.parties;
        _bar(lot, request.parties);
        _bar(lot, request.barred);
        emit LotOpened(lot, request, opened.lastId, _terms);
        _openRound(lot, opened);
    }

    // --- the seed ----------------------------------------------------------------------------------------------------

    /// @inheritdoc ISortition
    function commit(Commit calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(COMMIT, act), signature);
        _requireStage(act.lot, Stage.Committing);
        Lot storage lot = _lotOf[act.lot];
        require(act.round == lot.round, SortitionWrongRound(act.lot, act.round, lot.round));
        bool barred = _placeOf[act.lot][act.by].seat == Seat.Barred;
        require(!barred, SortitionNotAsked(act.lot, act.by, Obstacle.Barred));
        require(_isMember(lot, act.by), SortitionNotAsked(act.lot, act.by, Obstacle.NotMember));
        _commit(act.lot, lot, act.by, act.commitment);
    }

    // --- the seats ---------------------------------------------------------------------------------------------------

    /// @inheritdoc ISortition
    function draw(LotId lot, uint256 maxTries) external returns (uint256 offered) {
        _requireStage(lot, Stage.Drawing);
        Lot storage drawn = _lotOf[lot];
        Ties memory ties = _tiesOf(lot);
        uint256 free = drawn.seats - _panelOf[lot].length;
        uint256 place = drawn.tries;
        uint256 end = place + Math.min(maxTries, _mostTries(drawn) - place);
        uint40 answerUntil = CALENDAR.deadline(uint40(block.timestamp), drawn.terms.answerDays);
        for (; place < end && offered < free; ++place) {
            AgentId candidate = _candidateAt(drawn, place);
            if (_obstacleOf(lot, drawn, ties, candidate) != Obstacle.None) continue;
            _placeOf[lot][candidate] = Place(Seat.Offered, answerUntil);
            _panelOf[lot].push(candidate);
            ++offered;
            emit SeatOffered(lot, candidate, answerUntil);
        }
        drawn.tries = uint40(place);
        emit CandidatesTried(lot, uint40(place));
    }

    /// @inheritdoc ISortition
    function answer(Answer calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(ANSWER, act), signature);
        _requireOpen(act.lot);
        if (!act.takes) return _free(act.lot, act.by, Seat.Recused);
        Place storage place = _placeOf[act.lot][act.by];
        (Seat seat, uint40 until) = (place.seat, place.answerUntil);
        require(seat == Seat.Offered, SortitionWrongSeat(act.lot, act.by, seat));
        require(block.timestamp < until, SortitionAnswerTooLate(act.lot, act.by, until));
        require(MEMBERS.isActive(act.by), SortitionNotAsked(act.lot, act.by, Obstacle.NotMember));
        place.seat = Seat.Taken;
        ++_lotOf[act.lot].taken;
        emit SeatTaken(act.lot, act.by);
    }

    /// @inheritdoc ISortition
    function vacate(LotId lot, AgentId person) external {
        _requireOpen(lot);
        Place memory place = _placeOf[lot][person];
        bool silent = place.seat == Seat.Offered && block.timestamp >= place.answerUntil;
        bool held = _holds(place.seat) && !silent && MEMBERS.isActive(person);
        require(!held, SortitionSeatHeld(lot, person, place.answerUntil));
        _free(lot, person, Seat.Lapsed);
    }

    /// @inheritdoc ISortition
    function release(LotId lot, AgentId person) external onlyCases {
        _requireOpen(lot);
        _free(lot, person, Seat.Released);
    }

    /// @inheritdoc ISortition
    function close(LotId lot) external onlyCases {
        _requireOpen(lot);
        _lotOf[lot].closed = true;
        delete _partiesOf[lot];
        emit LotClosed(lot);
    }

    // --- terms and the seat of the cases -----------------------------------------------------------------------------

    /// @inheritdoc ISortition
    function setTerms(LotTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    /// @inheritdoc ISortition
    function fillCasesSeat(address cases_) external onlyNation {
        require(_cases == address(0), SortitionSeatTaken(_cases));
        require(cases_ != address(0), CharteredZeroAddress());
        _cases = cases_;
        emit CasesSeatFilled(cases_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc ISortition
    function terms() external view returns (LotTerms memory) {
        return _terms;
    }

    /// @inheritdoc ISortition
    function cases() external view returns (address) {
        return _cases;
    }

    /// @inheritdoc ISortition
    function lotCount() external view returns (uint32) {
        return _lotCount;
    }

    /// @inheritdoc ISortition
    function partiesOf(LotId lot) external view returns (AgentId[] memory) {
        return _partiesOf[lot];
    }

    /// @inheritdoc ISortition
    function panelOf(LotId lot) external view returns (AgentId[] memory) {
        return _panelOf[lot];
    }

    /// @inheritdoc ISortition
    function seatOf(LotId lot, AgentId person) external view returns (Seat seat, uint40 answerUntil) {
        Place storage place = _placeOf[lot][person];
        if (place.seat == Seat.Barred && _lotOf[lot].closed) return (Seat.None, 0);
        return (place.seat, place.answerUntil);
    }

    /// @inheritdoc ISortition
    function isComplete(LotId lot) external view returns (bool) {
        Lot storage known = _lotOf[lot];
        return known.round != 0 && known.taken == known.seats;
    }

    /// @inheritdoc ISortition
    function candidateAt(LotId lot, uint256 place) external view returns (AgentId) {
        require(_lotOf[lot].seeded, SortitionWrongStage(lot, stageOf(lot)));
        return _candidateAt(_lotOf[lot], place);
    }

    /// @inheritdoc ISortition
    function obstacleOf(LotId lot, AgentId person) external view returns (Obstacle) {
        _requireOpen(lot);
        return _obstacleOf(lot, _lotOf[lot], _tiesOf(lot), person);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _validateRequest(LotRequest calldata request) private view {
        require(request.seats != 0 && request.seats <= MOST_SEATS, SortitionBadRequest("seats"));
        require(request.snapshot < block.timestamp, SortitionBadRequest("snapshot"));
        bool known = request.guild == NO_AGENT || GUILDS.isGuild(request.guild);
        require(known, SortitionBadRequest("guild"));
        require(LotId.unwrap(request.earlier) <= _lotCount, SortitionBadRequest("earlier"));
        uint256 parties = request.parties.length;
        require(parties != 0 && parties <= MOST_PARTIES, SortitionBadRequest("parties"));
        for (uint256 i = 0; i < parties; ++i) {
            require(request.parties[i] != NO_AGENT, SortitionBadRequest("parties"));
        }
        require(request.barred.length <= MOST_BARRED, SortitionBadRequest("barred"));
    }

    function _holds(Seat seat) private pure returns (bool) {
        return seat == Seat.Offered || seat == Seat.Taken;
    }

    function _isMember(Lot storage lot, AgentId person) private view returns (bool) {
        return MEMBERS.isActive(person) && MEMBERS.wasActive(person, lot.snapshot);
    }

    function _stageOfDraw(LotId id, Lot storage lot) internal view override returns (Stage) {
        if (lot.taken == lot.seats) return Stage.Complete;
        if (_panelOf[id].length == lot.seats) return Stage.Answering;
        return lot.tries < _mostTries(lot) ? Stage.Drawing : Stage.Exhausted;
    }

    function _mostTries(Lot storage lot) private view returns (uint256) {
        return lot.lastId * TRIES_PER_ID;
    }

    /// @dev 2^256 is so much larger than any id that the remainder favours nobody.
    function _candidateAt(Lot storage lot, uint256 place) private view returns (AgentId) {
        return AgentId.wrap(uint32(1 + (uint256(keccak256(abi.encode(lot.seed, place))) % lot.lastId)));
    }

    /// @dev What is kept here is looked at first: it costs least.
    function _obstacleOf(LotId id, Lot storage lot, Ties memory ties, AgentId person) private view returns (Obstacle) {
        Seat seat = _placeOf[id][person].seat;
        Seat before = _placeOf[lot.earlier][person].seat;
        if (seat == Seat.Barred || before == Seat.Barred) return Obstacle.Barred;
        if (seat != Seat.None || before != Seat.None) return Obstacle.DrawnBefore;
        if (_commitmentOf[id][person] != 0) return Obstacle.SecretWithheld;
        if (!_isMember(lot, person)) return Obstacle.NotMember;
        if (_isOfGuild(lot, ties, person)) return Obstacle.SameGuild;
        if (_isTied(ties, person)) return Obstacle.VouchBetween;
        return _hasNamed(person, ties.parties) ? Obstacle.DeclaredConflict : Obstacle.None;
    }

    /// @dev On the roster now or then: nobody comes into a panel by leaving the guild after the seed is known.
    function _isOfGuild(Lot storage lot, Ties memory ties, AgentId person) private view returns (bool) {
        for (uint256 i = 0; i < ties.guilds.length; ++i) {
            AgentId guild = ties.guilds[i];
            if (guild == NO_AGENT) continue;
            if (GUILDS.isOnRoster(guild, person) || GUILDS.wasOnRoster(guild, person, lot.snapshot)) return true;
        }
        return false;
    }

    /// @dev A party that is a guild counts like the guild of the request, unless it is more than half of the nation: then
    /// nobody else could judge.
    function _guildsApart(Lot storage lot, AgentId[] memory parties) private view returns (AgentId[] memory guilds) {
        guilds = new AgentId[](parties.length + 1);
        guilds[parties.length] = lot.guild;
        for (uint256 i = 0; i < parties.length; ++i) {
            if (!GUILDS.isGuild(parties[i])) continue;
            uint256 roster = GUILDS.rosterSizeAt(parties[i], lot.snapshot);
            if (roster * 2 <= MEMBERS.activeCountAt(lot.snapshot)) guilds[i] = parties[i];
        }
    }

    /// @dev The candidate's own word alone: a party's would strike out eight of their choice, also once the order is known.
    function _hasNamed(AgentId person, AgentId[] memory parties) private view returns (bool) {
        (uint256 declared, ) = CONFLICTS.conflictsOf(person);
        for (uint256 i = 0; declared != 0 && i < parties.length; ++i) {
            if (declared.has(parties[i])) return true;
        }
        return false;
    }

    /// @dev A vouch for a party is the candidate's own act. One by a party ties only if it brought the candidate in, for
    /// else a party would strike out everybody they vouch for.
    function _isTied(Ties memory ties, AgentId person) private view returns (bool) {
        AgentId[] memory sponsors = _sponsorsOf(ties, person);
        for (uint256 i = 0; i < ties.parties.length; ++i) {
            if (_has(ties.vouchers[i], person) || _has(sponsors, ties.parties[i])) return true;
        }
        return false;
    }

    /// @dev Whose vouches made a person a member: the first ones that an admission took, if they are valid. Nobody's for a
    /// founder; nor where every place is taken, for then a later vouch can stand in the place of one of them.
    function _sponsorsOf(Ties memory ties, AgentId person) private view returns (AgentId[] memory) {
        if (AgentId.unwrap(person) <= AgentId.unwrap(ties.lastFounder)) return new AgentId[](0);
        (AgentId last, ) = MEMBERS.vouchFor(person, Vouches.MAX - 1);
        return last == NO_AGENT ? _vouchersOf(person, ties.vouchQuantity) : new AgentId[](0);
    }

    function _tiesOf(LotId lot) private view returns (Ties memory ties) {
        ties.parties = _partiesOf[lot];
        ties.guilds = _guildsApart(_lotOf[lot], ties.parties);
        ties.vouchers = new AgentId[][](ties.parties.length);
        for (uint256 i = 0; i < ties.parties.length; ++i) {
            ties.vouchers[i] = _vouchersOf(ties.parties[i], Vouches.MAX);
        }
        (ties.lastFounder, ) = MEMBERS.founding();
        ties.vouchQuantity = MEMBERS.terms().vouchQuantity;
    }

    /// @dev Whose vouches for a person are valid, of the first `most`; the places of the others are empty.
    function _vouchersOf(AgentId subject, uint256 most) private view returns (AgentId[] memory vouchers) {
        vouchers = new AgentId[](most);
        for (uint256 i = 0; i < most; ++i) {
            (AgentId by, uint40 expiresAt) = MEMBERS.vouchFor(subject, i);
            if (by == NO_AGENT) break;
            if (block.timestamp < expiresAt) vouchers[i] = by;
        }
    }

    function _has(AgentId[] memory list, AgentId person) private pure returns (bool) {
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] == person) return true;
        }
        return false;
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    function _bar(LotId lot, AgentId[] calldata persons) private {
        for (uint256 i = 0; i < persons.length; ++i) _placeOf[lot][persons[i]].seat = Seat.Barred;
    }

    function _free(LotId lot, AgentId person, Seat why) private {
        Place storage place = _placeOf[lot][person];
        Seat seat = place.seat;
        require(_holds(seat), SortitionWrongSeat(lot, person, seat));
        if (seat == Seat.Taken) --_lotOf[lot].taken;
        place.seat = why;
        AgentId[] storage panel = _panelOf[lot];
        uint256 last = panel.length - 1;
        for (uint256 i = 0; i < last; ++i) {
            if (panel[i] == person) panel[i] = panel[last];
        }
        panel.pop();
        emit SeatFreed(lot, person, why);
    }

    function _setTerms(LotTerms memory terms_) private {
        require(terms_.commitDays != 0 && terms_.commitDays <= MOST_DAYS, SortitionBadTerms("commitDays"));
        require(terms_.revealDays != 0 && terms_.revealDays <= MOST_DAYS, SortitionBadTerms("revealDays"));
        require(terms_.answerDays != 0 && terms_.answerDays <= MOST_DAYS, SortitionBadTerms("answerDays"));
        require(terms_.leastReveals != 0, SortitionBadTerms("leastReveals"));
        require(terms_.rounds <= MOST_VOID_ROUNDS, SortitionBadTerms("rounds"));
        _terms = terms_;
        emit LotTermsSet(terms_);
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

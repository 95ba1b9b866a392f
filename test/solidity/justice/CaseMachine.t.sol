// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {CaseMachine} from "../../../contracts/justice/CaseMachine.sol";
import {Course, ICases, Outcome, Sanction, Stage} from "../../../contracts/justice/ICases.sol";
import {AgentId, CaseId} from "../../../contracts/types/Ids.sol";

/// @title The course of a case against a record of what happened
/// @dev Tries steps at random and keeps its own record of those that were taken, from what was tried and when, never
/// from the course itself.
contract CaseMachineTest {
    using CaseMachine for Course;

    struct Record {
        bool noticed;
        uint40 repliesUntil;
        bool replied; // the time to reply was over before a lot began
        Sanction proposed;
        bool decided;
        Sanction first; // what the first panel said
        Sanction second; // what the second panel said, if there was one
        bool judgedTwice;
        bool appealed;
        uint40 appealsUntil;
        bool timeToAppealOver; // when it became final
    }

    uint256 private constant WALKS = 8;
    uint256 private constant STEPS = 48;

    CaseId private constant ID = CaseId.wrap(1);
    AgentId private constant BY = AgentId.wrap(1);

    Record private _told;
    uint40 private _now;

    /// @dev INV-170 to INV-172. Every step, its wait and its arguments come from the seed by hash, so that small seeds
    /// lead as far as large ones.
    function testFuzz_course(uint256 seed) external {
        for (uint256 walk = 0; walk < WALKS; ++walk) _walk(uint256(keccak256(abi.encode(seed, walk))));
    }

    function _walk(uint256 seed) private {
        delete _told;
        Course memory course = _opened(uint64(seed));
        for (uint256 i = 0; i < STEPS; ++i) {
            uint64 word = uint64(uint256(keccak256(abi.encode(seed, i))));
            _now += uint40((word >> 8) % 24);
            Course memory before = _copy(course);
            try this.step(course, word, _now) returns (Course memory next) {
                course = next;
                _tell(before, word);
                _verify(before, course);
            } catch (bytes memory reason) {
                // Only refusals that `ICases` names: never a panic.
                assert(bytes4(reason) != bytes4(keccak256("Panic(uint256)")));
            }
        }
    }

    /// @dev The highest sanction that the share of all seats reached, counted the slow way.
    function testFuzz_verdict(uint8[5] calldata seed, uint8 silent, uint16 first, uint16 second) external pure {
        uint8[5] memory named;
        uint256 seats = silent % 8;
        for (uint256 i = 0; i < 5; ++i) seats += named[i] = seed[i] % 8;
        if (seats == 0) return;
        uint256 sanctionBps = 5_001 + (first % 5_000);
        uint256 expulsionBps = sanctionBps + (second % (10_001 - sanctionBps));
        CaseMachine.Verdict memory verdict = CaseMachine.verdictOf(named, seats, sanctionBps, expulsionBps);

        uint256 highest = 0;
        for (uint256 level = 1; level < 5; ++level) {
            uint256 reached = 0;
            for (uint256 i = level; i < 5; ++i) reached += named[i];
            if (reached * 10_000 >= (level == 4 ? expulsionBps : sanctionBps) * seats) highest = level;
        }
        assert(uint256(verdict.level) == highest);
        assert((verdict.outcome == Outcome.Upheld) == (highest != 0));
        assert((verdict.outcome == Outcome.Dismissed) == (highest == 0 && uint256(named[0]) * 2 > seats));
        assert(verdict.isWhole == (silent % 8 == 0));
        // Who is silent never makes it worse: with one seat more for nothing, no sanction is higher.
        ++named[0];
        assert(CaseMachine.verdictOf(named, seats + 1, sanctionBps, expulsionBps).level <= verdict.level);
    }

    /// @dev External, so that what reverts leaves the course as it was.
    function step(Course memory course, uint64 word, uint40 now_) external pure returns (Course memory) {
        uint256 act = _actOf(course, word);
        uint40 due = now_ + 1 + uint40((word >> 16) % 30);
        if (act == 0) course.settle(ID, BY, _party(word));
        else if (act == 1) course.endMediation(ID, now_);
        else if (act == 2) course.notice(ID, _level(word), now_, due);
        else if (act == 3) course.withdraw(ID);
        else if (act == 4) course.lapse(ID, now_);
        else if (act <= 6) course.openLot(ID, now_, due);
        else if (act <= 8) course.seat(ID, due);
        else if (act == 9) course.endLot(ID, now_);
        else if (act <= 11) course.decide(ID, _verdict(course, word), now_, due);
        else if (act == 12) course.appeal(ID, BY, _party(word), now_);
        else if (act == 13) course.finish(ID, now_);
        else course.carryOut(ID, due);
        return course;
    }

    function _opened(uint64 word) private returns (Course memory course) {
        _now = 1_000;
        if (word % 4 == 0) {
            course.openNoticed(ID, Sanction.Note, _now + 5);
            (_told.noticed, _told.proposed, _told.repliesUntil) = (true, Sanction.Note, _now + 5);
        } else {
            course.open(ID, _now + 10, _now + 30);
        }
    }

    /// @dev Records a step that was taken.
    function _tell(Course memory before, uint64 word) private {
        uint256 act = _actOf(before, word);
        uint40 due = _now + 1 + uint40((word >> 16) % 30);
        if (act == 2) (_told.noticed, _told.proposed, _told.repliesUntil) = (true, _level(word), due);
        if (act == 5 || act == 6) _told.replied = _told.replied || _now >= _told.repliesUntil;
        if (act == 10 || act == 11) {
            Sanction level = _verdict(before, word).level;
            if (_told.decided) (_told.second, _told.judgedTwice) = (level, true);
            else (_told.decided, _told.first, _told.appealsUntil) = (true, level, due);
        }
        if (act == 12) _told.appealed = true;
        if (act == 13) _told.timeToAppealOver = _now >= _told.appealsUntil;
    }

    function _verify(Course memory before, Course memory course) private view {
        // INV-170: nothing follows the close, and a case only moves on.
        assert(before.stage != Stage.Closed);
        assert(course.stage >= before.stage || course.stage == Stage.Closed);
        // INV-172: a sanction stands only by a decision, and none beyond the notice.
        if (course.level != Sanction.None) assert(_told.decided && course.level <= _told.proposed);
        if (course.stage == Stage.Closed) assert((course.outcome == Outcome.Upheld) == (course.level != Sanction.None));
        if (course.stage != Stage.Final) return;
        assert(_told.noticed && _told.replied);
        // INV-171
        if (course.level == Sanction.Expulsion) {
            bool confirmed = _told.judgedTwice && _told.first == Sanction.Expulsion;
            assert(
                _told.judgedTwice ? confirmed && _told.second == Sanction.Expulsion : _told.first == Sanction.Expulsion
            );
            if (!_told.judgedTwice) assert(!_told.appealed && _told.timeToAppealOver);
        }
    }

    /// @dev Any step, but more often than not one that leads on, so that most walks reach an end.
    function _actOf(Course memory course, uint64 word) private pure returns (uint256) {
        uint256 act = word % 15;
        if ((word >> 48) % 4 == 0) return act;
        if (course.stage == Stage.Mediation) return 2;
        if (course.stage == Stage.Noticed) return 5;
        if (course.stage == Stage.Lot || course.stage == Stage.AppealLot) return 7;
        if (course.stage == Stage.Panel || course.stage == Stage.AppealPanel) return 10;
        if (course.stage == Stage.Decided) return [5, 12, 13][(word >> 50) % 3];
        return 14;
    }

    function _party(uint64 word) private pure returns (uint8) {
        return uint8(word >> 24) % 2 == 0 ? CaseMachine.CLAIMANT : CaseMachine.RESPONDENT;
    }

    /// @dev Half of the time the hardest.
    function _level(uint64 word) private pure returns (Sanction) {
        uint256 level = (word >> 32) % 8;
        return level > 4 ? Sanction.Expulsion : Sanction(level);
    }

    /// @dev A panel names nothing beyond the notice; half of the time every seat has judged.
    function _verdict(Course memory course, uint64 word) private pure returns (CaseMachine.Verdict memory verdict) {
        Sanction level = _level(word);
        verdict.level = level < course.proposed ? level : course.proposed;
        verdict.outcome = Outcome.Upheld;
        if (verdict.level == Sanction.None) verdict.outcome = word % 2 == 0 ? Outcome.Dismissed : Outcome.NoDecision;
        verdict.isWhole = (word >> 40) % 2 == 0;
    }

    function _copy(Course memory course) private pure returns (Course memory) {
        return abi.decode(abi.encode(course), (Course));
    }
}

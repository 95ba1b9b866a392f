// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, CaseId} from "../types/Ids.sol";
import {Course, ICases, Outcome, Sanction, Stage} from "./ICases.sol";

/// @title The course of a case, step by step
/// @dev A kernel without storage, calls or assembly, so that a test can take it whole (docs/justice.md, "How it is
/// held"). Each function is one step: it checks stage and time, and changes the course it is given. Times are Unix
/// seconds; a stage's acts are timely before `due`, and what follows is due from that moment on. Must always hold:
/// INV-170 a case is closed for ever; INV-171 expulsion only after notice, the time to reply and a panel whose outcome nobody appealed
/// in the time to appeal or a second panel confirmed; INV-172 no sanction without a decision, and none above the one of
/// which notice was given.
library CaseMachine {
    /// @dev What a panel's judgments come to.
    struct Verdict {
        Outcome outcome;
        Sanction level;
        bool isWhole; // every seat has judged
    }

    uint8 internal constant CLAIMANT = 1;
    uint8 internal constant RESPONDENT = 2;
    uint8 internal constant BOTH = CLAIMANT | RESPONDENT;

    uint256 private constant BPS = 10_000;

    // --- mediation ---------------------------------------------------------------------------------------------------

    function open(Course memory course, CaseId id, uint40 due, uint40 lapsesAt) internal pure {
        _requireStage(course, id, Stage.None);
        (course.stage, course.due, course.lapsesAt) = (Stage.Mediation, due, lapsesAt);
    }

    /// @dev What cannot wait, or be settled, goes straight to the panel: the notice is the raising itself.
    function openNoticed(Course memory course, CaseId id, Sanction proposed, uint40 due) internal pure {
        _requireStage(course, id, Stage.None);
        (course.stage, course.proposed, course.due) = (Stage.Noticed, proposed, due);
    }

    function requireMediation(Course memory course, CaseId id, uint40 now_) internal pure {
        _requireStage(course, id, Stage.Mediation);
        require(now_ < course.due, ICases.CasesTooLate(id, course.due));
    }

    /// @dev Closes the case once both parties have said so.
    function settle(Course memory course, CaseId id, AgentId by, uint8 party) internal pure {
        _requireStage(course, id, Stage.Mediation);
        require(party != 0, ICases.CasesNotYours(id, by));
        require(course.settledBy & party == 0, ICases.CasesAlreadySaid(id, by));
        course.settledBy |= party;
        if (course.settledBy == BOTH) _close(course, Outcome.Settled, 0);
    }

    function endMediation(Course memory course, CaseId id, uint40 now_) internal pure {
        requireMediation(course, id, now_);
        course.due = now_;
    }

    // --- notice and reply --------------------------------------------------------------------------------------------

    function notice(Course memory course, CaseId id, Sanction proposed, uint40 now_, uint40 due) internal pure {
        _requireStage(course, id, Stage.Mediation);
        require(now_ >= course.due, ICases.CasesTooEarly(id, course.due));
        require(now_ < course.lapsesAt, ICases.CasesTooLate(id, course.lapsesAt));
        require(proposed != Sanction.None, ICases.CasesBadSanction(id, proposed, Sanction.Expulsion));
        (course.stage, course.proposed, course.due) = (Stage.Noticed, proposed, due);
    }

    /// @dev A late reply is still heard, until the lot is opened.
    function requireReply(Course memory course, CaseId id) internal pure {
        _requireStage(course, id, Stage.Noticed);
    }

    function requireBeforeLot(Course memory course, CaseId id) internal pure {
        require(
            course.stage == Stage.Mediation || course.stage == Stage.Noticed,
            ICases.CasesWrongStage(id, course.stage)
        );
    }

    function withdraw(Course memory course, CaseId id) internal pure {
        require(
            course.stage >= Stage.Mediation && course.stage <= Stage.Panel,
            ICases.CasesWrongStage(id, course.stage)
        );
        _close(course, Outcome.Withdrawn, 0);
    }

    /// @dev Mediation without a settlement, and then no notice in time.
    function lapse(Course memory course, CaseId id, uint40 now_) internal pure {
        _requireStage(course, id, Stage.Mediation);
        require(now_ >= course.lapsesAt, ICases.CasesTooEarly(id, course.lapsesAt));
        _close(course, Outcome.Withdrawn, 0);
    }

    // --- lot and panel -----------------------------------------------------------------------------------------------

    function openLot(Course memory course, CaseId id, uint40 now_, uint40 due) internal pure {
        require(
            course.stage == Stage.Noticed || (course.stage == Stage.Decided && course.appealedBy != 0),
            ICases.CasesWrongStage(id, course.stage)
        );
        require(now_ >= course.due, ICases.CasesTooEarly(id, course.due));
        course.stage = course.stage == Stage.Noticed ? Stage.Lot : Stage.AppealLot;
        course.due = due;
    }

    function seat(Course memory course, CaseId id, uint40 due) internal pure {
        _requireLot(course, id);
        course.stage = course.stage == Stage.Lot ? Stage.Panel : Stage.AppealPanel;
        course.due = due;
    }

    /// @dev No panel could be made in time. Nothing is decided by that: a decision which the respondent did not appeal
    /// stands.
    function endLot(Course memory course, CaseId id, uint40 now_) internal pure {
        _requireLot(course, id);
        require(now_ >= course.due, ICases.CasesTooEarly(id, course.due));
        _conclude(course, Outcome.NoDecision, Sanction.None, 0);
    }

    function requireJudgment(Course memory course, CaseId id, Sanction level, uint40 now_) internal pure {
        _requirePanel(course, id);
        require(now_ < course.due, ICases.CasesTooLate(id, course.due));
        require(level <= course.proposed, ICases.CasesBadSanction(id, level, course.proposed));
    }

    /// @param due End of the time to appeal; after a second panel there is none.
    function decide(Course memory course, CaseId id, Verdict memory verdict, uint40 now_, uint40 due) internal pure {
        _requirePanel(course, id);
        require(verdict.isWhole || now_ >= course.due, ICases.CasesTooEarly(id, course.due));
        _conclude(course, verdict.outcome, verdict.level, due);
    }

    // --- appeal and close --------------------------------------------------------------------------------------------

    function appeal(Course memory course, CaseId id, AgentId by, uint8 party, uint40 now_) internal pure {
        _requireStage(course, id, Stage.Decided);
        require(now_ < course.due, ICases.CasesTooLate(id, course.due));
        require(party != 0, ICases.CasesNotYours(id, by));
        require(course.appealedBy & party == 0, ICases.CasesAlreadySaid(id, by));
        bool gotAll = party == CLAIMANT ? course.level == course.proposed : course.level == Sanction.None;
        require(!gotAll, ICases.CasesNothingToAppeal(id, by));
        course.appealedBy |= party;
    }

    /// @dev Nobody appealed in time.
    function finish(Course memory course, CaseId id, uint40 now_) internal pure {
        require(course.stage == Stage.Decided && course.appealedBy == 0, ICases.CasesWrongStage(id, course.stage));
        require(now_ >= course.due, ICases.CasesTooEarly(id, course.due));
        _end(course);
    }

    /// @param until What was decided shows until then.
    function carryOut(Course memory course, CaseId id, uint40 until) internal pure {
        _requireStage(course, id, Stage.Final);
        _close(course, Outcome.Upheld, until);
    }

    // --- counting ----------------------------------------------------------------------------------------------------

    /// @dev The highest sanction that the needed share of all seats named or went beyond, so that silence never counts
    /// against anybody. Dismissed if more than half of all seats named none.
    /// @param named By sanction, how many panelists named it.
    function verdictOf(
        uint8[5] memory named,
        uint256 seats,
        uint256 sanctionBps,
        uint256 expulsionBps
    ) internal pure returns (Verdict memory verdict) {
        uint256 reached = 0;
        for (uint256 level = uint256(Sanction.Expulsion); level != 0; --level) {
            reached += named[level];
            uint256 needed = level == uint256(Sanction.Expulsion) ? expulsionBps : sanctionBps;
            if (verdict.level == Sanction.None && reached * BPS >= needed * seats) verdict.level = Sanction(level);
        }
        verdict.isWhole = reached + named[0] == seats;
        if (verdict.level != Sanction.None) verdict.outcome = Outcome.Upheld;
        else verdict.outcome = uint256(named[0]) * 2 > seats ? Outcome.Dismissed : Outcome.NoDecision;
    }

    // --- private -----------------------------------------------------------------------------------------------------

    function _requireStage(Course memory course, CaseId id, Stage stage) private pure {
        require(course.stage == stage, ICases.CasesWrongStage(id, course.stage));
    }

    function _requireLot(Course memory course, CaseId id) private pure {
        require(course.stage == Stage.Lot || course.stage == Stage.AppealLot, ICases.CasesWrongStage(id, course.stage));
    }

    function _requirePanel(Course memory course, CaseId id) private pure {
        require(
            course.stage == Stage.Panel || course.stage == Stage.AppealPanel,
            ICases.CasesWrongStage(id, course.stage)
        );
    }

    /// @dev What a first panel says can be appealed; that there was none cannot. A second panel ends the case.
    function _conclude(Course memory course, Outcome outcome, Sanction level, uint40 due) private pure {
        if (course.stage == Stage.Panel) {
            (course.stage, course.outcome, course.level, course.due) = (Stage.Decided, outcome, level, due);
            return;
        }
        if (course.stage == Stage.Lot) {
            course.outcome = outcome;
        } else if (outcome != Outcome.NoDecision || course.appealedBy & RESPONDENT != 0) {
            Sanction most = _mostOnAppeal(course);
            (course.outcome, course.level) = (outcome, level < most ? level : most);
        }
        _end(course);
    }

    /// @dev Who appeals alone against a sanction does not risk a harder one; expulsion takes both panels.
    function _mostOnAppeal(Course memory course) private pure returns (Sanction) {
        if (course.appealedBy & CLAIMANT == 0) return course.level;
        return course.level == Sanction.Expulsion ? Sanction.Expulsion : Sanction.Suspension;
    }

    function _end(Course memory course) private pure {
        if (course.level == Sanction.None) _close(course, course.outcome, 0);
        else course.stage = Stage.Final;
    }

    function _close(Course memory course, Outcome outcome, uint40 until) private pure {
        (course.stage, course.outcome, course.due) = (Stage.Closed, outcome, until);
    }
}

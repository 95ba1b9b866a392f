// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IGuilds} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {AgentId} from "../types/Ids.sol";
import {CouncilTerms, ICouncils} from "./ICouncils.sol";
import {HoldState, IHolds} from "./IHolds.sol";

/// @title The rounds of a council's proposal, as a state machine
/// @dev A linked library that works on a proposal in the storage of `Councils`, and decides nothing about who may act. Where
/// a proposal stands follows from its moments and counts alone, so nobody has to move it on. Must always hold: INV-360 a
/// proposal is agreed only if fewer objections than stop it stand after a whole window, or if the guild's vote after the
/// last round carried it.
library Rounds {
    /// @dev What somebody said of a proposal, and what was said of them.
    struct Word {
        uint8 objectedIn; //   the last round, counted from 1 for a routine act's
        bool isTakenBack;
        bool hasVoted;
        uint8 discountedIn; // likewise
    }

    uint256 private constant BPS = 10_000;
    uint8 private constant MOST_ROUNDS = 10;
    uint16 private constant MOST_TENURE_DAYS = 365;

    /// @notice Begins the next round, with the roster of the second before.
    function open(ICouncils.CouncilProposal storage made, IGuilds guilds, uint256 proposal, uint8 round) public {
        CouncilTerms memory terms = made.terms;
        (made.round, made.objections, made.openedAt) = (round, 0, uint40(block.timestamp));
        made.opensAt = uint40(block.timestamp) + (round == 0 ? 0 : terms.questionWindow);
        _closeAt(made, _firstClose(made));
        if (made.firstOpenedAt == 0) _begin(made, guilds);
        // Who joins raises neither number: they could else outgrow those whose objections stop it. Who has left cannot object.
        uint256 others = Math.min(
            made.others = _othersAt(made, guilds, _tenureBegan(made)),
            _othersAt(made, guilds, block.timestamp - 1)
        );
        made.stopsAt = _objectionsNeeded(made, others);
        emit ICouncils.CouncilRoundOpened(
            proposal,
            round,
            made.openedAt,
            made.opensAt,
            made.closesAt,
            made.expiresAt,
            made.stopsAt,
            made.electors,
            made.others
        );
    }

    /// @notice See `ICouncils.takeBack`. An objection that stops a round keeps others from raising theirs. So they have a whole
    /// window for it when it goes, or an ally of the proposer could raise it for show and take it back in the last second.
    function takeBack(
        ICouncils.CouncilProposal storage made,
        Word storage word,
        uint256 proposal,
        AgentId by
    ) external {
        bool stands = word.objectedIn == made.round + 1 && !word.isTakenBack;
        require(stands, ICouncils.CouncilsNotObjecting(proposal, by));
        uint40 until = _lastTakeBack(made);
        require(block.timestamp <= until, ICouncils.CouncilsTooLate(proposal, until));
        word.isTakenBack = true;
        if (made.objections-- == made.stopsAt) _closeAt(made, uint40(block.timestamp) + made.terms.objectionWindow);
        emit ICouncils.CouncilObjectionTakenBack(proposal, made.round, by, made.closesAt, made.expiresAt);
    }

    /// @notice See `ICouncils.discount`. Nobody can walk through a roster; so whoever knows of one who cannot object says so, and
    /// all who can are always enough.
    function discount(
        ICouncils.CouncilProposal storage made,
        Word storage word,
        IGuilds guilds,
        IMembers members,
        uint256 proposal,
        AgentId person
    ) external {
        (AgentId guild, uint8 round) = (made.guild, made.round);
        bool isCounted =
            person != made.by &&
                word.objectedIn != round + 1 &&
                word.discountedIn != round + 1 &&
                guilds.wasOnRoster(guild, person, _tenureBegan(made));
        bool mayObject =
            guilds.isOnRoster(guild, person) &&
                members.isActive(person) &&
                guilds.wasOnRoster(guild, person, made.openedAt - 1);
        require(isCounted && !mayObject, ICouncils.CouncilsNotAbsent(proposal, person));
        word.discountedIn = round + 1;
        uint8 needed = _objectionsNeeded(made, --made.others);
        if (needed < made.stopsAt) made.stopsAt = needed;
        emit ICouncils.CouncilDiscounted(proposal, round, person, made.stopsAt);
        if (round == 0 && made.objections >= made.stopsAt) open(made, guilds, proposal, 1);
    }

    /// @notice Whoever was told of and objects all the same is one of the others again. Else some could leave for a moment, have
    /// themselves told of and come back, and fewer than the terms ask would stop the round.
    function countAgain(
        ICouncils.CouncilProposal storage made,
        Word storage word,
        IGuilds guilds,
        uint256 proposal,
        AgentId person
    ) external {
        word.discountedIn = 0;
        made.others += 1;
        made.stopsAt = _objectionsNeeded(made, Math.min(made.others, _othersAt(made, guilds, made.openedAt - 1)));
        emit ICouncils.CouncilCountedAgain(proposal, made.round, person, made.stopsAt);
    }

    /// @notice A ballot of a person of the roster who was on it at both ends of the tenure. Guilds are open to every member, so
    /// whoever joins for a vote could carry anything; who came the second before the proposal too, hence the tenure.
    function vote(
        ICouncils.CouncilProposal storage made,
        Word storage word,
        IGuilds guilds,
        uint256 proposal,
        AgentId by,
        ICouncils.Choice choice
    ) external {
        AgentId guild = made.guild;
        bool isElector =
            guilds.wasOnRoster(guild, by, made.firstOpenedAt - 1) && guilds.wasOnRoster(guild, by, _tenureBegan(made));
        require(isElector, ICouncils.CouncilsNotOnRoster(guild, by));
        require(!word.hasVoted, ICouncils.CouncilsAlreadyVoted(proposal, by));
        word.hasVoted = true;
        if (choice == ICouncils.Choice.For) ++made.votesFor;
        else if (choice == ICouncils.Choice.Against) ++made.votesAgainst;
        else ++made.abstentions;
        emit ICouncils.CouncilVoteCast(proposal, by, choice);
    }

    /// @notice See `ICouncils.withdraw`: what others amended or vote on is not one's own any more.
    function withdraw(ICouncils.CouncilProposal storage made, uint256 proposal, AgentId by) external {
        require(made.by == by, ICouncils.CouncilsNotProposer(proposal, by));
        bool isVotedOn = _isLast(made) && _isStopped(made) && block.timestamp > made.closesAt;
        require(!made.isOthers && !isVotedOn, ICouncils.CouncilsNoLongerOwn(proposal, by));
        made.withdrawn = true;
        emit ICouncils.CouncilWithdrawn(proposal);
    }

    /// @notice The last second before a proposal that is under way can be carried out in its present round, at the latest.
    function dueOf(ICouncils.CouncilProposal storage made) external view returns (uint40 due) {
        bool isLast = _isLast(made);
        bool canReopen =
            block.timestamp > made.closesAt
                ? !isLast && _isStopped(made)
                : made.round != 0 && !(isLast && made.terms.thresholdBps == 0);
        due = canReopen ? _lastTakeBack(made) + made.terms.objectionWindow : made.closesAt;
        if (isLast) due += made.terms.voteWindow;
    }

    /// @notice Where a proposal stands, also by what its members hold.
    function stateOf(
        ICouncils.CouncilProposal storage made,
        IHolds holds,
        uint256 number
    ) external view returns (ICouncils.CouncilState state) {
        if (made.openedAt == 0) return ICouncils.CouncilState.None;
        if (made.executed) return ICouncils.CouncilState.Executed;
        if (made.withdrawn) return ICouncils.CouncilState.Withdrawn;
        state = _ofRound(made);
        if (state == ICouncils.CouncilState.Stopped) return state;
        (HoldState held, uint40 until) = holds.suspensionOf(address(this), number);
        if (held == HoldState.Dropped) return ICouncils.CouncilState.Dropped;
        if (state != ICouncils.CouncilState.Agreed) return state;
        if (held == HoldState.Held) return ICouncils.CouncilState.Held;
        // A hold takes none of the time to carry the decision out, or those who hold it could wait until it expired.
        bool inTime =
            block.timestamp <= made.expiresAt ||
                (until != 0 && block.timestamp <= uint256(until) + made.terms.executionWindow);
        return inTime ? state : ICouncils.CouncilState.Expired;
    }

    /// @notice Reverts unless the terms are in their ranges and fit together.
    function check(CouncilTerms storage terms) external view {
        _requireWindow(terms.objectionWindow, true, "objectionWindow");
        uint32 execution = terms.executionWindow;
        require(execution >= 1 hours && execution <= 365 days, ICouncils.CouncilsBadTerms("executionWindow"));
        require(terms.objections != 0, ICouncils.CouncilsBadTerms("objections"));
        require(terms.rounds != 0 && terms.rounds <= MOST_ROUNDS, ICouncils.CouncilsBadTerms("rounds"));
        if (terms.questionWindow != 0) _requireWindow(terms.questionWindow, true, "questionWindow");
        _requireWindow(terms.integrationWindow, terms.rounds > 1, "integrationWindow");
        uint16 threshold = terms.thresholdBps;
        bool isShare = threshold == 0 || (threshold >= BPS / 2 && threshold <= BPS);
        require(isShare, ICouncils.CouncilsBadTerms("thresholdBps"));
        _requireWindow(terms.voteWindow, threshold != 0, "voteWindow");
        require(
            terms.quorumBps <= BPS && (threshold != 0 || terms.quorumBps == 0),
            ICouncils.CouncilsBadTerms("quorumBps")
        );
        require(terms.tenureDays <= MOST_TENURE_DAYS, ICouncils.CouncilsBadTerms("tenureDays"));
        if (terms.routineWindow != 0) _requireWindow(terms.routineWindow, true, "routineWindow");
        bool hasEnough = (terms.routineWindow == 0) == (terms.routineObjections == 0);
        require(hasEnough, ICouncils.CouncilsBadTerms("routineObjections"));
    }

    /// @dev Agreed for ever, once it is; how long it can be carried out is looked at elsewhere.
    function _ofRound(ICouncils.CouncilProposal storage made) private view returns (ICouncils.CouncilState) {
        if (made.opensAt != made.openedAt && block.timestamp <= made.opensAt) return ICouncils.CouncilState.Questions;
        bool isLast = _isLast(made);
        bool isStopped = _isStopped(made);
        if (isStopped && isLast && made.terms.thresholdBps == 0) return ICouncils.CouncilState.Stopped;
        if (block.timestamp <= made.closesAt) return ICouncils.CouncilState.Open;
        if (!isStopped) return ICouncils.CouncilState.Agreed;
        uint256 since = block.timestamp - made.closesAt;
        if (!isLast) {
            bool inTime = since <= made.terms.integrationWindow;
            return inTime ? ICouncils.CouncilState.Integrating : ICouncils.CouncilState.Stopped;
        }
        if (since <= made.terms.voteWindow) return ICouncils.CouncilState.Voting;
        return _isCarried(made) ? ICouncils.CouncilState.Agreed : ICouncils.CouncilState.Stopped;
    }

    function _isLast(ICouncils.CouncilProposal storage made) private view returns (bool) {
        return made.round >= made.terms.rounds;
    }

    function _isStopped(ICouncils.CouncilProposal storage made) private view returns (bool) {
        return made.objections >= made.stopsAt;
    }

    /// @dev As the round began, before anything was taken back.
    function _firstClose(ICouncils.CouncilProposal storage made) private view returns (uint40) {
        return made.opensAt + (made.round == 0 ? made.terms.routineWindow : made.terms.objectionWindow);
    }

    /// @dev Whatever is taken back, a round is over one window after this, and a hold can know when.
    function _lastTakeBack(ICouncils.CouncilProposal storage made) private view returns (uint40) {
        return _firstClose(made) + (_isLast(made) ? 0 : made.terms.integrationWindow);
    }

    function _isCarried(ICouncils.CouncilProposal storage made) private view returns (bool) {
        (uint256 inFavour, uint256 against) = (made.votesFor, made.votesAgainst);
        if (inFavour <= against || inFavour * BPS < (inFavour + against) * made.terms.thresholdBps) return false;
        return (inFavour + made.abstentions) * BPS >= uint256(made.electors) * made.terms.quorumBps;
    }

    /// @dev The time to carry it out begins when it can be agreed.
    function _closeAt(ICouncils.CouncilProposal storage made, uint40 closesAt) private {
        made.closesAt = closesAt;
        made.expiresAt = closesAt + made.terms.executionWindow;
        if (_isLast(made)) made.expiresAt += made.terms.voteWindow;
    }

    /// @dev Who was on the roster at both ends of the tenure cannot be counted without walking through it; there are no more of
    /// them than were there at either end.
    function _begin(ICouncils.CouncilProposal storage made, IGuilds guilds) private {
        made.firstOpenedAt = uint40(block.timestamp);
        uint256 then = guilds.rosterSizeAt(made.guild, _tenureBegan(made));
        uint256 electors = Math.min(then, guilds.rosterSizeAt(made.guild, block.timestamp - 1));
        made.electors = uint24(electors);
    }

    /// @dev Counted from the second before the proposal, or one who came in its own second would have been there.
    function _tenureBegan(ICouncils.CouncilProposal storage made) private view returns (uint256) {
        return made.firstOpenedAt - 1 - made.terms.tenureDays * 1 days;
    }

    /// @dev Those on the roster then who are not the proposer.
    function _othersAt(
        ICouncils.CouncilProposal storage made,
        IGuilds guilds,
        uint256 timepoint
    ) private view returns (uint24 others) {
        others = uint24(guilds.rosterSizeAt(made.guild, timepoint)); // no register holds 2^24 persons
        if (guilds.wasOnRoster(made.guild, made.by, timepoint)) --others;
    }

    /// @dev As many as the terms say, but never more than there are others who were on the roster, also in a small guild.
    function _objectionsNeeded(ICouncils.CouncilProposal storage made, uint256 others) private view returns (uint8) {
        uint8 asked = made.round == 0 ? made.terms.routineObjections : made.terms.objections;
        if (others >= asked) return asked;
        return others == 0 ? 1 : uint8(others);
    }

    function _requireWindow(uint32 window, bool isOn, string memory name) private pure {
        bool inRange = isOn ? window >= 1 hours && window <= 90 days : window == 0;
        require(inRange, ICouncils.CouncilsBadTerms(name));
    }
}

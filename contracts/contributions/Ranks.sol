// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IGuilds, Rank} from "../membership/IGuilds.sol";
import {IMembers} from "../membership/IMembers.sol";
import {Chartered} from "../types/Chartered.sol";
import {IAgents} from "../types/IAgents.sol";
import {AgentId} from "../types/Ids.sol";
import {Statements} from "../types/Statements.sol";
import {IContributionLedger} from "./IContributionLedger.sol";
import {IRanks, RankTerms} from "./IRanks.sol";

/// @title Ranks: who confers them, and who reviews them
/// @dev Keeps what each guild asks for a rank, and the rounds in which peers confer or review it; the rank itself is a fact
/// in `Guilds`, where this contract sits in the seat of ranks. Who may do what: see `IRanks`; the nation sets the terms. Must
/// always hold: INV-141 a rank is given only to who reached the threshold published before, by as many as the terms ask;
/// INV-142 a rank ends early only after notice, time to reply, and the statements of `peers`. Assumes of others: record and
/// standing of `ContributionLedger` are of accepted work; `Guilds` knows who holds what.
///
/// Not decided here, on purpose: a rank taken by a verdict (`Guilds.dismiss`) may be conferred again, by peers in public.
contract Ranks is IRanks, Statements, Chartered {
    /// @dev A conferral, and the last round in which somebody spoke for it.
    struct KeptConferral {
        Conferral conferral;
        mapping(AgentId by => uint16 round) saidIn;
    }

    /// @dev The last review, in one slot, and the last round in which somebody said that the rank should end.
    struct KeptReview {
        uint16 round;
        uint40 openedAt;
        uint40 replyUntil;
        uint40 closesAt; // the moment of the revocation, once there was one
        uint8 revocations;
        bool replied;
        bool revoked;
        mapping(AgentId by => uint16 round) saidIn;
    }

    bytes32 private constant PUBLISH = keccak256(
        "Publish(uint32 by,uint8 rank,uint32 recordMinutes,uint32 standingMinutes,uint256 nonce,uint40 deadline,"
        "uint8 keyEpoch)"
    );
    bytes32 private constant CONFER = keccak256(
        "Confer(uint32 by,uint32 guild,uint32 member,uint8 rank,uint16 round,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant OPEN_REVIEW = keccak256(
        "OpenReview(uint32 by,uint32 guild,uint32 member,uint16 round,bytes32 concern,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant REPLY = keccak256(
        "Reply(uint32 by,uint32 guild,uint16 round,bytes32 text,uint40 deadline,uint8 keyEpoch)"
    );
    bytes32 private constant REVOKE = keccak256(
        "Revoke(uint32 by,uint32 guild,uint32 member,uint16 round,uint40 deadline,uint8 keyEpoch)"
    );

    uint256 private constant STANDING_UNIT = 1e18;
    /// @dev `Guilds` counts eight holders, and one of them may be the person concerned.
    uint8 private constant MOST_PEERS = 7;

    IMembers private immutable MEMBERS;
    IGuilds private immutable GUILDS;
    IContributionLedger private immutable LEDGER;

    RankTerms private _terms;
    mapping(AgentId guild => mapping(Rank rank => Threshold)) private _thresholdOf;
    mapping(AgentId guild => mapping(AgentId member => mapping(Rank rank => KeptConferral))) private _conferralOf;
    mapping(AgentId guild => mapping(AgentId member => KeptReview)) private _reviewOf;

    constructor(
        address timelock_,
        IMembers members,
        IGuilds guilds,
        IContributionLedger ledger,
        RankTerms memory terms_
    ) Statements("Neoguild Ranks") Chartered(timelock_) {
        require(
            address(members) != address(0) && address(guilds) != address(0) && address(ledger) != address(0),
            CharteredZeroAddress()
        );
        (MEMBERS, GUILDS, LEDGER) = (members, guilds, ledger);
        _setTerms(terms_);
    }

    // --- what a rank takes -------------------------------------------------------------------------------------------

    /// @inheritdoc IRanks
    function publish(Publish calldata act, bytes calldata signature) external {
        _authenticateOnce(act.by, act.nonce, act.deadline, abi.encode(PUBLISH, act), signature);
        require(GUILDS.isGuild(act.by), RanksUnknownGuild(act.by));
        require(act.rank != Rank.None, RanksBadRank(act.rank));
        Threshold memory asked = thresholdOf(act.by, act.rank);
        (asked.nextRecordMinutes, asked.nextStandingMinutes) = (act.recordMinutes, act.standingMinutes);
        asked.from = uint40(block.timestamp) + GUILDS.notice();
        _thresholdOf[act.by][act.rank] = asked;
        emit ThresholdPublished(act.by, act.rank, act.recordMinutes, act.standingMinutes, asked.from);
    }

    // --- conferring --------------------------------------------------------------------------------------------------

    /// @inheritdoc IRanks
    function confer(Confer calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(CONFER, act), signature);
        _requirePair(act.guild, act.by, act.member);
        _requireOnRoster(act.guild, act.member);
        _requireNotRevoked(act.guild, act.member);
        Rank held = GUILDS.rankOf(act.guild, act.member);
        require(held <= act.rank, RanksHigherHeld(act.guild, act.member, held));
        _requireMerit(act.guild, act.member, act.rank);
        (bool isPeer, bool enoughPeers) = _voiceOf(act.guild, act.by, act.rank, held);

        bool complete = _support(act, isPeer, enoughPeers);
        emit ConferralSupported(act.guild, act.member, act.by, act.rank, act.round, !isPeer);
        if (!complete) return;
        uint40 until = uint40(block.timestamp) + _terms.term;
        emit RankConferred(act.guild, act.member, act.rank, act.round, until);
        GUILDS.setRank(act.guild, act.member, act.rank, until);
    }

    // --- reviewing ---------------------------------------------------------------------------------------------------

    /// @inheritdoc IRanks
    function openReview(OpenReview calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(OPEN_REVIEW, act), signature);
        _requirePair(act.guild, act.by, act.member);
        _requireOnRoster(act.guild, act.member);
        _requireVoice(act.guild, act.by, act.member);
        KeptReview storage kept = _reviewOf[act.guild][act.member];
        uint40 notBefore = _notBefore(kept);
        require(block.timestamp >= notBefore, RanksReviewTooSoon(act.guild, act.member, notBefore));
        uint16 round = kept.round + 1;
        require(act.round == round, RanksWrongRound(act.guild, act.member, act.round, round));
        (kept.round, kept.openedAt) = (round, uint40(block.timestamp));
        kept.replyUntil = uint40(block.timestamp) + _terms.replyPeriod;
        kept.closesAt = kept.replyUntil + _terms.decisionPeriod;
        (kept.revocations, kept.replied, kept.revoked) = (0, false, false);
        emit ReviewOpened(act.guild, act.member, act.by, round, act.concern, kept.replyUntil, kept.closesAt);
    }

    /// @inheritdoc IRanks
    function reply(Reply calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(REPLY, act), signature);
        KeptReview storage kept = _runningReview(act.guild, act.by, act.round);
        require(!kept.replied, RanksReplied(act.guild, act.by, act.round));
        kept.replied = true;
        emit ReviewReplied(act.guild, act.by, act.round, act.text);
    }

    /// @inheritdoc IRanks
    function revoke(Revoke calldata act, bytes calldata signature) external {
        _authenticate(act.by, act.deadline, abi.encode(REVOKE, act), signature);
        _requirePair(act.guild, act.by, act.member);
        _requireVoice(act.guild, act.by, act.member);
        KeptReview storage kept = _runningReview(act.guild, act.member, act.round);
        require(block.timestamp >= kept.replyUntil, RanksReplyRunning(act.guild, act.member, kept.replyUntil));
        require(kept.saidIn[act.by] != act.round, RanksAlreadySaid(act.by, act.member, act.round));
        kept.saidIn[act.by] = act.round;
        ++kept.revocations;
        emit RevocationSupported(act.guild, act.member, act.by, act.round);
        if (kept.revocations < _terms.peers) return;
        (kept.revoked, kept.closesAt) = (true, uint40(block.timestamp));
        emit RankRevoked(act.guild, act.member, act.round);
        GUILDS.setRank(act.guild, act.member, Rank.None, 0);
    }

    // --- rules -------------------------------------------------------------------------------------------------------

    /// @inheritdoc IRanks
    function setTerms(RankTerms calldata terms_) external onlyNation {
        _setTerms(terms_);
    }

    // --- what anyone can read ----------------------------------------------------------------------------------------

    /// @inheritdoc IRanks
    function terms() external view returns (RankTerms memory) {
        return _terms;
    }

    /// @inheritdoc IRanks
    function thresholdOf(AgentId guild, Rank rank) public view returns (Threshold memory asked) {
        asked = _thresholdOf[guild][rank];
        if (asked.from == 0 || block.timestamp < asked.from) return asked;
        (asked.inForce, asked.from) = (true, 0);
        (asked.recordMinutes, asked.standingMinutes) = (asked.nextRecordMinutes, asked.nextStandingMinutes);
    }

    /// @inheritdoc IRanks
    function conferralOf(AgentId guild, AgentId member, Rank rank) public view returns (Conferral memory open) {
        open = _conferralOf[guild][member][rank].conferral;
        if (open.openedAt == 0 || block.timestamp >= open.openedAt + _terms.conferralPeriod) {
            return Conferral(open.round + 1, 0, 0, 0);
        }
    }

    /// @inheritdoc IRanks
    function reviewOf(AgentId guild, AgentId member) external view returns (Review memory) {
        KeptReview storage kept = _reviewOf[guild][member];
        if (block.timestamp >= kept.closesAt) return Review(kept.round + 1, 0, 0, 0, 0, false);
        return Review(kept.round, kept.openedAt, kept.replyUntil, kept.closesAt, kept.revocations, kept.replied);
    }

    // --- checks ------------------------------------------------------------------------------------------------------

    function _requireOnRoster(AgentId guild, AgentId person) private view {
        require(GUILDS.isOnRoster(guild, person) && MEMBERS.isActive(person), RanksNotOnRoster(guild, person));
    }

    /// @dev The author is on the roster, and somebody else than the person spoken of.
    function _requirePair(AgentId guild, AgentId by, AgentId member) private view {
        _requireOnRoster(guild, by);
        require(by != member, RanksOwnRank(by));
    }

    function _requireMerit(AgentId guild, AgentId member, Rank rank) private view {
        Threshold memory asked = thresholdOf(guild, rank);
        require(asked.inForce, RanksNotPublished(guild, rank, asked.from));
        (uint256[3] memory record, uint256[3] memory standing) = LEDGER.recordAndStandingOf(guild, member);
        uint256 recordMinutes = record[0] + record[1] + record[2];
        uint256 standingMinutes = (standing[0] + standing[1] + standing[2]) / STANDING_UNIT;
        require(
            recordMinutes >= asked.recordMinutes && standingMinutes >= asked.standingMinutes,
            RanksThresholdMissed(member, recordMinutes, asked.recordMinutes, standingMinutes, asked.standingMinutes)
        );
    }

    /// @dev Who holds the rank or a higher one speaks as a peer; a steward speaks while fewer others than `peers` hold it.
    /// @param held The rank of the person spoken of, who is not one of the others.
    /// @return isPeer Otherwise a steward.
    /// @return enoughPeers Whether as many others hold the rank as the terms ask.
    function _voiceOf(
        AgentId guild,
        AgentId by,
        Rank rank,
        Rank held
    ) private view returns (bool isPeer, bool enoughPeers) {
        isPeer = GUILDS.rankOf(guild, by) >= rank;
        enoughPeers = GUILDS.isHeldBy(guild, rank, uint256(_terms.peers) + (held >= rank ? 1 : 0));
        require(isPeer || (!enoughPeers && GUILDS.isSteward(guild, by)), RanksNotPeer(guild, by, rank));
    }

    /// @dev Whether somebody may speak of ending the rank that a person holds.
    function _requireVoice(AgentId guild, AgentId by, AgentId member) private view {
        Rank held = GUILDS.rankOf(guild, member);
        require(held != Rank.None, RanksNoRank(guild, member));
        _voiceOf(guild, by, held, held);
    }

    function _requireNotRevoked(AgentId guild, AgentId member) private view {
        KeptReview storage last = _reviewOf[guild][member];
        uint40 notBefore = last.revoked ? _notBefore(last) : 0;
        require(block.timestamp >= notBefore, RanksRevoked(guild, member, notBefore));
    }

    function _runningReview(
        AgentId guild,
        AgentId member,
        uint16 round
    ) private view returns (KeptReview storage kept) {
        kept = _reviewOf[guild][member];
        require(block.timestamp < kept.closesAt, RanksNoReview(guild, member));
        require(round == kept.round, RanksWrongRound(guild, member, round, kept.round));
    }

    /// @dev When what a review holds back is possible again: as long after its end as it took.
    function _notBefore(KeptReview storage last) private view returns (uint40) {
        uint40 closesAt = last.closesAt;
        return closesAt + (closesAt - last.openedAt);
    }

    // --- effects -----------------------------------------------------------------------------------------------------

    /// @dev Counts a statement in the round, which it may open. Returns whether there are enough now.
    function _support(Confer calldata act, bool isPeer, bool enoughPeers) private returns (bool complete) {
        KeptConferral storage kept = _conferralOf[act.guild][act.member][act.rank];
        Conferral memory open = conferralOf(act.guild, act.member, act.rank);
        require(act.round == open.round, RanksWrongRound(act.guild, act.member, act.round, open.round));
        require(kept.saidIn[act.by] != act.round, RanksAlreadySaid(act.by, act.member, act.round));
        kept.saidIn[act.by] = act.round;
        if (open.openedAt == 0) open.openedAt = uint40(block.timestamp);
        if (isPeer) ++open.peers;
        else ++open.stewards;
        complete = open.peers >= _terms.peers || (!enoughPeers && open.peers + open.stewards >= _terms.stewards);
        if (complete) open.openedAt = 0;
        kept.conferral = open;
    }

    function _setTerms(RankTerms memory terms_) private {
        require(terms_.peers != 0 && terms_.peers <= MOST_PEERS, RanksBadTerms("peers"));
        require(terms_.stewards != 0 && terms_.stewards <= terms_.peers, RanksBadTerms("stewards"));
        require(terms_.term >= 30 days && terms_.term <= 3650 days, RanksBadTerms("term"));
        _requirePeriod(terms_.conferralPeriod, "conferralPeriod");
        _requirePeriod(terms_.replyPeriod, "replyPeriod");
        _requirePeriod(terms_.decisionPeriod, "decisionPeriod");
        _terms = terms_;
        emit RankTermsSet(
            terms_.peers,
            terms_.stewards,
            terms_.term,
            terms_.conferralPeriod,
            terms_.replyPeriod,
            terms_.decisionPeriod
        );
    }

    function _requirePeriod(uint32 period, string memory term) private pure {
        require(period >= 1 days && period <= 365 days, RanksBadTerms(term));
    }

    function _agents() internal view override returns (IAgents) {
        return MEMBERS;
    }
}

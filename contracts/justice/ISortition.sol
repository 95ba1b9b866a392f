// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AgentId, LotId} from "../types/Ids.sol";

/// @notice The rules of every lot. A lot keeps those it was opened under. Days are working days of the calendar.
struct LotTerms {
    uint8 commitDays; //   in which members commit to a secret; 1 to 60
    uint8 revealDays; //   after them, in which they reveal it; 1 to 60
    uint8 answerDays; //   in which a person drawn takes the seat or recuses themselves; 1 to 60
    uint8 leastReveals; // a round with fewer is void; at least 1
    uint8 rounds; //       most void rounds; the round after them is never void; 0 to 10
}

/// @notice What a case asks of a lot.
struct LotRequest {
    uint8 seats; //          of the panel, 1 to 32
    uint40 snapshot; //      Unix seconds, before now: who was an active member then, and still is, can be drawn
    AgentId guild; //        nobody on its roster then or now is drawn; 0 = none
    LotId earlier; //        nobody drawn or barred in that lot is drawn in this one (an appeal); 0 = none
    AgentId[] parties; //    1 to 4 agents; neither drawn nor asked for a secret, nor is anybody drawn who has vouched for one, was brought in by one, or is of one that is a guild
    AgentId[] barred; //     up to 64 who had a part in the case (a mediator, those who raised it): neither drawn nor asked for a secret
}

/// @title Sortition: a panel by lot that nobody can choose
/// @notice Members commit to secrets and reveal them; all secrets together are the seed; the seed puts the members in an
/// order, and the seats go to the first in it who have no conflict with anybody in the case. Whoever is drawn takes the
/// seat or recuses themselves; a seat refused, or not answered, goes to the next.
/// @dev What may go wrong: a member who committed can withhold the secret, which voids the round. That delays the lot and
/// costs them every part in it, and it can happen `rounds` times; then the secrets there are, mixed with the hash of the
/// block that closed the last round, are the seed. Bounds are derived in docs/lot.md.
interface ISortition {
    /// @notice Where a lot stands, as of now.
    enum Stage {
        None,
        Committing, // members commit to secrets
        Revealing, //  and reveal them
        RoundOver, //  anybody may close the round
        BlockAwaited, // the last round was void too; anybody may close it from the next block on
        Drawing, //    there is a seed, and a seat is free: anybody may draw
        Answering, //  every free seat is offered; some have not answered
        Complete, //   every seat is taken
        Exhausted, //  a seat is free, and nobody is left to draw
        Closed //      by the case; nothing changes any more
    }

    /// @notice What a person is to a lot.
    enum Seat {
        None,
        Barred, //   never drawn: a party, or somebody who had a part in the case
        Offered, //  drawn, and has not answered
        Taken, //    on the panel
        Recused, //  by their own declaration of a conflict
        Lapsed, //   did not answer in time, or is no active member any more
        Released //  by the case
    }

    /// @notice Why a person cannot be drawn: a code on chain, a sentence in every client.
    enum Obstacle {
        None,
        NotMember, //     not an active member at the snapshot and now
        Barred, //        a party, or somebody who had a part in the case, here or in the earlier lot
        DrawnBefore, //   in this lot, or in the earlier one
        SecretWithheld, // committed and has not revealed
        SameGuild, //     on the roster of the guild concerned, or of a party
        VouchBetween, //   they have vouched for a party, or a party's vouch made them a member, and it is valid
        DeclaredConflict // they have declared a conflict with a party (`IConflicts`)
    }

    /// @dev Four slots.
    struct Lot {
        uint40 snapshot;
        uint40 commitUntil; // Unix seconds, exclusive
        uint40 revealUntil; // Unix seconds, exclusive
        uint32 lastId; //      ids from 1 to this one can be drawn
        AgentId guild;
        LotId earlier;
        uint8 seats;
        uint8 round; //        from 1
        bool closed;
        bool seeded;
        uint40 tries; //       candidates looked at so far
        uint32 committed; //   in this round
        uint32 revealed; //    in this round
        uint8 taken; //        seats
        uint64 seedBlock; //   whose hash is mixed in; 0 = none
        LotTerms terms;
        uint256 seed; //       until `seeded`: the secrets revealed so far, combined
    }

    // The acts. Their EIP-712 types are these fields in this order, followed by `uint8 keyEpoch`.

    struct Commit {
        AgentId by;
        LotId lot;
        uint8 round;
        bytes32 commitment; // as `commitmentOf` makes it from a secret of 32 random bytes
        uint40 deadline;
    }
    struct Answer {
        AgentId by;
        LotId lot;
        bool takes; // the seat; false: recuses themselves, now or later
        uint40 deadline;
    }

    event LotTermsSet(LotTerms terms);
    event CasesSeatFilled(address cases);
    event LotOpened(LotId indexed lot, LotRequest request, uint32 lastId, LotTerms terms);
    event RoundOpened(LotId indexed lot, uint8 indexed round, uint40 commitUntil, uint40 revealUntil);
    event SecretCommitted(LotId indexed lot, uint8 indexed round, AgentId indexed by, bytes32 commitment);
    event SecretRevealed(LotId indexed lot, uint8 indexed round, AgentId indexed by, bytes32 secret);
    event RoundVoided(LotId indexed lot, uint8 indexed round, uint32 committed, uint32 revealed);
    /// @notice No void round is left: the hash of this block will be mixed with the secrets there are.
    event SeedBlockFixed(LotId indexed lot, uint64 seedBlock);
    event LotSeeded(LotId indexed lot, uint256 seed);
    event SeatOffered(LotId indexed lot, AgentId indexed person, uint40 answerUntil);
    /// @notice A draw ended; `tries` candidates have been looked at since the seed.
    event CandidatesTried(LotId indexed lot, uint40 tries);
    event SeatTaken(LotId indexed lot, AgentId indexed person);
    /// @notice A seat is free again. @param why Recused, Lapsed or Released.
    event SeatFreed(LotId indexed lot, AgentId indexed person, Seat why);
    event LotClosed(LotId indexed lot);

    /// @dev A term is out of its range; the word names it.
    error SortitionBadTerms(string term);
    error SortitionSeatTaken(address cases);
    /// @dev Only the contract in the seat of the cases may do this.
    error SortitionNotCases(address caller);
    /// @dev The request is out of its range; the word names the field.
    error SortitionBadRequest(string field);
    /// @dev The lot is at another stage than the act needs.
    error SortitionWrongStage(LotId lot, Stage stage);
    /// @dev The commitment is for a round that is not the open one.
    error SortitionWrongRound(LotId lot, uint8 round, uint8 openRound);
    /// @dev Only who was an active member at the snapshot, still is, and has no part in the case gives a secret or takes a seat.
    error SortitionNotAsked(LotId lot, AgentId person, Obstacle why);
    /// @dev Zero stands for none; a commitment is a hash.
    error SortitionNoCommitment(LotId lot, AgentId by);
    /// @dev This person has committed in this round, or in an earlier one and never revealed.
    error SortitionAlreadyCommitted(LotId lot, AgentId by);
    /// @dev This is not the secret that this person committed to in this round.
    error SortitionWrongSecret(LotId lot, AgentId by);
    /// @dev The block's hash can be read from the next block on.
    error SortitionBlockTooYoung(LotId lot, uint64 seedBlock);
    /// @dev This person's place in the lot does not allow it.
    error SortitionWrongSeat(LotId lot, AgentId person, Seat seat);
    /// @dev The offer ran out at `answerUntil` (Unix seconds).
    error SortitionAnswerTooLate(LotId lot, AgentId person, uint40 answerUntil);
    /// @dev The seat is neither past its answer nor held by somebody who is no active member any more.
    error SortitionSeatHeld(LotId lot, AgentId person, uint40 answerUntil);

    // --- for the cases -----------------------------------------------------------------------------------------------

    /// @notice Opens a lot and its first round. Requirements: the caller sits in the cases' seat; the request is in its ranges.
    function openLot(LotRequest calldata request) external returns (LotId lot);

    /// @notice Frees a seat, offered or taken, whatever its holder says. Requirements: the caller sits in the cases' seat;
    /// the person has a seat; the lot is not closed.
    function release(LotId lot, AgentId person) external;

    /// @notice Ends a lot at any stage: the panel stays as it is, and no view tells any more whose case it was. Requirements: the caller sits in the cases' seat; open.
    function close(LotId lot) external;

    // --- for members -------------------------------------------------------------------------------------------------

    /// @notice Commits to a secret. Requirements: the open round's time to commit; an active member at the snapshot and
    /// now, without a part in the case; once in a round, and never after withholding a secret.
    function commit(Commit calldata act, bytes calldata signature) external;

    /// @notice Reveals a secret. It proves itself, so it needs no signature and anybody may carry it.
    /// Requirements: the open round's time to reveal; the secret of this person's commitment.
    function reveal(LotId lot, AgentId by, bytes32 secret) external;

    /// @notice A person drawn takes the seat, and so says they know of no conflict, or recuses themselves, before or
    /// after taking it. Requirements: the lot is not closed; to take: an offer that has not run out, an active member;
    /// to recuse: a seat, offered or taken.
    function answer(Answer calldata act, bytes calldata signature) external;

    // --- for anybody -------------------------------------------------------------------------------------------------

    /// @notice Closes a round whose time is over, or in which all who committed have revealed: the secrets become the
    /// seed, or the round is void and the next one opens. After the last void round it fixes a block, and closes with
    /// its hash when called again. Requirements: `RoundOver` or `BlockAwaited`.
    function closeRound(LotId lot) external;

    /// @notice Looks at the next candidates and offers them the free seats, at most `maxTries` candidates.
    /// Requirements: `Drawing`.
    /// @return offered Seats offered by this call.
    function draw(LotId lot, uint256 maxTries) external returns (uint256 offered);

    /// @notice Frees a seat whose offer ran out, or whose holder is no active member any more.
    /// Requirements: the lot is not closed; the person has a seat; one of the two.
    function vacate(LotId lot, AgentId person) external;

    // --- for the nation ----------------------------------------------------------------------------------------------

    /// @notice Sets the terms of lots opened from now on.
    function setTerms(LotTerms calldata terms_) external;

    /// @notice Names, once, the contract that opens lots.
    function fillCasesSeat(address cases_) external;

    // --- what anyone can read ----------------------------------------------------------------------------------------

    function terms() external view returns (LotTerms memory);

    /// @notice The contract that opens lots.
    function cases() external view returns (address);

    /// @notice Lots are numbered from 1 to this.
    function lotCount() external view returns (uint32);

    function lotOf(LotId lot) external view returns (Lot memory);

    function stageOf(LotId lot) external view returns (Stage);

    /// @notice Who cannot be drawn because the case is theirs; nobody once the lot is closed.
    function partiesOf(LotId lot) external view returns (AgentId[] memory);

    /// @notice Who has a seat, offered or taken, in no particular order.
    function panelOf(LotId lot) external view returns (AgentId[] memory);

    /// @notice What a person is to a lot; once it is closed, `Barred` reads `None`. @return answerUntil When an offer ends or ended (Unix seconds, exclusive); 0 if never drawn.
    function seatOf(LotId lot, AgentId person) external view returns (Seat seat, uint40 answerUntil);

    /// @notice Whether every seat is taken.
    function isComplete(LotId lot) external view returns (bool);

    /// @notice The commitment a person has not revealed, or 0.
    function openCommitmentOf(LotId lot, AgentId person) external view returns (bytes32);

    /// @notice What a person commits to for a secret. @param secret 32 random bytes, kept until the reveal.
    function commitmentOf(LotId lot, uint8 round, AgentId by, bytes32 secret) external pure returns (bytes32);

    /// @notice The candidate at a place of the order that the seed puts the ids in; places count from 0.
    /// @dev Places repeat ids, as a die does; who was drawn before is passed over. Requirements: the lot has a seed.
    function candidateAt(LotId lot, uint256 place) external view returns (AgentId);

    /// @notice Why a person cannot be drawn for this lot now; `None` if they can. Requirements: the lot is not closed.
    function obstacleOf(LotId lot, AgentId person) external view returns (Obstacle);
}

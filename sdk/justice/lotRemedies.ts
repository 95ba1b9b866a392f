import type { Remedies } from "../errors.ts";

const SHOW = "See where the lot stands with 'npx hardhat lot:show --lot {lot}'.";

/** What `Sortition` refuses, and what to do. */
export const lotRemedies: Remedies = {
  SortitionBadTerms: ['the term "{term}" is out of its range', "See the ranges in contracts/justice/ISortition.sol."],
  SortitionSeatTaken: ["the seat of the cases is held by {cases}", "It is filled once, when a nation is founded."],
  SortitionNotCases: ["{caller} does not sit in the seat of the cases", "Only a case opens, releases or closes a lot."],
  SortitionBadRequest: [
    'the field "{field}" of the request is out of its range',
    "See the ranges in contracts/justice/ISortition.sol.",
  ],
  SortitionWrongStage: ["lot {lot} is at the stage {stage:lot}, where this is not possible", SHOW],
  SortitionWrongRound: [
    "the commitment is for round {round} of lot {lot}, and round {openRound} is open",
    "Commit anew, for the open round.",
  ],
  SortitionNotAsked: [
    "agent {person} is not asked in lot {lot}: {why:obstacle}",
    "Members without a part in the case give secrets and sit on panels.",
  ],
  SortitionNoCommitment: ["the commitment of agent {by} to lot {lot} is empty", "Let the SDK make it from a secret."],
  SortitionAlreadyCommitted: [
    "agent {by} has a commitment to lot {lot} that is not revealed",
    "One commitment a round; who withholds a secret gives no other in this lot.",
  ],
  SortitionWrongSecret: [
    "this is not the secret that agent {by} committed to in the open round of lot {lot}",
    "Take the file that was written when the commitment was made.",
  ],
  SortitionBlockTooYoung: [
    "the hash of block {seedBlock}, for lot {lot}, can be read from the next block on",
    "Send it again.",
  ],
  SortitionWrongSeat: ["agent {person} has no such seat in lot {lot}: {seat:lotseat}", SHOW],
  SortitionAnswerTooLate: [
    "the seat of lot {lot} was offered to agent {person} until {answerUntil:moment}",
    "It goes to the next in the order: 'npx hardhat lot:draw --lot {lot}'.",
  ],
  SortitionSeatHeld: [
    "agent {person} holds a seat of lot {lot}, or may answer until {answerUntil:moment}",
    "A seat is free when it is refused, when nobody answered in time, or when its holder is no member any more.",
  ],
};

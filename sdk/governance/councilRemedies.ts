import type { Remedies } from "../errors.ts";

const SHOW = "See it with 'npx hardhat council:show --proposal {proposal}'.";
const HOLD = "See what is held with 'npx hardhat hold:show'.";

export const councilRemedies: Remedies = {
  CouncilsOtherRound: ["proposal {proposal} is in round {round}, and this is meant for another one", SHOW],
  CouncilsNoWords: [
    "agent {by} gave no words, or both a text and a hash, or more than 4,096 bytes",
    "Give a text for everybody to read, or the salted hash of one that stays with the guild.",
  ],
  CouncilsUnknownQuestion: ["proposal {proposal} has no question {question}", SHOW],
  CouncilsNotObjecting: ["no objection of agent {by} stands in this round of proposal {proposal}", SHOW],
  CouncilsTooLate: [
    "objections to this round of proposal {proposal} could be taken back until {until:moment}",
    "Amend the proposal so that it meets them ('npx hardhat council:amend'), or vote on it after the last round.",
  ],
  CouncilsNotAbsent: [
    "agent {person} is not among those of whom this round of proposal {proposal} asks objections, or can object, or did",
    "Name one who was on the roster for the tenure and whose membership has ended or not begun; nobody else keeps an objection from counting.",
  ],
  CouncilsNoLongerOwn: [
    "proposal {proposal} is no longer agent {by}'s alone: others amended it, or the guild votes on it",
    "Object to it, or vote against it.",
  ],
  CouncilsSameCalls: [
    "these are the calls that proposal {proposal} has already",
    "Amend the calls; what needs other words alone is said in answers, or proposed anew.",
  ],
  CouncilsAlreadyVoted: [
    "agent {by} has voted on proposal {proposal} already",
    "Nothing needs to be done; a ballot in a guild's vote stays as it is.",
  ],
  CouncilsNotAmender: [
    "agent {by} may not amend proposal {proposal}",
    "Its proposer amends it, and whoever the charter names (governance.council.amender), while on the roster.",
  ],
  CouncilsOnlyGuild: [
    "agent {by} is no guild",
    "A guild lists what is routine itself: propose Councils.setRoutine to its council.",
  ],
  CouncilsNotSteward: [
    "agent {by} is no steward of guild {guild}",
    "Only its stewards act as a matter of routine; propose it to the council instead ('npx hardhat council:propose').",
  ],
  CouncilsNotRoutine: [
    "guild {guild} has not listed {selector} of {target} as routine, or the nation has no routine acts",
    "Propose it to the council ('npx hardhat council:propose'); what changes the list itself, carries other acts, or grants a budget up to a sum, is never routine.",
  ],
  CouncilsOverRoutine: [
    "{amount} is more than the {most} that stewards may spend by this act",
    "Propose it to the council, or have the council list the act anew.",
  ],
  HoldsBadTerms: ['the term "{term}" is out of its range', "See the ranges in contracts/governance/IHolds.sol."],
  HoldsOff: [
    "in this nation members hold no decisions",
    "The assembly decides how many can: Holds.setTerms; objections and cases are open as ever.",
  ],
  HoldsNoDecision: [
    "{subject} has no decision {number} that could still be carried out",
    "See where it stands with 'npx hardhat council:show'; an amended proposal is another decision.",
  ],
  HoldsNotMember: [
    "agent {by} is no active member, or was none before {knownSince:moment}, when the decision became known",
    "Only who was a member before can hold it.",
  ],
  HoldsNoReason: [
    "agent {by} gave no reason, or both a text and a hash, or more than 1,024 bytes",
    "Give a text for everybody to read, or the salted hash of one.",
  ],
  HoldsAlreadyJoined: ["agent {by} has said so for decision {number} already", "Nothing needs to be done."],
  HoldsOnlyOnce: ["decision {number} was held once, and is not again: it is {state:hold}", HOLD],
  HoldsTooMany: [
    "agent {by} has spoken for six holds of late, the most there can be",
    "The next is possible after {freeAt:moment}.",
  ],
  HoldsNotHeld: ["decision {number} is not held now: it is {state:hold}", HOLD],
};

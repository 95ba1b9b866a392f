import type { Remedies } from "../errors.ts";

const SHOW = "See it with 'npx hardhat pact:show --pact {pact}'.";

export const pactRemedies: Remedies = {
  PactsBadTerms: ['the term "{term}" of the pact is out of its range', "See the ranges in docs/pacts.md."],
  PactsNotPublicBody: [
    "agent {organisation} is not attested a public body now",
    "An issuer attests it: 'npx hardhat organisation:attest --class public-body'.",
  ],
  PactsUnknownGuild: ["agent {guild} is no guild", "See the guilds with 'npx hardhat guild:show'."],
  PactsBadSpeaker: [
    "agent {speaker} is neither a guild nor an active member",
    "Name one who is, as 'npx hardhat member:list' shows.",
  ],
  PactsUnknownPact: ["there is no pact {pact}", "See all with 'npx hardhat pact:show'."],
  PactsAlreadySigned: ["pact {pact} is signed already", "Nothing needs to be done."],
  PactsTooLate: [
    "pact {pact} could be signed until {until:moment}",
    "Ask the nation to propose it again: 'npx hardhat pact:propose'.",
  ],
  PactsOtherText: [
    "the text of pact {pact} is another one: its hash is {textHash}",
    "Read the text that the pact names, and sign that: 'npx hardhat pact:show --pact {pact}'.",
  ],
  PactsNotYours: ["in pact {pact} this is not for agent {by} to say", SHOW],
  PactsNotInForce: ["pact {pact} is not in force", SHOW],
  PactsEndsAlready: ["pact {pact} ends at {endsAt:moment}, and a notice now would end it no earlier", SHOW],
  PactsOutOfScope: ["the works of guild {guild} are not in the scope of pact {pact}", SHOW],
  PactsOverLimit: [
    "with this, {total} would be funded under pact {pact} in token {token}, of {most} at most (smallest unit)",
    "Pay less, in a token the pact names; or pay as anybody may, outside the pact.",
  ],
  PactsNothingPaid: ["nothing was paid", "Name an amount, and allow it to Pacts if the token is an ERC-20."],
  PactsWrongValue: [
    "{sent} wei came with the call, and {expected} are due",
    "Send exactly the amount; none with an ERC-20.",
  ],
  PactsUnknownCommitment: ["pact {pact} has no commitment {index:ordinal}", SHOW],
  PactsWrongState: [
    "commitment {index:ordinal} of pact {pact} is {state:promise}",
    "It is fulfilled by the side that owes it, and then acknowledged by the other, once each.",
  ],
};

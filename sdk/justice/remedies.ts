import type { Remedies } from "../errors.ts";
import { lotRemedies } from "./lotRemedies.ts";

const SHOW = "See what it waits for with 'npx hardhat case:show --case {id}'.";

export const justiceRemedies: Remedies = {
  ...lotRemedies,
  CasesBadTerms: ['the term "{term}" is out of its range', "See the ranges in contracts/justice/ICases.sol."],
  CasesWrongStage: ["case {id} is at the stage {stage:case}, where this is not possible", SHOW],
  CasesTooEarly: ["in case {id} this is possible from {notBefore:moment}", "Wait until then."],
  CasesTooLate: ["in case {id} this was possible until {due:moment}", SHOW],
  CasesNotActive: ["agent {person} is no active member", "See what is missing with 'npx hardhat member:show'."],
  CasesNotInNation: [
    "agent {person} is {status:status}: cases are between persons in the nation",
    "Probationary, active, resting and suspended persons can raise a case and face one.",
  ],
  CasesOwnCase: ["agent {by} cannot raise a case against themselves", "Name whom it is about."],
  CasesBadMatter: [
    "a case about a key or an attestation is raised in another way",
    "Who holds the key stops a recovery with 'npx hardhat case:dispute'; an organisation contests what its issuer took away with 'npx hardhat organisation:appeal'.",
  ],
  CasesNotGrant: [
    "agent {respondent} was never granted this: {about:grant}",
    "Name the work and its purpose (--work, --purpose): 'npx hardhat licence:check' shows who holds what.",
  ],
  CasesNotSteward: [
    "agent {by} is no steward of guild {guild}, which the case about a licence is for",
    "A steward of the work's guild raises it, in the name of that guild: 'npx hardhat work:show'.",
  ],
  CasesNotOnRoster: [
    "agent {respondent} is not on the roster of guild {guild}",
    "Name the guild in which they hold an office, or none.",
  ],
  CasesNotHost: [
    "agent {respondent} is no host of chapter {chapter}",
    "Name the chapter in which they are in office, or none.",
  ],
  CasesNotContact: [
    "agent {respondent} is none of those who can recover agent {by}",
    "Name one of the contacts, as 'npx hardhat contacts:show --id {by}' lists them.",
  ],
  CasesTooManyOpen: [
    "agent {by} has {most} cases open, the most one claimant may have",
    "Settle or withdraw one, or wait until one is closed.",
  ],
  CasesNotYours: ["in case {id} this is not for agent {by} to do", SHOW],
  CasesBadMediator: [
    "agent {mediator} cannot mediate in case {id}",
    "Name an active member who is neither claimant nor respondent.",
  ],
  CasesTooManyMediators: [
    "in case {id} both parties have agreed on {most} mediators, one after the other",
    "Name one of them again, or end the mediation.",
  ],
  CasesBadSanction: [
    "case {id} cannot end with {sanction:sanction}",
    "Name a sanction, at most {most:sanction}: no panel goes beyond the notice.",
  ],
  CasesNoOffice: [
    "case {id} is about a licence, or names no guild and no chapter, so there is no office to lose",
    "Choose another sanction; the office is named when a case is raised.",
  ],
  CasesNoSeparation: [
    "case {id} is about no conduct and no contribution, so it keeps nobody away from a chapter",
    "Where somebody's conduct asks for it, raise a case about that.",
  ],
  CasesAlreadySaid: ["agent {by} has said so in case {id} already", "Nothing needs to be done; it stands."],
  CasesNotOnPanel: [
    "agent {by} is not on the panel of case {id}",
    "Only those judge who were drawn and took the seat: 'npx hardhat lot:show'.",
  ],
  CasesNothingToAppeal: ["case {id} was decided as agent {by} asked", "There is nothing to appeal."],
  CasesBadChapter: ["there is no open chapter {chapter}", "See the chapters with 'npx hardhat chapter:show'."],
  CasesAlreadySeparated: [
    "in case {id} the respondent was separated from chapter {chapter} already",
    "A case leads to one separation; what comes after it is for the panel.",
  ],
  CasesTooManySigners: [
    "in case {id} {most} members have asked for a separation, each for a chapter of their own",
    "Agree on one chapter in another case.",
  ],
};

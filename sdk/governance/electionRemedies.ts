import type { Remedies } from "../errors.ts";

const SHOW = "See it with 'npx hardhat election:show --election {election}'.";

export const electionRemedies: Remedies = {
  ElectionsBadRules: [
    'the rule "{field}" is out of its range',
    "See the ranges in contracts/governance/IElections.sol.",
  ],
  ElectionsUnknownOffice: [
    "there is no office {office}, or one before it is missing",
    "See the offices with 'npx hardhat election:show'; the next takes the next number, at most 255.",
  ],
  ElectionsBadName: [
    "a name of {length} bytes is out of range",
    "An office has a name of 1 to 64 bytes; the stewards of guilds, office 0, have none.",
  ],
  ElectionsUnknownGuild: ["agent {guild} is no guild", "See which guilds there are with 'npx hardhat member:list'."],
  ElectionsNotElected: [
    "the nation's rules have no election for office {office}",
    "See the offices with 'npx hardhat election:show'; the assembly sets their rules (Elections.setOffice).",
  ],
  ElectionsUnderWay: ["election {election} is under way already", SHOW],
  ElectionsTooSoon: [
    "the next election of guild {guild} can be called from {notBefore:moment}, so that its vote closes when the term ends",
    "Wait until then; the guild itself can call it earlier, by its council.",
  ],
  ElectionsNotOnRoster: [
    "agent {person} is no active member on the roster of guild {guild}",
    "Join first: 'npx hardhat guild:join --guild {guild}'.",
  ],
  ElectionsBadElectorate: [
    "{electorate} people belonged here in the second before",
    "Call it again in the next block, when somebody has.",
  ],
  ElectionsWrongState: ["election {election} is at the stage {state:election}", SHOW],
  ElectionsNotInElectorate: [
    "agent {person} did not belong to the electorate of election {election} when it was called",
    "Only who belonged before the call votes and nominates; you will in the next election.",
  ],
  ElectionsNotNominated: [
    "agent {person} is not of the electorate of election {election}, and nobody of it has nominated them",
    "Ask somebody of the electorate: 'npx hardhat election:nominate --election {election} --nominee {person}'.",
  ],
  ElectionsAlreadyNominated: [
    "agent {by} has nominated somebody in election {election}",
    "Everybody nominates one person in an election, for good. Approve more than one when the vote is open.",
  ],
  ElectionsNotEligible: ["agent {nominee} cannot stand in election {election}: {obstacle:eligibility}", SHOW],
  ElectionsAlreadyStands: [
    "agent {candidate} stands in election {election}, or stood and stood down",
    "Nothing needs to be done; who stood down stands again in the next election.",
  ],
  ElectionsFull: [
    "32 stand in election {election}, each with as many nominations or more",
    "Ask members to nominate you ('npx hardhat election:nominate --election {election}'): who has the fewest makes room.",
  ],
  ElectionsNoCandidate: ["agent {person} does not stand in election {election}", SHOW],
  ElectionsAlreadyCast: [
    "agent {by} has cast a ballot in election {election}, and a carried one never replaces it",
    "Its author changes it with 'npx hardhat election:vote --by {by} --election {election}', without --sign.",
  ],
  ElectionsBadApprovals: [
    "the ballot {approvals} approves somebody who is no candidate; there are {candidates}",
    "Name candidates by their agents: 'npx hardhat election:vote --approve 3,5'.",
  ],
  ElectionsNoVacancy: [
    "no seat of election {election} is free for anybody",
    "Nothing needs to be done; where nobody is left in the order, a new election can be called.",
  ],
  ElectionsNotCurrent: ["the office is not held by election {election} now, or its term has ended", SHOW],
};

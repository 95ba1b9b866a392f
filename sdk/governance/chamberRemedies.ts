import type { Remedies } from "../errors.ts";

const SHOW = "See it with 'npx hardhat chamber:show --proposal {proposalId}'.";
const ROLLS = "See the rolls with 'npx hardhat chamber:show'.";

export const chamberRemedies: Remedies = {
  ChambersBadTerms: [
    'the term "{field}" of the chambers is out of its range',
    "See the ranges in contracts/governance/IChambers.sol; at least two chambers sit.",
  ],
  ChambersOff: [
    "the nation had no chambers when this was put to the vote",
    "A decision of the assembly sets them (Chambers.setTerms), for what is proposed later.",
  ],
  ChambersNoRoll: ["the {chamber:chamber} have no roll to be entered in", "Every active member sits there."],
  ChambersOnRoll: ["agent {agent} is on the roll of the {chamber:chamber} already", "There is nothing to do."],
  ChambersNotOnRoll: ["agent {agent} is not on the roll of the {chamber:chamber}", ROLLS],
  ChambersNotSeated: [
    "agent {agent} does not sit with the {chamber:chamber}",
    "It takes to be one now, and for an objection to have been on the roll when voting began: 'npx hardhat chamber:show'.",
  ],
  ChambersSeated: ["agent {agent} still is what it takes to sit with the {chamber:chamber}", ROLLS],
  ChambersNotVetoable: [
    "proposal {proposalId} cannot be vetoed by chambers now",
    "They veto what passed and waits, where its rule says so: 'npx hardhat proposal:show --proposal {proposalId}'.",
  ],
  ChambersHearingOpen: ["objections to proposal {proposalId} are open already", SHOW],
  ChambersNoHearing: [
    "nobody has opened the objections to proposal {proposalId}",
    "'npx hardhat chamber:object --proposal {proposalId}' opens them first.",
  ],
  ChambersNotSitting: ["the {chamber:chamber} do not sit on proposal {proposalId}: they were too few", SHOW],
  ChambersAlreadyObjected: [
    "agent {by} has objected to proposal {proposalId} already, with the {chamber:chamber}",
    "One person objects once, in one chamber.",
  ],
  AssemblyNotInSeat: [
    "{caller} does not sit in the assembly's seat {seat}",
    "Only the contract of the chambers does this; object with 'npx hardhat chamber:object'.",
  ],
  AssemblyNotVetoable: [
    "the rule of proposal {proposalId} knows no chambers, or it is a first reading",
    "See its rule with 'npx hardhat proposal:show --proposal {proposalId}'.",
  ],
};

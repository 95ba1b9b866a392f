import type { Remedies } from "../errors.ts";

const SHOW = "See it with 'npx hardhat proposal:show --proposal {proposal}'.";

export const sealedRemedies: Remedies = {
  SealedZeroAddress: ["sealed ballots need the address of their assembly", "Deploy with npx hardhat nation:deploy."],
  SealedWrongStage: [
    "sealed ballots on proposal {proposal} are at the stage {stage:sealed}",
    "Commit in the voting period and open in the hours after it; where ballots are not sealed, vote with " +
      "'npx hardhat proposal:vote'. " +
      SHOW,
  ],
  SealedNoCommitment: [
    "agent {by} commits to nothing on proposal {proposal}",
    "Make the commitment with 'npx hardhat proposal:seal'.",
  ],
  SealedNotInElectorate: [
    "agent {by} was no active member when voting on proposal {proposal} began",
    "Nothing to do: the electorate of a proposal is fixed. " + SHOW,
  ],
  SealedAlreadyCommitted: [
    "agent {by} has committed to a ballot on proposal {proposal}, which stands",
    "Where the rule lets ballots change, its author can replace it directly, without --sign. " + SHOW,
  ],
  SealedUnopenedCountsNot: [
    "under the rule of proposal {proposal} a ballot that nobody opens counts as nothing",
    "Open it with 'npx hardhat proposal:open' while the hours of opening last.",
  ],
};

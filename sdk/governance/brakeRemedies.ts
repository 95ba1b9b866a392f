import type { Remedies } from "../errors.ts";

const SHOW = "See it with 'npx hardhat brake:show'.";

export const brakeRemedies: Remedies = {
  BrakeBadTerms: [
    'the term "{field}" of the brake is out of its range',
    "See the ranges in contracts/governance/IBrake.sol.",
  ],
  BrakeNotArmed: [
    "the brake was pulled, and the assembly has not armed it since",
    "Propose Brake.arm with 'npx hardhat proposal:create'.",
  ],
  BrakeStopping: [
    "the emergency brake stops new acts until {stopsUntil:moment}",
    "Wait until then, or propose Brake.release: ballots, leaving, claims, appeals and decisions about the brake go on.",
  ],
  BrakeNotStopping: ["the brake stops nothing now", SHOW],
  BrakeArmedAlready: ["the brake is armed already", SHOW],
  BrakeOtherRound: [
    "pulls count in round {current}, and this one is for round {round}",
    "Pull again with 'npx hardhat brake:pull': a round ends with its time, and with other terms.",
  ],
  BrakeAlreadyPulled: ["agent {by} has pulled the brake in round {round} already", SHOW],
  BrakeNotEntitled: [
    "agent {by} may not pull the brake now",
    "Who may is said by 'npx hardhat brake:show'; a member was one before the first pull.",
  ],
  RulesBadExitWindow: [
    "an exit window of {exitWindow:duration} is out of range",
    "Name {least:duration} to {most:duration}.",
  ],
  RulesBelowExitWindow: [
    "a constitutional rule waits {executionDelay:duration}, and members have {exitWindow:duration} to leave first",
    "Name a longer delay: the exit window was set when the nation was founded, and cannot be changed.",
  ],
};

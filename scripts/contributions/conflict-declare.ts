import { act } from "../../sdk/acts.ts";
import { agentId, byMember } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const conflictDeclare = defineTask({
  name: "conflict:declare",
  description:
    "Says that you and somebody are too close, or at odds, to judge each other's work: from then on an acceptance between " +
    "the two counts for nobody. Nobody is told why. It is public, binds both, and only you take it back. One person " +
    "declares at most eight. Example: npx hardhat conflict:declare --by 3 --with 5",
  options: { by: byMember, with: agentId.describe("The agent id of the other person"), ...signing },
  run: ({ options: { by, with: other }, perform }) =>
    perform(by, act("conflicts", "declare", { other }), {
      tell: () => ({
        lines: [
          `Agent ${by} has declared a conflict with agent ${other}: neither's acceptance of the other's work counts.`,
          `Taken back with: npx hardhat conflict:take-back --by ${by} --with ${other}`,
        ],
        data: { by, with: other },
      }),
      already: { ConflictsKnown: `Agent ${by} has declared a conflict with agent ${other} already.` },
    }),
});

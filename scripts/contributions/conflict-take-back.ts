import { act } from "../../sdk/acts.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { agentId, byMember } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const conflictTakeBack = defineTask({
  name: "conflict:take-back",
  description:
    "Takes back a conflict that you declared; one that the other has declared stands until they take it back too. " +
    "Example: npx hardhat conflict:take-back --by 3 --with 5",
  options: { by: byMember, with: agentId.describe("The agent id of the other person"), ...signing },
  async run({ options: { by, with: other }, nation, perform }) {
    const { conflictsOfPerson } = await import("../../sdk/contributions/conflicts.ts");
    const connected = await nation();
    await requireAgent(connected, other);
    const { namedBy } = await conflictsOfPerson(connected, by);
    const stands = namedBy.includes(other);
    return perform(by, act("conflicts", "takeBack", { other }), {
      tell: () => ({
        lines: [
          `Agent ${by} has taken back the conflict with agent ${other}.`,
          ...(stands ? [`Agent ${other} has declared it too, so it stands until they take it back.`] : []),
        ],
        data: { by, with: other, stands },
      }),
      already: { ConflictsUnknown: `Agent ${by} has no conflict with agent ${other} to take back.` },
    });
  },
});

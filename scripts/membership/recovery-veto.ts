import { act, eventNamed } from "../../sdk/acts.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { recoveryView } from "../../sdk/membership/recovery.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const recoveryVeto = defineTask({
  name: "recovery:veto",
  description:
    "Stops the recovery of your own agent, because you still have your key. Possible once; after it your contacts need to be " +
    "more and wait longer, and only a case can stop them. Example: npx hardhat recovery:veto --by 3",
  options: { by: agentId.describe("Who acts: your agent id"), ...signing },
  async run({ options: { by }, nation, perform }) {
    const connected = await nation();
    await requireAgent(connected, by);
    const { pending, round } = await recoveryView(connected, by);
    if (pending === undefined) return unchanged(`No recovery of agent ${by} is pending.`, { agent: by });
    return perform(by, act("recovery", "veto", { round }), {
      tell: (outcome) => {
        const { vetoedUntil } = eventNamed(outcome, "RecoveryVetoed").args;
        return {
          lines: [
            `Agent ${by} vetoes the move to ${pending.newKey}.`,
            `Until ${formatMoment(vetoedUntil as bigint)} there is no second veto: if your contacts are mistaken, talk to them; if they ` +
              "mean harm, name others with 'contacts:name'.",
          ],
          data: { agent: by, round, vetoedUntil },
        };
      },
    });
  },
});

import { requireAgent } from "../../sdk/membership/agents.ts";
import { recoveryView } from "../../sdk/membership/recovery.ts";
import { agentId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const recoveryComplete = defineTask({
  name: "recovery:complete",
  description:
    "Moves an agent to the new key that its contacts support, once the delay is over. Anybody may. " +
    "Example: npx hardhat recovery:complete --for 3",
  options: { for: agentId.describe("The agent's id") },
  async run({ options: { for: agent }, nation, transact }) {
    const connected = await nation();
    await requireAgent(connected, agent);
    const { pending } = await recoveryView(connected, agent);
    if (pending === undefined) {
      const { key } = await connected.contracts.members.keyOf(agent);
      return unchanged(`No recovery of agent ${agent} is pending; its key is ${key}.`, { agent, key });
    }
    const { newKey } = pending;
    return transact("recovery", "complete", [agent], {
      tell: () => ({
        lines: [`Agent ${agent} has the key ${newKey}; the old one is dead.`],
        data: { agent, key: newKey },
      }),
    });
  },
});

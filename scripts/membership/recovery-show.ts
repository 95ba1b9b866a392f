import { unknownAgent } from "../../sdk/membership/agents.ts";
import { contactsInWords, recoveryInWords, recoveryView } from "../../sdk/membership/recovery.ts";
import { agentId } from "../options.ts";
import { defineTask } from "../task.ts";

export const recoveryShow = defineTask({
  name: "recovery:show",
  description:
    "Shows how the recovery of an agent stands: which key is supported, by whom, from when it can be completed, and who can " +
    "still stop it. Needs the agent id. Example: npx hardhat recovery:show --id 3",
  options: { id: agentId.describe("The agent's id") },
  async run({ options: { id }, nation }) {
    const connected = await nation();
    const [view, { key }, now] = await Promise.all([
      recoveryView(connected, id),
      connected.contracts.members.keyOf(id),
      connected.clock(),
    ]);
    if (BigInt(key) === 0n) throw unknownAgent(id);
    const lines = [`key        ${key}`, ...contactsInWords(view), ...recoveryInWords(view, now)];
    return { lines: [`Agent ${id}`, ...lines.map((line) => `  ${line}`)], data: { key, ...view } };
  },
});

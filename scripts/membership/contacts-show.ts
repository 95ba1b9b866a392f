import { requireAgent } from "../../sdk/membership/agents.ts";
import { contactsInWords, recoveryView } from "../../sdk/membership/recovery.ts";
import { agentId } from "../options.ts";
import { defineTask } from "../task.ts";

export const contactsShow = defineTask({
  name: "contacts:show",
  description:
    "Shows who can recover an agent whose key is lost, and how many of them are needed. Needs the agent id. " +
    "Example: npx hardhat contacts:show --id 3",
  options: { id: agentId.describe("The agent's id") },
  async run({ options: { id }, nation }) {
    const connected = await nation();
    await requireAgent(connected, id);
    const view = await recoveryView(connected, id);
    const { contacts, named, naming, needed } = view;
    return {
      lines: [`Agent ${id}`, ...contactsInWords(view).map((line) => `  ${line}`)],
      data: { agent: id, contacts, named, naming, needed },
    };
  },
});

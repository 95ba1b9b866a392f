import { defineTask, agentId } from "../task.ts";

export const memberShow = defineTask({
  name: "member:show",
  description: "Shows a person's status, why it is so and what is missing. Example: member:show --id 3",
  options: { id: agentId.describe("The person's agent id") },
  async run({ options, nation }) {
    const { contracts } = await nation();
    const [agent, status] = await Promise.all([contracts.members.agentOf(options.id), contracts.members.civicStatus(options.id)]);
    return { lines: [`agent ${options.id} key ${agent.key} status ${status.status}`], data: { status: status.status } };
  },
});

import { agentView } from "../../sdk/membership/register.ts";
import { agentId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const memberAdmit = defineTask({
  name: "member:admit",
  description:
    "Admits a person whose probation is over, in a nation that asks for no acceptance. Anybody may send it. " +
    "Example: npx hardhat member:admit --for 12",
  options: { for: agentId.describe("The person's agent id") },
  async run({ options: { for: subject }, nation, transact }) {
    const { status } = await agentView(await nation(), subject);
    if (status === "Active") return unchanged(`Agent ${subject} is an active member already.`, { subject });
    return transact("members", "admit", [subject], {
      tell: () => ({ lines: [`Agent ${subject} is now an active member: one vote.`], data: { subject } }),
    });
  },
});

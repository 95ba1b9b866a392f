import { agentView } from "../../sdk/membership/register.ts";
import { agentId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const memberReinstate = defineTask({
  name: "member:reinstate",
  description:
    "Ends a suspension that is over: its member is active again, or rests on. Anybody may send it. " +
    "Example: npx hardhat member:reinstate --for 12",
  options: { for: agentId.describe("The person's agent id") },
  async run({ options: { for: subject }, nation, transact }) {
    const connected = await nation();
    const { status } = await agentView(connected, subject);
    if (status === "Active" || status === "Inactive") {
      return unchanged(`Agent ${subject} is not suspended.`, { subject, status });
    }
    const report = await transact("members", "reinstate", [subject], {
      tell: () => ({ lines: [`The suspension of agent ${subject} has ended.`], data: { subject } }),
    });
    const { status: now, reason } = await agentView(connected, subject);
    return {
      lines: [...report.lines, `Agent ${subject} is ${now}: ${reason}.`],
      data: { ...report.data, status: now },
    };
  },
});

import { agentView } from "../../sdk/membership/register.ts";
import { agentId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const memberAdmit = defineTask({
  name: "member:admit",
  description:
    "Takes a person who lacks nothing the next step: on probation, or to membership in a nation that asks for no " +
    "acceptance; also once the distance rule is met (distance:prove). Anybody may send it. " +
    "Example: npx hardhat member:admit --for 12",
  options: { for: agentId.describe("The person's agent id") },
  async run({ options: { for: subject }, nation, transact }) {
    const connected = await nation();
    const { status } = await agentView(connected, subject);
    if (status === "Active") return unchanged(`Agent ${subject} is an active member already.`, { subject });
    const report = await transact("members", "admit", [subject], {
      tell: () => ({ lines: [`Agent ${subject} has taken the next step.`], data: { subject } }),
    });
    const { status: now, code, reason } = await agentView(connected, subject);
    return {
      lines: [...report.lines, `Agent ${subject} is ${now}: ${reason}.`],
      data: { ...report.data, status: now, code },
    };
  },
});

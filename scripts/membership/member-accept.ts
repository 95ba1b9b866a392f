import { act } from "../../sdk/acts.ts";
import { agentView } from "../../sdk/membership/register.ts";
import { agentId, byMember } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const memberAccept = defineTask({
  name: "member:accept",
  description:
    "Accepts a person after probation; the first acceptance opens a round, the last one needed admits. Needs a member who " +
    "was active when the round opened. Example: npx hardhat member:accept --by 2 --for 12",
  options: { by: byMember, for: agentId.describe("The person's agent id"), ...signing },
  async run({ options: { by, for: subject }, nation, perform }) {
    const connected = await nation();
    const { status } = await agentView(connected, subject);
    if (status === "Active") return unchanged(`Agent ${subject} is an active member already.`, { subject });
    const { round } = await connected.contracts.members.acceptanceOf(subject);
    const report = await perform(by, act("members", "accept", { subject, round }), {
      tell: () => ({ lines: [`Agent ${by} accepts agent ${subject}.`], data: { by, subject, round } }),
      already: { MembersAlreadyAccepted: `Agent ${by} has accepted agent ${subject} in this round already.` },
    });
    const now = await agentView(connected, subject);
    return { lines: [...report.lines, `Agent ${subject} is ${now.status}: ${now.reason}.`], data: report.data };
  },
});

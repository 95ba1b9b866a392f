import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { requireWorks } from "../../sdk/licensing/works/read.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { agentId, purpose, workId } from "../options.ts";
import { defineTask } from "../task.ts";

export const licenceShow = defineTask({
  name: "licence:show",
  description:
    "Shows a licence that an agent was granted, with its meter: what it asks for, what was given, what is open and until when. " +
    "Without --purpose, those for every purpose. Example: npx hardhat licence:show --work 1 --agent 12",
  options: {
    work: workId.describe("The work"),
    agent: agentId.describe("Who holds it"),
    purpose: purpose.optional(),
  },
  async run({ options: { work, agent, purpose }, nation }) {
    const { showGrant } = await import("../../sdk/licensing/show.ts");
    const connected = await nation();
    await Promise.all([requireWorks(connected, [work]), requireAgent(connected, agent)]);
    const purposes = purpose === undefined ? [...PURPOSES.keys()] : [purpose];
    const shown = await Promise.all(
      purposes.map((each) => showGrant(connected, { work, licensee: agent, purpose: each })),
    );
    const grants = shown.filter((grant) => grant !== undefined);
    const none = `Agent ${agent} was granted nothing for work ${work}. May they use it? npx hardhat licence:check --work ${work} --agent ${agent} --purpose personal`;
    return {
      lines: grants.length === 0 ? [none] : grants.flatMap(({ lines }) => lines),
      data: { work, agent, grants: grants.map(({ data }) => data) },
    };
  },
});

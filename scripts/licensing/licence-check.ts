import { agentId, purpose, PURPOSES, treatyId, workId } from "../options.ts";
import { defineTask } from "../task.ts";

export const licenceCheck = defineTask({
  name: "licence:check",
  description:
    "Says whether an agent may use a work, why, and what to do next. Without --agent it asks for anybody outside the nation; " +
    "with --treaty, for a member of a recognised nation. Examples: npx hardhat licence:check --work 1 --agent 12 --purpose commercial · " +
    "npx hardhat licence:check --work 1 --treaty 1 --agent 17 --purpose personal",
  options: {
    work: workId.describe("The work"),
    agent: agentId.optional().describe("Who asks; with --treaty, the id in the other nation"),
    treaty: treatyId.optional().describe("The treaty under which they hold a pass"),
    purpose,
  },
  async run({ options: { work, agent = 0n, treaty = 0n, purpose }, nation }) {
    const { explain } = await import("../../sdk/licensing/explain.ts");
    const { licences, policies } = (await nation()).contracts;
    const answer =
      treaty === 0n
        ? await licences.canUse(work, agent, purpose)
        : await licences.recognisedCanUse(work, treaty, agent, purpose);
    const { decision, reason, allowed, sentence } = explain(answer.decision, answer.reason);
    const licence = answer.policy === 0n ? "" : (await policies.policyOf(answer.policy)).spdxId;
    const one = treaty === 0n ? `Agent ${agent}` : `Guest ${agent} of treaty ${treaty}`;
    const who = agent === 0n ? "Anybody" : one;
    const under = answer.policy === 0n ? "" : `, policy ${answer.policy} (${licence})`;
    return {
      lines: [
        `${who}, work ${work}, ${PURPOSES[purpose] ?? ""}: ${allowed ? "yes" : "not yet"} — ${decision}${under}`,
        `  ${sentence}`,
      ],
      data: {
        work,
        agent,
        treaty,
        purpose: PURPOSES[purpose],
        decision,
        reason,
        allowed,
        policy: answer.policy,
        licence,
      },
    };
  },
});

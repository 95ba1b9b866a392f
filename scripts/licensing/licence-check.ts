import { agentId, purpose, PURPOSES, workId } from "../options.ts";
import { defineTask } from "../task.ts";

export const licenceCheck = defineTask({
  name: "licence:check",
  description:
    "Says whether an agent may use a work, why, and what to do next. Without --agent it asks for anybody outside the nation. " +
    "Example: npx hardhat licence:check --work 1 --agent 12 --purpose commercial",
  options: { work: workId.describe("The work"), agent: agentId.optional().describe("Who asks"), purpose },
  async run({ options: { work, agent = 0n, purpose }, nation }) {
    const { explain } = await import("../../sdk/licensing/explain.ts");
    const { licences, policies } = (await nation()).contracts;
    const answer = await licences.canUse(work, agent, purpose);
    const { decision, reason, allowed, sentence } = explain(answer.decision, answer.reason);
    const licence = answer.policy === 0n ? "" : (await policies.policyOf(answer.policy)).spdxId;
    const who = agent === 0n ? "Anybody" : `Agent ${agent}`;
    const under = answer.policy === 0n ? "" : `, policy ${answer.policy} (${licence})`;
    return {
      lines: [
        `${who}, work ${work}, ${PURPOSES[purpose] ?? ""}: ${allowed ? "yes" : "not yet"} — ${decision}${under}`,
        `  ${sentence}`,
      ],
      data: { work, agent, purpose: PURPOSES[purpose], decision, reason, allowed, policy: answer.policy, licence },
    };
  },
});

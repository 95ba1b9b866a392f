import { PURPOSES } from "../../sdk/licensing/kinds.ts";
import { requireWorks } from "../../sdk/licensing/works/read.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { agentId, purpose, treatyId, workId } from "../options.ts";
import { defineTask } from "../task.ts";

export const licenceCheck = defineTask({
  name: "licence:check",
  description:
    "Says whether an agent may use a work, why, under which of its policies, what the others would ask for, and who has it free. Without --agent it asks for anybody outside the nation; " +
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
    const { requireTreaty } = await import("../../sdk/membership/chapters/treaties.ts");
    const connected = await nation();
    const { licences, policies } = connected.contracts;
    await requireWorks(connected, [work]);
    if (treaty !== 0n) await requireTreaty(connected, treaty);
    else if (agent !== 0n) await requireAgent(connected, agent);
    const answer =
      treaty === 0n
        ? await licences.canUse(work, agent, purpose)
        : await licences.recognisedCanUse(work, treaty, agent, purpose);
    const { decision, reason, allowed, sentence } = explain(answer.decision, answer.reason);
    const licence = answer.policy === 0n ? "" : (await policies.policyOf(answer.policy)).spdxId;
    const one = treaty === 0n ? `Agent ${agent}` : `Guest ${agent} of treaty ${treaty}`;
    const who = agent === 0n ? "Anybody" : one;
    const under = answer.policy === 0n ? "" : `, policy ${answer.policy} (${licence})`;
    const { freeFor, optionsFor, optionsForGuest } = await import("../../sdk/licensing/options.ts");
    const listed = () =>
      treaty === 0n
        ? optionsFor(connected, { work, agent, purpose })
        : optionsForGuest(connected, { work, treaty, guest: agent, purpose });
    const options = reason === "OwnWork" ? [] : await listed();
    const known = reason !== "UnknownWork" && reason !== "UnknownPurpose";
    const free = known && reason !== "Open" && reason !== "OwnWork" ? await freeFor(connected, { work, purpose }) : "";
    const best = options.find((option) => option.policy === answer.policy);
    const others = options.filter(({ asks, policy }) => asks !== "" && policy !== answer.policy);
    return {
      lines: [
        `${who}, work ${work}, ${PURPOSES[purpose] ?? ""}: ${allowed ? "yes" : "not yet"} — ${decision}${under}`,
        `  ${sentence}`,
        ...(best === undefined || best.asks === "" || allowed ? [] : [`  It asks for ${best.asks}.`]),
        ...others.map((each) => `  Policy ${each.policy} (${each.licence}) would ask for ${each.asks}.`),
        ...(treaty !== 0n && options.some(({ asks }) => asks !== "")
          ? ["  What is asked for is given to agents of this nation; a guest has what is free."]
          : []),
        ...(free === "" ? [] : [`  Free for ${free}.`]),
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
        options,
        freeFor: free,
      },
    };
  },
});

import { requireAgent } from "../../sdk/membership/agents.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId } from "../options.ts";
import { defineTask } from "../task.ts";

export const delegationShow = defineTask({
  name: "delegation:show",
  description:
    "Shows who left which topics to whom and until when, of all or of one member, and what the topics are. " +
    "Example: npx hardhat delegation:show --by 3",
  options: { by: agentId.optional().describe("Only what this member gave") },
  async run({ options: { by }, nation }) {
    const { allDelegations, delegationsOf } = await import("../../sdk/governance/delegations.ts");
    const { hasFlag, RuleFlag } = await import("../../sdk/governance/rules.ts");
    const connected = await nation();
    const { delegations, rules } = connected.contracts;
    if (by !== undefined) await requireAgent(connected, by);
    const [{ longest, most }, count, now] = await Promise.all([
      delegations.terms(),
      rules.ruleCount(),
      connected.clock(),
    ]);
    if (longest === 0n) return { lines: ["This nation has no delegates."], data: { delegations: [] } };
    const given = await (by === undefined ? allDelegations(connected) : delegationsOf(connected, by));
    const topics = await Promise.all(
      Array.from({ length: Number(count) }, async (_, topic) => ({ topic, rule: await rules.ruleAt(topic) })),
    );
    return {
      lines: [
        `Delegations last at most ${longest / 86_400n} days${most === 0n ? "" : `, each delegate for ${most} on a topic`}.`,
        ...topics.map(({ topic, rule }) => {
          const counts = hasFlag(rule, RuleFlag.Delegable) ? "delegates count" : "everybody votes for themselves";
          return `  topic ${topic}: ${counts}`;
        }),
        ...given.map(
          ({ by, delegate, topic, until }) =>
            `agent ${by} to agent ${delegate}, topic ${topic}, ` +
            (now < until ? `until ${formatMoment(until)}` : `over since ${formatMoment(until)}`),
        ),
        ...(given.length === 0 ? ["Nobody has given anything."] : []),
      ],
      data: { longest, most, delegations: given },
    };
  },
});

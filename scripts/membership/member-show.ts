import { unknownAgent } from "../../sdk/membership/agents.ts";
import { recoveryView } from "../../sdk/membership/recovery.ts";
import { agentView, FOR_EVER, guildsOf, vouchesFor, type VouchView } from "../../sdk/membership/register.ts";
import { formatDuration, formatMoment } from "../../sdk/units.ts";
import { agentId } from "../options.ts";
import { defineTask } from "../task.ts";

export const memberShow = defineTask({
  name: "member:show",
  description:
    "Shows a person's status, why it is so and what is missing, who vouches, and their guilds. Needs the agent id (see " +
    "member:list). Example: npx hardhat member:show --id 3",
  options: { id: agentId.describe("The person's agent id") },
  async run({ options: { id }, nation }) {
    const [connected, { privateNames }] = await Promise.all([nation(), import("./names.ts")]);
    const { members } = connected.contracts;
    const [agent, vouches, guilds, acceptance, renewalDue, [rested], { pending }, clock] = await Promise.all([
      agentView(connected, id),
      vouchesFor(connected, id),
      guildsOf(connected, id),
      members.acceptanceOf(id),
      members.renewalDue(id),
      members.restedOf(id),
      recoveryView(connected, id),
      connected.clock(),
    ]);
    if (BigInt(agent.key) === 0n) throw unknownAgent(id);
    const { round, accepted, needed } = acceptance;
    const name = privateNames(connected).get(id);
    return {
      lines: [
        `Agent ${id}${name === undefined ? "" : ` (${name})`}: ${agent.status} (${agent.reason})`,
        `  reason     ${agent.code}`,
        `  key        ${agent.key}${agent.keyEpoch === 0n ? "" : `, changed ${agent.keyEpoch} times`}`,
        ...(pending === undefined
          ? []
          : [`  recovery   contacts support another key: npx hardhat recovery:show --id ${id}`]),
        `  vouches    ${vouches.length === 0 ? "none" : vouches.map((vouch) => vouchInWords(vouch, clock)).join(", ")}`,
        ...(agent.status === "Probationary" ? [`  acceptance ${accepted} of ${needed}, round ${round}`] : []),
        ...(renewalDue === 0n ? [] : [`  renewal    due ${formatMoment(renewalDue)}`]),
        ...(rested === 0n ? [] : [`  rested     ${formatDuration(rested)} so far`]),
        `  guilds     ${guilds.map(({ id, name }) => `${name} (${id})`).join(", ") || "none"}`,
      ],
      data: {
        ...agent,
        vouches,
        acceptance: { round, accepted, needed },
        renewalDue,
        rested,
        guilds,
        contested: pending !== undefined,
      },
    };
  },
});

function vouchInWords({ by, expiresAt }: VouchView, now: bigint): string {
  if (expiresAt === FOR_EVER) return `by ${by}`;
  return `by ${by} ${expiresAt > now ? "until" : "ran out"} ${formatMoment(expiresAt)}`;
}

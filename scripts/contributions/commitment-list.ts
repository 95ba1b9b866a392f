import { z } from "zod";

import type { CommitmentView } from "../../sdk/contributions/commitments.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, guildId } from "../options.ts";
import { defineTask } from "../task.ts";
import { givenInWords, resourceNames, type ResourceNames } from "./words.ts";

export const commitmentList = defineTask({
  name: "commitment:list",
  description:
    "Lists what people have said they will do for a guild, what is due first at the top; --all also what is fulfilled and " +
    "cancelled. Example: npx hardhat commitment:list --guild 10",
  options: {
    guild: guildId,
    by: agentId.optional().describe("Only those of one person"),
    all: z.boolean().default(false).describe("Also what is fulfilled or cancelled"),
  },
  async run({ options: { guild, by, all }, nation }) {
    const { commitmentsTo } = await import("../../sdk/contributions/commitments.ts");
    const { guildTermsOf } = await import("../../sdk/contributions/guildTerms.ts");
    const connected = await nation();
    if (by !== undefined) await requireAgent(connected, by);
    const [every, terms] = await Promise.all([commitmentsTo(connected, guild), guildTermsOf(connected, guild)]);
    const names = resourceNames(terms);
    const commitments = every.filter(
      (one) => (by === undefined || one.by === by) && (all || one.state === "open" || one.state === "overdue"),
    );
    const lines = commitments.map(
      (one) =>
        `${one.commitment}  ${one.state.padEnd(9)} before ${formatMoment(one.dueAt)}  agent ${one.by}: ${inWords(one, names)}`,
    );
    const none = all ? "Nobody has promised this guild anything yet." : "No commitment to this guild is open.";
    return { lines: lines.length === 0 ? [none] : lines, data: { guild, commitments } };
  },
});

function inWords({ entries, batch }: CommitmentView, names: ResourceNames): string {
  const said = entries.map((entry) => givenInWords(entry, names));
  return `${said.join("; ")}${batch === undefined ? "" : `, became batch ${batch}`}`;
}

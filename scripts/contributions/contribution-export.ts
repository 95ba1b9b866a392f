import { writeFileSync } from "node:fs";
import { z } from "zod";

import type { LedgerEntry } from "../../sdk/contributions/exchange/valueflows.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { file, guildId } from "../options.ts";
import { toJson } from "../output.ts";
import { defineTask } from "../task.ts";

const COLUMNS = [
  "batch,entry,state,provider,receiver,action,track,gift,resource,quantity,day,chapter,work,evidence,corrects",
] as const;

export const contributionExport = defineTask({
  name: "contribution:export",
  description:
    "Writes all contributions of a guild to a file, as a table (CSV) or as ValueFlows economic events (JSON-LD), each with " +
    "what became of it. Example: npx hardhat contribution:export --guild 10 --format valueflows --out guild.json",
  options: {
    guild: guildId,
    format: z.enum(["csv", "valueflows"]).default("csv").describe("csv or valueflows"),
    out: file.describe("The file to write"),
  },
  async run({ options: { guild, format, out }, nation }) {
    const { entriesOf } = await import("../../sdk/contributions/exchange/entries.ts");
    const { toValueFlows } = await import("../../sdk/contributions/exchange/valueflows.ts");
    const connected = await nation();
    const entries = await entriesOf(connected, guild);
    if (entries.length === 0) throw nothingThere(guild);
    const text =
      format === "csv"
        ? [...COLUMNS, ...entries.map(rowOf), ""].join("\n")
        : toJson(toValueFlows(entries, connected.chainId));
    writeFileSync(out, text);
    return {
      lines: [`${entries.length} entries of guild ${guild}: ${out}`],
      data: { guild, format, out, entries: entries.length },
    };
  },
});

function rowOf({ entry, batch, index, state }: LedgerEntry): string {
  const { provider, receiver, action, track, gift, resource, quantity, day, chapter, work } = entry;
  const { evidence = "", corrects = "" } = entry;
  const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
  const cells = [
    batch,
    index + 1,
    state,
    provider,
    receiver,
    action,
    track,
    gift,
    resource,
    quantity,
    date,
    chapter,
    work,
  ];
  return [...cells, evidence, corrects].join(",");
}

function nothingThere(guild: bigint): NeoguildError {
  return new NeoguildError({
    code: "NoContributions",
    message: `guild ${guild} has no contributions`,
    remedy:
      "See the guilds with 'npx hardhat member:list'; contributions are entered with 'npx hardhat contribution:submit'.",
  });
}

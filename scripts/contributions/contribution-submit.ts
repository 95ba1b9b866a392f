import { z } from "zod";

import { act, eventNamed } from "../../sdk/acts.ts";
import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { parseCsv } from "../../sdk/csv.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { formatMinutes, parseDuration } from "../../sdk/units.ts";
import { agentId, byMember, file, guildId, hash, parsed, readChecked, readJson, readText, workId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

const time = parsed(parseDuration)
  .refine((seconds) => seconds > 0n && seconds % 60n === 0n, "whole minutes of work are due: 90min, 8h or 2d")
  .transform((seconds) => seconds / 60n);

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "a day is written 2026-11-22")
  .transform((text) => Date.parse(text) / 86_400_000);

const track = z.enum(TRACKS);

/** One entry of a file; in CSV the columns have these names. */
const entry = z.strictObject({
  provider: z.coerce.string().pipe(agentId).optional(),
  time,
  track: track.default("livelihood"),
  day: day.optional(),
  gift: z.union([z.boolean(), z.stringbool()]).default(false),
  work: z.coerce.string().pipe(workId).optional(),
  evidence: hash.optional(),
});

export const contributionSubmit = defineTask({
  name: "contribution:submit",
  description:
    "Enters work into a guild's ledger, where it is a claim until peers accept it: one entry from options, or many from a " +
    "file (JSON array, or CSV with a head line: provider,time,track,day,gift,work,evidence). Needs a season that is open " +
    "and a person on the roster. Examples: npx hardhat contribution:submit --by 3 --guild 10 --time 8h · " +
    "npx hardhat contribution:submit --by 3 --guild 10 --from hours.csv",
  options: {
    by: byMember.describe("Who enters it: the provider, or a scribe for others"),
    guild: guildId,
    from: file.optional().describe("JSON or CSV file with many entries"),
    time: time.optional().describe("Time worked: 90min, 8h"),
    track: track.default("livelihood").describe("livelihood, love or care"),
    provider: agentId.optional().describe("Who worked, if not --by"),
    day: day.optional().describe("The day, such as 2026-11-22; today unless given"),
    gift: z.boolean().default(false).describe("Given as a gift"),
    work: workId.optional().describe("Id of the work it built on"),
    evidence: hash.optional().describe("Salted hash of the evidence"),
    replaces: hash.optional().describe("Id of a batch of yours that this one withdraws"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const connected = await nation();
    const { dayOf, encodePayload, sortByProvider } = await import("../../sdk/contributions/payload.ts");
    const today = dayOf((await connected.now()).timestamp);
    const { by, guild } = options;
    if ((options.from === undefined) === (options.time === undefined)) throw saysWhat();
    const given = options.from === undefined ? [{ ...options, time: options.time ?? 0n }] : readEntries(options.from);
    const entries = given.map(({ provider = by, time, track, gift, day = today, work = 0n, evidence }) => {
      const proof = evidence === undefined ? {} : { evidence };
      return { provider: Number(provider), quantity: Number(time), track, gift, day, work: Number(work), ...proof };
    });
    const payload = encodePayload(sortByProvider(entries));
    const batch = await connected.contracts.ledger.batchId(by, guild, payload);
    const minutes = BigInt(entries.reduce((sum, { quantity }) => sum + quantity, 0));
    const replaces = options.replaces ?? `0x${"0".repeat(64)}`;
    return perform(by, act("ledger", "submit", { guild, replaces, payload }), {
      tell: (outcome) => {
        const { season } = eventNamed(outcome, "BatchSubmitted").args as { season: bigint };
        const line = `Batch ${batch}: ${entries.length} entries, ${formatMinutes(minutes)}, season ${season}.`;
        const next = `Peers accept it with: npx hardhat contribution:appraise --by ID --batch ${batch}`;
        return { lines: [line, next], data: { batch, guild, by, season, entries: entries.length, minutes } };
      },
      already: { LedgerBatchKnown: `This very batch was entered already: ${batch}.` },
    });
  },
});

function readEntries(path: string): z.output<typeof entry>[] {
  const entries = z.array(entry).min(1, "at least one entry is needed");
  if (!path.endsWith(".csv")) return readJson(path, entries);
  const [names = [], ...rows] = parseCsv(readText(path));
  const records = rows.map((cells) =>
    Object.fromEntries(
      cells.map((cell, column): [string, string] => [names[column] ?? "", cell]).filter(([, cell]) => cell !== ""),
    ),
  );
  return readChecked(path, records, entries);
}

function saysWhat(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "contribution:submit needs either --time or --from",
    remedy: "Give the time worked (--time 8h), or a file with many entries (--from hours.csv).",
  });
}

import { z } from "zod";

import { act, eventNamed } from "../../sdk/acts.ts";
import { TRACKS } from "../../sdk/contributions/tracks.ts";
import type { Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { requireWorks } from "../../sdk/licensing/works/read.ts";
import { requireChapters, stayingIn } from "../../sdk/membership/chapters/register.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { formatMinutes, parseDuration } from "../../sdk/units.ts";
import {
  agentId,
  byMember,
  chapterId,
  day,
  file,
  guildId,
  hash,
  parsed,
  readChecked,
  readCsv,
  readJson,
  text,
  workId,
} from "../options.ts";
import { defineTask, signing } from "../task.ts";

const time = parsed(parseDuration)
  .refine((seconds) => seconds > 0n && seconds % 60n === 0n, "whole minutes of work are due: 90min, 8h or 2d")
  .transform((seconds) => seconds / 60n);

const track = z.enum(TRACKS);

const quantity = z.coerce
  .string()
  .regex(/^\d{1,9}$/, "a quantity is a whole number")
  .transform(Number);

/** One entry of a file, of time or of a resource; in CSV the columns have these names. */
const entry = z
  .strictObject({
    provider: z.coerce.string().pipe(agentId).optional(),
    time: time.optional(),
    resource: z.coerce.string().pipe(text).optional(),
    quantity: quantity.optional(),
    track: track.optional(),
    day: day.optional(),
    gift: z.union([z.boolean(), z.stringbool()]).default(false),
    work: z.coerce.string().pipe(workId).optional(),
    chapter: z.coerce.string().pipe(chapterId).optional(),
    evidence: hash.optional(),
    corrects: hash.optional(),
  })
  .refine(saysOneThing, "an entry has either a time, or a resource with or without a quantity");

export const contributionSubmit = defineTask({
  name: "contribution:submit",
  description:
    "Enters work into a guild's ledger, where it is a claim until peers accept it: one entry from options, or many from a " +
    "file (JSON array, or CSV with a head line: provider,time,resource,quantity,track,day,gift,work,chapter,evidence,corrects). An entry " +
    "is time worked, or a resource of resource:list, of which care needs no quantity. Needs a season that is open " +
    "and a person on the roster. Examples: npx hardhat contribution:submit --by 3 --guild 10 --time 8h · " +
    "npx hardhat contribution:submit --by 3 --guild 10 --resource hosting · " +
    "npx hardhat contribution:submit --by 3 --guild 10 --from hours.csv",
  options: {
    by: byMember.describe("Who enters it: the provider, or a scribe for others"),
    guild: guildId,
    from: file.optional().describe("JSON or CSV file with many entries"),
    time: time.optional().describe("Time worked: 90min, 8h"),
    resource: text.optional().describe("What was given, if not time: name or number from resource:list"),
    quantity: quantity.optional().describe("How much of it; 1 unless given"),
    track: track.optional().describe("livelihood, love or care; livelihood, or the resource's own, unless given"),
    provider: agentId.optional().describe("Who worked, if not --by"),
    day: day.optional().describe("The day, such as 2026-11-22; today unless given"),
    gift: z.boolean().default(false).describe("Given as a gift"),
    work: workId.optional().describe("Id of the work it built on"),
    chapter: chapterId
      .optional()
      .describe("The chapter where it was done; of a single entry by a guest, where they stay"),
    evidence: hash.optional().describe("Salted hash of the evidence"),
    corrects: hash
      .optional()
      .describe("Id of a settled batch: the entry takes from what was credited for it, instead of adding to it"),
    replaces: hash.optional().describe("Id of a batch of yours that this one withdraws"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const connected = await nation();
    const { requireBegun } = await import("../../sdk/contributions/days.ts");
    const { dayOf, encodePayload, sortByProvider } = await import("../../sdk/contributions/payload.ts");
    const today = dayOf(await connected.clock());
    const { by, guild } = options;
    if (options.from === undefined ? !saysOneThing(options) : saysAnything(options)) throw saysWhat();
    await requireGuild(connected, guild);
    const given =
      options.from === undefined
        ? [
            {
              ...options,
              chapter: options.chapter ?? (await stayingIn(connected, options.provider ?? by)),
            },
          ]
        : readEntries(options.from);
    const resources = given.flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
    const specified = await specifiedBy(connected, guild, resources);
    const entries = given.map(
      ({
        provider = by,
        time = 0n,
        resource,
        quantity = 1,
        track,
        gift,
        day = today,
        work = 0n,
        chapter = 0n,
        evidence,
        corrects,
      }) => ({
        provider: Number(provider),
        ...(resource === undefined ? { quantity: Number(time) } : { ...specified(resource), quantity }),
        track: track ?? (resource === undefined ? "livelihood" : specified(resource).track),
        gift,
        day,
        work: Number(work),
        chapter: Number(chapter),
        ...(evidence === undefined ? {} : { evidence }),
        ...(corrects === undefined ? {} : { corrects }),
      }),
    );
    await requireChapters(
      connected,
      entries.map(({ chapter }) => BigInt(chapter)),
    );
    await requireWorks(
      connected,
      entries.map(({ work }) => BigInt(work)),
    );
    await requireBegun(
      connected,
      entries.map(({ day }) => day),
    );
    const payload = encodePayload(sortByProvider(entries));
    const batch = await connected.contracts.ledger.batchId(by, guild, payload);
    const minutes = given.reduce((sum, { time = 0n, corrects }) => sum + (corrects === undefined ? time : 0n), 0n);
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
  const [names = [], ...rows] = readCsv(path);
  const records = rows.map((cells) =>
    Object.fromEntries(
      cells.map((cell, column): [string, string] => [names[column] ?? "", cell]).filter(([, cell]) => cell !== ""),
    ),
  );
  return readChecked(path, records, entries);
}

interface Given {
  readonly time?: bigint | undefined;
  readonly resource?: string | undefined;
  readonly quantity?: number | undefined;
}

/** Time, or a resource of which there may be a quantity. */
function saysOneThing({ time, resource, quantity }: Given): boolean {
  return resource === undefined ? time !== undefined && quantity === undefined : time === undefined;
}

function saysAnything({ time, resource, quantity }: Given): boolean {
  return time !== undefined || resource !== undefined || quantity !== undefined;
}

/** What an entry of each of these resources of the guild is made of; nothing is asked where there are none. */
async function specifiedBy(nation: Nation, guild: bigint, wanted: readonly string[]) {
  if (wanted.length === 0) return () => ({ resource: 0, action: "work" as const, track: TRACKS[0] });
  const { guildTermsOf, resourceIn } = await import("../../sdk/contributions/guildTerms.ts");
  const view = await guildTermsOf(nation, guild);
  return (name: string) => {
    const { resource, next } = resourceIn(view, name);
    const track = TRACKS[Number(next.track)] ?? TRACKS[0];
    return { resource: Number(resource), action: "deliverService" as const, track };
  };
}

function saysWhat(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "contribution:submit needs either --time, --resource or --from",
    remedy:
      "Give the time worked (--time 8h), a resource of the guild (--resource hosting), or a file with many entries (--from hours.csv).",
  });
}

import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { requireWorks } from "../../sdk/licensing/works/read.ts";
import { requireChapters } from "../../sdk/membership/chapters/register.ts";
import { formatMinutes, formatMoment, parseDuration } from "../../sdk/units.ts";
import { byMember, chapterId, day, guildId, parsed, text, workId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

const DAY = 86_400n;

const time = parsed(parseDuration)
  .refine((seconds) => seconds > 0n && seconds % 60n === 0n, "whole minutes of work are due: 90min, 8h or 2d")
  .transform((seconds) => seconds / 60n);

const quantity = z
  .string()
  .regex(/^\d{1,9}$/, "a quantity is a whole number")
  .transform(Number);

export const commitmentMake = defineTask({
  name: "commitment:make",
  description:
    "Says what you will do for a guild and until when, so that others can count on it. Nothing is credited by it: what is " +
    "done is entered with contribution:submit, and linked with commitment:fulfil. It is public, like an entry. Needs a " +
    "person on the roster. Examples: npx hardhat commitment:make --by 3 --guild 10 --time 8h --due 2026-12-01 · " +
    "npx hardhat commitment:make --by 3 --guild 10 --resource hosting --track care --due 2026-12-01",
  options: {
    by: byMember.describe("Who will do it"),
    guild: guildId,
    due: day.describe("The last day for it, such as 2026-12-01 (UTC)"),
    time: time.optional().describe("Time it will take: 90min, 8h"),
    resource: text.optional().describe("What will be given, if not time: name or number from resource:list"),
    quantity: quantity.optional().describe("How much of it; 1 unless given"),
    track: z
      .enum(TRACKS)
      .optional()
      .describe("livelihood, love or care; livelihood, or the resource's own, unless given"),
    gift: z.boolean().default(false).describe("Given as a gift"),
    work: workId.optional().describe("Id of the work it will build on"),
    chapter: chapterId.optional().describe("The chapter where it will be done"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { by, guild, due } = options;
    if ((options.time === undefined) === (options.resource === undefined)) throw saysWhat();
    if (options.quantity !== undefined && options.resource === undefined) throw saysWhat();
    const connected = await nation();
    const { encodePayload } = await import("../../sdk/contributions/payload.ts");
    const resource = options.resource === undefined ? undefined : await specified(connected, guild, options.resource);
    await requireChapters(connected, options.chapter === undefined ? [] : [options.chapter]);
    await requireWorks(connected, options.work === undefined ? [] : [options.work]);
    const track = options.track ?? resource?.track ?? "livelihood";
    const entry = {
      provider: Number(by),
      ...(resource === undefined
        ? { quantity: Number(options.time ?? 0n) }
        : { resource: Number(resource.resource), quantity: options.quantity ?? 1, action: "deliverService" as const }),
      track,
      gift: options.gift,
      day: due,
      work: Number(options.work ?? 0n),
      chapter: Number(options.chapter ?? 0n),
    };
    const payload = encodePayload([entry]);
    const dueAt = (BigInt(due) + 1n) * DAY; // the end of that day
    const commitment = await connected.contracts.commitments.commitmentId(by, guild, dueAt, payload);
    const what =
      resource === undefined
        ? formatMinutes(options.time ?? 0n)
        : `${entry.quantity} of ${resource.name}${resource.unit === "" ? "" : ` (${resource.unit})`}`;
    return perform(by, act("commitments", "make", { guild, payload, dueAt }), {
      tell: () => ({
        lines: [
          `Commitment ${commitment}: agent ${by} will give guild ${guild} ${what} of ${track} before ${formatMoment(dueAt)}.`,
          `Once it is entered: npx hardhat commitment:fulfil --by ${by} --commitment ${commitment} --batch 0x…`,
        ],
        data: { commitment, guild, by, dueAt, track, quantity: entry.quantity, resource: resource?.resource ?? 0n },
      }),
      already: { CommitmentsKnown: `Exactly this was promised for that day already: ${commitment}.` },
    });
  },
});

type Connected = Parameters<typeof requireChapters>[0];

async function specified(nation: Connected, guild: bigint, wanted: string) {
  const { guildTermsOf, resourceIn } = await import("../../sdk/contributions/guildTerms.ts");
  const { resource, next } = resourceIn(await guildTermsOf(nation, guild), wanted);
  return { resource, name: next.name, unit: next.unit, track: TRACKS[Number(next.track)] ?? "livelihood" };
}

function saysWhat(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "commitment:make needs either --time, or --resource with or without --quantity",
    remedy: "Say how long it will take (--time 8h), or what you will give (--resource hosting).",
  });
}

import { z } from "zod";

import { CARE_SPECIFICATIONS } from "../../sdk/contributions/careSpecifications.ts";
import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { byMember, guildId, id, work } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { proposeToCouncil } from "../proposing.ts";

const rate = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, "a rate is a number with up to 6 decimals, such as 0.25");

export const resourceSpecify = defineTask({
  name: "resource:specify",
  description:
    "Proposes to a guild's council what a resource is and what it is worth: --per-unit credits for a unit, --per-entry for " +
    "an entry whatever its quantity (a credit is a minute of work), on one track. --suggested takes a ready one from " +
    "'resource:suggest'. Agreed, it holds for the seasons that open later. A known name keeps its number and gets the new " +
    "rate. Needs an active member on the roster. Examples: " +
    "npx hardhat resource:specify --by 3 --guild 10 --name translation --unit word --per-unit 0.25 --track livelihood · " +
    "npx hardhat resource:specify --by 3 --guild 10 --suggested mediation",
  options: {
    by: byMember,
    guild: guildId,
    name: z.string().min(1, "a name is due here").optional().describe("What it is, such as translation"),
    suggested: z.string().optional().describe("A name that resource:suggest lists, with its unit, rate and track"),
    unit: z.string().optional().describe("What is counted, such as word; none where only the entry counts"),
    perUnit: rate.optional().describe("Credits for one unit, such as 0.25"),
    perEntry: work.optional().describe("Credits for an entry, such as 90min"),
    track: z.enum(TRACKS).optional().describe("The only track on which it is credited: livelihood, love or care"),
    resource: id("a resource's number", "").optional().describe("Its number, where another than the next is meant"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { by, guild } = options;
    const { formatRate, guildTermsOf, parseRate } = await import("../../sdk/contributions/guildTerms.ts");
    const { resourceNumber, specifyCalls } = await import("../../sdk/governance/guildTerms.ts");
    const ready = options.suggested === undefined ? undefined : suggestedBy(options.suggested);
    const name = options.name ?? ready?.name;
    const track = options.track ?? ready?.track;
    if (name === undefined || track === undefined) throw saysWhat();
    const perUnit = options.perUnit === undefined ? BigInt(ready?.perUnit ?? 0) : parseRate(options.perUnit);
    const perEntry = options.perEntry ?? BigInt(ready?.perEntry ?? 0);
    if (perUnit === 0n && perEntry === 0n) throw saysNoRate();
    const unit = options.unit ?? ready?.unit ?? "";

    const connected = await nation();
    const view = await guildTermsOf(connected, guild);
    const resource = options.resource ?? (await resourceNumber(connected, view, name));
    const specification = { resource, name, unit, perUnit, perEntry, track: BigInt(TRACKS.indexOf(track)) };
    const known = view.specifications.find((one) => one.resource === resource)?.next;
    const fields = Object.keys(specification) as (keyof typeof specification)[];
    if (known !== undefined && fields.every((field) => known[field] === specification[field])) {
      return unchanged(`Resource ${resource}, ${name}, is specified like this already.`, { resource });
    }
    const worth = [
      ...(perUnit === 0n ? [] : [`${formatRate(perUnit)} credits for one ${unit === "" ? "unit" : unit}`]),
      ...(perEntry === 0n ? [] : [`${formatMinutes(perEntry)} of credits for an entry`]),
    ].join(" and ");
    return proposeToCouncil(
      { nation, perform },
      {
        by,
        guild,
        calls: specifyCalls(connected, guild, specification),
        description: `From the next season on, resource ${resource} is ${name}: ${worth}, on the track of ${track}.`,
        notes: ["Seasons that open after this is executed take this rate; the one that is open keeps its own."],
        data: { ...specification, track },
      },
    );
  },
});

function suggestedBy(name: string) {
  const found = CARE_SPECIFICATIONS.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new NeoguildError({
    code: "OptionsInvalid",
    message: `nobody has suggested "${name}"`,
    remedy: "See the list with 'npx hardhat resource:suggest', or describe it with --name, --track and a rate.",
  });
}

function saysWhat(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "resource:specify needs a name and a track",
    remedy: "Give --name and --track, or --suggested with a name from 'npx hardhat resource:suggest'.",
  });
}

function saysNoRate(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "a rate is worth something",
    remedy: "Give --per-unit (credits for a unit), --per-entry (credits for an entry) or both.",
  });
}

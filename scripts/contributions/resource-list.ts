import type { Specification } from "../../sdk/contributions/guildTermsFold.ts";
import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { guildId } from "../options.ts";
import { defineTask } from "../task.ts";

export const resourceList = defineTask({
  name: "resource:list",
  description:
    "Lists what a guild counts beside minutes of work: each resource with its number, unit, rate and track, in the season " +
    "that is open and from the next one on. Example: npx hardhat resource:list --guild 10",
  options: { guild: guildId },
  async run({ options: { guild }, nation }) {
    const { formatRate, guildTermsOf } = await import("../../sdk/contributions/guildTerms.ts");
    const { season, specifications } = await guildTermsOf(await nation(), guild);
    const inWords = ({ unit, perUnit, perEntry, track }: Specification): string =>
      [
        ...(perUnit === 0n ? [] : [`${formatRate(perUnit)} credits a ${unit === "" ? "unit" : unit}`]),
        ...(perEntry === 0n ? [] : [`${formatMinutes(perEntry)} an entry`]),
        TRACKS[Number(track)] ?? "unknown track",
      ].join(", ");
    const data = (one: Specification) => ({ ...one, track: TRACKS[Number(one.track)] });
    const lines = specifications.map(({ resource, now, next }) => {
      const head = `${String(resource).padStart(3)}  ${next.name.padEnd(18)}`;
      if (now === undefined) return `${head} from the next season on: ${inWords(next)}`;
      const later = now.setAt === next.setAt ? "" : `; from the next season on ${next.name}: ${inWords(next)}`;
      return `${String(resource).padStart(3)}  ${now.name.padEnd(18)} ${inWords(now)}${later}`;
    });
    const none = [
      `Guild ${guild} counts minutes of work, and has specified nothing else.`,
      "See what others count: npx hardhat resource:suggest",
    ];
    return {
      lines: lines.length === 0 ? none : [`Guild ${guild}, season ${season}:`, ...lines],
      data: {
        guild,
        season,
        resources: specifications.map(({ resource, now, next }) => ({
          resource,
          ...(now === undefined ? {} : { now: data(now) }),
          next: data(next),
        })),
      },
    };
  },
});

import {
  countedOf,
  creditsOf,
  debtOf,
  eligibleCredits,
  eligibleTotals,
  recordOf,
  standingAtClose,
  standingOf,
} from "../../../contributions/views.ts";
import { TRACKS } from "../../../contributions/tracks.ts";
import { guildsIn, peopleOf, seasonsIn, type BooksWorld } from "../world.ts";
import { fields, pairs, type Approximate, type Figure, type FigureKind, type Value, type Values } from "./kind.ts";

/** Credits of standing by which a sum of many that the chain rounds down may be less. */
const PRECISION = 1e-6;
const STANDING_DECIMALS = 1e18;

/** Who gave what, and what of it counts. */
export const CONTRIBUTION_FIGURES: readonly FigureKind[] = [
  {
    kind: "seasons",
    contract: "ledger",
    view: "seasonOf",
    figures: (world) =>
      [...world.ledger.seasons].map(([season, { opensAt, endsAt, closesAt, closedAt }]) => ({
        who: `season ${season}`,
        args: [season],
        says: { opensAt, endsAt, closesAt, closedAt },
      })),
    read: fields("opensAt", "endsAt", "closesAt", "closedAt"),
  },
  {
    kind: "records and standing",
    contract: "ledger",
    view: "recordAndStandingOf",
    figures: (world) =>
      inGuilds(world, (guild, member) => ({
        who: `agent ${member} in guild ${guild}`,
        args: [guild, member],
        says: {
          ...byTrack("record", recordOf(world.ledger, guild, member)),
          ...byTrack("standing", standingOf(world.ledger, { guild, member, now: world.now }).map(nearly)),
        },
      })),
    read: ([record, standing]) => ({
      ...byTrack("record", record as bigint[]),
      ...byTrack("standing", (standing as bigint[]).map(nearlyUnits)),
    }),
  },
  {
    kind: "standing at the close",
    contract: "ledger",
    view: "standingAtClose",
    figures: (world) =>
      inSeasons(world, (guild, member, season) => ({
        who: `agent ${member} in guild ${guild}, season ${season}`,
        args: [guild, member, season],
        says: byTrack("standing", standingAtClose(world.ledger, { guild, member, season }).map(nearly)),
      })).filter(({ args }) => (world.ledger.seasons.get(args[2] as bigint)?.closedAt ?? 0n) !== 0n),
    read: ([standing]) => byTrack("standing", (standing as bigint[]).map(nearlyUnits)),
  },
  {
    kind: "debts of credits",
    contract: "ledger",
    view: "debtOf",
    figures: (world) =>
      inGuilds(world, (guild, member) => ({
        who: `agent ${member} in guild ${guild}`,
        args: [guild, member],
        says: byTrack("", debtOf(world.ledger, guild, member)),
      })),
    read: ([debt]) => byTrack("", debt as bigint[]),
  },
  ...TRACKS.map((track, place): FigureKind => ({
    kind: "credits",
    contract: "ledger",
    view: "creditOf",
    figures: (world) =>
      inSeasons(world, (guild, member, season) => ({
        who: `agent ${member} in guild ${guild}, season ${season}`,
        args: [guild, member, season, place],
        says: { [track]: creditsOf(world.ledger, guild, member, season)[place] ?? 0n },
      })),
    read: ([credit]) => ({ [track]: credit as bigint }),
  })),
  {
    kind: "eligible credits",
    contract: "ledger",
    view: "eligibleCreditsOf",
    figures: (world) =>
      inSeasons(world, (guild, member, season) => ({
        who: `agent ${member} in guild ${guild}, season ${season}`,
        args: [guild, member, season],
        says: byTrack("", eligibleCredits(world.ledger, guild, member, season)),
      })),
    read: ([credits]) => byTrack("", credits as bigint[]),
  },
  {
    kind: "totals",
    contract: "ledger",
    view: "eligibleTotalsOf",
    figures: (world) =>
      pairs(guildsIn(world), seasonsIn(world)).map(([guild, season]) => ({
        who: `guild ${guild}, season ${season}`,
        args: [guild, season],
        says: byTrack("", eligibleTotals(world.ledger, guild, season)),
      })),
    read: ([totals]) => byTrack("", totals as bigint[]),
  },
  {
    kind: "totals",
    contract: "ledger",
    view: "countedOf",
    figures: (world) =>
      pairs(guildsIn(world), seasonsIn(world)).map(([guild, season]) => ({
        who: `guild ${guild}, season ${season}`,
        args: [guild, season],
        says: { counted: countedOf(world.ledger, guild, season) },
      })),
    read: ([counted]) => ({ counted: counted as bigint }),
  },
];

/** Credits of standing as the fold reckons them, and as the chain writes them (18 decimals). */
const nearly = (credits: number): Approximate => ({ near: credits, within: PRECISION + credits * 1e-12 });
const nearlyUnits = (units: bigint): Approximate => ({ near: Number(units) / STANDING_DECIMALS, within: 0 });

function inGuilds(world: BooksWorld, figure: (guild: bigint, member: bigint) => Figure): Figure[] {
  return guildsIn(world).flatMap((guild) => peopleOf(world, guild).map((member) => figure(guild, member)));
}

function inSeasons(world: BooksWorld, figure: (guild: bigint, member: bigint, season: bigint) => Figure): Figure[] {
  return guildsIn(world).flatMap((guild) =>
    pairs(peopleOf(world, guild), seasonsIn(world)).map(([member, season]) => figure(guild, member, season)),
  );
}

function byTrack(what: string, values: readonly Value[]): Values {
  return Object.fromEntries(TRACKS.map((track, place) => [`${what} ${track}`.trim(), values[place] ?? 0n]));
}

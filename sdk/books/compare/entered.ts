/** What became of the hours that people entered, for one guild and season. */
import { entriesOf as placesIn, hasEntry } from "../../contributions/bitmaps.ts";
import { decodePayload } from "../../contributions/payload.ts";
import { TRACKS } from "../../contributions/tracks.ts";
import { wasActive } from "../../membership/views.ts";
import type { BooksWorld } from "../recompute/world.ts";

/** Where hours went that do not count toward the season, in the order in which they explain a spreadsheet. */
export const LOSSES = ["other-season", "probation", "limited", "not-accepted", "withdrawn", "unsettled"] as const;

export type Loss = (typeof LOSSES)[number];

/** Minutes of one person on one track. */
export interface Entered {
  /** That count toward the season. */
  counted: bigint;
  readonly lost: Record<Loss, bigint>;
}

const DAY = 86_400n;

/** By agent, then by track. Of resources other than time nothing is said here. */
export function enteredIn(world: BooksWorld, guild: bigint, season: bigint): Map<bigint, readonly Entered[]> {
  const found = new Map<bigint, readonly Entered[]>();
  const of = (agent: bigint) => {
    const entered = found.get(agent) ?? TRACKS.map(nothing);
    found.set(agent, entered);
    return entered;
  };
  const settled = settlementsIn(world);
  const { opensAt = 0n, endsAt = 0n, terms } = world.ledger.seasons.get(season) ?? {};
  for (const [id, batch] of world.ledger.batches) {
    if (batch.guild !== guild) continue;
    const settlement = settled.get(id);
    for (const [place, entry] of decodePayload(batch.payload).entries()) {
      // What corrections and resources change is told as one.
      if (entry.resource !== 0 || entry.corrects !== undefined) continue;
      const provider = BigInt(entry.provider);
      const track = TRACKS.indexOf(entry.track);
      const minutes = BigInt(entry.quantity);
      const one = of(provider)[track];
      if (one === undefined) continue;
      const done = settlement?.get(place);
      if (done?.counted === true && done.season === season) {
        one.counted += minutes;
        continue;
      }
      const worked = BigInt(entry.day) * DAY;
      const isOfSeason = batch.season === season || (worked >= opensAt - DAY && worked < endsAt);
      if (!isOfSeason) continue;
      one.lost[lossOf()] += minutes;

      function lossOf(): Loss {
        if (done !== undefined) {
          if (done.counted) return "other-season";
          // As the ledger asks: of the moment of submission, not of the settlement.
          const wasMember = wasActive(world.members, provider, batch.submittedAt);
          return !wasMember && terms?.probationaryCounts === false ? "probation" : "limited";
        }
        if (batch.state === "withdrawn" || hasEntry(batch.withdrawn, place)) return "withdrawn";
        const isSettled = batch.state === "settled" || place < batch.settledTo;
        return isSettled ? "not-accepted" : "unsettled";
      }
    }
  }
  return found;
}

interface Settlement {
  readonly season: bigint;
  readonly counted: boolean;
}

/** By batch, the entries that were credited. A batch may be settled in parts. */
function settlementsIn({ logs }: BooksWorld): Map<string, Map<number, Settlement>> {
  const batches = new Map<string, Map<number, Settlement>>();
  for (const { contract, name, args } of logs) {
    if (contract !== "ledger" || (name !== "BatchSettled" && name !== "BatchPartSettled")) continue;
    const batch = args["batch"] as string;
    const entries = batches.get(batch) ?? new Map<number, Settlement>();
    batches.set(batch, entries);
    const counted = args["counted"] as readonly bigint[];
    for (const place of placesIn(args["credited"] as readonly bigint[])) {
      entries.set(place, { season: args["season"] as bigint, counted: hasEntry(counted, place) });
    }
  }
  return batches;
}

function nothing(): Entered {
  const lost = Object.fromEntries(LOSSES.map((loss) => [loss, 0n])) as Record<Loss, bigint>;
  return { counted: 0n, lost };
}

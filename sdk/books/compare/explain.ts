/**
 * Why the nation's books give somebody another share than the co-op's own spreadsheet. It walks from the spreadsheet to the
 * books in steps: each step changes one thing for everybody (whose hours were accepted, the minimum …) and reckons all
 * shares again. What a step changes in somebody's share is what it explains, so the steps add up to the whole difference,
 * to the smallest unit. What no step explains is said.
 */
import { creditsOf, eligibleCredits } from "../../contributions/views.ts";
import { TRACKS } from "../../contributions/tracks.ts";
import { shareOf, POOL_RULES, type Share } from "../recompute/shares.ts";
import type { Folio } from "../../treasury/folio.ts";
import { peopleOf, type BooksWorld } from "../recompute/world.ts";
import { enteredIn, LOSSES, type Loss } from "./entered.ts";
import type { SheetPerson } from "./sheet.ts";

/** Causes by their code, and in words; `{n}` of a person's own hours is added by who shows them. */
export const CAUSES = {
  collected: "collected already, and no longer in the spreadsheet",
  rounding: "rounded otherwise in the spreadsheet",
  "left-out": "the spreadsheet gives nothing for these hours",
  "other-rule": "the spreadsheet shares all of it by hours alone, the books by their buckets",
  "other-amount": "the spreadsheet shares out another amount",
  nobody: "rows that nobody on the chain answers to",
  "other-track": "hours entered on another track",
  "other-season": "hours that counted in another season",
  probation: "hours of people who were no active members",
  limited: "hours that were accepted, and over a limit that does not count them",
  "not-accepted": "hours that not enough peers accepted",
  withdrawn: "hours that were withdrawn",
  unsettled: "hours that nobody has settled yet",
  "never-entered": "hours that were never entered",
  "not-in-sheet": "hours that are not in the spreadsheet",
  rates: "resources at the guild's rates, corrections and debts",
  minimum: "hours below the season's minimum",
  cap: "hours over the season's cap",
  roster: "who was on the roster when the season opened",
  care: "the rule that care balances livelihood",
  forfeited: "an equal share that went to the fund, as its member was gone at the close",
  ratio: "the limit between the highest and the lowest payout",
  unexplained: "UNEXPLAINED",
} as const;

export type Cause = keyof typeof CAUSES;

export interface Step {
  readonly cause: Cause;
  /** Whether it is about this person's own hours; otherwise others' changed what is left for this person. */
  readonly own: boolean;
  /** Minutes by which it changes what this person is counted with. */
  readonly minutes: bigint;
  /** By which the books are higher than the spreadsheet. */
  readonly amount: bigint;
}

export interface ComparedPerson {
  readonly agent: bigint | undefined;
  readonly name: string | undefined;
  readonly rows: readonly number[];
  readonly sheet: { readonly minutes: bigint; readonly share: bigint };
  readonly books: { readonly minutes: bigint; readonly share: bigint; readonly collected: boolean };
  readonly difference: bigint;
  readonly steps: readonly Step[];
}

export interface Explained {
  readonly people: readonly ComparedPerson[];
  readonly sheetTotal: bigint;
  readonly booksTotal: bigint;
  readonly difference: bigint;
  /** By cause; they add up to the difference. */
  readonly byCause: ReadonlyMap<Cause, bigint>;
  readonly unexplained: bigint;
}

type Pool = Readonly<{ amount: bigint }>;

/** Weights in each pool, in the order of `POOL_RULES`. */
type Weights = readonly bigint[];
type AllWeights = readonly Weights[];

interface Person {
  readonly agent: bigint | undefined;
  readonly sheet: SheetPerson | undefined;
  readonly share: Share | undefined;
}

/** Pools of the tracks stand after the equal share. */
const [EQUAL, FIRST_TRACK] = [0, 1];

/** @throws RangeError If the steps did not add up, which no input can make happen */
export function explain(
  world: BooksWorld,
  folio: Folio,
  sheet: readonly SheetPerson[],
  options: { cent: bigint },
): Explained {
  const people = peopleIn(world, folio, sheet);
  const pools = POOL_RULES.map((_, kind) => world.surplus.poolOf(folio.guild, folio.season, folio.token, kind));
  const given = pools.reduce((sum, { amount }) => sum + amount, 0n);
  const steps: Step[][] = people.map(() => []);
  const settledApart = people.map(isCollectedApart);
  const written = people.map((person, place) =>
    settledApart[place] === true ? (person.share?.amount ?? 0n) : (person.sheet?.share ?? 0n),
  );

  const add = (cause: Cause, before: readonly bigint[], after: readonly bigint[], changed?: readonly bigint[]) => {
    for (const [place, list] of steps.entries()) {
      const amount = (after[place] ?? 0n) - (before[place] ?? 0n);
      const minutes = changed?.[place] ?? 0n;
      if (amount === 0n && minutes === 0n) continue;
      list.push({ cause, own: changed === undefined || minutes !== 0n, minutes, amount });
    }
  };

  const { first, isByHours, isLeftOut, byBuckets, byHours } = readingOf(people, pools, written);
  const start = isByHours ? byHours : byBuckets;
  const grain = grainOf(sheet, options);
  const near = people.map((_, place) => size((written[place] ?? 0n) - (start[place] ?? 0n)) <= grain);
  const rounded = start.map((amount, place) => (near[place] === true ? amount : (written[place] ?? 0n)));
  add("rounding", written, rounded);
  add("unexplained", rounded, start);
  if (isByHours) add("other-rule", byHours, byBuckets);
  let shares = divide(first, pools, { total: given, of: given });
  add("other-amount", byBuckets, shares);

  let weights: AllWeights = first;
  for (const { cause, apply } of stepsFor(world, folio, people)) {
    // Whom the spreadsheet leaves out stays out until the last step.
    const next = weights.map((one, place) =>
      isLeftOut[place] === true && cause !== "left-out" ? one : apply(place, one),
    );
    const divided = divide(next, pools, { total: given, of: given });
    add(cause, shares, divided, changesOf(weights, next));
    [weights, shares] = [next, divided];
  }
  const inBooks = people.map(({ share }) => poolSum(share, () => true));
  add("unexplained", shares, inBooks);
  const kept = people.map(({ share }) => poolSum(share, ({ forfeited }) => !forfeited));
  add("forfeited", inBooks, kept);
  const final = people.map(({ share }) => share?.amount ?? 0n);
  add("ratio", kept, final);
  return summarise(people, { steps, settledApart, final });
}

interface Reading {
  /** What the spreadsheet counts everybody with. */
  readonly first: AllWeights;
  /** Whether it shares all by hours alone. */
  readonly isByHours: boolean;
  /** Whose hours it gives nothing for. */
  readonly isLeftOut: readonly boolean[];
  /** Its whole amount by the buckets of the books, and by hours alone. */
  readonly byBuckets: readonly bigint[];
  readonly byHours: readonly bigint[];
}

/** How the spreadsheet reckons: of the ways it may, the one that comes nearest to what it says. */
function readingOf(people: readonly Person[], pools: readonly Pool[], written: readonly bigint[]): Reading {
  const total = written.reduce((sum, amount) => sum + amount, 0n);
  const of = pools.reduce((sum, { amount }) => sum + amount, 0n);
  const nobody = people.map(() => false);
  const without = people.map(({ sheet }, place) => sheet !== undefined && written[place] === 0n);
  const readings = [nobody, without].flatMap((isLeftOut) => {
    const first = people.map((person, place) =>
      isLeftOut[place] === true ? POOL_RULES.map(() => 0n) : sheetWeights(person),
    );
    const byBuckets = divide(first, pools, { total, of });
    const byHours = divideByHours(people, isLeftOut, total);
    return [false, true].map((isByHours) => ({ first, isByHours, isLeftOut, byBuckets, byHours }));
  });
  const missed = ({ isByHours, byHours, byBuckets }: Reading) => distance(written, isByHours ? byHours : byBuckets);
  return readings.reduce((best, one) => (missed(one) < missed(best) ? one : best));
}

/** To what the spreadsheet rounds: a cent, or more if all its shares are such: ten cents, or whole units of the token. */
function grainOf(sheet: readonly SheetPerson[], { cent }: { cent: bigint }): bigint {
  const grains = [100n * cent, 10n * cent];
  return grains.find((grain) => sheet.every(({ share }) => share % grain === 0n)) ?? cent;
}

/** Everybody of the spreadsheet, and everybody whom the books know, in the order of their ids. */
function peopleIn(world: BooksWorld, folio: Folio, sheet: readonly SheetPerson[]): Person[] {
  const byAgent = new Map(sheet.flatMap((one) => (one.agent === undefined ? [] : [[one.agent, one] as const])));
  const agents = new Set([...peopleOf(world, folio.guild), ...byAgent.keys()]);
  const known = [...agents]
    .sort((a, b) => Number(a - b))
    .map((agent): Person => ({ agent, sheet: byAgent.get(agent), share: shareOf(world, folio, agent) }))
    .filter(({ sheet: row, share }) => row !== undefined || (share?.pools.some(({ weight }) => weight > 0n) ?? false));
  const unknown = sheet.filter(({ agent }) => agent === undefined);
  return [...known, ...unknown.map((row): Person => ({ agent: undefined, sheet: row, share: undefined }))];
}

/** Whether a spreadsheet that lists what is still to be paid has left somebody's share out, as it was collected. */
function isCollectedApart({ sheet, share }: Person): boolean {
  return share?.collected === true && share.amount > 0n && sheet !== undefined && sheet.share === 0n;
}

/** What the spreadsheet counts somebody with: its hours, an equal part, and of what it cannot know what the books say. */
function sheetWeights({ sheet, share }: Person): Weights {
  return POOL_RULES.map(({ pool }, kind) => {
    const track = kind - FIRST_TRACK;
    if (kind === EQUAL) return sheet === undefined ? 0n : 1n;
    if (track < TRACKS.length) return sheet?.minutes[track] ?? 0n;
    return share?.pools.find((one) => one.pool === pool)?.weight ?? 0n;
  });
}

interface Change {
  readonly cause: Cause;
  readonly apply: (place: number, weights: Weights) => Weights;
}

/** From the spreadsheet's hours to the weights of the books, one cause after the other. */
function stepsFor(world: BooksWorld, { guild, season }: Folio, people: readonly Person[]): Change[] {
  const entered = enteredIn(world, guild, season);
  const plans = people.map(({ agent, sheet }) =>
    TRACKS.map((_, track) => {
      const { counted = 0n, lost } = agent === undefined ? {} : (entered.get(agent)?.[track] ?? {});
      return { sheet: sheet?.minutes[track] ?? 0n, counted, lost };
    }),
  );
  const moved = plans.map((tracks) => movedBetween(tracks.map(({ sheet, counted }) => sheet - counted)));
  const losses = plans.map((tracks, place) =>
    tracks.map(({ sheet, counted, lost }, track) => lossesOf(sheet + (moved[place]?.[track] ?? 0n) - counted, lost)),
  );
  const isKnown = (place: number) => people[place]?.agent !== undefined;
  const byTrack = (cause: Cause, change: (place: number, track: number, minutes: bigint) => bigint): Change => ({
    cause,
    apply: (place, weights) =>
      weights.map((weight, kind) => {
        const track = kind - FIRST_TRACK;
        return track < 0 || track >= TRACKS.length ? weight : change(place, track, weight);
      }),
  });
  const creditsAt = (place: number, of: typeof creditsOf, track: number) => {
    const agent = people[place]?.agent;
    return agent === undefined ? 0n : (of(world.ledger, guild, agent, season)[track] ?? 0n);
  };
  const minimum = world.ledger.seasons.get(season)?.terms.minimumCredit ?? [0n, 0n, 0n];
  return [
    { cause: "nobody", apply: (place, weights) => (isKnown(place) ? weights : weights.map(() => 0n)) },
    byTrack("other-track", (place, track, minutes) =>
      isKnown(place) ? minutes + (moved[place]?.[track] ?? 0n) : minutes,
    ),
    ...([...LOSSES, "never-entered", "not-in-sheet"] as const).map((loss) =>
      byTrack(
        loss,
        (place, track, minutes) => minutes - (isKnown(place) ? (losses[place]?.[track]?.[loss] ?? 0n) : 0n),
      ),
    ),
    byTrack("rates", (place, track) => creditsAt(place, creditsOf, track)),
    byTrack("minimum", (_, track, minutes) => (minutes < (minimum[track] ?? 0n) ? 0n : minutes)),
    byTrack("cap", (place, track) => creditsAt(place, eligibleCredits, track)),
    byTrack("care", (place, track, minutes) => weightIn(people[place]?.share, FIRST_TRACK + track) ?? minutes),
    {
      cause: "roster",
      apply: (place, weights) =>
        weights.map((one, kind) => (kind === EQUAL ? (weightIn(people[place]?.share, kind) ?? one) : one)),
    },
    {
      cause: "left-out",
      apply: (place, weights) => weights.map((one, kind) => weightIn(people[place]?.share, kind) ?? one),
    },
  ];
}

/** What to add to each track so that hours that are missing on one are taken from those that are over on another. */
function movedBetween(missing: readonly bigint[]): bigint[] {
  const over = missing.reduce((sum, minutes) => sum + (minutes < 0n ? -minutes : 0n), 0n);
  const short = missing.reduce((sum, minutes) => sum + (minutes > 0n ? minutes : 0n), 0n);
  let [toTake, toGive] = [least(over, short), least(over, short)];
  return missing.map((minutes) => {
    const taken = minutes > 0n ? least(minutes, toTake) : 0n;
    const given = minutes < 0n ? least(-minutes, toGive) : 0n;
    [toTake, toGive] = [toTake - taken, toGive - given];
    return given - taken;
  });
}

/** How the minutes that the spreadsheet has over those that count are lost; below zero, they are not in it. */
function lossesOf(
  over: bigint,
  lost: Readonly<Record<Loss, bigint>> | undefined,
): Record<Loss | "never-entered" | "not-in-sheet", bigint> {
  let left = over > 0n ? over : 0n;
  const taken = LOSSES.map((loss) => {
    const minutes = least(left, lost?.[loss] ?? 0n);
    left -= minutes;
    return [loss, minutes] as const;
  });
  const found = Object.fromEntries(taken) as Record<Loss, bigint>;
  return { ...found, "never-entered": left, "not-in-sheet": over < 0n ? over : 0n };
}

/** Everybody's share of the pools by their weights, each pool scaled by `total / of`; rounded down. */
function divide(weights: AllWeights, pools: readonly Pool[], { total, of }: { total: bigint; of: bigint }): bigint[] {
  const sums = pools.map((_, kind) => weights.reduce((sum, one) => sum + (one[kind] ?? 0n), 0n));
  return weights.map((one) =>
    pools.reduce((share, { amount }, kind) => {
      const whole = sums[kind] ?? 0n;
      return whole === 0n || of === 0n ? share : share + (amount * total * (one[kind] ?? 0n)) / (of * whole);
    }, 0n),
  );
}

/** Everybody's share where all of it goes by the spreadsheet's hours, whatever their track. */
function divideByHours(people: readonly Person[], isLeftOut: readonly boolean[], total: bigint): bigint[] {
  const hours = people.map(({ sheet }, place) =>
    isLeftOut[place] === true ? 0n : (sheet?.minutes ?? []).reduce((sum, minutes) => sum + minutes, 0n),
  );
  const all = hours.reduce((sum, minutes) => sum + minutes, 0n);
  return hours.map((minutes) => (all === 0n ? 0n : (total * minutes) / all));
}

/** By how many minutes each person's weights changed; of what moved between tracks, how much that was. */
function changesOf(before: AllWeights, after: AllWeights): bigint[] {
  return after.map((weights, place) => {
    const changes = weights.map((weight, kind) => weight - (before[place]?.[kind] ?? 0n));
    const more = changes.reduce((sum, change) => sum + (change > 0n ? change : 0n), 0n);
    const less = changes.reduce((sum, change) => sum + (change < 0n ? -change : 0n), 0n);
    return more === less ? more : more - less;
  });
}

/** A weight of the books; undefined where nothing went into that pool. */
function weightIn(share: Share | undefined, kind: number): bigint | undefined {
  const rule = POOL_RULES[kind];
  return share?.pools.find(({ pool }) => pool === rule?.pool)?.weight;
}

function poolSum(share: Share | undefined, counts: (pool: Share["pools"][number]) => boolean): bigint {
  return (share?.pools ?? []).filter(counts).reduce((sum, { share: part }) => sum + part, 0n);
}

function summarise(
  people: readonly Person[],
  found: { steps: readonly (readonly Step[])[]; settledApart: readonly boolean[]; final: readonly bigint[] },
): Explained {
  const compared = people.map((person, place): ComparedPerson => {
    const { agent, sheet, share } = person;
    const written = sheet?.share ?? 0n;
    const final = found.final[place] ?? 0n;
    const apart: Step = { cause: "collected", own: true, minutes: 0n, amount: final - written };
    const steps = found.settledApart[place] === true ? [apart] : (found.steps[place] ?? []);
    const minutes = (share?.pools ?? [])
      .filter(({ pool }) => (TRACKS as readonly string[]).includes(pool))
      .reduce((sum, { weight }) => sum + weight, 0n);
    return {
      ...{ agent, name: sheet?.name, rows: sheet?.rows ?? [], difference: final - written, steps },
      sheet: { minutes: (sheet?.minutes ?? []).reduce((sum, one) => sum + one, 0n), share: written },
      books: { minutes, share: final, collected: share?.collected ?? false },
    };
  });
  const byCause = new Map<Cause, bigint>();
  for (const { steps, difference, agent } of compared) {
    const sum = steps.reduce((total, { amount }) => total + amount, 0n);
    if (sum !== difference) throw new RangeError(`agent ${agent ?? "unknown"}: ${sum} of ${difference} explained`);
    for (const { cause, amount } of steps) byCause.set(cause, (byCause.get(cause) ?? 0n) + amount);
  }
  const sumOf = (part: (one: ComparedPerson) => bigint) => compared.reduce((sum, one) => sum + part(one), 0n);
  return {
    people: compared,
    sheetTotal: sumOf(({ sheet }) => sheet.share),
    booksTotal: sumOf(({ books }) => books.share),
    difference: sumOf(({ difference }) => difference),
    byCause,
    unexplained: sumOf(({ steps }) =>
      steps.reduce((sum, { cause, amount }) => sum + (cause === "unexplained" ? size(amount) : 0n), 0n),
    ),
  };
}

function distance(as: readonly bigint[], bs: readonly bigint[]): bigint {
  return as.reduce((sum, a, place) => sum + size(a - (bs[place] ?? 0n)), 0n);
}

const size = (amount: bigint) => (amount < 0n ? -amount : amount);
const least = (a: bigint, b: bigint) => (a < b ? a : b);

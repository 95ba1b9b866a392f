import type { Result } from "ethers";

import { type Bitmap, entriesOf, unite } from "./bitmaps.ts";
import { decodePayload, TRACKS } from "./payload.ts";
import type {
  BatchAppraisedEvent,
  BatchSettledEvent,
  BatchSubmittedEvent,
  BatchWithdrawnEvent,
  EntriesChallengedEvent,
  EntriesWithdrawnEvent,
  SeasonClosedEvent,
  SeasonOpenedEvent,
  TermsSetEvent,
} from "../../typechain-types/contracts/contributions/ContributionLedger.ts";
import type { DecodedLog as TimedLog } from "../logs.ts";
import { must } from "../must.ts";

/** The terms of a season; times in seconds, minima in minutes per track. */
export interface SeasonTerms {
  readonly duration: bigint;
  readonly appraisalPeriod: bigint;
  readonly challengePeriod: bigint;
  readonly standingHalfLife: bigint;
  readonly appraisals: bigint;
  readonly probationaryCounts: boolean;
  readonly minimumCredit: Minutes;
}

export interface Season {
  readonly opensAt: bigint;
  readonly endsAt: bigint;
  readonly closesAt: bigint;
  closedAt: bigint;
  /** Half-lives passed before the opening, times 2^64. */
  readonly clock: bigint;
  readonly terms: SeasonTerms;
}

export interface Appraisal {
  readonly by: bigint;
  readonly declined: Bitmap;
}

export type BatchState = "open" | "withdrawn" | "settled";

export interface Batch {
  readonly guild: bigint;
  readonly by: bigint;
  readonly season: bigint;
  readonly submittedAt: bigint;
  readonly payload: string;
  readonly count: number;
  state: BatchState;
  readonly appraisals: Appraisal[];
  withdrawn: Bitmap;
  challenged: Bitmap;
}

/** Minutes per track. */
export type Minutes = readonly [bigint, bigint, bigint];

/** The whole state of the contribution ledger, rebuilt from its logs alone. Ids are `bigint`, times Unix seconds. */
export interface ContributionsState {
  terms: SeasonTerms | undefined;
  lastSeason: bigint;
  readonly seasons: Map<bigint, Season>;
  readonly batches: Map<string, Batch>;
  /** What a member was credited in a guild, by the clock of submission; the key is `memberKey`. */
  readonly accepted: Map<string, Map<bigint, Minutes>>;
  /** What counts toward a season; the key is `creditKey`. */
  readonly credits: Map<string, Minutes>;
  readonly restedAt: RestedAt;
}

/** A decoded log of the ledger, as `Interface.parseLog` gives it. */
export interface DecodedLog {
  readonly name: string;
  readonly args: Result;
}

/** How long a person had rested by a moment, and since when they did then (0 = they did not); Unix seconds. */
export type RestedAt = (person: bigint, moment: bigint) => { readonly rested: bigint; readonly restingSince: bigint };

const CLOCK_BITS = 64n;
const NOTHING: Minutes = [0n, 0n, 0n];

export const memberKey = (guild: bigint, member: bigint) => `${guild}/${member}`;
export const creditKey = (guild: bigint, season: bigint, member: bigint) => `${guild}/${season}/${member}`;

/** Each event's effect; the names are those of the ABI, and events of other contracts have none. */
type Reducer = (state: ContributionsState, args: Result, now: bigint) => void;

const reducers: Readonly<Record<string, Reducer>> = {
  TermsSet: on<TermsSetEvent.OutputObject>((state, { terms }) => {
    state.terms = termsOf(terms);
  }),
  SeasonOpened: on<SeasonOpenedEvent.OutputObject>((state, { season, opensAt, endsAt, closesAt, terms }) => {
    const clock = clockAt(state, state.lastSeason, opensAt);
    state.seasons.set(season, { opensAt, endsAt, closesAt, closedAt: 0n, clock, terms: termsOf(terms) });
    state.lastSeason = season;
  }),
  SeasonClosed: on<SeasonClosedEvent.OutputObject>((state, { season, closedAt }) => {
    known(state.seasons, season).closedAt = closedAt;
  }),
  BatchSubmitted: on<BatchSubmittedEvent.OutputObject>((state, event) => {
    const { guild, by, season, submittedAt, payload } = event;
    const count = decodePayload(payload).length;
    state.batches.set(event.batch, {
      ...{ guild, by, season, submittedAt, payload, count, state: "open" },
      ...{ appraisals: [], withdrawn: [], challenged: [] },
    });
  }),
  BatchWithdrawn: on<BatchWithdrawnEvent.OutputObject>((state, { batch }) => {
    known(state.batches, batch).state = "withdrawn";
  }),
  EntriesWithdrawn: on<EntriesWithdrawnEvent.OutputObject>((state, { batch, withdrawn }) => {
    const open = known(state.batches, batch);
    open.withdrawn = unite(open.withdrawn, withdrawn, wordsOf(open));
  }),
  BatchAppraised: on<BatchAppraisedEvent.OutputObject>((state, { batch, by, declined }) => {
    known(state.batches, batch).appraisals.push({ by, declined: [...declined] });
  }),
  EntriesChallenged: on<EntriesChallengedEvent.OutputObject>((state, { batch, challenged }) => {
    const open = known(state.batches, batch);
    open.challenged = unite(open.challenged, challenged, wordsOf(open));
  }),
  BatchSettled: on<BatchSettledEvent.OutputObject>((state, { batch, season, credited, counted }, now) => {
    const settled = known(state.batches, batch);
    settled.state = "settled";
    const counting = new Set(entriesOf(counted));
    const entries = decodePayload(settled.payload);
    for (const index of entriesOf(credited)) {
      const { provider, resource, quantity, track } = must(entries[index], `entry ${index} of batch ${batch}`);
      if (resource !== 0) continue;
      const added = TRACKS.map((name) => (name === track ? BigInt(quantity) : 0n));
      const clock = ownClock(state, { person: BigInt(provider), moment: settled.submittedAt, now });
      const member = memberKey(settled.guild, BigInt(provider));
      const history = state.accepted.get(member) ?? new Map<bigint, Minutes>();
      state.accepted.set(member, history.set(clock, sum(history.get(clock) ?? NOTHING, added)));
      if (!counting.has(index)) continue;
      const key = creditKey(settled.guild, season, BigInt(provider));
      state.credits.set(key, sum(state.credits.get(key) ?? NOTHING, added));
    }
  }),
};

/**
 * Folds logs, in the order of the chain, into the state of the ledger. Other logs are passed over.
 * @param restedAt From the logs of `Members` (`restedAt` of the membership views); without it nobody rested.
 */
export function foldContributions(
  logs: Iterable<Omit<TimedLog, "address">>,
  restedAt: RestedAt = () => ({ rested: 0n, restingSince: 0n }),
): ContributionsState {
  const state: ContributionsState = {
    terms: undefined,
    lastSeason: 0n,
    seasons: new Map(),
    batches: new Map(),
    accepted: new Map(),
    credits: new Map(),
    restedAt,
  };
  for (const { name, args, blockTimestamp } of logs) reducers[name]?.(state, args, blockTimestamp);
  return state;
}

/** `currentSeason`, folded: the season open at `now` (Unix seconds), or 0. */
export function currentSeason(state: ContributionsState, now: bigint): bigint {
  const last = state.seasons.get(state.lastSeason);
  return last !== undefined && now < last.endsAt ? state.lastSeason : 0n;
}

/** `isClosed`, folded. */
export function isClosed(state: ContributionsState, season: bigint): boolean {
  return (state.seasons.get(season)?.closedAt ?? 0n) !== 0n;
}

/** `recordOf`, folded: minutes of all time. */
export function recordOf(state: ContributionsState, guild: bigint, member: bigint): Minutes {
  const history = state.accepted.get(memberKey(guild, member)) ?? new Map<bigint, Minutes>();
  return [...history.values()].reduce(sum, NOTHING);
}

/**
 * `standingOf`, in closed form: minutes, each times 2^-(half-lives since its submission). The chain rounds down by less
 * than 2^-23 minutes for each settlement and each eight half-lives; this is exact to the precision of a double.
 */
export function standingOf(
  state: ContributionsState,
  params: { guild: bigint; member: bigint; now: bigint },
): [number, number, number] {
  const { member: person, now: moment } = params;
  const now = ownClock(state, { person, moment, now: moment });
  const standing: [number, number, number] = [0, 0, 0];
  for (const [clock, minutes] of state.accepted.get(memberKey(params.guild, params.member)) ?? []) {
    const halfLives = Number(now - clock) / Number(1n << CLOCK_BITS);
    for (const track of [0, 1, 2] as const) standing[track] += Number(minutes[track]) * 2 ** -halfLives;
  }
  return standing;
}

/** `creditOf` on each track, folded: minutes that count toward a season. */
export function creditsOf(state: ContributionsState, guild: bigint, member: bigint, season: bigint): Minutes {
  return state.credits.get(creditKey(guild, season, member)) ?? NOTHING;
}

/** `eligibleCreditsOf`, folded: 0 below the season's minimum. */
export function eligibleCredits(state: ContributionsState, guild: bigint, member: bigint, season: bigint): Minutes {
  const minimum = state.seasons.get(season)?.terms.minimumCredit ?? NOTHING;
  const credits = creditsOf(state, guild, member, season);
  const counted = (track: 0 | 1 | 2) => (credits[track] < minimum[track] ? 0n : credits[track]);
  return [counted(0), counted(1), counted(2)];
}

/** `eligibleTotalsOf`, folded. */
export function eligibleTotals(state: ContributionsState, guild: bigint, season: bigint): Minutes {
  const prefix = creditKey(guild, season, 0n).slice(0, -1);
  return [...state.credits.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => eligibleCredits(state, guild, BigInt(key.slice(prefix.length)), season))
    .reduce(sum, NOTHING);
}

/** Half-lives passed until `moment`, times 2^64, by the pace of a season; as the contract rounds it. */
export function clockAt(state: ContributionsState, season: bigint, moment: bigint): bigint {
  const running = state.seasons.get(season);
  if (running === undefined) return 0n;
  const halfLife = running.terms.standingHalfLife;
  return halfLife === 0n ? running.clock : running.clock + ((moment - running.opensAt) << CLOCK_BITS) / halfLife;
}

/**
 * A person's own clock at a moment: the nation's at that moment less what they had rested before it, as known at `now`.
 * A rest that runs then is counted from its beginning, those that have ended as if they all had before the moment.
 */
function ownClock(state: ContributionsState, params: { person: bigint; moment: bigint; now: bigint }): bigint {
  const { person, moment, now } = params;
  const { rested, restingSince } = state.restedAt(person, now);
  const stoodStillAt = restingSince === 0n ? now : restingSince;
  const later = moment < stoodStillAt ? now - rested - (stoodStillAt - moment) : now - rested;
  const own = rested === 0n || later > moment ? moment : later;
  const season = [...state.seasons].findLast(([, { opensAt }]) => opensAt <= own)?.[0] ?? 0n;
  return clockAt(state, season, own);
}

const wordsOf = ({ count }: Batch) => Math.ceil(count / 256);

function sum(a: Minutes, b: readonly bigint[]): Minutes {
  const [livelihood = 0n, love = 0n, care = 0n] = b;
  return [a[0] + livelihood, a[1] + love, a[2] + care];
}

function termsOf(terms: TermsSetEvent.OutputObject["terms"]): SeasonTerms {
  const { duration, appraisalPeriod, challengePeriod, standingHalfLife, appraisals, probationaryCounts } = terms;
  return {
    ...{ duration, appraisalPeriod, challengePeriod, standingHalfLife, appraisals, probationaryCounts },
    minimumCredit: sum(NOTHING, terms.minimumCredit),
  };
}

/** Binds a reducer to the type of its event; the name in `reducers` is what makes the two belong together. */
function on<Event>(reduce: (state: ContributionsState, event: Event, now: bigint) => void): Reducer {
  return (state, args, now) => reduce(state, args as Event, now);
}

function known<K extends string | bigint, T>(items: ReadonlyMap<K, T>, id: K): T {
  const item = items.get(id);
  if (item === undefined) throw new RangeError(`the logs name ${id} before they make it; are some missing?`);
  return item;
}

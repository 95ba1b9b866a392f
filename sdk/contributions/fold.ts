import type { Result } from "ethers";

import { type Bitmap, entriesOf, unite } from "./bitmaps.ts";
import { decodePayload, type Entry, TRACKS } from "./payload.ts";
import type {
  BatchAppraisedEvent,
  BatchPartSettledEvent,
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

/** The terms of a season; times in seconds, the pair limit in minutes, minima and cap in credits per track. */
export interface SeasonTerms {
  readonly duration: bigint;
  readonly appraisalPeriod: bigint;
  readonly challengePeriod: bigint;
  readonly standingHalfLife: bigint;
  readonly appraisals: bigint;
  readonly probationaryCounts: boolean;
  readonly pairLimit: bigint;
  readonly cap: bigint;
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
  declined: Bitmap;
  /** Entries neither accepted nor declined yet. */
  questioned: Bitmap;
  /** Whether some were, at first. */
  readonly asked: boolean;
}

export type BatchState = "open" | "withdrawn" | "settled" | "settling";

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
  /** Entries settled, from the first on. */
  settledTo: number;
}

/** Credits per track; a credit is a minute of work, or what a guild's rate says is worth one. */
export type Minutes = readonly [bigint, bigint, bigint];

/** The whole state of the contribution ledger, rebuilt from its logs alone. Ids are `bigint`, times Unix seconds. */
export interface ContributionsState {
  terms: SeasonTerms | undefined;
  lastSeason: bigint;
  readonly seasons: Map<bigint, Season>;
  readonly batches: Map<string, Batch>;
  /** What a member was credited in a guild, less what corrections took; the key is `memberKey`. */
  readonly accepted: Map<string, Accepted>;
  /** What counts toward a season; the key is `creditKey`. */
  readonly credits: Map<string, Minutes>;
  /** What corrections took that no season held; the key is `memberKey`. */
  readonly debts: Map<string, Minutes>;
  /** `accepted` as it was when a season was closed. */
  readonly atClose: Map<bigint, ReadonlyMap<string, Accepted>>;
  /** What each season changed in the credits for a work, where works are counted; the key is `workKey`. */
  readonly works: Map<string, Map<bigint, bigint>>;
  readonly restedAt: RestedAt;
  readonly rateOf: RateOf;
  readonly countsWorks: CountsWorks;
}

/** All that a member was credited in a guild. */
export interface Accepted {
  readonly record: Minutes;
  /** What standing is made of, by the member's own clock at the submission; below zero for what corrections took. */
  readonly byClock: ReadonlyMap<bigint, Minutes>;
  /** Seconds they had rested, as known at the last settlement in which standing faded. */
  readonly rested: bigint;
}

/** A guild's rate of a resource for a season that opens at a moment (Unix seconds): `rateAt` of the guilds' terms. */
export type RateOf = (guild: bigint, resource: bigint, opensAt: bigint) => Rate;

/** Whether a guild counts works in a season that opens at a moment (Unix seconds): `termsAt` of the guilds' terms. */
export type CountsWorks = (guild: bigint, opensAt: bigint) => boolean;

/** What guilds say for themselves. */
export interface OwnTermsOf {
  readonly rateOf: RateOf;
  readonly countsWorks: CountsWorks;
}

/** Credits for one unit (6 decimals) and for one entry, on one track. */
export interface Rate {
  readonly perUnit: bigint;
  readonly perEntry: bigint;
  readonly track: bigint;
  readonly isKnown: boolean;
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
/** What is credited for one entry at most: the minutes of a leap year. */
const MOST_CREDITS = 366n * 24n * 60n;
const RATE_DECIMALS = 1_000_000n;
const UNKNOWN: Rate = { perUnit: 0n, perEntry: 0n, track: 0n, isKnown: false };

export const memberKey = (guild: bigint, member: bigint) => `${guild}/${member}`;
export const workKey = (guild: bigint, work: bigint, member: bigint) => `${guild}/${work}/${member}`;
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
    state.atClose.set(season, new Map(state.accepted));
  }),
  BatchSubmitted: on<BatchSubmittedEvent.OutputObject>((state, event) => {
    const { guild, by, season, submittedAt, payload } = event;
    const count = decodePayload(payload).length;
    state.batches.set(event.batch, {
      ...{ guild, by, season, submittedAt, payload, count, state: "open" },
      ...{ appraisals: [], withdrawn: [], challenged: [], settledTo: 0 },
    });
  }),
  BatchWithdrawn: on<BatchWithdrawnEvent.OutputObject>((state, { batch }) => {
    known(state.batches, batch).state = "withdrawn";
  }),
  EntriesWithdrawn: on<EntriesWithdrawnEvent.OutputObject>((state, { batch, withdrawn }) => {
    const open = known(state.batches, batch);
    open.withdrawn = unite(open.withdrawn, [...withdrawn], wordsOf(open));
  }),
  BatchAppraised: on<BatchAppraisedEvent.OutputObject>((state, { batch, by, declined, questioned }) => {
    const open = known(state.batches, batch);
    const earlier = open.appraisals.find((appraisal) => appraisal.by === by);
    if (earlier === undefined) {
      const asked = questioned.some((word) => word !== 0n);
      open.appraisals.push({ by, declined: [...declined], questioned: [...questioned], asked });
    } else {
      earlier.declined = unite(earlier.declined, [...declined], wordsOf(open));
      earlier.questioned = [...questioned];
    }
  }),
  EntriesChallenged: on<EntriesChallengedEvent.OutputObject>((state, { batch, challenged }) => {
    const open = known(state.batches, batch);
    open.challenged = unite(open.challenged, [...challenged], wordsOf(open));
  }),
  BatchSettled: on<BatchSettledEvent.OutputObject>((state, event, now) => {
    settle(state, event, { upTo: known(state.batches, event.batch).count, now });
  }),
  BatchPartSettled: on<BatchPartSettledEvent.OutputObject>((state, event, now) => {
    settle(state, event, { upTo: Number(event.upTo), now });
  }),
};

/**
 * Folds logs, in the order of the chain, into the state of the ledger. Other logs are passed over.
 * @param restedAt From the logs of `Members` (`restedAt` of the membership views); without it nobody rested.
 * @param ownTerms From the logs of `GuildTerms` (`ownTermsOf` of their fold); without them no guild has set anything.
 */
export function foldContributions(
  logs: Iterable<Omit<TimedLog, "address">>,
  restedAt: RestedAt = () => ({ rested: 0n, restingSince: 0n }),
  { rateOf, countsWorks }: OwnTermsOf = { rateOf: () => UNKNOWN, countsWorks: () => false },
): ContributionsState {
  const state: ContributionsState = {
    terms: undefined,
    lastSeason: 0n,
    seasons: new Map(),
    batches: new Map(),
    accepted: new Map(),
    credits: new Map(),
    debts: new Map(),
    works: new Map(),
    atClose: new Map(),
    restedAt,
    rateOf,
    countsWorks,
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

/** `recordOf`, folded: credits of all time. */
export function recordOf(state: ContributionsState, guild: bigint, member: bigint): Minutes {
  return state.accepted.get(memberKey(guild, member))?.record ?? NOTHING;
}

/**
 * `standingOf`, in closed form: credits, each times 2^-(half-lives since its submission). The chain rounds each addition
 * down by less than 2^-51 of the sum; this is exact to the precision of a double.
 */
export function standingOf(
  state: ContributionsState,
  params: { guild: bigint; member: bigint; now: bigint },
): [number, number, number] {
  const { member: person, now: moment } = params;
  const now = ownClock(state, { person, moment, now: moment });
  return standingAt(state.accepted.get(memberKey(params.guild, params.member))?.byClock, now);
}

/** `standingAtClose`, in closed form. */
export function standingAtClose(
  state: ContributionsState,
  params: { guild: bigint; member: bigint; season: bigint },
): [number, number, number] {
  const closed = state.seasons.get(params.season);
  const accepted = state.atClose.get(params.season)?.get(memberKey(params.guild, params.member));
  if (closed === undefined || accepted === undefined || !runs(closed)) return [0, 0, 0];
  const own = closed.closedAt < accepted.rested ? 0n : closed.closedAt - accepted.rested;
  return standingAt(accepted.byClock, clockOf(state, own));
}

function standingAt(byClock: Accepted["byClock"] | undefined, now: bigint): [number, number, number] {
  const standing: [number, number, number] = [0, 0, 0];
  for (const [clock, minutes] of byClock ?? []) {
    const halfLives = Number(now - clock) / Number(1n << CLOCK_BITS);
    for (const track of [0, 1, 2] as const) standing[track] += Number(minutes[track]) * 2 ** -halfLives;
  }
  return standing;
}

/** `creditOf` on each track, folded: minutes that count toward a season. */
export function creditsOf(state: ContributionsState, guild: bigint, member: bigint, season: bigint): Minutes {
  return state.credits.get(creditKey(guild, season, member)) ?? NOTHING;
}

/** `debtOf`, folded. */
export function debtOf(state: ContributionsState, guild: bigint, member: bigint): Minutes {
  return state.debts.get(memberKey(guild, member)) ?? NOTHING;
}

/** `countedOf`, folded: all credits of a guild that count toward a season. */
export function countedOf(state: ContributionsState, guild: bigint, season: bigint): bigint {
  return membersWith(state, guild, season)
    .flatMap((member) => creditsOf(state, guild, member, season))
    .reduce((total, credits) => total + credits, 0n);
}

/** `eligibleCreditsOf`, folded: nothing below the season's minimum, and no more than its cap. */
export function eligibleCredits(state: ContributionsState, guild: bigint, member: bigint, season: bigint): Minutes {
  const { minimumCredit: minimum, cap } = state.seasons.get(season)?.terms ?? { minimumCredit: NOTHING, cap: 0n };
  const credits = creditsOf(state, guild, member, season);
  const capped = (credit: bigint) => (cap !== 0n && credit > cap ? cap : credit);
  return mapTracks((track) => (credits[track] < minimum[track] ? 0n : capped(credits[track])));
}

/** `eligibleTotalsOf`, folded. */
export function eligibleTotals(state: ContributionsState, guild: bigint, season: bigint): Minutes {
  return membersWith(state, guild, season)
    .map((member) => eligibleCredits(state, guild, member, season))
    .reduce(sum, NOTHING);
}

/** `workCreditAt`, folded: what a member was credited for a work through a season. */
export function workCreditAt(
  state: ContributionsState,
  { guild, work, member, season }: { guild: bigint; work: bigint; member: bigint; season: bigint },
): bigint {
  return through(state.works.get(workKey(guild, work, member)), season);
}

/** `workTotalAt`, folded. */
export function workTotalAt(state: ContributionsState, guild: bigint, work: bigint, season: bigint): bigint {
  const prefix = `${guild}/${work}/`;
  return [...state.works]
    .filter(([key]) => key.startsWith(prefix))
    .reduce((sum, [, changes]) => sum + through(changes, season), 0n);
}

const through = (changes: ReadonlyMap<bigint, bigint> | undefined, season: bigint) =>
  [...(changes ?? [])].reduce((sum, [of, change]) => (of <= season ? sum + change : sum), 0n);

/** Who has credits in a guild and a season. */
function membersWith(state: ContributionsState, guild: bigint, season: bigint): bigint[] {
  const prefix = creditKey(guild, season, 0n).slice(0, -1);
  return [...state.credits.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => BigInt(key.slice(prefix.length)));
}

/** Whether standing fades in a season, or has faded before it. */
const runs = ({ clock, terms }: Season) => clock !== 0n || terms.standingHalfLife !== 0n;

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
  return clockOf(state, own);
}

/** The nation's clock at any past moment. */
function clockOf(state: ContributionsState, moment: bigint): bigint {
  const season = [...state.seasons].findLast(([, { opensAt }]) => opensAt <= moment)?.[0] ?? 0n;
  return clockAt(state, season, moment);
}

/** Settles the entries of a batch before `upTo` that no earlier part held, run by run as the chain does. */
function settle(
  state: ContributionsState,
  event: { batch: string; season: bigint; credited: Bitmap; counted: Bitmap },
  { upTo, now }: { upTo: number; now: bigint },
): void {
  const batch = known(state.batches, event.batch);
  const entries = decodePayload(batch.payload);
  const [credited, counted] = [new Set(entriesOf(event.credited)), new Set(entriesOf(event.counted))];
  const where = { guild: batch.guild, season: event.season, now };
  for (let from = batch.settledTo; from < upTo;) {
    const provider = must(entries[from], `entry ${from} of batch ${event.batch}`).provider;
    const others = entries.findIndex((entry, index) => index > from && entry.provider !== provider);
    const end = others === -1 || others > upTo ? upTo : others;
    const run = entries.slice(from, end).map((entry, index) => ({ entry, index: from + index }));
    const accepted = run.filter(({ index }) => credited.has(index));
    const whose = { ...where, member: BigInt(provider) };
    const added = accepted
      .filter(({ entry }) => entry.corrects === undefined)
      .map(({ entry }) => onTrack(entry, worthOf(state, where, entry)))
      .reduce(sum, NOTHING);
    const counts = accepted.some(({ entry, index }) => entry.corrects === undefined && counted.has(index));
    credit(state, whose, { added, counts, submittedAt: batch.submittedAt });
    for (const { entry } of counts ? accepted : []) {
      if (entry.corrects === undefined) countWork(state, whose, entry, worthOf(state, where, entry));
    }
    for (const { entry } of accepted) {
      if (entry.corrects === undefined) continue;
      const worth = worthOf(state, where, entry);
      const { submittedAt } = known(state.batches, entry.corrects);
      const taken = correct(state, whose, { track: TRACKS.indexOf(entry.track), worth, submittedAt });
      countWork(state, whose, entry, -taken);
    }
    from = end;
  }
  batch.settledTo = upTo;
  batch.state = upTo === batch.count ? "settled" : "settling";
}

interface Whose {
  readonly guild: bigint;
  readonly season: bigint;
  readonly member: bigint;
  readonly now: bigint;
}

function credit(
  state: ContributionsState,
  whose: Whose,
  { added, counts, submittedAt }: { added: Minutes; counts: boolean; submittedAt: bigint },
): void {
  if (added.every((credits) => credits === 0n)) return;
  accept(state, whose, added, submittedAt);
  if (!counts) return;
  const debt = debtOf(state, whose.guild, whose.member);
  const setOff = mapTracks((track) => least(debt[track], added[track]));
  state.debts.set(memberKey(whose.guild, whose.member), less(debt, setOff));
  const key = creditKey(whose.guild, whose.season, whose.member);
  state.credits.set(key, sum(state.credits.get(key) ?? NOTHING, less(added, setOff)));
}

/** Takes what the record holds at most, from the record and from the season; what that does not hold is a debt. */
function correct(
  state: ContributionsState,
  whose: Whose,
  { track, worth, submittedAt }: { track: number; worth: bigint; submittedAt: bigint },
): bigint {
  const on = (amount: bigint) => mapTracks((place) => (place === track ? amount : 0n));
  const taken = least(worth, recordOf(state, whose.guild, whose.member)[track as 0]);
  if (taken === 0n) return taken;
  accept(state, whose, on(-taken), submittedAt);
  const key = creditKey(whose.guild, whose.season, whose.member);
  const credits = state.credits.get(key) ?? NOTHING;
  const held = least(taken, credits[track as 0]);
  state.credits.set(key, less(credits, on(held)));
  const debt = debtOf(state, whose.guild, whose.member);
  state.debts.set(memberKey(whose.guild, whose.member), sum(debt, on(taken - held)));
  return taken;
}

/** Counts credits, below zero for a correction, for the work that an entry names; none is taken that is not there. */
function countWork(state: ContributionsState, { guild, season, member }: Whose, entry: Entry, credits: bigint): void {
  const { opensAt } = known(state.seasons, season);
  if (entry.work === 0 || credits === 0n || !state.countsWorks(guild, opensAt)) return;
  const key = workKey(guild, BigInt(entry.work), member);
  const changes = state.works.get(key) ?? new Map<bigint, bigint>();
  const held = [season, ...changes.keys()].filter((one) => one >= season).map((one) => through(changes, one));
  const change = held.reduce((most, amount) => (-amount > most ? -amount : most), credits);
  state.works.set(key, new Map(changes).set(season, (changes.get(season) ?? 0n) + change));
}

/** Books credits, below zero for a correction, at the age that the member's own clock gives them. */
function accept(state: ContributionsState, whose: Whose, added: Minutes, submittedAt: bigint): void {
  const { guild, member: person, now } = whose;
  const key = memberKey(guild, person);
  const before = state.accepted.get(key) ?? { record: NOTHING, byClock: new Map<bigint, Minutes>(), rested: 0n };
  const clock = ownClock(state, { person, moment: submittedAt, now });
  const byClock = new Map(before.byClock).set(clock, sum(before.byClock.get(clock) ?? NOTHING, added));
  const fades = runs(known(state.seasons, state.lastSeason));
  const rested = fades ? state.restedAt(person, now).rested : before.rested;
  const record = sum(before.record, added);
  state.accepted.set(key, { record, byClock: notBelowZero(byClock, record), rested });
}

/**
 * A correction that takes more standing than there is, since it names a younger batch than was credited, leaves none; and
 * so does one that takes the whole record.
 */
function notBelowZero(byClock: ReadonlyMap<bigint, Minutes>, record: Minutes): ReadonlyMap<bigint, Minutes> {
  const latest = [...byClock.keys()].reduce((a, b) => (a > b ? a : b));
  const left = standingAt(byClock, latest);
  const isGone = (track: 0 | 1 | 2) => left[track] < 0 || (record[track] === 0n && left[track] !== 0);
  if (!([0, 1, 2] as const).some(isGone)) return byClock;
  const kept = (minutes: Minutes) => mapTracks((track) => (isGone(track) ? 0n : minutes[track]));
  return new Map([...byClock].map(([clock, minutes]) => [clock, kept(minutes)]));
}

/** Credits for an entry: its minutes, or what the guild's rate for the season that takes it says. */
function worthOf(state: ContributionsState, where: { guild: bigint; season: bigint }, entry: Entry): bigint {
  if (entry.resource === 0) return BigInt(entry.quantity);
  const { opensAt } = known(state.seasons, where.season);
  const rate = state.rateOf(where.guild, BigInt(entry.resource), opensAt);
  if (!rate.isKnown || Number(rate.track) !== TRACKS.indexOf(entry.track)) return 0n;
  return least((BigInt(entry.quantity) * rate.perUnit) / RATE_DECIMALS + rate.perEntry, MOST_CREDITS);
}

const onTrack = ({ track }: Entry, amount: bigint) => mapTracks((place) => (TRACKS[place] === track ? amount : 0n));
const mapTracks = (of: (track: 0 | 1 | 2) => bigint): Minutes => [of(0), of(1), of(2)];
const least = (a: bigint, b: bigint) => (a < b ? a : b);
const less = (a: Minutes, b: Minutes): Minutes => mapTracks((track) => a[track] - b[track]);

const wordsOf = ({ count }: Batch) => Math.ceil(count / 256);

function sum(a: Minutes, b: readonly bigint[]): Minutes {
  const [livelihood = 0n, love = 0n, care = 0n] = b;
  return [a[0] + livelihood, a[1] + love, a[2] + care];
}

function termsOf(terms: TermsSetEvent.OutputObject["terms"]): SeasonTerms {
  const { duration, appraisalPeriod, challengePeriod, standingHalfLife, appraisals, probationaryCounts } = terms;
  const { pairLimit, cap } = terms;
  return {
    ...{ duration, appraisalPeriod, challengePeriod, standingHalfLife, appraisals, probationaryCounts, pairLimit, cap },
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

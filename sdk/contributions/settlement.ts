import { entriesOf, type Bitmap } from "./bitmaps.ts";
import { less, mapTracks, NOTHING, sum, type Minutes } from "./minutes.ts";
import { decodePayload, type Entry } from "./payload.ts";
import { TRACKS } from "./tracks.ts";
import { notBelowZero, ownClock, runs } from "./standing.ts";
import { creditKey, memberKey, workKey, type ContributionsState } from "./state.ts";
import { debtOf, recordOf, through } from "./views.ts";
import { must, mustGet } from "../must.ts";

// What `Settlement` does to records, credits and standing when a batch is settled.

/** What is credited for one entry at most: the minutes of a leap year. */
const MOST_CREDITS = 366n * 24n * 60n;
const RATE_DECIMALS = 1_000_000n;

/** Settles the entries of a batch before `upTo` that no earlier part held, run by run as the chain does. */
export function settle(
  state: ContributionsState,
  event: { batch: string; season: bigint; credited: Bitmap; counted: Bitmap },
  { upTo, now }: { upTo: number; now: bigint },
): void {
  const batch = mustGet(state.batches, event.batch);
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
      const { submittedAt } = mustGet(state.batches, entry.corrects);
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
  const { opensAt } = mustGet(state.seasons, season);
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
  const fades = runs(mustGet(state.seasons, state.lastSeason));
  const rested = fades ? state.restedAt(person, now).rested : before.rested;
  const record = sum(before.record, added);
  state.accepted.set(key, { record, byClock: notBelowZero(byClock, record), rested });
}

/** Credits for an entry: its minutes, or what the guild's rate for the season that takes it says. */
function worthOf(state: ContributionsState, where: { guild: bigint; season: bigint }, entry: Entry): bigint {
  if (entry.resource === 0) return BigInt(entry.quantity);
  const { opensAt } = mustGet(state.seasons, where.season);
  const rate = state.rateOf(where.guild, BigInt(entry.resource), opensAt);
  if (!rate.isKnown || Number(rate.track) !== TRACKS.indexOf(entry.track)) return 0n;
  return least((BigInt(entry.quantity) * rate.perUnit) / RATE_DECIMALS + rate.perEntry, MOST_CREDITS);
}

const onTrack = ({ track }: Entry, amount: bigint) => mapTracks((place) => (TRACKS[place] === track ? amount : 0n));
const least = (a: bigint, b: bigint) => (a < b ? a : b);

import type { Result } from "ethers";

import type { ConflictsState } from "../contributions/conflictsFold.ts";
import type { DecodedLog } from "../logs.ts";
import { MAX_VOUCHES, type MembershipState } from "../membership/state.ts";
import * as membership from "../membership/views.ts";
import { must } from "../must.ts";
import { daysOfWord, deadlineOf, isWorkingDay, restDaysOf, type Calendar } from "../governance/calendar.ts";
import {
  candidateAt,
  combined,
  LOT_SEATS,
  TRIES_PER_ID,
  type LotStage,
  type Revealed,
  type SeatName,
} from "./sortition.ts";

/** As `LotTerms`; days are working days. */
export interface LotTerms {
  readonly commitDays: bigint;
  readonly revealDays: bigint;
  readonly answerDays: bigint;
  readonly leastReveals: bigint;
  readonly rounds: bigint;
}

/** As `LotRequest`. */
export interface LotRequest {
  readonly seats: bigint;
  readonly snapshot: bigint;
  readonly guild: bigint;
  readonly earlier: bigint;
  readonly parties: readonly bigint[];
  readonly barred: readonly bigint[];
}

export interface FoldedLot {
  readonly request: LotRequest;
  readonly lastId: bigint;
  readonly terms: LotTerms;
  round: bigint;
  commitUntil: bigint;
  revealUntil: bigint;
  /** Commitments not revealed, of all rounds. */
  readonly openCommitments: Map<bigint, string>;
  /** In this round. */
  committed: bigint;
  revealed: Revealed[];
  seedBlock: bigint;
  seed: bigint | undefined;
  tries: bigint;
  readonly places: Map<bigint, { seat: SeatName; answerUntil: bigint }>;
  readonly panel: bigint[];
  closed: boolean;
}

/** The state of `Calendar` and `Sortition`, rebuilt from their logs. Times in Unix seconds. */
export interface SortitionState {
  restDays: bigint;
  readonly closedDays: Map<bigint, bigint>;
  terms: LotTerms;
  cases: string;
  readonly lots: Map<bigint, FoldedLot>;
}

const NOBODY = `0x${"0".repeat(40)}`;
const NO_TERMS = { commitDays: 0n, revealDays: 0n, answerDays: 0n, leastReveals: 0n, rounds: 0n };

/** Each event's effect; the names are those of the ABIs, and other events have none. */
const reducers: Readonly<Record<string, (state: SortitionState, args: Result) => void>> = {
  RestDaysSet: (state, args) => {
    state.restDays = args[0] as bigint;
  },
  ClosedDaysSet: (state, args) => {
    state.closedDays.set(args[0] as bigint, args[1] as bigint);
  },
  LotTermsSet: (state, args) => {
    state.terms = termsOf(args[0] as Result);
  },
  CasesSeatFilled: (state, args) => {
    state.cases = args[0] as string;
  },
  LotOpened: (state, args) => {
    const [lot, request, lastId, terms] = args as unknown as [bigint, Result, bigint, Result];
    const [seats, snapshot, guild, earlier, parties, barred] = request as unknown as [
      ...[bigint, bigint, bigint, bigint, Result, Result],
    ];
    const asked = { seats, snapshot, guild, earlier, parties: idsOf(parties), barred: idsOf(barred) };
    const outside = [...asked.parties, ...asked.barred];
    state.lots.set(lot, {
      ...{ request: asked, lastId, terms: termsOf(terms), round: 0n, commitUntil: 0n, revealUntil: 0n },
      ...{ openCommitments: new Map(), committed: 0n, revealed: [], seedBlock: 0n, seed: undefined, tries: 0n },
      places: new Map(outside.map((id) => [id, { seat: "Barred", answerUntil: 0n }])),
      ...{ panel: [], closed: false },
    });
  },
  RoundOpened: (state, args) => {
    const [id, round, commitUntil, revealUntil] = args as unknown as [bigint, bigint, bigint, bigint];
    Object.assign(lotOf(state, id), { round, commitUntil, revealUntil, committed: 0n, revealed: [] });
  },
  SecretCommitted: (state, args) => {
    const [id, , by, commitment] = args as unknown as [bigint, bigint, bigint, string];
    const lot = lotOf(state, id);
    lot.openCommitments.set(by, commitment);
    lot.committed += 1n;
  },
  SecretRevealed: (state, args) => {
    const [id, , by, secret] = args as unknown as [bigint, bigint, bigint, string];
    const lot = lotOf(state, id);
    lot.openCommitments.delete(by);
    lot.revealed.push({ by, secret });
  },
  SeedBlockFixed: (state, args) => {
    lotOf(state, args[0] as bigint).seedBlock = args[1] as bigint;
  },
  LotSeeded: (state, args) => {
    lotOf(state, args[0] as bigint).seed = args[1] as bigint;
  },
  SeatOffered: (state, args) => {
    const [id, person, answerUntil] = args as unknown as [bigint, bigint, bigint];
    const lot = lotOf(state, id);
    lot.places.set(person, { seat: "Offered", answerUntil });
    lot.panel.push(person);
  },
  CandidatesTried: (state, args) => {
    lotOf(state, args[0] as bigint).tries = args[1] as bigint;
  },
  SeatTaken: (state, args) => {
    placeOf(lotOf(state, args[0] as bigint), args[1] as bigint).seat = "Taken";
  },
  SeatFreed: (state, args) => {
    const [id, person, why] = args as unknown as [bigint, bigint, bigint];
    const lot = lotOf(state, id);
    placeOf(lot, person).seat = LOT_SEATS[Number(why)] ?? "None";
    const last = must(lot.panel.pop(), `a seat of lot ${id}`);
    if (last !== person) lot.panel[lot.panel.indexOf(person)] = last;
  },
  LotClosed: (state, args) => {
    lotOf(state, args[0] as bigint).closed = true;
  },
};

/** Folds logs, in the order of the chain. Other logs are passed over. */
export function foldSortition(logs: Iterable<DecodedLog>): SortitionState {
  const state: SortitionState = {
    ...{ restDays: 0n, closedDays: new Map(), terms: NO_TERMS, cases: NOBODY, lots: new Map() },
  };
  for (const { name, args } of logs) reducers[name]?.(state, args);
  return state;
}

// --- what the views of `Calendar` and `Sortition` answer, folded -------------------------------------------------------

/** The calendar as it stands now. */
export function calendarOf({ restDays, closedDays }: SortitionState): Calendar {
  const closed = [...closedDays].flatMap(([word, bits]) => daysOfWord(word, bits));
  return { restDays: restDaysOf(restDays), closed: new Set(closed) };
}

/** Whether deadlines run on a day, counted from 1970-01-01 UTC. */
export const isWorking = (state: SortitionState, day: bigint): boolean => isWorkingDay(calendarOf(state), day);

/** First second after so many working days from a moment (Unix seconds), by the folded calendar. */
export const deadline = (state: SortitionState, from: bigint, workingDays: number): bigint =>
  deadlineOf(calendarOf(state), from, workingDays);

/** Seats taken. */
export function takenIn({ places }: FoldedLot): bigint {
  return BigInt([...places.values()].filter(({ seat }) => seat === "Taken").length);
}

/** `lotOf`, folded: the fields in the order of `ISortition.Lot`. */
export function lotFields(lot: FoldedLot): unknown[] {
  const { request, round, commitUntil, revealUntil, lastId, seed, closed, tries, committed, revealed, seedBlock } = lot;
  return [
    ...[request.snapshot, commitUntil, revealUntil, lastId, request.guild, request.earlier, request.seats, round],
    ...[closed, seed !== undefined, tries, committed, BigInt(revealed.length), takenIn(lot), seedBlock],
    ...[Object.values(lot.terms), seed ?? combined(revealed)],
  ];
}

/** `stageOf`, folded, at `now` (Unix seconds). */
export function stageOf(state: SortitionState, id: bigint, now: bigint): LotStage {
  const lot = state.lots.get(id);
  if (lot === undefined) return "None";
  if (lot.closed) return "Closed";
  const { seats } = lot.request;
  if (lot.seed !== undefined) {
    if (takenIn(lot) === seats) return "Complete";
    if (BigInt(lot.panel.length) === seats) return "Answering";
    return lot.tries < lot.lastId * TRIES_PER_ID ? "Drawing" : "Exhausted";
  }
  if (lot.seedBlock !== 0n) return "BlockAwaited";
  if (now < lot.commitUntil) return "Committing";
  return now < lot.revealUntil && BigInt(lot.revealed.length) < lot.committed ? "Revealing" : "RoundOver";
}

/** `partiesOf`, folded: a closed lot does not tell. */
export function partiesOf(state: SortitionState, id: bigint): readonly bigint[] {
  const lot = state.lots.get(id);
  return lot === undefined || lot.closed ? [] : lot.request.parties;
}

interface Place {
  readonly seat: SeatName;
  readonly answerUntil: bigint;
}

const NO_PLACE: Place = { seat: "None", answerUntil: 0n };

const placeIn = (state: SortitionState, id: bigint, person: bigint): Place =>
  state.lots.get(id)?.places.get(person) ?? NO_PLACE;

/** `seatOf`, folded: a closed lot does not tell who was barred. */
export function seatOf(state: SortitionState, id: bigint, person: bigint): Place {
  const place = placeIn(state, id, person);
  return place.seat === "Barred" && state.lots.get(id)?.closed === true ? NO_PLACE : place;
}

/** `candidateAt`, folded; `undefined` where it refuses, for want of a seed. */
export function candidate(state: SortitionState, id: bigint, place: bigint): bigint | undefined {
  const lot = state.lots.get(id);
  return lot?.seed === undefined ? undefined : candidateAt(lot.seed, place, lot.lastId);
}

/**
 * `obstacleOf`, folded; `undefined` where it refuses. `members` is the register at `now` (Unix seconds).
 * @param conflicts Those declared; none unless given.
 */
export function obstacleOf(
  state: SortitionState,
  members: MembershipState,
  id: bigint,
  person: bigint,
  now: bigint,
  conflicts?: ConflictsState,
): bigint | undefined {
  const lot = state.lots.get(id);
  if (lot === undefined || lot.closed) return undefined;
  const { guild, snapshot, parties } = lot.request;
  const { seat } = placeIn(state, id, person);
  const before = placeIn(state, lot.request.earlier, person).seat;
  if (seat === "Barred" || before === "Barred") return 2n;
  if (seat !== "None" || before !== "None") return 3n;
  if (lot.openCommitments.has(person)) return 4n;
  if (!membership.isActive(members, person, now) || !membership.wasActive(members, person, snapshot)) return 1n;
  // A party that is a guild counts like the guild of the request, unless it is more than half of the nation.
  const isApart = (party: bigint) =>
    members.guilds.has(party) &&
    membership.rosterSizeAt(members, party, snapshot) * 2n <= membership.activeCountAt(members, snapshot);
  const isOf = (one: bigint) =>
    membership.isOnRoster(members, one, person) || membership.wasOnRoster(members, one, person, snapshot);
  if ((guild !== 0n && isOf(guild)) || parties.some((party) => isApart(party) && isOf(party))) return 5n;
  const vouchesFor = (subject: bigint) => members.agents.get(subject)?.vouches ?? [];
  const isAmong = (vouches: MembershipVouches, by: bigint) =>
    vouches.some((vouch) => vouch.by === by && now < vouch.expiresAt);
  // Who brought them in: nobody, for a founder; unknown, where later vouches can have taken the place of the first ones.
  const received = vouchesFor(person);
  const isKnown = person > members.founders.lastId && received.length < MAX_VOUCHES;
  const sponsors = isKnown ? received.slice(0, Number(members.terms.vouchQuantity)) : [];
  if (parties.some((party) => isAmong(vouchesFor(party), person) || isAmong(sponsors, party))) return 6n;
  const declared = conflicts?.persons.get(person)?.declared ?? [];
  return parties.some((party) => declared.includes(party)) ? 7n : 0n;
}

type MembershipVouches = readonly { readonly by: bigint; readonly expiresAt: bigint }[];

function termsOf(terms: Result): LotTerms {
  return terms.toObject() as unknown as LotTerms;
}

const idsOf = (ids: Result): bigint[] => Array.from(ids as unknown as bigint[]);

function lotOf(state: SortitionState, id: bigint): FoldedLot {
  return must(state.lots.get(id), `lot ${id}`);
}

function placeOf(lot: FoldedLot, person: bigint) {
  return must(lot.places.get(person), `a place of person ${person}`);
}

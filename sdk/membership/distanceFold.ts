import type { DecodedLog } from "../logs.ts";
import { mustGet } from "../must.ts";
import type * as Distance from "../../typechain-types/contracts/membership/Distance.ts";
import type { DistanceRule } from "./distance.ts";
import { WHOLE_BPS } from "../units.ts";

/** What `Distance` keeps, rebuilt from its logs alone. Ids, counts and times (Unix seconds) are `bigint`. */
export interface DistanceState {
  terms: DistanceRule;
  readonly sessions: Map<bigint, Session>;
  /** By person; who was never shown to be near enough is missing. */
  readonly metUntil: Map<bigint, bigint>;
}

export interface Session {
  readonly subject: bigint;
  readonly openedAt: bigint;
  readonly population: bigint;
  readonly excluded: Set<bigint>;
  readonly reached: Set<bigint>;
  readonly refereesBps: bigint;
  readonly steps: bigint;
  readonly threshold: bigint;
  /** By depth: who was shown to stand there. */
  readonly layers: Map<bigint, Set<bigint>>;
}

interface Events {
  DistanceTermsSet: Distance.DistanceTermsSetEvent.OutputObject;
  SessionOpened: Distance.SessionOpenedEvent.OutputObject;
  LayerExtended: Distance.LayerExtendedEvent.OutputObject;
  MembersExcluded: Distance.MembersExcludedEvent.OutputObject;
  DistanceShown: Distance.DistanceShownEvent.OutputObject;
}

const REDUCERS: { [Name in keyof Events]: (state: DistanceState, args: Events[Name]) => void } = {
  DistanceTermsSet(state, { terms: { refereesBps, steps, validity } }) {
    state.terms = { refereesBps, steps, validity };
  },
  SessionOpened(state, { session, subject, openedAt, population, refereesBps, steps, threshold }) {
    const shown = { excluded: new Set<bigint>(), reached: new Set<bigint>(), layers: new Map<bigint, Set<bigint>>() };
    state.sessions.set(session, { subject, openedAt, population, refereesBps, steps, threshold, ...shown });
  },
  LayerExtended(state, { session, depth, nodes, referees }) {
    const { layers, reached } = mustGet(state.sessions, session);
    layers.set(depth, new Set([...(layers.get(depth) ?? []), ...nodes]));
    for (const referee of referees) reached.add(referee);
  },
  MembersExcluded(state, { session, members }) {
    const { excluded } = mustGet(state.sessions, session);
    for (const member of members) excluded.add(member);
  },
  DistanceShown(state, { person, until }) {
    state.metUntil.set(person, until);
  },
};

/** Folds the logs of one `Distance`, in chain order, from its deployment on. */
export function foldDistance(logs: Iterable<DecodedLog>): DistanceState {
  const state: DistanceState = {
    terms: { refereesBps: 0n, steps: 0n, validity: 0n },
    sessions: new Map(),
    metUntil: new Map(),
  };
  for (const { name, args } of logs) {
    const reduce = (REDUCERS as Record<string, ((state: DistanceState, args: unknown) => void) | undefined>)[name];
    reduce?.(state, args);
  }
  return state;
}

/** A session as `Distance.sessionOf` answers it. */
export function sessionOf({ sessions }: DistanceState, session: bigint) {
  const known = sessions.get(session);
  if (known === undefined) return NO_SESSION;
  const { subject, openedAt, population, excluded, reached, refereesBps, steps, threshold } = known;
  const counts = { population, excluded: BigInt(excluded.size), reached: BigInt(reached.size) };
  return { subject, openedAt, ...counts, refereesBps, steps, threshold };
}

/** `isReached`, folded. */
export function isReached({ sessions }: DistanceState, session: bigint, member: bigint): boolean {
  return sessions.get(session)?.reached.has(member) ?? false;
}

/** `isExcluded`, folded. */
export function isExcluded({ sessions }: DistanceState, session: bigint, member: bigint): boolean {
  return sessions.get(session)?.excluded.has(member) ?? false;
}

/** Whether a node was shown to stand so many vouches from a session's subject. */
export function isInLayer(
  { sessions }: DistanceState,
  place: { session: bigint; depth: bigint; node: bigint },
): boolean {
  return sessions.get(place.session)?.layers.get(place.depth)?.has(place.node) ?? false;
}

/** Referees that a session must reach, as things stand. */
export function neededIn({ sessions }: DistanceState, session: bigint): bigint {
  const known = sessions.get(session);
  if (known === undefined) return 0n;
  const { population, excluded, refereesBps } = known;
  return ((population - BigInt(excluded.size)) * refereesBps + WHOLE_BPS - 1n) / WHOLE_BPS;
}

/** `isMet`, folded, at `now` (Unix seconds): always true where there is no rule of distance. */
export function isMet({ terms, metUntil }: DistanceState, person: bigint, now: bigint): boolean {
  return terms.refereesBps === 0n || now < (metUntil.get(person) ?? 0n);
}

const NO_SESSION = [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n];

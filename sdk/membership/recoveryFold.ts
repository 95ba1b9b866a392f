import type { DecodedLog } from "../logs.ts";
import type * as Recovery from "../../typechain-types/contracts/membership/Recovery.ts";
import type { MembershipState } from "./state.ts";

/**
 * Contacts and requests, rebuilt from the logs of `Recovery` alone; with the folded register, what its views answer at a
 * moment. Times are Unix seconds, ids `bigint`.
 */
export interface RecoveryState {
  terms: RecoveryTerms;
  justice: string;
  readonly contacts: Map<bigint, Contacts>;
  /** Of agents for whom there ever was a request; a request that lapsed stands here until something else happens. */
  readonly rounds: Map<bigint, Round>;
  /** By agent and checksummed key. */
  readonly gatherings: Map<string, Gathering>;
}

export type RecoveryTerms = Readonly<Record<keyof Recovery.RecoveryTermsStruct, bigint>>;

export interface Contacts {
  readonly named: readonly bigint[];
  readonly next: readonly bigint[];
  /** When `next` takes effect; 0 = nobody was named since. */
  readonly nextFrom: bigint;
}

/** In the order of `IRecovery.Round`. */
export interface Round {
  readonly newKey: string;
  readonly readyAt: bigint;
  readonly lapsesAt: bigint;
  readonly number: bigint;
  readonly stayedUntil: bigint;
  readonly vetoedUntil: bigint;
  readonly quietUntil: bigint;
  readonly isFinal: boolean;
}

export interface Gathering {
  readonly round: bigint;
  readonly until: bigint;
  readonly supporters: readonly bigint[];
}

const BPS = 10_000n;
const LEAST_CONTACTS = 3;
const LEAST_SUPPORTS = 2n;
const ZERO_ADDRESS = "0x0000000000000000000000000000000000000000";

const NO_CONTACTS: Contacts = { named: [], next: [], nextFrom: 0n };
const FIRST_ROUND: Round = {
  newKey: ZERO_ADDRESS,
  readyAt: 0n,
  lapsesAt: 0n,
  number: 1n,
  stayedUntil: 0n,
  vetoedUntil: 0n,
  quietUntil: 0n,
  isFinal: false,
};
const NO_TERMS: RecoveryTerms = {
  shareBps: 0n,
  finalShareBps: 0n,
  contactsDelay: 0n,
  window: 0n,
  delay: 0n,
  finalDelay: 0n,
  vetoMemory: 0n,
  longestStay: 0n,
};

interface Events {
  RecoveryTermsSet: Recovery.RecoveryTermsSetEvent.OutputObject;
  JusticeSeatFilled: Recovery.JusticeSeatFilledEvent.OutputObject;
  ContactsNamed: Recovery.ContactsNamedEvent.OutputObject;
  ContactsKept: Recovery.ContactsKeptEvent.OutputObject;
  RecoverySupported: Recovery.RecoverySupportedEvent.OutputObject;
  RecoveryRequested: Recovery.RecoveryRequestedEvent.OutputObject;
  RecoveryVetoed: Recovery.RecoveryVetoedEvent.OutputObject;
  RecoveryStayed: Recovery.RecoveryStayedEvent.OutputObject;
  RecoveryResumed: Recovery.RecoveryResumedEvent.OutputObject;
  RecoveryCancelled: Recovery.RecoveryCancelledEvent.OutputObject;
  RecoveryDropped: Recovery.RecoveryDroppedEvent.OutputObject;
  RecoveryCompleted: Recovery.RecoveryCompletedEvent.OutputObject;
}

/**
 * Folds logs into the state of recovery.
 * @param logs All logs of one `Recovery`, in chain order, from its deployment on.
 */
export function foldRecovery(logs: Iterable<DecodedLog>): RecoveryState {
  const state: RecoveryState = {
    terms: NO_TERMS,
    justice: ZERO_ADDRESS,
    contacts: new Map(),
    rounds: new Map(),
    gatherings: new Map(),
  };
  for (const log of logs) {
    const reduce = (REDUCERS as Record<string, Reducer | undefined>)[log.name];
    reduce?.(state, log.args, log);
  }
  return state;
}

type Reducer = (state: RecoveryState, args: unknown, log: DecodedLog) => void;

const REDUCERS: {
  [Name in keyof Events]: (state: RecoveryState, args: Events[Name], log: DecodedLog) => void;
} = {
  RecoveryTermsSet(state, { terms }) {
    state.terms = terms;
  },
  JusticeSeatFilled(state, { justice }) {
    state.justice = justice;
  },
  ContactsNamed(state, { agent, contacts, takesEffectAt }, { blockTimestamp }) {
    const known = state.contacts.get(agent) ?? NO_CONTACTS;
    const named = isInEffect(known, blockTimestamp) ? known.next : known.named;
    state.contacts.set(agent, { named, next: contacts, nextFrom: takesEffectAt });
  },
  ContactsKept(state, { agent }) {
    const { named } = state.contacts.get(agent) ?? NO_CONTACTS;
    state.contacts.set(agent, { ...NO_CONTACTS, named });
  },
  RecoverySupported(state, { agent, newKey, by, round, until }) {
    const key = gatheringKey(agent, newKey);
    const known = state.gatherings.get(key);
    // A gathering that begins anew has another round or another end.
    const goesOn = known?.round === round && known.until === until;
    state.gatherings.set(key, { round, until, supporters: [...(goesOn ? known.supporters : []), by] });
  },
  RecoveryRequested(state, { agent, newKey, readyAt, lapsesAt, isFinal }, { blockTimestamp }) {
    const round = roundOf(state, agent, blockTimestamp);
    state.rounds.set(agent, { ...round, newKey, readyAt, lapsesAt, isFinal });
  },
  RecoveryVetoed(state, { agent, round, vetoedUntil }) {
    const { quietUntil } = state.rounds.get(agent) ?? FIRST_ROUND;
    state.rounds.set(agent, { ...FIRST_ROUND, number: round + 1n, vetoedUntil, quietUntil });
  },
  RecoveryStayed(state, { agent, readyAt, lapsesAt, stayedUntil }) {
    const round = state.rounds.get(agent) ?? FIRST_ROUND;
    state.rounds.set(agent, { ...round, readyAt, lapsesAt, stayedUntil });
  },
  RecoveryResumed(state, { agent, readyAt, lapsesAt }, { blockTimestamp }) {
    const round = state.rounds.get(agent) ?? FIRST_ROUND;
    state.rounds.set(agent, { ...round, readyAt, lapsesAt, stayedUntil: blockTimestamp });
  },
  RecoveryCancelled(state, { agent, round, quietUntil }) {
    state.rounds.set(agent, { ...FIRST_ROUND, number: round + 1n, quietUntil });
  },
  RecoveryDropped(state, { agent, round }) {
    const { vetoedUntil, quietUntil } = state.rounds.get(agent) ?? FIRST_ROUND;
    state.rounds.set(agent, { ...FIRST_ROUND, number: round + 1n, vetoedUntil, quietUntil });
  },
  RecoveryCompleted(state, { agent, round }) {
    const { quietUntil } = state.rounds.get(agent) ?? FIRST_ROUND;
    state.rounds.set(agent, { ...FIRST_ROUND, number: round + 1n, quietUntil });
  },
};

// What the views of `Recovery` answer at a moment, by their names.

/** `roundOf`, folded, at `now` (Unix seconds): one that lapsed gives way to the next. */
export function roundOf(state: RecoveryState, agent: bigint, now: bigint): Round {
  const round = state.rounds.get(agent) ?? FIRST_ROUND;
  if (round.newKey === ZERO_ADDRESS || now < round.lapsesAt) return round;
  const { number, vetoedUntil, quietUntil } = round;
  return { ...FIRST_ROUND, number: number + 1n, vetoedUntil, quietUntil };
}

/** Whether a new key waits for an agent at `now`. */
export function isPending(state: RecoveryState, agent: bigint, now: bigint): boolean {
  return roundOf(state, agent, now).newKey !== ZERO_ADDRESS;
}

/** `contactsOf`, folded: the contacts that count at `now`, and whether the agent named them. */
export function contactsOf(
  state: RecoveryState,
  members: MembershipState,
  agent: bigint,
  now: bigint,
): { contacts: readonly bigint[]; named: boolean } {
  const known = state.contacts.get(agent) ?? NO_CONTACTS;
  const contacts = isInEffect(known, now) ? known.next : known.named;
  if (contacts.length !== 0) return { contacts, named: true };
  const vouches = members.agents.get(agent)?.vouches ?? [];
  return { contacts: vouches.filter(({ expiresAt }) => now < expiresAt).map(({ by }) => by), named: false };
}

/** `namingOf`, folded: contacts that were named and do not count yet, and from when they do. */
export function namingOf(state: RecoveryState, agent: bigint, now: bigint) {
  const known = state.contacts.get(agent) ?? NO_CONTACTS;
  return isInEffect(known, now)
    ? { contacts: [], takesEffectAt: 0n }
    : { contacts: known.next, takesEffectAt: known.nextFrom };
}

/** `supportsNeeded`, folded: contacts it takes at `now`; 0 where there are too few for a recovery. */
export function supportsNeeded(state: RecoveryState, members: MembershipState, agent: bigint, now: bigint): bigint {
  const { contacts } = contactsOf(state, members, agent, now);
  if (contacts.length < LEAST_CONTACTS) return 0n;
  const { shareBps, finalShareBps } = state.terms;
  const ofAll = (bps: bigint) => (BigInt(contacts.length) * bps + BPS - 1n) / BPS;
  const first = most(LEAST_SUPPORTS, ofAll(shareBps));
  return now < roundOf(state, agent, now).vetoedUntil ? most(first + 1n, ofAll(finalShareBps)) : first;
}

/** `supportersOf`, folded: who stands behind a new key at `now`, and until when (Unix seconds). */
export function supportersOf(state: RecoveryState, agent: bigint, newKey: string, now: bigint) {
  const gathering = state.gatherings.get(gatheringKey(agent, newKey));
  const isOpen = gathering?.round === roundOf(state, agent, now).number && now < gathering.until;
  return isOpen ? { supporters: gathering.supporters, until: gathering.until } : { supporters: [], until: 0n };
}

function isInEffect({ nextFrom }: Contacts, now: bigint): boolean {
  return nextFrom !== 0n && now >= nextFrom;
}

function gatheringKey(agent: bigint, newKey: string): string {
  return `${agent}:${newKey}`;
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

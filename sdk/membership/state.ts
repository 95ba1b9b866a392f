import type * as Members from "../../typechain-types/contracts/membership/Members.ts";

const DAY = 86_400n;

/**
 * The first floor, rebuilt from the logs of `Members` and `Guilds` alone. Ids, counts and times (Unix seconds) are
 * `bigint`; a time of 0 means "never". What every public view answers at a moment is computed in `views.ts`.
 */
export interface MembershipState {
  /** By contract address: who sets its rules. */
  readonly charters: Map<string, { readonly timelock: string; founder: string }>;
  /** By contract address, agent and word: 256 used nonces a word. */
  readonly usedNonces: Map<string, bigint>;
  terms: Terms;
  readonly seats: Map<bigint, string>;
  readonly agents: Map<bigint, Agent>;
  /** By checksummed key, also former ones. */
  readonly idOf: Map<string, bigint>;
  founders: {
    readonly lastId: bigint;
    readonly renewalDue: bigint;
    readonly vouchedUntil: bigint;
  };
  foldedDay: bigint;
  stewardTerm: bigint;
  notice: bigint;
  /** Seats of `Guilds`, by number. */
  readonly guildSeats: Map<bigint, string>;
  readonly guilds: Map<bigint, Guild>;
}

export type Terms = Readonly<
  Record<Exclude<keyof Members.MembershipTermsStruct, "distance">, bigint> & { distance: boolean }
>;

export interface Spell {
  readonly since: bigint;
  until: bigint;
}

/** A rest, from its beginning until it ended or was renewed; times in Unix seconds. */
export interface Rest {
  readonly since: bigint;
  readonly until: bigint;
  readonly counted: bigint;
}

export interface Agent {
  key: string;
  keyEpoch: bigint;
  status: bigint;
  /** In order, disjoint; the last one may be running. */
  readonly spells: Spell[];
  readonly vouches: { by: bigint; expiresAt: bigint }[];
  /** When they vouched for others, while the terms had a stock. */
  readonly vouchesGiven: bigint[];
  /** 0 for a founder before the first renewal or pause. */
  renewalDue: bigint;
  probationEnds: bigint;
  /** Whether a voucher brought them in, so that they are no founder. */
  readonly introduced: boolean;
  applicationEnds: bigint;
  /** Until then vouches suffice because a pause made them wait. */
  vouchedUntil: bigint;
  /** Beginning of the rest or suspension that runs. */
  pausedSince: bigint;
  /** Seconds of all rests that have ended. */
  rested: bigint;
  /** Every rest that has ended, and how many seconds of it count. */
  readonly rests: Rest[];
  suspendedUntil: bigint;
  round: {
    readonly number: bigint;
    readonly openedAt: bigint;
    accepted: bigint;
  };
}

/** An agent of whom nothing else is known yet. */
export function newAgent(key: string, status: bigint): Agent {
  return {
    key,
    keyEpoch: 0n,
    status,
    spells: [],
    vouches: [],
    vouchesGiven: [],
    renewalDue: 0n,
    probationEnds: 0n,
    introduced: false,
    applicationEnds: 0n,
    vouchedUntil: 0n,
    pausedSince: 0n,
    rested: 0n,
    rests: [],
    suspendedUntil: 0n,
    round: { number: 0n, openedAt: 0n, accepted: 0n },
  };
}

export interface Place {
  since: bigint;
  until: bigint;
  stewardUntil: bigint;
  rank: bigint;
  /** And as much later as they have rested since it was given. */
  rankUntil: bigint;
  restedBefore: bigint;
  /** Ended stays before the present or last one, in order. */
  readonly former: readonly Spell[];
}

/** The ranks a guild asks for, and from `from` on (0 = nothing is announced) those it has announced. */
export interface Requirements {
  readonly appraisal: bigint;
  readonly office: bigint;
  readonly nextAppraisal: bigint;
  readonly nextOffice: bigint;
  readonly from: bigint;
}

export interface Guild {
  readonly account: string;
  readonly name: string;
  readonly places: Map<bigint, Place>;
  /** By rank: the eight places of those counted as holding it; 0 = free. */
  readonly holders: Map<bigint, bigint[]>;
  requirements: Requirements;
  /** In order: how many were on the roster from a moment on. */
  readonly rosterSizes: { readonly from: bigint; readonly size: bigint }[];
}

/** The numbers that the contracts keep in `Vouches.MAX` and `Status`. */
export const MAX_VOUCHES = 12;
export const Status = {
  None: 0n,
  Applicant: 1n,
  Probationary: 2n,
  Active: 3n,
  Inactive: 4n,
  Suspended: 5n,
  Left: 6n,
  Expelled: 7n,
  Guild: 8n,
};

export const NO_REQUIREMENTS: Requirements = { appraisal: 0n, office: 0n, nextAppraisal: 0n, nextOffice: 0n, from: 0n };

/** As the contract keeps them: eight places a rank. */
export const NO_HOLDERS: readonly bigint[] = Array<bigint>(8).fill(0n);

/** Of somebody who came just now, or left. */
export const NO_OFFICES = { stewardUntil: 0n, rank: 0n, rankUntil: 0n, restedBefore: 0n };

/** Before the constructor set any. */
export const NO_TERMS: Terms = {
  vouchQuantity: 0n,
  vouchStock: 0n,
  acceptanceBps: 0n,
  vouchSpacing: 0n,
  vouchValidity: 0n,
  probation: 0n,
  acceptancePeriod: 0n,
  term: 0n,
  renewalWindow: 0n,
  distance: false,
  grace: 0n,
  keyInterval: 0n,
  longestRest: 0n,
  applicationWindow: 0n,
};

/** What is asked at a moment, once an announcement has come into force. */
export function requirementsAt(asked: Requirements, now: bigint): Requirements {
  if (asked.from === 0n || now < asked.from) return asked;
  return { ...asked, appraisal: asked.nextAppraisal, office: asked.nextOffice, from: 0n };
}

/** First second of the first UTC day that begins at or after a moment. */
export function endOfDay(moment: bigint): bigint {
  return ((moment + DAY - 1n) / DAY) * DAY;
}

/** Whether an agent is one of those the nation began with. */
export function isFounder(state: MembershipState, id: bigint): boolean {
  return id !== 0n && id <= state.founders.lastId && state.agents.get(id)?.introduced !== true;
}

/** When a renewal is due; a running pause not counted in. */
export function plainRenewalDue(state: MembershipState, id: bigint): bigint {
  const due = state.agents.get(id)?.renewalDue ?? 0n;
  return due === 0n && isFounder(state, id) ? state.founders.renewalDue : due;
}

import type { DecodedLog } from "../logs.ts";
import { FOR_EVER } from "./register.ts";
import type * as Guilds from "../../typechain-types/contracts/membership/Guilds.ts";
import type * as Members from "../../typechain-types/contracts/membership/Members.ts";

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
const DAY = 86_400n;
const ZERO_ADDRESS = "0x0000000000000000000000000000000000000000";

interface Events {
  FoundingBegan: Members.FoundingBeganEvent.OutputObject;
  Sealed: Members.SealedEvent.OutputObject;
  NonceUsed: Members.NonceUsedEvent.OutputObject;
  TermsSet: Members.TermsSetEvent.OutputObject;
  SeatFilled: Members.SeatFilledEvent.OutputObject;
  AgentRegistered: Members.AgentRegisteredEvent.OutputObject;
  FoundersNamed: Members.FoundersNamedEvent.OutputObject;
  Vouched: Members.VouchedEvent.OutputObject;
  AcceptanceRoundOpened: Members.AcceptanceRoundOpenedEvent.OutputObject;
  Accepted: Members.AcceptedEvent.OutputObject;
  Admitted: Members.AdmittedEvent.OutputObject;
  StatusChanged: Members.StatusChangedEvent.OutputObject;
  RenewalDueSet: Members.RenewalDueSetEvent.OutputObject;
  PauseBegan: Members.PauseBeganEvent.OutputObject;
  PauseEnded: Members.PauseEndedEvent.OutputObject;
  SuspensionSet: Members.SuspensionSetEvent.OutputObject;
  KeyRotated: Members.KeyRotatedEvent.OutputObject;
  SpellBegan: Members.SpellBeganEvent.OutputObject;
  SpellEndMoved: Members.SpellEndMovedEvent.OutputObject;
  DaysFolded: Members.DaysFoldedEvent.OutputObject;
  StewardTermSet: Guilds.StewardTermSetEvent.OutputObject;
  NoticeSet: Guilds.NoticeSetEvent.OutputObject;
  HolderListed: Guilds.HolderListedEvent.OutputObject;
  RequirementsPublished: Guilds.RequirementsPublishedEvent.OutputObject;
  GuildsSeatFilled: Guilds.GuildsSeatFilledEvent.OutputObject;
  GuildFounded: Guilds.GuildFoundedEvent.OutputObject;
  GuildJoined: Guilds.GuildJoinedEvent.OutputObject;
  GuildQuit: Guilds.GuildQuitEvent.OutputObject;
  StewardAppointed: Guilds.StewardAppointedEvent.OutputObject;
  RankSet: Guilds.RankSetEvent.OutputObject;
  MemberDismissed: Guilds.MemberDismissedEvent.OutputObject;
}

/**
 * Folds logs into the state of the first floor.
 * @param logs All logs of one `Members` and its `Guilds`, in chain order, from their deployment on.
 */
export function foldMembership(logs: Iterable<DecodedLog>): MembershipState {
  const state: MembershipState = {
    charters: new Map(),
    usedNonces: new Map(),
    terms: NO_TERMS,
    seats: new Map(),
    agents: new Map(),
    idOf: new Map(),
    founders: { lastId: 0n, renewalDue: 0n, vouchedUntil: 0n },
    foldedDay: 0n,
    stewardTerm: 0n,
    notice: 0n,
    guildSeats: new Map(),
    guilds: new Map(),
  };
  for (const log of logs) {
    const reduce = (REDUCERS as Record<string, Reducer | undefined>)[log.name];
    reduce?.(state, log.args, log);
  }
  return state;
}

/** The key under which a word of used nonces is kept. */
export function nonceKey(contract: string, by: bigint, word: bigint): string {
  return `${contract}:${by}:${word}`;
}

type Reducer = (state: MembershipState, args: unknown, log: DecodedLog) => void;

const REDUCERS: {
  [Name in keyof Events]: (state: MembershipState, args: Events[Name], log: DecodedLog) => void;
} = {
  FoundingBegan(state, { timelock, founder }, { address }) {
    state.charters.set(address, { timelock, founder });
  },
  Sealed(state, _, { address }) {
    found(state.charters, address).founder = ZERO_ADDRESS;
  },
  NonceUsed(state, { by, nonce }, { address }) {
    const key = nonceKey(address, by, nonce / 256n);
    state.usedNonces.set(key, (state.usedNonces.get(key) ?? 0n) | (1n << (nonce % 256n)));
  },

  TermsSet(state, { terms }, { blockTimestamp }) {
    // The first terms are set by the constructor, which also begins to count days.
    if (state.terms === NO_TERMS) state.foldedDay = blockTimestamp / DAY;
    state.terms = terms;
  },
  SeatFilled(state, { seat, holder }) {
    state.seats.set(seat, holder);
  },
  AgentRegistered(state, { agent, key, status }, { blockTimestamp }) {
    const introduced = status === Status.Applicant;
    state.idOf.set(key, agent);
    state.agents.set(agent, {
      ...newAgent(key, status),
      introduced,
      applicationEnds: introduced ? applicationEnd(state, blockTimestamp) : 0n,
    });
  },
  FoundersNamed(state, { firstFounder, lastFounder, renewalDue, vouchedUntil, since, until }) {
    state.founders = { lastId: lastFounder, renewalDue, vouchedUntil };
    for (let id = firstFounder; id <= lastFounder; ++id) found(state.agents, id).spells.push({ since, until });
  },
  Vouched(state, { by, subject, vouchedAt, expiresAt }) {
    if (state.terms.vouchStock > 0n) found(state.agents, by).vouchesGiven.push(vouchedAt);
    const { vouches } = found(state.agents, subject);
    const known = vouches.find((vouch) => vouch.by === by);
    if (known !== undefined) {
      if (known.expiresAt < expiresAt) known.expiresAt = expiresAt;
    } else if (vouches.length < MAX_VOUCHES) {
      vouches.push({ by, expiresAt });
    } else {
      const weakest = vouches.reduce((least, vouch) => (vouch.expiresAt < least.expiresAt ? vouch : least));
      if (weakest.expiresAt < expiresAt) Object.assign(weakest, { by, expiresAt });
    }
  },
  AcceptanceRoundOpened(state, { subject, round, openedAt }) {
    found(state.agents, subject).round = {
      number: round,
      openedAt,
      accepted: 0n,
    };
  },
  Accepted(state, { subject }) {
    ++found(state.agents, subject).round.accepted;
  },
  Admitted(state, { member, since, until }) {
    const agent = found(state.agents, member);
    const [due, oldDue] = [endOfDay(since + state.terms.term), plainRenewalDue(state, member)];
    agent.status = Status.Active;
    agent.spells.push({ since, until });
    agent.round = { ...agent.round, openedAt: 0n };
    agent.renewalDue = due > oldDue ? due : oldDue;
  },
  StatusChanged(state, { member, newStatus }, { blockTimestamp }) {
    const agent = found(state.agents, member);
    agent.status = newStatus;
    if (newStatus === Status.Applicant) {
      Object.assign(agent, { applicationEnds: applicationEnd(state, blockTimestamp), vouchedUntil: 0n });
    }
    if (newStatus === Status.Probationary) {
      agent.probationEnds = blockTimestamp + state.terms.probation;
      agent.round = { ...agent.round, openedAt: 0n };
    }
  },
  PauseBegan(state, { member, vouchedUntil }, { blockTimestamp }) {
    Object.assign(found(state.agents, member), { pausedSince: blockTimestamp, vouchedUntil });
  },
  PauseEnded(state, { member, waited, vouchedUntil }, { blockTimestamp: until }) {
    const agent = found(state.agents, member);
    agent.renewalDue = plainRenewalDue(state, member) + waited;
    if (agent.status === Status.Inactive) {
      agent.rested += waited;
      agent.rests.push({ since: agent.pausedSince, until, counted: waited });
    }
    Object.assign(agent, { pausedSince: 0n, vouchedUntil });
  },
  SuspensionSet(state, { member, until }) {
    found(state.agents, member).suspendedUntil = until;
  },
  RenewalDueSet(state, { member, renewalDue }) {
    found(state.agents, member).renewalDue = renewalDue;
  },
  KeyRotated(state, { agent, newKey, keyEpoch }) {
    Object.assign(found(state.agents, agent), { key: newKey, keyEpoch });
    state.idOf.set(newKey, agent);
  },
  SpellBegan(state, { member, since, until }) {
    found(state.agents, member).spells.push({ since, until });
  },
  SpellEndMoved(state, { member, newUntil }) {
    const running = found(state.agents, member).spells.at(-1);
    if (running === undefined) throw new RangeError(`agent ${member} has no spell whose end could move`);
    running.until = newUntil;
  },
  DaysFolded(state, { day }) {
    state.foldedDay = day;
  },

  StewardTermSet(state, { stewardTerm }) {
    state.stewardTerm = stewardTerm;
  },
  NoticeSet(state, { notice }) {
    state.notice = notice;
  },
  GuildsSeatFilled(state, { seat, holder }) {
    state.guildSeats.set(seat, holder);
  },
  GuildFounded(state, { guild, account, name }) {
    state.guilds.set(guild, {
      account,
      name,
      places: new Map(),
      holders: new Map(),
      requirements: NO_REQUIREMENTS,
      rosterSizes: [],
    });
  },
  GuildJoined(state, { guild, member, since }) {
    const { places, rosterSizes } = found(state.guilds, guild);
    const last = places.get(member);
    const former = last === undefined ? [] : [...last.former, { since: last.since, until: last.until }];
    places.set(member, { since, until: 0n, ...NO_OFFICES, former });
    rosterSizes.push({
      from: since,
      size: (rosterSizes.at(-1)?.size ?? 0n) + 1n,
    });
  },
  GuildQuit(state, { guild, member, until }) {
    const { places, rosterSizes } = found(state.guilds, guild);
    Object.assign(found(places, member), { until, ...NO_OFFICES });
    rosterSizes.push({
      from: until,
      size: (rosterSizes.at(-1)?.size ?? 0n) - 1n,
    });
  },
  StewardAppointed(state, { guild, steward, until }) {
    found(found(state.guilds, guild).places, steward).stewardUntil = until;
  },
  RankSet(state, { guild, member, rank, until, restedBefore }) {
    Object.assign(found(found(state.guilds, guild).places, member), { rank, rankUntil: until, restedBefore });
  },
  HolderListed(state, { guild, member, rank, place }) {
    const { holders } = found(state.guilds, guild);
    holders.set(rank, (holders.get(rank) ?? NO_HOLDERS).with(Number(place), member));
  },
  RequirementsPublished(state, { guild, appraisal, office, from }, { blockTimestamp }) {
    const known = found(state.guilds, guild);
    const before = requirementsAt(known.requirements, blockTimestamp);
    known.requirements = { ...before, nextAppraisal: appraisal, nextOffice: office, from };
  },
  MemberDismissed(state, { guild, member }) {
    Object.assign(found(found(state.guilds, guild).places, member), NO_OFFICES);
  },
};

/** What is asked at a moment, once an announcement has come into force. */
export function requirementsAt(asked: Requirements, now: bigint): Requirements {
  if (asked.from === 0n || now < asked.from) return asked;
  return { ...asked, appraisal: asked.nextAppraisal, office: asked.nextOffice, from: 0n };
}

export const NO_REQUIREMENTS: Requirements = { appraisal: 0n, office: 0n, nextAppraisal: 0n, nextOffice: 0n, from: 0n };

/** As the contract keeps them: eight places a rank. */
export const NO_HOLDERS: readonly bigint[] = Array<bigint>(8).fill(0n);

const NO_OFFICES = { stewardUntil: 0n, rank: 0n, rankUntil: 0n, restedBefore: 0n };

const NO_TERMS: Terms = {
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

/** First second of the first UTC day that begins at or after a moment. */
export function endOfDay(moment: bigint): bigint {
  return ((moment + DAY - 1n) / DAY) * DAY;
}

export function isFounder(state: MembershipState, id: bigint): boolean {
  return id !== 0n && id <= state.founders.lastId && state.agents.get(id)?.introduced !== true;
}

/** When a renewal is due; a running pause not counted in. */
export function plainRenewalDue(state: MembershipState, id: bigint): bigint {
  const due = state.agents.get(id)?.renewalDue ?? 0n;
  return due === 0n && isFounder(state, id) ? state.founders.renewalDue : due;
}

function applicationEnd({ terms }: MembershipState, moment: bigint): bigint {
  return terms.applicationWindow === 0n ? FOR_EVER : moment + terms.applicationWindow;
}

/** Throws if the logs speak of something they never introduced: some are missing, or out of order. */
function found<Key, Value>(map: Map<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new RangeError(`the logs do not begin with the deployment: ${String(key)} is unknown`);
  return value;
}

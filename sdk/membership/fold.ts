import type { DecodedLog } from "../logs.ts";
import { must, mustGet } from "../must.ts";
import { FOR_EVER } from "./register.ts";
import {
  endOfDay,
  MAX_VOUCHES,
  newAgent,
  NO_HOLDERS,
  NO_OFFICES,
  NO_REQUIREMENTS,
  NO_TERMS,
  plainRenewalDue,
  requirementsAt,
  Status,
  type MembershipState,
} from "./state.ts";
import type * as Guilds from "../../typechain-types/contracts/membership/Guilds.ts";
import type * as Members from "../../typechain-types/contracts/membership/Members.ts";

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
    mustGet(state.charters, address).founder = ZERO_ADDRESS;
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
    for (let id = firstFounder; id <= lastFounder; ++id) mustGet(state.agents, id).spells.push({ since, until });
  },
  Vouched(state, { by, subject, vouchedAt, expiresAt }) {
    if (state.terms.vouchStock > 0n) mustGet(state.agents, by).vouchesGiven.push(vouchedAt);
    const { vouches } = mustGet(state.agents, subject);
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
    mustGet(state.agents, subject).round = {
      number: round,
      openedAt,
      accepted: 0n,
    };
  },
  Accepted(state, { subject }) {
    ++mustGet(state.agents, subject).round.accepted;
  },
  Admitted(state, { member, since, until }) {
    const agent = mustGet(state.agents, member);
    const [due, oldDue] = [endOfDay(since + state.terms.term), plainRenewalDue(state, member)];
    agent.status = Status.Active;
    agent.spells.push({ since, until });
    agent.round = { ...agent.round, openedAt: 0n };
    agent.renewalDue = due > oldDue ? due : oldDue;
  },
  StatusChanged(state, { member, newStatus }, { blockTimestamp }) {
    const agent = mustGet(state.agents, member);
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
    Object.assign(mustGet(state.agents, member), { pausedSince: blockTimestamp, vouchedUntil });
  },
  PauseEnded(state, { member, waited, vouchedUntil }, { blockTimestamp: until }) {
    const agent = mustGet(state.agents, member);
    agent.renewalDue = plainRenewalDue(state, member) + waited;
    if (agent.status === Status.Inactive) {
      agent.rested += waited;
      agent.rests.push({ since: agent.pausedSince, until, counted: waited });
    }
    Object.assign(agent, { pausedSince: 0n, vouchedUntil });
  },
  SuspensionSet(state, { member, until }) {
    mustGet(state.agents, member).suspendedUntil = until;
  },
  RenewalDueSet(state, { member, renewalDue }) {
    mustGet(state.agents, member).renewalDue = renewalDue;
  },
  KeyRotated(state, { agent, newKey, keyEpoch }) {
    Object.assign(mustGet(state.agents, agent), { key: newKey, keyEpoch });
    state.idOf.set(newKey, agent);
  },
  SpellBegan(state, { member, since, until }) {
    mustGet(state.agents, member).spells.push({ since, until });
  },
  SpellEndMoved(state, { member, newUntil }) {
    must(mustGet(state.agents, member).spells.at(-1), `a spell of agent ${member}`).until = newUntil;
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
    const { places, rosterSizes } = mustGet(state.guilds, guild);
    const last = places.get(member);
    const former = last === undefined ? [] : [...last.former, { since: last.since, until: last.until }];
    places.set(member, { since, until: 0n, ...NO_OFFICES, former });
    rosterSizes.push({
      from: since,
      size: (rosterSizes.at(-1)?.size ?? 0n) + 1n,
    });
  },
  GuildQuit(state, { guild, member, until }) {
    const { places, rosterSizes } = mustGet(state.guilds, guild);
    Object.assign(mustGet(places, member), { until, ...NO_OFFICES });
    rosterSizes.push({
      from: until,
      size: (rosterSizes.at(-1)?.size ?? 0n) - 1n,
    });
  },
  StewardAppointed(state, { guild, steward, until }) {
    mustGet(mustGet(state.guilds, guild).places, steward).stewardUntil = until;
  },
  RankSet(state, { guild, member, rank, until, restedBefore }) {
    Object.assign(mustGet(mustGet(state.guilds, guild).places, member), { rank, rankUntil: until, restedBefore });
  },
  HolderListed(state, { guild, member, rank, place }) {
    const { holders } = mustGet(state.guilds, guild);
    holders.set(rank, (holders.get(rank) ?? NO_HOLDERS).with(Number(place), member));
  },
  RequirementsPublished(state, { guild, appraisal, office, from }, { blockTimestamp }) {
    const known = mustGet(state.guilds, guild);
    const before = requirementsAt(known.requirements, blockTimestamp);
    known.requirements = { ...before, nextAppraisal: appraisal, nextOffice: office, from };
  },
  MemberDismissed(state, { guild, member }) {
    Object.assign(mustGet(mustGet(state.guilds, guild).places, member), NO_OFFICES);
  },
};

function applicationEnd({ terms }: MembershipState, moment: bigint): bigint {
  return terms.applicationWindow === 0n ? FOR_EVER : moment + terms.applicationWindow;
}

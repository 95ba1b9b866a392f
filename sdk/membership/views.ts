import {
  NO_HOLDERS,
  NO_REQUIREMENTS,
  requirementsAt,
  type Agent,
  type MembershipState,
  type Place,
  type Requirements,
} from "./fold.ts";

// What the public views of `Members` and `Guilds` answer at a moment (Unix seconds), computed from the folded logs.
// Names, order of results and rounding are those of the contracts; for what a view answers with a revert at that moment
// (a future second, days not yet folded) there is no such limit here.

const BPS = 10_000n;
const DAY = 86_400n;
const ZERO_ADDRESS = "0x0000000000000000000000000000000000000000";

const Status = {
  None: 0n,
  Applicant: 1n,
  Probationary: 2n,
  Active: 3n,
  Inactive: 4n,
  Suspended: 5n,
  Left: 6n,
  Guild: 8n,
};
const Reason = {
  None: 0n,
  VouchesMissing: 1n,
  ProbationRunning: 2n,
  AcceptanceMissing: 3n,
  RenewalOpen: 4n,
  RenewalLapsed: 5n,
  VouchesLapsed: 6n,
  Resting: 7n,
  LeftByChoice: 8n,
  LapsedForGood: 9n,
};

const NOBODY: Agent = {
  key: ZERO_ADDRESS,
  keyEpoch: 0n,
  status: Status.None,
  spells: [],
  vouches: [],
  renewalDue: 0n,
  probationEnds: 0n,
  round: { number: 0n, openedAt: 0n, accepted: 0n },
};
const NO_PLACE: Place = { since: 0n, until: 0n, stewardUntil: 0n, rank: 0n, rankUntil: 0n, former: [] };

const agentAt = (state: MembershipState, id: bigint): Agent => state.agents.get(id) ?? NOBODY;

export function agentOf(state: MembershipState, id: bigint) {
  const { key, status, keyEpoch, spells } = agentAt(state, id);
  const { since, until } = spells.at(-1) ?? { since: 0n, until: 0n };
  return { key, since, until, status, keyEpoch };
}

export function isActive(state: MembershipState, id: bigint, now: bigint): boolean {
  const { status, until } = agentOf(state, id);
  return status === Status.Active && now < until;
}

export function wasActive(state: MembershipState, id: bigint, timepoint: bigint): boolean {
  return agentAt(state, id).spells.some(({ since, until }) => since <= timepoint && timepoint < until);
}

export function activeCountAt(state: MembershipState, timepoint: bigint): bigint {
  return BigInt([...state.agents.keys()].filter((id) => wasActive(state, id, timepoint)).length);
}

export function renewalDue(state: MembershipState, id: bigint): bigint {
  const due = agentAt(state, id).renewalDue;
  return due === 0n && isFounder(state, id) ? state.founders.renewalDue : due;
}

export function vouchFor(state: MembershipState, id: bigint, index: number) {
  return agentAt(state, id).vouches[index] ?? { by: 0n, expiresAt: 0n };
}

export function acceptanceOf(state: MembershipState, id: bigint, now: bigint) {
  const { number, openedAt, accepted } = agentAt(state, id).round;
  const open = openedAt !== 0n && now < openedAt + state.terms.acceptancePeriod;
  const electors = activeCountAt(state, open ? openedAt : now - 1n);
  const needed = (electors * state.terms.acceptanceBps + BPS - 1n) / BPS;
  return open
    ? { round: number, openedAt, accepted, needed }
    : { round: number + 1n, openedAt: 0n, accepted: 0n, needed };
}

/** Vouches valid now, and the moment from which fewer than the terms ask for will be. */
export function vouchesOf(state: MembershipState, id: bigint, now: bigint) {
  const quantity = Number(state.terms.vouchQuantity);
  const expiries = agentAt(state, id)
    .vouches.map(({ expiresAt }) => expiresAt)
    .sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  const have = expiries.filter((expiresAt) => expiresAt > now).length;
  const sufficientUntil = expiries[quantity - 1] ?? 0n;
  const founding = state.founders.vouchedUntil;
  if (!isFounder(state, id) || sufficientUntil >= founding) return { have: BigInt(have), sufficientUntil };
  return {
    have: BigInt(founding > now ? Math.max(have, quantity) : have),
    sufficientUntil: founding,
  };
}

/** Status, reason, have, need and moment, in the order of `Members.civicStatus`. */
export function civicStatus(state: MembershipState, id: bigint, now: bigint): [bigint, bigint, bigint, bigint, bigint] {
  const { terms } = state;
  const { status, until } = agentOf(state, id);
  const vouches = vouchesOf(state, id, now);
  const lacksVouches = (shown: bigint, reason: bigint, moment: bigint): [bigint, bigint, bigint, bigint, bigint] => [
    shown,
    reason,
    vouches.have,
    terms.vouchQuantity,
    moment,
  ];
  if (status === Status.Applicant) return lacksVouches(status, Reason.VouchesMissing, 0n);
  if (status === Status.Probationary) {
    const ends = agentAt(state, id).probationEnds;
    if (now < ends) return [status, Reason.ProbationRunning, 0n, 0n, ends];
    if (now >= vouches.sufficientUntil) return lacksVouches(status, Reason.VouchesMissing, 0n);
    const { openedAt, accepted, needed } = acceptanceOf(state, id, now);
    if (needed === 0n) return [status, Reason.None, 0n, 0n, 0n];
    const closesAt = openedAt === 0n ? 0n : openedAt + terms.acceptancePeriod;
    return [status, Reason.AcceptanceMissing, accepted, needed, closesAt];
  }
  if (status === Status.Left) return [status, Reason.LeftByChoice, 0n, 0n, 0n];
  if (status !== Status.Active && status !== Status.Inactive) return [status, Reason.None, 0n, 0n, 0n];

  const due = renewalDue(state, id);
  if (status === Status.Active && now < until) {
    return [status, now < due - terms.renewalWindow ? Reason.None : Reason.RenewalOpen, 0n, 0n, until];
  }
  if (now >= due + terms.grace) return [Status.Left, Reason.LapsedForGood, 0n, 0n, due];
  if (status === Status.Inactive) return [status, Reason.Resting, 0n, 0n, due];
  if (now >= due) return [Status.Inactive, Reason.RenewalLapsed, 0n, 0n, due + terms.grace];
  return lacksVouches(Status.Inactive, Reason.VouchesLapsed, due);
}

/** The holder of a passport, or undefined if nobody holds it. */
export function holderOf(state: MembershipState, id: bigint): string | undefined {
  const { key, status } = agentAt(state, id);
  return status === Status.Active || status === Status.Inactive || status === Status.Suspended ? key : undefined;
}

export function balanceOf(state: MembershipState, owner: string): bigint {
  const id = state.idOf.get(owner);
  return id !== undefined && holderOf(state, id) === owner ? 1n : 0n;
}

export function votesOf(state: MembershipState, account: string, now: bigint): bigint {
  const id = state.idOf.get(account) ?? 0n;
  return agentAt(state, id).key === account && isActive(state, id, now) ? 1n : 0n;
}

export function pastVotesOf(state: MembershipState, account: string, timepoint: bigint): bigint {
  const id = state.idOf.get(account) ?? 0n;
  return agentAt(state, id).key === account && wasActive(state, id, timepoint) ? 1n : 0n;
}

export function accountOf(state: MembershipState, guild: bigint): string {
  return agentAt(state, guild).status === Status.Guild ? agentAt(state, guild).key : ZERO_ADDRESS;
}

export function placeOf(state: MembershipState, guild: bigint, member: bigint): Place {
  return state.guilds.get(guild)?.places.get(member) ?? NO_PLACE;
}

export function wasOnRoster(state: MembershipState, guild: bigint, member: bigint, timepoint: bigint): boolean {
  const { since, until, former } = placeOf(state, guild, member);
  const stays = [...former, { since, until }];
  return stays.some((stay) => {
    return stay.since !== 0n && stay.since <= timepoint && (stay.until === 0n || timepoint < stay.until);
  });
}

export function isOnRoster(state: MembershipState, guild: bigint, member: bigint): boolean {
  const { since, until } = placeOf(state, guild, member);
  return since !== 0n && until === 0n;
}

export function isSteward(state: MembershipState, guild: bigint, member: bigint, now: bigint): boolean {
  return now < placeOf(state, guild, member).stewardUntil && isActive(state, member, now);
}

export function guildSeatOf(state: MembershipState, seat: bigint): string {
  return state.guildSeats.get(seat) ?? ZERO_ADDRESS;
}

export function rankOf(state: MembershipState, guild: bigint, member: bigint, now: bigint): bigint {
  const { rank, rankUntil } = placeOf(state, guild, member);
  return now < rankUntil ? rank : 0n;
}

export function requirementsOf(state: MembershipState, guild: bigint, now: bigint): Requirements {
  return requirementsAt(state.guilds.get(guild)?.requirements ?? NO_REQUIREMENTS, now);
}

export function holdersOf(state: MembershipState, guild: bigint, rank: bigint): readonly bigint[] {
  return state.guilds.get(guild)?.holders.get(rank) ?? NO_HOLDERS;
}

/** How many of those listed are active members and hold this rank or a higher one. */
export function holdersCounted(state: MembershipState, guild: bigint, rank: bigint, now: bigint): number {
  const levels = [1n, 2n, 3n].filter((level) => level >= rank);
  const holds = (id: bigint, level: bigint) => rankOf(state, guild, id, now) === level && isActive(state, id, now);
  return levels.reduce((sum, level) => sum + holdersOf(state, guild, level).filter((id) => holds(id, level)).length, 0);
}

export function hasRankToAppraise(
  state: MembershipState,
  params: { guild: bigint; member: bigint; enough: number; now: bigint },
): boolean {
  const { guild, member, enough, now } = params;
  const asked = requirementsOf(state, guild, now).appraisal;
  return rankOf(state, guild, member, now) >= asked || holdersCounted(state, guild, asked, now) < Math.min(enough, 8);
}

export function rosterSizeAt(state: MembershipState, guild: bigint, timepoint: bigint): bigint {
  return state.guilds.get(guild)?.rosterSizes.findLast(({ from }) => from <= timepoint)?.size ?? 0n;
}

/** First second of the first UTC day that begins at or after a moment. */
export function endOfDay(moment: bigint): bigint {
  return ((moment + DAY - 1n) / DAY) * DAY;
}

function isFounder(state: MembershipState, id: bigint): boolean {
  return id !== 0n && id <= state.founders.lastId;
}

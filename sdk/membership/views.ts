import {
  isFounder,
  newAgent,
  NO_HOLDERS,
  NO_REQUIREMENTS,
  plainRenewalDue,
  requirementsAt,
  Status,
  type Agent,
  type MembershipState,
  type Place,
  type Requirements,
} from "./state.ts";
import { FOR_EVER } from "./register.ts";

// What the public views of `Members` and `Guilds` answer at a moment (Unix seconds), computed from the folded logs.
// Names, order of results and rounding are those of the contracts; for what a view answers with a revert at that moment
// (a future second, days not yet folded) there is no such limit here.

const BPS = 10_000n;
const ZERO_ADDRESS = "0x0000000000000000000000000000000000000000";

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
  DistanceMissing: 10n,
  SuspensionRunning: 11n,
  SuspensionOver: 12n,
  ExpelledByVerdict: 13n,
  ApplicationLapsed: 14n,
};

const NOBODY = newAgent(ZERO_ADDRESS, Status.None);
const NO_PLACE: Place = {
  since: 0n,
  until: 0n,
  stewardUntil: 0n,
  rank: 0n,
  rankUntil: 0n,
  restedBefore: 0n,
  former: [],
};

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

/** How long renewal and vouches have waited in the pause that runs, if one does (seconds). */
function waitedOf(state: MembershipState, id: bigint, now: bigint): bigint {
  const { status, pausedSince } = agentAt(state, id);
  if (pausedSince === 0n) return 0n;
  const longest = status === Status.Inactive ? state.terms.longestRest : FOR_EVER;
  return least(now - pausedSince, longest);
}

export function renewalDue(state: MembershipState, id: bigint, now: bigint): bigint {
  return plainRenewalDue(state, id) + waitedOf(state, id, now);
}

/** Seconds rested so far, and the beginning of the rest that runs (0 if none does). */
export function restedOf(state: MembershipState, id: bigint, now: bigint) {
  const { status, rested, pausedSince } = agentAt(state, id);
  if (status !== Status.Inactive) return { rested, restingSince: 0n };
  return { rested: rested + waitedOf(state, id, now), restingSince: pausedSince };
}

/** `restedOf` as it was at a past moment. */
export function restedAt(state: MembershipState, id: bigint, moment: bigint) {
  const { rests, status, pausedSince } = agentAt(state, id);
  const ended = rests.filter(({ until }) => until <= moment);
  const before = ended.reduce((sum, { counted }) => sum + counted, 0n);
  const over = rests.find(({ since, until }) => since <= moment && moment < until);
  if (over !== undefined)
    return { rested: before + least(moment - over.since, over.counted), restingSince: over.since };
  const isResting = status === Status.Inactive && pausedSince !== 0n && pausedSince <= moment;
  if (!isResting) return { rested: before, restingSince: 0n };
  return { rested: before + least(moment - pausedSince, state.terms.longestRest), restingSince: pausedSince };
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
  const { status, vouches, vouchedUntil } = agentAt(state, id);
  const quantity = state.terms.vouchQuantity;
  const counted = isOnTheWay(status)
    ? vouches.filter(({ by }) => agentAt(state, by).status !== Status.Expelled)
    : vouches;
  const expiries = counted.map(({ expiresAt }) => expiresAt).sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  const waiting = least(vouchedUntil + waitedOf(state, id, now), FOR_EVER);
  const founding = isFounder(state, id) ? state.founders.vouchedUntil : 0n;
  const sufficientUntil = greatest(expiries[Number(quantity) - 1] ?? 0n, waiting, founding);
  const have = BigInt(expiries.filter((expiresAt) => expiresAt > now).length);
  return { have: now < sufficientUntil ? greatest(have, quantity) : have, sufficientUntil };
}

/** Whether a person has received and given at least `quantity` vouches valid now, those of the founding included. */
export function isReferee(state: MembershipState, id: bigint, quantity: bigint, now: bigint): boolean {
  const { vouches, vouchesGiven } = agentAt(state, id);
  const { lastId, vouchedUntil } = state.founders;
  const founders = now < vouchedUntil && isFounder(state, id) ? lastId : 0n;
  const founding = founders === 0n ? 0n : founders - 1n;
  const validity = state.terms.vouchValidity;
  const given = vouchesGiven.filter((vouchedAt) => validity === 0n || now < vouchedAt + validity);
  const received = vouches.filter(({ by, expiresAt }) => by > founders && now < expiresAt);
  const least = given.length < received.length ? given.length : received.length;
  return founding + BigInt(least) >= quantity;
}

/** Whether a person meets the distance rule. */
type IsNear = (person: bigint) => boolean;

type Civic = [status: bigint, reason: bigint, have: bigint, need: bigint, moment: bigint];

/**
 * Status, reason, have, need and moment, in the order of `Members.civicStatus`.
 * @param isNear Whether the distance rule is met, as the logs of its contract tell; asked only where the terms ask for it.
 */
export function civicStatus(state: MembershipState, id: bigint, now: bigint, isNear: IsNear = () => false): Civic {
  const { status, suspendedUntil } = agentAt(state, id);
  if (isOnTheWay(status)) return applicationStatus(state, id, now, isNear);
  if (status === Status.Active || status === Status.Inactive) return memberStatus(state, id, now);
  const running = now < suspendedUntil;
  if (status === Status.Suspended) {
    return [status, running ? Reason.SuspensionRunning : Reason.SuspensionOver, 0n, 0n, suspendedUntil];
  }
  if (status === Status.Left) {
    return running
      ? [status, Reason.SuspensionRunning, 0n, 0n, suspendedUntil]
      : [status, Reason.LeftByChoice, 0n, 0n, 0n];
  }
  return [status, status === Status.Expelled ? Reason.ExpelledByVerdict : Reason.None, 0n, 0n, 0n];
}

function applicationStatus(state: MembershipState, id: bigint, now: bigint, isNear: IsNear): Civic {
  const { terms } = state;
  const { status, probationEnds, applicationEnds } = agentAt(state, id);
  const probationary = status === Status.Probationary;
  if (now >= applicationEnds) return [Status.Left, Reason.ApplicationLapsed, 0n, 0n, applicationEnds];
  if (probationary && now < probationEnds) return [status, Reason.ProbationRunning, 0n, 0n, probationEnds];
  const moment = applicationEnds === FOR_EVER ? 0n : applicationEnds;
  const { have, sufficientUntil } = vouchesOf(state, id, now);
  if (now >= sufficientUntil) return [status, Reason.VouchesMissing, have, terms.vouchQuantity, moment];
  const isLastStep = probationary || (terms.probation === 0n && terms.acceptanceBps === 0n);
  if (isLastStep && terms.distance && !isNear(id)) return [status, Reason.DistanceMissing, 0n, 0n, moment];
  const { openedAt, accepted, needed } = acceptanceOf(state, id, now);
  if (!probationary || needed === 0n) return [status, Reason.None, 0n, 0n, moment];
  const closesAt = openedAt === 0n ? moment : openedAt + terms.acceptancePeriod;
  return [status, Reason.AcceptanceMissing, accepted, needed, closesAt];
}

function memberStatus(state: MembershipState, id: bigint, now: bigint): Civic {
  const { terms } = state;
  const { status, until } = agentOf(state, id);
  const due = renewalDue(state, id, now);
  if (status === Status.Active && now < until) {
    return [status, now < due - terms.renewalWindow ? Reason.None : Reason.RenewalOpen, 0n, 0n, until];
  }
  if (now >= due + terms.grace) return [Status.Left, Reason.LapsedForGood, 0n, 0n, due];
  if (status === Status.Inactive) {
    return [status, Reason.Resting, 0n, 0n, plainRenewalDue(state, id) + terms.longestRest];
  }
  if (now >= due) return [Status.Inactive, Reason.RenewalLapsed, 0n, 0n, due + terms.grace];
  return [Status.Inactive, Reason.VouchesLapsed, vouchesOf(state, id, now).have, terms.vouchQuantity, due];
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

export function mayBeSteward(state: MembershipState, guild: bigint, person: bigint, now: bigint): boolean {
  if (!isOnRoster(state, guild, person) || !isActive(state, person, now)) return false;
  const asked = requirementsOf(state, guild, now).office;
  return rankOf(state, guild, person, now) >= asked || holdersCounted(state, guild, asked, now) < 1;
}

export function guildSeatOf(state: MembershipState, seat: bigint): string {
  return state.guildSeats.get(seat) ?? ZERO_ADDRESS;
}

export function rankOf(state: MembershipState, guild: bigint, member: bigint, now: bigint): bigint {
  const { rank, rankUntil, restedBefore } = placeOf(state, guild, member);
  const { rested } = restedOf(state, member, now);
  return now < rankUntil || now + restedBefore < rankUntil + rested ? rank : 0n;
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

function isOnTheWay(status: bigint): boolean {
  return status === Status.Applicant || status === Status.Probationary;
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function greatest(...values: bigint[]): bigint {
  return values.reduce((most, value) => (value > most ? value : most));
}

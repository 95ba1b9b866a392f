import type { Policy } from "./policies.ts";
import { dueOf, NOTHING_DUE, type Due } from "./obligations.ts";
import { partOf } from "./packing.ts";

// What logs say of grants and of the meters beside them. Ids and amounts are `bigint`, times Unix seconds.

export interface Grant {
  readonly by: bigint;
  readonly policy: bigint;
  readonly basis: bigint;
  readonly userClass: bigint;
  readonly version: bigint;
  readonly grantedAt: bigint;
  expiresAt: bigint;
  readonly paid: bigint;
}

export interface Meter {
  unitFees: bigint;
  paid: bigint;
  minutesCounted: bigint;
  reportedIn: bigint;
  units: bigint;
  noticedAt: bigint;
  lapsedAt: bigint;
  suspendedUntil: bigint;
  /** Bit i: the policy in place i of the work's. */
  suspended: bigint;
  ended: bigint;
  /** Owed; kept with `lapsedAt`. */
  lapsedPeriods: bigint;
}

/** A meter that has counted nothing yet. */
export const newMeter = (): Meter => ({
  ...{ unitFees: 0n, paid: 0n, minutesCounted: 0n, reportedIn: 0n, units: 0n, noticedAt: 0n, lapsedAt: 0n },
  ...{ suspendedUntil: 0n, suspended: 0n, ended: 0n, lapsedPeriods: 0n },
});

const RECIPROCATE = 1n;
const PAY = 2n;
const DAY = 86_400n;

/** The number of a grant, which is the id of its token. */
export function grantNumber(work: bigint, licensee: bigint, purpose: bigint): bigint {
  return (work << 40n) | (licensee << 8n) | purpose;
}

/** The other way round. */
export function partsOf(number: bigint): { work: bigint; licensee: bigint; purpose: bigint } {
  return { work: number >> 40n, licensee: (number >> 8n) & 0xffff_ffffn, purpose: number & 0xffn };
}

/** Whether a grant goes on from the one held, as its event tells: it keeps the meter, but for `renewed`. */
export function renews(held: Grant, grant: Grant, policy: Policy): boolean {
  if (held.policy !== grant.policy || held.basis !== grant.basis || held.expiresAt === 0n) return false;
  if (held.userClass !== grant.userClass) return false;
  if (policy.reciprocity.periodDays !== 0n && grant.basis === RECIPROCATE) return grant.grantedAt === held.grantedAt;
  if (grant.basis !== PAY) return false;
  return policy.reciprocity.periodDays !== 0n ? grant.grantedAt === held.grantedAt : grant.grantedAt < held.expiresAt;
}

/** A meter after a renewal that is paid for: what was paid for units counts against the new term's ceiling no more. */
export function renewed(meter: Meter): Meter {
  const settled = meter.unitFees < meter.paid ? meter.unitFees : meter.paid;
  return { ...meter, unitFees: meter.unitFees - settled, paid: meter.paid - settled };
}

/** A meter after a new grant that is no renewal: what cases decided stays. */
export function cleared({ suspendedUntil, suspended, ended }: Meter): Meter {
  return { ...newMeter(), suspendedUntil, suspended, ended };
}

/** Whether something can be due on a grant by periods. */
export function hasPeriods({ basis }: Grant, { reciprocity }: Policy): boolean {
  return (basis === RECIPROCATE || basis === PAY) && reciprocity.periodDays !== 0n;
}

/** `Licences.dueOf`, folded. */
export function dueOn(grant: Grant, meter: Meter, policy: Policy, now: bigint): Due {
  if (grant.grantedAt === 0n) return NOTHING_DUE;
  const { reciprocity, classBps } = { reciprocity: policy.reciprocity, classBps: policy.price.classBps };
  const asks = grant.basis === RECIPROCATE || grant.basis === PAY;
  const reciprocates = grant.basis === RECIPROCATE;
  const terms = {
    start: grant.grantedAt,
    end: grant.expiresAt === 0n ? undefined : grant.expiresAt,
    period: asks ? reciprocity.periodDays * DAY : 0n,
    grace: reciprocity.graceDays * DAY,
    cure: reciprocity.cureDays * DAY,
    firstCure: reciprocity.firstCureDays * DAY,
    amount: reciprocates ? partOf(reciprocity.amount, classBps[Number(grant.userClass)] ?? 0n) : 0n,
    minutesAsked: reciprocates ? reciprocity.minutesAsked : 0n,
    both: reciprocity.both,
  };
  return dueOf(terms, { ...meter, minutesGiven: meter.minutesCounted }, now);
}

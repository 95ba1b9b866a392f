import { formatMoment } from "../units.ts";

/** The words of `Status` in contracts/membership/IMembers.sol, in its order. */
export const STATUSES = [
  "None",
  "Applicant",
  "Probationary",
  "Active",
  "Inactive",
  "Suspended",
  "Left",
  "Expelled",
  "Guild",
  "Organisation",
] as const;

export type StatusName = (typeof STATUSES)[number];

/** The words of `Reason`, in its order: what a client shows, and what a program can rely on. */
export const REASONS = [
  "None",
  "VouchesMissing",
  "ProbationRunning",
  "AcceptanceMissing",
  "RenewalOpen",
  "RenewalLapsed",
  "VouchesLapsed",
  "Resting",
  "LeftByChoice",
  "LapsedForGood",
  "DistanceMissing",
  "SuspensionRunning",
  "SuspensionOver",
  "ExpelledByVerdict",
  "ApplicationLapsed",
] as const;

export type ReasonName = (typeof REASONS)[number];

/** What `civicStatus` answers: codes, which this file turns into words. */
export interface CivicStatus {
  readonly status: bigint;
  readonly reason: bigint;
  readonly have: bigint;
  readonly need: bigint;
  /** Unix seconds, 0 = never. */
  readonly moment: bigint;
}

/** The word of a status code. */
export function statusName(code: bigint): StatusName {
  return STATUSES[Number(code)] ?? "None";
}

/** The word of a reason's code. */
export function reasonName(code: bigint): ReasonName {
  return REASONS[Number(code)] ?? "None";
}

const SENTENCES: readonly ((status: CivicStatus) => string)[] = [
  ({ status, moment }) =>
    isOnTheWay(status)
      ? "nothing is missing; anybody may admit this person with 'member:admit'"
      : moment === 0n
        ? "nothing is missing"
        : `nothing is missing; the membership runs until ${at(moment)}`,
  ({ have, need, moment }) =>
    `${have} of ${need} vouches; ${count(need - have, "member")} more must vouch${moment === 0n ? "" : ` before ${at(moment)}`}`,
  ({ moment }) => `in probation until ${at(moment)}`,
  ({ have, need, moment }) =>
    `${have} of ${need} acceptances${moment === 0n ? "; no round is open" : `; this has until ${at(moment)}`}`,
  ({ moment }) => `active; renew before ${at(moment)} with 'member:renew'`,
  ({ moment }) => `the renewal is overdue; one renewal restores the membership until ${at(moment)}`,
  ({ have, need }) => `${have} of ${need} vouches are still valid; new vouches restore the membership`,
  ({ moment }) => `resting, by their own declaration; if the rest goes on, the renewal is due ${at(moment)}`,
  () => "left by their own choice; may apply again",
  ({ moment }) => `the renewal was due ${at(moment)} and the grace is over; may apply again`,
  () =>
    "vouched for by enough members, but not shown to be near to the others in the web of trust; anybody can do that with " +
    "'distance:prove', and then admit this person with 'member:admit'",
  ({ moment }) => `suspended by a verdict until ${at(moment)}`,
  ({ moment }) => `the suspension was over ${at(moment)}; anybody may end it with 'member:reinstate'`,
  () => "expelled by a verdict; what is owed stays owed",
  ({ moment }) => `the application lapsed ${at(moment)}; may apply again`,
];

/** Why a status is what it is and what is missing, as a sentence without a full stop. */
export function reasonInWords(civic: CivicStatus): string {
  return SENTENCES[Number(civic.reason)]?.(civic) ?? `reason ${civic.reason}`;
}

function isOnTheWay(status: bigint): boolean {
  return statusName(status) === "Applicant" || statusName(status) === "Probationary";
}

function at(moment: bigint): string {
  return formatMoment(moment);
}

function count(number: bigint, noun: string): string {
  return `${number} ${noun}${number === 1n ? "" : "s"}`;
}

import { CASE_TERMS, Sanction } from "../../fixtures/cases.ts";
import { DAY } from "../../fixtures/membership.ts";

/** What one panel said, as the walk heard it: who sat, and what each named. */
export interface Panel {
  readonly seats: bigint;
  readonly people: ReadonlySet<bigint>;
  readonly named: Map<bigint, bigint>;
  readonly judgeUntil: bigint;
}

/** What happened in a case, from what the walk did and when; never read from `Cases`. Moments are Unix seconds. */
export interface GhostCase {
  readonly id: bigint;
  readonly claimant: bigint;
  readonly respondent: bigint;
  readonly guild: bigint;
  readonly chapter: bigint;
  /** Who was named last, and by which parties. */
  named: { readonly mediator: bigint; readonly by: ReadonlySet<bigint> };
  /** On whom both parties have ever agreed. */
  readonly mediators: Set<bigint>;
  readonly askedApart: Map<bigint, bigint>;
  apartFrom: bigint;
  apartUntil: bigint;
  proposed: bigint;
  /** 0 without a notice. */
  replyUntil: bigint;
  lotOpenedAt: bigint;
  first: Panel | undefined;
  second: Panel | undefined;
  /** 0 while the first panel has not decided. */
  appealsUntil: bigint;
  readonly appealedBy: Set<bigint>;
  /** Nothing can change it any more: what is to follow. */
  final: bigint | undefined;
  closed: boolean;
}

/** What stands beside a person's name, as it follows from what the walk saw carried out. */
export interface GhostPerson {
  readonly id: bigint;
  resting: boolean;
  left: boolean;
  expelled: boolean;
  suspended: boolean;
  suspendedUntil: bigint;
  noteUntil: bigint;
  stewardUntil: bigint;
  hostUntil: bigint;
  /** Of the common guild's surplus, and whether it was collected. */
  readonly owed: bigint;
  collected: boolean;
}

/** The codes of `Status`. */
const Status = { Active: 3n, Inactive: 4n, Suspended: 5n, Left: 6n, Expelled: 7n };

export function statusOf({ expelled, left, suspended, resting }: GhostPerson): bigint {
  if (expelled) return Status.Expelled;
  if (left) return Status.Left;
  if (suspended) return Status.Suspended;
  return resting ? Status.Inactive : Status.Active;
}

/** Panelists who named at least this. */
export function countOf({ named }: Panel, least: bigint): bigint {
  return BigInt([...named.values()].filter((level) => level >= least).length);
}

/** The highest sanction that enough of all seats named or went beyond, by the words of docs/justice.md. */
export function levelOf(panel: Panel): bigint {
  const levels = [Sanction.Expulsion, Sanction.Suspension, Sanction.LossOfOffice, Sanction.Note];
  return levels.find((level) => countOf(panel, level) * 10_000n >= shareFor(level) * panel.seats) ?? Sanction.None;
}

/** More than half of all seats named nothing. */
export function isDismissed(panel: Panel): boolean {
  return (BigInt(panel.named.size) - countOf(panel, Sanction.Note)) * 2n > panel.seats;
}

/** What is to follow when nobody appealed, or both panels have spoken. */
export function finalOf({ first, second, appealedBy, claimant, respondent }: GhostCase): bigint {
  if (first === undefined) return Sanction.None;
  const level = levelOf(first);
  if (appealedBy.size === 0) return level;
  const again = second === undefined ? Sanction.None : levelOf(second);
  const undecided = second === undefined || (again === Sanction.None && !isDismissed(second));
  if (undecided) return appealedBy.has(respondent) ? Sanction.None : level;
  if (!appealedBy.has(claimant)) return again < level ? again : level;
  return again === Sanction.Expulsion && level !== Sanction.Expulsion ? Sanction.Suspension : again;
}

/**
 * INV-171 and INV-172 for a sanction about to be laid on somebody at `now`, from the raw record alone: why it may not be,
 * or nothing.
 */
export function objectionTo(ghost: GhostCase, level: bigint, now: bigint): string | undefined {
  const { replyUntil, lotOpenedAt, proposed, first, second, appealedBy, appealsUntil, respondent } = ghost;
  if (replyUntil === 0n) return "no notice was given";
  if (lotOpenedAt < replyUntil) return "the time to reply was not over";
  if (level > proposed) return "it is beyond the notice";
  if (first === undefined || appealsUntil === 0n) return "no panel has decided";
  if (now < appealsUntil) return "it could still be appealed";
  const says = (panel: Panel) => countOf(panel, level) * 10_000n >= shareFor(level) * panel.seats;
  if (appealedBy.size === 0) return says(first) ? undefined : "the panel did not say so";
  if (level === Sanction.Expulsion && !says(first)) return "an expulsion takes both panels";
  if (second !== undefined && says(second)) return undefined;
  const confirmedBySilence = !appealedBy.has(respondent) && says(first);
  return confirmedBySilence ? undefined : "the second panel did not say so";
}

/** Lays on the person what the ghost expects of a sanction. */
export function layOn(person: GhostPerson, { guild, chapter }: GhostCase, level: bigint, now: bigint): void {
  if (level === Sanction.Note) {
    person.noteUntil = now + CASE_TERMS.noteTerm;
  } else if (level === Sanction.LossOfOffice) {
    if (guild !== 0n) person.stewardUntil = 0n;
    if (chapter !== 0n) person.hostUntil = 0n;
  } else if (level === Sanction.Suspension && !person.expelled) {
    const until = now + CASE_TERMS.suspension;
    if (until > person.suspendedUntil) person.suspendedUntil = until;
    if (!person.left) person.suspended = true;
  } else if (level === Sanction.Expulsion) {
    Object.assign(person, { expelled: true, suspended: false });
  }
}

export const SEPARATION = CASE_TERMS.separationDays * DAY;

function shareFor(level: bigint): bigint {
  return level === Sanction.Expulsion ? CASE_TERMS.expulsionBps : CASE_TERMS.sanctionBps;
}

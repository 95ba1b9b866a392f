import type { ClosedDaysStruct } from "../../typechain-types/contracts/governance/Calendar.ts";
import type { JusticeTermsStruct } from "../../typechain-types/contracts/justice/Cases.ts";
import { closedWords, dayOf, restDayBits } from "../governance/calendar.ts";
import type { JusticeCharter } from "./charter.ts";

const DAY = 86_400n;

/** As much of a charter as this domain reads. */
interface Rules {
  readonly justice: JusticeCharter;
}

/** The charter's calendar as the constructor of `Calendar` takes it. */
export function calendarTerms({ justice }: Rules): [restDays: number, closed: ClosedDaysStruct[]] {
  const { restDays, closed } = justice.calendar;
  return [restDayBits(restDays), closedWords(closed.map(dayOf))];
}

/** The charter's rules of due process as `Cases` takes them. */
export function justiceTerms({ justice }: Rules): Record<keyof JusticeTermsStruct, bigint> {
  const { cases } = justice;
  return {
    mediationDays: BigInt(cases.mediationDays),
    noticeDays: BigInt(cases.noticeDays),
    replyDays: BigInt(cases.replyDays),
    lotDays: BigInt(cases.lotDays),
    panelDays: BigInt(cases.panelDays),
    appealDays: BigInt(cases.appealDays),
    seats: BigInt(cases.seats),
    appealSeats: BigInt(cases.appealSeats),
    sanctionBps: cases.sanction,
    expulsionBps: cases.expulsion,
    suspension: cases.suspension,
    noteTerm: cases.noteTerm,
    separators: BigInt(cases.separators),
    separationDays: cases.separation / DAY,
    openCases: BigInt(cases.openCases),
  };
}

/** Working days that a lot can take at most: every round void but the last, then a draw and one replacement. */
export function longestLot({ lot }: JusticeCharter): number {
  return (lot.rounds + 1) * (lot.commitDays + lot.revealDays) + 2 * lot.answerDays;
}

/**
 * Seconds a case about a key takes at most, from the dispute to the end of an appeal, if no day were closed beside the
 * rest days of each week: a recovery must be held up at least this long.
 */
export function longestDispute({ cases, calendar }: JusticeCharter): bigint {
  const worked = BigInt(cases.replyDays + 2 * (cases.lotDays + cases.panelDays) + cases.appealDays);
  const aWeek = BigInt(7 - calendar.restDays.length);
  return ((worked * 7n) / aWeek + 1n) * DAY;
}

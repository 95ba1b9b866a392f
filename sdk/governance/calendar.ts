/** The days of a week in the order of the bits of `Calendar.restDays`. */
export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** Days on which a deadline does not run; days are numbered from 1970-01-01 UTC. */
export interface Calendar {
  readonly restDays: ReadonlySet<Weekday>;
  readonly closed: ReadonlySet<bigint>;
}

const DAY = 86_400n;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 3n;
/** A deadline is never more days after the day it is counted from. */
const LONGEST = 366n;

/** The number of a day written `2026-12-25`. */
export function dayOf(date: string): bigint {
  return BigInt(Date.parse(`${date}T00:00:00Z`)) / (1_000n * DAY);
}

export function isWorkingDay(calendar: Calendar, day: bigint): boolean {
  const weekday = WEEKDAYS[Number((day + FIRST_WEEKDAY) % 7n)];
  return weekday !== undefined && !calendar.restDays.has(weekday) && !calendar.closed.has(day);
}

/**
 * First second after the end of the last of `workingDays` working days that follow the day of `from` (Unix seconds), as
 * `Calendar.deadline` counts it: the day of `from` is not counted, and 366 days later any count is over.
 */
export function deadlineOf(calendar: Calendar, from: bigint, workingDays: number): bigint {
  const first = from / DAY;
  let day = first;
  for (let left = workingDays; left > 0 && day < first + LONGEST; left -= isWorkingDay(calendar, day) ? 1 : 0)
    day += 1n;
  return (day + 1n) * DAY;
}

/** The rest days as the bits of `Calendar.restDays`. */
export function restDayBits(restDays: Iterable<Weekday>): number {
  return [...restDays].reduce((bits, weekday) => bits | (1 << WEEKDAYS.indexOf(weekday)), 0);
}

/** The rest days that bits stand for. */
export function restDaysOf(bits: bigint): Set<Weekday> {
  return new Set(WEEKDAYS.filter((_, index) => (bits >> BigInt(index)) & 1n));
}

/** Closed days as the words of 256 days that `Calendar` keeps. */
export function closedWords(days: Iterable<bigint>): { word: bigint; bits: bigint }[] {
  const words = new Map<bigint, bigint>();
  for (const day of days) words.set(day / 256n, (words.get(day / 256n) ?? 0n) | (1n << (day % 256n)));
  return [...words].map(([word, bits]) => ({ word, bits })).sort((a, b) => Number(a.word - b.word));
}

/** The days of a word that are closed. */
export function daysOfWord(word: bigint, bits: bigint): bigint[] {
  const all = Array.from({ length: 256 }, (_, index) => BigInt(index));
  return all.filter((index) => (bits >> index) & 1n).map((index) => word * 256n + index);
}

import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { dayOf } from "./payload.ts";

/** A day begins first at UTC+14 (seconds). */
const EARLIEST_ZONE = 50_400n;

/** The last day that has begun somewhere, in days since 1970-01-01: what is still to come is a commitment, no contribution. */
export async function lastBegunDay(nation: Nation): Promise<number> {
  return dayOf((await nation.clock()) + EARLIEST_ZONE);
}

/** A day as people write it: `2026-11-22`. */
export const dayInWords = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** What is wrong with a day that has not begun. */
export const notBegun = (day: number): string => `${dayInWords(day)} has not begun`;

/** Checks that every day of contributions has begun. @throws NeoguildError `DayToCome` */
export async function requireBegun(nation: Nation, days: Iterable<number>): Promise<void> {
  const last = await lastBegunDay(nation);
  for (const day of days) {
    if (day <= last) continue;
    throw new NeoguildError({
      code: "DayToCome",
      message: notBegun(day),
      remedy: "Give the day on which it was done; say what is still to come with 'npx hardhat commitment:make'.",
      docs: "docs/contributions.md",
    });
  }
}

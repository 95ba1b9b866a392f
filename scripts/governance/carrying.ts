// What the tasks share that carry ballots which others signed.
import { z } from "zod";

import type { Report } from "../task.ts";

/** Which files to carry. */
export const carriedFiles = z
  .string()
  .min(1, "name files with commas between them, or a folder")
  .describe("Files, or a folder");

/** Carries ballots, all on one proposal or election in one transaction. */
export async function carryTogether<Ballot>(
  ballots: readonly Ballot[],
  question: (ballot: Ballot) => bigint,
  carry: (on: bigint, batch: readonly Ballot[]) => Promise<Report>,
): Promise<Report> {
  const reports: Report[] = [];
  for (const on of new Set(ballots.map(question))) {
    reports.push(
      await carry(
        on,
        ballots.filter((ballot) => question(ballot) === on),
      ),
    );
  }
  return {
    lines: reports.flatMap(({ lines }) => lines),
    data: { batches: reports.map(({ data }) => data), changed: true },
  };
}

/**
 * Tells how many of a batch count, and why the others were skipped.
 * @param told.of How many the batch held.
 * @param told.counts The outcome of one that counts, such as `counted`.
 */
export function tellCarried(
  carried: readonly { readonly by: bigint; readonly outcome: string }[],
  told: { readonly of: number; readonly ballot: string; readonly counts: string; readonly on: string },
): Report {
  const skipped = carried.filter(({ outcome }) => outcome !== told.counts);
  const counted = carried.length - skipped.length;
  const why = skipped.map(({ by, outcome }) => `  skipped the ${told.ballot} of agent ${by}: ${outcome}`);
  return {
    lines: [`${counted} of ${told.of} ${told.ballot}s ${told.counts} ${told.on}.`, ...why],
    data: { counted, skipped },
  };
}

/** Says first how many of the ballots the chain had already. */
export function sayBefore(before: number, report: Report): Report {
  return before === 0 ? report : { ...report, lines: [`${before} were cast before.`, ...report.lines] };
}

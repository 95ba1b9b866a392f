import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import type { Difference } from "../../sdk/books/recompute/check.ts";
import { formatMoment } from "../../sdk/units.ts";
import { file, readJson } from "../options.ts";
import { defineTask } from "../task.ts";
import { columnTable } from "./columns.ts";

/** Differences that are printed; --json has all of them. */
const SHOWN = 40;

export const booksRecompute = defineTask({
  name: "books:recompute",
  description:
    "Reckons every balance of a nation again from an export alone (books:export), and compares each with what the chain " +
    "answered at the export's block. It says how many figures of which kind were compared and names each that differs; then " +
    "the exit code is 1. With --offline it asks no chain and prints the books. " +
    "Example: npx hardhat books:recompute --from books.json",
  options: {
    from: file.describe("The export"),
    offline: z.boolean().default(false).describe("Ask no chain: only reckon, and print the books"),
  },
  async run({ options: { from, offline }, nation }) {
    const { BooksExport } = await import("../../sdk/books/export.ts");
    const { faultsOf, worldOf } = await import("../../sdk/books/recompute/world.ts");
    const books = readJson(from, BooksExport);
    // Before the long reckoning, so that a node that does not answer is told at once.
    const connected = offline ? undefined : await nation();
    const faults = faultsOf(books);
    const folded = foldOrFault(() => worldOf(books));
    const world = "world" in folded ? folded.world : undefined;
    if ("fault" in folded) faults.push(folded.fault);

    const counted = new Map<string, number>();
    const differences: Difference[] = [];
    if (connected !== undefined) {
      const { compareFigures, compareHoldings, compareLogs, requireSame } =
        await import("../../sdk/books/recompute/check.ts");
      requireSame(connected, books);
      const { number } = books.block;
      const compared = [await compareLogs(connected, books)];
      if (world !== undefined) {
        // What fades is compared for the moment for which the node answers at that block.
        const now = await connected.contracts.members.clock({ blockTag: number });
        compared.push(await compareFigures(connected, { ...world, now }, number));
        compared.push(await compareHoldings(connected, world, number));
      }
      for (const one of compared) {
        for (const [kind, count] of one.counted) counted.set(kind, (counted.get(kind) ?? 0) + count);
        differences.push(...one.differences);
      }
    }
    const { bookLines } = await import("../../sdk/books/recompute/ledger.ts");
    const summed = foldOrFault(() => (world === undefined ? [] : bookLines(world)));
    const lines = "world" in summed ? summed.world : [];
    if ("fault" in summed) faults.push(summed.fault);
    const figures = [...counted.values()].reduce((sum, count) => sum + count, 0);
    const { number, hash, time } = books.block;
    const wrong = faults.length + differences.length;
    return {
      lines: [
        `${books.nation} on chain ${books.chainId}, ${books.logs.length} logs up to block ${number} of ${formatMoment(BigInt(time))}`,
        `  block ${hash}, charter ${books.charter.contentHash}`,
        ...columnTable(lines),
        ...(offline ? ["No chain was asked."] : [`Compared with the chain at block ${number}:`]),
        ...[...counted].map(([kind, count]) => `  ${String(count).padStart(9)}  ${kind}`),
        ...faults.map((fault) => `WRONG in the file: ${fault}.`),
        ...differences.slice(0, SHOWN).map(sentenceOf),
        ...(differences.length > SHOWN ? [`… and ${differences.length - SHOWN} more; --json has all.`] : []),
        ...(wrong > 0 ? [] : [offline ? "The books add up." : `All ${figures} agree, and the books add up.`]),
      ],
      data: {
        ...{ nation: books.nation, chainId: books.chainId, block: number, blockHash: hash, logs: books.logs.length },
        ...{ figures, compared: Object.fromEntries(counted), faults, differences, books: lines, agrees: wrong === 0 },
      },
      fault: wrong === 0 ? undefined : booksDiffer(from, wrong),
    };
  },
});

function foldOrFault<World>(fold: () => World): { world: World } | { fault: string } {
  try {
    return { world: fold() };
  } catch (error) {
    if (error instanceof NeoguildError) throw error;
    return { fault: `the logs contradict each other: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function sentenceOf({ kind, who, what, inExport, onChain }: Difference): string {
  return `DIFFERS ${kind}, ${who}, ${what}: the export says ${inExport}, the chain ${onChain}`;
}

function booksDiffer(from: string, count: number): NeoguildError {
  return new NeoguildError({
    code: "BooksDiffer",
    message: `${from} and the chain differ in ${count} places`,
    remedy: "Export the books anew and compare again; if they still differ, ask another node, and tell everybody.",
    docs: "docs/books.md",
  });
}

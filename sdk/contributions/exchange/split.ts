import { MOST_ENTRIES, MOST_TURNS, sortByProvider, type Entry } from "../payload.ts";

/**
 * Entries in as few batches as the ledger takes: sorted by provider, at most `MOST_ENTRIES` each and `MOST_TURNS` people.
 * The same entries give the same batches, so that a second run enters nothing twice.
 */
export function splitIntoBatches(entries: readonly Entry[], most = MOST_ENTRIES): Entry[][] {
  const batches: Entry[][] = [];
  let people = new Set<number>();
  for (const entry of sortByProvider(entries)) {
    const last = batches.at(-1);
    const isFull = last === undefined || last.length === most;
    if (isFull || (people.size === MOST_TURNS && !people.has(entry.provider))) {
      batches.push([entry]);
      people = new Set([entry.provider]);
    } else {
      last.push(entry);
      people.add(entry.provider);
    }
  }
  return batches;
}

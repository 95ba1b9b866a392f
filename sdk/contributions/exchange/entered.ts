/** Rows of a table whose entries stand in the ledger already: a table that grew, or was mended, is entered without them. */
import type { Entry } from "../payload.ts";
import type { TableRow } from "./table.ts";
import type { LedgerEntry } from "./valueflows.ts";

/**
 * Leaves out the rows whose like stands in the ledger: open or accepted, the same in every field. Each entry there
 * answers for one row, so of two equal rows of which one stands the other stays.
 */
export function leaveOutEntered(rows: readonly TableRow[], ledger: readonly LedgerEntry[]): TableRow[] {
  const standing = new Map<string, string[]>();
  for (const { entry, batch, state } of ledger) {
    if (state !== "open" && state !== "accepted") continue;
    const key = keyOf(entry);
    standing.set(key, [...(standing.get(key) ?? []), batch]);
  }
  return rows.map((row): TableRow => {
    const batch = row.kind === "entry" ? standing.get(keyOf(row.entry))?.shift() : undefined;
    return batch === undefined
      ? row
      : { number: row.number, kind: "left out", why: `stands in batch ${batch} already` };
  });
}

function keyOf(entry: Entry): string {
  const { provider, receiver, action, track, gift, resource, quantity, day, chapter, work } = entry;
  const { evidence = "", corrects = "" } = entry;
  const fields = [provider, receiver, action, track, gift, resource, quantity, day, chapter, work, evidence, corrects];
  return fields.join("/").toLowerCase();
}

import type { Nation } from "../../connect.ts";
import { batchesOf, BATCH_STATES } from "../batches.ts";
import { type Bitmap, hasEntry, unite } from "../bitmaps.ts";
import type { LedgerEntry } from "./valueflows.ts";

/** All entries of a guild in the order of their batches, each with what became of it. */
export async function entriesOf(nation: Nation, guild: bigint): Promise<LedgerEntry[]> {
  const { ledger } = nation.contracts;
  const batches = await batchesOf(nation, guild);
  const settled = [
    ...(await ledger.queryFilter(ledger.filters.BatchPartSettled())),
    ...(await ledger.queryFilter(ledger.filters.BatchSettled())),
  ];
  const creditedOf = new Map<string, Bitmap>();
  for (const { args } of settled) {
    creditedOf.set(args.batch, unite(creditedOf.get(args.batch) ?? [], args.credited, args.credited.length));
  }
  const found = await Promise.all(
    batches.map(async ({ batch, entries }) => {
      const [{ state }, withdrawn, settledTo] = await Promise.all([
        ledger.batchOf(batch),
        ledger.withdrawnEntries(batch),
        ledger.settledTo(batch),
      ]);
      const word = BATCH_STATES[Number(state)];
      const credited = creditedOf.get(batch) ?? [];
      return entries.map((entry, index): LedgerEntry => {
        const isWithdrawn = word === "withdrawn" || hasEntry(withdrawn, index);
        const ended = hasEntry(credited, index) ? "accepted" : "not accepted";
        const isOpen = index >= Number(settledTo);
        return { entry, guild, batch, index, state: isWithdrawn ? "withdrawn" : isOpen ? "open" : ended };
      });
    }),
  );
  return found.flat();
}

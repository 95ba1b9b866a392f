import type { Nation } from "../../connect.ts";
import { batchesOf, BATCH_STATES } from "../batches.ts";
import { hasEntry } from "../bitmaps.ts";
import type { LedgerEntry } from "./valueflows.ts";

/** All entries of a guild in the order of their batches, each with what became of it. */
export async function entriesOf(nation: Nation, guild: bigint): Promise<LedgerEntry[]> {
  const { ledger } = nation.contracts;
  const batches = await batchesOf(nation, guild);
  const settled = await ledger.queryFilter(ledger.filters.BatchSettled());
  const creditedOf = new Map(settled.map(({ args }) => [args.batch, args.credited]));
  const found = await Promise.all(
    batches.map(async ({ batch, entries }) => {
      const [{ state }, withdrawn] = await Promise.all([ledger.batchOf(batch), ledger.withdrawnEntries(batch)]);
      const word = BATCH_STATES[Number(state)];
      const credited = creditedOf.get(batch) ?? [];
      return entries.map((entry, index): LedgerEntry => {
        const isWithdrawn = word === "withdrawn" || hasEntry(withdrawn, index);
        const ended = hasEntry(credited, index) ? "accepted" : "not accepted";
        return { entry, guild, batch, index, state: isWithdrawn ? "withdrawn" : word === "open" ? "open" : ended };
      });
    }),
  );
  return found.flat();
}

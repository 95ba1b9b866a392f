import { act } from "../../sdk/acts.ts";
import { bitmapOf } from "../../sdk/contributions/bitmaps.ts";
import { byMember, entryNumbers, hash } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const contributionWithdraw = defineTask({
  name: "contribution:withdraw",
  description:
    "Takes back a batch, or entries of it, before it is settled: its author any, a provider their own. " +
    "Example: npx hardhat contribution:withdraw --by 3 --batch 0x… --entries 2",
  options: {
    by: byMember,
    batch: hash.describe("The batch's id"),
    entries: entryNumbers.optional().describe("Entries, counted from 1; the whole batch unless given"),
    ...signing,
  },
  async run({ options: { by, batch, entries = [] }, nation, perform }) {
    const { batchView } = await import("../../sdk/contributions/batches.ts");
    const connected = await nation();
    const view = await batchView(connected, batch);
    const { state } = await connected.contracts.ledger.batchOf(batch);
    if (state === 2n) return unchanged(`Batch ${batch} is withdrawn already.`, { batch });
    const bits = bitmapOf(entries.map((entry) => entry - 1));
    return perform(by, act("ledger", "withdraw", { batch, withdrawn: bits }, view.by === by ? "0x" : view.payload), {
      tell: () => {
        const what = entries.length === 0 ? "batch" : `entries ${entries.join(", ")} of batch`;
        return { lines: [`Agent ${by} withdraws ${what} ${batch}.`], data: { by, batch, entries } };
      },
      already: { LedgerNothingNew: "These entries are withdrawn already." },
    });
  },
});

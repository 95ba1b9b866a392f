import { eventNamed } from "../../sdk/acts.ts";
import { hasEntry } from "../../sdk/contributions/bitmaps.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { hash } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const contributionSettle = defineTask({
  name: "contribution:settle",
  description:
    "Credits what was accepted of a batch, once the periods of appraisal and challenge are over. Anybody may send it. " +
    "Example: npx hardhat contribution:settle --batch 0x…",
  options: { batch: hash.describe("The batch's id") },
  async run({ options: { batch }, nation, transact }) {
    const { batchView, BATCH_STATES } = await import("../../sdk/contributions/batches.ts");
    const connected = await nation();
    const { entries, payload } = await batchView(connected, batch);
    const { state } = await connected.contracts.ledger.batchOf(batch);
    if (state >= 2n)
      return unchanged(`Batch ${batch} is ${BATCH_STATES[Number(state)] ?? "closed"} already.`, { batch });
    return transact("ledger", "settle", [batch, payload], {
      tell: (outcome) => {
        const { credited, counted, season } = eventNamed(outcome, "BatchSettled").args as unknown as Settled;
        const accepted = entries.filter((_, index) => hasEntry(credited, index));
        const counting = entries.filter((_, index) => hasEntry(counted, index));
        const minutes = accepted.reduce((sum, { quantity }) => sum + quantity, 0);
        return {
          lines: [
            `Batch ${batch}: ${accepted.length} of ${entries.length} entries credited, ${formatMinutes(BigInt(minutes))}; ` +
              `${counting.length} count toward season ${season}.`,
          ],
          data: { batch, season, credited: accepted.length, counted: counting.length, minutes },
        };
      },
    });
  },
});

interface Settled {
  readonly season: bigint;
  readonly credited: readonly bigint[];
  readonly counted: readonly bigint[];
}

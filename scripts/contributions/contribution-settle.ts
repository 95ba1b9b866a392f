import { eventNamed, type Outcome } from "../../sdk/acts.ts";
import { hasEntry } from "../../sdk/contributions/bitmaps.ts";
import type { Entry } from "../../sdk/contributions/payload.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { entryNumbers, hash } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const contributionSettle = defineTask({
  name: "contribution:settle",
  description:
    "Credits what was accepted of a batch, once the periods of appraisal and challenge are over. Anybody may send it. " +
    "Example: npx hardhat contribution:settle --batch 0x…",
  options: {
    batch: hash.describe("The batch's id"),
    upTo: entryNumbers
      .optional()
      .describe("Settles the entries up to this one: for a batch too dear for one transaction"),
  },
  async run({ options: { batch, upTo: numbers }, nation, transact }) {
    const upTo = numbers?.[0];
    const { batchView, BATCH_STATES } = await import("../../sdk/contributions/batches.ts");
    const connected = await nation();
    const { entries, payload } = await batchView(connected, batch);
    const { state } = await connected.contracts.ledger.batchOf(batch);
    if (state === 2n || state === 3n)
      return unchanged(`Batch ${batch} is ${BATCH_STATES[Number(state)] ?? "closed"} already.`, { batch });
    const tell = (event: "BatchSettled" | "BatchPartSettled") => ({
      tell: (outcome: Outcome) => {
        const { credited, counted, season } = eventNamed(outcome, event).args as unknown as Settled;
        const accepted = entries.filter((_, index) => hasEntry(credited, index));
        const counting = entries.filter((_, index) => hasEntry(counted, index));
        const isTime = ({ resource, corrects }: Entry) => resource === 0 && corrects === undefined;
        const minutes = accepted.filter(isTime).reduce((sum, { quantity }) => sum + quantity, 0);
        return {
          lines: [
            `Batch ${batch}: ${accepted.length} of ${entries.length} entries credited, ${formatMinutes(BigInt(minutes))}; ` +
              `${counting.length} count toward season ${season}.`,
          ],
          data: { batch, season, credited: accepted.length, counted: counting.length, minutes },
        };
      },
    });
    return upTo === undefined || upTo >= entries.length
      ? transact("ledger", "settle", [batch, payload], tell("BatchSettled"))
      : transact("ledger", "settlePart", [batch, payload, upTo], tell("BatchPartSettled"));
  },
});

interface Settled {
  readonly season: bigint;
  readonly credited: readonly bigint[];
  readonly counted: readonly bigint[];
}

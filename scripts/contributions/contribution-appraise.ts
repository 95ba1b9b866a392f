import { act } from "../../sdk/acts.ts";
import { bitmapOf } from "../../sdk/contributions/bitmaps.ts";
import { byMember, entryNumbers, hash } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const contributionAppraise = defineTask({
  name: "contribution:appraise",
  description:
    "Accepts a batch of contributions as a peer, but for the entries declined (which is no veto) or questioned. Who asked may " +
    "come back: --question then names what is still open, and the rest of it is accepted or declined. Needs an active member " +
    "on the guild's roster who did not enter the batch. Example: npx hardhat contribution:appraise --by 4 --batch 0x… --decline 2",
  options: {
    by: byMember,
    batch: hash.describe("The batch's id, as contribution:submit shows it"),
    decline: entryNumbers.optional().describe("Entries not accepted, counted from 1: 2,5"),
    question: entryNumbers.optional().describe("Entries neither accepted nor declined yet, counted from 1: 3"),
    ...signing,
  },
  async run({ options: { by, batch, decline = [], question = [] }, perform }) {
    const [declined, questioned] = [decline, question].map((entries) => bitmapOf(entries.map((entry) => entry - 1)));
    return perform(by, act("ledger", "appraise", { batch, declined: declined ?? [], questioned: questioned ?? [] }), {
      tell: () => {
        const name = (entries: readonly number[]) =>
          `${entries.length === 1 ? "entry" : "entries"} ${entries.join(", ")}`;
        const but = decline.length === 0 ? "" : ` but for ${name(decline)}`;
        const asks = question.length === 0 ? "" : `, and asks about ${name(question)}`;
        const data = { by, batch, declined: decline, questioned: question };
        return { lines: [`Agent ${by} accepts batch ${batch}${but}${asks}.`], data };
      },
      already: { LedgerAlreadyAppraised: `Agent ${by} has appraised batch ${batch} already.` },
    });
  },
});

import { act } from "../../sdk/acts.ts";
import { bitmapOf } from "../../sdk/contributions/bitmaps.ts";
import { byMember, entryNumbers, hash } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const contributionAppraise = defineTask({
  name: "contribution:appraise",
  description:
    "Accepts a batch of contributions as a peer, but for the entries declined (which is no veto). Needs an active member on " +
    "the guild's roster who did not enter the batch. Example: npx hardhat contribution:appraise --by 4 --batch 0x… --decline 2",
  options: {
    by: byMember,
    batch: hash.describe("The batch's id, as contribution:submit shows it"),
    decline: entryNumbers.optional().describe("Entries not accepted, counted from 1: 2,5"),
    ...signing,
  },
  async run({ options: { by, batch, decline = [] }, perform }) {
    const declined = bitmapOf(decline.map((entry) => entry - 1));
    return perform(by, act("ledger", "appraise", { batch, declined }), {
      tell: () => {
        const but =
          decline.length === 0 ? "" : ` but for ${decline.length === 1 ? "entry" : "entries"} ${decline.join(", ")}`;
        return { lines: [`Agent ${by} accepts batch ${batch}${but}.`], data: { by, batch, declined: decline } };
      },
      already: { LedgerAlreadyAppraised: `Agent ${by} has appraised batch ${batch} already.` },
    });
  },
});

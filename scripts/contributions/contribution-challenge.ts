import { act } from "../../sdk/acts.ts";
import { bitmapOf } from "../../sdk/contributions/bitmaps.ts";
import { saltedHash } from "../../sdk/privacy.ts";
import { byMember, entryNumbers, hash, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const contributionChallenge = defineTask({
  name: "contribution:challenge",
  description:
    "Asks for one acceptance more for some entries of a batch. The reason stays off chain: only its salted hash is sent; " +
    "keep the salt that is printed. Needs a person on the guild's roster. " +
    'Example: npx hardhat contribution:challenge --by 5 --batch 0x… --entries 1 --reason "I did this shift"',
  options: {
    by: byMember,
    batch: hash.describe("The batch's id"),
    entries: entryNumbers.describe("Entries, counted from 1: 1,3"),
    reason: text.describe("Why; not sent, only its salted hash"),
    ...signing,
  },
  async run({ options: { by, batch, entries, reason }, perform }) {
    const hidden = await saltedHash(reason);
    const bits = bitmapOf(entries.map((entry) => entry - 1));
    return perform(by, act("ledger", "challenge", { batch, challenged: bits, reason: hidden.hash }), {
      tell: () => ({
        lines: [
          `Agent ${by} challenges ${entries.join(", ")} of batch ${batch}.`,
          `Salt of the reason: ${hidden.salt}`,
        ],
        data: { by, batch, entries, reason: hidden },
      }),
      already: { LedgerNothingNew: "These entries are challenged already." },
    });
  },
});

import { act } from "../../sdk/acts.ts";
import { byMember, hash } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const commitmentFulfil = defineTask({
  name: "commitment:fulfil",
  description:
    "Links a commitment of yours to the batch in which you entered what was done, in the same guild. It needs no " +
    "acceptance, and is credited nothing: the batch is, once peers accept it. If the batch is withdrawn later, the " +
    "commitment stands open again. Example: npx hardhat commitment:fulfil --by 3 --commitment 0x… --batch 0x…",
  options: {
    by: byMember,
    commitment: hash.describe("The commitment's id, as commitment:list shows it"),
    batch: hash.describe("The batch's id, as contribution:show lists it"),
    ...signing,
  },
  async run({ options: { by, commitment, batch }, nation, perform }) {
    const { commitmentView } = await import("../../sdk/contributions/commitments.ts");
    const known = await commitmentView(await nation(), commitment);
    if (known.batch === batch.toLowerCase()) {
      return unchanged(`Commitment ${commitment} is linked to this batch already.`, { commitment, batch });
    }
    return perform(by, act("commitments", "fulfil", { commitment, batch }), {
      tell: () => ({
        lines: [`Agent ${by} has done what commitment ${commitment} says: batch ${batch}.`],
        data: { by, commitment, batch },
      }),
    });
  },
});

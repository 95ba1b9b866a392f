import { act } from "../../sdk/acts.ts";
import { byMember, hash } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const commitmentCancel = defineTask({
  name: "commitment:cancel",
  description:
    "Takes back a commitment of yours, also one that is overdue: better said than left open. Nothing else follows from it. " +
    "Example: npx hardhat commitment:cancel --by 3 --commitment 0x…",
  options: { by: byMember, commitment: hash.describe("The commitment's id, as commitment:list shows it"), ...signing },
  async run({ options: { by, commitment }, nation, perform }) {
    const { commitmentView } = await import("../../sdk/contributions/commitments.ts");
    const { state } = await commitmentView(await nation(), commitment);
    if (state === "cancelled") return unchanged(`Commitment ${commitment} is cancelled already.`, { commitment });
    return perform(by, act("commitments", "cancel", { commitment }), {
      tell: () => ({ lines: [`Agent ${by} has cancelled commitment ${commitment}.`], data: { by, commitment } }),
    });
  },
});

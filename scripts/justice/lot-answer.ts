import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { byMember, lotId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const lotAnswer = defineTask({
  name: "lot:answer",
  description:
    "A person drawn takes the seat, and so says that they know of no conflict; or with --recuse leaves it to the next, " +
    "also later. Needs a seat offered to them (see lot:show). Example: npx hardhat lot:answer --by 4 --lot 1",
  options: {
    by: byMember,
    lot: lotId,
    recuse: z.boolean().default(false).describe("There is a conflict, or another reason not to judge"),
    ...signing,
  },
  async run({ options: { by, lot, recuse }, nation, perform }) {
    const { LOT_SEATS } = await import("../../sdk/justice/sortition.ts");
    const { seat } = await (await nation()).contracts.sortition.seatOf(lot, by);
    const is = LOT_SEATS[Number(seat)];
    if (is === (recuse ? "Recused" : "Taken")) {
      return unchanged(`Agent ${by} has ${recuse ? "recused themselves" : "taken the seat"} already.`, { by, lot });
    }
    return perform(by, act("sortition", "answer", { lot, takes: !recuse }), {
      tell: () => ({
        lines: [recuse ? `Agent ${by} leaves the seat in lot ${lot}.` : `Agent ${by} sits on the panel of lot ${lot}.`],
        data: { by, lot, takes: !recuse },
      }),
    });
  },
});

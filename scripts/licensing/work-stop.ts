import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { byMember, workId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const workStop = defineTask({
  name: "work:stop",
  description:
    "Stops new grants of a work, or with --again allows them. What is granted stays granted, and what an irrevocable " +
    "licence gives freely stays free. Needs a steward of its guild. Example: npx hardhat work:stop --by 1 --work 3",
  options: {
    by: byMember,
    work: workId.describe("The work"),
    again: z.boolean().default(false).describe("Allow new grants again"),
    ...signing,
  },
  async run({ options: { by, work, again }, nation, perform }) {
    const { grantsStopped, guild } = await (await nation()).contracts.commons.workOf(work);
    const now = again ? "gives new grants" : "gives no new grants";
    if (guild !== 0n && grantsStopped === !again)
      return unchanged(`Work ${work} ${now} already.`, { work, stopped: !again });
    return perform(by, act("commons", "stopGrants", { work, stopped: !again }), {
      tell: () => ({
        lines: [`Work ${work} ${now}. What was granted stays as it is.`],
        data: { work, stopped: !again },
      }),
    });
  },
});

import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { agentView } from "../../sdk/membership/register.ts";
import { byMember } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const memberRest = defineTask({
  name: "member:rest",
  description:
    "Begins a member's rest (no duties, no vote, not counted in quorums; renewal and vouches wait, as long as the " +
    "charter allows), or ends it with --end. " +
    "Examples: npx hardhat member:rest --by 3 · npx hardhat member:rest --by 3 --end",
  options: { by: byMember, end: z.boolean().default(false).describe("End the rest"), ...signing },
  async run({ options: { by, end }, nation, perform }) {
    const { status, code } = await agentView(await nation(), by);
    // Who is inactive because something ran out does not rest: the contract says what is missing.
    if (end ? status === "Active" : code === "Resting") {
      return unchanged(`Agent ${by} ${end ? "is active" : "rests"} already.`, { by, status });
    }
    return perform(by, act("members", "rest", { resting: !end }), {
      tell: () => ({ lines: [`Agent ${by} ${end ? "is active again" : "rests"}.`], data: { by, resting: !end } }),
    });
  },
});

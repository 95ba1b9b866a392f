import { z } from "zod";

import { act } from "../../sdk/acts.ts";
import { byMember, count, id } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const milestoneCommit = defineTask({
  name: "milestone:commit",
  description:
    "Takes on a milestone of a budget, or with --back gives it back. Needs a member on the guild's roster. " +
    "Example: npx hardhat milestone:commit --by 5 --budget 2 --milestone 1",
  options: {
    by: byMember,
    budget: id("a budget's number", "").describe("The budget"),
    milestone: count.describe("The milestone, counted from 1"),
    back: z.boolean().default(false).describe("Give it back"),
    ...signing,
  },
  async run({ options: { by, budget, milestone, back }, nation, perform }) {
    const { milestones } = await (await import("../../sdk/treasury/expenses.ts")).readExpenses(await nation());
    const found = milestones.get(budget)?.[Number(milestone) - 1];
    const which = `milestone ${milestone} of budget ${budget}`;
    if (found?.by === by && found.state === 1n && !back) {
      return unchanged(`Agent ${by} has taken on ${which} already.`, { budget, milestone });
    }
    if (found?.state === 0n && back) return unchanged(`Nobody has taken on ${which}.`, { budget, milestone });
    const deed = back
      ? act("expenses", "giveBack", { budget, milestone })
      : act("expenses", "commitTo", { budget, milestone });
    return perform(by, deed, {
      tell: () => ({
        lines: [back ? `Agent ${by} gives back ${which}.` : `Agent ${by} takes on ${which}.`],
        data: { by, budget, milestone, back },
      }),
    });
  },
});

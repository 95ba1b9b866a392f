import { act, eventNamed } from "../../sdk/acts.ts";
import { byMember, count, id } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const milestoneRelease = defineTask({
  name: "milestone:release",
  description:
    "Approves, as a steward, the payment of a milestone that was delivered; the second steward's word releases it. " +
    "Example: npx hardhat milestone:release --by 4 --budget 2 --milestone 1",
  options: {
    by: byMember,
    budget: id("a budget's number", "").describe("The budget"),
    milestone: count.describe("The milestone, counted from 1"),
    ...signing,
  },
  async run({ options: { by, budget, milestone }, nation, perform }) {
    const { deliveryOf, readExpenses, requestIn } = await import("../../sdk/treasury/expenses.ts");
    const state = await readExpenses(await nation());
    const request = deliveryOf(state, budget, milestone);
    const which = `milestone ${milestone} of budget ${budget}`;
    if (requestIn(state, request).state !== 1n) return unchanged(`Released already: ${which}.`, { request });
    return perform(by, act("expenses", "approve", { request }), {
      tell: (outcome) => {
        const { complete } = eventNamed(outcome, "ExpenseApproved").args as { complete: boolean };
        const next = complete
          ? `It is released; anybody has it paid: npx hardhat expense:pay --request ${request}`
          : "One more steward is needed.";
        return {
          lines: [`Agent ${by} approves ${which}.`, next],
          data: { request, by, budget, milestone, released: complete },
        };
      },
      already: { ExpensesAlreadySaid: `Agent ${by} has spoken about ${which} already.` },
    });
  },
});

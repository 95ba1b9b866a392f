import { act, eventNamed } from "../../sdk/acts.ts";
import { byMember, count, id, seasonId, text } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const milestoneDeliver = defineTask({
  name: "milestone:deliver",
  description:
    "Says that a milestone one has taken on is delivered, which asks for its payment. Of --evidence only the hash is sent. " +
    "Example: npx hardhat milestone:deliver --by 5 --budget 2 --milestone 1 --evidence https://example.org/loom",
  options: {
    by: byMember,
    budget: id("a budget's number", "").describe("The budget"),
    milestone: count.describe("The milestone, counted from 1"),
    season: seasonId.optional().describe("The season whose income pays; the budget's, or the last one"),
    evidence: text.describe("What shows it; not sent, only its hash"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { id: hashOf } = await import("ethers");
    const { deliveryOf, readExpenses } = await import("../../sdk/treasury/expenses.ts");
    const connected = await nation();
    const { by, budget, milestone } = options;
    const state = await readExpenses(connected);
    const found = state.milestones.get(budget)?.[Number(milestone) - 1];
    if (found?.by === by && found.state >= 2n) {
      const request = deliveryOf(state, budget, milestone);
      return unchanged(`Milestone ${milestone} of budget ${budget} is delivered already.`, { request });
    }
    const forSeason = state.budgets.get(budget)?.season ?? 0n;
    const last = forSeason === 0n ? await connected.contracts.ledger.lastSeason() : forSeason;
    const fields = { budget, milestone, season: options.season ?? last, evidence: hashOf(options.evidence) };
    return perform(by, act("expenses", "deliver", fields), {
      tell: (outcome) => {
        const { request } = eventNamed(outcome, "ExpenseAsked").args as { request: string };
        return {
          lines: [
            `Agent ${by} delivered milestone ${milestone} of budget ${budget}: request ${request}`,
            `Two stewards release it: npx hardhat milestone:release --by ID --budget ${budget} --milestone ${milestone}`,
          ],
          data: { request, by, ...fields },
        };
      },
    });
  },
});

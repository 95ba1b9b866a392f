import { NeoguildError } from "../../sdk/errors.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { MILESTONE_STATES, wordOf } from "../../sdk/treasury/expenses.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { formatMoment } from "../../sdk/units.ts";
import { guildId, id } from "../options.ts";
import { defineTask } from "../task.ts";

export const budgetShow = defineTask({
  name: "budget:show",
  description:
    "Shows the budgets of a guild, or one of them: what was granted, what is bound (approved, or set aside for milestones), " +
    "what is left, and where each milestone stands. Example: npx hardhat budget:show --guild 10",
  options: {
    guild: guildId.optional(),
    budget: id("a budget's number", "").optional().describe("One budget"),
  },
  async run({ options: { guild, budget }, nation }) {
    const { readExpenses } = await import("../../sdk/treasury/expenses.ts");
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const [state, now] = [await readExpenses(connected), await connected.clock()];
    const chosen = [...state.budgets].filter(
      ([number, each]) => (guild === undefined || each.guild === guild) && (budget === undefined || number === budget),
    );
    if (guild !== undefined) await requireGuild(connected, guild);
    if (budget !== undefined && !state.budgets.has(budget)) throw unknownBudget(budget);
    const views = await Promise.all(chosen.map(([, each]) => tokenView(connected, each.token)));
    const lines = chosen.flatMap(([number, each], index) => {
      const { decimals, symbol } = views[index] ?? { decimals: 18, symbol: "" };
      const money = (units: bigint) => `${formatAmount(units, decimals)} ${symbol}`;
      const isOver = each.ended || (each.until !== 0n && now >= each.until);
      const term = each.season === 0n ? `until ${formatMoment(each.until)}` : `season ${each.season}`;
      return [
        `Budget ${number} of guild ${each.guild}, ${term}${isOver ? ", over" : ""}: ${money(each.amount)}`,
        `  bound ${money(each.bound)}, left ${money(each.amount - each.bound)}`,
        ...(state.milestones.get(number) ?? []).map(
          (one, place) =>
            `  milestone ${place + 1}: ${money(one.amount)}, ${wordOf(MILESTONE_STATES, one.state)}` +
            (one.by === 0n ? "" : ` by agent ${one.by}`),
        ),
      ];
    });
    const data = chosen.map(([number, each]) => ({
      budget: number,
      ...each,
      left: each.amount - each.bound,
      milestones: (state.milestones.get(number) ?? []).map((one) => ({
        ...one,
        state: wordOf(MILESTONE_STATES, one.state),
      })),
    }));
    return { lines: lines.length === 0 ? ["No budget."] : lines, data: { budgets: data } };
  },
});

function unknownBudget(budget: bigint): NeoguildError {
  return new NeoguildError({
    code: "ExpensesUnknownBudget",
    message: `there is no budget ${budget}`,
    remedy: "See a guild's budgets with 'npx hardhat budget:show --guild ID'.",
    docs: "docs/errors.md#expensesunknownbudget",
  });
}

import { eventNamed } from "../../sdk/acts.ts";
import { REQUEST_STATES, wordOf } from "../../sdk/treasury/expenses.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { hash } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const expensePay = defineTask({
  name: "expense:pay",
  description:
    "Has an approved request paid from the income of its guild's season. Anybody may send it. " +
    "Example: npx hardhat expense:pay --request 0x…",
  options: { request: hash.describe("The request's id, as expense:list shows it") },
  async run({ options: { request }, nation, transact }) {
    const { readExpenses, requestIn } = await import("../../sdk/treasury/expenses.ts");
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const asked = requestIn(await readExpenses(connected), request);
    if (asked.state === 3n) {
      return unchanged(`Request ${request} is ${wordOf(REQUEST_STATES, asked.state)} already.`, { request });
    }
    const { decimals, symbol } = await tokenView(connected, asked.token);
    return transact("expenses", "pay", [request], {
      tell: (outcome) => {
        const { to } = eventNamed(outcome, "ExpensePaid").args as { to: string };
        const line = `Paid ${formatAmount(asked.amount, decimals)} ${symbol} to ${to}, from season ${asked.season} of guild ${asked.guild}.`;
        return { lines: [line], data: { request, to, amount: asked.amount, guild: asked.guild, season: asked.season } };
      },
    });
  },
});

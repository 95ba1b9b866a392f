import { z } from "zod";

import { act, eventNamed } from "../../sdk/acts.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { byMember, hash } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { propose } from "./forGuild.ts";

export const expenseApprove = defineTask({
  name: "expense:approve",
  description:
    "Approves a request as a steward of the guild, or somebody it named, who is neither requester nor payee; the second " +
    "approval is enough. With --council proposes to the guild's council to approve it, where two are not to be had. " +
    "Example: npx hardhat expense:approve --by 4 --request 0x…",
  options: {
    by: byMember,
    request: hash.describe("The request's id, as expense:list shows it"),
    council: z.boolean().default(false).describe("Propose it to the guild's council"),
    ...signing,
  },
  async run({ options: { by, request, council }, nation, perform }) {
    const { readExpenses, requestIn } = await import("../../sdk/treasury/expenses.ts");
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const asked = requestIn(await readExpenses(connected), request);
    if (asked.state === 2n || asked.state === 3n) {
      return unchanged(`Request ${request} is ${asked.state === 2n ? "approved" : "paid"} already.`, { request });
    }
    const { decimals, symbol } = await tokenView(connected, asked.token);
    const { guild } = asked;
    const shown = `${formatAmount(asked.amount, decimals)} ${symbol}`;
    if (council) {
      const description = `Approve request ${request}: ${shown}`;
      const what = { method: "approve", fields: { request }, description, data: { request } };
      return propose({ nation, perform }, { by, guild, ...what });
    }
    return perform(by, act("expenses", "approve", { request }), {
      tell: (outcome) => {
        const { complete } = eventNamed(outcome, "ExpenseApproved").args as { complete: boolean };
        const next = complete
          ? `It is approved; anybody has it paid: npx hardhat expense:pay --request ${request}`
          : "One more approval is needed, by another steward.";
        return { lines: [`Agent ${by} approves ${shown}.`, next], data: { request, by, approved: complete } };
      },
      already: { ExpensesAlreadySaid: `Agent ${by} has spoken about request ${request} already.` },
    });
  },
});

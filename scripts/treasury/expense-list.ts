import { z } from "zod";

import { openedSeason } from "../../sdk/contributions/seasons.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { EXPENSE_KINDS, REQUEST_STATES, wordOf } from "../../sdk/treasury/expenses.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { guildId, seasonId } from "../options.ts";
import { defineTask } from "../task.ts";

export const expenseList = defineTask({
  name: "expense:list",
  description:
    "Lists what a guild was asked to pay, with each request's id, state and next step. --open shows only what waits for " +
    "approval or payment. Example: npx hardhat expense:list --guild 10 --open",
  options: {
    guild: guildId,
    season: seasonId.optional().describe("One season"),
    open: z.boolean().default(false).describe("Only what waits"),
  },
  async run({ options: { guild, season, open }, nation }) {
    const { readExpenses } = await import("../../sdk/treasury/expenses.ts");
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    await requireGuild(connected, guild);
    if (season !== undefined) await openedSeason(connected, season);
    const { requests } = await readExpenses(connected);
    const chosen = [...requests].filter(
      ([, each]) =>
        each.guild === guild &&
        (season === undefined || each.season === season) &&
        (!open || each.state === 1n || each.state === 2n),
    );
    const views = await Promise.all(chosen.map(([, each]) => tokenView(connected, each.token)));
    const lines = chosen.flatMap(([request, each], index) => {
      const { decimals, symbol } = views[index] ?? { decimals: 18, symbol: "" };
      const payee = each.payee === 0n ? each.to : `agent ${each.payee}`;
      const from = each.budget === 0n ? "limit" : `budget ${each.budget}`;
      return [
        request,
        `  ${wordOf(EXPENSE_KINDS, each.kind)} of ${formatAmount(each.amount, decimals)} ${symbol} to ${payee}, asked by agent ${each.by}, ` +
          `season ${each.season}, ${from}: ${stateInWords(each.state, each.approver)}`,
      ];
    });
    const data = chosen.map(([request, each]) => ({
      request,
      ...each,
      kind: wordOf(EXPENSE_KINDS, each.kind),
      state: wordOf(REQUEST_STATES, each.state),
    }));
    return { lines: lines.length === 0 ? ["No request."] : lines, data: { guild, requests: data } };
  },
});

function stateInWords(state: bigint, approver: bigint): string {
  if (state === 1n && approver === 0n) return "asked; two approvals are needed (expense:approve)";
  if (state === 1n) return `approved by agent ${approver}; one more is needed (expense:approve)`;
  if (state === 2n) return "approved, not paid (expense:pay)";
  return wordOf(REQUEST_STATES, state);
}

import { z } from "zod";

import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { byMember, guildId, token } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { propose } from "./forGuild.ts";

export const budgetLimit = defineTask({
  name: "budget:limit",
  description:
    "Proposes to a guild's council how much of a season's income may be approved without a budget, in every season from " +
    "then on; 0 means nothing. Needs a member on the roster. Example: npx hardhat budget:limit --by 3 --guild 10 --amount 500",
  options: {
    by: byMember,
    guild: guildId,
    amount: z
      .string()
      .regex(/^\d+(\.\d{1,18})?$/, "an amount is a number such as 500 or 0")
      .describe("The most of a season, in the token"),
    token: token.describe("Address of an ERC-20, or native"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const { by, guild, token } = options;
    const { decimals, symbol } = await tokenView(await nation(), token);
    const fields = { token, amount: parseAmount(options.amount, decimals) };
    const description = `Approve up to ${formatAmount(fields.amount, decimals)} ${symbol} a season without a budget`;
    return propose({ nation, perform }, { by, guild, method: "setLimit", fields, description, data: fields });
  },
});

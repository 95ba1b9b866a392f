import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { amount, byMember, day, guildId, seasonId, text, token } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { propose } from "./forGuild.ts";

export const budgetGrant = defineTask({
  name: "budget:grant",
  description:
    "Proposes to a guild's council to grant a budget, for a season (the last one unless given) or until a day; agreed, " +
    "anybody has it carried out with council:execute. --milestones sets parts of it aside. --purpose stands in the proposal, " +
    "for everybody to read. Needs a member on the roster. " +
    'Example: npx hardhat budget:grant --by 3 --guild 10 --amount 5000 --purpose "A new loom" --milestones 2000,1500',
  options: {
    by: byMember,
    guild: guildId,
    amount: amount.describe("Amount in the token"),
    token: token.describe("Address of an ERC-20, or native"),
    season: seasonId.optional().describe("The season whose income pays"),
    until: day.optional().describe("Instead of a season: nothing is approved from this day on, such as 2027-03-31"),
    purpose: text.describe("What it is for"),
    milestones: z
      .string()
      .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?){0,31}$/, "write up to 32 amounts with commas between them: 2000,1500")
      .optional()
      .describe("Amounts set aside, one for each milestone: 2000,1500"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { id } = await import("ethers");
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { by, guild, token, until } = options;
    if (until !== undefined && options.season !== undefined) throw oneOfTwo();
    const season = until === undefined ? (options.season ?? (await connected.contracts.ledger.lastSeason())) : 0n;
    const { decimals, symbol } = await tokenView(connected, token);
    const milestones = (options.milestones?.split(",") ?? []).map((each) => parseAmount(each, decimals));
    const units = parseAmount(options.amount, decimals);
    const purpose = id(options.purpose);
    const fields = { token, amount: units, season, until: BigInt(until ?? 0) * 86_400n, purpose, milestones };
    const parts = milestones.length === 0 ? "" : `, in ${milestones.length} milestones and what they leave`;
    const description = `Grant a budget of ${formatAmount(units, decimals)} ${symbol}${parts} (${options.purpose})`;
    return propose({ nation, perform }, { by, guild, method: "grant", fields, description, data: fields });
  },
});

function oneOfTwo(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "a budget is for a season or until a day, not both",
    remedy: "Name --season or --until.",
  });
}

import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { agentId, amount, byMember, guildId, token } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { propose } from "./forGuild.ts";

export const financierAcknowledge = defineTask({
  name: "financier:acknowledge",
  description:
    "Proposes to a guild's council to acknowledge who financed it: what they gave, and how much returns to them at most, " +
    "both in all. Where the nation's value equation has a bucket for financiers, each close returns some of it. What was " +
    "acknowledged never shrinks. Needs a member on the roster. " +
    "Example: npx hardhat financier:acknowledge --by 3 --guild 10 --financier 12 --principal 5000 --ceiling 6000",
  options: {
    by: byMember,
    guild: guildId,
    financier: agentId.describe("Agent id of who financed the guild"),
    principal: amount.describe("What they gave in all, in the token"),
    ceiling: amount.describe("Most that returns to them in all"),
    token: token.describe("Address of an ERC-20, or native"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const { by, guild, financier, token } = options;
    const { decimals, symbol } = await tokenView(await nation(), token);
    const [principal, ceiling] = [parseAmount(options.principal, decimals), parseAmount(options.ceiling, decimals)];
    const fields = { financier, token, principal, ceiling };
    const [gave, most] = [formatAmount(principal, decimals), formatAmount(ceiling, decimals)];
    const description = `Acknowledge agent ${financier}, who gave ${gave} ${symbol}; ${most} return at most`;
    const data = fields;
    return propose(
      { nation, perform },
      { by, guild, contract: "surplus", method: "acknowledge", fields, description, data },
    );
  },
});

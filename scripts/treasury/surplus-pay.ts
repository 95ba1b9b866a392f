import { ZeroHash } from "ethers";

import { act } from "../../sdk/acts.ts";
import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { agentId, byMember, token } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { z } from "zod";

export const surplusPay = defineTask({
  name: "surplus:pay",
  description:
    "Pays another agent of the nation out of what is owed to its sender; no money moves, and the other may withdraw it. " +
    "Example: npx hardhat surplus:pay --by 3 --to 10 --amount 25",
  options: {
    by: byMember,
    to: agentId.describe("Who is paid: an agent's id"),
    token: token.describe("Address of an ERC-20, or native"),
    amount: z.string().describe("How much, such as 25 or 12.5"),
    ...signing,
  },
  async run({ options: { by, to, token, amount }, nation, perform }) {
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const { decimals, symbol } = await tokenView(await nation(), token);
    const units = parseAmount(amount, decimals);
    return perform(by, act("surplus", "payInside", { to, token, amount: units, ref: ZeroHash }), {
      tell: () => ({
        lines: [`Agent ${by} pays agent ${to} ${formatAmount(units, decimals)} ${symbol} inside the nation.`],
        data: { by, to, token, amount: units },
      }),
    });
  },
});

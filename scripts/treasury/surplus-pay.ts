import { id, ZeroHash } from "ethers";

import { act } from "../../sdk/acts.ts";
import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { agentId, byMember, token } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { z } from "zod";

export const surplusPay = defineTask({
  name: "surplus:pay",
  description:
    "Pays another agent of the nation out of what is owed to its sender; no money moves, and the other may withdraw it. " +
    "The same payment (to whom, how much, what for) is made once; --for tells two apart, or --repeat makes it again. " +
    "Example: npx hardhat surplus:pay --by 3 --to 10 --amount 25 --for 'rent of May'",
  options: {
    by: byMember,
    to: agentId.describe("Who is paid: an agent's id"),
    token: token.describe("Address of an ERC-20, or native"),
    amount: z.string().describe("How much, such as 25 or 12.5"),
    for: z.string().optional().describe("What it is for; its hash is published, so two payments can be told apart"),
    repeat: z.boolean().default(false).describe("Pay although the same was paid before"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { by, to, token, amount } = options;
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { decimals, symbol } = await tokenView(connected, token);
    const units = parseAmount(amount, decimals);
    const ref = options.for === undefined ? ZeroHash : id(options.for);
    const { surplus } = connected.contracts;
    const before = await surplus.queryFilter(surplus.filters.PaidInside(by, to, token));
    if (!options.repeat && before.some(({ args }) => args.amount === units && args.ref === ref)) {
      const line = `Agent ${by} has paid this to agent ${to} already; --for or --repeat makes it another payment.`;
      return unchanged(line, { by, to, token, amount: units });
    }
    return perform(by, act("surplus", "payInside", { to, token, amount: units, ref }), {
      tell: () => ({
        lines: [`Agent ${by} pays agent ${to} ${formatAmount(units, decimals)} ${symbol} inside the nation.`],
        data: { by, to, token, amount: units },
      }),
    });
  },
});

import { z } from "zod";

import { act, eventsNamed } from "../../sdk/acts.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { address, byMember, token } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const surplusWithdraw = defineTask({
  name: "surplus:withdraw",
  description:
    "Withdraws what is owed to an agent (an account's share, or one that could not be received), or with --loan what a " +
    "member who has left lent to the nation. Example: npx hardhat surplus:withdraw --by 3 --loan",
  options: {
    by: byMember,
    token: token.describe("Address of an ERC-20, or native"),
    to: address.default(`0x${"0".repeat(40)}`).describe("Where to pay to, if not to one's own key"),
    loan: z.boolean().default(false).describe("Withdraw the member's loans to the nation"),
    ...signing,
  },
  async run({ options: { by, token, to, loan }, nation, perform }) {
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    await requireAgent(connected, by);
    const { surplus } = connected.contracts;
    const owed = loan ? await surplus.loanOf(by, token) : await surplus.owedTo(by, token);
    if (owed === 0n) return unchanged(`Nothing is owed to agent ${by} in this token.`, { by, token });
    const { decimals, symbol } = await tokenView(connected, token);
    const withdrawal = loan ? act("surplus", "withdrawLoan", { token, to }) : act("surplus", "withdraw", { token, to });
    return perform(by, withdrawal, {
      tell: (outcome) => {
        const [event] = [...eventsNamed(outcome, "Withdrawn"), ...eventsNamed(outcome, "LoanWithdrawn")];
        const { amount, to: paidTo } = (event?.args ?? { amount: owed, to }) as { amount: bigint; to: string };
        const line = `Agent ${by} withdraws ${formatAmount(amount, decimals)} ${symbol} to ${paidTo}.`;
        return { lines: [line], data: { by, token, amount, to: paidTo } };
      },
    });
  },
});

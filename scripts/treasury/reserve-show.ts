import { formatAmount } from "../../sdk/treasury/money.ts";
import { formatDuration, formatShare } from "../../sdk/units.ts";
import { token } from "../options.ts";
import { defineTask } from "../task.ts";

export const reserveShow = defineTask({
  name: "reserve:show",
  description:
    "Shows the indivisible reserve in a token: what it holds, what is lent, and what may still leave in this period. " +
    "Example: npx hardhat reserve:show",
  options: { token: token.describe("Address of an ERC-20, or native") },
  async run({ options: { token }, nation }) {
    const { balanceOf, tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { reserve, surplus } = connected.contracts;
    const [{ decimals, symbol }, held, lent, spent, available, owed, terms] = await Promise.all([
      tokenView(connected, token),
      balanceOf(connected, token, connected.addresses.reserve),
      reserve.outstanding(token),
      reserve.spentIn(token),
      reserve.available(token),
      surplus.owedTo(0n, token),
      reserve.terms(),
    ]);
    const money = (units: bigint) => `${formatAmount(units, decimals)} ${symbol}`;
    return {
      lines: [
        `Reserve: ${money(held)}`,
        `  lent        ${money(lent)}, without interest`,
        `  may leave   ${money(available)} more in this period (at most ${formatShare(terms.capBps)} in ${formatDuration(terms.period)}; ${money(spent)} left so far)`,
        ...(owed === 0n ? [] : [`  on its way  ${money(owed)} (npx hardhat reserve:fill)`]),
      ],
      data: { token, held, lent, spent, available, owed },
    };
  },
});

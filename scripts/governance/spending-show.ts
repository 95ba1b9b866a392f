import { formatAmount } from "../../sdk/treasury/money.ts";
import { formatDuration, formatMoment } from "../../sdk/units.ts";
import { token } from "../options.ts";
import { defineTask } from "../task.ts";

export const spendingShow = defineTask({
  name: "spending:show",
  description:
    "Shows what ordinary decisions may spend of a token: the caps for a decision and for a period, what is spent of it so " +
    "far, and how much of the token the surplus takes for now. Example: npx hardhat spending:show",
  options: { token: token.describe("Address of an ERC-20, or native") },
  async run({ options: { token }, nation }) {
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { spending, surplus } = connected.contracts;
    const [{ decimals, symbol }, { perDecision, perPeriod }, spent, period, now, depositCap] = await Promise.all([
      tokenView(connected, token),
      spending.capOf(token),
      spending.spentIn(token),
      spending.period(),
      connected.clock(),
      surplus.depositCap(token),
    ]);
    const money = (units: bigint) => `${formatAmount(units, decimals)} ${symbol}`;
    const capped = (units: bigint) => (units === 0n ? "no cap" : money(units));
    const nextAt = (now / period + 1n) * period;
    return {
      lines: [
        `Ordinary decisions that spend ${symbol}`,
        `  each        ${capped(perDecision)}; above it, the constitutional rule too`,
        `  together    ${capped(perPeriod)} in ${formatDuration(period)}; ${money(spent)} so far, the next period begins ${formatMoment(nextAt)}`,
        `Deposits into the surplus: ${depositCap === 0n ? "no cap" : `up to ${money(depositCap)} held there`}`,
      ],
      data: { token, perDecision, perPeriod, spent, period, nextAt, depositCap },
    };
  },
});

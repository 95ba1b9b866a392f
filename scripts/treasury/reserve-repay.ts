import { eventNamed } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { amount, id } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const reserveRepay = defineTask({
  name: "reserve:repay",
  description:
    "Pays back some of a loan of the reserve, or all that is open of it. Anybody may. --left says how much is open after it, " +
    "so that nothing is paid twice. Examples: npx hardhat reserve:repay --loan 1 · npx hardhat reserve:repay --loan 1 --left 100",
  options: {
    loan: id("a loan's number", ", as the event of the decision says").describe("The loan's number"),
    left: amount.default("0").describe("What is to stay open afterwards; all is paid unless given"),
  },
  async run({ options: { loan, left }, nation, carrier, transact }) {
    const { allow, NATIVE, tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const { reserve } = connected.contracts;
    const { token, amount, repaid } = await reserve.loanOf(loan);
    if (amount === 0n) {
      throw new NeoguildError({
        code: "ReserveUnknownLoan",
        message: `there is no loan ${loan}`,
        remedy: "See which the reserve has given: npx hardhat reserve:show",
      });
    }
    const { decimals, symbol } = await tokenView(connected, token);
    const open = amount - repaid;
    const units = open - parseAmount(left, decimals);
    const money = (some: bigint) => `${formatAmount(some, decimals)} ${symbol}`;
    if (units <= 0n) return unchanged(`Of loan ${loan} ${money(open)} are open.`, { loan, open });
    const native = token === NATIVE;
    if (!native)
      await allow(connected, { sender: await carrier(), token, spender: connected.addresses.reserve, amount: units });
    return transact("reserve", "repay", [loan, units], {
      tell: (outcome) => {
        const { amount: received } = eventNamed(outcome, "Repaid").args as { amount: bigint };
        const line = `${money(received)} of loan ${loan} are back in the reserve; ${money(open - received)} are open.`;
        return { lines: [line], data: { loan, token, amount: received, open: open - received } };
      },
      value: native ? units : undefined,
    });
  },
});

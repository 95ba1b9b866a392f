import { eventNamed } from "../../sdk/acts.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { token } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const reserveFill = defineTask({
  name: "reserve:fill",
  description:
    "Sends to the reserve what it could not receive before. Anybody may send it. Example: npx hardhat reserve:fill",
  options: { token: token.describe("Address of an ERC-20, or native") },
  async run({ options: { token }, nation, transact }) {
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const connected = await nation();
    const owed = await connected.contracts.surplus.owedTo(0n, token);
    if (owed === 0n) return unchanged("Nothing waits for the reserve in this token.", { token });
    const { decimals, symbol } = await tokenView(connected, token);
    return transact("surplus", "fillReserve", [token], {
      tell: (outcome) => {
        const { amount } = eventNamed(outcome, "Withdrawn").args as { amount: bigint };
        return {
          lines: [`The reserve received ${formatAmount(amount, decimals)} ${symbol}.`],
          data: { token, amount },
        };
      },
    });
  },
});

import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import { parseAmount } from "../../sdk/treasury/money.ts";
import { amount, byMember } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { account, openAccount } from "./bank.ts";

export const bankKeep = defineTask({
  name: "bank:keep",
  description:
    "Keeps your payouts, so that you can use the money in the nation's books instead (pay a licence, pay back a loan of the " +
    "reserve); --pay-out has kept money paid out at the bank after all. " +
    "Examples: npx hardhat bank:keep --by 12 --payouts 7,8 · npx hardhat bank:keep --by 12 --pay-out 250",
  options: {
    by: byMember.describe("Whose payouts"),
    account,
    payouts: z
      .string()
      .regex(/^[1-9]\d{0,8}(,[1-9]\d{0,8})*$/, "write numbers of payouts with commas between them: 7,8")
      .transform((list) => list.split(",").map((one) => BigInt(one)))
      .optional()
      .describe("Payouts to keep, by their numbers"),
    payOut: amount.optional().describe("Amount to be paid out after all"),
    ...signing,
  },
  async run({ options: { by, account, payouts, payOut }, nation, perform }) {
    const { bankAct } = await import("../../sdk/treasury/bank.ts");
    const { bank, money, decimals } = await openAccount(await nation(), account);
    if ((payouts === undefined) === (payOut === undefined)) throw eitherOr();
    if (payouts !== undefined) {
      return perform(by, bankAct(bank, "keep", { payouts }), {
        tell: () => ({
          lines: [`Agent ${by} keeps ${payouts.length} payouts.`],
          data: { account: bank.name, payouts },
        }),
      });
    }
    const units = parseAmount(payOut ?? "", decimals);
    return perform(by, bankAct(bank, "payOut", { amount: units }), {
      tell: () => ({
        lines: [`${money(units)} will be paid out to agent ${by}.`],
        data: { account: bank.name, amount: units },
      }),
    });
  },
});

function eitherOr(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "either payouts are kept, or kept money is paid out",
    remedy: "Name --payouts or --pay-out; nothing was sent.",
  });
}

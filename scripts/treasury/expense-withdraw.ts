import { act } from "../../sdk/acts.ts";
import { byMember, hash } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const expenseWithdraw = defineTask({
  name: "expense:withdraw",
  description:
    "Takes back a request one has made, before it is paid. Example: npx hardhat expense:withdraw --by 3 --request 0x…",
  options: { by: byMember, request: hash.describe("The request's id, as expense:list shows it"), ...signing },
  async run({ options: { by, request }, nation, perform }) {
    const { readExpenses, requestIn } = await import("../../sdk/treasury/expenses.ts");
    if (requestIn(await readExpenses(await nation()), request).state === 4n) {
      return unchanged(`Request ${request} is withdrawn already.`, { request });
    }
    return perform(by, act("expenses", "withdraw", { request }), {
      tell: () => ({ lines: [`Agent ${by} withdrew request ${request}.`], data: { request, by } }),
    });
  },
});

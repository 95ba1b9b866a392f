import { act } from "../../sdk/acts.ts";
import { address, byMember, hash } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

const OWN_KEY = `0x${"0".repeat(40)}`;

export const expenseRedirect = defineTask({
  name: "expense:redirect",
  description:
    "Names, as the payee of a request, another address to be paid at; without --to, one's own key again. Needed where one's " +
    "key cannot receive. Example: npx hardhat expense:redirect --by 3 --request 0x… --to 0x…",
  options: {
    by: byMember,
    request: hash.describe("The request's id, as expense:list shows it"),
    to: address.default(OWN_KEY).describe("Where to pay to, if not to one's own key"),
    ...signing,
  },
  async run({ options: { by, request, to }, nation, perform }) {
    const { readExpenses, requestIn } = await import("../../sdk/treasury/expenses.ts");
    const asked = requestIn(await readExpenses(await nation()), request);
    const where = to === OWN_KEY ? "at their own key" : `at ${to}`;
    if (asked.payee === by && asked.to.toLowerCase() === to.toLowerCase()) {
      return unchanged(`Agent ${by} is to be paid ${where} already.`, { request, to });
    }
    return perform(by, act("expenses", "redirect", { request, to }), {
      tell: () => ({ lines: [`Agent ${by} is to be paid ${where}.`], data: { request, by, to } }),
    });
  },
});

import { byMember, hash } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { account, openAccount } from "./bank.ts";

export const bankWithdraw = defineTask({
  name: "bank:withdraw",
  description:
    "Takes back what no second officer has confirmed: by its first officer, or by any once it has lapsed. " +
    "Example: npx hardhat bank:withdraw --by 1 --booking 0x…",
  options: {
    by: byMember.describe("The officer"),
    account,
    booking: hash.describe("What was stated, as bank:show lists it"),
    ...signing,
  },
  async run({ options: { by, account, booking }, nation, perform }) {
    const { bankAct } = await import("../../sdk/treasury/bank.ts");
    const { bank } = await openAccount(await nation(), account);
    return perform(by, bankAct(bank, "withdrawBooking", { booking }), {
      tell: () => ({ lines: [`${booking} is withdrawn.`], data: { account: bank.name, booking } }),
      already: { BankNotBooked: "Nothing is booked under this." },
    });
  },
});

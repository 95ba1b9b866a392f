import { shownDay } from "../../sdk/treasury/bankStatement.ts";
import { byMember } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { account, lineOf, lineOptions, openAccount, payoutNamed, payoutOption } from "./bank.ts";

export const bankMarkPaid = defineTask({
  name: "bank:mark-paid",
  description:
    "Marks a payout paid by a line of the bank's statement, by a first officer; a second one confirms it with bank:confirm, which ends the payout. Nobody marks their own. " +
    "Example: npx hardhat bank:mark-paid --by 1 --payout NG-7K3Q-0001C-XK --statement june.csv --row 7",
  options: {
    by: byMember.describe("The officer who marks it"),
    account,
    payout: payoutOption,
    ...lineOptions,
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { bankAct, lineIdOf } = await import("../../sdk/treasury/bank.ts");
    const connected = await nation();
    const opened = await openAccount(connected, options.account);
    const { bank, money } = opened;
    const payout = await payoutNamed(connected, bank, options.payout);
    const { day, amount, bankRef, position } = await lineOf(options, opened, true);
    const booking = lineIdOf(bank.address, { day, amount, bankRef, position, out: true });
    const before = await bank.contract.bookingOf(booking);
    const waits = before.second === 0n && (await connected.clock()) <= before.confirmBy;
    if (before.first !== 0n && before.payout === payout && (before.second !== 0n || waits)) {
      const state = before.second === 0n ? "another officer has to confirm" : "two officers did";
      return unchanged(`This line was marked for payout ${payout}; ${state}.`, { booking, payout });
    }
    return perform(options.by, bankAct(bank, "markPaid", { confirms: 0n, day, amount, bankRef, position, payout }), {
      tell: () => ({
        lines: [
          `Payout ${payout}: ${money(amount)} were paid on ${shownDay(day)}, says agent ${options.by}.`,
          `Another officer confirms: npx hardhat bank:confirm --booking ${booking}`,
        ],
        data: { account: bank.name, booking, payout, amount },
      }),
    });
  },
});

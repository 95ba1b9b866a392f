// What bank:mark-paid and bank:return share: a line of the statement that ends a payout, or undoes it.
import type { z } from "zod";

import { shownDay } from "../../sdk/treasury/bankStatement.ts";
import { byMember } from "../options.ts";
import { signing, unchanged, type Report, type TaskContext } from "../task.ts";
import { account, lineOf, lineOptions, openAccount, payoutNamed, payoutOption } from "./bank.ts";

export const payoutLineOptions = {
  by: byMember.describe("The officer who marks it"),
  account,
  payout: payoutOption,
  ...lineOptions,
  ...signing,
};

/** Sets a payout against a line, as the first of two officers: paid where money went out, returned where it came back. */
export async function markPayout(
  { options, nation, perform }: TaskContext<z.output<z.ZodObject<typeof payoutLineOptions>>>,
  { out, happened }: { readonly out: boolean; readonly happened: string },
): Promise<Report> {
  const { bankAct, lineIdOf } = await import("../../sdk/treasury/bank.ts");
  const connected = await nation();
  const opened = await openAccount(connected, options.account);
  const { bank, money } = opened;
  const payout = await payoutNamed(connected, bank, options.payout);
  const { day, amount, bankRef, position } = await lineOf(options, opened, out);
  const booking = lineIdOf(bank.address, { day, amount, bankRef, position, out });
  const before = await bank.contract.bookingOf(booking);
  const waits = before.second === 0n && (await connected.clock()) <= before.confirmBy;
  if (before.first !== 0n && before.payout === payout && (before.second !== 0n || waits)) {
    const state = before.second === 0n ? "another officer has to confirm" : "two officers did";
    return unchanged(`This line was marked for payout ${payout}; ${state}.`, { booking, payout });
  }
  const values = { confirms: 0n, day, amount, bankRef, position, payout };
  const act = out ? bankAct(bank, "markPaid", values) : bankAct(bank, "markReturned", values);
  return perform(options.by, act, {
    tell: () => ({
      lines: [
        `Payout ${payout}: ${money(amount)} ${happened} on ${shownDay(day)}, says agent ${options.by}.`,
        `Another officer confirms: npx hardhat bank:confirm --booking ${booking}`,
      ],
      data: { account: bank.name, booking, payout, amount },
    }),
  });
}

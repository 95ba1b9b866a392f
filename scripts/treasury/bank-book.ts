import { z } from "zod";

import { eventsNamed } from "../../sdk/acts.ts";
import { shownDay } from "../../sdk/treasury/bankStatement.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, byMember } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { account, lineOf, lineOptions, openAccount, payerHash } from "./bank.ts";

export const bankBook = defineTask({
  name: "bank:book",
  description:
    "Books money that came to a bank account, by a first officer; a second one confirms it with bank:confirm. The line is a " +
    "row of the bank's statement, or its values one by one. It is a guild's income, an organisation's to pay with, or the " +
    "reserve's. Examples: npx hardhat bank:book --by 1 --to 10 --statement june.csv --row 4 · " +
    "npx hardhat bank:book --by 1 --to reserve --day 2026-06-03 --amount 500 --bank-ref 2026060300117",
  options: {
    by: byMember.describe("The officer who books it"),
    account,
    to: z
      .union([z.literal("reserve").transform(() => 0n), agentId])
      .describe("Whose it is: a guild's or an organisation's agent id, or reserve"),
    ...lineOptions,
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { bankAct, lineIdOf } = await import("../../sdk/treasury/bank.ts");
    const connected = await nation();
    const opened = await openAccount(connected, options.account);
    const { bank, money } = opened;
    const { by, to } = options;
    const { day, amount, bankRef, position, ...line } = await lineOf(options, opened, false);
    const booking = lineIdOf(bank.address, { day, amount, bankRef, position, out: false });
    const before = await bank.contract.bookingOf(booking);
    const isUndone = before.second !== 0n && before.corrected === before.amount;
    const now = await connected.clock();
    if (before.first !== 0n && !isUndone && (before.second !== 0n || now <= before.confirmBy)) {
      const state =
        before.second === 0n
          ? `agent ${before.first} booked it, and another officer has to confirm`
          : "two officers booked it";
      return unchanged(`This line is on the chain: ${state}.`, { booking });
    }
    const { hash: payer, salt } = await payerHash(`${line.payer} ${line.text}`.trim());
    return perform(by, bankAct(bank, "bookIncome", { confirms: 0n, day, amount, bankRef, position, to, payer }), {
      tell: (outcome) => {
        const confirmBy = eventsNamed(outcome, "LineBooked")[0]?.args["confirmBy"] as bigint;
        return {
          lines: [
            `${money(amount)} of ${shownDay(day)} booked for ${to === 0n ? "the reserve" : `agent ${to}`}.`,
            `Another officer confirms until ${formatMoment(confirmBy)}: npx hardhat bank:confirm --booking ${booking}`,
            `Salt of what the payer wrote: ${salt}`,
          ],
          data: { account: bank.name, booking, amount, to, confirmBy, salt },
        };
      },
    });
  },
});

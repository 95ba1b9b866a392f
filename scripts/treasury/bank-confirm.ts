import { NeoguildError } from "../../sdk/errors.ts";
import { BOOKING_KINDS } from "../../sdk/treasury/bankFold.ts";
import { byMember, file, hash } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { account, openAccount, statementIn } from "./bank.ts";

export const bankConfirm = defineTask({
  name: "bank:confirm",
  description:
    "Confirms, as a second officer, what a first one stated about a bank account: income, a payout paid or come back, a " +
    "correction. With --statement nothing is confirmed that your own copy of the bank's statement does not have. " +
    "Example: npx hardhat bank:confirm --by 2 --booking 0x… --statement june.csv",
  options: {
    by: byMember.describe("The officer who confirms"),
    account,
    booking: hash.describe("What was stated, as bank:show lists it"),
    statement: file.optional().describe("Your own copy of the bank's statement, CSV"),
    mapping: file.optional().describe("How that bank writes its statements"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { confirmingAct, foldOf, lineIdOf } = await import("../../sdk/treasury/bank.ts");
    const connected = await nation();
    const { bank, money, decimals } = await openAccount(connected, options.account);
    const booking = options.booking.toLowerCase();
    const fold = await foldOf(connected, bank);
    const entry = fold.bookings.get(booking);
    if (entry !== undefined && entry.second !== 0n) {
      return unchanged(`Agents ${entry.first} and ${entry.second} stated this already.`, { booking });
    }
    const act = confirmingAct(bank, fold, booking);
    if (options.statement !== undefined && fold.lines.has(booking)) {
      const lines = await statementIn(options.statement, options.mapping, decimals);
      if (!lines.some((line) => lineIdOf(bank.address, line) === booking)) throw notThere(booking, options.statement);
    }
    const kind = BOOKING_KINDS[Number(entry?.kind)] ?? "income";
    return perform(options.by, act, {
      tell: () => ({
        lines: [`${money(entry?.amount ?? 0n)} (${kind}) is confirmed: agents ${entry?.first} and ${options.by}.`],
        data: { account: bank.name, booking, kind, amount: entry?.amount, first: entry?.first, second: options.by },
      }),
    });
  },
});

function notThere(booking: string, statement: string): NeoguildError {
  return new NeoguildError({
    code: "LineNotInStatement",
    message: `${statement} has no line ${booking}`,
    remedy:
      "Nothing was confirmed. Ask the first officer what they saw; if it is not at the bank, let them withdraw it.",
    docs: "docs/bank-money.md",
  });
}

import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import { FINDINGS, type ReconciledLine } from "../../sdk/treasury/bankReconcile.ts";
import { shownDay } from "../../sdk/treasury/bankStatement.ts";
import { parseAmount } from "../../sdk/treasury/money.ts";
import { file } from "../options.ts";
import { defineTask } from "../task.ts";
import { account, openAccount, statementIn } from "./bank.ts";

export const bankReconcile = defineTask({
  name: "bank:reconcile",
  description:
    "Compares a bank's statement (CSV) with the account's money on the chain, line by line: booked, missing, differing, " +
    "duplicate, payouts by their reference, and what is on the chain but not at the bank. Exit code 1 if anything is open. " +
    "--mapping names the columns and the way of writing of any bank (docs/bank-money.md). " +
    "Example: npx hardhat bank:reconcile --statement june.csv --mapping our-bank.json",
  options: {
    statement: file.describe("The bank's statement, CSV"),
    mapping: file.optional().describe("How that bank writes its statements"),
    account,
    balance: z
      .string()
      .regex(/^-?\d+(\.\d{1,4})?$/, "a balance is a number such as 1234.56")
      .optional()
      .describe("What the bank says it holds now, if the statement does not"),
  },
  async run({ options, nation }) {
    const { foldOf, lineIdOf, placeOf } = await import("../../sdk/treasury/bank.ts");
    const { reconcile } = await import("../../sdk/treasury/bankReconcile.ts");
    const connected = await nation();
    const { bank, money, decimals } = await openAccount(connected, options.account);
    const { balance } = options;
    const [lines, fold, now] = await Promise.all([
      statementIn(options.statement, options.mapping, decimals),
      foldOf(connected, bank),
      connected.clock(),
    ]);
    const held = balance === undefined ? undefined : parseAmount(balance.replace("-", ""), decimals);
    const result = reconcile({
      fold,
      place: placeOf(connected, bank),
      lines,
      idOf: (line) => lineIdOf(bank.address, line),
      now,
      balance: held === undefined || !balance?.startsWith("-") ? held : -held,
    });
    const told = (line: ReconciledLine) => {
      const where = line.row === undefined ? "  chain" : `row ${String(line.row).padStart(3)}`;
      const signed = `${line.out ? "-" : "+"}${money(line.amount)}`;
      const payout = line.payout === undefined ? "" : ` (payout ${line.payout})`;
      const differs =
        line.finding === "differs" && line.onChain !== undefined ? `: ${money(line.onChain)} on chain` : "";
      return `  ${where}  ${shownDay(line.day)}  ${signed.padStart(18)}  ${FINDINGS[line.finding]}${payout}${differs}  ${line.text}`.trimEnd();
    };
    const { supply, waitingIn, waitingOut, unpaid, expected, open } = result;
    const row = (name: string, units: bigint) => `  ${name.padEnd(46)}${money(units).padStart(20)}`;
    return {
      lines: [
        ...result.lines.map(told),
        row("units on the chain", supply),
        ...(waitingIn === 0n ? [] : [row("stated by one officer: came", waitingIn)]),
        ...(waitingOut === 0n ? [] : [row("stated by one officer: went", -waitingOut)]),
        row("so the bank should hold, this statement counted", expected),
        ...(result.balance === undefined ? [] : [row("the bank says", result.balance)]),
        `  ${unpaid.count} payouts wait: ${money(unpaid.sum)}`,
        open === 0 ? "Everything is accounted for." : `${open} open.`,
      ],
      data: { account: bank.name, ...result },
      fault: open === 0 ? undefined : stillOpen(open, result.lines),
    };
  },
});

function stillOpen(open: number, lines: readonly ReconciledLine[]): NeoguildError {
  const alarm = lines.some(({ finding }) => finding === "alarm");
  return new NeoguildError({
    code: "BankNotReconciled",
    message: alarm ? `${open} open, and money was booked that the bank does not know` : `${open} open`,
    remedy: alarm
      ? "Ask both officers for the statement they saw before anybody is paid; correct the line, or raise a case."
      : "Book, confirm or mark what is open (bank:book, bank:confirm, bank:mark-paid, bank:return), and run it again.",
    docs: "docs/bank-money.md",
  });
}

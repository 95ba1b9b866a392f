// What the tasks of bank money share: the account, the statement, one of its lines, and how they are shown.
import { z } from "zod";

import type { Bank, Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import type { BankMapping, StatementLine } from "../../sdk/treasury/bankStatement.ts";
import { formatAmount, parseAmount } from "../../sdk/treasury/money.ts";
import { amount, count, file, NO_DAY, readJson, readText, text } from "../options.ts";

/** Which account; the nation's only one unless given. */
export const account = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, "an account's number is a whole number from 1")
  .transform((number) => BigInt(number))
  .optional()
  .describe("Number of the bank account, where the nation has more than one");

/** How an option names a payout: by its number, or by its reference. */
export const payoutOption = z
  .string()
  .regex(/^([1-9]\d{0,8}|[Nn][Gg][-0-9A-Za-z ]+)$/, "a payout is its number, or its reference such as NG-7K3Q-0001C-XK")
  .describe("The payout: its number, or its reference");

/** A line: a row of a statement, or its values one by one. */
export const lineOptions = {
  statement: file.optional().describe("The bank's statement, CSV"),
  mapping: file.optional().describe("How that bank writes its statements (docs/bank-money.md)"),
  row: count.optional().describe("The row of the statement's file, as bank:reconcile shows it"),
  day: z.iso.date(NO_DAY).optional().describe("Without a statement: the day of booking"),
  amount: amount.optional().describe("Without a statement: the amount"),
  bankRef: text.optional().describe("Without a statement: what the bank calls the line"),
  position: count.optional().describe("Among lines with the same day, amount and reference, from 0"),
};

type LineOptions = z.output<z.ZodObject<typeof lineOptions>>;

/** An account with what its tasks need of it. */
export interface OpenAccount {
  readonly bank: Bank;
  readonly currency: string;
  readonly decimals: number;
  readonly money: (units: bigint) => string;
}

export async function openAccount(nation: Nation, number: bigint | undefined): Promise<OpenAccount> {
  const { bankOf } = await import("../../sdk/treasury/bank.ts");
  const bank = bankOf(nation, number);
  const [currency, decimals] = await Promise.all([bank.contract.symbol(), bank.contract.decimals()]);
  const shown = Number(decimals);
  return { bank, currency, decimals: shown, money: (units) => `${formatAmount(units, shown, { shown })} ${currency}` };
}

async function mappingIn(path: string | undefined): Promise<BankMapping> {
  const { bankMapping, PLAIN_MAPPING } = await import("../../sdk/treasury/bankStatement.ts");
  return path === undefined ? PLAIN_MAPPING : readJson(path, bankMapping);
}

export async function statementIn(
  path: string,
  mapping: string | undefined,
  decimals: number,
): Promise<StatementLine[]> {
  const { readStatement } = await import("../../sdk/treasury/bankStatement.ts");
  return readStatement(readText(path), await mappingIn(mapping), decimals);
}

/** The line that options name. @throws NeoguildError `LineMissing` */
export async function lineOf(options: LineOptions, { decimals }: OpenAccount, out: boolean): Promise<StatementLine> {
  const { statement, mapping, row, day, bankRef, position } = options;
  if (statement !== undefined) {
    if (row === undefined)
      throw noLine("the statement has many lines", "Name one with --row, as bank:reconcile shows it.");
    const lines = await statementIn(statement, mapping, decimals);
    const found = lines.find((line) => BigInt(line.row) === row);
    if (found === undefined)
      throw noLine(`${statement} has no line in row ${row}`, "See its rows with bank:reconcile.");
    if (found.out !== out) {
      const went = found.out ? "went out" : "came in";
      throw noLine(
        `in row ${row} money ${went}`,
        "Name a line of the other direction, or use the task that is for it.",
      );
    }
    return position === undefined ? found : { ...found, position };
  }
  if (day === undefined || options.amount === undefined || bankRef === undefined) {
    throw noLine("no line is named", "Name --statement and --row, or --day, --amount and --bank-ref.");
  }
  const { bankReference } = await import("../../sdk/treasury/bankStatement.ts");
  return {
    row: 0,
    day: BigInt(Date.parse(day) / 86_400_000),
    out,
    amount: parseAmount(options.amount, decimals),
    bankRef: bankReference(bankRef, (await mappingIn(mapping)).salt),
    position: position ?? 0n,
    repeats: false,
    text: bankRef,
    payer: "",
    balance: undefined,
  };
}

/** The number of a payout that an option names. @throws NeoguildError `PayoutUnknown` */
export async function payoutNamed(nation: Nation, bank: Bank, named: string): Promise<bigint> {
  if (/^\d+$/.test(named)) return BigInt(named);
  const [{ payoutsIn }, { placeOf }] = await Promise.all([
    import("../../sdk/treasury/bankReferences.ts"),
    import("../../sdk/treasury/bank.ts"),
  ]);
  const [found] = payoutsIn(placeOf(nation, bank), named);
  if (found !== undefined) return found;
  throw new NeoguildError({
    code: "PayoutUnknown",
    message: `${named} is no payout's reference of this account`,
    remedy: "Compare it with 'npx hardhat bank:payouts': one letter may be mistyped.",
  });
}

/** What stands on the chain for what the payer wrote, and the salt that opens it. */
export async function payerHash(payer: string): Promise<{ hash: string; salt: string }> {
  const { saltedHash } = await import("../../sdk/privacy.ts");
  return saltedHash(payer);
}

function noLine(message: string, remedy: string): NeoguildError {
  return new NeoguildError({ code: "LineMissing", message, remedy: `${remedy} Nothing was sent.` });
}

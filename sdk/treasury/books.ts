/**
 * The books of one guild, season and token as plain data. Amounts are in the token's smallest unit; every column adds up
 * to the income, which `addUp` checks.
 */
import { formatAmount } from "./money.ts";

/** The order of `ISurplus.Books`, without the version of the equation. */
export const BOOK_PARTS = [
  "costs",
  "available",
  "unweighed",
  "toReserve",
  "toAccounts",
  "collected",
  "lent",
  "uncollected",
  "remainder",
] as const;

export type BookPart = (typeof BOOK_PARTS)[number];

export interface Books extends Readonly<Record<BookPart, bigint>> {
  readonly income: bigint;
  /** Version of the equation the books were closed with; 0 = open. */
  readonly equation: bigint;
}

/** One row of the books as people read them. */
export interface BookRow {
  readonly label: string;
  readonly amount: bigint;
  /** Rounded half up; 8,888.89. Rows are rounded one by one, so what is shown may differ from its sum by a last digit. */
  readonly shown: string;
}

const LABELS: Readonly<Record<BookPart, string>> = {
  costs: "costs paid",
  available: "available for costs",
  unweighed: "waiting to be weighed",
  toReserve: "indivisible reserve",
  toAccounts: "accounts",
  collected: "members, collected",
  lent: "members, lent to the nation",
  uncollected: "members, not yet collected",
  remainder: "remainder of rounding",
};

/** @throws RangeError If the parts are not exactly the income. */
export function addUp(books: Books): bigint {
  const sum = BOOK_PARTS.reduce((total, part) => total + books[part], 0n);
  if (sum !== books.income) throw new RangeError(`the books show ${sum} of an income of ${books.income}`);
  return sum;
}

/** The rows of the books that are not zero, income last. @throws RangeError If they do not add up. */
export function rowsOf(books: Books, decimals: number): readonly BookRow[] {
  const row = (label: string, amount: bigint) => ({ label, amount, shown: formatAmount(amount, decimals) });
  const parts = BOOK_PARTS.filter((part) => books[part] !== 0n).map((part) => row(LABELS[part], books[part]));
  return [...parts, row("income", addUp(books))];
}

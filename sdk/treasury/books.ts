/**
 * The books of one guild, season and token as plain data. Amounts are in the token's smallest unit; every column adds up
 * to the income, which `addUp` checks.
 */
import { formatAmount } from "./money.ts";
import type { Folio } from "./folio.ts";

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

/** The columns of the books in which a nation's whole treasury is shown, and the parts that each one sums up. */
export const COLUMNS = {
  costs: ["costs"],
  open: ["available", "unweighed"],
  reserve: ["toReserve"],
  accounts: ["toAccounts"],
  claimed: ["collected"],
  owed: ["uncollected"],
  lent: ["lent"],
  remainder: ["remainder"],
} as const satisfies Readonly<Record<string, readonly BookPart[]>>;

export type Column = keyof typeof COLUMNS;

/** `in`, and what became of it. */
export type ColumnAmounts = Readonly<Record<Column | "in", bigint>>;

/** In the order in which books show them. */
export const COLUMN_NAMES = Object.keys(COLUMNS) as Column[];

/** The columns of books. @throws RangeError If they do not add up to what came in. */
export function columnsOf(books: Books): ColumnAmounts {
  const sumOf = (parts: readonly BookPart[]) => parts.reduce((sum, part) => sum + books[part], 0n);
  const columns = Object.fromEntries(COLUMN_NAMES.map((column) => [column, sumOf(COLUMNS[column])]));
  const found = { in: addUp(books), ...columns } as ColumnAmounts;
  const sum = COLUMN_NAMES.reduce((total, column) => total + found[column], 0n);
  if (sum !== found.in) throw new RangeError(`the columns show ${sum} of an income of ${found.in}`);
  return found;
}

/** The sum of two books, column by column. */
export function addColumns(a: ColumnAmounts, b: ColumnAmounts): ColumnAmounts {
  const names = ["in", ...COLUMN_NAMES] as const;
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as ColumnAmounts;
}

/** The columns of one book. */
export interface BooksLine extends Folio {
  readonly closed: boolean;
  readonly columns: ColumnAmounts;
}

/** Lines of the same guild and token added up, in the order of their first. */
export function sumLines<T>(lines: readonly BooksLine[], keyOf: (line: BooksLine) => T): [T, ColumnAmounts][] {
  const sums = new Map<T, ColumnAmounts>();
  for (const line of lines) {
    const before = sums.get(keyOf(line));
    sums.set(keyOf(line), before === undefined ? line.columns : addColumns(before, line.columns));
  }
  return [...sums];
}

/**
 * The lines of a bank's statement, from the CSV that the bank gives. Every bank writes another one: a mapping names the
 * columns, the way dates and numbers are written, and what stands above the head line.
 */
import { concat, id, keccak256, toUtf8Bytes } from "ethers";
import { z } from "zod";

import { parseCsv } from "../csv.ts";
import { NeoguildError } from "../errors.ts";

const column = z.string().min(1);

/** A mapping file. */
export const bankMapping = z
  .strictObject({
    format: z.literal("neoguild-bank-mapping-1"),
    columns: z.strictObject({
      /** Of booking. */
      date: column,
      /** Money that came is positive. Or two columns, of what came and of what went, without signs. */
      amount: column.optional(),
      credit: column.optional(),
      debit: column.optional(),
      /** What the bank alone calls the line, if it gives every line such a number: then no two lines have the same. */
      id: column.optional(),
      /** What the bank calls the payment; many lines may have the same. */
      reference: column.optional(),
      /** What the payer wrote, and whatever else may hold a payout's reference; shown, and searched. */
      text: z.array(column).default([]),
      payer: column.optional(),
      /** Of the account after the line. */
      balance: column.optional(),
    }),
    /** D, M and Y in their places, such as `DD.MM.YYYY` or `M/D/YY`. */
    date: z
      .string()
      .regex(/^[DMY]+([^DMY0-9]+)[DMY]+\1[DMY]+$/, "write D, M and Y in their places: DD.MM.YYYY")
      .default("YYYY-MM-DD"),
    decimal: z.enum([".", ","]).default("."),
    /** Lines above the head line. */
    skip: z.number().int().min(0).max(200).default(0),
    /** 32 bytes that the officers share: without it nobody can guess from the chain what a reference says. */
    salt: z
      .string()
      .regex(/^0x[0-9a-fA-F]{64}$/, "a salt is 0x and 64 hexadecimal digits")
      .optional(),
  })
  .refine(
    ({ columns: { amount, credit, debit } }) =>
      amount === undefined ? credit !== undefined && debit !== undefined : credit === undefined && debit === undefined,
    "name either the column `amount`, or both `credit` and `debit`",
  )
  .refine(
    ({ columns, salt }) => columns.id !== undefined || columns.reference !== undefined || salt !== undefined,
    "without a column `id` or `reference` what the payer wrote tells lines apart: name a salt, which keeps it private",
  );

export type BankMapping = z.output<typeof bankMapping>;

/** How we write a statement ourselves. */
export const PLAIN_MAPPING: BankMapping = bankMapping.parse({
  format: "neoguild-bank-mapping-1",
  columns: { date: "date", amount: "amount", reference: "reference", text: ["text"], payer: "payer" },
});

/** A line of a statement. Amounts are in the currency's smallest unit. */
export interface StatementLine {
  /** In the file, the head line's being 1 if nothing is above it. */
  readonly row: number;
  /** Days since 1970-01-01. */
  readonly day: bigint;
  readonly out: boolean;
  readonly amount: bigint;
  readonly bankRef: string;
  /** Among lines of the same day, amount and reference, from 0. */
  readonly position: bigint;
  /** The same `id` of the bank stands in an earlier line. */
  readonly repeats: boolean;
  /** Everything that may hold a payout's reference. */
  readonly text: string;
  readonly payer: string;
  readonly balance: bigint | undefined;
}

/**
 * Reads a statement.
 * @param decimals Of the account's currency.
 * @throws NeoguildError `StatementInvalid` with every row that cannot be read
 */
export function readStatement(text: string, mapping: BankMapping, decimals: number): StatementLine[] {
  const body = text
    .replace(/^\ufeff/, "")
    .replace(/\r\n/g, "\n")
    .split("\n")
    .slice(mapping.skip)
    .join("\n");
  const [head = [], ...records] = parseCsv(body);
  const faults: string[] = [];
  const place = (name: string | undefined) => {
    if (name === undefined) return -1;
    const found = head.findIndex((cell) => cell.toLowerCase() === name.toLowerCase());
    if (found === -1) faults.push(`  there is no column "${name}": ${head.join(", ")}`);
    return found;
  };
  const { columns } = mapping;
  const at = {
    date: place(columns.date),
    amount: place(columns.amount),
    credit: place(columns.credit),
    debit: place(columns.debit),
    id: place(columns.id),
    reference: place(columns.reference),
    payer: place(columns.payer),
    balance: place(columns.balance),
    text: columns.text.map((name) => place(name)),
  };
  if (faults.length > 0) throw invalid(faults);

  const counts = new Map<string, bigint>();
  const lines: StatementLine[] = [];
  records.forEach((record, index) => {
    const row = mapping.skip + index + 2;
    if (record.every((cell) => cell === "")) return;
    const cell = (where: number) => (where === -1 ? "" : (record[where] ?? ""));
    const day = dayIn(cell(at.date), mapping.date);
    const signed = at.amount === -1 ? netOf(cell(at.credit), cell(at.debit)) : amountIn(cell(at.amount));
    const balance = at.balance === -1 || cell(at.balance) === "" ? undefined : amountIn(cell(at.balance));
    if (day === undefined) faults.push(`  row ${row}: "${cell(at.date)}" is no date like ${mapping.date}`);
    if (signed === undefined || signed === 0n) faults.push(`  row ${row}: there is no amount of money in it`);
    if (day === undefined || signed === undefined || signed === 0n) return;
    const words = at.text.map(cell).join(" ").trim();
    const named = cell(at.id) || cell(at.reference) || `${cell(at.payer)} ${words}`;
    const bankRef = bankReference(named, mapping.salt);
    const key = at.id === -1 ? `${day}/${signed}/${bankRef}` : cell(at.id);
    const position = counts.get(key) ?? 0n;
    counts.set(key, position + 1n);
    lines.push({
      row,
      day,
      out: signed < 0n,
      amount: signed < 0n ? -signed : signed,
      bankRef,
      position: at.id === -1 ? position : 0n,
      repeats: position > 0n,
      text: `${cell(at.reference)} ${words}`.trim(),
      payer: cell(at.payer),
      balance,
    });
  });
  if (faults.length > 0) throw invalid(faults);
  return lines;

  function amountIn(cell: string): bigint | undefined {
    return moneyIn(cell, mapping.decimal, decimals);
  }

  function netOf(credit: string, debit: string): bigint | undefined {
    const [came, went] = [credit, debit].map((cell) => (cell === "" ? 0n : amountIn(cell)));
    return came === undefined || went === undefined ? undefined : came - (went < 0n ? -went : went);
  }
}

/** The hash of what the bank calls a line, white space aside; salted where the officers share a salt. */
export function bankReference(text: string, salt?: string): string {
  const plain = text.replace(/\s+/g, " ").trim();
  return salt === undefined ? id(plain) : keccak256(concat([salt, toUtf8Bytes(plain)]));
}

/** An amount such as `-1.234,50` or `1,234.5-`; `undefined` if it is none. */
function moneyIn(cell: string, decimal: "." | ",", decimals: number): bigint | undefined {
  const bare = cell.replace(/[\s'\u00a0\u202f]|[A-Z]{3}|[€$£]/g, "").replace("\u2212", "-");
  const [, before = "", number = "", after = ""] = /^([+-]?)([\d.,]+)(-?)$/.exec(bare) ?? [];
  const [whole = "", fraction = "", ...more] = number.split(decimal);
  const group = decimal === "." ? "," : ".";
  const grouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})*$`).test(whole) || /^\d+$/.test(whole);
  if (!grouped || more.length > 0 || !/^\d*$/.test(fraction) || fraction.replace(/0+$/, "").length > decimals)
    return undefined;
  const units = BigInt(whole.replaceAll(group, "") + fraction.slice(0, decimals).padEnd(decimals, "0"));
  return before === "-" || after === "-" ? -units : units;
}

/** Days since 1970-01-01 of a date in a format such as `DD.MM.YYYY`; years of two digits are this century's. */
function dayIn(cell: string, format: string): bigint | undefined {
  const parts = format.match(/D+|M+|Y+/g) ?? [];
  const numbers = /^\D*(\d+)\D+(\d+)\D+(\d+)\D*$/.exec(cell.split(/[T ]/)[0] ?? "")?.slice(1) ?? [];
  const [year, month, date] = ["Y", "M", "D"].map((letter) =>
    Number(numbers[parts.findIndex((part) => part[0] === letter)]),
  );
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const moment = new Date(Date.UTC(year < 100 ? 2000 + year : year, month - 1, date));
  const isReal = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === date;
  return isReal ? BigInt(moment.getTime() / 86_400_000) : undefined;
}

/** A day as people write it: 2026-11-30. */
export function shownDay(day: bigint): string {
  return new Date(Number(day) * 86_400_000).toISOString().slice(0, 10);
}

function invalid(faults: readonly string[]): NeoguildError {
  return new NeoguildError({
    code: "StatementInvalid",
    message: `the statement is not what the mapping says:\n${faults.join("\n")}`,
    remedy: "Mend the mapping (--mapping), or these rows; nothing was sent.",
    docs: "docs/bank-money.md",
  });
}

/** Cells of a table as numbers. Each reader returns a sentence where a cell is not what is due. */
import { parseDuration } from "../../units.ts";
import { NeoguildError } from "../../errors.ts";
import type { DAY_FORMATS, Mapping } from "./mapping.ts";

/** What a cell says, or what is wrong with it. */
export type Cell<T> = { readonly value: T } | { readonly fault: string };

const DAY_PATTERNS: Readonly<Record<(typeof DAY_FORMATS)[number], RegExp>> = {
  "YYYY-MM-DD": /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ].*)?$/,
  "DD.MM.YYYY": /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/,
  "DD/MM/YYYY": /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})$/,
  "MM/DD/YYYY": /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
};

/** Days since 1970-01-01 UTC. A time of day behind an ISO date is passed over. */
export function readDay(cell: string, format: Mapping["day"]): Cell<number> {
  const found = DAY_PATTERNS[format].exec(cell)?.groups;
  const [year, month, day] = [Number(found?.["year"]), Number(found?.["month"]), Number(found?.["day"])];
  const moment = Date.UTC(year, month - 1, day);
  const isDay = new Date(moment).getUTCDate() === day && new Date(moment).getUTCMonth() === month - 1;
  if (!isDay || moment < 0) return { fault: `"${cell}" is no day written ${format}` };
  return { value: moment / 86_400_000 };
}

/** Minutes, rounded half up to a whole one. */
export function readTime(cell: string, { time, decimal }: Pick<Mapping, "time" | "decimal">): Cell<number> {
  if (time === "duration") return readDuration(cell);
  if (time === "clock") {
    const [, hours, minutes, seconds = "0"] = /^(\d{1,5}):([0-5]\d)(?::([0-5]\d))?$/.exec(cell) ?? [];
    if (hours === undefined) return { fault: `"${cell}" is no time such as 7:30` };
    return { value: Number(hours) * 60 + Number(minutes) + (Number(seconds) >= 30 ? 1 : 0) };
  }
  const thousandths = readDecimal(cell, decimal);
  if (thousandths === undefined) return { fault: `"${cell}" is no number of ${time} such as 7${decimal}5` };
  return { value: Math.floor((thousandths * (time === "hours" ? 60 : 1) + 500) / 1000) };
}

/** A whole number of units. */
export function readQuantity(cell: string): Cell<number> {
  const isWhole = /^\d{1,10}$/.test(cell) && Number(cell) <= 0xffff_ffff;
  return isWhole ? { value: Number(cell) } : { fault: `"${cell}" is no whole number of units` };
}

const YES = ["yes", "true", "1", "x", "gift"];
const NO = ["no", "false", "0", "paid"];

export function readYesNo(cell: string): Cell<boolean> {
  const word = cell.toLowerCase();
  if (YES.includes(word) || NO.includes(word)) return { value: YES.includes(word) };
  return { fault: `"${cell}" is neither yes nor no` };
}

/** `8h`, `90min`, or both: `7h30min`. */
function readDuration(cell: string): Cell<number> {
  const parts = cell.replaceAll(" ", "").match(/\d+[a-z]+|./g) ?? [];
  try {
    const seconds = parts.map(parseDuration).reduce((sum, part) => sum + part, 0n);
    if (seconds % 60n === 0n) return { value: Number(seconds / 60n) };
  } catch (error) {
    if (!(error instanceof NeoguildError)) throw error;
  }
  return { fault: `"${cell}" is no time in whole minutes such as 7h30min or 8h` };
}

/** Thousandths of a number with up to three decimals, so that nothing is lost to a float. */
function readDecimal(cell: string, decimal: "." | ","): number | undefined {
  const pattern = decimal === "," ? /^(\d{1,7})(?:,(\d{1,3}))?\d*$/ : /^(\d{1,7})(?:\.(\d{1,3}))?\d*$/;
  const [, whole, fraction = ""] = pattern.exec(cell) ?? [];
  return whole === undefined ? undefined : Number(whole) * 1000 + Number(fraction.padEnd(3, "0"));
}

import { parseCsv } from "../../sdk/csv.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { formatMoment } from "../../sdk/units.ts";
import { ACTS, COLUMNS, rowSchema, type Known, type Row } from "./rows.ts";

/** A row with its number in the spreadsheet; the head line is row 1. */
export interface NumberedRow {
  readonly number: number;
  readonly row: Row;
}

/** What the rows must agree with. */
export interface Standing extends Known {
  /** The rehearsal's date in Unix seconds. */
  readonly present: bigint;
  /** Names of the guilds there are. */
  readonly guilds: readonly string[];
  /** Titles of the proposals to the assembly. */
  readonly proposals: readonly string[];
  /** What guilds were asked to pay. */
  readonly costs: readonly Cost[];
}

/** What a guild was asked to pay; another guild may be asked with the same words. */
interface Cost {
  readonly guild: string;
  readonly text: string;
}

interface Fault {
  readonly number: number;
  readonly column: string;
  readonly problem: string;
}

/**
 * Reads a season from the text of a spreadsheet, beginning with row `from`.
 * @throws NeoguildError `SeasonFileInvalid` that lists every row and column with what is wrong and what is due
 */
export function readSeason(file: string, content: string, from: number, standing: Standing): NumberedRow[] {
  const [head = [], ...records] = parseCsv(content);
  const columns = head.map((name) => name.toLowerCase());
  const faults: Fault[] = faultsOfHead(columns);
  const rows: NumberedRow[] = [];
  const schema = rowSchema(standing);
  for (const [index, cells] of records.entries()) {
    const number = index + 2;
    if (number < from || faults.some((fault) => fault.number === 1) || cells.every((cell) => cell === "")) continue;
    const filled = columns.map((column, place): [string, string] => [column, cells[place] ?? ""]);
    const result = schema.safeParse(Object.fromEntries(filled.filter(([, cell]) => cell !== "")));
    if (result.success) rows.push({ number, row: result.data });
    else faults.push(...result.error.issues.flatMap((issue) => faultsOf(number, issue, filled)));
  }
  faults.push(...faultsBetween(rows, standing));
  if (faults.length === 0 && rows.length > 0) return rows;
  const list = faults
    .toSorted((a, b) => a.number - b.number)
    .map(({ number, column, problem }) => `  row ${number}, ${column}: ${problem}`);
  throw new NeoguildError({
    code: "SeasonFileInvalid",
    message: list.length === 0 ? `${file} has no row to play` : `${file} cannot be played:\n${list.join("\n")}`,
    remedy: "Mend these cells and run the command again; nothing was played.",
    docs: "docs/rehearsal.md",
  });
}

function faultsOfHead(columns: readonly string[]): Fault[] {
  const known: readonly string[] = COLUMNS;
  const faults = columns
    .filter((name) => name !== "" && !known.includes(name))
    .map((name) => ({ number: 1, column: name, problem: `there is no such column: ${COLUMNS.join(", ")}` }));
  const missing = ["day", "act"].filter((name) => !columns.includes(name));
  const twice = columns.filter((name, place) => name !== "" && columns.indexOf(name) !== place);
  return [
    ...faults,
    ...missing.map((column) => ({ number: 1, column, problem: "this column is missing from the head line" })),
    ...twice.map((column) => ({ number: 1, column, problem: "this column stands in the head line twice" })),
  ];
}

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

function faultsOf(number: number, issue: Issue, cells: readonly (readonly [string, string])[]): Fault[] {
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((column) => {
      if (column !== "") return { number, column, problem: "this act has no use for it; leave the cell empty" };
      return { number, column: "a column without a name", problem: "leave the cell empty" };
    });
  }
  const column = String(issue.path[0] ?? "act");
  const empty = !cells.some(([name, cell]) => name === column && cell !== "");
  if (empty) return [{ number, column, problem: column === "act" ? `is needed: ${ACTS.join(", ")}` : "is needed" }];
  return [{ number, column, problem: issue.message }];
}

/** What rows refer to must be there by then, and time goes only forward. */
function faultsBetween(rows: readonly NumberedRow[], standing: Standing): Fault[] {
  const guilds = new Set(standing.guilds);
  const proposals = new Set(standing.proposals);
  const costs = new Set(standing.costs.map(costKey));
  const faults: Fault[] = [];
  let day = standing.present - (standing.present % 86_400n);
  let since = "the rehearsal's date is";
  for (const { number, row } of rows) {
    if (row.day < day) {
      const remedy = since.startsWith("row")
        ? "Sort the rows by day"
        : "If the row was played, go on after it with --row";
      faults.push({
        number,
        column: "day",
        problem: `${formatMoment(row.day)} is past: ${since} ${formatMoment(day)}. ${remedy}`,
      });
    } else [day, since] = [row.day, `row ${number} is on`];
    if (row.act === "found") guilds.add(row.guild);
    else if ("guild" in row && !guilds.has(row.guild)) {
      faults.push({
        number,
        column: "guild",
        problem: `no guild is called "${row.guild}" by then. Found it in a row before`,
      });
    }
    if (row.act === "cost") costs.add(costKey(row));
    else if (row.act === "pay" && !costs.has(costKey(row))) {
      faults.push({
        number,
        column: "text",
        problem: `nobody asked ${row.guild} to pay for "${row.text}" by then. Write guild and words as in the row of the cost`,
      });
    }
    if (row.act === "propose") proposals.add(row.text);
    else if ((row.act === "vote" || row.act === "queue" || row.act === "execute") && !proposals.has(row.text)) {
      faults.push({
        number,
        column: "text",
        problem: `nothing is proposed to the assembly as "${row.text}" by then. Write the same words`,
      });
    }
  }
  return faults;
}

function costKey({ guild, text }: Cost): string {
  return JSON.stringify([guild, text]);
}

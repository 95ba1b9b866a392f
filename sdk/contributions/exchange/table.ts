/** A table of hours as entries, row by row: each row becomes an entry, is left out, or has a fault. */
import { Entry, type EntryInput } from "../payload.ts";
import { TRACKS, type Track } from "../tracks.ts";
import { readDay, readQuantity, readTime, readYesNo, type Cell } from "./cells.ts";
import type { Mapping } from "./mapping.ts";

/** What became of a row; the head line is row 1. */
export type TableRow =
  | { readonly number: number; readonly kind: "entry"; readonly entry: Entry }
  | { readonly number: number; readonly kind: "left out"; readonly why: string }
  | { readonly number: number; readonly kind: "fault"; readonly faults: readonly string[] };

export interface TableOptions {
  readonly mapping: Mapping;
  /** Names of people by their ids, beside those of the mapping. */
  readonly names: ReadonlyMap<bigint, string>;
  /** The day of rows that have none, in days since 1970-01-01 UTC; without it such a row is faulty. */
  readonly day: number | undefined;
}

/** Taken from the clock, it would be another entry on another day, and nobody could tell that it stands already. */
export const DAY_MISSING = "the day is missing; --day says which it is for rows without one";

type Field = keyof Mapping["columns"];

/** What is wrong with the head line, if anything: columns that the mapping names and the table does not have. */
export function faultsOfHead(head: readonly string[], { columns, leaveOut }: Mapping): string[] {
  const needed = [...Object.values(columns), ...leaveOut.map(({ column }) => column)];
  const missing = needed.filter((name) => !head.includes(name));
  const twice = needed.filter((name) => head.indexOf(name) !== head.lastIndexOf(name));
  const isCounted = columns.time !== undefined || columns.quantity !== undefined;
  return [
    ...(isCounted ? [] : ["no column is named for the time, nor for the quantity"]),
    ...missing.map((name) => `the head line has no column "${name}"`),
    ...twice.map((name) => `the head line has the column "${name}" twice`),
  ];
}

/** Reads the rows below the head line. An empty row is passed over. */
export function readTable(records: readonly (readonly string[])[], options: TableOptions): TableRow[] {
  const [head = [], ...rows] = records;
  return rows.flatMap((cells, index) =>
    cells.every((cell) => cell === "") ? [] : [readRow(index + 2, head, cells, options)],
  );
}

function readRow(
  number: number,
  head: readonly string[],
  cells: readonly string[],
  { mapping, names, day: otherwise }: TableOptions,
): TableRow {
  const cellOf = (column: string | undefined) => (column === undefined ? "" : (cells[head.indexOf(column)] ?? ""));
  const left = mapping.leaveOut.find(({ column, values }) => values.includes(cellOf(column)));
  if (left !== undefined) return { number, kind: "left out", why: `${left.column} is "${cellOf(left.column)}"` };

  const faults: string[] = [];
  /** The value of a field's cell, or what holds where the cell is empty. */
  const take = <T>(field: Field, read: (cell: string) => Cell<T>, otherwise: T): T => {
    const cell = cellOf(mapping.columns[field]);
    if (cell === "") return otherwise;
    const found = read(cell);
    if ("value" in found) return found.value;
    faults.push(`${mapping.columns[field] ?? field}: ${found.fault}`);
    return otherwise;
  };
  const { defaults, columns } = mapping;
  const provider = take("provider", (cell) => readProvider(cell, mapping, names), defaults.provider);
  const resource = take("resource", (cell) => readListed(cell, mapping.resources, "resource"), defaults.resource);
  const time = take<number | undefined>("time", (cell) => readTime(cell, mapping), undefined);
  const quantity = take<number | undefined>("quantity", readQuantity, undefined);
  const track = take("track", (cell) => readTrack(cell, mapping), defaults.track);
  const day = take<number | undefined>("day", (cell) => readDay(cell, mapping.day), otherwise);
  const given: EntryInput = {
    provider: provider ?? 0,
    track,
    gift: take("gift", readYesNo, defaults.gift),
    resource,
    // Care needs no quantity; elsewhere an empty cell is an oversight.
    quantity: (resource === 0 ? time : (quantity ?? time)) ?? 0,
    day: day ?? 0,
    chapter: take("chapter", (cell) => readListed(cell, mapping.chapters, "chapter"), defaults.chapter),
    work: take("work", (cell) => readListed(cell, mapping.works, "work"), defaults.work),
  };
  if (faults.length === 0 && provider === undefined) {
    faults.push(`${columns.provider ?? "provider"}: whose work it is, is missing`);
  }
  if (faults.length === 0 && day === undefined) faults.push(`${columns.day ?? "day"}: ${DAY_MISSING}`);
  if (faults.length === 0 && given.quantity === 0 && track !== "care") {
    faults.push(
      `${columns.time ?? columns.quantity ?? "time"}: how much it was, is missing; only care needs no quantity`,
    );
  }
  if (faults.length > 0) return { number, kind: "fault", faults };
  const result = Entry.safeParse(given);
  if (result.success) return { number, kind: "entry", entry: result.data };
  return {
    number,
    kind: "fault",
    faults: result.error.issues.map(({ path, message }) => `${path.map(String).join(" ")}: ${message}`),
  };
}

/** Who a cell means: by the mapping, an id, or a name known here. */
export function readProvider(cell: string, { providers }: Mapping, names: ReadonlyMap<bigint, string>): Cell<number> {
  const mapped = providers[cell];
  if (mapped !== undefined) return { value: mapped };
  if (/^[1-9]\d{0,9}$/.test(cell)) return { value: Number(cell) };
  const called = [...names].filter(([, name]) => name === cell);
  const [only] = called;
  if (only !== undefined && called.length === 1) return { value: Number(only[0]) };
  return { fault: `nobody is known as "${cell}"; add the name to \`providers\` of the mapping` };
}

/** The track that a word stands for. */
export function readTrack(cell: string, { tracks }: Mapping): Cell<Track> {
  const word = cell.toLowerCase();
  const found = TRACKS.find(
    (track) => track === word || tracks[track]?.some((other) => other.toLowerCase() === word) === true,
  );
  if (found !== undefined) return { value: found };
  return { fault: `"${cell}" is no track: ${TRACKS.join(", ")}, or a word under \`tracks\` of the mapping` };
}

function readListed(cell: string, known: Readonly<Record<string, number>>, what: string): Cell<number> {
  const mapped = known[cell];
  if (mapped !== undefined) return { value: mapped };
  if (/^\d{1,10}$/.test(cell) && Number(cell) <= 0xffff_ffff) return { value: Number(cell) };
  return { fault: `"${cell}" is no ${what}'s number; add it to \`${what}s\` of the mapping` };
}

/** A co-op's own table of a season (names or ids, hours, shares), read for a comparison with the nation's books. */
import { NeoguildError } from "../../errors.ts";
import { readTime } from "../../contributions/exchange/cells.ts";
import { Mapping } from "../../contributions/exchange/mapping.ts";
import { readProvider, readTrack } from "../../contributions/exchange/table.ts";
import { TRACKS } from "../../contributions/tracks.ts";
import { parseAmount } from "../../treasury/money.ts";

/** What the table says of one person; a person may have several rows. */
export interface SheetPerson {
  /** As the table calls them. */
  readonly name: string;
  /** Undefined for whom nobody on the chain answers to. */
  readonly agent: bigint | undefined;
  /** Rows of the table; the head line is row 1. */
  readonly rows: readonly number[];
  /** Minutes per track. */
  readonly minutes: readonly [bigint, bigint, bigint];
  /** In the token's smallest unit. */
  readonly share: bigint;
}

export interface SheetOptions {
  /** What messages call the table: the file's name. */
  readonly source: string;
  readonly mapping: Mapping;
  /** Names of people by their ids, beside those of the mapping. */
  readonly names: ReadonlyMap<bigint, string>;
  readonly decimals: number;
}

const COLUMN_WORDS = {
  provider: ["provider", "member", "name", "who", "id", "agent"],
  time: ["hours", "time"],
  track: ["track"],
  share: ["share", "amount"],
} as const;

/** The mapping where no file is given: plain words in the head line; `hours` are written 7.5, `time` 7h30min. */
export function plainSheetMapping(head: readonly string[]): Mapping {
  const lower = head.map((name) => name.toLowerCase());
  const columns = Object.fromEntries(
    Object.entries(COLUMN_WORDS).flatMap(([field, words]) => {
      const place = lower.findIndex((name) => (words as readonly string[]).includes(name));
      return place < 0 ? [] : [[field, head[place] ?? ""]];
    }),
  );
  const isHours = columns["time"]?.toLowerCase() === "hours";
  return Mapping.parse({ format: "neoguild-mapping-1", columns, time: isHours ? "hours" : "duration" });
}

/**
 * Reads the table, and adds up the rows of the same person.
 * @throws NeoguildError `TableUnreadable` with every row that cannot be read
 */
export function readSheet(records: readonly (readonly string[])[], options: SheetOptions): SheetPerson[] {
  const [head = [], ...rows] = records;
  const { mapping, source } = options;
  const { provider, share } = mapping.columns;
  const needed = { provider, share, ...(mapping.columns.time === undefined ? {} : { time: mapping.columns.time }) };
  const missing = Object.entries(needed).flatMap(([field, column]) => {
    if (column === undefined) return [`no column is named for the ${field === "provider" ? "person" : field}`];
    return head.includes(column) ? [] : [`the head line has no column "${column}"`];
  });
  if (missing.length > 0) throw unreadable(source, missing);

  const faults: string[] = [];
  const people = new Map<string, SheetPerson>();
  for (const [place, cells] of rows.entries()) {
    if (cells.every((cell) => cell === "")) continue;
    const number = place + 2;
    const cellOf = (column: string | undefined) => (column === undefined ? "" : (cells[head.indexOf(column)] ?? ""));
    if (mapping.leaveOut.some(({ column, values }) => values.includes(cellOf(column)))) continue;
    const read = readRow(cellOf, options);
    faults.push(...read.faults.map((fault) => `row ${number}: ${fault}`));
    const { name, agent } = read;
    const key = agent === undefined ? `?${name}` : agent.toString();
    const before = people.get(key) ?? { name, agent, rows: [], minutes: [0n, 0n, 0n] as const, share: 0n };
    const [livelihood, love, care] = before.minutes;
    const [more, moreLove, moreCare] = read.minutes;
    people.set(key, {
      ...before,
      rows: [...before.rows, number],
      minutes: [livelihood + more, love + moreLove, care + moreCare],
      share: before.share + read.share,
    });
  }
  if (faults.length > 0) throw unreadable(source, faults);
  return [...people.values()];
}

function readRow(
  cellOf: (column: string | undefined) => string,
  { mapping, names, decimals }: SheetOptions,
): Omit<SheetPerson, "rows"> & { faults: readonly string[] } {
  const { columns, defaults } = mapping;
  const faults: string[] = [];
  const name = cellOf(columns.provider);
  const found = readProvider(name, mapping, names);
  const time = cellOf(columns.time);
  const minutes = time === "" ? { value: 0 } : readTime(time, mapping);
  if ("fault" in minutes) faults.push(minutes.fault);
  const word = cellOf(columns.track);
  const track = word === "" ? { value: defaults.track } : readTrack(word, mapping);
  if ("fault" in track) faults.push(track.fault);
  const share = readMoney(cellOf(columns.share), mapping.decimal, decimals);
  if (typeof share === "string") faults.push(share);
  const worked = "value" in minutes ? BigInt(minutes.value) : 0n;
  const on = "value" in track ? TRACKS.indexOf(track.value) : 0;
  return {
    name,
    agent: "value" in found ? BigInt(found.value) : undefined,
    minutes: [on === 0 ? worked : 0n, on === 1 ? worked : 0n, on === 2 ? worked : 0n],
    share: typeof share === "string" ? 0n : share,
    faults,
  };
}

/** An amount as spreadsheets show it: grouped, with a comma for the decimals if the mapping says so, with a currency. */
function readMoney(cell: string, decimal: "." | ",", decimals: number): bigint | string {
  const bare = cell.replace(/[^\d.,-]/g, "");
  if (bare === "" || bare === "-") return 0n;
  const plain = decimal === "," ? bare.replaceAll(".", "").replace(",", ".") : bare;
  try {
    return parseAmount(plain, decimals);
  } catch (error) {
    if (!(error instanceof NeoguildError)) throw error;
    return error.message;
  }
}

function unreadable(source: string, faults: readonly string[]): NeoguildError {
  return new NeoguildError({
    code: "TableUnreadable",
    message: `${source} cannot be read:\n${faults.map((fault) => `  ${fault}`).join("\n")}`,
    remedy: "Mend these places, or say with --mapping which column is which (docs/import.md).",
    docs: "docs/books.md",
  });
}

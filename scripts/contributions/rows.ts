import { z } from "zod";

import type { Nation } from "../../sdk/connect.ts";
import { Mapping, plainMapping } from "../../sdk/contributions/exchange/mapping.ts";
import type { TableRow } from "../../sdk/contributions/exchange/table.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { privateNames } from "../membership/names.ts";
import { day, readChecked, readCsv, readJson } from "../options.ts";

/** Where rows come from and whose guild they are for. */
export interface RowsOptions {
  readonly by: bigint;
  readonly guild: bigint;
  readonly from: string;
  readonly mapping?: string | undefined;
  /** The day of rows that name none. */
  readonly day?: number | undefined;
}

export const dayOfOthers = day
  .optional()
  .describe("The day of rows that have none, such as 2026-11-22; without it they are faulty");

/** The rows of a table, of ValueFlows events or of a draft. @throws NeoguildError `TableUnreadable`, `FileInvalid` */
export async function readRows(nation: Nation, options: RowsOptions): Promise<TableRow[]> {
  return withoutUnknown(nation, await rowsIn(nation, options));
}

async function rowsIn(nation: Nation, { from, guild, mapping, day }: RowsOptions): Promise<TableRow[]> {
  const given = mapping === undefined ? undefined : readJson(mapping, Mapping);
  if (from.endsWith(".json")) {
    const document = readJson(from, z.unknown());
    const { eventsIn, readValueFlows } = await import("../../sdk/contributions/exchange/valueflows.ts");
    const events = eventsIn(document);
    const { chainId } = nation;
    if (events !== undefined)
      return readValueFlows(events, { mapping: given ?? plainMapping([]), chainId, guild, day });
    const { Draft, readDraft } = await import("../../sdk/contributions/exchange/git.ts");
    return readDraft(readChecked(from, document, Draft));
  }
  const { faultsOfHead, readTable } = await import("../../sdk/contributions/exchange/table.ts");
  const records = readCsv(from);
  const [head = []] = records;
  const columns = given ?? plainMapping(head);
  const faults = faultsOfHead(head, columns);
  if (faults.length > 0) {
    throw new NeoguildError({
      code: "TableUnreadable",
      message: `${from} cannot be read with this mapping: ${faults.join("; ")}`,
      remedy: "Mend the names of the columns in the mapping, or the head line of the table; nothing was sent.",
      docs: "docs/import.md",
    });
  }
  return readTable(records, { mapping: columns, names: privateNames(nation), day });
}

/** The rows, those faulty that name a work or a chapter that is not there, or a day that has not begun. */
async function withoutUnknown(nation: Nation, rows: readonly TableRow[]): Promise<TableRow[]> {
  const { lastBegunDay, notBegun } = await import("../../sdk/contributions/days.ts");
  const { commons, chapters } = nation.contracts;
  const named = new Set(rows.flatMap((row) => (row.kind === "entry" ? [row.entry.chapter] : [])));
  const [lastWork, lastDay, open] = await Promise.all([
    commons.lastId(),
    lastBegunDay(nation),
    Promise.all(
      [...named].map(async (chapter) => [chapter, chapter === 0 || (await chapters.isOpen(chapter))] as const),
    ),
  ]);
  const isOpen = new Map(open);
  return rows.map((row): TableRow => {
    if (row.kind !== "entry") return row;
    const { work, chapter, day } = row.entry;
    const faults = [
      ...(work > lastWork ? [`there is no work ${work} in the commons`] : []),
      ...(isOpen.get(chapter) === true ? [] : [`there is no open chapter ${chapter}`]),
      ...(day > lastDay ? [notBegun(day)] : []),
    ];
    return faults.length === 0 ? row : { number: row.number, kind: "fault", faults };
  });
}

export function faultOf(from: string, count: number): NeoguildError {
  return new NeoguildError({
    code: "RowsFaulty",
    message: `${count} rows of ${from} are faulty`,
    remedy: "Mend them, or the mapping, or enter the others with --leave-out-faulty; nothing was sent.",
    docs: "docs/import.md",
  });
}

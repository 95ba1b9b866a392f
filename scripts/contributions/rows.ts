import { z } from "zod";

import type { Nation } from "../../sdk/connect.ts";
import { Mapping, plainMapping } from "../../sdk/contributions/exchange/mapping.ts";
import type { TableRow } from "../../sdk/contributions/exchange/table.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { privateNames } from "../membership/names.ts";
import { readChecked, readCsv, readJson } from "../options.ts";

/** Where rows come from and whose guild they are for. */
export interface RowsOptions {
  readonly by: bigint;
  readonly guild: bigint;
  readonly from: string;
  readonly mapping?: string | undefined;
}

/** The rows of a table, of ValueFlows events or of a draft. @throws NeoguildError `TableUnreadable`, `FileInvalid` */
export async function readRows(nation: Nation, { from, guild, mapping }: RowsOptions): Promise<TableRow[]> {
  const { dayOf } = await import("../../sdk/contributions/payload.ts");
  const today = dayOf((await nation.now()).timestamp);
  const given = mapping === undefined ? undefined : readJson(mapping, Mapping);
  if (from.endsWith(".json")) {
    const document = readJson(from, z.unknown());
    const { eventsIn, readValueFlows } = await import("../../sdk/contributions/exchange/valueflows.ts");
    const events = eventsIn(document);
    const { chainId } = nation;
    if (events !== undefined)
      return readValueFlows(events, { mapping: given ?? plainMapping([]), chainId, guild, today });
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
  return readTable(records, { mapping: columns, names: privateNames(nation), today });
}

export function faultOf(from: string, count: number): NeoguildError {
  return new NeoguildError({
    code: "RowsFaulty",
    message: `${count} rows of ${from} are faulty`,
    remedy: "Mend them, or the mapping, or enter the others with --leave-out-faulty; nothing was sent.",
    docs: "docs/import.md",
  });
}

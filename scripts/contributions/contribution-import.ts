import { writeFileSync } from "node:fs";
import { z } from "zod";

import { act, perform, signAct } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import type { TableRow } from "../../sdk/contributions/exchange/table.ts";
import type { Entry } from "../../sdk/contributions/payload.ts";
import { requireAgent } from "../../sdk/membership/agents.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { writeOwn } from "../output.ts";
import { byMember, file, guildId } from "../options.ts";
import { progressBar } from "../progress.ts";
import { defineTask, signing } from "../task.ts";
import { dayOfOthers, faultOf, readRows, type RowsOptions } from "./rows.ts";

export const contributionImport = defineTask({
  name: "contribution:import",
  description:
    "Enters many contributions at once: a table of hours (CSV, with a mapping file that says how it is read), ValueFlows events " +
    "(JSON), or a draft of contribution:draft whose author filled in the times. Every row is checked before anything is sent, " +
    "and a row whose like stands in the ledger is not entered once more; what became of each is in the report. docs/import.md has the formats. " +
    "Example: npx hardhat contribution:import --by 1 --guild 10 --from hours.csv --mapping hours.mapping.json --check",
  options: {
    by: byMember.describe("Who enters it: the provider, or a scribe for others"),
    guild: guildId,
    from: file.describe("CSV table, ValueFlows JSON, or a draft"),
    mapping: file.optional().describe("How the file is read (JSON, docs/import.md)"),
    day: dayOfOthers,
    check: z.boolean().default(false).describe("Only check the file and show what would be entered"),
    leaveOutFaulty: z.boolean().default(false).describe("Enter the rows that are right, and leave the others out"),
    again: z.boolean().default(false).describe("Also enter rows whose like stands in the guild's ledger already"),
    report: file.optional().describe("Write what became of each row to this CSV file"),
    ...signing,
  },
  async run({ options, nation, author }) {
    const connected = await nation();
    await Promise.all([requireGuild(connected, options.guild), requireAgent(connected, options.by)]);
    const read = await readRows(connected, options);
    const { rows, known } = options.again
      ? { rows: read, known: await batchesFor(connected, options, read) }
      : await withoutEntered(connected, options, read);
    const faulty = rows.filter((row) => row.kind === "fault");
    const refused = faulty.length > 0 && !options.leaveOutFaulty;
    const entries = rows.flatMap((row) => (row.kind === "entry" ? [row.entry] : []));
    const placeOf = new Map(known.flatMap(({ id, batch }) => batch.map((entry) => [entry, id] as const)));
    if (options.report !== undefined) writeFileSync(options.report, reportOf(rows, placeOf));

    const sending = refused || options.check ? [] : known.filter(({ isKnown }) => !isKnown);
    const lines: string[] = [];
    const bar = progressBar("Entering batches", sending.length);
    for (const [place, { id, payload, batch, minutes }] of sending.entries()) {
      const submit = act("ledger", "submit", { guild: options.guild, replaces: `0x${"0".repeat(64)}`, payload });
      const signedBy = await author(options.by);
      if (options.sign === undefined) {
        const { receipt } = await perform(connected, signedBy, submit);
        lines.push(`Batch ${id}: ${batch.length} entries, ${formatMinutes(minutes)}. Transaction ${receipt.hash}.`);
      } else {
        const path = sending.length === 1 ? options.sign : numbered(options.sign, place + 1);
        writeOwn(path, await signAct(connected, signedBy, submit));
        lines.push(`Batch ${id}: ${batch.length} entries, signed and not sent: ${path}`);
      }
      bar.at(place + 1);
    }
    bar.end();
    const tally = {
      rows: rows.length,
      entries: entries.length,
      leftOut: rows.filter((row) => row.kind === "left out").length,
      faulty: faulty.length,
      batches: known.map(({ id }) => id),
      changed: sending.length > 0 && options.sign === undefined,
    };
    const already = refused || options.check ? [] : known.filter(({ isKnown }) => isKnown);
    return {
      lines: [
        `${tally.rows} rows: ${tally.entries} entries in ${known.length} batches, ${tally.leftOut} left out, ${tally.faulty} faulty.`,
        ...rows.flatMap((row, index) =>
          row !== read[index] && row.kind === "left out"
            ? [`  row ${row.number}: ${row.why}; --again enters it too`]
            : [],
        ),
        ...faulty.flatMap(({ number, faults }) => faults.map((text) => `  row ${number}: ${text}`)),
        ...lines,
        ...already.map(({ id }) => `Batch ${id} was entered already.`),
        ...(sending.length === 0 ? ["Nothing was sent."] : []),
        ...(options.report === undefined ? [] : [`What became of each row: ${options.report}`]),
      ],
      data: tally,
      fault: refused ? faultOf(options.from, faulty.length) : undefined,
    };
  },
});

/** The batches of the rows' entries, as the ledger will know them or does. */
async function batchesFor(nation: Nation, options: RowsOptions, rows: readonly TableRow[]) {
  const { splitIntoBatches } = await import("../../sdk/contributions/exchange/split.ts");
  const entries = rows.flatMap((row) => (row.kind === "entry" ? [row.entry] : []));
  return Promise.all(splitIntoBatches(entries).map((batch) => describe(nation, options, batch)));
}

/**
 * Rows and batches without what stands in the ledger in other batches. What is in a batch of this very table stays an
 * entry: the table was entered before, whole or in part.
 */
async function withoutEntered(nation: Nation, options: RowsOptions, read: readonly TableRow[]) {
  const whole = await batchesFor(nation, options, read);
  if (whole.every(({ isKnown }) => isKnown)) return { rows: read, known: whole };
  const { leaveOutEntered } = await import("../../sdk/contributions/exchange/entered.ts");
  const { entriesOf } = await import("../../sdk/contributions/exchange/entries.ts");
  const before = whole.filter(({ isKnown }) => isKnown);
  const settled = new Set(before.flatMap(({ batch }) => batch));
  const elsewhere = (await entriesOf(nation, options.guild)).filter(
    ({ batch }) => !before.some(({ id }) => id === batch),
  );
  const isOpen = (row: TableRow) => row.kind !== "entry" || !settled.has(row.entry);
  const left = leaveOutEntered(read.filter(isOpen), elsewhere);
  const leftOf = new Map(left.map((row) => [row.number, row]));
  const rows = read.map((row) => leftOf.get(row.number) ?? row);
  return { rows, known: [...before, ...(await batchesFor(nation, options, left))] };
}

/** A batch as the ledger will know it. */
async function describe({ contracts: { ledger } }: Nation, { by, guild }: RowsOptions, batch: readonly Entry[]) {
  const { encodePayload } = await import("../../sdk/contributions/payload.ts");
  const payload = encodePayload(batch);
  const id = await ledger.batchId(by, guild, payload);
  const { state } = await ledger.batchOf(id);
  const minutes = batch.reduce((sum, { resource, quantity }) => sum + (resource === 0 ? BigInt(quantity) : 0n), 0n);
  return { id, payload, isKnown: state !== 0n, batch, minutes };
}

/** One line for each row of the file, for a spreadsheet. */
function reportOf(rows: readonly TableRow[], placeOf: ReadonlyMap<Entry, string | undefined>): string {
  const line = (cells: readonly (string | number)[]) => cells.map(quoted).join(",");
  const lines = rows.map((row) => {
    if (row.kind === "left out") return line([row.number, row.kind, row.why, "", "", "", ""]);
    if (row.kind === "fault") return line([row.number, row.kind, row.faults.join("; "), "", "", "", ""]);
    const { provider, track, quantity, day } = row.entry;
    const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
    return line([row.number, row.kind, placeOf.get(row.entry) ?? "", provider, track, quantity, date]);
  });
  return ["row,outcome,batch or reason,provider,track,quantity,day", ...lines, ""].join("\n");
}

/** A cell; one that a spreadsheet would take for a formula begins with an apostrophe. */
function quoted(cell: string | number): string {
  const text = String(cell).replace(/^[=+\-@]/, "'$&");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function numbered(path: string, number: number): string {
  return path.endsWith(".json") ? `${path.slice(0, -5)}-${number}.json` : `${path}-${number}`;
}

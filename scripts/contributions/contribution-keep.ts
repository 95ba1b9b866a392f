import { existsSync } from "node:fs";
import { z } from "zod";

import { act, eventNamed } from "../../sdk/acts.ts";
import type { Store } from "../../sdk/contributions/kept/store.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { byMember, file, guildId } from "../options.ts";
import { recipients } from "../nation/nation-backup.ts";
import { defineTask, signing } from "../task.ts";
import { dayOfOthers, faultOf, readRows } from "./rows.ts";

export const contributionKeep = defineTask({
  name: "contribution:keep",
  description:
    "Enters contributions as totals per person and track, and keeps the single entries in an encrypted file of the guild's, " +
    "which can be checked against the ledger (contribution:kept) and disclosed entry by entry (contribution:disclose). The file " +
    "is written before anything is sent; run again with the same file, it goes on where it stopped. " +
    "Example: npx hardhat contribution:keep --by 1 --guild 10 --from hours.csv --store may.age",
  options: {
    by: byMember.describe("Who enters it: the provider, or a scribe for others"),
    guild: guildId,
    from: file
      .optional()
      .describe("CSV table, ValueFlows JSON, or a draft (docs/import.md); not needed once the store is there"),
    mapping: file.optional().describe("How the file is read (JSON, docs/import.md)"),
    day: dayOfOthers,
    store: file.describe("The encrypted file that keeps the entries"),
    toRecipient: recipients,
    identity: file.optional().describe("File with the age identity that opens a store made for keys"),
    leaveOutFaulty: z.boolean().default(false).describe("Keep the rows that are right, and leave the others out"),
    ...signing,
  },
  async run({ options, nation, perform }) {
    const { keep, publishedOf } = await import("../../sdk/contributions/kept/store.ts");
    const { countedByEntry, openStore, writeStore } = await import("./kept.ts");
    const { decodePayload } = await import("../../sdk/contributions/payload.ts");
    const connected = await nation();
    const { by, guild, from, store: path } = options;
    let store: Store;
    if (existsSync(path)) store = await openStore(path, options.identity);
    else {
      if (from === undefined) throw noStore(path);
      const rows = await readRows(connected, { ...options, from });
      const faulty = rows.filter((row) => row.kind === "fault");
      if (faulty.length > 0 && !options.leaveOutFaulty) {
        const lines = faulty.flatMap(({ number, faults }) => faults.map((text) => `  row ${number}: ${text}`));
        return { lines, data: { faulty: faulty.length, changed: false }, fault: faultOf(from, faulty.length) };
      }
      const entries = rows.flatMap((row) => (row.kind === "entry" ? [row.entry] : []));
      const ids = {
        chainId: String(connected.chainId),
        ledger: connected.addresses.ledger,
        guild: String(guild),
        by: String(by),
      };
      store = { format: "neoguild-kept-1", ...ids, entries: keep(entries) };
      await writeStore(path, store, options.toRecipient);
    }
    const resources = store.entries.map(({ entry }) => entry.resource);
    const payload = publishedOf(store, await countedByEntry(connected, guild, resources));
    const totals = decodePayload(payload).length;
    const batch = await connected.contracts.ledger.batchId(by, guild, payload);
    return perform(by, act("ledger", "submit", { guild, replaces: `0x${"0".repeat(64)}`, payload }), {
      tell: (outcome) => {
        const { season } = eventNamed(outcome, "BatchSubmitted").args as { season: bigint };
        return {
          lines: [
            `Batch ${batch}: ${totals} totals of ${store.entries.length} entries, season ${season}.`,
            `The entries are in ${path} and nowhere else. Give a copy to those who appraise and to the guild's archive.`,
          ],
          data: { batch, guild, by, season, entries: store.entries.length, totals, store: path },
        };
      },
      already: { LedgerBatchKnown: `These very entries were entered already: ${batch}.` },
    });
  },
});

function noStore(path: string): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: `there is no store ${path} yet, and no table to make it from`,
    remedy: "Name the table with --from, or an existing store with --store; nothing was sent.",
  });
}

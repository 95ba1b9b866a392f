import { batchView, BATCH_STATES } from "../../sdk/contributions/batches.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { count, file, readJson } from "../options.ts";
import { writeOwn } from "../output.ts";
import { defineTask } from "../task.ts";

export const contributionDisclose = defineTask({
  name: "contribution:disclose",
  description:
    "Takes one entry out of a store, with a proof that the ledger's totals hold it, for somebody who may know it: a panel, an " +
    "auditor, a funder. No other entry is shown. Example: npx hardhat contribution:disclose --store may.age --entry 3 --out entry.json",
  options: {
    store: file.describe("The encrypted file"),
    entry: count
      .refine((number) => number > 0n, "entries are counted from 1")
      .describe("Its number, as contribution:kept shows it"),
    out: file.describe("The file to write"),
    identity: file.optional().describe("File with the age identity that opens a store made for keys"),
  },
  async run({ options: { store: path, entry, out, identity }, nation }) {
    const { disclose } = await import("../../sdk/contributions/kept/disclosure.ts");
    const { batchOfStore, openStore } = await import("./kept.ts");
    const store = await openStore(path, identity);
    const { batch } = await batchOfStore(await nation(), store);
    if (entry > BigInt(store.entries.length)) {
      throw new NeoguildError({
        code: "OptionsInvalid",
        message: `the store has ${store.entries.length} entries, and no number ${entry}`,
        remedy: "See them with 'npx hardhat contribution:kept --store FILE'.",
      });
    }
    writeOwn(out, disclose(store, batch, Number(entry) - 1));
    return {
      lines: [
        `Entry ${entry} of batch ${batch}: ${out}`,
        `Checked by: npx hardhat contribution:disclosed --from ${out}`,
      ],
      data: { batch, entry, out },
    };
  },
});

export const contributionDisclosed = defineTask({
  name: "contribution:disclosed",
  description:
    "Checks an entry that somebody disclosed against the ledger: whether it is one of those whose totals the batch has, and what " +
    "became of that batch. Example: npx hardhat contribution:disclosed --from entry.json",
  options: { from: file.describe("The file with the entry and its proof") },
  async run({ options: { from }, nation }) {
    const { Disclosure, isDisclosed } = await import("../../sdk/contributions/kept/disclosure.ts");
    const disclosure = readJson(from, Disclosure);
    const connected = await nation();
    const isHere = disclosure.chainId === String(connected.chainId) && disclosure.ledger === connected.addresses.ledger;
    const view = isHere ? await batchView(connected, disclosure.batch) : undefined;
    if (view === undefined || !isDisclosed(disclosure, view.payload)) {
      throw new NeoguildError({
        code: "DisclosureFalse",
        message: isHere
          ? `batch ${disclosure.batch} was not made of this entry`
          : `the file speaks of another nation: chain ${disclosure.chainId}, ledger ${disclosure.ledger}`,
        remedy: "Ask for the file again; if it stays like this, something in it was changed.",
        docs: "docs/contributions.md",
      });
    }
    const { state } = await connected.contracts.ledger.batchOf(disclosure.batch);
    const word = BATCH_STATES[Number(state)] ?? "unknown";
    const { provider, track, quantity, day } = disclosure.entry;
    const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
    return {
      lines: [
        `Proven: agent ${provider}, ${formatMinutes(BigInt(quantity))} of ${track} on ${date}, entered by agent ${view.by} for guild ${view.guild}.`,
        `The batch is ${word}.`,
      ],
      data: {
        batch: disclosure.batch,
        guild: view.guild,
        by: view.by,
        state: word,
        entry: disclosure.entry,
        proven: true,
      },
    };
  },
});

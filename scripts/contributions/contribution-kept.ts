import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { formatMinutes } from "../../sdk/units.ts";
import { file } from "../options.ts";
import { defineTask } from "../task.ts";

export const contributionKept = defineTask({
  name: "contribution:kept",
  description:
    "Opens a store of entries that a guild keeps to itself, checks that the ledger has the totals of exactly these entries, and " +
    "shows them. Whoever appraises such a batch runs this first. Example: npx hardhat contribution:kept --store may.age",
  options: {
    store: file.describe("The encrypted file"),
    identity: file.optional().describe("File with the age identity that opens a store made for keys"),
  },
  async run({ options: { store: path, identity }, nation }) {
    const { batchOfStore, openStore } = await import("./kept.ts");
    const store = await openStore(path, identity);
    const { batch, entries: totals } = await batchOfStore(await nation(), store);
    return {
      lines: [
        `Batch ${batch} of guild ${store.guild} has ${totals.length} totals of exactly these ${store.entries.length} entries.`,
        ...store.entries.map(({ entry: { provider, track, quantity, resource, day } }, index) => {
          const amount = resource === 0 ? formatMinutes(BigInt(quantity)) : `${quantity} of resource ${resource}`;
          const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
          return `  ${String(index + 1).padStart(4)}. ${date}  agent ${provider}  ${amount} of ${track}`;
        }),
      ],
      data: {
        batch,
        guild: store.guild,
        by: store.by,
        tracks: TRACKS,
        entries: store.entries.map(({ entry }) => entry),
      },
    };
  },
});

import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { deploymentsFolder } from "../../chain/folders.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { deploymentId } from "../../sdk/names.ts";
import { formatMoment } from "../../sdk/units.ts";
import { file, text } from "../options.ts";
import { rpcUrlOf } from "../network.ts";
import { defineTask } from "../task.ts";

export const witnessKeep = defineTask({
  name: "witness:keep",
  description:
    "Keeps where a nation's chain stands in a file of your own, after asking for every block kept there before: if one is " +
    "not the same any more, it raises the alarm and keeps nothing. Run it daily, on a machine that is not the nation's; with " +
    "--offline a copy of the journal takes the place of a node. " +
    "Example: npx hardhat witness:keep --nation Ours --rpc http://127.0.0.1:8545 --witness ours.witness.jsonl",
  options: {
    nation: text.describe("The nation you are a witness of"),
    witness: file.describe("The witness: a file of yours, begun at the first call"),
    rpc: z.url("an RPC address is due, such as http://127.0.0.1:8545").optional().describe("RPC address of the node"),
    journal: file.optional().describe("The nation's journal or a copy of it, whose last seal is kept too"),
    offline: z.boolean().default(false).describe("Ask no node: keep what the journal's copy says"),
  },
  async run({ options, hre }) {
    const { nation, journal: path } = options;
    if (options.offline && path === undefined) throw copyMissing();
    const [{ readWitness }, { keepHead }, { journalSource, nodeSource }, { TOLERANCE }] = await Promise.all([
      import("../../chain/witness/file.ts"),
      import("../../chain/witness/keep.ts"),
      import("../../chain/witness/sources.ts"),
      import("../../chain/audit/times.ts"),
    ]);
    const witness = readWitness(options.witness);
    const journal = path === undefined ? undefined : await journalIn(path);
    const source =
      options.offline && journal !== undefined
        ? journalSource(journal)
        : await nodeSource(options.rpc ?? (await rpcUrlOf(hre, nation)));
    const members = await membersOf(nation, source.chainId);
    const now = Math.floor(Date.now() / 1000);
    const { head, compared, added } = await keepHead({ witness, nation, source, journal, members, now });

    const ahead = head.timestamp - now;
    return {
      lines: [
        `${nation}, chain ${head.chainId}: ${compared.blocks} blocks and ${compared.seals} seals kept earlier are unchanged.`,
        added
          ? `Kept: block ${head.number} ${head.hash} of ${formatMoment(BigInt(head.timestamp))}` +
            (head.journal === undefined ? "." : `, and the seal of entry ${head.journal.seq}.`)
          : `Nothing new since block ${head.number}, kept ${formatMoment(BigInt(head.keptAt))}.`,
        ...(ahead > TOLERANCE ? [`Mind: the chain's clock is ${ahead} s ahead of this machine's.`] : []),
      ],
      data: { head, compared, changed: added },
    };
  },
});

async function journalIn(path: string) {
  const { readJournal } = await import("../../chain/store.ts");
  const { JournalError } = await import("../../chain/errors.ts");
  try {
    const found = readJournal(path).text;
    if (found !== undefined) return found;
  } catch (cause) {
    if (!(cause instanceof JournalError)) throw cause;
    throw new NeoguildError(
      {
        code: "JournalDamaged",
        message: cause.message,
        remedy: `See what is wrong with it: npx hardhat nation:audit --journal ${path}`,
        docs: "docs/trust.md",
      },
      { cause },
    );
  }
  throw new NeoguildError({
    code: "JournalMissing",
    message: `there is no journal ${path}`,
    remedy: "Name the file journal.jsonl of the nation's folder, or a copy of it.",
    docs: "docs/journal.md",
  });
}

/** The address of the members' register, if this machine has the deployment's record. */
async function membersOf(nation: string, chainId: number): Promise<string | undefined> {
  const { readRecord } = await import("../../sdk/connect.ts");
  const folder = join(deploymentsFolder(), deploymentId(nation, BigInt(chainId)));
  return existsSync(join(folder, "deployed_addresses.json")) ? readRecord(folder)["Members"] : undefined;
}

function copyMissing(): NeoguildError {
  return new NeoguildError({
    code: "OptionsInvalid",
    message: "without a node, a copy of the journal is needed",
    remedy: "Name it with --journal; nothing was kept.",
  });
}

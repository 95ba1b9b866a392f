import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Claims } from "../../chain/audit/deployment.ts";
import { deploymentsFolder, homeFolder } from "../../chain/folders.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { deploymentId } from "../../sdk/names.ts";
import { file } from "../options.ts";
import { defineTask } from "../task.ts";

export const nationAudit = defineTask({
  name: "nation:audit",
  description:
    "Replays a journal from nothing and checks every seal, signature, time and block, holds it against witnesses, and its " +
    "contracts against the record and this version's code; names the first line that differs and what that means, and what " +
    "the audit cannot say. Needs no node, and may run beside the nation. Exit code 1 if anything differs. " +
    "Example: npx hardhat nation:audit --journal copy.jsonl --witness ours.witness.jsonl --charter charters/ours.json",
  options: {
    journal: file.describe("The nation's journal, or a copy of it"),
    witness: file.optional().describe("Witnesses' files, with commas between them"),
    charter: file.optional().describe("The charter the nation should have; also names its record, if that is here"),
  },
  async run({ options, hre }) {
    const { journal, nation } = options;
    if (!existsSync(journal)) throw absent(journal, "Name the file journal.jsonl of the nation's folder, or a copy.");
    const [{ auditJournal }, { auditInWords }, { readWitness }] = await Promise.all([
      import("../../chain/audit/audit.ts"),
      import("../../chain/audit/words.ts"),
      import("../../chain/witness/file.ts"),
    ]);
    const witnesses = (options.witness?.split(",") ?? []).map((path) => {
      if (!existsSync(path)) throw absent(path, "Name a file that 'npx hardhat witness:keep' has written.");
      return readWitness(path);
    });
    const claims = await claimsFor({ nation, charter: options.charter });
    const audit = await auditJournal({ hre, path: journal, witnesses, claims, onProgress: reporter() });
    const { findings, senders, ...rest } = audit;
    return {
      lines: auditInWords(audit),
      data: { ...rest, holds: findings.length === 0, findings, senders: Object.fromEntries(senders) },
      fault: findings.length === 0 ? undefined : differs(journal, findings.length),
    };
  },
});

/** What this machine knows of the nation the journal should be of. */
async function claimsFor(known: { nation?: string | undefined; charter?: string | undefined }): Promise<Claims> {
  const [{ readCharter }, { readRecord }, { findNation }] = await Promise.all([
    import("../../sdk/charter.ts"),
    import("../../sdk/connect.ts"),
    import("../../chain/nations.ts"),
  ]);
  const charter = known.charter === undefined ? undefined : readCharter(known.charter);
  const name = known.nation ?? charter?.rules.name;
  if (name === undefined) return {};
  // A rehearsal here, whose chain id is everybody's, says nothing of a real nation of the name.
  const local = findNation(name, homeFolder());
  const founded = local?.kind === "real" ? local : undefined;
  return {
    chainId: founded?.chainId,
    cashier: founded?.cashier,
    charter: charter?.hash,
    addressesOn: (chainId) => {
      const folder = join(deploymentsFolder(), deploymentId(name, BigInt(chainId)));
      return existsSync(join(folder, "deployed_addresses.json")) ? readRecord(folder) : {};
    },
  };
}

/** Tells on stderr, once a second, how far a long replay is. */
function reporter(): (done: number, total: number) => void {
  let due = Date.now() + 1000;
  return (done, total) => {
    if (Date.now() < due) return;
    due = Date.now() + 1000;
    console.error(`Replaying: ${done} of ${total} entries`);
  };
}

function absent(path: string, remedy: string): NeoguildError {
  return new NeoguildError({ code: "FileMissing", message: `there is no file ${path}`, remedy, docs: "docs/trust.md" });
}

function differs(journal: string, count: number): NeoguildError {
  return new NeoguildError({
    code: "JournalDiffers",
    message: `${journal} is not what it should be: ${count} findings`,
    remedy: "Change nothing, keep the file and every witness, and compare with another copy of the journal.",
    docs: "docs/trust.md#what-a-finding-means",
  });
}

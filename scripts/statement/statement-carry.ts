import { z } from "zod";

import { carry, checkDestination, eventsNamed, signedAct, type Outcome, type SignedAct } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { contractNamed } from "../../sdk/contracts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import type { IStatements } from "../../typechain-types/index.ts";
import { filesIn, readJson } from "../options.ts";
import { defineTask, unchanged, type Report } from "../task.ts";

export const statementCarry = defineTask({
  name: "statement:carry",
  description:
    "Carries acts that others signed with --sign to the chain, in one transaction for each contract; one that fails is " +
    "skipped, with the reason. Anybody may carry. Needs files, or a folder of them. " +
    "Example: npx hardhat statement:carry --from signed/ · npx hardhat statement:carry --from a.json,b.json",
  options: {
    from: z.string().min(1, "name files with commas between them, or a folder").describe("Files, or a folder"),
  },
  async run({ options, nation, carrier }) {
    const connected = await nation();
    const acts = filesIn(options.from).map((path) => ({ path, act: readJson(path, signedAct) }));
    if (acts.length === 0) throw nothingToCarry(options.from);
    for (const { act } of acts) checkDestination(connected, act);
    const known = await Promise.all(acts.map(({ act }) => wasCarried(connected, act)));
    const fresh = acts.filter((_, index) => known[index] === false);
    if (fresh.length === 0) return unchanged(`All ${acts.length} acts were carried before.`, { carried: 0 });

    const reports: Report[] = [];
    for (const contract of new Set(fresh.map(({ act }) => act.contract))) {
      const batch = fresh.filter(({ act }) => act.contract === contract);
      const outcome = await carry(
        connected,
        await carrier(),
        batch.map(({ act }) => act),
      );
      reports.push(await told(batch, outcome));
    }
    return {
      lines: [
        ...(fresh.length === acts.length ? [] : [`${acts.length - fresh.length} acts were carried before.`]),
        ...reports.flatMap(({ lines }) => lines),
      ],
      data: { batches: reports.map(({ data }) => data), changed: true },
    };
  },
});

/** A signed act with a nonce is known to the chain once it is carried; others are told apart by what the contract says. */
async function wasCarried(nation: Nation, { contract, act }: SignedAct): Promise<boolean> {
  const { by, nonce } = act as { by: string; nonce?: string };
  if (nonce === undefined) return false;
  const statements = contractNamed(nation, contract)?.contract as unknown as IStatements | undefined;
  if (statements === undefined) return false;
  const word = await statements.usedNonces(BigInt(by), BigInt(nonce) / 256n);
  return ((word >> (BigInt(nonce) % 256n)) & 1n) === 1n;
}

async function told(batch: readonly { path: string; act: SignedAct }[], outcome: Outcome): Promise<Report> {
  const { decodeRevert, problemOf } = await import("../../sdk/reverts.ts");
  const skipped = eventsNamed(outcome, "CallSkipped").map(({ args }) => {
    const { index, reason } = args as { index: bigint; reason: string };
    const error = decodeRevert(reason);
    const why = error === undefined ? { code: "Unknown", message: reason } : problemOf(error);
    return { file: batch[Number(index)]?.path ?? "", code: why.code, why: why.message };
  });
  const carried = batch.length - skipped.length;
  const { hash: transaction, gasUsed } = outcome.receipt;
  return {
    lines: [
      `${carried} of ${batch.length} acts carried to ${batch[0]?.act.contract ?? ""}.`,
      ...skipped.map(({ file, why }) => `  skipped ${file}: ${why}`),
      `Transaction ${transaction}, ${gasUsed.toLocaleString("en")} gas.`,
    ],
    data: { carried, skipped, transaction, gasUsed },
  };
}

function nothingToCarry(from: string): NeoguildError {
  return new NeoguildError({
    code: "NothingToCarry",
    message: `${from} holds no signed act`,
    remedy: "Sign acts with the option --sign FILE of any task, and name those files.",
  });
}

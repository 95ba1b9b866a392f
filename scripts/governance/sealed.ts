import { z } from "zod";

import type { Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { hasFlag, RuleFlag } from "../../sdk/governance/rules.ts";
import { commitmentFor, requireChoice, SEALED_STAGES } from "../../sdk/governance/sealedBallots.ts";
import { remedyFor } from "../../sdk/remedies.ts";
import { readJson } from "../options.ts";

/** The member's own file of a sealed ballot: with it anybody can open the ballot. */
export const sealedBallot = z.strictObject({
  format: z.literal("neoguild-sealed-ballot-1"),
  chainId: z.string(),
  /** Of `SealedBallots`. */
  address: z.string(),
  proposal: z.coerce.bigint(),
  by: z.coerce.bigint(),
  choice: z.number().int().min(0).max(3),
  salt: z.string().regex(/^0x[0-9a-f]{64}$/, "a salt is 0x and 64 hexadecimal digits"),
});

export type SealedBallot = z.output<typeof sealedBallot>;

/** A sealed ballot from its file, of this nation. @throws NeoguildError `ActElsewhere` for one of another */
export function readSealed(path: string, { chainId, addresses }: Nation): SealedBallot {
  const ballot = readJson(path, sealedBallot);
  if (ballot.chainId === chainId.toString() && ballot.address === addresses.sealedBallots) return ballot;
  throw new NeoguildError({
    code: "ActElsewhere",
    message: `${path} is a sealed ballot of another nation, or of another chain`,
    remedy: "Use it where it was made; a commitment opens nowhere else.",
  });
}

export function commitmentOf({ chainId, address, proposal, by, choice, salt }: SealedBallot): string {
  return commitmentFor({ chainId: BigInt(chainId), address, proposal }, { by, choice, salt });
}

/** A file that is there is used again for the same ballot, and for no other. @throws NeoguildError `FileExists` */
export function requireSame(
  path: string,
  known: SealedBallot,
  { by, proposal, choice }: Pick<SealedBallot, "by" | "proposal" | "choice">,
): void {
  if (known.by === by && known.proposal === proposal && known.choice === choice) return;
  throw new NeoguildError({
    code: "FileExists",
    message: `${path} keeps another sealed ballot: of agent ${known.by} on proposal ${known.proposal}`,
    remedy: "Name another file: without that one, that ballot could not be opened. Nothing was written or sent.",
  });
}

/** Checks what the chain would refuse, now or when it is opened, so that no file is written for it. */
export async function requireFree(
  { contracts: { sealedBallots, assembly } }: Nation,
  {
    proposal,
    by,
    choice,
    committed,
  }: Pick<SealedBallot, "proposal" | "by" | "choice"> & { readonly committed: string },
): Promise<void> {
  const stage = Number(await sealedBallots.stageOf(proposal));
  if (SEALED_STAGES[stage] !== "committing") throw refused("SealedWrongStage", { proposal, stage: BigInt(stage) });
  const rule = await assembly.voteOf(proposal);
  requireChoice(choice, rule);
  const mayChange = hasFlag(rule, RuleFlag.MayChange);
  if (BigInt(committed) !== 0n && !mayChange) throw refused("SealedAlreadyCommitted", { by, proposal });
}

function refused(code: string, args: Readonly<Record<string, unknown>>): NeoguildError {
  const { message = code, remedy = "" } = remedyFor(code, args) ?? {};
  return new NeoguildError({ code, message, remedy, docs: `docs/errors.md#${code.toLowerCase()}` });
}

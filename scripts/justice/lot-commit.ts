import { act } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { byMember, file, lotId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";
import { keepSecret } from "./secrets.ts";

export const lotCommit = defineTask({
  name: "lot:commit",
  description:
    "Commits to a new secret, which with those of other members makes the seed of a lot. The secret is written to a file " +
    "before anything is sent: keep it, and reveal it with lot:reveal. Needs an active member without a part in the case. " +
    "Example: npx hardhat lot:commit --by 4 --lot 1 --secret my-secret.json",
  options: { by: byMember, lot: lotId, secret: file.describe("The file to write the secret to"), ...signing },
  async run({ options: { by, lot, secret: path }, nation, perform }) {
    const { commitmentOf, LOT_STAGES, newSecret } = await import("../../sdk/justice/sortition.ts");
    const { contracts, addresses, chainId } = await nation();
    const [{ round }, stage] = await Promise.all([contracts.sortition.lotOf(lot), contracts.sortition.stageOf(lot)]);
    const at = LOT_STAGES[Number(stage)] ?? "None";
    if (at !== "Committing") throw notCommitting(lot, at);
    const about = { chainId: chainId.toString(), address: addresses.sortition, lot, round, by };
    const secret = keepSecret(path, { format: "neoguild-secret-1", ...about }, newSecret());
    const commitment = commitmentOf(lot, round, by, secret);
    if ((await contracts.sortition.openCommitmentOf(lot, by)) === commitment) {
      return unchanged(`Agent ${by} has committed to the secret in ${path} already.`, { by, lot, round, commitment });
    }
    return perform(by, act("sortition", "commit", { lot, round, commitment }), {
      tell: () => ({
        lines: [
          `Agent ${by} commits to a secret for lot ${lot}, round ${round}.`,
          `Keep ${path} to yourself, and reveal it in time: npx hardhat lot:reveal --from ${path}`,
        ],
        data: { by, lot, round, commitment, secret: path },
      }),
    });
  },
});

function notCommitting(lot: bigint, stage: string): NeoguildError {
  return new NeoguildError({
    code: "LotNotCommitting",
    message: `lot ${lot} takes no commitments now: it is at the stage ${stage}`,
    remedy: `See where it stands with 'npx hardhat lot:show --lot ${lot}'; nothing was written or sent.`,
    docs: "docs/lot.md",
  });
}

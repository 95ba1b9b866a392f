import { eventsNamed } from "../../sdk/acts.ts";
import type { Nation } from "../../sdk/connect.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { filesIn, text } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";
import { readSecret, type SecretFile } from "./secrets.ts";

/** Gas of a transaction, and of each secret in it, with room to spare (see `bench`). */
const [BASE_GAS, REVEAL_GAS] = [100_000n, 100_000n];

export const lotReveal = defineTask({
  name: "lot:reveal",
  description:
    "Reveals secrets that members committed to, all in one transaction. A secret proves itself: anybody may carry it. " +
    "Needs the files of lot:commit, or a folder of them, and the time to reveal (see lot:show). " +
    "Example: npx hardhat lot:reveal --from my-secret.json",
  options: { from: text.describe("Files with commas between them, or a folder") },
  async run({ options: { from }, nation, transact }) {
    const connected = await nation();
    const { sortition } = connected.contracts;
    const secrets = filesIn(from).map((path) => ({ path, ...readSecret(path) }));
    for (const secret of secrets) checkPlace(connected, secret);
    const open = await Promise.all(secrets.map(({ lot, by }) => sortition.openCommitmentOf(lot, by)));
    const waiting = secrets.filter((_, index) => BigInt(open[index] ?? 0) !== 0n);
    if (waiting.length === 0) return unchanged("Every one of these secrets is revealed already.", { revealed: 0 });

    // Asked first, so that a secret that is refused says why and not only that it was left out.
    for (const { lot, by, secret } of waiting) await sortition.reveal.staticCall(lot, by, secret);
    const calls = waiting.map(({ lot, by, secret }) =>
      sortition.interface.encodeFunctionData("reveal", [lot, by, secret]),
    );
    return transact("sortition", "carry", [calls], {
      gasLimit: BASE_GAS + REVEAL_GAS * BigInt(calls.length),
      tell: (outcome) => {
        const revealed = eventsNamed(outcome, "SecretRevealed").map(({ args }) => args["by"] as bigint);
        return {
          lines: [`Revealed: the secrets of ${revealed.map((id) => `agent ${id}`).join(", ") || "nobody"}.`],
          data: { revealed: revealed.length, by: revealed },
        };
      },
    });
  },
});

function checkPlace({ chainId, addresses }: Nation, { path, ...secret }: SecretFile & { path: string }): void {
  if (secret.chainId === chainId.toString() && secret.address === addresses.sortition) return;
  throw new NeoguildError({
    code: "SecretElsewhere",
    message: `the secret in ${path} is for ${secret.address} on chain ${secret.chainId}, and this nation draws elsewhere`,
    remedy: "Reveal it there; nothing was sent.",
  });
}

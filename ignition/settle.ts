import { NeoguildError } from "../sdk/errors.ts";
import type { Eip1193Provider } from "../sdk/provider.ts";

export interface SettleParams {
  readonly provider: Eip1193Provider;
  readonly sender: string;
  /** Blocks after which a transaction counts as settled, its own included. */
  readonly confirmations: number;
  /** Milliseconds between two questions. */
  readonly pollMs: number;
  /** Milliseconds after which waiting ends. */
  readonly patienceMs?: number;
}

/** A block on a slow chain takes 12 seconds; five of them and some to spare. */
const PATIENCE_MS = 120_000;

/**
 * Waits until every transaction of the sender has its confirmations. A killed run leaves some on their way, and Ignition
 * refuses to begin beside them.
 * @throws NeoguildError `DeploymentPending`
 */
export async function settleTransactions(params: SettleParams): Promise<void> {
  const { provider, sender, confirmations, pollMs, patienceMs = PATIENCE_MS } = params;
  const count = async (tag: string) =>
    Number(await provider.request({ method: "eth_getTransactionCount", params: [sender, tag] }));
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const latest = Number(await provider.request({ method: "eth_blockNumber" }));
    const safe = latest - confirmations + 1;
    const [settled, pending] = [safe < 0 ? 0 : await count(`0x${safe.toString(16)}`), await count("pending")];
    if (settled >= pending) return;
    if (Date.now() > deadline) {
      throw new NeoguildError({
        code: "DeploymentPending",
        message: `${pending - settled} transactions of ${sender} wait to be mined and confirmed`,
        remedy: "Run the same command again once they are; nothing was sent.",
        docs: "docs/deployment.md",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

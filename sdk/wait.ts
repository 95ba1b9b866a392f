import type { Provider, TransactionReceipt } from "ethers";

import { NeoguildError } from "./errors.ts";

/** How long a transaction may take until we stop waiting for it (milliseconds); it may still be mined later. */
const WAIT_MS = 60_000;

/**
 * Waits for a transaction with a time-out of our own: ethers' `waitForTransaction` can wait for ever for a block that an
 * automining chain never makes.
 * @throws NeoguildError `TransactionNotMined`
 */
export async function waitForReceipt(
  provider: Provider,
  hash: string,
  timeoutMs = WAIT_MS,
): Promise<TransactionReceipt> {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 1_000)) {
    const receipt = await provider.getTransactionReceipt(hash);
    if (receipt !== null) return receipt;
    if (Date.now() > deadline) {
      throw new NeoguildError({
        code: "TransactionNotMined",
        message: `transaction ${hash} was not mined within ${timeoutMs / 1000} s`,
        remedy: "It may still be mined: look for it before you send it again; the acts themselves cannot happen twice.",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

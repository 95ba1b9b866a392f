import { isError } from "ethers";

import { NeoguildError } from "./errors.ts";
import type { Eip1193Provider } from "./provider.ts";

/** PUSH0 three times, MCOPY, and an empty return: instructions that the compiler uses, of the Shanghai and Cancun forks. */
const PROBE = "0x5f5f5f5e5f5ff3";

/**
 * Checks that a chain knows the instructions the contracts are compiled to: on an older one they would be deployed and
 * then fail, one by one.
 * @throws NeoguildError `ChainTooOld`
 */
export async function requireModernChain(provider: Eip1193Provider): Promise<void> {
  try {
    await provider.request({ method: "eth_call", params: [{ data: PROBE }, "latest"] });
  } catch (cause) {
    // A node that answers nothing says nothing about its chain.
    if (isError(cause, "SERVER_ERROR")) throw cause;
    throw new NeoguildError(
      {
        code: "ChainTooOld",
        message: "the chain does not know instructions of the contracts' code (MCOPY, of the Cancun fork)",
        remedy: "Nothing was sent. Take a chain that follows Ethereum's Prague fork or a later one.",
        docs: "docs/deployment.md",
      },
      { cause },
    );
  }
}

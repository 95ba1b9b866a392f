import { JsonRpcProvider, Network } from "ethers";

import type { Nation } from "../../connect.ts";
import { NeoguildError } from "../../errors.ts";

export interface Call {
  readonly to: string;
  readonly data: string;
}

/** Questions in one request, and how many are on their way at a time. */
const [A_REQUEST, ON_THE_WAY] = [100, 1_000];

/**
 * Asks many views at one block. An answer is the returned data, or undefined where the view refuses.
 * @param block The block's number, or undefined for the latest.
 */
export async function callMany(
  nation: Nation,
  calls: readonly Call[],
  block?: number,
): Promise<(string | undefined)[]> {
  const network = Network.from(nation.chainId);
  const options = { staticNetwork: network, batchMaxCount: A_REQUEST, batchStallTime: 0, cacheTimeout: -1 };
  const provider = new JsonRpcProvider(nation.provider._getConnection(), network, options);
  const tag = block === undefined ? "latest" : `0x${block.toString(16)}`;
  try {
    const answers: (string | undefined)[] = [];
    for (let first = 0; first < calls.length; first += ON_THE_WAY) {
      const page = calls.slice(first, first + ON_THE_WAY);
      answers.push(
        ...(await Promise.all(
          page.map(async ({ to, data }) => {
            try {
              return (await provider.send("eth_call", [{ to, data }, tag])) as string;
            } catch (error) {
              if (isRefusal(error)) return undefined;
              throw isForgotten(error) ? forgotten(block) : error;
            }
          }),
        )),
      );
    }
    return answers;
  } finally {
    provider.destroy();
  }
}

/** Whether the contract itself refused. */
function isRefusal(error: unknown): boolean {
  return (error as { code?: unknown }).code === "CALL_EXCEPTION";
}

/** Nodes keep the state of old blocks for a while only, unless they are archives. */
function isForgotten(error: unknown): boolean {
  return /missing trie node|state .*(not available|unavailable|pruned)|historical state|header not found/i.test(
    error instanceof Error ? error.message : String(error),
  );
}

function forgotten(block: number | undefined): NeoguildError {
  return new NeoguildError({
    code: "BlockForgotten",
    message: `the node no longer answers for block ${block ?? "latest"}`,
    remedy: "Ask an archive node, or export the books anew and recompute them at once; --offline compares nothing.",
    docs: "docs/books.md",
  });
}

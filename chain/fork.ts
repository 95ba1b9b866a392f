import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import type { Eip1193Provider } from "../sdk/provider.ts";

/** A copy of a chain in this process, to try out what the chain itself never sees. */
export interface Fork extends Eip1193Provider {
  close(): Promise<void>;
}

export interface ForkParams {
  readonly hre: HardhatRuntimeEnvironment;
  /** RPC address of the node whose chain is copied; any EVM node, since only its state is read. */
  readonly url: string;
  readonly chainId: bigint;
  /** The block after which the copy goes its own way. */
  readonly block: number;
}

/**
 * Copies a chain as of one block. Nothing is sent to the node: what the copy does not know yet is read there, when it is
 * needed. In the copy a block may have the time of the one before, so that a before and an after differ in nothing else.
 */
export async function forkChain({ hre, url, chainId, block }: ForkParams): Promise<Fork> {
  const connection = await hre.network.create({
    network: "node",
    chainType: "l1",
    override: {
      chainId: Number(chainId),
      allowBlocksWithSameTimestamp: true,
      forking: { url, blockNumber: block },
    },
  });
  return { request: (request) => connection.provider.request(request), close: () => connection.close() };
}

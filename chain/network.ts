import type { EdrNetworkConfigOverride } from "hardhat/types/config";
import type { NetworkConnectionParams } from "hardhat/types/network";
import { z } from "zod";

import type { Genesis } from "./format.ts";
import { NO_ACCOUNTS } from "./genesis.ts";

/** A network that begins as a journal says its own began: the other way round of `genesisOf`. */
export interface WrittenNetwork extends NetworkConnectionParams<string> {
  readonly override: EdrNetworkConfigOverride;
}

/** Big numbers are written as decimal text; `false` means no limit. */
const limit = z.union([z.literal(false), z.string().transform((text) => BigInt(text))]);
const price = z.string().transform((text) => BigInt(text));

/** What a genesis is configured by, but for the least gas price, which no network with EIP-1559 takes. */
const rules = z.object({
  chainId: z.int().positive(),
  chainType: z.enum(["l1", "op", "generic"]),
  hardfork: z.string(),
  initialDate: z.string(),
  accounts: z.string(),
  automine: z.boolean(),
  mempoolOrder: z.enum(["fifo", "priority"]),
  blockGasLimit: limit.nullable(),
  transactionGasCap: limit.nullable(),
  initialBaseFeePerGas: price.nullable(),
  coinbase: z.string(),
  allowBlocksWithSameTimestamp: z.boolean(),
  allowUnlimitedContractSize: z.boolean(),
});

/** The network of a journal's first line, for `hre.network.create`; undefined where its rules cannot be read. */
export function networkOf(genesis: Genesis): WrittenNetwork | undefined {
  const { success, data } = rules.safeParse(genesis);
  if (!success) return undefined;
  const { chainType, accounts, automine, mempoolOrder, ...plain } = data;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== null));
  return {
    network: "node",
    chainType,
    override: {
      ...given,
      // Whether a transaction that reverts is answered with an error was the other chain's business; its block tells.
      throwOnTransactionFailures: false,
      mining: { auto: automine, mempool: { order: mempoolOrder } },
      ...(accounts === NO_ACCOUNTS ? { accounts: [] } : {}),
    },
  };
}

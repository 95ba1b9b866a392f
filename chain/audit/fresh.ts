import type { EdrNetworkConfigOverride } from "hardhat/types/config";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { z } from "zod";

import { NO_ACCOUNTS } from "./acts.ts";
import type { Genesis } from "../format.ts";

// A chain in this process that begins as a journal says its own began, and keeps none.

/** What a genesis is configured by; big numbers are written as decimal text, `false` means no limit. The least gas price is
 * left out: no network with EIP-1559 takes one. */
const limit = z.union([z.literal(false), z.string().transform((text) => BigInt(text))]);
const price = z.string().transform((text) => BigInt(text));

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

/** A fresh chain of this genesis; undefined where its rules cannot be read. Who asked for it closes it. */
export async function freshChain(
  hre: HardhatRuntimeEnvironment,
  genesis: Genesis,
): Promise<NetworkConnection<string> | undefined> {
  const { success, data } = rules.safeParse(genesis);
  if (!success) return undefined;
  const { chainType, accounts, automine, mempoolOrder, ...plain } = data;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== null));
  const override: EdrNetworkConfigOverride = {
    ...given,
    // Whether a transaction that reverts is answered with an error was the other chain's business; its block tells.
    throwOnTransactionFailures: false,
    mining: { auto: automine, mempool: { order: mempoolOrder } },
    ...(accounts === NO_ACCOUNTS ? { accounts: [] } : {}),
  };
  return hre.network.create({ network: "node", chainType, override });
}

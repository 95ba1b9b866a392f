import { createHash } from "node:crypto";
import type { EdrNetworkConfigOverride } from "hardhat/types/config";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { headOf } from "../engine.ts";
import type { Genesis, Head } from "../format.ts";

const NO_ACCOUNTS = `0x${createHash("sha256").update("").digest("hex")}`;

/**
 * Sends every request of a journal again to a new chain and returns the block it ends in.
 * @throws JournalError "diverged" if that is not where the journal says, "foreign" if this program has another genesis
 */
export async function replayOf(hre: HardhatRuntimeEnvironment, journal: string, genesis: Genesis): Promise<Head> {
  const override = { ...networkOf(genesis), journal };
  const connection = await hre.network.create({ network: "node", override });
  try {
    return await headOf(connection.provider);
  } finally {
    await connection.close();
  }
}

/** The network a journal was written on, as its first line tells; opening it compares every word. */
function networkOf(genesis: Genesis): EdrNetworkConfigOverride {
  const amount = (name: string) => (typeof genesis[name] === "string" ? { [name]: BigInt(genesis[name]) } : {});
  return {
    chainId: Number(genesis["chainId"]),
    hardfork: String(genesis["hardfork"]),
    coinbase: String(genesis["coinbase"]),
    mining: { auto: genesis["automine"] === true },
    allowBlocksWithSameTimestamp: genesis["allowBlocksWithSameTimestamp"] === true,
    // Its minimum gas price is always 0 under EIP-1559, and may not be named.
    ...amount("blockGasLimit"),
    ...amount("transactionGasCap"),
    ...amount("initialBaseFeePerGas"),
    // A chain without accounts is a real nation's, which answers a failed transaction with its hash (chain/real.ts).
    ...(genesis["accounts"] === NO_ACCOUNTS ? { accounts: [], throwOnTransactionFailures: false } : {}),
  };
}

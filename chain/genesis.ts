import { createHash } from "node:crypto";
import type { EdrNetworkConfig } from "hardhat/types/config";
import type { EthereumProvider } from "hardhat/types/providers";
import { z } from "zod";
import { headOf } from "./engine.ts";
import { JournalError } from "./errors.ts";
import type { Genesis } from "./format.ts";

/** What a genesis says of a chain without unlocked accounts. */
export const NO_ACCOUNTS = hashOf([]);

/** Most gas of a transaction since Osaka (EIP-7825). A genesis says null for it, spelled out or left to the hardfork. */
export const OSAKA_GAS_CAP = 2n ** 24n;

export interface GenesisParams {
  readonly provider: EthereumProvider;
  readonly config: EdrNetworkConfig;
  readonly chainType: string;
}

/** Everything the outcome of a request depends on, from the configuration and the first block. */
export async function genesisOf({ provider, config, chainType }: GenesisParams): Promise<Genesis> {
  const accounts = z.array(z.string()).parse(await provider.request({ method: "eth_accounts" }));
  const first = await headOf(provider, 0);
  const ofHardfork = config.hardfork === "osaka" && config.transactionGasCap === OSAKA_GAS_CAP;
  return {
    chainId: config.chainId,
    chainType,
    hardfork: config.hardfork,
    initialDate: new Date(first.timestamp * 1000).toISOString(),
    accounts: hashOf(accounts),
    automine: config.mining.auto,
    mempoolOrder: config.mining.mempool.order,
    blockGasLimit: textOf(config.blockGasLimit),
    transactionGasCap: ofHardfork ? null : textOf(config.transactionGasCap),
    minGasPrice: textOf(config.minGasPrice),
    initialBaseFeePerGas: textOf(config.initialBaseFeePerGas),
    coinbase: `0x${Buffer.from(config.coinbase).toString("hex")}`,
    allowBlocksWithSameTimestamp: config.allowBlocksWithSameTimestamp,
    allowUnlimitedContractSize: config.allowUnlimitedContractSize ?? false,
    block: first.hash,
  };
}

/** Throws `JournalError` "foreign" that lists what differs. */
export function requireSameGenesis(path: string, written: Genesis, found: Genesis): void {
  const names = [...new Set([...Object.keys(written), ...Object.keys(found)])];
  const differing = names.filter((name) => written[name] !== found[name]);
  if (differing.length === 0) return;
  // The hash of the first block follows from the rest; alone it tells that the accounts' balances differ.
  const telling = differing.length > 1 ? differing.filter((name) => name !== "block") : differing;
  const list = telling.map((name) => `  ${name}: journal ${String(written[name])}, this chain ${String(found[name])}`);
  throw new JournalError(
    "foreign",
    `The journal ${path} belongs to a chain with another genesis:\n${list.join("\n")}\n` +
      "Start with the network configuration it was written with, or name another file to begin a new chain.",
  );
}

function hashOf(accounts: readonly string[]): string {
  return `0x${createHash("sha256").update(accounts.join("\n")).digest("hex")}`;
}

function textOf(value: bigint | false | undefined): string | false | null {
  return typeof value === "bigint" ? value.toString() : (value ?? null);
}

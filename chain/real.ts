import { resolve } from "node:path";
import type { EdrNetworkConfigOverride } from "hardhat/types/config";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { parseEther, toQuantity, Transaction } from "ethers";

import { JournalError } from "./errors.ts";
import type { Chain } from "./filter/pace.ts";
import { Refusal } from "./filter/refusal.ts";
import { serveFilter } from "./filter/server.ts";
import { OSAKA_GAS_CAP } from "./genesis.ts";
import { requireFree } from "./ports.ts";
import type { ServedChain } from "./serve.ts";
import { runningOn } from "./sessions.ts";

/** No rules of a chain: what is each one's own, what none here may have, and what tools do with it. */
type Unruled =
  | ("chainId" | "networkId" | "initialDate" | "journal")
  | ("forking" | "loggingEnabled" | "minGasPrice")
  | ("from" | "gas" | "gasMultiplier" | "gasPrice" | "ignition" | "ethers");

/**
 * The chain of every real nation, apart from its id: no account is unlocked and nothing costs gas. It is spelled out, and
 * nothing left to Hardhat's defaults, since a journal is replayed on the rules it was written on. The compiler
 * misses a rule that a later Hardhat brings.
 */
export const REAL_CHAIN = {
  accounts: [],
  hardfork: "osaka",
  coinbase: "0xc014ba5ec014ba5ec014ba5ec014ba5ec014ba5e",
  mining: { auto: true, interval: 0, mempool: { order: "priority" } },
  initialBaseFeePerGas: 0n,
  // A transaction may use 16.78 million gas and fills a block alone. The base fee stays 0 as long as that is at most half.
  blockGasLimit: 60_000_000n,
  transactionGasCap: OSAKA_GAS_CAP,
  gasEstimationMode: "noInternalOutOfGas",
  allowBlocksWithSameTimestamp: false,
  allowUnlimitedContractSize: false,
  throwOnCallFailures: true,
  // A transaction that fails on the chain is answered with its hash, as everywhere but in Hardhat.
  throwOnTransactionFailures: false,
} as const satisfies Required<Omit<EdrNetworkConfigOverride, Unruled>>;

/** The counter of money of a nation on a chain of its own: what its cashier holds at the bank is booked from here. */
export const COINS = parseEther("1000000000");

export interface ServeRealParams {
  readonly hre: HardhatRuntimeEnvironment;
  /** File of the journal, relative to the project's root. */
  readonly journal: string;
  readonly chainId: number;
  readonly port: number;
  /** Who gets the coins of a new chain: the one unsigned entry of its journal, and its first. */
  readonly cashier: string;
  /** As long as there is one, no other account's transactions are taken. */
  readonly founder?: () => string | undefined;
  /** Origins of web pages that may ask the node. */
  readonly origins?: readonly string[];
}

/**
 * Serves the chain of a real nation: it runs in this process, and the filter in front of it is the only way in.
 * @throws JournalError if the port is taken or the journal cannot be opened or replayed
 */
export async function serveReal(params: ServeRealParams): Promise<ServedChain> {
  const { hre, journal, chainId, port, cashier, founder = () => undefined, origins = [] } = params;
  await requireFree(port);
  const connection = await hre.network.create({ network: "node", override: { ...REAL_CHAIN, chainId, journal } });
  try {
    const running = runningOn(resolve(hre.config.paths.root, journal));
    if (running === undefined) {
      throw new JournalError("unsupported", "The Hardhat configuration lacks the journal plugin (chain/plugin.ts).");
    }
    const { replayed, torn } = running.session;
    const { provider } = connection;
    if (replayed === 0) {
      await provider.request({ method: "hardhat_setBalance", params: [cashier, toQuantity(COINS)] });
    }
    const filter = await serveFilter({ chain: reserved(provider, founder), port, origins });
    return {
      url: filter.url,
      replayed,
      head: running.session.head,
      torn,
      async close() {
        await filter.close();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** A stranger's contract in the midst of a founding would look like one of the nation's, and coins for its key end it late. */
function reserved(chain: Chain, founder: () => string | undefined): Chain {
  return {
    async request({ method, params = [] }) {
      const only = method === "eth_sendRawTransaction" ? founder() : undefined;
      if (only !== undefined && Transaction.from(String(params[0])).from !== only) {
        throw new Refusal("limit", "this nation is being founded; send the transaction again when it stands");
      }
      return chain.request({ method, params });
    },
  };
}

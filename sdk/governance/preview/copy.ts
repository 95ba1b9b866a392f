import { toQuantity } from "ethers";

import { nodeRefused, type Eip1193Provider } from "../../provider.ts";

/** Most gas of a transaction (EIP-7825). */
const MOST_GAS = toQuantity(2n ** 24n);

/** How the copy tells that the node it was made of gave no answer. */
const OF_THE_NODE = /\bHTTP|\bserver\b|sending request|connect|timed? ?out/i;

/** A log as the chain wrote it. */
export interface PlainLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

export interface Receipt {
  readonly status: string;
  readonly logs: readonly PlainLog[];
  readonly gasUsed: string;
}

/** A copy of a chain, asked in the plain words of JSON-RPC. */
export class Copy {
  readonly #provider: Eip1193Provider;

  constructor(provider: Eip1193Provider) {
    this.#provider = provider;
  }

  /** @throws NeoguildError `NodeRefused` where the copied chain's node does not tell what is needed */
  async ask(method: string, ...params: unknown[]): Promise<unknown> {
    try {
      return await this.#provider.request({ method, params });
    } catch (error) {
      const message = error instanceof Error ? error.message : "";
      // What a contract reverts with may say anything, also that a node refused.
      if (isRevert(error) || !OF_THE_NODE.test(message)) throw error;
      const [, status] = /\((\d{3}) /.exec(message) ?? [];
      throw nodeRefused(status === undefined ? undefined : Number(status));
    }
  }

  /** Undefined where the call reverts, and only there: what could not be asked is no answer. */
  async read(to: string, data: string, block: string): Promise<string | undefined> {
    try {
      return String(await this.ask("eth_call", { to, data }, block));
    } catch (error) {
      if (isRevert(error)) return undefined;
      throw error;
    }
  }

  /** Mines a block with the time of `moment`. */
  async mine(moment: bigint): Promise<string> {
    await this.ask("evm_mine", Number(moment));
    return String(await this.ask("eth_blockNumber"));
  }

  /** Sends from an account whose key nobody needs, in a block of that time. @throws what the call reverts with */
  async send(from: string, to: string, data: string, value: bigint, moment: bigint): Promise<[string, Receipt]> {
    await this.ask("hardhat_impersonateAccount", from);
    await this.ask("hardhat_setNextBlockBaseFeePerGas", "0x0");
    await this.ask("evm_setNextBlockTimestamp", Number(moment));
    const call = { from, to, data, value: toQuantity(value), gas: MOST_GAS, gasPrice: "0x0" };
    const hash = String(await this.ask("eth_sendTransaction", call));
    return [hash, (await this.ask("eth_getTransactionReceipt", hash)) as Receipt];
  }

  /** Undoes what happens inside. */
  async trying<T>(attempt: () => Promise<T>): Promise<T> {
    const mark = await this.ask("evm_snapshot");
    try {
      return await attempt();
    } finally {
      await this.ask("evm_revert", mark);
    }
  }
}

/** Whether a call ran and failed, by itself or for want of gas. */
function isRevert(error: unknown): boolean {
  const { code, data } = error as { code?: unknown; data?: unknown };
  return code === 3 || (typeof data === "object" && data !== null && "reason" in data);
}

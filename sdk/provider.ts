import { JsonRpcProvider, Network, type Wallet } from "ethers";

import { NeoguildError } from "./errors.ts";

/** An EIP-1193 provider, as deployment tools ask for. */
export interface Eip1193Provider {
  request(request: { method: string; params?: unknown[] | Record<string, unknown> }): Promise<unknown>;
}

/** How long a node may take to say which chain it has (milliseconds). */
const ANSWER_MS = 10_000;

/** A provider that asks the node at once instead of gathering requests, and never waits four seconds for news. */
export function rpcProvider(url: string, chainId: bigint): JsonRpcProvider {
  const options = { staticNetwork: Network.from(chainId), batchMaxCount: 1, pollingInterval: 100, cacheTimeout: -1 };
  return new JsonRpcProvider(url, chainId, options);
}

/** The chain id of the node behind an RPC address. @throws NeoguildError `NodeUnreachable`, `NodeRefused` */
export async function chainIdOf(url: string): Promise<bigint> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!response.ok) throw nodeRefused(response.status);
    const { result } = (await response.json()) as { result: string };
    return BigInt(result);
  } catch (error) {
    if (error instanceof NeoguildError) throw error;
    // Without a cause, which may name the whole address.
    throw new NeoguildError({
      code: "NodeUnreachable",
      message: `no node answers at ${hostOf(url)}`,
      remedy: "Start one with 'npm start', or name another with --network or NEOGUILD_RPC_URL.",
    });
  }
}

/** A node that answers with an HTTP error. Without a cause, which names the whole address. */
export function nodeRefused(status: number | undefined): NeoguildError {
  return new NeoguildError({
    code: "NodeRefused",
    message: `the node refused to answer${status === undefined ? "" : ` (HTTP ${status})`}`,
    remedy: "Check the RPC address and its quota with whoever runs the node, then run the command again.",
  });
}

/** The host of an RPC address, for people to read: the rest of it may be a key to a paid service. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an address that is no URL";
}

/** The node's own accounts (a local chain in a rehearsal), as EIP-1193. */
export function unlockedProvider(provider: JsonRpcProvider): Eip1193Provider {
  return { request: async ({ method, params }): Promise<unknown> => provider.send(method, params ?? []) };
}

/** One wallet's account: transactions are signed here, and only the signed bytes reach the node. */
export function walletProvider(provider: JsonRpcProvider, wallet: Wallet): Eip1193Provider {
  const signer = wallet.connect(provider);
  return {
    async request({ method, params }): Promise<unknown> {
      if (method === "eth_accounts" || method === "eth_requestAccounts") return [wallet.address];
      if (method !== "eth_sendTransaction") return (await provider.send(method, params ?? [])) as unknown;
      const [sent] = params as [Record<string, string>];
      const { gas, from: _from, ...rest } = sent;
      const response = await signer.sendTransaction({ ...rest, ...(gas === undefined ? {} : { gasLimit: gas }) });
      return response.hash;
    },
  };
}

// What the node of a real nation does with each method: a closed list, the same as in docs/nation.md. A method that is
// not here does not get through, whatever the chain behind it could do.

/** Reads, and the most parameters of each: a further one (the state overrides of `eth_call`) does not get through. */
const READING: ReadonlyMap<string, number> = new Map([
  ["eth_blockNumber", 0],
  ["eth_call", 2],
  ["eth_chainId", 0],
  ["eth_estimateGas", 2],
  ["eth_getBalance", 2],
  ["eth_getBlockByHash", 2],
  ["eth_getBlockByNumber", 2],
  ["eth_getBlockTransactionCountByHash", 1],
  ["eth_getBlockTransactionCountByNumber", 1],
  ["eth_getCode", 2],
  ["eth_getLogs", 1],
  ["eth_getProof", 3],
  ["eth_getStorageAt", 3],
  ["eth_getTransactionByBlockHashAndIndex", 2],
  ["eth_getTransactionByBlockNumberAndIndex", 2],
  ["eth_getTransactionByHash", 1],
  ["eth_getTransactionCount", 2],
  ["eth_getTransactionReceipt", 1],
  ["eth_syncing", 0],
  ["net_version", 0],
  ["web3_clientVersion", 0],
]);

/** Answered without the chain: nobody's account is here, and nothing costs gas. */
const CONSTANT: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["eth_accounts", []],
  ["eth_gasPrice", "0x0"],
  ["eth_maxPriorityFeePerGas", "0x0"],
]);

/** Every method that gets through. */
export const PASSING: readonly string[] = [
  ...READING.keys(),
  ...CONSTANT.keys(),
  "eth_feeHistory",
  "eth_sendRawTransaction",
].sort();

export type Passage =
  | { readonly kind: "read"; readonly mostParams: number }
  | { readonly kind: "constant"; readonly result: unknown }
  | { readonly kind: "fees" }
  | { readonly kind: "raw" }
  | { readonly kind: "refused"; readonly why: string };

export function passageOf(method: string): Passage {
  if (method === "eth_sendRawTransaction") return { kind: "raw" };
  if (method === "eth_feeHistory") return { kind: "fees" };
  if (CONSTANT.has(method)) return { kind: "constant", result: CONSTANT.get(method) };
  const mostParams = READING.get(method);
  if (mostParams !== undefined) return { kind: "read", mostParams };
  // Clients know these words: ethers then polls instead of keeping a filter in the node.
  return {
    kind: "refused",
    why: `the method ${method} does not exist on the node of a real nation: ${reason(method)}`,
  };
}

function reason(method: string): string {
  if (/^(eth_sendTransaction|eth_sign|personal_|wallet_|eth_requestAccounts)/.test(method)) {
    return (
      "it holds nobody's key. Sign with your own (a task's --keystore FILE, or a wallet) and send the signed " +
      "transaction with eth_sendRawTransaction."
    );
  }
  if (/^(evm|hardhat|anvil)_/.test(method)) {
    return "its time and state are nobody's to set. Try things out in a rehearsal (docs/nation.md).";
  }
  if (/Filter|subscribe/.test(method)) {
    return "it keeps no state for its clients. Ask eth_blockNumber and eth_getLogs from time to time.";
  }
  return "docs/nation.md lists what it answers.";
}

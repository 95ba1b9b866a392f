import type { JsonRpcRequest } from "hardhat/types/providers";

// What a chain with a journal does with each method. The list is complete for Hardhat 3.17 and closed: a method that is
// not here might change the chain behind the journal's back, so it is refused.

/** Changes the chain, or what its next block will be: journalled and replayed. */
const KEPT = new Set([
  "eth_sendRawTransaction",
  "eth_sendTransaction",
  "evm_increaseTime",
  "evm_mine",
  "evm_revert",
  "evm_setAutomine",
  "evm_setBlockGasLimit",
  "evm_setNextBlockTimestamp",
  "evm_snapshot",
  "hardhat_dropTransaction",
  "hardhat_impersonateAccount",
  "hardhat_mine",
  "hardhat_setBalance",
  "hardhat_setCode",
  "hardhat_setCoinbase",
  "hardhat_setMinGasPrice",
  "hardhat_setNextBlockBaseFeePerGas",
  "hardhat_setNonce",
  "hardhat_setPrevRandao",
  "hardhat_setStorageAt",
  "hardhat_stopImpersonatingAccount",
]);

/** Leaves the chain as it is. Filters and subscriptions belong to a client's session and end with the process. */
const READ = new Set([
  "debug_traceCall",
  "debug_traceTransaction",
  "eth_accounts",
  "eth_blobBaseFee",
  "eth_blockNumber",
  "eth_call",
  "eth_chainId",
  "eth_coinbase",
  "eth_estimateGas",
  "eth_feeHistory",
  "eth_gasPrice",
  "eth_getBalance",
  "eth_getBlockByHash",
  "eth_getBlockByNumber",
  "eth_getBlockTransactionCountByHash",
  "eth_getBlockTransactionCountByNumber",
  "eth_getCode",
  "eth_getFilterChanges",
  "eth_getFilterLogs",
  "eth_getLogs",
  "eth_getProof",
  "eth_getStorageAt",
  "eth_getTransactionByBlockHashAndIndex",
  "eth_getTransactionByBlockNumberAndIndex",
  "eth_getTransactionByHash",
  "eth_getTransactionCount",
  "eth_getTransactionReceipt",
  "eth_maxPriorityFeePerGas",
  "eth_newBlockFilter",
  "eth_newFilter",
  "eth_newPendingTransactionFilter",
  "eth_pendingTransactions",
  "eth_sign",
  "eth_signTypedData_v4",
  "eth_subscribe",
  "eth_syncing",
  "eth_uninstallFilter",
  "eth_unsubscribe",
  "hardhat_getAutomine",
  "hardhat_metadata",
  "hardhat_setLoggingEnabled",
  "net_version",
  "personal_sign",
  "web3_clientVersion",
  "web3_sha3",
]);

/** Every method of Hardhat's node. */
export const METHODS: readonly string[] = [...KEPT, ...READ, "evm_setIntervalMining"].sort();

export type Treatment = { readonly kind: "kept" | "read" } | { readonly kind: "refused"; readonly why: string };

export function treatmentOf({ method, params }: JsonRpcRequest): Treatment {
  const [first] = Array.isArray(params) ? (params as unknown[]) : [];
  // Moving the clock by nothing is how the offset of the clock is read.
  if (method === "evm_increaseTime" && Number(first) === 0) return { kind: "read" };
  if (method === "evm_setIntervalMining" && first === 0) return { kind: "read" };
  if (KEPT.has(method)) return { kind: "kept" };
  if (READ.has(method)) return { kind: "read" };
  return { kind: "refused", why: reasonAgainst(method) };
}

function reasonAgainst(method: string): string {
  return method === "evm_setIntervalMining"
    ? "evm_setIntervalMining is refused by a chain with a journal: a block mined by a timer has no request to replay. " +
        "Mine with evm_mine, or leave automine on."
    : `${method} is refused by a chain with a journal: it is not among the methods that can be replayed or are known to ` +
        "change nothing.";
}

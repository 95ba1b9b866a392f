import type { EthereumProvider } from "hardhat/types/providers";
import { z } from "zod";
import type { Head } from "./format.ts";

// The few questions the journal asks of the chain, answered in plain types.

const quantity = z.string().transform((hex) => Number(BigInt(hex)));
const data = z.string();
const block = z.object({ number: quantity, hash: data, timestamp: quantity });

/** A transaction as the chain shows it. */
const transaction = z.object({
  type: data,
  from: data,
  to: data.nullish(),
  value: data,
  gas: data,
  nonce: data,
  input: data,
  gasPrice: data.optional(),
  maxFeePerGas: data.optional(),
  maxPriorityFeePerGas: data.optional(),
  accessList: z.array(z.unknown()).optional(),
  authorizationList: z.array(z.unknown()).optional(),
});

const LEGACY_TYPES = ["0x0", "0x1"];

/** `number` of a block, or the latest. */
export async function headOf(provider: EthereumProvider, number?: number): Promise<Head> {
  const tag = number === undefined ? "latest" : `0x${number.toString(16)}`;
  const answer: unknown = await provider.request({ method: "eth_getBlockByNumber", params: [tag, false] });
  return block.parse(answer);
}

/** Seconds the chain's clock stands ahead of the machine's; negative when it stands behind. */
export async function clockOf(provider: EthereumProvider): Promise<number> {
  const answer: unknown = await provider.request({ method: "evm_increaseTime", params: [0] });
  return z.coerce.number().int().parse(answer);
}

/** Advances the chain's clock to stand `target` seconds ahead of the machine's; a clock further ahead stays there. */
export async function advanceClock(provider: EthereumProvider, target: number): Promise<void> {
  const seconds = target - (await clockOf(provider));
  if (seconds > 0) await provider.request({ method: "evm_increaseTime", params: [seconds] });
}

/** Seconds by which the chain's clock stands behind the block; 0 if it does not. */
export async function lagBehind(provider: EthereumProvider, { timestamp }: Head): Promise<number> {
  const now = Math.floor(Date.now() / 1000);
  return Math.max(0, timestamp - now - (await clockOf(provider)));
}

/**
 * The request that sends the transaction `hash` again, with every field the node filled in (gas, nonce, fees). A replay
 * then estimates nothing: an estimate depends on the clock, and its result is part of the transaction's hash.
 */
export async function requestOf(provider: EthereumProvider, hash: string): Promise<Record<string, unknown>> {
  const answer: unknown = await provider.request({ method: "eth_getTransactionByHash", params: [hash] });
  const { type, to, input, gasPrice, maxFeePerGas, maxPriorityFeePerGas, accessList, authorizationList, ...common } =
    transaction.parse(answer);
  return {
    ...common,
    ...(to == null ? {} : { to }),
    data: input,
    ...(LEGACY_TYPES.includes(type) ? { gasPrice } : { maxFeePerGas, maxPriorityFeePerGas }),
    ...(type === "0x0" ? {} : { accessList }),
    ...(authorizationList === undefined ? {} : { authorizationList }),
  };
}

import type { Eip1193Provider } from "./provider.ts";

/** Most gas of one transaction (EIP-7825). */
const MOST_GAS = 2n ** 24n;

/** What two slots of storage cost that were not there when the gas was estimated. */
const TWO_SLOTS = 50_000n;

/**
 * A limit of gas above what a transaction would use in the latest block: it is mined in a later one, at another second and
 * perhaps after others, where it may have to begin a checkpoint that it would share now.
 */
export function ampleGas(estimated: bigint): bigint {
  const ample = estimated + estimated / 5n + TWO_SLOTS;
  return estimated <= MOST_GAS && ample > MOST_GAS ? MOST_GAS : ample;
}

/** The provider, estimating amply; for tools that take an estimate as the limit. */
export function ampleProvider(provider: Eip1193Provider): Eip1193Provider {
  return {
    async request(asked): Promise<unknown> {
      const answer = await provider.request(asked);
      return asked.method === "eth_estimateGas" ? `0x${ampleGas(BigInt(answer as string)).toString(16)}` : answer;
    },
  };
}

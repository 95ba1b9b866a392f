/** What may be done at once, and how much of it is regained each second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Bounds {
  /** Bytes of a request's body. A transaction as large as the gas of a block allows is about 840,000 characters. */
  readonly bytes: number;
  /** Requests in a batch. */
  readonly batch: number;
  /** Bytes of a batch's answers. */
  readonly answerBytes: number;
  /** Open connections. */
  readonly connections: number;
  /** Requests of one connection, and how many of them may wait while one is answered. */
  readonly connection: Rate & { readonly waiting: number };
  /** Requests of all connections together. */
  readonly requests: Rate;
  /** Requests that make the chain work, and wait until it is done with another. */
  readonly waiting: number;
  /** Gas of one call or estimate: that of a transaction (EIP-7825). */
  readonly callGas: number;
  /** Gas of all transactions together, by their limits. A nation's founding takes about 60 million. */
  readonly gas: Rate;
  /** Blocks whose logs one request may ask for. */
  readonly logBlocks: number;
  /** Slots of storage that one proof shows. */
  readonly proofSlots: number;
  /** Blocks and percentiles of one fee history. */
  readonly feeBlocks: number;
  readonly percentiles: number;
}

/** So that no caller stalls a nation for the others or fills its disk; docs/nation.md lists them. */
export const BOUNDS = {
  bytes: 1_000_000,
  batch: 100,
  answerBytes: 10_000_000,
  connections: 100,
  connection: { burst: 2_000, perSecond: 500, waiting: 10 },
  requests: { burst: 10_000, perSecond: 2_500 },
  waiting: 50,
  callGas: 2 ** 24,
  gas: { burst: 500_000_000, perSecond: 100_000 },
  logBlocks: 100_000,
  proofSlots: 32,
  feeBlocks: 1_024,
  percentiles: 100,
} as const satisfies Bounds;

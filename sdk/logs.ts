import type { Result } from "ethers";

/** A decoded log, as `Interface.parseLog` gives it, with where and when it was written. Folds take these in their order. */
export interface DecodedLog {
  readonly address: string;
  readonly name: string;
  readonly args: Result;
  /** Unix seconds of its block. */
  readonly blockTimestamp: bigint;
}

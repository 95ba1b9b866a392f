import { dataSlice, toBeHex, toNumber, type BytesLike } from "ethers";

import { itemsIn, outcomeIn, packSigned } from "./batches.ts";

/** What a ballot says, as in `IAssembly.Choice`; the first three are those of every governor. */
export const Choice = { Against: 0, For: 1, Abstain: 2, Block: 3 } as const;
export type Choice = (typeof Choice)[keyof typeof Choice];

/** What became of a carried ballot, as in `IAssembly.Outcome`. */
export const OUTCOMES = [
  "counted",
  "expired",
  "bad signature",
  "not in the electorate",
  "already cast",
  "bad choice",
  "malformed",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A signed ballot on its way to the chain. */
export interface SignedBallot {
  readonly by: bigint;
  readonly choice: number;
  /** Unix seconds. */
  readonly deadline: bigint;
  /** By the author's key over the `CastBallot` statement. */
  readonly signature: BytesLike;
}

/** What `BallotsCast` says about one ballot of a batch. */
export interface CarriedBallot {
  readonly by: bigint;
  readonly choice: number;
  readonly outcome: Outcome;
}

const ITEM_BYTES = 5;

/**
 * Packs signed ballots on one proposal for `castBallots`, sorted by author, so that each slot of ballots is written once.
 * Per ballot: `uint32 by | uint8 choice | uint40 deadline | uint16 length | signature`.
 */
export function packBallots(ballots: readonly SignedBallot[]): string {
  return packSigned(ballots, ({ choice }) => toBeHex(choice, 1));
}

/**
 * Reads the packed list of a `BallotsCast` event, in the batch's order.
 * @throws RangeError for bytes that no assembly of ours emits.
 */
export function unpackReport(report: BytesLike): CarriedBallot[] {
  return itemsIn(report, ITEM_BYTES).map((item) => {
    const last = toNumber(dataSlice(item, 4));
    return { by: BigInt(dataSlice(item, 0, 4)), choice: last & 15, outcome: outcomeIn(OUTCOMES, last >> 4) };
  });
}

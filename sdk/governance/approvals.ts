import { dataSlice, toBeHex, toNumber, type BytesLike } from "ethers";

import { itemsIn, outcomeIn, packSigned } from "./batches.ts";

/** What became of a carried ballot, as in `IElections.BallotOutcome`. */
export const APPROVAL_OUTCOMES = [
  "counted",
  "expired",
  "bad signature",
  "not in the electorate",
  "already cast",
  "no candidates",
  "malformed",
] as const;
export type ApprovalOutcome = (typeof APPROVAL_OUTCOMES)[number];

/** A signed ballot of approval on its way to the chain. */
export interface SignedApproval {
  readonly by: bigint;
  /** Bit c: candidate c. */
  readonly approvals: number;
  /** Unix seconds. */
  readonly deadline: bigint;
  /** By the author's key over the `CastBallot` statement of `Elections`. */
  readonly signature: BytesLike;
}

/** What `ApprovalsCarried` says about one ballot of a batch. */
export interface CarriedApproval {
  readonly by: bigint;
  readonly approvals: number;
  readonly outcome: ApprovalOutcome;
}

const ITEM_BYTES = 9;

/**
 * Packs signed ballots on one election for `castBallots`, sorted by author, so that each slot of ballots is written once.
 * Per ballot: `uint32 by | uint32 approvals | uint40 deadline | uint16 length | signature`.
 */
export function packApprovals(ballots: readonly SignedApproval[]): string {
  return packSigned(ballots, ({ approvals }) => toBeHex(approvals, 4));
}

/**
 * Reads the packed list of an `ApprovalsCarried` event, in the batch's order.
 * @throws RangeError for bytes that no contract of ours emits.
 */
export function unpackApprovals(report: BytesLike): CarriedApproval[] {
  return itemsIn(report, ITEM_BYTES).map((item) => ({
    by: BigInt(dataSlice(item, 0, 4)),
    approvals: toNumber(dataSlice(item, 5, 9)),
    outcome: outcomeIn(APPROVAL_OUTCOMES, toNumber(dataSlice(item, 4, 5))),
  }));
}

/** The candidates that a ballot approves, by their numbers from 0. */
export function approvedIn(approvals: number | bigint): number[] {
  const bits = BigInt(approvals);
  return Array.from({ length: 32 }, (_, number) => number).filter((number) => (bits >> BigInt(number)) & 1n);
}

/** A ballot that approves these candidates. */
export function approvalsOf(numbers: readonly number[]): number {
  return Number(numbers.reduce((bits, number) => bits | (1n << BigInt(number)), 0n));
}

/** The order of a result: candidates by their places. */
export function orderIn({ order, ranked }: { readonly order: bigint; readonly ranked: bigint }): number[] {
  return Array.from({ length: Number(ranked) }, (_, place) => Number((order >> BigInt(5 * place)) & 31n));
}

import {
  AbiCoder,
  concat,
  dataSlice,
  hexlify,
  keccak256,
  randomBytes,
  toBeHex,
  toNumber,
  type BytesLike,
} from "ethers";

import { NeoguildError } from "../errors.ts";
import { Choice } from "./ballots.ts";
import { byAuthor, itemsIn, outcomeIn, packSigned } from "./batches.ts";
import type { Rule } from "./rules.ts";

/** The words of `SealedStage`, in its order. */
export const SEALED_STAGES = ["none", "pending", "committing", "opening", "over"] as const;
export type SealedStage = (typeof SEALED_STAGES)[number];

/** What became of a carried commitment, as in `ISealedBallots.CommitOutcome`. */
export const COMMIT_OUTCOMES = [
  "committed",
  "expired",
  "bad signature",
  "not in the electorate",
  "already committed",
  "empty",
  "malformed",
] as const;
export type CommitOutcome = (typeof COMMIT_OUTCOMES)[number];

/** What became of an opening, as in `ISealedBallots.OpenOutcome`. */
export const OPEN_OUTCOMES = ["opened", "not committed", "wrong opening", "bad choice", "malformed"] as const;
export type OpenOutcome = (typeof OPEN_OUTCOMES)[number];

/** What a sealed ballot says and whose it is: with it anybody can open the ballot, so until then it is its author's secret. */
export interface Opening {
  readonly by: bigint;
  readonly choice: number;
  /** 32 random bytes: there are so few choices that without them anybody could try them all. */
  readonly salt: string;
}

/** Where a sealed ballot is opened: a commitment opens nowhere else. */
export interface BallotBox {
  readonly chainId: bigint;
  /** Of `SealedBallots`. */
  readonly address: string;
  readonly proposal: bigint;
}

/** A signed commitment on its way to the chain. */
export interface SignedCommitment {
  readonly by: bigint;
  readonly commitment: string;
  /** Unix seconds. */
  readonly deadline: bigint;
  /** By the author's key over the `CommitBallot` statement. */
  readonly signature: BytesLike;
}

const COMMITTED_BYTES = 37;
const OPENED_BYTES = 5;
const FIELDS = ["uint256", "address", "uint256", "uint32", "uint8", "bytes32"];

/** A salt that nobody can guess. */
export function newSalt(): string {
  return hexlify(randomBytes(32));
}

/**
 * The chain sees a hash and takes it whatever it says; what is no choice under the rule can never be opened.
 * @throws NeoguildError `GovernorInvalidVoteType`
 */
export function requireChoice(choice: number, { blocks }: Pick<Rule, "blocks">): void {
  if (choice < Choice.Block || (choice === Choice.Block && blocks !== 0n)) return;
  throw new NeoguildError({
    code: "GovernorInvalidVoteType",
    message: "a ballot that says this could never count: it is no choice under the proposal's rule",
    remedy: "Take for, against or abstain; block only where the rule knows it. Nothing was written or sent.",
    docs: "docs/errors.md#governorinvalidvotetype",
  });
}

/** `SealedBallots.commitmentFor`, without asking a node, which would learn the choice. */
export function commitmentFor({ chainId, address, proposal }: BallotBox, { by, choice, salt }: Opening): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(FIELDS, [chainId, address, proposal, by, choice, salt]));
}

/** Packs signed commitments for `commitBallots`, sorted by author: `uint32 by | bytes32 commitment | uint40 deadline | uint16 length | signature`. */
export function packCommitments(commitments: readonly SignedCommitment[]): string {
  return packSigned(commitments, ({ commitment }) => commitment);
}

/** Packs openings for `openBallots`, sorted by author, so that ballots side by side are written together. */
export function packOpenings(openings: readonly Opening[]): string {
  return concat(byAuthor(openings).map(({ by, choice, salt }) => concat([toBeHex(by, 4), toBeHex(choice, 1), salt])));
}

/**
 * Reads the packed list of a `CommitmentsCarried` event, in the batch's order.
 * @throws RangeError for bytes that no contract of ours emits.
 */
export function unpackCommitments(report: BytesLike): { by: bigint; commitment: string; outcome: CommitOutcome }[] {
  return itemsIn(report, COMMITTED_BYTES).map((item) => ({
    by: BigInt(dataSlice(item, 0, 4)),
    commitment: dataSlice(item, 5),
    outcome: outcomeIn(COMMIT_OUTCOMES, toNumber(dataSlice(item, 4, 5))),
  }));
}

/**
 * Reads the packed list of a `BallotsOpened` event, in the batch's order.
 * @throws RangeError for bytes that no contract of ours emits.
 */
export function unpackOpenings(report: BytesLike): { by: bigint; choice: number; outcome: OpenOutcome }[] {
  return itemsIn(report, OPENED_BYTES).map((item) => {
    const last = toNumber(dataSlice(item, 4));
    return { by: BigInt(dataSlice(item, 0, 4)), choice: last & 15, outcome: outcomeIn(OPEN_OUTCOMES, last >> 4) };
  });
}

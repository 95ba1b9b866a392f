import { randomBytes } from "node:crypto";
import { AbiCoder, keccak256 } from "ethers";

import type { LotTermsStruct } from "../../typechain-types/contracts/justice/Sortition.ts";
import type { Charter } from "../charter.ts";

/** The words of `ISortition.Stage`, in its order. */
export const LOT_STAGES = [
  "None",
  "Committing",
  "Revealing",
  "RoundOver",
  "BlockAwaited",
  "Drawing",
  "Answering",
  "Complete",
  "Exhausted",
  "Closed",
] as const;

export type LotStage = (typeof LOT_STAGES)[number];

/** The words of `ISortition.Seat`, in its order. */
export const LOT_SEATS = ["None", "Barred", "Offered", "Taken", "Recused", "Lapsed", "Released"] as const;

export type SeatName = (typeof LOT_SEATS)[number];

/** Why a person cannot be drawn, in the order of `ISortition.Obstacle`, as sentences without a full stop. */
const OBSTACLES = [
  "nothing stands in the way",
  "was no active member when the case began, or is none now",
  "is a party, or had a part in the case",
  "was drawn before in this case",
  "committed to a secret and did not reveal it",
  "is or was on the roster of the guild concerned, or of one that is a party",
  "has vouched for a party, or was brought in by one",
  "has declared a conflict with a party",
] as const;

/** Tries a lot makes for each id before it is exhausted, as `Sortition` does. */
export const TRIES_PER_ID = 16n;

/** Why a person cannot be drawn for a lot, as a sentence without a full stop. */
export function obstacleInWords(code: bigint): string {
  return OBSTACLES[Number(code)] ?? `obstacle ${code}`;
}

const hashOf = (types: readonly string[], values: readonly unknown[]): bigint =>
  BigInt(keccak256(AbiCoder.defaultAbiCoder().encode([...types], [...values])));

const bytes32 = (value: bigint): string => `0x${value.toString(16).padStart(64, "0")}`;

/** A secret to commit to: 32 random bytes, in hex. Whoever knows it can reveal it; who loses it voids the round. */
export function newSecret(): string {
  return `0x${randomBytes(32).toString("hex")}`;
}

/** What a member commits to for a secret, as `Sortition.commitmentOf` makes it. */
export function commitmentOf(lot: bigint, round: bigint, by: bigint, secret: string): string {
  return bytes32(hashOf(["uint32", "uint8", "uint32", "bytes32"], [lot, round, by, secret]));
}

/** A secret and who revealed it. */
export interface Revealed {
  readonly by: bigint;
  readonly secret: string;
}

/** All secrets of a round combined; their order does not matter. */
export function combined(secrets: readonly Revealed[]): bigint {
  return secrets.reduce((sum, { by, secret }) => sum ^ hashOf(["uint32", "bytes32"], [by, secret]), 0n);
}

/**
 * The seed that secrets make, as `Sortition.closeRound` computes it.
 * @param blockHash Of the block that closed the last round, if that was void too.
 */
export function seedOf(lot: bigint, secrets: readonly Revealed[], blockHash?: string): bigint {
  const mixed = combined(secrets);
  return blockHash === undefined
    ? hashOf(["uint32", "uint256"], [lot, mixed])
    : hashOf(["uint32", "uint256", "bytes32"], [lot, mixed, blockHash]);
}

/** The candidate at a place (from 0) of the order that a seed puts the ids 1 to `lastId` in. */
export function candidateAt(seed: bigint, place: bigint, lastId: bigint): bigint {
  return 1n + (hashOf(["uint256", "uint256"], [seed, place]) % lastId);
}

/** The charter's rules of lots as `Sortition` takes them. */
export function lotTerms({ justice }: Charter): Record<keyof LotTermsStruct, bigint> {
  const { commitDays, revealDays, answerDays, leastReveals, rounds } = justice.lot;
  return {
    commitDays: BigInt(commitDays),
    revealDays: BigInt(revealDays),
    answerDays: BigInt(answerDays),
    leastReveals: BigInt(leastReveals),
    rounds: BigInt(rounds),
  };
}

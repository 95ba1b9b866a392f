import { dataSlice, toNumber, type BytesLike } from "ethers";

import type { Nation } from "../connect.ts";
import { itemsIn, outcomeIn } from "./batches.ts";

/** What became of a member in a carried batch, as in `IDelegations.CarryOutcome`. */
export const CARRY_OUTCOMES = ["passed on", "not delegated", "has a sealed ballot"] as const;
export type CarryOutcome = (typeof CARRY_OUTCOMES)[number];

/** A delegation as people see it. */
export interface DelegationView {
  readonly by: bigint;
  readonly delegate: bigint;
  /** The number of a decision rule. */
  readonly topic: bigint;
  /** Unix seconds; `until` is the first in which it no longer stands. */
  readonly since: bigint;
  readonly until: bigint;
}

const LINE_BYTES = 5;
const TOPICS = 256;

/** The word of some topics: bit t for topic t. */
export function topicBits(topics: readonly (number | bigint)[]): bigint {
  return topics.reduce<bigint>((bits, topic) => bits | (1n << BigInt(topic)), 0n);
}

/** The topics in a word, by their numbers. */
export function topicsIn(bits: bigint): bigint[] {
  return Array.from({ length: TOPICS }, (_, topic) => BigInt(topic)).filter((topic) => (bits >> topic) & 1n);
}

/** Reads the packed list of a `ChoiceCarried` event. @throws RangeError for bytes that no contract of ours emits. */
export function unpackCarried(report: BytesLike): { by: bigint; outcome: CarryOutcome }[] {
  return itemsIn(report, LINE_BYTES).map((item) => ({
    by: BigInt(dataSlice(item, 0, 4)),
    outcome: outcomeIn(CARRY_OUTCOMES, toNumber(dataSlice(item, 4))),
  }));
}

/** The delegations that a member gave, those that ran out and were not cleared away among them. */
export async function delegationsOf({ contracts }: Nation, by: bigint): Promise<DelegationView[]> {
  const { delegations, rules } = contracts;
  const topics = Array.from({ length: Number(await rules.ruleCount()) }, (_, topic) => BigInt(topic));
  const known = await Promise.all(
    topics.map(async (topic) => {
      const { delegate, since, until } = await delegations.delegationOf(by, topic);
      return { by, delegate, topic, since, until };
    }),
  );
  return known.filter(({ delegate }) => delegate !== 0n);
}

/** All delegations of a nation by now, from the register: one question for each member and topic. */
export async function allDelegations(nation: Nation): Promise<DelegationView[]> {
  const last = await nation.contracts.members.lastId();
  const members = Array.from({ length: Number(last) }, (_, index) => BigInt(index + 1));
  return (await Promise.all(members.map((by) => delegationsOf(nation, by)))).flat();
}

/** The members for whom a delegate's choice counts on a proposal now, whether or not they have a ballot of their own. */
export async function coveredBy({ contracts }: Nation, proposal: bigint, delegate: bigint): Promise<bigint[]> {
  const last = await contracts.members.lastId();
  const members = Array.from({ length: Number(last) }, (_, index) => BigInt(index + 1));
  const covered = await Promise.all(members.map((member) => contracts.delegations.covers(proposal, member, delegate)));
  return members.filter((_, index) => covered[index] === true);
}

import type { World } from "./world.ts";

/** One question to a view, and what the folded logs answer. */
export interface Case {
  readonly args: readonly unknown[];
  /** Values, nested as the view returns them; `REVERTS`; or a check of what is seen, where the chain rounds. */
  readonly is: unknown;
}

/** By the view's name: what it answers for all arguments that matter. */
export type Views = Readonly<Record<string, (world: World) => readonly Case[]>>;

/** The view refuses to answer. */
export const REVERTS = Symbol("reverts");

/** A view without arguments. */
export const one = (is: unknown): Case[] => [{ args: [], is }];

/** A view of one argument. */
export const each = <T>(values: Iterable<T>, answer: (value: T) => unknown): Case[] =>
  [...values].map((value) => ({ args: [value], is: answer(value) }));

export const pairs = <A, B>(as: Iterable<A>, bs: Iterable<B>): [A, B][] =>
  [...as].flatMap((a) => [...bs].map((b): [A, B] => [a, b]));

/** A view of two arguments. */
export const cross = <A, B>(as: Iterable<A>, bs: Iterable<B>, answer: (a: A, b: B) => unknown): Case[] =>
  pairs(as, bs).map(([a, b]) => ({ args: [a, b], is: answer(a, b) }));

/** Ids from 0, which is nobody, past the last one. */
export const upTo = (last: bigint | number): bigint[] =>
  Array.from({ length: Number(last) + 2 }, (_, id) => BigInt(id));
export const agentsOf = ({ members }: World): bigint[] => upTo(members.agents.size);
export const keysOf = ({ members }: World): string[] => [...members.idOf.keys(), `0x${"11".repeat(20)}`];
/** The last second, and seconds back through the season. */
export const moments = ({ now }: World): bigint[] => [1n, 100n, 10_000_000n, 30_000_000n].map((ago) => now - ago);

import type { Result } from "ethers";

import type { BankName, ContractName } from "../../../connect.ts";
import type { Folio } from "../../../treasury/folio.ts";
import { guildsIn, seasonsIn, type BooksWorld } from "../world.ts";

/** A number that the chain rounds while it fades. */
export interface Approximate {
  readonly near: number;
  readonly within: number;
}

export type Value = bigint | boolean | string | Approximate;
export type Values = Readonly<Record<string, Value>>;

export interface Figure {
  /** Whose it is, in words and ids. */
  readonly who: string;
  /** Arguments of the view. */
  readonly args: readonly unknown[];
  /** What the export says, by name. */
  readonly says: Values;
  /** Which bank account is asked, where the kind is of those. */
  readonly bank?: BankName;
}

export interface FigureKind {
  readonly kind: string;
  readonly contract: ContractName | "banks";
  readonly view: string;
  readonly figures: (world: BooksWorld) => Figure[];
  /** The view's answer by the same names. */
  readonly read: (answer: Result) => Values;
}

/** Reads fields of the struct that a view returns. */
export function fields(...names: readonly string[]): (answer: Result) => Values {
  return (answer) => {
    const found = answer[0] as Readonly<Record<string, Value>>;
    return Object.fromEntries(names.map((name) => [name, found[name] ?? 0n]));
  };
}

/** Books that may hold something: those of every guild, season and token. */
export function everyFolio(world: BooksWorld): Folio[] {
  return pairs(guildsIn(world), seasonsIn(world)).flatMap(([guild, season]) =>
    world.tokens.map((token) => ({ guild, season, token })),
  );
}

/** Everything of one list with everything of another. */
export function pairs<A, B>(as: readonly A[], bs: readonly B[]): [A, B][] {
  return as.flatMap((a) => bs.map((b): [A, B] => [a, b]));
}

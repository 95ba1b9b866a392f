import type { DecodedLog } from "../logs.ts";
import { must } from "../must.ts";
import type * as Conflicts from "../../typechain-types/contracts/contributions/Conflicts.ts";

const PLACES = 8;
const WIDTH = 32n;

/** Whom a person named and who named them, in their places; 0 is a free one. */
export interface Named {
  readonly declared: bigint[];
  readonly namedBy: bigint[];
}

/** The state of `Conflicts`, rebuilt from its logs alone. Ids are `bigint`. */
export interface ConflictsState {
  readonly persons: Map<bigint, Named>;
}

interface Events {
  ConflictDeclared: Conflicts.ConflictDeclaredEvent.OutputObject;
  ConflictTakenBack: Conflicts.ConflictTakenBackEvent.OutputObject;
}

type Reducer = (state: ConflictsState, args: unknown) => void;

const REDUCERS: { [Name in keyof Events]: (state: ConflictsState, args: Events[Name]) => void } = {
  ConflictDeclared(state, { by, other }) {
    if (!replace(personIn(state, by).declared, 0n, other))
      throw new RangeError("more than eight conflicts of one person");
    replace(personIn(state, other).namedBy, 0n, by);
  },
  ConflictTakenBack(state, { by, other }) {
    replace(must(state.persons.get(by), "a declared conflict").declared, other, 0n);
    replace(personIn(state, other).namedBy, by, 0n);
  },
};

/** Folds the logs of `Conflicts`, in the order of the chain. */
export function foldConflicts(logs: Iterable<DecodedLog>): ConflictsState {
  const state: ConflictsState = { persons: new Map() };
  for (const { name, args } of logs) (REDUCERS as Record<string, Reducer | undefined>)[name]?.(state, args);
  return state;
}

/** `conflictsOf`, folded: eight ids of 32 bits in each word. */
export function conflictsOf(state: ConflictsState, person: bigint): { declared: bigint; namedBy: bigint } {
  const { declared, namedBy } = state.persons.get(person) ?? nobody();
  return { declared: wordOf(declared), namedBy: wordOf(namedBy) };
}

/** `isBetween`, folded. */
export function isBetween(state: ConflictsState, one: bigint, other: bigint): boolean {
  return one !== 0n && other !== 0n && (hasNamed(state, one, other) || hasNamed(state, other, one));
}

/** The ids in a word of eight, as `conflictsOf` returns them, without free places. */
export function idsIn(word: bigint): bigint[] {
  const ids = Array.from({ length: PLACES }, (_, place) =>
    BigInt.asUintN(Number(WIDTH), word >> (WIDTH * BigInt(place))),
  );
  return ids.filter((id) => id !== 0n);
}

function personIn({ persons }: ConflictsState, person: bigint): Named {
  const known = persons.get(person) ?? nobody();
  persons.set(person, known);
  return known;
}

const nobody = (): Named => ({ declared: Array<bigint>(PLACES).fill(0n), namedBy: Array<bigint>(PLACES).fill(0n) });

function replace(places: bigint[], former: bigint, id: bigint): boolean {
  const place = places.indexOf(former);
  if (place !== -1) places[place] = id;
  return place !== -1;
}

const hasNamed = ({ persons }: ConflictsState, by: bigint, other: bigint) =>
  persons.get(by)?.declared.includes(other) ?? false;

const wordOf = (places: readonly bigint[]) =>
  places.reduce((word, id, place) => word | (id << (WIDTH * BigInt(place))), 0n);

import type { Nation } from "../connect.ts";
import { readLogs } from "../logs.ts";
import { foldConflicts } from "./conflictsFold.ts";

/** With whom a person has a conflict, by their own word or that of the others. */
export interface ConflictsView {
  readonly person: bigint;
  readonly declared: readonly bigint[];
  readonly namedBy: readonly bigint[];
}

/** The conflicts of a person, from the logs: also of those who found no place among the eight that are counted. */
export async function conflictsOfPerson(nation: Nation, person: bigint): Promise<ConflictsView> {
  const { persons } = foldConflicts(await readLogs(nation, ["conflicts"]));
  const ids = (all: readonly bigint[]) => all.filter((id) => id !== 0n).sort((a, b) => Number(a - b));
  const namers = [...persons].filter(([, { declared }]) => declared.includes(person)).map(([id]) => id);
  return { person, declared: ids(persons.get(person)?.declared ?? []), namedBy: ids(namers) };
}

import { readCatalogue, type Decision, type Licence } from "./catalogue.ts";
import { PURPOSES, USER_CLASSES, type UserClass } from "./kinds.ts";
import { compatible, pairOf, type Compatibility, type Pair } from "./compatibility.ts";
import { classesInWords } from "./words.ts";

/** Cells in which two licences answer differently: one purpose, one pair of answers. */
export interface Difference {
  readonly purpose: (typeof PURPOSES)[number];
  readonly classes: readonly UserClass[];
  readonly first: Decision;
  readonly second: Decision;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** A work under the second that builds on one under the first; and the other way round. */
  readonly onFirst: Pair;
  readonly onSecond: Pair;
  /** A work that builds on one under each. */
  readonly both: Compatibility;
}

/** Two licences beside each other: who may do more under which, and whether a work can build on both. */
export function compare(first: Licence, second: Licence, catalogue = readCatalogue()): Comparison {
  return {
    differences: PURPOSES.flatMap((_, column) => differencesIn(first, second, column)),
    onFirst: pairOf(catalogue, first.spdxId, second.spdxId),
    onSecond: pairOf(catalogue, second.spdxId, first.spdxId),
    both: compatible({ parents: [[first.spdxId], [second.spdxId]], child: [], catalogue }),
  };
}

function differencesIn(first: Licence, second: Licence, column: number): Difference[] {
  const groups = new Map<string, Difference & { classes: UserClass[] }>();
  for (const userClass of USER_CLASSES) {
    const [one, other, purpose] = [first.cells[userClass][column], second.cells[userClass][column], PURPOSES[column]];
    if (one === undefined || other === undefined || purpose === undefined || one === other) continue;
    const group = groups.get(`${one} ${other}`) ?? { purpose, classes: [], first: one, second: other };
    group.classes.push(userClass);
    groups.set(`${one} ${other}`, group);
  }
  return [...groups.values()];
}

/** The comparison as lines for people. */
export function comparisonInWords(first: Licence, second: Licence, comparison: Comparison): string[] {
  const [a, b] = [first.spdxId, second.spdxId];
  const { differences, onFirst, onSecond, both } = comparison;
  const cells = differences.map(
    ({ purpose, classes, first: one, second: other }) =>
      `  ${purpose}, ${classesInWords(classes)}: ${a} ${one}, ${b} ${other}`,
  );
  const direction = ({ parent, child, verdict, findings, commons }: Pair) => [
    `A work under ${child} that builds on one under ${parent}: ${verdict}${commons ? "" : "; the commons refuses it"}`,
    ...findings.map(({ sentence }) => `  ${sentence}`),
  ];
  const goes = both.possible.map(({ spdxId, verdict }) => spdxId + (verdict === "yes" ? "" : ` (${verdict})`));
  return [
    cells.length === 0 ? `${a} and ${b} answer every question alike.` : `${a} and ${b} answer differently:`,
    ...cells,
    ...(a === b ? direction(onFirst) : [...direction(onFirst), ...direction(onSecond)]),
    goes.length === 0
      ? "A work that builds on one under each: under no licence of the catalogue"
      : `A work that builds on one under each: under ${goes.join(", ")}`,
    ...both.sentences.map((sentence) => `  ${sentence}`),
  ];
}

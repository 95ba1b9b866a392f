import { type Decision, type Licence } from "./catalogue.ts";
import { PURPOSES, USER_CLASSES, type Purpose, type UserClass } from "./kinds.ts";
import { clausesOf } from "./conditions.ts";

// A licence in words: its matrix purpose by purpose, and what it asks.

const PLURALS: Readonly<Record<UserClass, string>> = {
  individual: "individuals",
  member: "members",
  "recognised guest": "recognised guests",
  "non-profit": "non-profits",
  "worker co-op": "worker co-ops",
  "co-op": "co-ops",
  "social enterprise": "social enterprises",
  "public body": "public bodies",
  firm: "firms",
};

/** What a cell means, for who asks. */
export const MEANINGS: Readonly<Record<Decision, string>> = {
  Free: "allowed, without charge",
  Reciprocate: "allowed against a return: accepted contributions, or money where the nation's policy names a price",
  Pay: "allowed against the price that the nation's policy names",
  ByApproval: "allowed if a steward of the work's guild approves",
  Forbidden: "not by this licence; the work may offer another",
};

/** `a, b and c`. */
export function inWords(list: readonly string[]): string {
  return list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list.at(-1) ?? ""}`;
}

/** `everybody`, `everybody but firms`, or the classes by name. */
export function classesInWords(classes: readonly UserClass[]): string {
  const missing = USER_CLASSES.filter((userClass) => !classes.includes(userClass));
  if (missing.length === 0) return "everybody";
  if (missing.length < 3) return `everybody but ${inWords(missing.map((userClass) => PLURALS[userClass]))}`;
  return inWords(classes.map((userClass) => PLURALS[userClass]));
}

/** Cells of one purpose that say the same for the same reason. */
export interface Answer {
  readonly decision: Decision;
  readonly classes: readonly UserClass[];
  /** Clauses of the text. */
  readonly source: string;
}

/** A column of the matrix in as few answers as it has. */
export function answersOf({ cells, sources }: Licence, purpose: Purpose): Answer[] {
  const column = PURPOSES.indexOf(purpose);
  const groups = new Map<string, { decision: Decision; classes: UserClass[]; source: string }>();
  for (const userClass of USER_CLASSES) {
    const [decision, source] = [cells[userClass][column], sources[userClass][column]];
    if (decision === undefined || source === undefined) continue;
    const key = `${decision} ${source}`;
    const group = groups.get(key) ?? { decision, classes: [], source };
    group.classes.push(userClass);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** `Free for worker co-ops (3a and 4c); Forbidden for …`. */
export function answersInWords(answers: readonly Answer[]): string {
  const parts = answers.map(
    ({ decision, classes, source }) => `${decision} for ${classesInWords(classes)} (${inWords(clausesOf(source))})`,
  );
  return parts.join("; ");
}

const REACHES: Readonly<Record<Licence["conditions"]["shareAlike"]["reach"], string>> = {
  none: "A derivative may be under any licence.",
  part: "What is changed stays under this licence; what only meets it over an interface need not.",
  work: "A derivative stays under this licence as a whole.",
  network: "A derivative stays under this licence as a whole, also for who only uses it over a network.",
};

/** What the licence asks, one sentence each, with its clauses. */
export function conditionsInWords({ conditions, compatibleWith, ...licence }: Licence): string[] {
  const { attribution, shareAlike, noFurtherTerms, sourceCode, irrevocable, cure, patents } = conditions;
  const at = (source: string) => ` (${inWords(clausesOf(source))})`;
  const say = (source: string | undefined, sentence: string) => (source === undefined ? [] : [sentence + at(source)]);
  const others = compatibleWith.map(({ spdxId, how, source, condition }) => {
    const way = how === "released" ? "Or it is released under" : "Or it is combined into a work under";
    return `${way} ${spdxId}${condition === undefined ? "" : `: ${condition}`}${at(source)}`;
  });
  const within = licence.cureDays === undefined ? "" : ` within ${licence.cureDays} days`;
  const first = licence.firstCureDays === undefined ? "" : ` within ${licence.firstCureDays} days of a notice`;
  const either =
    within !== "" && first !== ""
      ? `${within}, or of a first notice${first.replace(" of a notice", "")}`
      : within + first;
  return [
    ...say(attribution, "Names and notices stay with every copy."),
    ...say(shareAlike.source, REACHES[shareAlike.reach]),
    ...others,
    ...say(sourceCode, "Who passes on what is made of it passes on its source."),
    ...say(noFurtherTerms, "Nobody may take from others what it gives them."),
    ...say(
      patents?.source,
      patents?.granted === true ? "Patents of its authors come with it." : "Patents are not licensed.",
    ),
    ...say(irrevocable, "What is free cannot be withdrawn."),
    ...say(cure, `After a breach the right comes back if it is cured${either}.`),
  ];
}

/** The licence as lines for people: what for whom, what it asks, where it may be disputed. */
export function licenceInWords(licence: Licence): string[] {
  const uri = licence.text.uri === "" ? (licence.about ?? "the nation gives the text") : licence.text.uri;
  return [
    `${licence.name} (${licence.spdxId}), ${uri}`,
    `  ${licence.reading}`,
    ...PURPOSES.map((purpose) => `${purpose}: ${answersInWords(answersOf(licence, purpose))}`),
    ...conditionsInWords(licence).map((line) => `- ${line}`),
    ...licence.doubts.map((doubt) => `? ${doubt}`),
  ];
}

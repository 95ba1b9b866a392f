import { DECISIONS, readCatalogue, type Decision, type Licence } from "./catalogue.ts";
import { PURPOSES, USER_CLASSES, type Purpose, type UserClass } from "./kinds.ts";
import { clausesOf, type OtherLicence } from "./conditions.ts";
import { classesInWords, inWords } from "./words.ts";

/**
 * Whether a work may build on others, computed from the data of their licences: which two terms meet, and why they can or
 * cannot be kept at once. A reading of the texts like the data itself, and no legal advice; the commons enforces only the
 * derivative rule of the parents' policies (`commons` below).
 */

/** From the best to the worst: the worst of several counts. */
export const VERDICTS = ["yes", "with care", "no"] as const;

export type Verdict = (typeof VERDICTS)[number];

/** A term of one licence: where it stands, and what it says in our words. */
export interface Term {
  readonly licence: string;
  /** Clauses of the text, ` + ` between them. */
  readonly source: string;
  readonly says: string;
}

/** Two terms that meet when a work under `child` builds on one under `parent`. */
export interface Finding {
  readonly verdict: Verdict;
  readonly parent: string;
  readonly child: string;
  /** The parent's term first, then the child's, where it has one. */
  readonly terms: readonly Term[];
  /** What meets, and why it can or cannot be kept at once. */
  readonly sentence: string;
}

/** What holds for a work under one licence that builds on a work under another. */
export interface Pair {
  readonly parent: string;
  readonly child: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Whether the commons takes such a derivative, where the nation's policies name the other licences of the parent. */
  readonly commons: boolean;
}

export interface Compatibility {
  readonly verdict: Verdict;
  /** For each parent and each licence of the child, the best that one of the parent's licences allows. */
  readonly pairs: readonly Pair[];
  /** Licences of the catalogue that all parents allow, the ones without care first. */
  readonly possible: readonly { readonly spdxId: string; readonly verdict: Verdict }[];
  /** The pairs' sentences; and where no licence goes with all parents, which of their terms meet. */
  readonly sentences: readonly string[];
}

export interface CompatibilityParams {
  /** For each parent the licences it is offered under: who builds on it chooses one. */
  readonly parents: readonly (readonly string[])[];
  /** The licences the derivative is offered under: each must hold. */
  readonly child: readonly string[];
  /** Class of who derives; a work of the commons is a guild's, and a guild counts as a member. */
  readonly deriver?: UserClass;
  /** Other licences than those of `charters/licences/`, say in a test. */
  readonly catalogue?: readonly Licence[];
}

/**
 * Whether a work under `child` may build on `parents`, with the reasons.
 * A licence without a file in the catalogue counts as "with care": nobody has read it here, so both texts must be.
 */
export function compatible(params: CompatibilityParams): Compatibility {
  const { parents, child, deriver = "member", catalogue = readCatalogue() } = params;
  const judge = (offered: readonly string[], under: string) =>
    best(offered.map((parent) => pairOf(catalogue, parent, under, deriver)));
  const pairs = parents.flatMap((offered) => child.map((under) => judge(offered, under)));
  const possible = catalogue
    .map(({ spdxId }) => ({ spdxId, verdict: worst(parents.map((offered) => judge(offered, spdxId).verdict)) }))
    .filter(({ verdict }) => verdict !== "no")
    .sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
  const sentences = pairs.flatMap(({ findings }) => findings.map(({ sentence }) => sentence));
  const meeting = possible.length === 0 ? meetings(parents, catalogue) : [];
  return {
    verdict: worst(pairs.map(({ verdict }) => verdict)),
    pairs,
    possible,
    sentences: [...sentences, ...meeting],
  };
}

/** One licence on another: see `compatible`. */
export function pairOf(
  catalogue: readonly Licence[],
  parentId: string,
  childId: string,
  deriver: UserClass = "member",
): Pair {
  const parent = catalogue.find(({ spdxId }) => spdxId === parentId);
  const child = catalogue.find(({ spdxId }) => spdxId === childId);
  if (parent === undefined || child === undefined)
    return unread(parent === undefined ? parentId : childId, parentId, childId);
  const other = parent.compatibleWith.find(({ spdxId }) => spdxId === childId);
  const isSame = parentId === childId;
  const findings = [
    ...rightToDerive(parent, child, deriver),
    ...(isSame
      ? [sameLicence(parent)]
      : other === undefined
        ? differentTerms(parent, child, catalogue)
        : [listed(parent, child, other)]),
  ];
  const commons =
    parent.derivativeRule === "any" || isSame || (other !== undefined && parent.derivativeRule !== "none");
  return {
    parent: parentId,
    child: childId,
    verdict: worst(findings.map(({ verdict }) => verdict)),
    findings,
    commons,
  };
}

// --- the terms, one function each ------------------------------------------------------------------------------------

/** Nobody derives who may not: the parent's cell for derivatives comes before every other question. */
function rightToDerive(parent: Licence, child: Licence, deriver: UserClass): Finding[] {
  const column = PURPOSES.indexOf("derivative");
  const cell = parent.cells[deriver][column] ?? "Forbidden";
  if (cell === "Free") return [];
  const term = termOf(parent, parent.sources[deriver][column] ?? "");
  const verdict = cell === "Forbidden" ? "no" : "with care";
  const why =
    cell === "Forbidden"
      ? `It gives no right to share a derivative to ${classesInWords([deriver])}.`
      : `Who derives needs a grant for it first: the cell says ${cell}.`;
  return [finding(verdict, parent, child, [term], why)];
}

function sameLicence(licence: Licence): Finding {
  const { reach, source } = licence.conditions.shareAlike;
  const why = reach === "none" ? "Nothing changes for anybody." : "That is what it asks of a derivative.";
  return finding("yes", licence, licence, [termOf(licence, source)], `Both are under ${licence.spdxId}. ${why}`);
}

/** The parent's own text, or its publisher's list, names the child's licence. */
function listed(parent: Licence, child: Licence, other: OtherLicence): Finding {
  const way =
    other.how === "released" ? "lets a derivative be released under" : "lets it be combined into a work under";
  const where = other.url === undefined ? "" : ` (${other.url})`;
  const but = other.condition === undefined ? "" : `, but ${other.condition}`;
  const why = `It ${way} ${child.spdxId}${where}${but}. This goes one way only.`;
  return finding(
    other.condition === undefined ? "yes" : "with care",
    parent,
    child,
    [termOf(parent, other.source)],
    why,
  );
}

function differentTerms(parent: Licence, child: Licence, catalogue: readonly Licence[]): Finding[] {
  const found = [
    ...shareAlike(parent, child, catalogue),
    ...openedCells(parent, child),
    ...closedCells(parent, child),
    ...notices(parent, child),
    ...patents(parent, child),
  ];
  if (found.length > 0) return found;
  const term = termOf(parent, parent.conditions.shareAlike.source);
  return [finding("yes", parent, child, [term], "It asks nothing of a derivative.")];
}

/** What must stay under the parent's licence cannot be under another one that it does not name. */
function shareAlike(parent: Licence, child: Licence, catalogue: readonly Licence[]): Finding[] {
  const [asked, offered] = [parent.conditions.shareAlike, child.conditions.shareAlike];
  if (asked.reach === "none") return [];
  const terms = [termOf(parent, asked.source)];
  const both = offered.reach === "work" || offered.reach === "network";
  if (both) terms.push(termOf(child, offered.source));
  const why = both
    ? "Each asks for the whole under itself, and neither names the other: one work cannot be under both."
    : `${child.spdxId} would let the work go on without that.`;
  const apart =
    asked.reach === "part"
      ? ` Publish the part under ${parent.spdxId} as a work of its own, and what only meets it over an interface apart from it.`
      : "";
  const by = wayBetween(parent, child, catalogue);
  const through = by === undefined ? "" : ` By way of a work under ${by} it can be done, in two steps.`;
  return [finding("no", parent, child, terms, why + apart + through)];
}

/** A child that is freer than its parent promises what is not its maker's to give. */
function openedCells(parent: Licence, child: Licence): Finding[] {
  return cellsWhere(
    (userClass, column) => rank(child, userClass, column) < rank(parent, userClass, column),
    parent,
  ).map(({ source, cells }) => {
    const [first] = cells;
    const term = termOf(parent, source);
    const theirs = termOf(child, first === undefined ? "" : (child.sources[first[0]][first[1]] ?? ""));
    const why = `${child.spdxId} offers to ${cellsInWords(cells)} what ${parent.spdxId} keeps back, and only the authors of the part under ${parent.spdxId} could open it.`;
    return finding("no", parent, child, [term, theirs], why);
  });
}

/** A child that is stricter than its parent, where the parent lets nobody take away what it gives. */
function closedCells(parent: Licence, child: Licence): Finding[] {
  const forbids = parent.conditions.noFurtherTerms;
  if (forbids === undefined) return [];
  const groups = cellsWhere(
    (userClass, column) => rank(child, userClass, column) > rank(parent, userClass, column),
    child,
  );
  if (groups.length === 0) return [];
  const cells = groups.flatMap((group) => group.cells);
  const source = [...new Set(groups.flatMap((group) => clausesOf(group.source)))].join(" + ");
  const terms = [termOf(parent, forbids), termOf(child, source)];
  if (parent.conditions.shareAlike.reach === "none") {
    const why = `${child.spdxId} keeps back from ${cellsInWords(cells)} what ${parent.spdxId} gives: for the part under ${parent.spdxId} they keep it, and the work must say so.`;
    return [finding("with care", parent, child, terms, why)];
  }
  const why = `${child.spdxId} would take from ${cellsInWords(cells)} what ${parent.spdxId} gives.`;
  return [finding("no", parent, child, terms, why)];
}

/** Notices stay with the part they belong to, whatever the whole is under. */
function notices(parent: Licence, child: Licence): Finding[] {
  const kept = parent.conditions.attribution;
  if (kept === undefined || parent.conditions.shareAlike.reach !== "none") return [];
  const term = termOf(parent, kept);
  if (child.conditions.attribution !== undefined) {
    const why = "Both can be kept at once: the notices of the part stay beside those of the whole.";
    return [finding("yes", parent, child, [term, termOf(child, child.conditions.attribution)], why)];
  }
  const why = `${child.spdxId} asks for no notices, so the work must say that those of the part under ${parent.spdxId} stay.`;
  return [finding("with care", parent, child, [term], why)];
}

/** Said, but no obstacle: who gives a patent licence gives only their own. */
function patents(parent: Licence, child: Licence): Finding[] {
  const [held, given] = [parent.conditions.patents, child.conditions.patents];
  if (held?.granted !== false || given?.granted !== true || parent.conditions.shareAlike.reach !== "none") return [];
  const why = "Patents of the part's authors do not come with it; those of who changes it do.";
  return [finding("yes", parent, child, [termOf(parent, held.source), termOf(child, given.source)], why)];
}

// --- parents that meet -----------------------------------------------------------------------------------------------

/** Why no licence of the catalogue goes with all parents: each two of them that leave nothing between them. */
function meetings(parents: readonly (readonly string[])[], catalogue: readonly Licence[]): string[] {
  const known = parents.map((offered) => catalogue.filter(({ spdxId }) => offered.includes(spdxId)));
  const allowed = (licences: readonly Licence[]) =>
    catalogue.filter(({ spdxId }) =>
      licences.some((parent) => pairOf(catalogue, parent.spdxId, spdxId).verdict !== "no"),
    );
  return known.flatMap((first, index) =>
    known.slice(index + 1).flatMap((second) => {
      const common = allowed(first).filter((licence) => allowed(second).includes(licence));
      const [a, b] = [first[0], second[0]];
      if (common.length > 0 || a === undefined || b === undefined) return [];
      const terms = [a, b].map((licence) => told(termOf(licence, bindingSource(licence))));
      return [`${terms.join(" ")} No licence of the catalogue keeps both: one work cannot build on the two.`];
    }),
  );
}

/** The term by which a licence binds its derivatives most. */
function bindingSource({ conditions }: Licence): string {
  const { reach, source } = conditions.shareAlike;
  return reach === "none" ? (conditions.noFurtherTerms ?? source) : source;
}

/** A licence that the parent names and that names the child. */
function wayBetween(parent: Licence, child: Licence, catalogue: readonly Licence[]): string | undefined {
  return parent.compatibleWith.find(({ spdxId }) => {
    const between = catalogue.find((licence) => licence.spdxId === spdxId);
    return between?.compatibleWith.some((other) => other.spdxId === child.spdxId) ?? false;
  })?.spdxId;
}

// --- small things ----------------------------------------------------------------------------------------------------

type Cell = readonly [UserClass, number];

const rank = (licence: Licence, userClass: UserClass, column: number) =>
  DECISIONS.indexOf(licence.cells[userClass][column] as Decision);

/** Cells that meet a condition, grouped by the clauses that `licence` has them from. */
function cellsWhere(test: (userClass: UserClass, column: number) => boolean, licence: Licence) {
  const groups = new Map<string, Cell[]>();
  for (const userClass of USER_CLASSES) {
    for (const column of PURPOSES.keys()) {
      if (!test(userClass, column)) continue;
      const source = licence.sources[userClass][column] ?? "";
      groups.set(source, [...(groups.get(source) ?? []), [userClass, column]]);
    }
  }
  return [...groups].map(([source, cells]) => ({ source, cells }));
}

/** `individuals and firms (commercial, manufacture)`. */
function cellsInWords(cells: readonly Cell[]): string {
  const classes = USER_CLASSES.filter((userClass) => cells.some(([one]) => one === userClass));
  const purposes: Purpose[] = PURPOSES.filter((_, column) => cells.some(([, one]) => one === column));
  return `${classesInWords(classes)} (${purposes.join(", ")})`;
}

/** A clause of the licence with what it says. */
export function termOf(licence: Licence, source: string): Term {
  const says = clausesOf(source).map((clause) => licence.clauses[clause] ?? "");
  return { licence: licence.spdxId, source, says: says.join(" ") };
}

const told = ({ licence, source, says }: Term) => `${licence} ${inWords(clausesOf(source))}: ${says}`;

function finding(verdict: Verdict, parent: Licence, child: Licence, terms: readonly Term[], why: string): Finding {
  const sentence = `${terms.map(told).join(" ")} ${why}`;
  return { verdict, parent: parent.spdxId, child: child.spdxId, terms, sentence };
}

function unread(unknown: string, parent: string, child: string): Pair {
  const sentence = `The catalogue has no reading of ${unknown}: read its text beside that of the other, with a lawyer.`;
  const findings: Finding[] = [{ verdict: "with care", parent, child, terms: [], sentence }];
  return { parent, child, verdict: "with care", findings, commons: parent === child };
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS[Math.max(0, ...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))] ?? "no";
}

/** The pair with the best verdict; among equals one that the commons takes. */
function best(pairs: readonly Pair[]): Pair {
  const cost = ({ verdict, commons }: Pair) => 2 * VERDICTS.indexOf(verdict) + (commons ? 0 : 1);
  const [first] = [...pairs].sort((a, b) => cost(a) - cost(b));
  if (first === undefined) throw new RangeError("a parent is offered under at least one licence");
  return first;
}

import { z } from "zod";

// What a licence asks of who uses a work, as data: the part of a licence file that compatibility is computed from.

/** Clauses of the text, ` + ` between them: `2a1B + 3b1`. Each stands in `clauses` with its meaning. */
const source = z.string().regex(/^\S[^+]*( \+ [^+]*\S)*$/, "write clauses with ' + ' between them, such as 3b + 4e");

/** How much of a derivative must stay under the licence: nothing, the part that was changed, all of it, also on a network. */
export const REACHES = ["none", "part", "work", "network"] as const;

/** Each says where in the text it stands; one that is absent the text does not ask. */
export const conditions = z.strictObject({
  /** Notices that stay with every copy. */
  attribution: source.optional(),
  shareAlike: z.strictObject({ reach: z.enum(REACHES), source }),
  /** Nobody may take from others what the licence gives them. */
  noFurtherTerms: source.optional(),
  /** Who passes on what is made of it passes on its source. */
  sourceCode: source.optional(),
  /** What is free cannot be withdrawn. */
  irrevocable: source.optional(),
  /** A right that ended by breach comes back. */
  cure: source.optional(),
  /** Whether patents come with it; absent where the text is silent. */
  patents: z.strictObject({ granted: z.boolean(), source }).optional(),
});

/** A licence that the text itself lets a derivative be under instead. One way only: from the file's licence to this one. */
export const otherLicence = z.strictObject({
  spdxId: z.string(),
  /** The whole is released under the other, or each part stays under its own and the other's terms hold for the whole. */
  how: z.enum(["released", "combined"]),
  source,
  /** Where somebody else than the text says so. */
  url: z.url().optional(),
  /** What has to be seen to, so that it holds. */
  condition: z.string().min(1).optional(),
});

export type Conditions = z.output<typeof conditions>;
export type OtherLicence = z.output<typeof otherLicence>;

export { source as clauseSource };

/** The clauses that a source names. */
export function clausesOf(source: string): string[] {
  return source.split(" + ");
}

/** What of a licence file its rules between fields look at. */
interface Checked {
  readonly spdxId: string;
  readonly derivativeRule: string;
  readonly attribution: boolean;
  readonly irrevocable: boolean;
  readonly cureDays?: number | undefined;
  readonly firstCureDays?: number | undefined;
  readonly conditions: Conditions;
  readonly compatibleWith: readonly OtherLicence[];
  readonly clauses: Readonly<Record<string, string>>;
  readonly sources: Readonly<Record<string, readonly string[]>>;
}

/** What does not fit together in a licence file: where, and why. */
export function misfits(file: Checked): { path: PropertyKey[]; message: string }[] {
  const { conditions: asked, compatibleWith } = file;
  const found: { path: PropertyKey[]; message: string }[] = [];
  const say = (wrong: boolean, path: PropertyKey[], message: string) => {
    if (wrong) found.push({ path, message });
  };
  const isFree = asked.shareAlike.reach === "none";
  const cures = file.cureDays !== undefined || file.firstCureDays !== undefined;
  say(file.attribution !== (asked.attribution !== undefined), ["attribution"], "conditions.attribution says otherwise");
  say(file.irrevocable !== (asked.irrevocable !== undefined), ["irrevocable"], "conditions.irrevocable says otherwise");
  say(cures !== (asked.cure !== undefined), ["cureDays"], "conditions.cure says otherwise");
  say(
    file.derivativeRule !== "none" && (file.derivativeRule === "any") !== isFree,
    ["derivativeRule"],
    "any goes with share-alike of reach none, same and compatible with any other reach",
  );
  compatibleWith.forEach(({ spdxId }, index) => {
    say(isFree, ["compatibleWith", index], "a licence that asks for no share-alike needs no list");
    say(spdxId === file.spdxId, ["compatibleWith", index], "that is this licence");
  });

  const check = (text: string | undefined, path: PropertyKey[]) =>
    clausesOf(text ?? "").forEach((clause) => {
      say(clause !== "" && !Object.hasOwn(file.clauses, clause), path, `clauses has no "${clause}"`);
    });
  for (const [name, one] of Object.entries(asked)) {
    check(typeof one === "string" ? one : one.source, ["conditions", name]);
  }
  compatibleWith.forEach((other, index) => check(other.source, ["compatibleWith", index]));
  for (const [userClass, row] of Object.entries(file.sources)) {
    row.forEach((text, column) => check(text, ["sources", userClass, column]));
  }
  return found;
}

import { readFileSync } from "node:fs";
import { ZeroAddress } from "ethers";
import { z } from "zod";

import { NeoguildError } from "../errors.ts";
import { parseDuration } from "../units.ts";
import type { PolicyStruct } from "../../typechain-types/contracts/licensing/LicencePolicies.ts";

/**
 * Licences as data: one file each in `charters/licences/`, a matrix of who may do what. The cells are our reading of
 * the licence texts, clause by clause, and no legal advice; the text itself stands behind `text.uri`.
 */

/** Rows of every matrix, in the order of `UserClass`. */
export const USER_CLASSES = [
  "individual",
  "member",
  "recognised guest",
  "non-profit",
  "worker co-op",
  "co-op",
  "social enterprise",
  "public body",
  "firm",
] as const;

/** Columns of every matrix, in the order of `Purpose`. */
export const PURPOSES = ["personal", "non-commercial", "commercial", "derivative", "manufacture"] as const;

/** Cells of every matrix, in the order of `Decision`: the first is the most permissive. */
export const DECISIONS = ["Free", "Reciprocate", "Pay", "ByApproval", "Forbidden"] as const;

const DERIVATIVE_RULES = ["none", "any", "same", "compatible"] as const;

export type UserClass = (typeof USER_CLASSES)[number];
export type Purpose = (typeof PURPOSES)[number];
export type Decision = (typeof DECISIONS)[number];

/** Bits of one cell in the packed matrix. */
const CELL_BITS = 3n;

const days = z.number().int().min(1).max(255, "at most 255 days").optional();
const duration = z.string().transform((text, context): bigint => {
  try {
    return parseDuration(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});
const decision = z.enum(DECISIONS, `write one of ${DECISIONS.join(", ")}`);

/** One cell for each purpose, in the order of `PURPOSES`. */
function row<T extends z.ZodType>(cell: T) {
  return z.tuple([cell, cell, cell, cell, cell], `one cell for each of ${PURPOSES.join(", ")}`);
}

/** One row for each class of user; none may be missing and none invented. */
function matrix<T extends z.ZodType>(cell: T) {
  return z.record(z.enum(USER_CLASSES), row(cell));
}

const licence = z.strictObject({
  format: z.literal("neoguild-licence-1"),
  spdxId: z.string().min(1).max(64, "an SPDX id has at most 64 characters"),
  name: z.string().min(1),
  /** Says that the cells are a reading and no legal advice. */
  reading: z.string().min(1),
  text: z.strictObject({
    uri: z.string().max(256, "a URI has at most 256 characters"),
    /** keccak256 of the text in UTF-8, absent where we do not have the text; the nation then gives it. */
    keccak256: z
      .string()
      .regex(/^0x[0-9a-f]{64}$/, "write 0x and 64 hexadecimal digits")
      .optional(),
    /** Which copy of the text was hashed. */
    hashed: z.string().optional(),
  }),
  derivativeRule: z.enum(DERIVATIVE_RULES),
  attribution: z.boolean(),
  /** What is free cannot be withdrawn by the licensor. */
  irrevocable: z.boolean(),
  /** Reinstated if a breach is cured within so many days; after a first notice. */
  cureDays: days,
  firstCureDays: days,
  /** Accepted work that settles a `Reciprocate` cell, in one season, unless the nation asks for more or less. */
  reciprocity: duration.optional(),
  /** Where the cells come from: subject → clause of the text. */
  clauses: z.record(z.string(), z.string()),
  cells: matrix(decision),
  /** The same cell by cell, where a file has it. */
  sources: matrix(z.string().min(1)).optional(),
});

/** A checked licence file. */
export type Licence = z.output<typeof licence>;

/** What a nation adds to a licence when it takes it into its catalogue. */
export interface PolicyChoices {
  /** What a `Pay` cell costs, and a `Reciprocate` cell instead of contributing. */
  readonly fee?: { readonly token: string; /** Smallest unit of the token. */ readonly amount: bigint };
  /** Minutes accepted in one season; the file's `reciprocity` if absent. */
  readonly reciprocityMinutes?: bigint;
  /** Seconds a grant lasts; for ever if absent. */
  readonly term?: bigint;
  /** keccak256 of the text where the file has none. */
  readonly textHash?: string;
  /** Id of the policy that a derivative may be under instead, with the rule `compatible`. */
  readonly compatibleWith?: bigint;
}

/**
 * Checks a licence file.
 * @param source What messages call it: the file's name.
 * @throws NeoguildError `LicenceInvalid` with one line for each fault: path and rule.
 */
export function parseLicence(json: unknown, source: string): Licence {
  const result = licence.safeParse(json);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path, message }) => `  ${path.map(String).join(".") || "(top)"}: ${message}`,
  );
  throw new NeoguildError({
    code: "LicenceInvalid",
    message: `${source} is not a licence yet:\n${faults.join("\n")}`,
    remedy: "Mend these places in the file and try again; nothing was sent.",
  });
}

/**
 * Reads a licence of the catalogue.
 * @param spdxId An SPDX id or `LicenseRef-…` that has a file in `charters/licences/`.
 * @throws NeoguildError `LicenceUnknown`, `LicenceInvalid`
 */
export function readLicence(spdxId: string): Licence {
  const file = `charters/licences/${spdxId}.json`;
  let text: string;
  try {
    if (!/^[A-Za-z0-9.-]+$/.test(spdxId)) throw new TypeError("no SPDX id");
    text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  } catch (cause) {
    throw new NeoguildError(
      {
        code: "LicenceUnknown",
        message: `the catalogue has no licence "${spdxId}"`,
        remedy: "Name a file of charters/licences/ without its ending, or add one.",
      },
      { cause },
    );
  }
  const parsed = parseLicence(JSON.parse(text), file);
  if (parsed.spdxId !== spdxId) {
    throw new NeoguildError({
      code: "LicenceInvalid",
      message: `${file} says it is "${parsed.spdxId}"`,
      remedy: "Give the file the name of its spdxId.",
    });
  }
  return parsed;
}

/** The matrix in one word: class c and purpose p at bit 3 · (5 · c + p), the value as in `DECISIONS`. */
export function packMatrix(cells: Licence["cells"]): bigint {
  const all = USER_CLASSES.flatMap((userClass) => cells[userClass]);
  return all.reduce((word, cell, index) => word | (BigInt(DECISIONS.indexOf(cell)) << (CELL_BITS * BigInt(index))), 0n);
}

/**
 * A licence as `LicencePolicies.add` takes it.
 * @throws NeoguildError `LicenceIncomplete` if the nation's choices and the cells do not fit each other.
 */
export function policyFrom(source: Licence, choices: PolicyChoices = {}): PolicyStruct {
  const has = (wanted: Decision) => USER_CLASSES.some((userClass) => source.cells[userClass].includes(wanted));
  const reciprocityMinutes = choices.reciprocityMinutes ?? (source.reciprocity ?? 0n) / 60n;
  const fee = choices.fee ?? { token: ZeroAddress, amount: 0n };
  const textHash = choices.textHash ?? source.text.keccak256;
  const incomplete = (message: string, remedy: string) =>
    new NeoguildError({ code: "LicenceIncomplete", message: `${source.spdxId} ${message}`, remedy });

  if (textHash === undefined)
    throw incomplete("comes without the hash of its text", "Give keccak256 of the text you mean.");
  if (has("Pay") && fee.amount === 0n) throw incomplete("has cells that say Pay", "Name a fee above zero.");
  if (fee.amount !== 0n && !has("Pay") && !has("Reciprocate"))
    throw incomplete("asks nobody for a fee", "Leave it out.");
  if (has("Reciprocate") !== (reciprocityMinutes !== 0n)) {
    const message = has("Reciprocate") ? "has cells that say Reciprocate" : "asks nobody to reciprocate";
    throw incomplete(message, "Name minutes of accepted work exactly if a cell says Reciprocate.");
  }
  if ((source.derivativeRule === "compatible") !== (choices.compatibleWith !== undefined)) {
    throw incomplete("and the compatible policy do not fit", "Name one exactly if the derivative rule is compatible.");
  }
  return {
    spdxId: source.spdxId,
    uri: source.text.uri,
    textHash,
    terms: {
      matrix: packMatrix(source.cells),
      derivativeRule: BigInt(DERIVATIVE_RULES.indexOf(source.derivativeRule)),
      attribution: source.attribution,
      irrevocable: source.irrevocable,
      compatibleWith: choices.compatibleWith ?? 0n,
      reciprocityMinutes,
      term: choices.term ?? 0n,
      cureDays: BigInt(source.cureDays ?? 0),
      firstCureDays: BigInt(source.firstCureDays ?? 0),
    },
    fee,
  };
}

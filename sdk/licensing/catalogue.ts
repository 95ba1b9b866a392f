import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";

import { NeoguildError } from "../errors.ts";
import { parseDuration } from "../units.ts";
import { clauseSource, conditions, misfits, otherLicence } from "./conditions.ts";
import { PURPOSES, USER_CLASSES } from "./kinds.ts";
import { faultOfId } from "./spdx.ts";

/**
 * Licences as data: one file each in `charters/licences/`, a matrix of who may do what. The cells are our reading of
 * the licence texts, clause by clause, and no legal advice; the text itself stands behind `text.uri`.
 */

/** Cells of every matrix, in the order of `Decision`: the first is the most permissive. */
export const DECISIONS = ["Free", "Reciprocate", "Pay", "ByApproval", "Forbidden"] as const;

export const DERIVATIVE_RULES = ["none", "any", "same", "compatible"] as const;

export type Decision = (typeof DECISIONS)[number];

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

/** What a licence asks in return, as far as its text says so. */
const reciprocity = z.strictObject({
  /** Accepted work; without a period, in one season. */
  work: duration.optional(),
  /** How often it is due; without one a single return opens the door. */
  period: duration.optional(),
  /** Days after a period in which the return may still come. */
  graceDays: z.number().int().min(0).max(255, "at most 255 days").optional(),
  /** A grant lapses so many days after the breach; or after a first notice, if that is earlier. */
  cureDays: days,
  firstCureDays: days,
});

const spdxId = z
  .string()
  .min(1)
  .max(64, "an SPDX id has at most 64 characters")
  .superRefine((id, context) => {
    const message = faultOfId(id);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

const fields = z.strictObject({
  format: z.literal("neoguild-licence-2"),
  spdxId,
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
  /** A page about the licence, where its text is not to be had. */
  about: z.url().optional(),
  derivativeRule: z.enum(DERIVATIVE_RULES),
  attribution: z.boolean(),
  /** What is free cannot be withdrawn by the licensor. */
  irrevocable: z.boolean(),
  /** Reinstated if a breach is cured within so many days; after a first notice. */
  cureDays: days,
  firstCureDays: days,
  /** What settles a `Reciprocate` cell, unless the nation asks for more or less. */
  reciprocity: reciprocity.optional(),
  /** What it asks of who uses the work, and where in the text. */
  conditions,
  /** Licences that the text lets a derivative be under instead. */
  compatibleWith: z.array(otherLicence).max(4, "at most 4 other licences").default([]),
  /** Clause of the text → what it says, in our words. */
  clauses: z.record(z.string(), z.string().min(1)),
  /** Where our reading may be disputed. */
  doubts: z.array(z.string().min(1)).default([]),
  cells: matrix(decision),
  /** Cell by cell, the clauses that a cell comes from. */
  sources: matrix(clauseSource),
});

const licence = fields.superRefine((file, context) => {
  for (const misfit of misfits(file)) context.addIssue({ code: "custom", ...misfit });
});

/** A checked licence file. */
export type Licence = z.output<typeof licence>;

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
        remedy: "See those it has with 'npx hardhat licence:explain', or add a file to charters/licences/.",
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

/** Every licence of the catalogue, by its id. */
export function readCatalogue(): Licence[] {
  const files = readdirSync(new URL("../../charters/licences/", import.meta.url));
  const ids = files.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
  return ids.sort().map(readLicence);
}

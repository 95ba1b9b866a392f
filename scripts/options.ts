import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isAddress } from "ethers";
import { z } from "zod";

import { parseCsv } from "../sdk/csv.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { whyUnreadable } from "../sdk/files.ts";
import { CHAMBERS } from "../sdk/governance/chambersFold.ts";
import { SANCTIONS } from "../sdk/justice/cases.ts";
import { ATTESTED, PURPOSES, USER_CLASSES } from "../sdk/licensing/kinds.ts";
import { bitsOf, RIGHTS, USES } from "../sdk/membership/chapters/uses.ts";
import { parseDuration } from "../sdk/units.ts";

// Kinds of options that several tasks take. Whatever is wrong with one is said before anything is sent.

export const id = (what: string, where: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,9}$/, `${what} is a whole number from 1${where}`)
    .transform((text) => BigInt(text));

export const agentId = id("an agent's id", ", as 'member:list' shows it");

export const guildId = agentId.describe("The guild's agent id");

export const byMember = agentId.describe("Who acts: the agent id of a member");

export const chapterId = id("a chapter's id", ", as 'chapter:show' lists it");

export const treatyId = id("a treaty's id", ", as 'treaty:show' lists it");

export const seasonId = id("a season's number", "");

export const workId = id("a work's id", "");

export const policyId = id("a policy's id", "");

export const pactId = id("a pact's number", ", as 'pact:show' lists it").describe("The pact's number");

export const lotId = id("a lot's number", "").describe("The lot's number");

export const electionId = id("an election's number", "").describe("The election's number");

export const chamber = z.enum(CHAMBERS).describe("members, masters or organisations");

export const roundId = id("a round's number", "").describe("The round's number");

export const bucketId = id("a bucket's number", ", as 'cobudget:show' lists it").describe("The bucket's number");

/** Agent ids in one option, `3,5`; or none of them. */
export const someAgents = z
  .string()
  .regex(/^(none|[1-9]\d{0,9}(,[1-9]\d{0,9})*)$/, "write agent ids with commas between them, such as 3,5; or none")
  .transform((text) => (text === "none" ? [] : text.split(",").map((one) => BigInt(one))));

export const caseId = id("a case's number", "").describe("The case's number");

export const sanction = z
  .enum(SANCTIONS)
  .transform((word) => SANCTIONS.indexOf(word))
  .describe("note, loss-of-office, suspension or expulsion; for a panelist also none");

/** What a case is about, in the order of the contract's `Matter`; a key is contested with case:dispute. */
const MATTER_WORDS = ["conduct", "contribution", "licence"] as const;

export const matter = z
  .enum(MATTER_WORDS)
  .default("conduct")
  .transform((word) => MATTER_WORDS.indexOf(word))
  .describe("conduct, contribution (--about its batch) or licence (--work and --purpose of the grant)");

export const proposalId = z
  .string()
  .regex(/^\d{1,78}$/, "a proposal's id is a whole number, as proposal:show or council:show lists it")
  .transform((text) => BigInt(text))
  .describe("The proposal's id");

/** What a ballot can say, in the order of the contract's `Choice`. */
export const CHOICES = ["against", "for", "abstain", "block"] as const;

export const choice = z
  .enum(CHOICES)
  .transform((word) => CHOICES.indexOf(word))
  .describe("for, against, abstain or (where the rule knows it) block");

/** Topics of delegations in one option: `0,2`. */
export const topics = z
  .string()
  .regex(/^\d{1,3}(,\d{1,3})*$/, "write the numbers of decision rules with commas between them: 0,2")
  .transform((text) => text.split(",").map((one) => BigInt(one)))
  .refine((numbers) => numbers.every((topic) => topic < 256n), "topics are numbered from 0 to 255")
  .describe("Numbers of decision rules, as 'delegation:show' lists them: 0,2");

/** A rank of a guild. */
export const rank = z.enum(["apprentice", "journeyman", "master"]).describe("apprentice, journeyman or master");

/** Work in hours and minutes, such as `600h`; in minutes. */
export const work = parsed((text) => parseDuration(text) / 60n);

/** Policies in one option: `3,4`. */
export const policyIds = z
  .string()
  .regex(/^[1-9]\d{0,4}(,[1-9]\d{0,4}){0,3}$/, "write 1 to 4 policy ids with commas between them: 3,4")
  .transform((text) => text.split(",").map((one) => BigInt(one)));

/** What a work is used for. */
export const purpose = z
  .enum(PURPOSES)
  .transform((word) => PURPOSES.indexOf(word))
  .describe("personal, non-commercial, commercial, derivative or manufacture");

/** Kinds of users as options name them, in one word each: `worker-coop`. */
export const CLASSES = USER_CLASSES.map((name) => name.replaceAll("co-op", "coop").replaceAll(" ", "-"));

export const organisationClass = z
  .enum(CLASSES.slice(ATTESTED))
  .transform((word) => CLASSES.indexOf(word))
  .describe("non-profit, worker-coop, coop, social-enterprise, public-body or firm");

/** Uses of a chapter in one option: `desk,bed`; those that have no word by their bit. */
export const uses = words(USES, 31);

/** Rights of a treaty in one option: `stay,licence`. */
export const rights = words(RIGHTS, -1);

/** Words of a list with commas between them, as a bitmap; up to `most` also bits by their numbers. */
function words(known: readonly string[], most: number) {
  const isKnown = (word: string) => known.includes(word) || (/^\d{1,2}$/.test(word) && Number(word) <= most);
  return z
    .string()
    .transform((text) => text.split(","))
    .refine((chosen) => chosen.every(isKnown), `write some of these with commas between them: ${known.join(",")}`)
    .transform((chosen) => bitsOf(chosen, known));
}

export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, { error: "an address is 0x and 40 hexadecimal digits", abort: true })
  .refine(isAddress, "a character of this address is wrong, or its case: copy it whole from where you have it");

/** Several addresses in one option, with commas between them. */
export const addresses = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(address).min(1));

export const hash = z.string().regex(/^0x[0-9a-fA-F]{64}$/, "a hash is 0x and 64 hexadecimal digits");

export const file = z.string().min(1, "name a file");

export const count = z
  .string()
  .regex(/^\d{1,12}$/, "a whole number is due here")
  .transform((text) => BigInt(text));

/** What is said of a day that is written otherwise, or that no calendar has. */
export const NO_DAY = "a day of the calendar is due, written 2026-11-22";

/** A day such as `2026-11-22`, in days since 1970-01-01 UTC. */
export const day = z.iso.date(NO_DAY).transform((text) => Date.parse(text) / 86_400_000);

/** A duration such as `90d`, in seconds. */
export const duration = parsed(parseDuration);

/** Several ids in one option: `3,4,5`. */
export const agentIds = z
  .string()
  .regex(/^[1-9]\d{0,9}(,[1-9]\d{0,9})*$/, "write ids with commas between them: 3,4,5")
  .transform((text) => text.split(",").map((one) => BigInt(one)));

/** Entries of a batch, counted from 1: `2,5`. */
export const entryNumbers = z
  .string()
  .regex(/^[1-9]\d{0,3}(,[1-9]\d{0,3})*$/, "write the numbers of entries, counted from 1: 2,5")
  .transform((text) => text.split(",").map(Number));

export const text = z.string().min(1, "some words are due here");

/** The native coin, or the address of an ERC-20; as an address, zero for the native coin. */
export const token = z
  .string()
  .default("native")
  .transform((text) => (text === "native" ? `0x${"0".repeat(40)}` : text))
  .pipe(address);

/** One token where all are meant unless one is named. */
export const oneToken = z
  .string()
  .transform((text) => (text === "native" ? `0x${"0".repeat(40)}` : text))
  .pipe(address)
  .optional();

/** An amount as people write it, `100000` or `12.5`; the token's decimals are applied when they are known. */
export const amount = z
  .string()
  .regex(/^\d+(\.\d{1,18})?$/, "an amount is a number such as 100000 or 12.5")
  .refine((text) => /[1-9]/.test(text), "an amount is more than zero");

/** As `amount`, or nothing. */
export const someAmount = z
  .string()
  .regex(/^\d+(\.\d{1,18})?$/, "an amount is a number such as 40, 12.5 or 0")
  .describe("Amount in the round's token; 0 takes all back");

/** Runs a parser that throws, so that its message appears beside the option. */
export function parsed<T>(parse: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      const message = error instanceof NeoguildError ? `${error.message}. ${error.remedy}` : String(error);
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
  });
}

/** The JSON files of a folder, or files with commas between them. */
export function filesIn(names: string): string[] {
  return names.split(",").flatMap((name) => {
    if (!(statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false)) return [name];
    const inside = readdirSync(name).filter((entry) => entry.endsWith(".json"));
    return inside.sort().map((entry) => join(name, entry));
  });
}

/** A file of text a task takes, in UTF-8, with or without a byte order mark. @throws NeoguildError `FileUnreadable` */
export function readText(path: string): string {
  return asText(path, readBytes(path));
}

/** The text of a file that was read, or decrypted. @throws NeoguildError `FileUnreadable` */
export function asText(path: string, bytes: Uint8Array): string {
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  const lines = Buffer.from(bytes).toString("latin1").split("\n");
  const line = lines.findIndex((one) => !isUtf8(Buffer.from(one, "latin1"))) + 1;
  const remedy = "Save it anew in UTF-8; in a spreadsheet, as 'CSV UTF-8'.";
  throw unreadable(path, `line ${line} is not written in UTF-8`, remedy);
}

/** A file a task takes, whatever is in it. @throws NeoguildError `FileUnreadable` */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw unreadable(path, whyUnreadable(cause), "Check the path and the file.", cause);
  }
}

function unreadable(path: string, why: string, remedy: string, cause?: unknown): NeoguildError {
  return new NeoguildError({ code: "FileUnreadable", message: `${path} cannot be read: ${why}`, remedy }, { cause });
}

/** The records of a table (CSV) a task takes, the head line first. @throws NeoguildError `FileUnreadable` */
export function readCsv(path: string): string[][] {
  const records = parseCsv(readText(path));
  if (records.some((cells) => cells.some((cell) => cell !== ""))) return records;
  throw unreadable(path, "it is empty", "Check that it is the file you mean, with a head line.");
}

/** A JSON file a task takes, read and checked; what is wrong is named with its path. @throws NeoguildError `FileInvalid` */
export function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  const content = readText(path);
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (cause) {
    throw unreadable(path, `it is no JSON: ${(cause as Error).message}`, "Check that it is the file you mean.", cause);
  }
  return readChecked(path, json, schema);
}

/** What was read from a file, checked; what is wrong is named with its path. */
export function readChecked<Schema extends z.ZodType>(
  path: string,
  content: unknown,
  schema: Schema,
): z.output<Schema> {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    (issue) => `  ${issue.path.map(String).join(".") || "(top)"}: ${issue.message}`,
  );
  throw new NeoguildError({
    code: "FileInvalid",
    message: `${path} is not what is needed here:\n${faults.join("\n")}`,
    remedy: "Mend these places in the file and run the command again; nothing was sent.",
  });
}

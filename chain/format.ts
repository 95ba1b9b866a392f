import { createHash } from "node:crypto";
import { z } from "zod";
import { JournalError } from "./errors.ts";

// The journal's text: JSON lines, a header and then entries, each sealed with the SHA-256 of its own text and naming the
// seal of the line before it. `docs/journal.md` describes the same format for readers in other languages.

export const FORMAT = "neoguild-journal/1";

const hash = z.string().regex(/^0x[0-9a-f]{64}$/, "must be 32 bytes in lower-case hex");
const whole = z.int().nonnegative();

const headSchema = z.strictObject({ number: whole, hash, timestamp: whole });

/** The latest block; `timestamp` in Unix seconds. */
export type Head = z.infer<typeof headSchema>;

const genesisSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Everything that decides what the same requests lead to: chain id, rules, first block. Two chains agree in all of it. */
export type Genesis = z.infer<typeof genesisSchema>;

export const headerSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** Client version of the engine that wrote the journal; told when a replay differs. */
  engine: z.string(),
  genesis: genesisSchema,
  /** Seconds the chain's clock stood ahead of the machine's at the start. */
  clock: z.int(),
  /** The block the journal starts from. */
  head: headSchema,
});

export const entrySchema = z.strictObject({
  /** Counts from 1. */
  seq: z.int().positive(),
  method: z.string(),
  params: z.array(z.unknown()),
  /** The request was answered with an error and changed the chain all the same: a transaction that reverted. */
  failed: z.literal(true).optional(),
  /** Timestamps of the blocks the request mined, oldest first; only the first one's for `hardhat_mine`. */
  mined: z.array(whole).optional(),
  /** Seconds the chain's clock stands ahead of the machine's, when the request moved it on purpose. */
  clock: z.int().optional(),
  /** The latest block after the request. */
  head: headSchema,
  /** Seal of the line before. */
  prev: hash,
});

export type Header = z.infer<typeof headerSchema>;
export type Entry = z.infer<typeof entrySchema>;
export type Sealed<Body> = Body & { readonly hash: string };

/** The text of a journal, read and checked. */
export interface JournalText {
  readonly header: Sealed<Header>;
  readonly entries: readonly Sealed<Entry>[];
}

const SEAL = /,"hash":"(0x[0-9a-f]{64})"\}$/;

function sealOf(text: string): string {
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}

/** Whether a text begins with a whole, sealed line and has something else than a newline after it. */
export function goesOnAfterSeal(text: string): boolean {
  const seals = text.matchAll(new RegExp(SEAL.source.replace("$", "(?!\\n|$)"), "g"));
  return [...seals].some(({ index, 1: hash }) => sealOf(`${text.slice(0, index)}}`) === hash);
}

/** One line without its newline: the JSON of `body` with the seal of that JSON as its last member. */
export function seal<Body extends Header | Entry>(body: Body): { line: string; sealed: Sealed<Body> } {
  const text = JSON.stringify(body);
  const hash = sealOf(text);
  return { line: `${text.slice(0, -1)},"hash":"${hash}"}`, sealed: { ...body, hash } };
}

/**
 * Reads whole lines, first the header. Checks each line's seal and fields, and that it follows the one before.
 * Throws `JournalError` "corrupted" with the number of the line and the problem.
 */
export function parseJournal(path: string, lines: readonly string[]): JournalText {
  const [first = "", ...rest] = lines;
  const header = unseal(headerSchema, first, { path, line: 1 });
  let prev = header.hash;
  const entries = rest.map((text, index) => {
    const where = { path, line: index + 2 };
    const entry = unseal(entrySchema, text, where);
    if (entry.seq !== index + 1) throw corrupted(where, `it is number ${entry.seq} where ${index + 1} is due`);
    if (entry.prev !== prev) throw corrupted(where, "it does not follow the line before it");
    prev = entry.hash;
    return entry;
  });
  return { header, entries };
}

interface Place {
  readonly path: string;
  readonly line: number;
}

/** A line's JSON without its seal, the seal, and whether the two belong together; undefined where there is no seal. */
export function splitSeal(text: string): { bare: string; hash: string; holds: boolean } | undefined {
  const hash = SEAL.exec(text)?.[1];
  if (hash === undefined) return undefined;
  const bare = `${text.slice(0, text.lastIndexOf(',"hash":'))}}`;
  return { bare, hash, holds: sealOf(bare) === hash };
}

function unseal<Body>(schema: z.ZodType<Body>, text: string, where: Place): Sealed<Body> {
  const split = splitSeal(text);
  if (split === undefined) throw corrupted(where, "it does not end in a hash of its own");
  const { bare, hash, holds } = split;
  if (!holds) throw corrupted(where, "its content does not match its hash");
  let json: unknown;
  try {
    json = JSON.parse(bare);
  } catch {
    throw corrupted(where, "it is not JSON");
  }
  const result = schema.safeParse(json);
  if (!result.success) throw corrupted(where, z.prettifyError(result.error).replaceAll("\n", " "));
  return { ...result.data, hash };
}

function corrupted({ path, line }: Place, problem: string): JournalError {
  return new JournalError(
    "corrupted",
    `Line ${line} of the journal ${path} is damaged: ${problem}. Nothing was changed. ` +
      "Put a backup of the file in its place; what follows a damaged line cannot be trusted.",
  );
}

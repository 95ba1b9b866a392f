import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";

// A witness: a file on a member's own machine that keeps, line by line, where the nation's chain stood when.

export const WITNESS_FORMAT = "neoguild-witness/1";

const hash = z.string().regex(/^0x[0-9a-f]{64}$/, "must be 32 bytes in lower-case hex");
const whole = z.int().nonnegative();

const keptHead = z.strictObject({
  format: z.literal(WITNESS_FORMAT),
  /** The nation's name. */
  nation: z.string().min(1),
  chainId: whole,
  /** Hash of block 0. */
  genesis: hash,
  /** The latest block when it was kept; `timestamp` in Unix seconds by the chain's clock. */
  number: whole,
  hash,
  timestamp: whole,
  /** Unix seconds by the witness's own clock. */
  keptAt: whole,
  /** Who told: the running node, or a copy of the journal, which may be older than `keptAt`. */
  from: z.enum(["node", "journal"]),
  /** Address of the members' register, where the witness has the deployment's record. */
  members: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/, "must be an address")
    .optional(),
  /** The journal's last entry and its seal, where the witness had the file. */
  journal: z.strictObject({ seq: whole, seal: hash }).optional(),
});

/** One line of a witness. */
export type KeptHead = Readonly<z.output<typeof keptHead>>;

/** A witness file and what it keeps, oldest first. */
export interface Witness {
  readonly path: string;
  readonly heads: readonly KeptHead[];
}

/** Reads a witness; one that does not exist yet keeps nothing. @throws NeoguildError `WitnessUnreadable` */
export function readWitness(path: string): Witness {
  if (!existsSync(path)) return { path, heads: [] };
  const lines = readFileSync(path, "utf8").split("\n");
  const rest = lines.pop() ?? "";
  if (rest !== "") throw unreadable(path, lines.length + 1, "it was cut off while it was being written");
  return { path, heads: lines.map((text, index) => parse(path, text, index + 1)) };
}

/** Adds a head; the line is on the disk when this returns. */
export function appendHead(path: string, head: KeptHead): void {
  appendFileSync(path, `${JSON.stringify(head)}\n`, { flush: true });
}

function parse(path: string, text: string, line: number): KeptHead {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unreadable(path, line, "it is not JSON");
  }
  const result = keptHead.safeParse(json);
  if (!result.success) throw unreadable(path, line, z.prettifyError(result.error).replaceAll("\n", " "));
  return result.data;
}

function unreadable(path: string, line: number, why: string): NeoguildError {
  return new NeoguildError({
    code: "WitnessUnreadable",
    message: `line ${line} of the witness ${path} cannot be read: ${why}`,
    remedy: "If it is the last line, delete that line alone; otherwise put a copy of the file in its place.",
    docs: "docs/trust.md#witnesses",
  });
}

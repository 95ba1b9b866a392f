import type { Head } from "../format.ts";
import type { KeptHead, Witness } from "../witness/file.ts";
import type { Finding } from "./finding.ts";
import { TOLERANCE } from "./times.ts";

// Holding an audited history against what witnesses kept of it. Everything up to the latest head that agrees is the
// history that witness saw: a block's hash stands for all blocks before it.

/** The history as the audit replayed it, up to its end or to where a difference stopped it. */
export interface AuditedHistory {
  readonly chainId: number;
  readonly genesis: string;
  readonly real: boolean;
  readonly head: Head;
  /** The journal ends here; false where a difference stopped the audit. */
  readonly whole: boolean;
  /** Seal of each entry, by its number; the header's is at 0. */
  readonly seals: readonly string[];
  /** A block up to the head. */
  readonly block: (number: number) => Promise<Head>;
  /** The line of the file whose entry led to a block. */
  readonly lineOf: (block: number) => number;
}

/** What came of holding a witness against a history. */
export interface WitnessVerdict {
  readonly path: string;
  /** Heads it keeps, how many of them agree, and how many lie behind the point where the audit stopped. */
  readonly heads: number;
  readonly agreed: number;
  readonly unreached: number;
  /** The latest head that agrees. */
  readonly last: KeptHead | undefined;
  /** The first head that does not. */
  readonly finding: Finding | undefined;
}

export async function holdAgainst(history: AuditedHistory, { path, heads }: Witness): Promise<WitnessVerdict> {
  const sorted = [...heads].sort((a, b) => a.number - b.number || a.keptAt - b.keptAt);
  let last: KeptHead | undefined;
  let agreed = 0;
  let unreached = 0;
  for (const kept of sorted) {
    if (kept.number > history.head.number && !history.whole) {
      unreached += 1;
      continue;
    }
    const finding = await contradiction(history, kept, last);
    if (finding !== undefined) {
      const named = { ...finding, what: `${path}: ${finding.what}` };
      return { path, heads: heads.length, agreed, unreached, last, finding: named };
    }
    last = kept;
    agreed += 1;
  }
  return { path, heads: heads.length, agreed, unreached, last, finding: undefined };
}

async function contradiction(
  history: AuditedHistory,
  kept: KeptHead,
  last: KeptHead | undefined,
): Promise<Finding | undefined> {
  const { head, lineOf, seals } = history;
  if (kept.chainId !== history.chainId || kept.genesis !== history.genesis) {
    const what = `it is of chain ${kept.chainId} with genesis ${kept.genesis}, this of ${history.chainId} with ${history.genesis}`;
    return { kind: "witness", line: 1, what };
  }
  const line = last === undefined ? 2 : lineOf(last.number + 1);
  const when = `kept ${day(kept.keptAt)}`;
  if (kept.number > head.number) {
    const what = `it has block ${kept.number} (${when}), and the journal ends at block ${head.number}: the end was cut off`;
    return { kind: "witness", line: seals.length + 1, what };
  }
  const block = await history.block(kept.number);
  if (block.hash !== kept.hash) {
    const known = last === undefined ? "no earlier head is known" : `block ${last.number} still agrees`;
    const what =
      `block ${kept.number} was ${kept.hash} (${when}) and is ${block.hash} here; ${known}, ` +
      `so the difference begins in lines ${line} to ${lineOf(kept.number)}`;
    return { kind: "witness", line, what };
  }
  return sealContradiction(history, kept) ?? (await dateContradiction(history, kept, block));
}

function sealContradiction({ seals, whole }: AuditedHistory, { journal, keptAt }: KeptHead): Finding | undefined {
  if (journal === undefined) return undefined;
  const found = seals[journal.seq];
  if (found === undefined && !whole) return undefined;
  if (found === journal.seal) return undefined;
  const line = Math.min(journal.seq, seals.length) + 1;
  const what = `entry ${journal.seq} had the seal ${journal.seal} (kept ${day(keptAt)}) and has ${found ?? "none: it is gone"}`;
  return { kind: "witness", line, what };
}

/** A block a node told at a moment is not of later; the next one, which was not there yet, is not of earlier. */
async function dateContradiction(
  { real, head, block, lineOf }: AuditedHistory,
  kept: KeptHead,
  { timestamp }: Head,
): Promise<Finding | undefined> {
  if (!real) return undefined;
  const { number, keptAt } = kept;
  if (timestamp > keptAt + TOLERANCE) {
    const what = `block ${number} is of ${day(timestamp)} and was there already on ${day(keptAt)} by the witness's clock`;
    return { kind: "time", line: lineOf(number), what };
  }
  if (kept.from !== "node" || number === head.number) return undefined;
  const next = await block(number + 1);
  if (next.timestamp >= keptAt - TOLERANCE) return undefined;
  const what = `block ${number + 1} is of ${day(next.timestamp)} and was not there yet on ${day(keptAt)} by the witness's clock`;
  return { kind: "time", line: lineOf(number + 1), what };
}

function day(timestamp: number): string {
  return new Date(timestamp * 1000).toISOString().slice(0, 16).replace("T", " ");
}

import type { z } from "zod";

import { type Entry, type Header, type Sealed, entrySchema, headerSchema, splitSeal } from "../format.ts";
import type { Finding } from "./finding.ts";

// Reading a journal that may have been tampered with: where `parseJournal` stops at the first fault, an audit reads the
// line all the same, for what else is wrong with it tells what was done to it.

/** A line as far as it could be read, and what its text alone shows. */
export interface ReadLine<Body> {
  readonly line: number;
  readonly body: Sealed<Body> | undefined;
  readonly findings: readonly Finding[];
}

export function readHeaderLine(text: string): ReadLine<Header> {
  return readLine(headerSchema, text, 1);
}

/** The entries of a journal, one by one as they are asked for; `texts` are its lines without the first. */
export function* readEntryLines(header: Sealed<Header>, texts: readonly string[]): Generator<ReadLine<Entry>> {
  const lines = texts.map((text, index) => readLine(entrySchema, text, index + 2));
  for (const [index, { line, body, findings }] of lines.entries()) {
    const before = index === 0 ? header : lines[index - 1]?.body;
    const place = body === undefined ? [] : placeFindings(body, { line, before, lines });
    yield { line, body, findings: [...findings, ...place] };
  }
}

interface Place {
  readonly line: number;
  readonly before: Sealed<Header | Entry> | undefined;
  /** All entries; those after this one tell a line that was moved from one that was taken out. */
  readonly lines: readonly ReadLine<Entry>[];
}

/** Does the entry stand where it was written: by its number, by its blocks, and by the seal it names? */
function placeFindings(entry: Sealed<Entry>, { line, before, lines }: Place): Finding[] {
  const stands = (test: (entry: Entry) => boolean): boolean =>
    lines.slice(line - 1).some(({ body }) => body !== undefined && test(body));
  const due = line - 1;
  if (entry.seq !== due) {
    const kind = entry.seq > due && !stands(({ seq }) => seq === due) ? "missing" : "order";
    return [{ kind, line, what: `it is entry ${entry.seq} where ${due} is due` }];
  }
  if (before === undefined) return [];
  const findings: Finding[] = [];
  if (entry.prev !== before.hash) {
    findings.push({ kind: "seal", line, what: "the seal it names is not the one of the line before" });
  }
  const block = nextBlock(entry, before.head.number);
  const { number } = entry.head;
  if (block !== undefined && number !== block) {
    const kind = number > block && !stands(({ head }) => head.number === block) ? "missing" : "order";
    findings.push({ kind, line, what: `it leads to block ${number} where ${block} is due` });
  }
  return findings;
}

/** The number of the block after the entry, where the text alone tells it. */
function nextBlock({ method, mined = [] }: Entry, before: number): number | undefined {
  return method === "evm_revert" || method === "hardhat_mine" ? undefined : before + mined.length;
}

function readLine<Body>(schema: z.ZodType<Body>, text: string, line: number): ReadLine<Body> {
  const split = splitSeal(text);
  if (split === undefined) return unreadable(line, "it does not end in a seal");
  const { bare, hash, holds } = split;
  const findings: Finding[] = holds ? [] : [{ kind: "seal", line, what: "its content does not match its seal" }];
  const result = schema.safeParse(jsonOf(bare));
  if (!result.success) return unreadable(line, `it is no line of a journal: ${result.error.issues[0]?.message ?? ""}`);
  return { line, body: { ...result.data, hash }, findings };
}

function unreadable(line: number, what: string): ReadLine<never> {
  return { line, body: undefined, findings: [{ kind: "text", line, what }] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

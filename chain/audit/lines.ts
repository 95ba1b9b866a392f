import type { z } from "zod";

import { type Entry, type Header, type Sealed, entrySchema, headerSchema, splitSeal } from "../format.ts";
import type { Fault } from "./finding.ts";

// Reading a journal that may have been tampered with: where `parseJournal` stops at the first fault, an audit reads the
// line all the same, for what else is wrong with it tells what was done to it.

/** A line as far as it could be read, and what its text alone shows. */
export interface ReadLine<Body> {
  readonly body: Sealed<Body> | undefined;
  readonly faults: readonly Fault[];
}

export function readHeaderLine(text: string): ReadLine<Header> {
  return readLine(headerSchema, text);
}

/** An entry's line, and the entry after it. */
export interface ReadEntry extends ReadLine<Entry> {
  readonly next: Entry | undefined;
}

/** The entries of a journal, one by one as they are asked for; `texts` are its lines without the first. */
export function* readEntryLines(header: Sealed<Header>, texts: readonly string[]): Generator<ReadEntry> {
  const lines = texts.map((text) => readLine(entrySchema, text));
  for (const [index, { body, faults }] of lines.entries()) {
    const before = index === 0 ? header : lines[index - 1]?.body;
    const place = body === undefined ? [] : placeFaults(body, { line: index + 2, before, lines });
    yield { body, faults: [...faults, ...place], next: lines[index + 1]?.body };
  }
}

interface Place {
  readonly line: number;
  readonly before: Sealed<Header | Entry> | undefined;
  /** All entries; those after this one tell a line that was moved from one that was taken out. */
  readonly lines: readonly ReadLine<Entry>[];
}

/** Does the entry stand where it was written: by its number, by its blocks, and by the seal it names? */
function placeFaults(entry: Sealed<Entry>, { line, before, lines }: Place): Fault[] {
  const stands = (test: (entry: Entry) => boolean): boolean =>
    lines.slice(line - 1).some(({ body }) => body !== undefined && test(body));
  const due = line - 1;
  if (entry.seq !== due) {
    const kind = entry.seq > due && !stands(({ seq }) => seq === due) ? "missing" : "order";
    return [{ kind, what: `it is entry ${entry.seq} where ${due} is due` }];
  }
  if (before === undefined) return [];
  const faults: Fault[] = [];
  if (entry.prev !== before.hash) {
    faults.push({ kind: "seal", what: "the seal it names is not the one of the line before" });
  }
  const block = nextBlock(entry, before.head.number);
  const { number } = entry.head;
  if (block !== undefined && number !== block) {
    const kind = number > block && !stands(({ head }) => head.number === block) ? "missing" : "order";
    faults.push({ kind, what: `it leads to block ${number} where ${block} is due` });
  }
  return faults;
}

/** The number of the block after the entry, where the text alone tells it. */
function nextBlock({ method, mined = [] }: Entry, before: number): number | undefined {
  return method === "evm_revert" || method === "hardhat_mine" ? undefined : before + mined.length;
}

function readLine<Body>(schema: z.ZodType<Body>, text: string): ReadLine<Body> {
  const split = splitSeal(text);
  if (split === undefined) return unreadable("it does not end in a seal");
  const { bare, hash, holds } = split;
  const faults: Fault[] = holds ? [] : [{ kind: "seal", what: "its content does not match its seal" }];
  const result = schema.safeParse(jsonOf(bare));
  if (!result.success) return unreadable(`it is no line of a journal: ${result.error.issues[0]?.message ?? ""}`);
  return { body: { ...result.data, hash }, faults };
}

function unreadable(what: string): ReadLine<never> {
  return { body: undefined, faults: [{ kind: "text", what }] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

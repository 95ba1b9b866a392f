import { concat, dataSlice, dataLength, toBeHex, toNumber } from "ethers";

import { NeoguildError } from "../errors.ts";
import { TRACKS, type Track } from "./tracks.ts";

/**
 * Payloads of batches (contracts/contributions/Entries.sol): a format byte, then entries of one size. Format 1 has entries
 * of 28 bytes, format 2 the same with a 32-byte hash of evidence after each.
 */

/** ValueFlows' words for what somebody did; an entry carries the place in this list. */
export const ACTIONS = [
  "work",
  "deliverService",
  "produce",
  "use",
  "consume",
  "cite",
  "transfer",
  "accept",
  "modify",
  "move",
  "copy",
] as const;

export type Action = (typeof ACTIONS)[number];

/** One contribution. */
export interface Entry {
  /** Agent who gave. */
  readonly provider: bigint;
  /** Agent who received; 0 = the guild. */
  readonly receiver: bigint;
  readonly action: Action;
  readonly track: Track;
  readonly gift: boolean;
  /** 0 = time worked. */
  readonly resource: bigint;
  /** Minutes if the resource is 0. */
  readonly quantity: bigint;
  /** Days since 1970-01-01 UTC. */
  readonly day: bigint;
  /** Agent id of the chapter, 0 = none. */
  readonly chapter: bigint;
  /** Work in the commons, 0 = none. */
  readonly work: bigint;
  /** Salted hash of the evidence, if there is any. */
  readonly evidence?: string | undefined;
}

const GIFT = 0x80;
const NO_EVIDENCE = `0x${"0".repeat(64)}`;

/** The payload of entries; with evidence (format 2) if one of them has some. */
export function encodeEntries(entries: readonly Entry[]): string {
  const proven = entries.some(({ evidence }) => evidence !== undefined);
  const body = entries.map((entry) =>
    concat([
      toBeHex(entry.provider, 4),
      toBeHex(entry.receiver, 4),
      toBeHex(ACTIONS.indexOf(entry.action), 1),
      toBeHex(TRACKS.indexOf(entry.track) | (entry.gift ? GIFT : 0), 1),
      toBeHex(entry.resource, 4),
      toBeHex(entry.quantity, 4),
      toBeHex(entry.day, 2),
      toBeHex(entry.chapter, 4),
      toBeHex(entry.work, 4),
      ...(proven ? [entry.evidence ?? NO_EVIDENCE] : []),
    ]),
  );
  return concat([proven ? "0x02" : "0x01", ...body]);
}

/** The entries of a payload. @throws NeoguildError `PayloadUnknown` for bytes that no contract of ours accepts */
export function decodeEntries(payload: string): Entry[] {
  const format = payload === "0x" ? 0 : toNumber(dataSlice(payload, 0, 1));
  const size = format === 1 ? 28 : format === 2 ? 60 : 0;
  const body = dataLength(payload) - 1;
  if (size === 0 || body % size !== 0) {
    const message = `this is no payload of contributions: format ${format}, ${body} bytes`;
    throw new NeoguildError({
      code: "PayloadUnknown",
      message,
      remedy: "A newer version of this software may know it.",
    });
  }
  return Array.from({ length: body / size }, (_, index) => {
    const entry = dataSlice(payload, 1 + index * size, 1 + (index + 1) * size);
    const field = (start: number, end: number) => BigInt(dataSlice(entry, start, end));
    const flags = Number(field(9, 10));
    const evidence = size === 60 ? dataSlice(entry, 28, 60) : NO_EVIDENCE;
    return {
      provider: field(0, 4),
      receiver: field(4, 8),
      action: ACTIONS[Number(field(8, 9))] ?? "work",
      track: TRACKS[flags & 3] ?? "livelihood",
      gift: (flags & GIFT) !== 0,
      resource: field(10, 14),
      quantity: field(14, 18),
      day: field(18, 20),
      chapter: field(20, 24),
      work: field(24, 28),
      evidence: evidence === NO_EVIDENCE ? undefined : evidence,
    };
  });
}

/** The bitmap of entries, which are counted from 0 here: entry i is bit i % 256 of word i / 256. */
export function bitmapOf(entries: readonly number[]): bigint[] {
  const words: bigint[] = Array.from({ length: Math.ceil((Math.max(-1, ...entries) + 1) / 256) }, () => 0n);
  for (const entry of entries) {
    const word = Math.floor(entry / 256);
    words[word] = (words[word] ?? 0n) | (1n << BigInt(entry % 256));
  }
  return words;
}

/** Whether a bitmap has an entry, counted from 0. */
export function inBitmap(words: readonly bigint[], entry: number): boolean {
  return (((words[Math.floor(entry / 256)] ?? 0n) >> BigInt(entry % 256)) & 1n) === 1n;
}

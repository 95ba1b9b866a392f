import { concat, dataLength, dataSlice, getBytes, isHexString, toBeHex } from "ethers";
import { z } from "zod";

import { NeoguildError } from "../errors.ts";
import { must } from "../must.ts";
import { TRACKS } from "./tracks.ts";

/** ValueFlows actions, in the order of their codes from 1 on; docs/payloads.md says what each is for. */
export const ACTIONS = ["work", "deliverService", "produce", "use", "consume", "cite", "transfer"] as const;
export type Action = (typeof ACTIONS)[number];

/** Entries in one batch at most. */
export const MOST_ENTRIES = 1000;
/** Turns from one provider to another in one batch at most. */
export const MOST_TURNS = 200;
/** Most minutes of one entry: those of a leap year. */
export const MOST_MINUTES = 366 * 24 * 60;

const PLAIN = 1;
const WITH_EVIDENCE = 2;
const TOTALS = 3;
const ROOT_BYTES = 32;
const ENTRY_BYTES = 28;
const EVIDENCE_BYTES = 32;
const GIFT_BIT = 0x80;
const CORRECTION_BIT = 0x40;
const RESERVED_BITS = 0x3c;

const uint32 = z.int().min(0).max(0xffff_ffff, "this is more than the ledger can count");

/** One contribution: who gave what to whom, on which track, on which day. */
export const Entry = z
  .strictObject({
    provider: uint32.min(1, "an entry names the agent who gave"),
    /** Agent who received; 0 is the guild. */
    receiver: uint32.default(0),
    /** A word, or a code that has none: the ledger records whatever code it is given. */
    action: z.union([z.enum(ACTIONS), z.int().min(0).max(0xff)]).default("work"),
    track: z.enum(TRACKS),
    gift: z.boolean().default(false),
    /** The settled batch of the same guild from whose credits this entry takes, instead of adding to them. */
    corrects: z
      .string()
      .regex(/^0x[0-9a-fA-F]{64}$/, "a batch's id is a 32-byte hash")
      .optional(),
    /** 0 is time worked; what other numbers stand for is the guild's list. */
    resource: uint32.default(0),
    /** Minutes if the resource is 0. */
    quantity: uint32,
    /** Days since 1970-01-01 UTC. */
    day: z.int().min(0, "days count from 1970-01-01").max(0xffff, "days count to 2149-06-06"),
    /** The chapter where it was given; 0 is none. */
    chapter: uint32.default(0),
    work: uint32.default(0),
    /** Salted hash of what is kept off chain. */
    evidence: z
      .string()
      .regex(/^0x[0-9a-fA-F]{64}$/, "evidence is a 32-byte hash")
      .optional(),
  })
  .refine(({ resource, quantity }) => resource !== 0 || quantity <= MOST_MINUTES, {
    path: ["quantity"],
    message: `an entry has at most ${MOST_MINUTES} minutes, those of a leap year`,
  })
  .refine(({ corrects, evidence }) => corrects === undefined || evidence === undefined, {
    path: ["evidence"],
    message: "a correction names the batch it corrects, and no evidence",
  });

export type EntryInput = z.input<typeof Entry>;
export type Entry = z.output<typeof Entry>;

const Batch = z.array(Entry).min(1, "a batch has at least one entry").max(MOST_ENTRIES);

/** What is wrong with a batch or a payload; the message names the entry, counted from 1, and the field. */
function invalid(message: string): NeoguildError {
  return new NeoguildError({
    code: "PayloadInvalid",
    message,
    remedy: "Mend what is named, and enter it again; nothing was sent.",
    docs: "docs/payloads.md",
  });
}

/**
 * Encodes entries as the payload of a batch, in their order; sorted by provider it is the cheapest to settle. The format
 * with evidence is taken if any entry has some. The layout is in docs/payloads.md.
 * @throws NeoguildError `PayloadInvalid` naming the first field that is wrong.
 */
export function encodePayload(entries: readonly EntryInput[]): string {
  const batch = parse(entries);
  const withEvidence = batch.some(({ evidence, corrects }) => (evidence ?? corrects) !== undefined);
  const parts = batch.map((entry) => encodeEntry(entry, withEvidence));
  return concat([toBeHex(withEvidence ? WITH_EVIDENCE : PLAIN, 1), ...parts]);
}

/**
 * Encodes totals of entries that the guild keeps to itself: one of each person, track and resource.
 * @param root Of the tree of the salted single entries.
 * @throws NeoguildError `PayloadInvalid` naming the first field that is wrong.
 */
export function encodeTotals(root: string, totals: readonly EntryInput[]): string {
  const batch = parse(totals);
  const place = batch.findIndex(({ evidence, corrects }) => (evidence ?? corrects) !== undefined);
  if (place !== -1) throw invalid(`entry ${place + 1}: a total has no evidence and corrects nothing`);
  if (!isHexString(root, ROOT_BYTES)) throw invalid("the root is a 32-byte hash");
  return concat([toBeHex(TOTALS, 1), root, ...batch.map((entry) => encodeEntry(entry, false))]);
}

/** The root of the single entries behind a payload of totals; `undefined` if it holds the entries themselves. */
export function rootOf(payload: string): string | undefined {
  return formatOf(payload) === TOTALS ? dataSlice(payload, 1, 1 + ROOT_BYTES) : undefined;
}

/**
 * Decodes a payload as it stands in a `BatchSubmitted` event.
 * @throws NeoguildError `PayloadInvalid` for an unknown format, a piece of an entry, or a byte that means nothing.
 */
export function decodePayload(payload: string): Entry[] {
  const format = formatOf(payload);
  if (format !== PLAIN && format !== WITH_EVIDENCE && format !== TOTALS) throw invalid(`format ${format} is unknown`);
  const size = format === WITH_EVIDENCE ? ENTRY_BYTES + EVIDENCE_BYTES : ENTRY_BYTES;
  const head = format === TOTALS ? 1 + ROOT_BYTES : 1;
  const length = dataLength(payload) - head;
  if (length < 0) throw invalid("the root is not whole");
  if (length % size !== 0) throw invalid(`${length} bytes are no whole number of entries of ${size}`);
  const count = length / size;
  // Once for all entries: a thousand slices of the hexadecimal text would take seconds.
  const bytes = getBytes(payload);
  return parse(
    Array.from({ length: count }, (_, index) =>
      decodeEntry(bytes.subarray(head + index * size, head + (index + 1) * size), index),
    ),
  );
}

/** The same entries ordered by provider, otherwise as they were: the cheapest order to settle. */
export function sortByProvider<T extends { readonly provider: number }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => a.provider - b.provider);
}

/** The UTC day of a moment (Unix seconds), as entries count days. */
export function dayOf(moment: bigint | number): number {
  return Math.floor(Number(moment) / 86_400);
}

function formatOf(payload: string): number {
  return dataLength(payload) === 0 ? 0 : (getBytes(payload)[0] ?? 0);
}

function encodeEntry(entry: Entry, withEvidence: boolean): string {
  const marks = (entry.gift ? GIFT_BIT : 0) | (entry.corrects === undefined ? 0 : CORRECTION_BIT);
  const flags = TRACKS.indexOf(entry.track) | marks;
  const plain = [
    toBeHex(entry.provider, 4),
    toBeHex(entry.receiver, 4),
    toBeHex(typeof entry.action === "number" ? entry.action : ACTIONS.indexOf(entry.action) + 1, 1),
    toBeHex(flags, 1),
    toBeHex(entry.resource, 4),
    toBeHex(entry.quantity, 4),
    toBeHex(entry.day, 2),
    toBeHex(entry.chapter, 4),
    toBeHex(entry.work, 4),
  ];
  return concat(withEvidence ? [...plain, entry.corrects ?? entry.evidence ?? toBeHex(0, EVIDENCE_BYTES)] : plain);
}

function decodeEntry(bytes: Uint8Array, index: number): EntryInput {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(9);
  const track = TRACKS[flags & 0x03];
  if (track === undefined || flags & RESERVED_BITS) throw invalid(`entry ${index + 1}: track byte ${flags} is unknown`);
  const code = view.getUint8(8);
  const evidence = bytes.slice(ENTRY_BYTES);
  const corrects = (flags & CORRECTION_BIT) !== 0;
  if (corrects && evidence.length === 0) throw invalid(`entry ${index + 1}: it corrects no batch`);
  return {
    provider: view.getUint32(0),
    receiver: view.getUint32(4),
    action: ACTIONS[code - 1] ?? code,
    track,
    gift: (flags & GIFT_BIT) !== 0,
    resource: view.getUint32(10),
    quantity: view.getUint32(14),
    day: view.getUint16(18),
    chapter: view.getUint32(20),
    work: view.getUint32(24),
    ...(corrects && { corrects: concat([evidence]) }),
    ...(!corrects && evidence.some((byte) => byte !== 0) && { evidence: concat([evidence]) }),
  };
}

function parse(entries: unknown): Entry[] {
  const result = Batch.safeParse(entries);
  if (result.success) return result.data;
  const { path, message } = must(result.error.issues[0], "the reason");
  const [index, ...field] = path;
  const place = index === undefined ? "batch" : ["entry", String(Number(index) + 1), ...field.map(String)].join(" ");
  throw invalid(`${place}: ${message}`);
}

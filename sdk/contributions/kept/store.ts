/**
 * Entries that a guild keeps to itself. The ledger gets totals per person and track and the root of a tree over the single
 * entries; the entries, each with a salt, stay in a store of the guild's members. Whoever has the store can check it
 * against the ledger, and disclose one entry with a proof without showing any other.
 */
import { randomBytes } from "node:crypto";
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { z } from "zod";

import { encodeTotals, Entry, MOST_MINUTES } from "../payload.ts";
import type { Track } from "../tracks.ts";

const hash = z.string().regex(/^0x[0-9a-f]{64}$/, "a hash is 0x and 64 lower-case hexadecimal digits");

/** An entry with what makes it impossible to guess from the tree. */
export const KeptEntry = z.strictObject({ entry: Entry, salt: hash });
export type KeptEntry = z.output<typeof KeptEntry>;

/** The entries of one batch. The file is encrypted wherever it lies. */
export const Store = z.strictObject({
  format: z.literal("neoguild-kept-1"),
  chainId: z.string(),
  /** Address of the ledger. */
  ledger: z.string(),
  guild: z.string(),
  by: z.string(),
  entries: z.array(KeptEntry).min(1),
});
export type Store = z.output<typeof Store>;

/** The leaf of an entry: its place, its fields in the order of the payload, its evidence and its salt. */
const LEAF = [
  ...["uint32", "uint32", "uint32", "string", "uint8", "bool", "uint32", "uint32"],
  ...["uint16", "uint32", "uint32", "bytes32", "bytes32"],
];

const TRACK_NUMBERS: Readonly<Record<Track, number>> = { livelihood: 0, love: 1, care: 2 };
const NO_HASH = `0x${"0".repeat(64)}`;

/** Gives each entry a salt of its own. */
export function keep(entries: readonly Entry[]): KeptEntry[] {
  return entries.map((entry) => ({ entry, salt: `0x${randomBytes(32).toString("hex")}` }));
}

/** The leaf of the entry at a place (from 0). */
export function leafOf({ entry, salt }: KeptEntry, index: number): unknown[] {
  const { provider, receiver, action, track, gift, resource, quantity, day, chapter, work, evidence } = entry;
  const place = [index, provider, receiver, String(action), TRACK_NUMBERS[track], gift, resource, quantity];
  return [...place, day, chapter, work, evidence ?? NO_HASH, salt];
}

/** The tree over entries in their order; its root is what the ledger gets. */
export function treeOf(entries: readonly KeptEntry[]): StandardMerkleTree<unknown[]> {
  return StandardMerkleTree.of(entries.map(leafOf), LEAF);
}

/** Whether a leaf with this proof is of the tree with this root. */
export function isInTree(root: string, leaf: unknown[], proof: string[]): boolean {
  return StandardMerkleTree.verify(root, LEAF, leaf, proof);
}

/** Whether an entry of a resource is credited by itself, whatever its quantity: those are not summed up. */
export type IsCountedByEntry = (resource: number) => boolean;

/**
 * What is published: the sum of each person's entries on a track and of a resource, on the day of the last of them. It says
 * nothing of days, chapters, works or evidence.
 */
export function totalsOf(entries: readonly Entry[], isCountedByEntry: IsCountedByEntry = () => false): Entry[] {
  const lastDay = Math.max(...entries.map(({ day }) => day));
  const totals = new Map<string, Entry[]>();
  for (const { provider, track, resource, gift, quantity } of entries) {
    const key = [provider, track, resource, gift].join("/");
    const parts = totals.get(key) ?? [];
    totals.set(key, parts);
    const last = parts.at(-1);
    const isFull = last === undefined || (resource === 0 && last.quantity + quantity > MOST_MINUTES);
    if (isFull || isCountedByEntry(resource)) {
      parts.push(Entry.parse({ provider, track, resource, gift, quantity, day: lastDay }));
    } else last.quantity += quantity;
  }
  return [...totals.values()].flat().sort((a, b) => a.provider - b.provider);
}

/** The payload that the ledger gets for a store: the root, then the totals. */
export function publishedOf({ entries }: Pick<Store, "entries">, isCountedByEntry?: IsCountedByEntry): string {
  const totals = totalsOf(
    entries.map(({ entry }) => entry),
    isCountedByEntry,
  );
  return encodeTotals(treeOf(entries).root, totals);
}

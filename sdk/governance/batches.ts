import { concat, dataSlice, getBytes, hexlify, toBeHex, type BytesLike } from "ethers";

// How batches of what members signed go to the chain, and how the chain reports on them: packed, an item a member.

/** What every signed ballot has beside what it says. */
interface Signed {
  readonly by: bigint;
  /** Unix seconds. */
  readonly deadline: bigint;
  readonly signature: BytesLike;
}

/** In the order of their authors, so that what lies in one slot is written once. */
export function byAuthor<T extends { readonly by: bigint }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : 0));
}

/** Packs a batch, sorted by author: for each `uint32 by | what it says | uint40 deadline | uint16 length | signature`. */
export function packSigned<Item extends Signed>(items: readonly Item[], says: (item: Item) => string): string {
  return concat(
    byAuthor(items).map((item) =>
      concat([
        toBeHex(item.by, 4),
        says(item),
        toBeHex(item.deadline, 5),
        toBeHex(getBytes(item.signature).length, 2),
        hexlify(item.signature),
      ]),
    ),
  );
}

/** The items of a packed report, each of `size` bytes. @throws RangeError for bytes that no contract of ours emits. */
export function itemsIn(report: BytesLike, size: number): string[] {
  const bytes = getBytes(report);
  if (bytes.length % size !== 0) throw new RangeError(`${bytes.length} bytes are no list of ballots`);
  return Array.from({ length: bytes.length / size }, (_, index) => dataSlice(bytes, index * size, (index + 1) * size));
}

/** The word for what became of an item. @throws RangeError for a code that no contract of ours emits. */
export function outcomeIn<T extends string>(words: readonly T[], code: number): T {
  const word = words[code];
  if (word === undefined) throw new RangeError(`unknown outcome ${code}`);
  return word;
}

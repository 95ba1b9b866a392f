/** A set of entries as the contracts take it: entry i is bit i % 256 of word i / 256; missing words are zero. */
export type Bitmap = readonly bigint[];

/** @throws RangeError for an entry that is no whole number from 0 on. */
export function bitmapOf(entries: Iterable<number>): bigint[] {
  const words: bigint[] = [];
  for (const entry of entries) {
    if (!Number.isInteger(entry) || entry < 0) throw new RangeError(`entry ${entry} is no whole number from 0 on`);
    const index = Math.floor(entry / 256);
    while (words.length <= index) words.push(0n);
    words[index] = (words[index] ?? 0n) | (1n << BigInt(entry % 256));
  }
  return words;
}

/** Whether an entry, counted from 0, is in a set. */
export function hasEntry(bitmap: Bitmap, entry: number): boolean {
  return (((bitmap[Math.floor(entry / 256)] ?? 0n) >> BigInt(entry % 256)) & 1n) === 1n;
}

/** The entries of a set, in order. */
export function entriesOf(bitmap: Bitmap): number[] {
  // A plain array first: a bitmap read by ethers is a `Result`, whose `flatMap` invents an item.
  return [...bitmap].flatMap((word, index) =>
    Array.from({ length: 256 }, (_, bit) => index * 256 + bit).filter((entry) => (word >> BigInt(entry % 256)) & 1n),
  );
}

/** The union of two sets, with `words` words. */
export function unite(a: Bitmap, b: Bitmap, words: number): bigint[] {
  return Array.from({ length: words }, (_, index) => (a[index] ?? 0n) | (b[index] ?? 0n));
}

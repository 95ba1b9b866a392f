/** What a chapter can offer: the place in the list is the bit on chain. Bits beyond are a nation's own. */
export const USES = ["space", "desk", "bed", "kitchen", "workshop", "tools", "vehicle", "event"] as const;

/** What a treaty can give, in the order of the contract's `Right`. */
export const RIGHTS = ["stay", "licence"] as const;

/** The words of a bitmap of uses; a bit without a word is shown as its number. */
export function usesOf(bits: bigint): string[] {
  return wordsOf(bits, USES);
}

export function rightsOf(bits: bigint): string[] {
  return wordsOf(bits, RIGHTS);
}

/** The bitmap of words of a list, or of bits by their numbers. */
export function bitsOf(words: readonly string[], known: readonly string[]): bigint {
  return words.reduce((bits, word) => {
    const place = known.indexOf(word);
    return bits | (1n << BigInt(place === -1 ? word : place));
  }, 0n);
}

function wordsOf(bits: bigint, known: readonly string[]): string[] {
  const places = Array.from({ length: bits.toString(2).length }, (_, place) => place);
  return places.filter((place) => (bits >> BigInt(place)) & 1n).map((place) => known[place] ?? String(place));
}

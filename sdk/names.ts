/** A nation's name as part of a path: its letters and digits, lower case with hyphens. */
export function slugOf(name: string): string {
  return name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}

/** The folder of a nation's record: its slug and the chain it is on. */
export function deploymentId(name: string, chainId: bigint): string {
  return `${slugOf(name)}-${chainId}`;
}

/** A word of a command line, as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

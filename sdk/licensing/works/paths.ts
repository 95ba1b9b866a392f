import { NeoguildError } from "../../errors.ts";

/** Most bytes of one part of a path that common file systems take. */
const PART_BYTES = 255;

/** What some file system takes for a device, a separator or nothing; what turns the reading direction or hides. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const ODD_SIGNS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd<>:"|?*\\]/u;

/**
 * What is wrong with the path of a file inside a work; undefined if nothing is. A path is relative, has `/` between its parts
 * and means the same file on every system people publish from and check on.
 */
export function faultOfPath(path: string): string | undefined {
  if (path === "" || path.startsWith("/")) return "is not relative";
  if (path.normalize("NFC") !== path) return "is not written in composed letters (NFC)";
  for (const part of path.split("/")) {
    if (part === "") return "has an empty part";
    if (part === "." || part === "..") return `has a part "${part}"`;
    if (ODD_SIGNS.test(part)) return "has a sign that not every system takes, or that hides";
    if (RESERVED.test(part)) return `has a part "${part}", a device's name on Windows`;
    if (/[. ]$/.test(part)) return "has a part that ends in a dot or a space, which Windows drops";
    if (new TextEncoder().encode(part).length > PART_BYTES) return `has a part of more than ${PART_BYTES} bytes`;
  }
  return undefined;
}

/** Two paths that some systems take for one, because they differ in capitals alone. */
export function clashIn(paths: readonly string[]): readonly [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const folded = path.toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) return [other, path];
    seen.set(folded, path);
  }
  return undefined;
}

/** The order of a manifest: by the bytes of the paths in UTF-8, which no language setting changes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** @throws NeoguildError `WorkPathOdd` */
export function requirePaths(paths: readonly string[]): void {
  for (const path of paths) {
    const fault = faultOfPath(path);
    if (fault !== undefined) throw odd(`the path ${JSON.stringify(path)} ${fault}`);
  }
  const clash = clashIn(paths);
  if (clash !== undefined) throw odd(`"${clash[0]}" and "${clash[1]}" differ in capitals alone, or not at all`);
}

function odd(message: string): NeoguildError {
  return new NeoguildError({
    code: "WorkPathOdd",
    message,
    remedy: "Rename it, so that everybody can check the work on their own system; nothing was sent.",
    docs: "docs/works.md#manifest",
  });
}

import { NeoguildError } from "../../errors.ts";

/** Places where the content of a work may be said to lie: what a reader may open without harm, and what names by hash. */
export const SCHEMES = ["https", "ipfs", "ipns", "ar", "git+https", "magnet", "rad", "swh"] as const;

/** Most bytes of a URI on chain. */
const URI_BYTES = 256;

/** Whether a client may show this as a link. Whatever stands on chain, other schemes are text and nothing more. */
export function isSafeUri(uri: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):[^\s\p{Cc}]+$/iu.exec(uri)?.[1]?.toLowerCase();
  return scheme !== undefined && (SCHEMES as readonly string[]).includes(scheme);
}

/** @throws NeoguildError `WorkUriOdd`, before anything is sent */
export function requireUri(uri: string): string {
  const bytes = new TextEncoder().encode(uri).length;
  if (isSafeUri(uri) && bytes <= URI_BYTES) return uri;
  throw new NeoguildError({
    code: "WorkUriOdd",
    message:
      bytes > URI_BYTES
        ? `the URI has ${bytes} bytes, and ${URI_BYTES} are allowed`
        : `${JSON.stringify(uri)} is no place that people can open safely`,
    remedy: `Begin it with one of ${SCHEMES.map((scheme) => `${scheme}:`).join(", ")}`,
    docs: "docs/works.md#mirrors",
  });
}

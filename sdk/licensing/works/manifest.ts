import { createHash } from "node:crypto";
import { createReadStream, type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { keccak256, toUtf8Bytes } from "ethers";
import { z } from "zod";

import { NeoguildError } from "../../errors.ts";
import { byBytes, faultOfPath, clashIn, requirePaths } from "./paths.ts";

/**
 * A work of several files is known on chain by the hash of its manifest: every file with its path, size and SHA-256, sorted by
 * path. The text of a manifest is fixed to the last byte, so that everybody comes to the same hash.
 */
export const MANIFEST_FORMAT = "neoguild-manifest-1";

/** The manifest's name where it lies at the top of the work itself; it is no part of what it lists. */
export const MANIFEST_FILE = "neoguild-manifest.json";

/** What version control, and file browsers, keep beside a work: no part of it, at any depth. */
const PASSED_OVER: readonly string[] = [".git", ".hg", ".svn", ".DS_Store", "Thumbs.db", "desktop.ini"];

const MOST_FILES = 100_000;

const listed = z.strictObject({
  path: z.string().refine((path) => faultOfPath(path) === undefined, "is no path a manifest may name"),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 is 64 hexadecimal digits"),
});

export const manifest = z.strictObject({
  format: z.literal(MANIFEST_FORMAT),
  files: z
    .array(listed)
    .min(1, "a work has at least one file")
    .max(MOST_FILES)
    .refine((files) => files.every((one, at) => at === 0 || byBytes(files[at - 1]?.path ?? "", one.path) < 0), {
      message: "the files must be sorted by path, each once",
    })
    .refine((files) => clashIn(files.map(({ path }) => path)) === undefined, "two paths differ in capitals alone"),
});

export type Manifest = z.output<typeof manifest>;
export type ListedFile = z.output<typeof listed>;

/** What a work contains: one file, known by the hash of its bytes, or a folder, known by the hash of its manifest. */
export type Content =
  | { readonly kind: "file"; readonly hash: string; readonly file: Omit<ListedFile, "path"> }
  | { readonly kind: "folder"; readonly hash: string; readonly manifest: Manifest };

/** The text of a manifest that is hashed, and written. */
export function manifestText({ files }: Manifest): string {
  const ordered = files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
  return `${JSON.stringify({ format: MANIFEST_FORMAT, files: ordered }, null, 2)}\n`;
}

/** keccak256 of the manifest's text in UTF-8: the content hash of a work of several files. */
export function manifestHash(content: Manifest): string {
  return keccak256(toUtf8Bytes(manifestText(content)));
}

/**
 * Reads a file or a folder as the content of a work.
 * @throws NeoguildError `WorkContentUnreadable`, `WorkContentEmpty`, `WorkHasLink`, `WorkPathOdd`
 */
export async function readContent(path: string): Promise<Content> {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (cause) {
    throw unreadable(path, cause);
  }
  if (isFolder) {
    const read = await readManifest(path);
    return { kind: "folder", hash: manifestHash(read), manifest: read };
  }
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { kind: "file", hash: keccak256(bytes), file: { bytes: bytes.length, sha256 } };
}

/** The manifest of a folder as it is on the disk now. @throws as `readContent` */
export async function readManifest(folder: string): Promise<Manifest> {
  const paths = filesOf(folder);
  const files: ListedFile[] = [];
  // One after the other: a work may be larger than the memory, and a disk reads one file at a time anyway.
  for (const { path, place } of paths) files.push({ path, ...(await digestOf(place)) });
  return { format: MANIFEST_FORMAT, files };
}

export interface FoundFile {
  /** Inside the work, with `/`, in composed letters. */
  readonly path: string;
  /** On the disk. */
  readonly place: string;
}

/** Every file of a folder that belongs to a work, in the order of its manifest. @throws as `readContent` */
export function filesOf(folder: string): FoundFile[] {
  const found = [...walk(folder, "")].filter(({ path }) => path !== MANIFEST_FILE);
  if (found.length === 0 || found.length > MOST_FILES) {
    throw new NeoguildError({
      code: found.length === 0 ? "WorkContentEmpty" : "WorkTooManyFiles",
      message: found.length === 0 ? `${folder} has no file in it` : `${folder} has more than ${MOST_FILES} files in it`,
      remedy: "Name the folder that holds the work; nothing was sent.",
    });
  }
  requirePaths(found.map(({ path }) => path));
  return found.sort((a, b) => byBytes(a.path, b.path));
}

function* walk(folder: string, under: string): Generator<FoundFile> {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw unreadable(folder, cause);
  }
  for (const entry of entries) {
    if (PASSED_OVER.includes(entry.name)) continue;
    const [place, path] = [join(folder, entry.name), `${under}${entry.name.normalize("NFC")}`];
    if (entry.isDirectory()) yield* walk(place, `${path}/`);
    else if (entry.isFile()) yield { path, place };
    else throw link(place);
  }
}

async function digestOf(place: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(place) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (cause) {
    throw unreadable(place, cause);
  }
  return { bytes, sha256: hash.digest("hex") };
}

function link(place: string): NeoguildError {
  return new NeoguildError({
    code: "WorkHasLink",
    message: `${place} is a link, or no file at all: what it stands for may be elsewhere or change`,
    remedy: "Put the file itself in its place, or leave it out; nothing was sent.",
    docs: "docs/works.md#manifest",
  });
}

function unreadable(place: string, cause: unknown): NeoguildError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = code === "ENOENT" ? "there is no such file or folder" : message;
  return new NeoguildError(
    {
      code: "WorkContentUnreadable",
      message: `${place} cannot be read: ${why}`,
      remedy: "Check the path; nothing was sent.",
    },
    { cause },
  );
}

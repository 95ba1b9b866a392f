import { gunzipSync, gzipSync } from "node:zlib";
import { createTar, parseTar, type ParsedTarFileItem } from "nanotar";

import type { NeoguildError } from "../../sdk/errors.ts";
import { problem } from "./errors.ts";

// The inside of a backup is a gzipped tar, which every computer can open without this program.

/** Content of files by their path in an archive. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** The name field of a tar header, in bytes. */
const LONGEST_NAME = 100;
/** Bytes; more is no backup of ours but an attempt to fill the memory. */
const LARGEST = 2 ** 31;
/** A part of a path that is plain on every system: no `..`, no hidden file, no drive, no backslash. */
const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{N}_#@.+ -]*$/u;

export function isPlainPath(path: string): boolean {
  return Buffer.byteLength(path) <= LONGEST_NAME && path.split("/").every((part) => PLAIN.test(part));
}

/** Only files with plain paths. @throws NeoguildError `BackupIncomplete` */
export function pack(files: Files): Uint8Array {
  for (const path of files.keys()) {
    if (isPlainPath(path)) continue;
    throw problem(
      "BackupIncomplete",
      `the file ${path} cannot go into an archive under this name`,
      "Give it a name of letters, digits, hyphens and full stops, and make the backup again.",
    );
  }
  const entries = [...files].map(([name, data]) => ({ name, data }));
  return gzipSync(createTar(entries, { attrs: { mode: "600" } }));
}

/** @throws NeoguildError `BackupDamaged` if it is no archive, or holds anything but plain files */
export function unpack(archive: Uint8Array): Files {
  const files = new Map<string, Uint8Array>();
  for (const { name, type, data } of entriesOf(archive)) {
    if (type !== "file") throw damaged(`it holds ${name}, which is a ${String(type)} and no file`);
    if (!isPlainPath(name)) throw damaged(`it holds a file with the path "${name}"`);
    if (files.has(name)) throw damaged(`it holds ${name} twice`);
    files.set(name, data ?? new Uint8Array());
  }
  return files;
}

function entriesOf(archive: Uint8Array): ParsedTarFileItem[] {
  try {
    // A copy of its own: the parser reads the whole memory that lies behind a view.
    return parseTar(new Uint8Array(gunzipSync(archive, { maxOutputLength: LARGEST })));
  } catch (cause) {
    throw damaged("its archive cannot be read", cause);
  }
}

export function damaged(why: string, cause?: unknown): NeoguildError {
  return problem(
    "BackupDamaged",
    `this is not a sound backup: ${why}`,
    "Nothing was written. Take another copy of the file, or an older backup.",
    cause,
  );
}

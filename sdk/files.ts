import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

// Files that must survive a power cut from the moment the call returns.

/** Everybody of this machine may read it; or only its owner. */
export const [OPEN, PRIVATE] = [0o644, 0o600];

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "this user may not",
};

/** Why a file cannot be read, in words where we have them. */
export function whyUnreadable(cause: unknown): string {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  return WHY[code] ?? message;
}

/** Writes a file through to the disk, with its folder where there is none. A file that was there keeps no other mode. */
export function writeDurably(path: string, content: Uint8Array | string, mode = PRIVATE): void {
  mkdirSync(dirname(path), { recursive: true, ...(mode === PRIVATE ? { mode: 0o700 } : {}) });
  const file = openSync(path, "w", mode);
  try {
    fchmodSync(file, mode);
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes a file whole or not at all: whoever reads it, also after a kill or a power cut, finds the old or the new text. */
export function replaceFile(path: string, content: Uint8Array | string, mode = PRIVATE): void {
  writeDurably(`${path}.new`, content, mode);
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
}

/** Makes what was renamed or made in a folder last. Windows cannot sync a folder, and need not. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  fsyncSync(folder);
  closeSync(folder);
}

/** The file's content; undefined where there is no such file. */
export function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

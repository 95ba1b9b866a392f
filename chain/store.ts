import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { JournalError } from "./errors.ts";
import {
  type Entry,
  type Header,
  type JournalText,
  type Sealed,
  goesOnAfterSeal,
  parseJournal,
  seal,
} from "./format.ts";
import { lock } from "./lock.ts";

const NEWLINE = 0x0a;
/** Bytes that a disk writes at once: what a power cut takes from a line, it takes in whole sectors. */
const SECTOR = 512;

export interface OpenedStore {
  readonly store: JournalStore;
  /** What the file holds; undefined for a new journal, which `begin` then starts. */
  readonly text: JournalText | undefined;
  /** Says which line was dropped, if the last write never ended. */
  readonly torn: string | undefined;
}

/** The file of a journal, held by this process alone. A line is on the disk when the call that adds it returns. */
export class JournalStore {
  readonly #path: string;
  readonly #file: number;
  readonly #release: () => void;
  #size: number;
  #prev = "";
  #seq = 0;
  #closed = false;

  private constructor(path: string, file: number, size: number, release: () => void) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
    this.#release = release;
  }

  /** Takes the lock, reads and checks the file, and drops a torn last line. Throws `JournalError`. */
  public static open(path: string): OpenedStore {
    mkdirSync(dirname(path), { recursive: true });
    const release = lock(path);
    try {
      const { lines, size, torn } = readLines(path);
      const text = lines.length === 0 ? undefined : parseJournal(path, lines);
      const file = openSync(path, "a");
      const store = new JournalStore(path, file, size, release);
      if (torn !== undefined) {
        ftruncateSync(file, size);
        fsyncSync(file);
      }
      if (text !== undefined) {
        store.#seq = text.entries.length;
        store.#prev = (text.entries.at(-1) ?? text.header).hash;
      }
      return { store, text, torn };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Starts a new journal. The directory is synced too, or a power cut could forget the file itself. */
  public begin(header: Header): Sealed<Header> {
    const sealed = this.#write(header);
    // Windows cannot sync a directory, and need not.
    if (process.platform !== "win32") syncDirectory(dirname(this.#path));
    return sealed;
  }

  public append(body: Omit<Entry, "seq" | "prev">): Sealed<Entry> {
    const { method, params, ...outcome } = body;
    const sealed = this.#write({ seq: this.#seq + 1, method, params, ...outcome, prev: this.#prev });
    this.#seq = sealed.seq;
    return sealed;
  }

  public close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#file);
    this.#release();
  }

  #write<Body extends Header | Entry>(body: Body): Sealed<Body> {
    const { line, sealed } = seal(body);
    const bytes = Buffer.from(`${line}\n`);
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
      // fdatasync writes the data and the new length, all that reading it back needs; it spares the times in the inode.
      fdatasyncSync(this.#file);
    } catch (error) {
      // Its sender will hear that the request failed, so no part of the line may stay.
      ftruncateSync(this.#file, this.#size);
      const reason = error instanceof Error ? error.message : String(error);
      throw new JournalError("unwritable", `The journal ${this.#path} cannot be written: ${reason}.`);
    }
    this.#size += bytes.length;
    this.#prev = sealed.hash;
    return sealed;
  }
}

/**
 * Reads and checks a journal without taking its lock or changing it, as an audit does; a line that is being written
 * meanwhile counts as torn. `text` is undefined when there is no journal. Throws `JournalError` "corrupted".
 */
export function readJournal(path: string): Pick<OpenedStore, "text" | "torn"> {
  const { lines, torn } = readLines(path);
  return { text: lines.length === 0 ? undefined : parseJournal(path, lines), torn };
}

/** What the first line says of its genesis, without taking the lock; undefined when there is none to read. */
export function peekGenesis(path: string): Header["genesis"] | undefined {
  if (!existsSync(path)) return undefined;
  const [first] = readLines(path).lines;
  return first === undefined ? undefined : parseJournal(path, [first]).header.genesis;
}

/** Whole lines, their size in bytes, and a word on a last line whose write never ended. Changes nothing, takes no lock. */
export function readLines(path: string): { lines: string[]; size: number; torn: string | undefined } {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  let size = bytes.lastIndexOf(NEWLINE) + 1;
  if (size === bytes.length) {
    // A power cut can leave the end of a line on the disk, newline and all, and a hole before it.
    const start = bytes.subarray(0, Math.max(size - 1, 0)).lastIndexOf(NEWLINE) + 1;
    if (hasHole(bytes, start)) size = start;
  } else if (goesOnAfterSeal(bytes.toString("utf8", size))) {
    // The line was whole, and what is damaged is its newline: no part of it may be dropped.
    size = bytes.length;
  }
  const lines = size === 0 ? [] : bytes.toString("utf8", 0, size).replace(/\n$/, "").split("\n");
  if (size === bytes.length) return { lines, size, torn: undefined };

  const torn =
    `Line ${lines.length + 1} of the journal ${path} was cut off while it was being written ` +
    `(${bytes.length - size} bytes) and is dropped: its request was never confirmed to the sender.`;
  return { lines, size, torn };
}

/** Whether whole sectors of the bytes from `start` on never reached the disk, and read as zeros. */
function hasHole(bytes: Buffer, start: number): boolean {
  const from = bytes.indexOf(0, start);
  if (from === -1 || (from !== start && from % SECTOR !== 0)) return false;
  let to = from;
  while (bytes[to] === 0) to++;
  return to % SECTOR === 0;
}

function syncDirectory(path: string): void {
  const directory = openSync(path, "r");
  fsyncSync(directory);
  closeSync(directory);
}

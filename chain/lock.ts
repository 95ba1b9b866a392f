import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { JournalError } from "./errors.ts";

// One process per journal. A lock file names its holder; a holder that was killed leaves the file behind, so the next
// process asks the system whether that holder still lives. A process id alone may have been given to somebody else since
// (in a container nearly always), therefore the lock also keeps when the holder was born, where the system tells.

const holderSchema = z.object({ pid: z.int().positive(), born: z.string().nullable() });
type Holder = z.infer<typeof holderSchema>;

/** Takes the lock of `journal` and returns what gives it back. Throws `JournalError` "locked" if a live process has it. */
export function lock(journal: string): () => void {
  const path = `${journal}.lock`;
  const text = JSON.stringify({ pid: process.pid, born: birthOf(process.pid) } satisfies Holder);
  if (!create(path, text)) {
    const found = read(path);
    const holder = parse(found);
    if (holder === undefined || isAlive(holder)) throw held(journal, path, holder);
    setAside(path, found, journal);
    if (!create(path, text)) throw held(journal, path, parse(read(path)));
  }

  const release = (): void => {
    process.off("exit", release);
    if (read(path) === text) rmSync(path, { force: true });
  };
  process.on("exit", release);
  return release;
}

/** Makes the lock with its text at once: a process killed in between would leave a lock that names nobody. */
function create(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, text, { flush: true });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead holder's lock away; a lock that another starter has put in its place meanwhile goes back. */
function setAside(path: string, stale: string, journal: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  const moved = read(aside);
  if (moved !== stale) {
    renameSync(aside, path);
    throw held(journal, path, parse(moved));
  }
  rmSync(aside, { force: true });
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isAlive({ pid, born }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (hasCode(error, "ESRCH")) return false;
  }
  return born === birthOf(pid);
}

/** When a process started, in the system's own count; null where the system has no `/proc`. */
function birthOf(pid: number): string | null {
  try {
    // The name in parentheses may hold blanks; the start time is field 22, the twentieth after it.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function held(journal: string, path: string, holder: Holder | undefined): JournalError {
  const who = holder === undefined ? "another process" : `process ${holder.pid}`;
  return new JournalError(
    "locked",
    `The journal ${journal} is in use by ${who}. Connect to that chain, or stop it first. ` +
      `If no such process runs a chain, delete ${path} and start again.`,
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

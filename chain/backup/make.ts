import { renameSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";

import type { JournalText } from "../format.ts";
import { findNation, nationFolder, type LocalNation } from "../nations.ts";
import { damaged, pack, unpack } from "./archive.ts";
import { backupNote, noteCare, readCare, type Care } from "./care.ts";
import { check, gather, type Manifest, type Places } from "./contents.ts";
import { readIfThere, syncFolder, writeDurably } from "../../sdk/files.ts";
import { encrypt, isAge, type Lock } from "./encryption.ts";
import { problem } from "./errors.ts";

export interface MakeBackupParams {
  /** Name of the nation. */
  readonly name: string;
  /** The file to write; an older backup under this name is replaced once the new one has been proven. */
  readonly to: string;
  readonly lock: Lock;
  readonly places: Places;
  readonly now?: Date;
}

/** What was written: the head and the seal to compare with later. */
export interface Backup {
  readonly manifest: Manifest;
  readonly file: string;
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * Writes a nation into one encrypted file, also while it runs. The file gets its name after it was read back from the
 * disk, decrypted and compared, so at any moment the file of that name is a whole backup, the old one or the new one.
 * @throws NeoguildError `NationUnknown`, `BackupIncomplete`, `BackupNotContinued`, `FileExists`, `PassphraseWeak`,
 * `KeyInvalid`, `BackupDamaged`, `CareFileInvalid`; JournalError "corrupted"
 */
export async function makeBackup({ name, to, lock, places, now = new Date() }: MakeBackupParams): Promise<Backup> {
  const nation = requireNation(name, places.home);
  const folder = nationFolder(nation.name, places.home);
  const { lastBackup } = readCare(folder);
  requireReplaceable(to);
  const { files, manifest, journal } = gather(nation, places, now);
  if (nation.kind === "real") requireContinued(nation, journal, lastBackup);

  const archive = pack(files);
  const { bytes, reopen } = await encrypt(archive, lock);
  const fresh = `${to}.new`;
  try {
    writeDurably(fresh, bytes);
    const readBack = await reopen(readIfThere(fresh) ?? new Uint8Array());
    if (Buffer.compare(readBack, archive) !== 0) throw damaged("what was read back differs from what was written");
    check(unpack(readBack));
    renameSync(fresh, to);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  syncFolder(dirname(resolve(to)));
  noteCare(folder, { lastBackup: backupNote(manifest, resolve(to)) });
  return { manifest, file: to, bytes: bytes.length };
}

/** @throws NeoguildError `NationUnknown` */
export function requireNation(name: string, home: string): LocalNation {
  const nation = findNation(name, home);
  if (nation !== undefined) return nation;
  throw problem(
    "NationUnknown",
    `there is no nation "${name}" in ${home}`,
    "Look at the name in its charter, or run this on the machine where the nation lives.",
  );
}

/** A file that is no backup is left alone, such as a keystore named by mistake. */
function requireReplaceable(path: string): void {
  const there = readIfThere(path);
  if (there === undefined || isAge(there)) return;
  throw problem("FileExists", `there is already a file ${path}, and it is no backup`, "Name another file with --to.");
}

/** A ledger only grows: what the last backup held must still be there, or something was changed behind its back. */
function requireContinued({ name }: LocalNation, { header, entries }: JournalText, last: Care["lastBackup"]): void {
  if (last === undefined) return;
  const line = last.lines === 1 ? header : entries[last.lines - 2];
  if (line?.hash === last.seal) return;
  throw problem(
    "BackupNotContinued",
    `the journal of ${name} does not go on from its last backup (${last.at}): line ${last.lines} is another or missing`,
    `Nothing was written. Stop the nation, keep its folder, and compare it with ${last.file} and with the witnesses ` +
      "before anybody enters more. If the journal is right after all, remove lastBackup from its care.json.",
  );
}

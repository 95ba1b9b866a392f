import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { readRecord } from "../../sdk/connect.ts";
import { deploymentId, slugOf } from "../../sdk/names.ts";
import { JournalError } from "../errors.ts";
import type { Head } from "../format.ts";
import { lock } from "../lock.ts";
import { nationFolder, type LocalNation } from "../nations.ts";
import { damaged, type Files } from "./archive.ts";
import { backupNote, noteCare } from "./care.ts";
import { check, type Contents, type Manifest, type Places } from "./contents.ts";
import { readIfThere, syncFolder, writeDurably } from "../../sdk/files.ts";
import { problem } from "./errors.ts";
import { replayOf } from "./replay.ts";

export interface RestoreParams {
  /** The backup's file, for the note of when it was made. */
  readonly from: string;
  /** What it holds, decrypted. */
  readonly files: Files;
  readonly places: Places;
  readonly hre: HardhatRuntimeEnvironment;
  readonly now?: Date;
}

export interface Restored {
  readonly manifest: Manifest;
  /** The latest block after the replay, which is the backup's. */
  readonly head: Head;
  /** The nation's folder. */
  readonly folder: string;
  /** Its charter, relative to the project. */
  readonly charter: string;
}

/**
 * Brings a nation of a backup to this machine. Everything is checked and the journal replayed in a place apart before
 * the nation's folder gets its name, which is the last step: until then there is no nation, and a restore that was cut
 * off is simply run again.
 * @throws NeoguildError `BackupDamaged`, `NationExists`, `RestoreRunning`; JournalError
 */
export async function restoreNation({ from, files, places, hre, now = new Date() }: RestoreParams): Promise<Restored> {
  const contents = check(files);
  const { manifest, nation, journal } = contents;
  const folder = nationFolder(nation.name, places.home);
  const charter = charterPlace(contents, places);
  requireFree(nation, folder);

  const record = recordPlace(contents, places);
  const charterFile = resolve(places.project, charter);

  const stage = join(places.home, ".restoring");
  const release = takeStage(stage);
  const fresh = join(stage, slugOf(nation.name));
  const made: string[] = [];
  const clear = () => [stage, record.stage].forEach((path) => rmSync(path, { recursive: true, force: true }));
  try {
    // What a restore that was cut off left here.
    clear();
    for (const [path, content] of files) {
      if (path.startsWith("nation/")) writeDurably(join(fresh, path.slice("nation/".length)), content);
      else if (path.startsWith("record/")) writeDurably(join(record.stage, path.slice("record/".length)), content);
    }
    writeDurably(join(fresh, "nation.json"), `${JSON.stringify({ ...nation, charter }, undefined, 2)}\n`);
    noteCare(fresh, { lastBackup: backupNote(manifest, from), lastDrill: now.toISOString() });
    const head = await replayOf(hre, join(fresh, nation.kind, "journal.jsonl"), journal.header.genesis);
    if (head.hash !== manifest.head.hash) throw damaged(`its journal leads to block ${head.number} ${head.hash}`);

    if (!record.there) settle(record.stage, record.final, made);
    if (!existsSync(charterFile)) {
      writeDurably(`${charterFile}.new`, files.get("charter.json") ?? "");
      settle(`${charterFile}.new`, charterFile, made);
    }
    requireFree(nation, folder);
    settle(fresh, folder, made);
    return { manifest, head, folder, charter };
  } catch (error) {
    for (const path of made) rmSync(path, { recursive: true, force: true });
    throw error;
  } finally {
    clear();
    release();
  }
}

/**
 * Restores a backup into a folder that is removed afterwards: proof that it can be done. Noted in the nation's folder if
 * the nation lives on this machine.
 */
export async function drill(params: RestoreParams): Promise<Restored & { readonly noted: boolean }> {
  const room = mkdtempSync(join(tmpdir(), "neoguild-drill-"));
  try {
    const places = {
      home: join(room, "home"),
      deployments: join(room, "deployments"),
      project: room,
      charters: "charters",
    };
    const restored = await restoreNation({ ...params, places });
    const own = nationFolder(restored.manifest.nation, params.places.home);
    const noted = existsSync(join(own, "nation.json"));
    if (noted) noteCare(own, { lastDrill: (params.now ?? new Date()).toISOString() });
    return { ...restored, noted };
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

function requireFree({ name }: LocalNation, folder: string): void {
  if (!existsSync(folder)) return;
  throw problem(
    "NationExists",
    `${name} is on this machine already, in ${folder}; it was left as it is`,
    "Name another place with --home, try the backup with --drill, or move that folder away first.",
  );
}

/** Where the charter goes: it stays where the same file lies already, else it goes to the folder of charters. */
function charterPlace({ files, nation }: Contents, { project, charters }: Places): string {
  const content = files.get("charter.json") ?? new Uint8Array();
  const own = `${charters}/${slugOf(nation.name)}.json`;
  for (const path of [nation.charter, own]) {
    const there = readIfThere(resolve(project, path));
    if (there !== undefined && Buffer.compare(there, content) === 0) return path;
  }
  if (!existsSync(resolve(project, own))) return own;
  throw problem(
    "NationExists",
    `there is already a charter ${own}, and it is another than the backup's`,
    "Move it away if it is not needed, and run the command again; nothing was written.",
  );
}

/** Where the record goes. One with the same addresses is the same record; another one is a nation's that is here. */
function recordPlace({ files, nation }: Contents, { deployments }: Places) {
  const final = join(deployments, deploymentId(nation.name, BigInt(nation.chainId)));
  const stage = join(deployments, ".restoring");
  if (!existsSync(final)) return { final, stage, there: false };
  const wanted = JSON.parse(Buffer.from(files.get("record/deployed_addresses.json") ?? "").toString()) as object;
  const found = Object.values(readRecord(final)).sort();
  if (Object.values(wanted).sort().join() === found.join()) return { final, stage, there: true };
  throw problem(
    "NationExists",
    `there is already a record ${final}, and it names other contracts than the backup's`,
    "Move it away if its chain is gone, and run the command again; nothing was written.",
  );
}

/** One restore at a time in a home. */
function takeStage(stage: string): () => void {
  mkdirSync(dirname(stage), { recursive: true, mode: 0o700 });
  try {
    return lock(stage);
  } catch (cause) {
    if (!(cause instanceof JournalError)) throw cause;
    throw problem("RestoreRunning", "another restore is going on", "Wait until it has ended.", cause);
  }
}

function settle(from: string, to: string, made: string[]): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
  made.push(to);
  syncFolder(dirname(to));
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { NeoguildError } from "../../sdk/errors.ts";
import { quoted } from "../../sdk/names.ts";
import { findNation, NATIONS, nationFolder } from "../nations.ts";
import type { Manifest } from "./contents.ts";
import { replaceFile } from "../../sdk/files.ts";
import { problem } from "./errors.ts";

const DAY_MS = 86_400_000;

const careFile = z.strictObject({
  format: z.literal("neoguild-care/1"),
  /** Days after which a start reminds; change them as it suits you. */
  remindAfterDays: z.strictObject({ backup: z.number().positive(), drill: z.number().positive() }),
  lastBackup: z
    .strictObject({
      at: z.iso.datetime(),
      file: z.string(),
      /** Lines of the journal in it and the seal of the last, which later journals must still hold. */
      lines: z.int().positive(),
      seal: z.string(),
    })
    .optional(),
  /** When a backup was last restored, in earnest or as a drill. */
  lastDrill: z.iso.datetime().optional(),
});

/** What was done to keep a nation safe, and when it is due again: `care.json` in its folder. */
export type Care = Readonly<z.output<typeof careFile>>;

const FRESH: Care = { format: "neoguild-care/1", remindAfterDays: { backup: 7, drill: 90 } };

/** @throws NeoguildError `CareFileInvalid` */
export function readCare(folder: string): Care {
  const path = join(folder, "care.json");
  if (!existsSync(path)) return FRESH;
  try {
    return careFile.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw problem(
      "CareFileInvalid",
      `${path} cannot be read`,
      "Mend or remove it; the dates of the last backup and drill are all it holds.",
      cause,
    );
  }
}

/** Notes a backup or a drill, whole or not at all. @throws NeoguildError `CareFileInvalid` */
export function noteCare(folder: string, done: Pick<Care, "lastBackup" | "lastDrill">): void {
  const path = join(folder, "care.json");
  replaceFile(path, `${JSON.stringify({ ...readCare(folder), ...done }, undefined, 2)}\n`);
}

/** What `care.json` says of a backup. */
export function backupNote({ made, lines, seal }: Manifest, file: string): NonNullable<Care["lastBackup"]> {
  return { at: made, file, lines, seal };
}

/** Lines that remind of a backup or a drill of a real nation that is due; none if there is nothing to remind of. */
export function careReminder(name: string, home = NATIONS, now = new Date()): string[] {
  if (findNation(name, home)?.kind !== "real") return [];
  try {
    const { lastBackup, lastDrill, remindAfterDays } = readCare(nationFolder(name, home));
    const backup = `npx hardhat nation:backup --nation ${quoted(name)} --to FILE`;
    if (lastBackup === undefined) return [`There is no backup of ${name} yet. Make one today: ${backup}`];
    const drill = `npx hardhat nation:restore --from ${quoted(lastBackup.file)} --drill`;
    return [
      ...remind(`The last backup of ${name}`, lastBackup.at, remindAfterDays.backup, now, backup),
      ...(lastDrill === undefined
        ? [`Nobody has tried yet whether a backup of ${name} can be restored: ${drill}`]
        : remind(`The last restore drill of ${name}`, lastDrill, remindAfterDays.drill, now, drill)),
    ];
  } catch (error) {
    if (!(error instanceof NeoguildError)) throw error;
    return [`${error.message}. ${error.remedy}`];
  }
}

function remind(what: string, at: string, after: number, now: Date, command: string): string[] {
  const days = Math.floor((now.getTime() - Date.parse(at)) / DAY_MS);
  return days > after ? [`${what} is ${days} days old (${at.slice(0, 10)}): ${command}`] : [];
}

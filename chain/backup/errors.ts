import { NeoguildError } from "../../sdk/errors.ts";

/** What can go wrong with a backup; each comes with what to do. */
export type BackupProblem =
  | "BackupDamaged" // it opens, or should, and is not what was written
  | "BackupIncomplete" // the nation lacks a part that a backup needs
  | "BackupLocked" // the passphrase or the keys given do not open it
  | "BackupNotContinued" // the journal no longer holds what the last backup held
  | "CareFileInvalid"
  | "FileExists"
  | "FileUnreadable"
  | "KeyInvalid" // no age recipient, or no age identity
  | "NationExists"
  | "NationRunning"
  | "NationUnknown"
  | "PassphraseWeak"
  | "RestoreRunning";

export function problem(code: BackupProblem, message: string, remedy: string, cause?: unknown): NeoguildError {
  return new NeoguildError({ code, message, remedy, docs: "docs/runbook.md" }, { cause });
}

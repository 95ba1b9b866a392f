import { existsSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { deploymentId } from "../sdk/names.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { JournalError } from "./errors.ts";
import { lock } from "./lock.ts";
import { findNation, journalOf, localNations, NATIONS, REHEARSAL_CHAIN_ID, type LocalNation } from "./nations.ts";

export interface ResetParams {
  readonly nation: string;
  /** Folder of the nations on this machine. */
  readonly home?: string;
  /** Folder of the deployment records. */
  readonly deployments: string;
}

/**
 * Sets a rehearsal's folder and its record aside, so that the next start begins anew; nothing is deleted. Returns where
 * they are now; nothing where there was no play.
 * @throws NeoguildError `NationUnknown`, `NationReal` or `NationRunning`
 */
export function resetRehearsal(params: ResetParams): string[] {
  const { home = NATIONS, deployments } = params;
  const { name } = rehearsalNamed(params.nation, home);
  return setRehearsalAside({ name, home, deployments, because: "reset" });
}

export interface SetAsideParams {
  readonly name: string;
  readonly home: string;
  readonly deployments: string;
  /** A word for the new names of the folders. */
  readonly because: string;
}

/**
 * Moves the folder and the record of a rehearsal away; killed in between, the next start moves the record.
 * @throws NeoguildError `NationRunning`
 */
export function setRehearsalAside({ name, home, deployments, because }: SetAsideParams): string[] {
  const mark = `${because}-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  const journal = journalOf(name, "rehearsal", home);
  const folder = dirname(journal);
  const record = join(deployments, deploymentId(name, BigInt(REHEARSAL_CHAIN_ID)));
  const there = [folder, record].filter((path) => existsSync(path));
  const release = existsSync(journal) ? lockOf(name, journal) : () => {};
  try {
    for (const path of there) renameSync(path, `${path}-${mark}`);
  } finally {
    release();
  }
  const aside = there.map((path) => `${path}-${mark}`);
  // The lock has moved with its folder.
  for (const path of aside) rmSync(join(path, `${basename(journal)}.lock`), { force: true });
  return aside;
}

function rehearsalNamed(name: string, home: string): LocalNation {
  const nation = findNation(name, home);
  if (nation === undefined) {
    const known = localNations(home).map((one) => one.name);
    throw new NeoguildError({
      code: "NationUnknown",
      message: `there is no nation "${name}" on this machine (here: ${known.join(", ") || "none"})`,
      remedy: "Name one of these with --nation.",
      docs: "docs/rehearsal.md",
    });
  }
  if (nation.kind === "rehearsal") return nation;
  throw new NeoguildError({
    code: "NationReal",
    message: `${nation.name} is a real nation: its ledger is never reset`,
    remedy: "What can be put right in a real nation, and how: docs/first-day.md.",
    docs: "docs/rehearsal.md",
  });
}

function lockOf(name: string, journal: string): () => void {
  try {
    return lock(journal);
  } catch (cause) {
    if (!(cause instanceof JournalError) || cause.code !== "locked") throw cause;
    throw new NeoguildError(
      {
        code: "NationRunning",
        message: `the rehearsal of ${name} is running: ${cause.message}`,
        remedy: "Stop it with Ctrl-C where 'npm start' runs, then run this again; nothing was changed.",
        docs: "docs/rehearsal.md",
      },
      { cause },
    );
  }
}

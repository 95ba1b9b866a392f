import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";

import { deploymentId } from "../sdk/connect.ts";
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
  readonly now?: Date;
}

/**
 * Sets a rehearsal's journal and its record aside, so that the next start begins anew; nothing is deleted. Returns the
 * files it moved, from and to; none where there was nothing to forget.
 * @throws NeoguildError `NationUnknown`, `NationReal` or `NationRunning`
 */
export function resetRehearsal(params: ResetParams): [from: string, to: string][] {
  const { home = NATIONS, deployments, now = new Date() } = params;
  const nation = rehearsalNamed(params.nation, home);
  const journal = journalOf(nation.name, "rehearsal", home);
  const record = join(deployments, deploymentId(nation.name, BigInt(REHEARSAL_CHAIN_ID)));
  const stamp = now.toISOString().replaceAll(/[:.]/g, "-");
  // A start that finds a record without a journal begins anew; one that finds a journal alone would found twice. So the
  // journal goes first.
  const moves: [string, string][] = [
    [journal, journal.replace(/\.jsonl$/, `-${stamp}.jsonl`)],
    [record, `${record}-${stamp}`],
  ];
  const there = moves.filter(([from]) => existsSync(from));
  if (there.length === 0) return [];
  const release = existsSync(journal) ? lockOf(nation.name, journal) : () => {};
  try {
    for (const [from, to] of there) renameSync(from, to);
  } finally {
    release();
  }
  return there;
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
        remedy: "Stop it with Ctrl-C where 'npm start' runs, then reset it; nothing was changed.",
        docs: "docs/rehearsal.md",
      },
      { cause },
    );
  }
}

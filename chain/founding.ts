import { randomInt } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { Wallet } from "ethers";

import { readCharter, type HashedCharter } from "../sdk/charter.ts";
import type { Nation } from "../sdk/connect.ts";
import { proveNobodyElse, requireProven } from "../sdk/deployment.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { replaceFile, writeDurably } from "../sdk/files.ts";
import { refuseTestKeys } from "../sdk/testKeys.ts";
import { lock } from "./lock.ts";
import { findNation, journalOf, keepNation, nationFolder, type Kind, type LocalNation } from "./nations.ts";
import { setRehearsalAside } from "./reset.ts";
import { cashierOf, findRoster, openInvitations, requireInStep } from "./roster.ts";
import { peekGenesis } from "./store.ts";

/**
 * From rehearsal to real: the charter and the members stay, the play is set aside, and a chain of its own begins. A
 * founding key deploys the nation and then holds nothing; it lies in the nation's folder until that is proven, so that a
 * founding that was killed can go on.
 */

/** Chain ids of real nations: 31 bits and never a small number, where the known chains are. */
const LOWEST_CHAIN_ID = 2 ** 30;
const HIGHEST_CHAIN_ID = 2 ** 31 - 1;

export interface Candidate {
  readonly charter: HashedCharter;
  /** Path of the charter file. */
  readonly charterFile: string;
  readonly home: string;
  /** Found without those who have not accepted their invitation. */
  readonly leaveOutInvited: boolean;
}

/** @throws NeoguildError `RosterOutOfStep`, `InvitationsOpen`, `TestKeyRefused`: what no real nation is founded with */
export function requireFoundable({ charter, home, leaveOutInvited }: Candidate): void {
  const { name, founders } = charter.rules;
  const roster = findRoster(name, home);
  // The cashier is the roster's; founded out of step, the coins would go to a key that is nobody's any more.
  if (roster !== undefined) requireInStep(charter, roster);
  const invited = roster === undefined || leaveOutInvited ? [] : openInvitations(roster);
  if (invited.length > 0) {
    throw new NeoguildError({
      code: "InvitationsOpen",
      message: `${invited.map((person) => person.name).join(", ")} did not accept the invitation yet, and would be no founder`,
      remedy:
        "Let them accept with 'npx hardhat invitation:accept', or found without them (--leave-out-invited); they can join " +
        "later like everybody else.",
      docs: "docs/nation.md",
    });
  }
  refuseTestKeys([...founders, cashierIn(charter, home)]);
}

/** What will be final, in words, for the person who confirms it. */
export function finalWords({ charter, charterFile, home, leaveOutInvited }: Candidate): string[] {
  const { name, founders } = charter.rules;
  const roster = findRoster(name, home);
  const left = roster === undefined || !leaveOutInvited ? [] : openInvitations(roster).map((person) => person.name);
  return [
    `${name} becomes real. From then on this is final:`,
    `  the charter    ${charterFile}; the assembly alone changes the rules, by vote`,
    `  the founders   ${founders.length}${left.length === 0 ? "" : `, without ${left.join(", ")}`}`,
    `  the cashier    ${cashierIn(charter, home)}, who books what the nation holds at its bank`,
    "  the date       today's, which nobody can move",
    "The rehearsal ends. Its journal is set aside and not deleted.",
  ];
}

/** Who holds the coins of the chain: the roster's cashier, else the first founder. */
export function cashierIn({ rules }: HashedCharter, home: string): string {
  const roster = findRoster(rules.name, home);
  return (roster === undefined ? undefined : cashierOf(roster)?.address) ?? rules.founders[0] ?? "";
}

/**
 * Makes the nation real on this machine; nothing is on its chain yet. Killed at any point, it can be done again.
 * @throws NeoguildError `LedgerExists`, `NationRunning`
 */
export function goReal(candidate: Candidate, port: number, deployments: string): LocalNation {
  const { charter, charterFile, home } = candidate;
  const { name } = charter.rules;
  const kept = charterOf(name, "real", home);
  mkdirSync(dirname(kept), { recursive: true, mode: 0o700 });
  // Held from the last look at what there is until the nation is written down: two terminals never both found it.
  const release = lock(journalOf(name, "real", home));
  try {
    requireNoLedger(name, home);
    const cashier = cashierIn(charter, home);
    // First, as it is refused while the rehearsal runs.
    setRehearsalAside({ name, home, deployments, because: "ended" });
    makeFoundingKey(name, home);
    writeDurably(kept, readFileSync(charterFile));
    const chainId = randomInt(LOWEST_CHAIN_ID, HIGHEST_CHAIN_ID + 1);
    const fields = { name, charter: charterFile, chainId, port, cashier };
    const nation: LocalNation = { format: "neoguild-nation/1", kind: "real", ...fields };
    keepNation(nation, home);
    return nation;
  } finally {
    release();
  }
}

/**
 * A real nation is founded once. Its ledger lies in its folder also where `nation.json` was lost or damaged.
 * @throws NeoguildError `LedgerExists`
 */
export function requireNoLedger(name: string, home: string): void {
  const journal = journalOf(name, "real", home);
  if (findNation(name, home)?.kind !== "real" && peekGenesis(journal) === undefined) return;
  throw new NeoguildError({
    code: "LedgerExists",
    message: `there is a real ledger of ${name} already: ${journal}`,
    remedy:
      `Start it with 'npm start'. If ${join(nationFolder(name, home), "nation.json")} is gone, restore a backup beside it ` +
      "('npx hardhat nation:restore --from FILE --home OTHER') and copy that file back.",
    docs: "docs/nation.md",
  });
}

/** The charter a chain was founded with, kept beside its journal. */
export function charterOf(name: string, kind: Kind, home: string): string {
  return join(nationFolder(name, home), kind, "charter.json");
}

/**
 * Whether a real nation has the charter of the file: the one it was founded with, or the one on its chain, which the
 * assembly may have amended.
 * @param nation The nation once it stands; its chain is not asked before.
 * @throws NeoguildError `CharterChanged`
 */
export async function requireSameCharter(candidate: Candidate, nation?: Nation): Promise<void> {
  const { charter, charterFile, home } = candidate;
  const { name } = charter.rules;
  const founded = charterOf(name, "real", home);
  // A nation that was restored from a backup has its chain to ask.
  if (existsSync(founded) && readCharter(founded).hash === charter.hash) return;
  if (nation !== undefined && (await nation.contracts.charter.charter()).contentHash === charter.hash) return;
  throw new NeoguildError({
    code: "CharterChanged",
    message: `${charterFile} is not the charter that ${name} was founded with, and a real nation is founded once`,
    remedy:
      `Put the charter back as it was${existsSync(founded) ? ` (${founded})` : ""}; ` +
      "rules change by a vote of the assembly ('npx hardhat proposal:create').",
    docs: "docs/first-day.md",
  });
}

/** The founding key, while the founding is not done. */
export function foundingKey(name: string, home: string): Wallet | undefined {
  const path = keyFile(name, home);
  return existsSync(path) ? new Wallet(readFileSync(path, "utf8").trim()) : undefined;
}

/**
 * Ends the founding: proves that nobody outside holds a right, and that the founding key holds nothing, and deletes it.
 * @throws NeoguildError `NationNotClosed`
 */
export async function endFounding(nation: Nation, key: Wallet, name: string, home: string): Promise<void> {
  const [proofs, agent, coins] = await Promise.all([
    proveNobodyElse(nation),
    nation.contracts.members.idOf(key.address),
    nation.provider.getBalance(key.address),
  ]);
  const nothing = { claim: "The founding key is nobody's and has no coins", holds: agent === 0n && coins === 0n };
  requireProven([...proofs, { ...nothing, expected: "agent 0, 0 wei", found: `agent ${agent}, ${coins} wei` }]);
  rmSync(keyFile(name, home));
}

function keyFile(name: string, home: string): string {
  return join(nationFolder(name, home), "founding.key");
}

function makeFoundingKey(name: string, home: string): void {
  const path = keyFile(name, home);
  if (existsSync(path)) return;
  // Whole or not at all: half a key would stop every later start.
  replaceFile(path, `${Wallet.createRandom().privateKey}\n`);
}

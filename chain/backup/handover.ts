import { existsSync } from "node:fs";
import { join } from "node:path";

import { readIfThere, writeDurably } from "../../sdk/files.ts";
import { deploymentId, quoted } from "../../sdk/names.ts";
import { formatMoment } from "../../sdk/units.ts";
import { JournalError } from "../errors.ts";
import { lock } from "../lock.ts";
import { journalOf, nationFolder, type Kind } from "../nations.ts";
import { findRoster, foundersById, type Roster } from "../roster.ts";
import { readCare } from "./care.ts";
import { problem } from "./errors.ts";
import { makeBackup, requireNation, type Backup, type MakeBackupParams } from "./make.ts";

const TITLE = "# Handover of ";

export interface HandoverParams extends MakeBackupParams {
  /** The file to write the page to. */
  readonly page: string;
}

export interface Handover {
  readonly backup: Backup;
  /** The page, in Markdown. */
  readonly text: string;
}

/**
 * Makes the last backup on this machine and the page that whoever runs the nation next needs. The nation must stand
 * still: what is entered after the backup would be lost, and two machines that both go on are two nations.
 * @throws NeoguildError `NationRunning`, `FileExists`, and whatever `makeBackup` throws
 */
export async function handOver({ page, ...params }: HandoverParams): Promise<Handover> {
  const nation = requireNation(params.name, params.places.home);
  requireOwnPage(page);
  const release = holdStill(nation.name, journalOf(nation.name, nation.kind, params.places.home));
  try {
    const backup = await makeBackup(params);
    const text = pageOf(backup, params);
    writeDurably(page, text);
    return { backup, text };
  } finally {
    release();
  }
}

function holdStill(name: string, journal: string): () => void {
  if (!existsSync(journal)) return () => {};
  try {
    return lock(journal);
  } catch (cause) {
    if (!(cause instanceof JournalError)) throw cause;
    throw problem(
      "NationRunning",
      `${name} is running, and what is entered from now on would be missing in its handover`,
      "Tell its members, stop it with Ctrl-C where 'npm start' runs, and run the command again.",
      cause,
    );
  }
}

function requireOwnPage(page: string): void {
  const there = readIfThere(page);
  if (there === undefined || Buffer.from(there).toString("utf8").startsWith(TITLE)) return;
  throw problem("FileExists", `there is already a file ${page}, and it is no handover`, "Name another with --page.");
}

function pageOf({ manifest, file }: Backup, { lock: by, places }: Pick<HandoverParams, "lock" | "places">): string {
  const { nation: name, kind, chainId, head, lines, seal, made } = manifest;
  const { charter, port } = requireNation(name, places.home);
  const folder = nationFolder(name, places.home);
  const { lastDrill } = readCare(folder);
  const opens =
    "passphrase" in by ? "a passphrase; give it by word of mouth" : `the key of ${by.recipients.join(", ")}`;
  const day = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
  return `${TITLE}${name}

Made on ${day(made)}. It names members: give it to nobody but the successor, and burn it when all is done.

## What there is

| What | Where |
| ---- | ----- |
| The nation | ${kind}, chain ${chainId}, RPC http://127.0.0.1:${port} on its machine |
| Its folder | ${folder}: nation.json, roster.json, care.json, ${kind}/journal.jsonl |
| Its charter | ${charter} |
| Record of its contracts | ${join(places.deployments, deploymentId(name, BigInt(chainId)))} |
| The backup made with this | ${file}, opened by ${opens} |
| Last restore drill | ${lastDrill === undefined ? "none was ever made on this machine" : day(lastDrill)} |

To compare, digit by digit:

- head: block ${head.number} of ${formatMoment(BigInt(head.timestamp))}, ${head.hash}
- seal: line ${lines} of the journal, ${seal}

## Who holds what

${holders(findRoster(name, places.home), kind)}

Each of them alone holds the key of their id; whoever runs the machine holds none of them and needs none. Who joined later
and what everybody is on the chain: \`npx hardhat member:list\`. Keys of backups are with whom the board named.

## Steps, in this order

1. The old machine: the nation was stopped for this page. Do not start it there again.
2. The new machine: Node 20.20 or newer with npm 11, this program in the same version, and in its folder \`npm install\`.
3. Bring the backup there, and restore it: \`npx hardhat nation:restore --from FILE\`. It ends with a head and a seal.
4. Compare both with this page. If a digit differs, stop: something else was restored.
5. Start it with the line that \`nation:restore\` printed last.
6. In another terminal \`npx hardhat nation:show\`: nothing may be open. Ask every witness to keep the head once more.
7. Tell the members the new address, if it is another, and make the first backup of the new machine with a new passphrase
   or the new person's key: \`npx hardhat nation:backup\`.
8. When that has been restored in a drill, remove the nation's folder from the old machine, and this page.

If the machine stays and only the person changes: start it again where it is (\`npm start -- --charter ${quoted(charter)}\`), go on
with steps 6 and 7, and change every password of the machine.
The rest is in docs/runbook.md.
`;
}

function holders(roster: Roster | undefined, kind: Kind): string {
  if (roster === undefined) return "There is no roster on this machine; `npx hardhat member:list` shows ids and keys.";
  const ids = new Map([...foundersById(roster, kind)].map(([id, person]) => [person, id]));
  const rows = roster.people.map((person) => {
    const { name, role, address = "invited, has no key yet" } = person;
    return `| ${ids.get(person) ?? "–"}  | ${cell(name)} | ${role} | ${address} |`;
  });
  return ["| Id | Name | Role | Key |", "| -- | ---- | ---- | --- |", ...rows].join("\n");
}

function cell(text: string): string {
  return text.replace(/[|\p{Cc}]/gu, " ");
}

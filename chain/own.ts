import { copyFileSync, existsSync } from "node:fs";
import { parseEther, toQuantity } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { confirm } from "../scripts/prompt.ts";
import { readCharter } from "../sdk/charter.ts";
import type { Nation } from "../sdk/connect.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { quoted } from "../sdk/names.ts";
import { rpcProvider, unlockedProvider, walletProvider } from "../sdk/provider.ts";
import { formatMoment } from "../sdk/units.ts";
import { careReminder } from "./backup/care.ts";
import {
  cashierIn,
  charterOf,
  endFounding,
  finalWords,
  foundingKey,
  goReal,
  requireFoundable,
  requireNoLedger,
  requireSameCharter,
  type Candidate,
} from "./founding.ts";
import { findNation, journalOf, keepNation, nationFolder, REHEARSAL_CHAIN_ID, type LocalNation } from "./nations.ts";
import { step } from "./progress.ts";
import { serveReal } from "./real.ts";
import { findRoster, rehearsalCharter } from "./roster.ts";
import { serveChain, type ServedChain } from "./serve.ts";
import { connectProven, deployLocal, portOf, setAsideOrphan } from "./standing.ts";
import { nextSteps } from "./steps.ts";
import { peekGenesis } from "./store.ts";

/** A nation of one's own: it lives no story, but what its members do. */

/** What every founder has in a rehearsal, to pay for gas with a key of their own. */
const PLAY_MONEY = parseEther("10000");

export interface OwnParams extends Omit<Candidate, "charter"> {
  readonly hre: HardhatRuntimeEnvironment;
  readonly deployments: string;
  /** Make it real; one that is real already just starts. */
  readonly real: boolean;
  /** Insist on a rehearsal. */
  readonly rehearsal: boolean;
  /** Answers the question before the founding beforehand. */
  readonly yes: boolean;
  readonly port: number | undefined;
  /** Origins of web pages that may ask a real nation's node. */
  readonly origins: readonly string[];
}

export interface Running {
  readonly nation: Nation;
  readonly chain: ServedChain;
  /** How it stands. */
  readonly summary: readonly string[];
  /** What to do next while it is up. */
  readonly lines: readonly string[];
}

/** Starts the nation of a charter file where it was, or for the first time. */
export async function startOwn(params: OwnParams): Promise<Running> {
  const charter = readCharter(params.charterFile);
  const { name, about } = charter.rules;
  console.log(`Neoguild — ${name}\n${about}\n`);
  const local = await localNation({ ...params, charter });
  const { nation, chain } = await (local.kind === "real" ? standReal : standRehearsal)({ ...params, charter }, local);
  if (local.kind === "real") keepNation(local, params.home);
  const fresh =
    (await nation.contracts.guilds.queryFilter(nation.contracts.guilds.filters.GuildFounded())).length === 0;
  const { timestamp, number } = await nation.now();
  const head = (await nation.provider.getBlock(number))?.hash ?? "";
  const dated =
    local.kind === "real" ? "Real, with today's date" : `A rehearsal; rehearsal date ${formatMoment(timestamp)}`;
  return {
    nation,
    chain,
    summary: ["", `${name} stands. ${dated} · block ${number} · head ${head}`],
    lines: [
      `  RPC address  ${chain.url}    chain id ${nation.chainId}`,
      ...careReminder(name, params.home).map((line) => `  Mind: ${line}`),
      "",
      ...nextSteps({ nation: local, home: params.home, fresh }),
      `Ctrl-C ends it; 'npm start -- --charter ${quoted(local.charter)}' goes on where it was.`,
    ],
  };
}

type Own = OwnParams & Candidate;

/** What this machine knows of the nation, brought to what was asked for. */
async function localNation(own: Own): Promise<LocalNation> {
  const { charter, charterFile, home, deployments, real } = own;
  const { name } = charter.rules;
  const known = findNation(name, home);
  if (known !== undefined && known.name !== name) throw nameTaken(name, known.name);
  const port = await portOf({ name, wanted: own.port, home });
  if (known?.kind === "real") {
    if (own.rehearsal) throw isReal(name);
    requireJournal(known, home);
    // Written down once it stands: a file that is not its charter must not become what backups take for it.
    return { ...known, charter: charterFile, port };
  }
  requireNoLedger(name, home);
  if (!real) {
    const fields = { name, charter: charterFile, chainId: REHEARSAL_CHAIN_ID, port };
    const rehearsal: LocalNation = { format: "neoguild-nation/1", kind: "rehearsal", ...fields };
    keepNation(rehearsal, home);
    return rehearsal;
  }
  requireFoundable(own);
  console.log(`${finalWords(own).join("\n")}\n`);
  if (!own.yes && !(await confirm(`Make ${name} real?`))) throw notConfirmed();
  return goReal(own, port, deployments);
}

/** A real nation whose ledger is gone must not begin anew in silence. @throws NeoguildError `JournalGone` */
function requireJournal({ name }: LocalNation, home: string): void {
  const journal = journalOf(name, "real", home);
  if (peekGenesis(journal) !== undefined || foundingKey(name, home) !== undefined) return;
  throw new NeoguildError({
    code: "JournalGone",
    message: `${name} is real, and its journal ${journal} is not there, or empty`,
    remedy:
      `Move ${nationFolder(name, home)} aside and restore the nation from a backup ('npx hardhat nation:restore'); ` +
      "nothing was changed.",
    docs: "docs/nation.md",
  });
}

async function standRehearsal(own: Own, local: LocalNation): Promise<{ nation: Nation; chain: ServedChain }> {
  const { hre, charter, charterFile, home, deployments } = own;
  const place = { name: local.name, chainId: local.chainId, deployments };
  const journal = journalOf(local.name, "rehearsal", home);
  setAsideOrphan(place, journal);
  const fresh = !existsSync(journal);
  const chain = await opened(journal, () => serveChain({ journal, port: local.port, hre }));
  return orClosed(chain, async () => {
    const founded = charterOf(local.name, "rehearsal", home);
    if (fresh || !existsSync(founded)) {
      const roster = findRoster(local.name, home);
      const played = roster === undefined ? charter : rehearsalCharter(charter, roster);
      const provider = rpcProvider(chain.url, BigInt(local.chainId));
      await deployLocal({ ...place, hre, charter: played, provider: unlockedProvider(provider) });
      for (const founder of played.rules.founders) {
        await provider.send("hardhat_setBalance", [founder, toQuantity(PLAY_MONEY)]);
      }
      provider.destroy();
      copyFileSync(charterFile, founded);
    } else if (readCharter(founded).hash !== charter.hash) {
      console.log(
        `${charterFile} has changed since this rehearsal began, which goes on as it was. ` +
          "To rehearse it as it is now: npx hardhat nation:reset",
      );
    }
    return connectProven(chain.url, place);
  });
}

async function standReal(own: Own, local: LocalNation): Promise<{ nation: Nation; chain: ServedChain }> {
  const { hre, charter, home, deployments, origins } = own;
  const { name, chainId, port } = local;
  const place = { name, chainId, deployments };
  const journal = journalOf(name, "real", home);
  const cashier = local.cashier ?? cashierIn(charter, home);
  // Before the cashier is paid, which is the first thing on a new chain.
  if (foundingKey(name, home) !== undefined) await requireSameCharter(own);
  const founder = () => foundingKey(name, home)?.address;
  const chain = await opened(journal, () => serveReal({ hre, journal, chainId, port, cashier, founder, origins }));
  return orClosed(chain, async () => {
    const key = foundingKey(name, home);
    if (key === undefined) {
      const nation = await connectProven(chain.url, place);
      await requireSameCharter(own, nation);
      return nation;
    }
    const provider = rpcProvider(chain.url, BigInt(chainId));
    await deployLocal({ ...place, hre, charter, provider: walletProvider(provider, key) });
    provider.destroy();
    const nation = await connectProven(chain.url, place);
    await endFounding(nation, key, name, home);
    return nation;
  });
}

async function opened(journal: string, serve: () => Promise<ServedChain>): Promise<ServedChain> {
  const fresh = !existsSync(journal);
  const chain = await step(fresh ? "Starting a new chain" : "Replaying the chain's journal", serve);
  if (!fresh) console.log(`  ${chain.replayed} requests replayed; head ${chain.head.number} ${chain.head.hash}`);
  return chain;
}

/** What stands on a chain; where it cannot stand, the chain is closed again. */
async function orClosed(
  chain: ServedChain,
  stand: () => Promise<Nation>,
): Promise<{ nation: Nation; chain: ServedChain }> {
  try {
    return { nation: await stand(), chain };
  } catch (error) {
    await chain.close();
    throw error;
  }
}

function isReal(name: string): NeoguildError {
  return new NeoguildError({
    code: "NationIsReal",
    message: `${name} is real, and there is no way back to a rehearsal`,
    remedy: "To try other rules out, copy the charter, give the copy another name, and rehearse that.",
    docs: "docs/nation.md",
  });
}

function nameTaken(name: string, other: string): NeoguildError {
  return new NeoguildError({
    code: "NationExists",
    message: `"${name}" and "${other}", which lives on this machine, would share a folder: their letters are the same`,
    remedy: "Change a letter or a digit of the name in the charter; nothing was changed.",
    docs: "docs/nation.md",
  });
}

function notConfirmed(): NeoguildError {
  return new NeoguildError({
    code: "NotConfirmed",
    message: "nothing was founded: it was not confirmed",
    remedy: "Run the command again and type yes, or add --yes.",
    docs: "docs/nation.md",
  });
}

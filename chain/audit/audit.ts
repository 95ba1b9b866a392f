import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { z } from "zod";

import { headOf } from "../engine.ts";
import { JournalError } from "../errors.ts";
import type { Header, Sealed } from "../format.ts";
import { genesisOf, requireSameGenesis } from "../genesis.ts";
import type { Kind } from "../nations.ts";
import { type WrittenNetwork, networkOf } from "../network.ts";
import { REAL_CHAIN } from "../real.ts";
import { readLines } from "../store.ts";
import type { Witness } from "../witness/file.ts";
import { accountFaults, kindOf } from "./acts.ts";
import { compiledCode } from "./compiled.ts";
import { type Claims, type Known, deploymentFindings, nationFaults, notCompared } from "./deployment.ts";
import { type Fault, type Finding, atLine } from "./finding.ts";
import { readHeaderLine } from "./lines.ts";
import { type Walked, walk } from "./walk.ts";
import { type WitnessVerdict, holdAgainst } from "./witnesses.ts";

export interface AuditParams {
  readonly hre: HardhatRuntimeEnvironment;
  /** The journal's file: the live one, whose lock is not taken, or a copy. */
  readonly path: string;
  readonly witnesses?: readonly Witness[];
  /** What the journal is taken to be of, as far as it is known here. */
  readonly claims?: Claims;
  /** This machine's clock, in Unix seconds; the present unless given. */
  readonly now?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Audit extends Omit<Walked, "lineOf" | "seals" | "creations"> {
  readonly path: string;
  readonly kind: Kind;
  readonly chainId: number;
  /** Engine that began the journal, and the one that replayed it. */
  readonly engines: readonly [written: string, replayed: string];
  /** Lines of the file. */
  readonly lines: number;
  readonly witnesses: readonly WitnessVerdict[];
  /** Empty where nothing differs; else what is wrong with the first line that does, and what the witnesses say. */
  readonly findings: readonly Finding[];
  /** Says that the last line was being written when the file was read; no difference. */
  readonly torn: string | undefined;
  /** What was compared with nothing, in words. */
  readonly notCompared: readonly string[];
}

const UNREACHED = "That the contracts and the charter are the nation's: they are compared where every line holds.";

/**
 * Replays a journal from nothing and checks everything that can be checked without trusting whoever wrote it, up to the
 * first line that differs, since what follows it means nothing.
 * @throws JournalError "corrupted" where the file does not begin as a journal
 */
export async function auditJournal(params: AuditParams): Promise<Audit> {
  const { hre, path, witnesses = [], claims = {}, now = Math.floor(Date.now() / 1000), onProgress = () => {} } = params;
  const { lines, torn } = readLines(path);
  const { body: header, faults: ofText } = readHeaderLine(lines[0] ?? "");
  if (header === undefined) throw noJournal(path, ofText[0]?.what);
  const written = networkOf(header.genesis);
  if (written === undefined) throw noJournal(path, "its genesis cannot be read");
  const [kind, chainId] = [kindOf(header.genesis), Number(header.genesis["chainId"])];
  const chain = await hre.network.create(kind === "real" ? asReal(written) : written);
  try {
    const { provider } = chain;
    const ofGenesis = [...(await genesisFaults(chain, path, header)), ...nationFaults(header, claims)];
    const ofHeader = atLine(1, [...ofText, ...ofGenesis]);
    const texts = ofHeader.length === 0 ? lines.slice(1) : [];
    const walked = await walk({ provider, header, texts, now, cashier: claims.cashier, onProgress });
    const ofLines = [...ofHeader, ...walked.findings];
    const whole = ofLines.length === 0;
    const record: Known = { by: "the record", addresses: claims.addressesOn?.(chainId) ?? {} };
    const known = [record, ...registersIn(witnesses)];
    const ofDeployment = whole
      ? await deploymentFindings(provider, walked.creations, {
          compiled: await compiledCode(hre.artifacts),
          known,
          charter: claims.charter,
        })
      : [];
    const history = {
      ...walked,
      ...{ chainId, whole, real: kind === "real", genesis: header.head.hash },
      block: (number: number) => headOf(provider, number),
    };
    const verdicts: WitnessVerdict[] = [];
    for (const witness of witnesses) verdicts.push(await holdAgainst(history, witness));
    const ofWitnesses = verdicts.flatMap(({ finding }) => (finding === undefined ? [] : [finding]));

    const engine = z.string().parse(await provider.request({ method: "web3_clientVersion" }));
    const { head, senders, coins } = walked;
    return {
      ...{ path, kind, chainId, head, senders, coins, torn },
      engines: [header.engine, engine],
      lines: lines.length,
      sound: ofHeader.length === 0 ? walked.sound : 0,
      witnesses: verdicts,
      notCompared: whole ? notCompared(kind, claims, known) : [UNREACHED],
      findings: [...ofLines, ...ofDeployment, ...ofWitnesses],
    };
  } finally {
    await chain.close();
  }
}

/** Does the fresh chain begin as the journal says, and did a real nation's begin without keys in the node? */
async function genesisFaults(
  { provider, networkConfig: config, chainType }: NetworkConnection<string>,
  path: string,
  { genesis, head }: Sealed<Header>,
): Promise<Fault[]> {
  if (config.type !== "edr-simulated") throw new TypeError("a fresh chain is simulated");
  const unlocked = accountFaults(genesis);
  if (unlocked.length > 0) return unlocked;
  try {
    requireSameGenesis(path, genesis, await genesisOf({ provider, config, chainType }));
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    const differing = error.message.split("\n").filter((line) => line.startsWith("  "));
    return [
      { kind: "genesis", what: `a ${kindOf(genesis)} nation's chain begins otherwise:\n${differing.join("\n")}` },
    ];
  }
  const { number, hash, timestamp } = await headOf(provider, 0);
  if (head.number !== number || head.hash !== hash || head.timestamp !== timestamp) {
    return [{ kind: "genesis", what: `it names block ${head.number} ${head.hash}, and begins with ${hash}` }];
  }
  return [];
}

/** A real nation's chain begins by the rules of all of them, whatever else its journal says. */
function asReal({ network, override: { chainId, initialDate } }: WrittenNetwork): WrittenNetwork {
  return { network, override: { ...REAL_CHAIN, chainId, initialDate } };
}

/** The registers of members that witnesses saw. */
function registersIn(witnesses: readonly Witness[]): Known[] {
  return witnesses.flatMap(({ path: by, heads }) => {
    const seen = new Set(heads.flatMap(({ members }) => members ?? []));
    return [...seen].map((Members) => ({ by, addresses: { Members } }));
  });
}

function noJournal(path: string, why = "it is empty"): JournalError {
  return new JournalError(
    "corrupted",
    `${path} does not begin as a journal: ${why}. Name the journal's own file (journal.jsonl in the nation's folder), ` +
      "or a copy of it.",
  );
}

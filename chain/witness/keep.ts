import { slugOf } from "../../sdk/names.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { formatMoment } from "../../sdk/units.ts";
import type { JournalText } from "../format.ts";
import { REHEARSAL_CHAIN_ID } from "../nations.ts";
import { type KeptHead, type Witness, WITNESS_FORMAT, appendHead } from "./file.ts";
import type { HeadSource } from "./sources.ts";

export interface KeepParams {
  readonly witness: Witness;
  /** The nation's name. */
  readonly nation: string;
  readonly source: HeadSource;
  /** The journal, where it can be reached; its last seal is kept too. */
  readonly journal?: JournalText | undefined;
  /** Address of the members' register, where the deployment's record is at hand. */
  readonly members?: string | undefined;
  /** The witness's own clock, in Unix seconds. */
  readonly now: number;
}

export interface Keeping {
  readonly head: KeptHead;
  /** Blocks and seals kept earlier that were asked for and are the same. */
  readonly compared: { readonly blocks: number; readonly seals: number };
  /** False where the witness had this head already. */
  readonly added: boolean;
}

/**
 * Asks for every block the witness has ever kept, and adds the present head if all of them are still there.
 * @throws NeoguildError `WitnessContradicted`, which is the alarm: nothing is added then; `WitnessForeign`
 */
export async function keepHead({ witness, nation, source, journal, members, now }: KeepParams): Promise<Keeping> {
  const { chainId, genesis, from } = source;
  for (const kept of witness.heads) requireSameNation(witness, kept, { nation, chainId, genesis, members });
  const blocks = await compareBlocks(witness, source);
  const seals = journal === undefined ? 0 : compareSeals(witness, journal, chainId);
  if (journal !== undefined && from === "node") await compareFile(journal, source);

  const { number, hash, timestamp } = source.head;
  const end = journal?.entries.at(-1) ?? journal?.header;
  const last = witness.heads.at(-1);
  const head: KeptHead = {
    ...{ format: WITNESS_FORMAT, nation, chainId, genesis, number, hash, timestamp, keptAt: now, from },
    ...(members === undefined ? {} : { members }),
    ...(end === undefined ? {} : { journal: { seq: journal?.entries.length ?? 0, seal: end.hash } }),
  };
  const added = last?.hash !== hash || (end !== undefined && last.journal?.seal !== end.hash);
  if (added) appendHead(witness.path, head);
  return { head: added ? head : last, compared: { blocks, seals }, added };
}

function requireSameNation(
  { path }: Witness,
  kept: KeptHead,
  { nation, chainId, genesis, members }: Pick<KeptHead, "nation" | "chainId" | "genesis" | "members">,
): void {
  if (slugOf(kept.nation) !== slugOf(nation)) {
    throw new NeoguildError({
      code: "WitnessForeign",
      message: `the witness ${path} is of ${kept.nation}, not of ${nation}`,
      remedy: "Keep one file for each nation: name another with --witness.",
      docs: "docs/trust.md#witnesses",
    });
  }
  const when = whenKept(kept);
  if (kept.chainId !== chainId)
    throw alarm(chainId, `${nation} was on chain ${kept.chainId} (${when}), this is chain ${chainId}`);
  if (kept.genesis !== genesis) {
    throw alarm(chainId, `the first block was ${kept.genesis} (${when}) and is ${genesis}: this is another chain`);
  }
  if (kept.members !== undefined && members !== undefined && kept.members !== members) {
    throw alarm(chainId, `the register of members was ${kept.members} (${when}) and is ${members}: another deployment`);
  }
}

/** Returns how many blocks were asked for. A later block stands for the earlier ones only if the node is honest. */
async function compareBlocks({ heads }: Witness, source: HeadSource): Promise<number> {
  const byHash = new Map(heads.map((kept) => [kept.hash, kept]));
  for (const kept of byHash.values()) {
    const found = await source.hashAt(kept.number);
    if (found === kept.hash) continue;
    const now =
      found === undefined
        ? `is gone: the chain now ends at block ${source.head.number}, it went back`
        : `is now ${found}: another block stands in its place`;
    throw alarm(source.chainId, `block ${kept.number} was ${kept.hash} (${whenKept(kept)}) and ${now}`);
  }
  return byHash.size;
}

function compareSeals({ heads }: Witness, { header, entries }: JournalText, chainId: number): number {
  let compared = 0;
  for (const kept of heads) {
    if (kept.journal === undefined) continue;
    const { seq, seal } = kept.journal;
    const found = seq === 0 ? header.hash : entries[seq - 1]?.hash;
    if (found !== seal) {
      const now = found === undefined ? `is gone: the file ends at entry ${entries.length}` : `is now ${found}`;
      throw alarm(chainId, `the seal of the journal's entry ${seq} was ${seal} (${whenKept(kept)}) and ${now}`);
    }
    compared += 1;
  }
  return compared;
}

/** The file was read before the node was asked, so the node has all of its blocks. */
async function compareFile({ header, entries }: JournalText, source: HeadSource): Promise<void> {
  const { number, hash } = (entries.at(-1) ?? header).head;
  const found = await source.hashAt(number);
  if (found === hash) return;
  throw alarm(
    source.chainId,
    `the journal's block ${number} is ${hash}, the node's is ${found ?? "missing"}: the file is not the node's`,
  );
}

function alarm(chainId: number, what: string): NeoguildError {
  const rehearsal = chainId === REHEARSAL_CHAIN_ID;
  return new NeoguildError({
    code: "WitnessContradicted",
    message: `ALARM — THIS IS NOT THE HISTORY THAT WAS WITNESSED: ${what}. Nothing was added to the witness.`,
    remedy: rehearsal
      ? "A rehearsal may be reset at will; if this one was, begin a new witness file."
      : "Sign nothing on this chain for now. Keep the witness file, tell the other members, compare with their witnesses, " +
        "and run 'npx hardhat nation:audit' on the journal.",
    docs: "docs/trust.md#when-a-witness-raises-the-alarm",
  });
}

function whenKept({ keptAt }: KeptHead): string {
  return `kept ${formatMoment(BigInt(keptAt))}`;
}

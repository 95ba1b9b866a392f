import type { EthereumProvider } from "hardhat/types/providers";
import { headOf } from "./engine.ts";
import { JournalError } from "./errors.ts";
import type { Entry, Head, JournalText } from "./format.ts";
import { Snapshots } from "./snapshots.ts";

export interface ReplayParams {
  readonly provider: EthereumProvider;
  readonly text: JournalText;
  readonly path: string;
  /** Client version of the engine that replays. */
  readonly engine: string;
  readonly onProgress: (done: number, total: number) => void;
}

export interface Replayed {
  readonly head: Head;
  readonly snapshots: Snapshots;
  /** Timestamp that `evm_setNextBlockTimestamp` set for a block not mined yet. */
  readonly due: number | undefined;
  /** Seconds the clock stood ahead of the machine's when it was last moved on purpose. */
  readonly clock: number;
}

/** Entries between two looks at the latest block; the look takes a seventh of the time of a transaction. */
const CHECK_EVERY = 100;

/**
 * Sends the entries again, each block at its recorded time, and compares the blocks with the recorded ones.
 * Throws `JournalError` "diverged" that names the first line that differs.
 */
export async function replay({ provider, text, path, engine, onProgress }: ReplayParams): Promise<Replayed> {
  const { header, entries } = text;
  const snapshots = new Snapshots();
  let unchecked: Entry[] = [];
  let due: number | undefined;
  let clock = header.clock;

  for (const [index, entry] of entries.entries()) {
    const reason = await perform(provider, snapshots, entry);
    const surprise = entry.failed === true ? undefined : reason;
    unchecked.push(entry);
    // The last entry is checked, and one before a revert, which takes away the blocks a difference would be found in.
    const next = entries[index + 1]?.method;
    const lastChance = next === undefined || next === "evm_revert";
    if (surprise !== undefined || lastChance || unchecked.length === CHECK_EVERY) {
      const differing = await firstDifference(provider, unchecked);
      const culprit = differing ?? (surprise === undefined ? undefined : entry);
      if (culprit !== undefined) throw diverged(culprit, culprit === entry ? reason : undefined);
      unchecked = [];
    }
    if (entry.method === "evm_setNextBlockTimestamp") due = Number(entry.params[0]);
    else if (entry.mined !== undefined) due = undefined;
    clock = entry.clock ?? clock;
    onProgress(entry.seq, entries.length);
  }
  return { head: (entries.at(-1) ?? header).head, snapshots, due, clock };

  function diverged({ seq, method, head }: Entry, reason: string | undefined): JournalError {
    const advice =
      engine === header.engine
        ? "Keep the file and report this: the same engine should lead to the same block."
        : `It was written by ${header.engine} and this is ${engine}: start it with the version it was written with.`;
    return new JournalError(
      "diverged",
      `Line ${seq + 1} of the journal ${path} (${method}) led to block ${head.number} ${head.hash} when it was written ` +
        `and does not in this replay${reason === undefined ? "" : ` (${reason})`}. The journal was not changed. ${advice}`,
    );
  }
}

/** The first of the entries after which the chain is not where the journal says; none if the last one's block is right. */
async function firstDifference(provider: EthereumProvider, entries: readonly Entry[]): Promise<Entry | undefined> {
  const latest = await headOf(provider);
  if (latest.hash === entries.at(-1)?.head.hash) return undefined;
  for (const entry of entries) {
    const { number, hash } = entry.head;
    if (number > latest.number || (await headOf(provider, number)).hash !== hash) return entry;
  }
  return entries.at(-1);
}

/** Sends an entry again. Returns the message of the error it was answered with, if any. */
export async function perform(
  provider: EthereumProvider,
  snapshots: Snapshots,
  entry: Entry,
): Promise<string | undefined> {
  const { method, params, mined = [] } = entry;
  const request = (name: string, ...args: readonly unknown[]): Promise<unknown> =>
    provider.request({ method: name, params: args });
  try {
    if (method === "evm_snapshot") {
      snapshots.taken(await request(method));
    } else if (method === "evm_revert") {
      await request(method, snapshots.engineIdOf(params[0]));
      snapshots.reverted(params[0]);
    } else if (method.startsWith("eth_send") && mined.length > 1) {
      // It mined several blocks; taken apart, each of them gets its own time.
      await request("evm_setAutomine", false);
      await request(method, ...params);
      for (const timestamp of mined) await request("evm_mine", timestamp);
      await request("evm_setAutomine", true);
    } else {
      if (mined[0] !== undefined) await request("evm_setNextBlockTimestamp", mined[0]);
      await request(method, ...params);
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

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

/**
 * Sends the entries again, each block at its recorded time, and compares the head after each with the recorded one.
 * Throws `JournalError` "diverged" at the first difference.
 */
export async function replay({ provider, text, path, engine, onProgress }: ReplayParams): Promise<Replayed> {
  const { header, entries } = text;
  const snapshots = new Snapshots();
  let head = header.head;
  let due: number | undefined;
  let clock = header.clock;

  for (const entry of entries) {
    const reason = await perform(provider, snapshots, entry);
    head = await headOf(provider);
    const surprise = entry.failed === true ? undefined : reason;
    if (surprise !== undefined || head.hash !== entry.head.hash) throw diverged(entry, head, reason);
    if (entry.method === "evm_setNextBlockTimestamp") due = Number(entry.params[0]);
    else if (entry.mined !== undefined) due = undefined;
    clock = entry.clock ?? clock;
    onProgress(entry.seq, entries.length);
  }
  return { head, snapshots, due, clock };

  function diverged(entry: Entry, found: Head, reason: string | undefined): JournalError {
    const engines = engine === header.engine ? engine : `${engine}, and the journal was written by ${header.engine}`;
    return new JournalError(
      "diverged",
      `Line ${entry.seq + 1} of the journal ${path} (${entry.method}) ends at block ${entry.head.number} ` +
        `${entry.head.hash} in the journal and at block ${found.number} ${found.hash} in the replay` +
        `${reason === undefined ? "" : ` (${reason})`}. Nothing was changed. ` +
        `This is ${engines}: install the version the journal was written with and start again.`,
    );
  }
}

/** Returns the message of the error it was answered with, if any. */
async function perform(provider: EthereumProvider, snapshots: Snapshots, entry: Entry): Promise<string | undefined> {
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

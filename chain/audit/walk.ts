import type { EthereumProvider } from "hardhat/types/providers";

import { headOf } from "../engine.ts";
import type { Entry, Head, Header, Sealed } from "../format.ts";
import { perform } from "../replay.ts";
import { Snapshots } from "../snapshots.ts";
import { type Creation, actOf } from "./acts.ts";
import { type Fault, type Finding, atLine } from "./finding.ts";
import { readEntryLines } from "./lines.ts";
import { forwardFaults, timeFaults } from "./times.ts";

export interface WalkParams {
  /** A fresh chain with the journal's genesis. */
  readonly provider: EthereumProvider;
  readonly header: Sealed<Header>;
  /** The lines after the header. */
  readonly texts: readonly string[];
  /** This machine's clock, in Unix seconds. */
  readonly now: number;
  /** Who the coins of a real nation's founding are for, where that is known. */
  readonly cashier?: string | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

/** What is known of a journal up to its end or to the first line that differs, which is not counted. */
export interface Walked {
  /** Lines that hold, with the header. */
  readonly sound: number;
  readonly head: Head;
  /** Seal of each entry by its number; the header's is at 0. */
  readonly seals: readonly string[];
  /** Transactions by sender. */
  readonly senders: ReadonlyMap<string, number>;
  /** The coins of a real nation's founding, in words. */
  readonly coins: string | undefined;
  readonly creations: readonly Creation[];
  /** The line whose entry led to a block. */
  readonly lineOf: (block: number) => number;
  /** What is wrong with the first line that differs. */
  readonly findings: readonly Finding[];
}

/** Goes through a journal line by line: its text, its act, its times, and what a fresh chain makes of it. */
export async function walk({ provider, header, texts, now, cashier, onProgress }: WalkParams): Promise<Walked> {
  const { genesis } = header;
  const snapshots = new Snapshots();
  const seals = [header.hash];
  const blocks = [header.head.number];
  const senders = new Map<string, number>();
  const creations: Creation[] = [];
  let coins: string | undefined;
  let head = header.head;
  const lineOf = (block: number): number => blocks.findIndex((reached) => reached >= block) + 1;
  const walked = (findings: readonly Finding[]): Walked => {
    return { sound: seals.length, head, seals, senders, coins, creations, lineOf, findings };
  };

  for (const { body: entry, faults: ofText, next } of readEntryLines(header, texts)) {
    const line = seals.length + 1;
    if (entry === undefined) return walked(atLine(line, ofText));
    const act = actOf(entry, genesis, cashier);
    const ofTime = timeFaults({ entry, before: head, genesis, now });
    // Nothing unsigned is put on the chain of a real nation, not even here.
    const ofReplay = act.faults.length > 0 ? [] : await replayFaults(provider, snapshots, entry);
    const faults = [...ofText, ...act.faults, ...ofTime, ...ofReplay];
    if (faults.length > 0) {
      const moved = faults.some(({ kind }) => kind === "missing" || kind === "order" || kind === "time");
      return walked(atLine(line, [...faults, ...(moved ? [] : forwardFaults(entry, next))]));
    }

    ({ head } = entry);
    seals.push(entry.hash);
    blocks.push(head.number);
    coins = act.coins ?? coins;
    if (act.from !== undefined) senders.set(act.from, (senders.get(act.from) ?? 0) + 1);
    if (act.creates !== undefined) creations.push({ ...act.creates, line });
    onProgress(entry.seq, texts.length);
  }
  return walked([]);
}

/** Sends the entry again at its time, and compares the answer and the latest block with what is written. */
async function replayFaults(provider: EthereumProvider, snapshots: Snapshots, entry: Entry): Promise<Fault[]> {
  const refusal = await perform(provider, snapshots, entry);
  if (refusal !== undefined) return [{ kind: "refused", what: `the chain answers: ${refusal}` }];
  const { number, hash, timestamp } = entry.head;
  const found = await headOf(provider);
  if (found.number === number && found.hash === hash && found.timestamp === timestamp) return [];
  return [
    {
      kind: "block",
      what: `it is written to lead to block ${number} ${hash}, and leads to ${found.number} ${found.hash}`,
    },
  ];
}

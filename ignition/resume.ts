import { existsSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { trackTransaction, wipe, type ArtifactResolver } from "@nomicfoundation/ignition-core";
import { z } from "zod";

import { OPEN, replaceFile } from "../sdk/files.ts";
import type { Eip1193Provider } from "../sdk/provider.ts";

/**
 * Ignition keeps a journal and goes on where it ends, except in two places. Where a kill fell between "about to send" and
 * "sent" it asks a person to look for the transaction; here the chain is asked instead (docs/decisions/0007). And where a
 * step was begun and nothing of it was asked for yet, it fails; here the step is forgotten.
 */

const JOURNAL = "journal.jsonl";
const ADDRESSES = "deployed_addresses.json";

/** What is read of a line of Ignition's journal. */
const journalLine = z.object({
  type: z.string(),
  futureId: z.string().default(""),
  nonce: z.number().default(-1),
  networkInteraction: z.object({ data: z.string().default("0x") }).default({ data: "0x" }),
});
type JournalLine = z.output<typeof journalLine>;

/** A transaction that the journal says was about to be sent, and tells no more of. */
interface Unsettled {
  readonly futureId: string;
  readonly nonce: number;
  readonly data: string;
}

const sentTransaction = z.looseObject({ hash: z.string(), from: z.string(), nonce: z.string(), input: z.string() });
const blockWithTransactions = z.object({ transactions: z.array(sentTransaction) });

export interface MendParams {
  readonly deploymentDir: string;
  readonly provider: Eip1193Provider;
  readonly artifactResolver: ArtifactResolver;
  /** The account that sends every transaction of the deployment. */
  readonly sender: string;
}

/**
 * Settles what a killed run left open: a transaction that reached the node is entered as sent, one that did not is
 * forgotten, and a line or a file that was being written is dropped. Ignition then goes on and repeats nothing.
 * Nothing of the sender's may wait in the node's pool meanwhile (settle.ts).
 */
export async function mendDeployment(params: MendParams): Promise<void> {
  const { deploymentDir, provider, artifactResolver } = params;
  if (!existsSync(join(deploymentDir, JOURNAL))) return;
  dropTornRecord(join(deploymentDir, ADDRESSES));
  const lines = wholeLines(join(deploymentDir, JOURNAL));
  for (const futureId of onlyBegun(lines)) await wipe(deploymentDir, artifactResolver, futureId);
  for (const { futureId, nonce, data } of unsettled(lines)) {
    const hash = await transactionWith({ ...params, nonce });
    if (hash === undefined) await wipe(deploymentDir, artifactResolver, futureId);
    else await trackTransaction(deploymentDir, hash, spelling(provider, data));
  }
}

/**
 * Writes the record of addresses whole: Ignition adds each address after it has journaled the contract, and never again
 * if it was killed in between.
 */
export function writeRecord(deploymentDir: string, contracts: Readonly<Record<string, { address: string }>>): void {
  const path = join(deploymentDir, ADDRESSES);
  const addresses = Object.fromEntries(Object.entries(contracts).map(([future, { address }]) => [future, address]));
  replaceFile(path, `${JSON.stringify(addresses, null, 2)}\n`, OPEN);
}

/** How many transactions of a deployment are confirmed, as its record tells. */
export function confirmedIn(deploymentDir: string): number {
  const path = join(deploymentDir, JOURNAL);
  return existsSync(path) ? wholeLines(path).filter(({ type }) => type === "TRANSACTION_CONFIRM").length : 0;
}

/** The lines of the journal; a last one that was cut off is taken out of the file. Each begins with its line break. */
function wholeLines(path: string): JournalLine[] {
  const text = readFileSync(path, "utf8");
  const start = text.lastIndexOf("\n");
  const whole = isJson(text.slice(start)) ? text : text.slice(0, Math.max(start, 0));
  if (whole !== text) truncateSync(path, Buffer.byteLength(whole));
  return whole.split("\n").flatMap((line) => (line === "" ? [] : [journalLine.parse(JSON.parse(line))]));
}

/** The steps of which the journal says that they began, and no more. */
function onlyBegun(lines: readonly JournalLine[]): string[] {
  const begun = new Set<string>();
  for (const { type, futureId } of lines) {
    if (type.endsWith("EXECUTION_STATE_INITIALIZE")) begun.add(futureId);
    else begun.delete(futureId);
  }
  return [...begun];
}

function unsettled(lines: readonly JournalLine[]): Unsettled[] {
  const data = new Map<string, string>();
  const open = new Map<string, Unsettled>();
  for (const { type, futureId, nonce, networkInteraction } of lines) {
    if (type === "NETWORK_INTERACTION_REQUEST") data.set(futureId, networkInteraction.data);
    if (type === "TRANSACTION_PREPARE_SEND") open.set(futureId, { futureId, nonce, data: data.get(futureId) ?? "0x" });
    else open.delete(futureId);
  }
  return [...open.values()];
}

/**
 * The provider, spelling a transaction's data as the journal does: Ignition compares the two letter by letter, but links
 * libraries by checksummed addresses, and a node answers in lower case.
 */
function spelling(provider: Eip1193Provider, data: string): Eip1193Provider {
  return {
    async request(asked): Promise<unknown> {
      const answer = await provider.request(asked);
      if (asked.method !== "eth_getTransactionByHash" || answer === null) return answer;
      const sent = sentTransaction.parse(answer);
      return isSame(sent.input, data) ? { ...sent, input: data } : sent;
    },
  };
}

/** The hash of the sender's transaction with a nonce, or nothing where the node never heard of it. */
async function transactionWith({
  provider,
  sender,
  nonce,
}: MendParams & { nonce: number }): Promise<string | undefined> {
  const mined = Number(await provider.request({ method: "eth_getTransactionCount", params: [sender, "latest"] }));
  if (mined <= nonce) return undefined;
  // It is mined, and not long ago: the kill came right after it was sent.
  const latest = Number(await provider.request({ method: "eth_blockNumber" }));
  for (let number = latest; number >= 0; --number) {
    const params = [`0x${number.toString(16)}`, true];
    const block = blockWithTransactions.parse(await provider.request({ method: "eth_getBlockByNumber", params }));
    const found = block.transactions.find((sent) => isSame(sent.from, sender) && Number(sent.nonce) === nonce);
    if (found !== undefined) return found.hash;
  }
  throw new RangeError(`the chain counts transaction ${nonce} of ${sender} and has no block with it`);
}

function dropTornRecord(path: string): void {
  if (existsSync(path) && !isJson(readFileSync(path, "utf8"))) rmSync(path);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

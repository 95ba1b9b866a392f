/**
 * A nation's books in one file: every log of every contract of the nation up to a block, which is all that a balance is
 * made of. Whoever has the file needs nobody to reckon again (`books:recompute`).
 */
import { createHash } from "node:crypto";
import { getAddress } from "ethers";
import { z } from "zod";

import type { Nation } from "../connect.ts";
import { everyContract } from "../contracts.ts";
import { NeoguildError } from "../errors.ts";

const hex = (bytes: number, what: string) =>
  z.string().regex(new RegExp(`^0x[0-9a-f]{${bytes * 2}}$`), `${what} is 0x and ${bytes * 2} hexadecimal digits`);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "an address is 0x and 40 hexadecimal digits");
const number = z.int().min(0);
const moment = z.string().regex(/^\d{1,15}$/, "a moment is a number of seconds");

/** A log as the node gave it, with the time of its block (Unix seconds). */
const ExportedLog = z.strictObject({
  block: number,
  /** Place in its block. */
  index: number,
  time: moment,
  transaction: hex(32, "a transaction's hash"),
  address,
  topics: z.array(hex(32, "a topic")).max(4),
  data: z.string().regex(/^0x([0-9a-f]{2})*$/, "data is hexadecimal"),
});

/** The file of `books:export`; it comes from strangers. */
export const BooksExport = z.strictObject({
  format: z.literal("neoguild-books-1"),
  nation: z.string(),
  chainId: z.string().regex(/^\d+$/, "a chain's id is a number"),
  charter: z.strictObject({ version: number, contentHash: hex(32, "the charter's hash"), uri: z.string() }),
  /** The last block whose logs are in the file. */
  block: z.strictObject({ number, hash: hex(32, "a block's hash"), time: moment }),
  /** Addresses by the names used in code. */
  contracts: z.record(z.string(), address),
  /** In the order of the chain. */
  logs: z.array(ExportedLog),
  /** SHA-256 of the logs. It tells an accident, and no intent: whoever changes a log can reckon it anew. */
  digest: z.string(),
});

export type ExportedLog = z.output<typeof ExportedLog>;
export type BooksExport = z.output<typeof BooksExport>;

/** The digest of logs, whatever white space stands between them. */
export function digestOf(logs: readonly ExportedLog[]): string {
  const hash = createHash("sha256");
  for (const log of logs) hash.update(`${lineOf(log)}\n`);
  return hash.digest("hex");
}

/** The file's text, one log a line. */
export function textOf({ logs, digest, ...head }: BooksExport): string {
  const opening = JSON.stringify(head, null, 2).slice(0, -2);
  const lines = logs.map((log) => `    ${lineOf(log)}`).join(",\n");
  return `${opening},\n  "logs": [\n${lines}\n  ],\n  "digest": ${JSON.stringify(digest)}\n}\n`;
}

function lineOf({ block, index, time, transaction, address, topics, data }: ExportedLog): string {
  return JSON.stringify({ block, index, time, transaction, address, topics, data });
}

/**
 * Takes a nation's books at the latest block.
 * @throws NeoguildError `ChainMoved` if the chain took the block back while it was read
 */
export async function takeBooks(nation: Nation): Promise<BooksExport> {
  const head = await blockAt(nation, "latest");
  const number = Number(head.number);
  const [charter, logs] = await Promise.all([
    nation.contracts.charter.charter({ blockTag: number }),
    logsUpTo(nation, number),
  ]);
  const again = await blockAt(nation, number);
  if (again.hash !== head.hash) throw chainMoved(number);
  return {
    format: "neoguild-books-1",
    nation: nation.name,
    chainId: nation.chainId.toString(),
    charter: { version: Number(charter.version), contentHash: charter.contentHash, uri: charter.uri },
    block: { number, hash: head.hash, time: BigInt(head.timestamp).toString() },
    contracts: Object.fromEntries(addressesOf(nation)),
    logs,
    digest: digestOf(logs),
  };
}

/** Every contract whose logs are books, by its name in code. */
export function addressesOf(nation: Nation): (readonly [name: string, address: string])[] {
  return everyContract(nation).map(({ name, address }) => [name, address] as const);
}

/** Blocks asked about at a time: first, and at most. A page that a node refuses is halved. */
const [FIRST_PAGE, LARGEST_PAGE] = [2_000, 1_000_000];

/** All logs of the nation's contracts up to a block, in the chain's order, read page by page. */
export async function logsUpTo(nation: Nation, last: number): Promise<ExportedLog[]> {
  const contracts = addressesOf(nation).map(([, at]) => at);
  const found: RawLog[] = [];
  let size = FIRST_PAGE;
  for (let from = 0; from <= last;) {
    const to = Math.min(from + size - 1, last);
    const page = await pageOf(nation, contracts, from, to);
    if (page === undefined) {
      size = Math.max(1, Math.floor(size / 2));
      continue;
    }
    for (const log of page) found.push(log);
    from = to + 1;
    size = Math.min(size * 2, LARGEST_PAGE);
  }
  const times = await timesOf(nation, found);
  return found.map((log) => ({
    block: Number(log.blockNumber),
    index: Number(log.logIndex),
    time: times.get(log.blockNumber) ?? "",
    transaction: log.transactionHash,
    address: getAddress(log.address),
    topics: [...log.topics],
    data: log.data,
  }));
}

interface RawLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly blockTimestamp?: string;
  readonly transactionHash: string;
  readonly logIndex: string;
}

interface RawBlock {
  readonly number: string;
  readonly hash: string;
  readonly timestamp: string;
}

/** The logs of some blocks; undefined where the node finds them too many at a time. */
async function pageOf(
  { provider }: Nation,
  contracts: readonly string[],
  from: number,
  to: number,
): Promise<readonly RawLog[] | undefined> {
  const filter = { address: contracts, fromBlock: quantity(from), toBlock: quantity(to) };
  try {
    return (await provider.send("eth_getLogs", [filter])) as RawLog[];
  } catch (error) {
    if (from === to) throw error;
    return undefined;
  }
}

/** Blocks whose time is asked at a time. */
const AT_A_TIME = 50;

/** The time of each block, by its number as the node writes it; newer nodes say it in the log. */
async function timesOf(nation: Nation, logs: readonly RawLog[]): Promise<Map<string, string>> {
  const told = logs.flatMap(({ blockNumber, blockTimestamp }) =>
    blockTimestamp === undefined ? [] : [[blockNumber, BigInt(blockTimestamp).toString()] as const],
  );
  const times = new Map(told);
  const asked = [...new Set(logs.map(({ blockNumber }) => blockNumber))].filter((number) => !times.has(number));
  for (let first = 0; first < asked.length; first += AT_A_TIME) {
    const page = asked.slice(first, first + AT_A_TIME);
    const blocks = await Promise.all(page.map((number) => blockAt(nation, Number(number))));
    for (const [place, { timestamp }] of blocks.entries()) times.set(page[place] ?? "", BigInt(timestamp).toString());
  }
  return times;
}

/** @throws NeoguildError `BlockUnknown` */
export async function blockAt({ provider }: Nation, which: number | "latest"): Promise<RawBlock> {
  const tag = which === "latest" ? which : quantity(which);
  const block = (await provider.send("eth_getBlockByNumber", [tag, false])) as RawBlock | null;
  if (block !== null) return block;
  throw new NeoguildError({
    code: "BlockUnknown",
    message: `the node does not know block ${which}`,
    remedy: "Wait until it has caught up, or ask another node; check that it is the chain of these books.",
    docs: "docs/books.md",
  });
}

function chainMoved(block: number): NeoguildError {
  return new NeoguildError({
    code: "ChainMoved",
    message: `the chain took block ${block} back while it was read`,
    remedy: "Run the command again; nothing was written.",
    docs: "docs/books.md",
  });
}

const quantity = (value: number) => `0x${value.toString(16)}`;

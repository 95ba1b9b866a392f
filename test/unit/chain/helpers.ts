import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import hre from "hardhat";
import type { EdrNetworkConfigOverride } from "hardhat/types/config";
import { JournalError, type JournalProblem } from "../../../chain/errors.ts";

/** Runtime code is empty and the constructor reverts. */
export const REVERTING = "0x5f5ffd";

/** Returns the path for a new journal, in a directory that is removed after the test. */
export function temporaryJournals(): () => string {
  const directories: string[] = [];
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
  });
  return () => {
    const directory = mkdtempSync(join(tmpdir(), "neoguild-journal-"));
    directories.push(directory);
    return join(directory, "chain.jsonl");
  };
}

export interface OpenChain {
  request<Result = unknown>(method: string, ...params: readonly unknown[]): Promise<Result>;
  /** The latest block as the chain shows it. */
  latest(): Promise<{ hash: string; number: string; timestamp: string }>;
  close(): Promise<void>;
}

export async function openChain(journal: string, override: EdrNetworkConfigOverride = {}): Promise<OpenChain> {
  const connection = await hre.network.create({ network: "node", override: { ...override, journal } });
  const request = <Result>(method: string, ...params: readonly unknown[]): Promise<Result> =>
    connection.provider.request({ method, params }) as Promise<Result>;
  return { request, latest: () => request("eth_getBlockByNumber", "latest", false), close: () => connection.close() };
}

/** A transfer of one wei between the first two accounts. */
export async function transferOn(chain: OpenChain): Promise<{ from: string; to: string; value: string }> {
  const [from = "", to = ""] = await chain.request<string[]>("eth_accounts");
  return { from, to, value: "0x1" };
}

export async function rejectionOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return expect.fail("it did not fail");
}

export async function verifyRefusal(promise: Promise<unknown>, code: JournalProblem, ...says: string[]): Promise<void> {
  const error = await rejectionOf(promise);
  expect(error).to.be.instanceOf(JournalError).with.property("code", code);
  for (const words of says) expect(error.message).to.include(words);
}

/** What a node answers to one request. */
export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** One request of a node. */
export function ask(url: string, method: string, ...params: readonly unknown[]): Promise<Answer> {
  return post<Answer>(url, { jsonrpc: "2.0", id: 1, method, params });
}

/** What a node answers to a body, of one request or of a batch. */
export async function post<Reply>(url: string, body: unknown): Promise<Reply> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return (await response.json()) as Reply;
}

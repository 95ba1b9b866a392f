import { readFileSync, writeFileSync } from "node:fs";
import { Wallet } from "ethers";
import type { EdrNetworkConfigOverride } from "hardhat/types/config";

import { type Entry, type Header, seal } from "../../../chain/format.ts";
import { REAL_CHAIN } from "../../../chain/real.ts";
import { openChain } from "./helpers.ts";

// A small real nation's chain, with signed transactions alone.

export const CHAIN_ID = 2 ** 30 + 7;
export const COINS = 10n ** 27n;

export const REAL: EdrNetworkConfigOverride = { ...REAL_CHAIN, chainId: CHAIN_ID };

export const ana = new Wallet(`0x${"a1".repeat(32)}`);
export const bo = new Wallet(`0x${"b0".repeat(32)}`);

/** A transfer of nothing, signed for a chain. */
export function transferBy(wallet: Wallet, nonce: number, chainId = CHAIN_ID, to = bo.address): Promise<string> {
  const fields = {
    type: 2,
    chainId,
    nonce,
    to,
    value: 0n,
    gasLimit: 21_000,
    maxFeePerGas: 0n,
    maxPriorityFeePerGas: 0n,
  };
  return wallet.signTransaction(fields);
}

/** Four signed acts after the coins: lines 3 to 6 of the journal. */
export async function acts(): Promise<string[]> {
  return Promise.all([
    transferBy(ana, 0),
    transferBy(bo, 0, CHAIN_ID, ana.address),
    transferBy(ana, 1),
    transferBy(ana, 2),
  ]);
}

export interface Sent {
  readonly raw: string;
  /** Unix seconds of its block; the present unless given. */
  readonly at?: number;
}

/** Makes a journal of these transactions, and returns its lines. */
export async function realJournal(
  path: string,
  sent: readonly Sent[],
  begin: EdrNetworkConfigOverride = {},
): Promise<string[]> {
  const chain = await openChain(path, { ...REAL, ...begin });
  await chain.request("hardhat_setBalance", ana.address, `0x${COINS.toString(16)}`);
  for (const { raw, at } of sent) {
    if (at !== undefined) await chain.request("evm_setNextBlockTimestamp", at);
    await chain.request("eth_sendRawTransaction", raw);
  }
  await chain.close();
  return linesOf(path);
}

export function linesOf(path: string): string[] {
  return readFileSync(path, "utf8").trimEnd().split("\n");
}

export function write(path: string, lines: readonly string[]): void {
  writeFileSync(path, `${lines.join("\n")}\n`);
}

export type Body = Header | Entry;

/** A line as JSON, without its seal. */
export function bodyOf(line = ""): Body {
  const { hash: _, ...body } = JSON.parse(line) as Body & { hash: string };
  return body;
}

/** The lines numbered and sealed anew, each following the one before, as whoever holds the file can. */
export function resealed(lines: readonly string[]): string[] {
  let prev = "";
  return lines.map((line, seq) => {
    const body = seq === 0 ? bodyOf(line) : { ...bodyOf(line), seq, prev };
    const { line: text, sealed } = seal(body);
    prev = sealed.hash;
    return text;
  });
}

import {
  dataSlice,
  getBytes,
  getCreateAddress,
  id,
  isError,
  keccak256,
  TypedDataEncoder,
  zeroPadValue,
  type JsonRpcProvider,
  type TypedDataDomain,
} from "ethers";

import type { Check } from "./check.ts";
import { Members__factory } from "../../typechain-types/index.ts";

/** Places in a contract's code, in bytes. */
export interface Range {
  readonly start: number;
  readonly length: number;
}

/** A contract as its compiled source and its constructor's arguments make it. */
export interface Planned {
  readonly name: string;
  readonly address: string;
  /** Creation code with libraries linked and arguments appended. */
  readonly creation: string;
  /** Where its immutables stand; of a library, where its own address does. */
  readonly own: readonly Range[];
}

/** Nobody's account, which never sent anything: a contract made by its next transaction would have a known address. */
const NOBODY = dataSlice(id("deployment:verify"), 12);

/**
 * Compares the code on the chain with what the compiled contract becomes: the node runs the constructor, with the
 * charter's arguments and the record's addresses, without sending anything. So the immutables are compared too; those
 * that hold the contract's own address, or come from it, are translated.
 */
export async function checkCode(provider: JsonRpcProvider, planned: Planned): Promise<Check> {
  const { name, address, creation, own } = planned;
  const claim = `Code of ${name} at ${address}`;
  const code = await provider.getCode(address);
  let made: string;
  try {
    made = (await provider.send("eth_call", [{ from: NOBODY, data: creation }, "latest"])) as string;
  } catch (error) {
    // What the node answers counts. That it is gone says nothing of the code.
    if (!isError(error, "CALL_EXCEPTION") && !isError(error, "UNKNOWN_ERROR")) throw error;
    const found = `the chain refuses to make it: ${error.message}`;
    return { claim, holds: false, expected: "that of the compiled contract", found };
  }
  const elsewhere = getCreateAddress({ from: NOBODY, nonce: await provider.getTransactionCount(NOBODY) });
  const expected = translated(made, own, await translations(provider, elsewhere, address));
  const hashes = { expected: keccak256(expected), found: code === "0x" ? "no code" : keccak256(code) };
  const holds = expected === code;
  if (holds || code === "0x" || code.length !== expected.length) return { claim, holds, ...hashes };
  return {
    claim,
    holds,
    ...hashes,
    found: `${hashes.found}, which differs first at byte ${firstDifference(expected, code)}`,
  };
}

/** What a contract derives from its own address: elsewhere, and what it must be here. */
async function translations(provider: JsonRpcProvider, there: string, here: string): Promise<Map<string, string>> {
  const word = (address: string) => zeroPadValue(address, 32).toLowerCase();
  const child = (from: string) => getCreateAddress({ from, nonce: 1 });
  const known = new Map([
    [there.toLowerCase(), here.toLowerCase()],
    [word(there), word(here)],
    [word(child(there)), word(child(here))],
  ]);
  const domain = await domainOf(provider, here);
  const separator = (verifyingContract: string) => TypedDataEncoder.hashDomain({ ...domain, verifyingContract });
  return known.set(separator(there), separator(here));
}

/** The domain of the statements that a contract takes (EIP-5267); any other, where it takes none. */
async function domainOf(provider: JsonRpcProvider, address: string): Promise<TypedDataDomain> {
  const contract = Members__factory.connect(address, provider);
  try {
    const { name, version, chainId } = await contract.eip712Domain();
    return { name, version, chainId };
  } catch {
    return {};
  }
}

function translated(code: string, places: readonly Range[], words: ReadonlyMap<string, string>): string {
  return places.reduce((text, { start, length }) => {
    const [from, to] = [2 + 2 * start, 2 + 2 * (start + length)];
    const word = `0x${text.slice(from, to)}`;
    return text.slice(0, from) + (words.get(word) ?? word).slice(2) + text.slice(to);
  }, code);
}

function firstDifference(a: string, b: string): number {
  const other = getBytes(b);
  return getBytes(a).findIndex((byte, place) => byte !== other[place]);
}

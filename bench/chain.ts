import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { NetworkHelpers } from "@nomicfoundation/hardhat-network-helpers/types";
import { id, Wallet, toBeHex, type BaseContract, type Signer, type TransactionReceipt } from "ethers";
import hre from "hardhat";

import { signStatement, type ActFields } from "../sdk/statements.ts";

/** A chain that nobody has used yet, in this process. */
export interface Chain {
  readonly ethers: HardhatEthers;
  readonly networkHelpers: NetworkHelpers;
}

/** Every chain begins at this moment, with the same accounts, so that two runs send the same bytes. */
const INITIAL_DATE = "2030-01-01T00:00:00Z";

/**
 * Every transaction is sent with nearly all the gas it may have (16.78 million) instead of an estimate: what it uses does
 * not depend on it, and no estimate can be so low that a batch skips an item for want of gas.
 */
const GAS_LIMIT = 16_000_000n;

/** Starts a chain; contracts over the size limit are refused. */
export async function newChain(accounts = 20): Promise<Chain> {
  const { ethers, networkHelpers } = await hre.network.create({
    network: "node",
    override: {
      initialDate: INITIAL_DATE,
      allowUnlimitedContractSize: false,
      accounts: { count: accounts },
      gas: GAS_LIMIT,
    },
  });
  return { ethers, networkHelpers };
}

/** The gas a transaction used, from its receipt. */
export async function gasOf(sent: Promise<{ wait(): Promise<TransactionReceipt | null> }>): Promise<number> {
  const receipt = await (await sent).wait();
  if (receipt === null) throw new Error("the transaction was not mined");
  return Number(receipt.gasUsed);
}

/** The gas of many transactions, sent one after the other. */
export async function gasOfAll<Item>(
  items: readonly Item[],
  send: (item: Item) => Promise<{ wait(): Promise<TransactionReceipt | null> }>,
): Promise<number> {
  let sum = 0;
  for (const item of items) sum += await gasOf(send(item));
  return sum;
}

/** Keys without coins, the same in every run, counted from `first`. */
export function coinlessKeys(count: number, first = 1): Wallet[] {
  return Array.from({ length: count }, (_, index) => new Wallet(toBeHex(first + index, 32)));
}

export interface Author {
  readonly id: bigint;
  readonly signer: Wallet;
}

/** Whoever can sign an act. */
interface Signing {
  readonly id: bigint;
  readonly signer: Signer;
}

const CALL_SKIPPED = id("CallSkipped(uint256,bytes)");

/** Carries a signed act of each author, `size` in a transaction; all of them must get through. Returns the gas of all. */
export async function carryForAll<By extends Signing>(
  contract: BaseContract,
  method: string,
  authors: readonly By[],
  actOf: (author: By) => ActFields,
  size = 100,
): Promise<number> {
  let gas = 0;
  for (let from = 0; from < authors.length; from += size) {
    const calls = await Promise.all(
      authors.slice(from, from + size).map(async (author) => {
        const act = actOf(author);
        const { signature } = await signStatement({ contract, method, act, keyEpoch: 0, signer: author.signer });
        return contract.interface.encodeFunctionData(method, [act, signature]);
      }),
    );
    const sent = (await contract.getFunction("carry").send(calls)) as { wait(): Promise<TransactionReceipt | null> };
    const receipt = await sent.wait();
    const skipped = receipt?.logs.filter(({ topics }) => topics[0] === CALL_SKIPPED).length ?? calls.length;
    if (skipped !== 0) throw new Error(`${method}: ${skipped} of ${calls.length} were not carried`);
    gas += Number(receipt?.gasUsed ?? 0n);
  }
  return gas;
}

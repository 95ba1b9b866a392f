import type { Result } from "ethers";

import type { BankName, ContractName, Nation } from "./connect.ts";
import { contractNamed } from "./contracts.ts";

/** A decoded log, as `Interface.parseLog` gives it, with where and when it was written. Folds take these in their order. */
export interface DecodedLog {
  readonly address: string;
  readonly name: string;
  readonly args: Result;
  /** Unix seconds of its block. */
  readonly blockTimestamp: bigint;
}

/** As much of a log as a fold takes that needs to know neither where nor when it was written. */
export type EventLog = Pick<DecodedLog, "name" | "args">;

/** Blocks whose time is asked at a time. */
const AT_A_TIME = 50;

/** All logs of some of a nation's contracts, in chain order, from their deployment on: what the folds take. */
export async function readLogs(nation: Nation, contracts: readonly (ContractName | BankName)[]): Promise<DecodedLog[]> {
  const abiAt = new Map(
    contracts.flatMap((name) => {
      const found = contractNamed(nation, name);
      return found === undefined ? [] : [[found.address, found.contract.interface] as const];
    }),
  );
  const logs = await nation.provider.getLogs({ address: [...abiAt.keys()], fromBlock: 0 });
  const times = await timesOf(nation, new Set(logs.map(({ blockNumber }) => blockNumber)));
  return logs.flatMap((log) => {
    const parsed = abiAt.get(log.address)?.parseLog(log) ?? null;
    const blockTimestamp = times.get(log.blockNumber);
    if (parsed === null || blockTimestamp === undefined) return [];
    return [{ address: log.address, name: parsed.name, args: parsed.args, blockTimestamp }];
  });
}

async function timesOf({ provider }: Nation, numbers: ReadonlySet<number>): Promise<Map<number, bigint>> {
  const all = [...numbers];
  const times = new Map<number, bigint>();
  for (let first = 0; first < all.length; first += AT_A_TIME) {
    const page = all.slice(first, first + AT_A_TIME);
    const blocks = await Promise.all(page.map((number) => provider.getBlock(number)));
    for (const block of blocks) if (block !== null) times.set(block.number, BigInt(block.timestamp));
  }
  return times;
}

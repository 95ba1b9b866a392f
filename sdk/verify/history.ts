import type { Interface, ParamType, Result } from "ethers";

import type { BankName, ContractName, Nation } from "../connect.ts";
import { contractNamed, everyContract } from "../contracts.ts";
import { must } from "../must.ts";

/** Where a log stands on the chain. */
export interface Place {
  readonly blockNumber: number;
  readonly index: number;
}

/** Whether `a` was written after `b`. */
export const isAfter = (a: Place, b: Place) =>
  a.blockNumber > b.blockNumber || (a.blockNumber === b.blockNumber && a.index > b.index);

/** A log, decoded. */
export interface Told extends Place {
  readonly args: Result;
  readonly inputs: readonly ParamType[];
}

/** The logs of an event of one contract, in their order; `topics` are the indexed arguments asked for. */
export async function logsOf(
  nation: Nation,
  contract: ContractName | BankName,
  event: string,
  topics: readonly unknown[] = [],
): Promise<Told[]> {
  const asked = must(contractNamed(nation, contract), `the contract ${contract}`);
  const abi: Interface = asked.contract.interface;
  const filter = abi.encodeFilterTopics(event, topics);
  const logs = await nation.provider.getLogs({ address: asked.address, topics: filter, fromBlock: 0 });
  return logs.flatMap(({ topics, data, blockNumber, index }) => {
    const parsed = abi.parseLog({ topics, data });
    return parsed === null ? [] : [{ blockNumber, index, args: parsed.args, inputs: parsed.fragment.inputs }];
  });
}

/** Where the founding ended: the last of the seals. From there on the assembly alone sets rules; none if one is missing. */
export async function foundedAt(nation: Nation): Promise<Place | undefined> {
  const chartered = everyContract(nation).filter(({ contract }) => contract.interface.hasEvent("Sealed()"));
  if (chartered.length === 0) return undefined;
  const sealed = nation.contracts.charter.interface.getEvent("Sealed").topicHash;
  const address = chartered.map((one) => one.address);
  const seals = await nation.provider.getLogs({ address, topics: [sealed], fromBlock: 0 });
  if (new Set(seals.map((seal) => seal.address)).size < chartered.length) return undefined;
  return seals.reduce((last, seal) => (isAfter(seal, last) ? seal : last));
}

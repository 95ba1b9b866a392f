import type { BaseContract } from "ethers";

import type { BankName, ContractName, Nation } from "./connect.ts";

// Apart from `connect`, which loads the bindings: a task that only names a contract must start without them, so that a
// build from nothing can make them.

/** A contract of the nation by its name in code: one that every nation has, or a bank account. */
export function contractNamed(nation: Nation, name: string): { contract: BaseContract; address: string } | undefined {
  const bank = nation.banks.find((one) => one.name === name);
  if (bank !== undefined) return bank;
  if (!Object.hasOwn(nation.contracts, name)) return undefined;
  const core = name as ContractName;
  return { contract: nation.contracts[core], address: nation.addresses[core] };
}

/** Every contract of the nation with its name in code, its bank accounts last. */
export function everyContract(
  nation: Nation,
): { name: ContractName | BankName; contract: BaseContract; address: string }[] {
  const core = (Object.keys(nation.contracts) as ContractName[]).map((name) => ({
    name,
    contract: nation.contracts[name],
    address: nation.addresses[name],
  }));
  return [...core, ...nation.banks];
}

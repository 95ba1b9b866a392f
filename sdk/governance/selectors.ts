import type { Interface } from "ethers";

import { contractNames, interfaceOf, solidityName } from "../connect.ts";

/** The contracts of a nation that obey its timelock, whose functions a decision can call, with their interfaces. */
export const CALLABLE: Readonly<Record<string, Interface>> = Object.fromEntries(
  [...contractNames.map((name) => [solidityName(name), interfaceOf(name)] as const), bankMoney()].filter(([, abi]) =>
    abi.hasFunction("timelock"),
  ),
);

/** One for every account at a bank, which a charter calls by one name. */
function bankMoney(): readonly [string, Interface] {
  return ["BankMoney", interfaceOf("bank1")];
}

/** The contract and selector of `Contract.function`, or `undefined` if no decision can call such a function. */
export function selectorOf(act: string): { contract: string; selector: string } | undefined {
  const [, contract = "", name = ""] = /^(\w+)\.(\w+)$/.exec(act) ?? [];
  const fragment = Object.hasOwn(CALLABLE, contract) ? CALLABLE[contract]?.getFunction(name) : undefined;
  return fragment == null || fragment.constant ? undefined : { contract, selector: fragment.selector };
}

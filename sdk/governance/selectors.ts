import * as bindings from "../../typechain-types/index.ts";
import type { Interface } from "ethers";

/** The contracts of a nation whose functions a decision can call, with their interfaces. */
export const CALLABLE: Readonly<Record<string, Interface>> = {
  Members: bindings.Members__factory.createInterface(),
  Distance: bindings.Distance__factory.createInterface(),
  Recovery: bindings.Recovery__factory.createInterface(),
  Guilds: bindings.Guilds__factory.createInterface(),
  Treaties: bindings.Treaties__factory.createInterface(),
  Chapters: bindings.Chapters__factory.createInterface(),
  ContributionLedger: bindings.ContributionLedger__factory.createInterface(),
  Ranks: bindings.Ranks__factory.createInterface(),
  Surplus: bindings.Surplus__factory.createInterface(),
  BankMoney: bindings.BankMoney__factory.createInterface(),
  Reserve: bindings.Reserve__factory.createInterface(),
  LicencePolicies: bindings.LicencePolicies__factory.createInterface(),
  Organisations: bindings.Organisations__factory.createInterface(),
  Commons: bindings.Commons__factory.createInterface(),
  DecisionRules: bindings.DecisionRules__factory.createInterface(),
  Councils: bindings.Councils__factory.createInterface(),
  Charter: bindings.Charter__factory.createInterface(),
  Calendar: bindings.Calendar__factory.createInterface(),
  Sortition: bindings.Sortition__factory.createInterface(),
  Cases: bindings.Cases__factory.createInterface(),
};

/** The contract and selector of `Contract.function`, or `undefined` if there is no such function. */
export function selectorOf(act: string): { contract: string; selector: string } | undefined {
  const [, contract = "", name = ""] = /^(\w+)\.(\w+)$/.exec(act) ?? [];
  const fragment = Object.hasOwn(CALLABLE, contract) ? CALLABLE[contract]?.getFunction(name) : undefined;
  return fragment == null ? undefined : { contract, selector: fragment.selector };
}

import { id } from "ethers";

import { contractNames, solidityName } from "../../sdk/connect.ts";
import * as bindings from "../../typechain-types/index.ts";
import type { Creation } from "./acts.ts";

// What a contract was made of. An address follows from its maker's key and count of transactions and says nothing of that:
// whoever has the founding key can make a chain on which other contracts stand at the same addresses.

/** Creation code by the contract's name, as this version's sources compile. */
const COMPILED = new Map<string, string>(
  Object.entries(bindings).flatMap(([factory, binding]) =>
    "bytecode" in binding ? [[factory.replace("__factory", ""), binding.bytecode]] : [],
  ),
);

/** Libraries by what stands in the place of their address in code that is not linked yet. */
const LIBRARIES = new Map(
  Object.entries({
    membership: ["Admission"],
    contributions: ["Batches", "SeasonBooks", "Settlement", "Standing"],
    treasury: [
      ...["Balances", "Closing", "Collecting", "Equations", "Financiers", "Losses", "Reading", "Weighing"],
      "WorkShares",
    ],
    justice: ["Proceedings"],
  }).flatMap(([floor, names]) =>
    names.map((name) => [id(`project/contracts/${floor}/${name}.sol:${name}`).slice(2, 36), name] as const),
  ),
);
const PLACEHOLDER = /__\$([0-9a-f]{34})\$__/g;

/** Every contract a record has. */
export const NAMES = [...contractNames.map(solidityName), ...LIBRARIES.values()];

/**
 * Whether a contract was made of this version's code, and so were the libraries it is linked to. What its constructor was
 * given follows the code, and is not looked at.
 * @param made Contracts by address in lower case.
 */
export function isCompiled(name: string, creation: Creation | undefined, made: ReadonlyMap<string, Creation>): boolean {
  const compiled = COMPILED.get(name.replace(/^(BankMoney)\d+$/, "$1"));
  if (compiled === undefined || creation === undefined) return false;
  const { code } = creation;
  const linkedAt = (place: number) => code.slice(place, place + 40);
  const linked = compiled.replace(PLACEHOLDER, (_, _library, place: number) => linkedAt(place));
  if (!code.startsWith(linked)) return false;
  return [...compiled.matchAll(PLACEHOLDER)].every(({ 1: library = "", index }) =>
    isCompiled(LIBRARIES.get(library) ?? "", made.get(`0x${linkedAt(index)}`), made),
  );
}

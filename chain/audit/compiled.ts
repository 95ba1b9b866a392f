import { id } from "ethers";

import type { ArtifactManager } from "hardhat/types/artifacts";

import { contractNames, solidityName } from "../../sdk/connect.ts";
import type { Creation } from "./acts.ts";

// What a contract was made of. An address follows from its maker's key and count of transactions and says nothing of that:
// whoever has the founding key can make a chain on which other contracts stand at the same addresses.

/** Creation code by the contract's name, as this version's sources compile. */
export type Compiled = ReadonlyMap<string, string>;

/** Libraries by what stands in the place of their address in code that is not linked yet. */
const LIBRARIES = new Map(
  Object.entries({
    membership: ["Admission"],
    contributions: ["Batches", "SeasonBooks", "Settlement", "Standing"],
    treasury: [
      ...["Balances", "Closing", "Collecting", "Equations", "Financiers", "Losses", "Reading", "Weighing"],
      "WorkShares",
    ],
    licensing: ["Meters", "Options"],
    governance: ["Eligibility", "Proposals", "Rounds", "Routines"],
    justice: ["Proceedings"],
  }).flatMap(([floor, names]) =>
    names.map((name) => [id(`project/contracts/${floor}/${name}.sol:${name}`).slice(2, 36), name] as const),
  ),
);
const PLACEHOLDER = /__\$([0-9a-f]{34})\$__/g;

/** Every contract a record has. */
export const NAMES = [...contractNames.map(solidityName), ...LIBRARIES.values()];

/** Of every contract a record can have. (Not of the bindings, which leave out a library without an ABI.) */
export async function compiledCode(artifacts: ArtifactManager): Promise<Compiled> {
  const read = async (name: string) => [name, (await artifacts.readArtifact(name)).bytecode] as const;
  return new Map(await Promise.all([...NAMES, "BankMoney"].map(read)));
}

/**
 * Whether a contract was made of this version's code, and so were the libraries it is linked to. What its constructor was
 * given follows the code, and is not looked at.
 * @param made Contracts by address in lower case.
 */
export function isCompiled(
  codes: Compiled,
  name: string,
  creation: Creation | undefined,
  made: ReadonlyMap<string, Creation>,
): boolean {
  const compiled = codes.get(name.replace(/^(BankMoney)\d+$/, "$1"));
  if (compiled === undefined || creation === undefined) return false;
  const { code } = creation;
  const linkedAt = (place: number) => code.slice(place, place + 40);
  const linked = compiled.replace(PLACEHOLDER, (_, _library, place: number) => linkedAt(place));
  if (!code.startsWith(linked)) return false;
  return [...compiled.matchAll(PLACEHOLDER)].every(({ 1: library = "", index }) =>
    isCompiled(codes, LIBRARIES.get(library) ?? "", made.get(`0x${linkedAt(index)}`), made),
  );
}

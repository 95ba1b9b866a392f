import {
  isFuture,
  isNamedContractDeploymentFuture,
  isNamedLibraryDeploymentFuture,
  isRuntimeValue,
} from "@nomicfoundation/ignition-core";
import { concat, getCreateAddress, Interface, ZeroAddress, type InterfaceAbi } from "ethers";
import type { Artifact, ArtifactManager } from "hardhat/types/artifacts";

import type { HashedCharter } from "../sdk/charter.ts";
import { must } from "../sdk/must.ts";
import type { Planned, Range } from "../sdk/verify/code.ts";
import { nationModule } from "./modules/Nation.ts";

/** How a library's code begins: with its own address, so that it knows when it is called directly. */
const LIBRARY_HEAD = `0x73${"0".repeat(40)}30`;
const LIBRARY_SELF: Range = { start: 1, length: 20 };

/**
 * Every contract of a nation's plan as its charter and the record of addresses make it; and the one that `Guilds` makes
 * itself, of which each guild's account is a clone.
 */
export async function plannedContracts(
  charter: HashedCharter,
  record: Readonly<Record<string, string>>,
  artifacts: ArtifactManager,
): Promise<Planned[]> {
  const addressOf = (name: string) => must(record[name], `the address of ${name}`);
  const planned = [...nationModule(charter).futures].flatMap((future) => {
    if (isNamedLibraryDeploymentFuture(future))
      return [{ name: future.contractName, record: future.contractName, args: [] as unknown[] }];
    if (!isNamedContractDeploymentFuture(future)) return [];
    const args = resolved(future.constructorArgs, addressOf) as unknown[];
    return [{ name: future.contractName, record: recordName(future), args }];
  });
  const listed = planned.map(({ name, record: key, args }) => ({ name, args, address: addressOf(key) }));
  const guilds = addressOf("Guilds");
  listed.push({ name: "GuildAccount", args: [guilds], address: getCreateAddress({ from: guilds, nonce: 1 }) });
  return Promise.all(
    listed.map(async ({ name, address, args }) => {
      const artifact = await artifacts.readArtifact(name);
      const encoded = new Interface(artifact.abi as InterfaceAbi).encodeDeploy(args);
      return { name, address, creation: concat([linked(artifact, addressOf), encoded]), own: ownPlaces(artifact) };
    }),
  );
}

/** What the record of addresses calls a contract: its name, or where there are several of it the name that the plan gives. */
function recordName({ id }: { readonly id: string }): string {
  return id.split("#").at(-1) ?? id;
}

/** Arguments with addresses in the place of contracts; the deployer, who leaves no trace in the code, becomes nobody. */
function resolved(value: unknown, addressOf: (name: string) => string): unknown {
  if (isFuture(value)) return addressOf(recordName(value));
  if (isRuntimeValue(value)) return ZeroAddress;
  if (Array.isArray(value)) return value.map((item) => resolved(item, addressOf));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolved(inner, addressOf)]));
}

function linked({ bytecode, linkReferences }: Artifact, addressOf: (name: string) => string): string {
  let code = bytecode;
  for (const [name, places] of Object.values(linkReferences).flatMap((libraries) => Object.entries(libraries))) {
    for (const { start, length } of places) {
      const [from, to] = [2 + 2 * start, 2 + 2 * (start + length)];
      code = code.slice(0, from) + addressOf(name).slice(2).toLowerCase() + code.slice(to);
    }
  }
  return code;
}

function ownPlaces({ deployedBytecode, immutableReferences = {} }: Artifact): Range[] {
  const isLibrary = deployedBytecode.startsWith(LIBRARY_HEAD);
  return isLibrary ? [LIBRARY_SELF] : Object.values(immutableReferences).flat();
}

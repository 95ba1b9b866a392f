import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { deployNation } from "../ignition/deploy.ts";
import type { HashedCharter } from "../sdk/charter.ts";
import { connect, type Nation } from "../sdk/connect.ts";
import { deploymentId } from "../sdk/names.ts";
import { proveNobodyElse, requireProven } from "../sdk/deployment.ts";
import type { Eip1193Provider } from "../sdk/provider.ts";
import { findNation, localNations } from "./nations.ts";
import { anyFreePort, firstFreePort } from "./ports.ts";
import { step } from "./progress.ts";

export interface PlaceParams {
  readonly name: string;
  readonly chainId: number;
  /** Folder of all records. */
  readonly deployments: string;
}

/** The folder of a nation's record. */
export function recordOf({ name, chainId, deployments }: PlaceParams): string {
  return join(deployments, deploymentId(name, BigInt(chainId)));
}

/** A record without its chain's journal names contracts that are gone; it is set aside, not deleted. */
export function setAsideOrphan(place: PlaceParams, journal: string): void {
  const record = recordOf(place);
  if (!existsSync(journal) && existsSync(record)) renameSync(record, `${record}-gone-${Date.now()}`);
}

export interface PortParams {
  /** Name of the nation. */
  readonly name: string;
  /** The port that was asked for; 0 asks for any free one. */
  readonly wanted: number | undefined;
  readonly home: string;
}

/** A nation's port: the one asked for, else the one it had, else the first free one that no other nation here has. */
export async function portOf({ name, wanted, home }: PortParams): Promise<number> {
  if (wanted === 0) return anyFreePort();
  const known = wanted ?? findNation(name, home)?.port;
  return known ?? firstFreePort(new Set(localNations(home).map(({ port }) => port)));
}

export interface DeployParams extends PlaceParams {
  readonly hre: HardhatRuntimeEnvironment;
  readonly charter: HashedCharter;
  /** Whose account sends. */
  readonly provider: Eip1193Provider;
}

/** Deploys a nation on a local chain, or finishes a deployment that was interrupted. */
export async function deployLocal({ hre, charter, provider, ...place }: DeployParams): Promise<void> {
  await step("Deploying the nation", async (progress) =>
    deployNation({
      charter,
      provider,
      artifacts: hre.artifacts,
      deploymentDir: recordOf(place),
      local: true,
      onProgress: (done) => progress(`${done} transactions`),
    }),
  );
}

/** Connects to the nation and asks the chain whether anybody else holds a right. @throws NeoguildError `NationNotClosed` */
export async function connectProven(rpcUrl: string, { name, deployments }: PlaceParams): Promise<Nation> {
  const nation = await connect({ rpcUrl, nation: name, deployments });
  requireProven(await proveNobodyElse(nation));
  return nation;
}

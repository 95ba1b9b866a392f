import {
  errorDeploymentResultToExceptionMessage,
  HardhatArtifactResolver,
} from "@nomicfoundation/hardhat-ignition/helpers";
import {
  deploy,
  DeploymentResultType,
  isDeploymentType,
  type ExecutionEventListener,
} from "@nomicfoundation/ignition-core";
import type { ArtifactManager } from "hardhat/types/artifacts";

import type { HashedCharter } from "../sdk/charter.ts";
import { NeoguildError } from "../sdk/errors.ts";
import { ampleProvider } from "../sdk/gas.ts";
import { keepChain } from "../sdk/genesis.ts";
import type { Eip1193Provider } from "../sdk/provider.ts";
import { nationModule } from "./modules/Nation.ts";
import { mendDeployment, writeRecord } from "./resume.ts";
import { settleTransactions } from "./settle.ts";

export interface DeployNationParams {
  readonly charter: HashedCharter;
  readonly provider: Eip1193Provider;
  readonly artifacts: ArtifactManager;
  /** Where the journal and the record of addresses are kept; a second run with the same folder resumes. */
  readonly deploymentDir: string;
  /** Called as transactions are confirmed. */
  readonly onProgress?: (done: number) => void;
  /** A local chain mines at once. */
  readonly local: boolean;
  /** Blocks after which a transaction counts as settled, its own included; on a local chain always 1. */
  readonly confirmations?: number;
  /** Milliseconds between two looks for a new block. */
  readonly pollMs?: number;
}

/** What a public chain takes back, it takes back within so many blocks as good as always. */
export const CONFIRMATIONS = 5;

/** Contract name → address, as in the record's `deployed_addresses.json`. */
export type Addresses = Readonly<Record<string, string>>;

/**
 * Deploys a nation, or finishes a deployment that was interrupted: what the record has, is not done again.
 * @throws NeoguildError `DeploymentFailed` with Ignition's reasons, `DeploymentPending`, `ChainOther`, `GenesisUnknown`
 */
export async function deployNation(params: DeployNationParams): Promise<Addresses> {
  const { provider, deploymentDir } = params;
  const accounts = (await provider.request({ method: "eth_accounts" })) as string[];
  const artifactResolver = new HardhatArtifactResolver(params.artifacts);
  const [sender = ""] = accounts;
  const confirmations = (await minesAtOnce(params)) ? 1 : (params.confirmations ?? CONFIRMATIONS);
  const pollMs = params.pollMs ?? (params.local ? 20 : 1_000);
  await keepChain(deploymentDir, provider);
  await settleTransactions({ provider, sender, confirmations, pollMs });
  await mendDeployment({ deploymentDir, provider, artifactResolver, sender });
  const result = await deploy({
    provider: ampleProvider(provider),
    artifactResolver,
    ignitionModule: nationModule(params.charter),
    deploymentParameters: {},
    deploymentDir,
    accounts,
    config: {
      blockPollingInterval: pollMs,
      requiredConfirmations: confirmations,
      ...(params.local ? { retryInterval: 50 } : {}),
    },
    ...(params.onProgress === undefined ? {} : { executionEventListener: progressListener(params.onProgress) }),
  });
  if (result.type !== DeploymentResultType.SUCCESSFUL_DEPLOYMENT) {
    throw new NeoguildError({
      code: "DeploymentFailed",
      message: errorDeploymentResultToExceptionMessage(result).trim(),
      remedy:
        "Run the same command again to go on where it stopped. If the chain was reset, remove the folder " +
        `${deploymentDir} first: its record is of a chain that is gone.`,
      docs: "docs/deployment.md",
    });
  }
  writeRecord(deploymentDir, result.contracts);
  return Object.fromEntries(
    Object.values(result.contracts).map(({ id, address }) => [id.split("#").at(-1) ?? id, address]),
  );
}

/** On a chain that makes a block for every transaction there never comes another to confirm the last one. */
async function minesAtOnce({ local, provider }: DeployNationParams): Promise<boolean> {
  return local || (await provider.request({ method: "hardhat_getAutomine" }).catch(() => false)) === true;
}

/** Counts confirmed transactions; every other event of the deployment is of no interest here. */
function progressListener(onProgress: (done: number) => void): ExecutionEventListener {
  let done = 0;
  const count = (event: { type: string }) => {
    if (event.type === "TRANSACTION_CONFIRM") onProgress(++done);
  };
  return new Proxy({} as ExecutionEventListener, { get: () => count });
}

/** The contracts a nation's deployment makes, by their Solidity names, in order. */
export function contractsOf(charter: HashedCharter): string[] {
  const futures = [...nationModule(charter).futures];
  return futures.flatMap((future) =>
    isDeploymentType(future.type) && "contractName" in future ? [future.contractName] : [],
  );
}

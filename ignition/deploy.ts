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
import type { Eip1193Provider } from "../sdk/provider.ts";
import { nationModule } from "./modules/Nation.ts";
import { mendDeployment, writeRecord } from "./resume.ts";

export interface DeployNationParams {
  readonly charter: HashedCharter;
  readonly provider: Eip1193Provider;
  readonly artifacts: ArtifactManager;
  /** Where the journal and the record of addresses are kept; a second run with the same folder resumes. */
  readonly deploymentDir: string;
  /** Called as transactions are confirmed. */
  readonly onProgress?: (done: number) => void;
  /** A local chain mines at once; elsewhere Ignition's own patience applies. */
  readonly local: boolean;
}

/** Contract name → address, as in the record's `deployed_addresses.json`. */
export type Addresses = Readonly<Record<string, string>>;

/**
 * Deploys a nation, or finishes a deployment that was interrupted: what the record has, is not done again.
 * @throws NeoguildError `DeploymentFailed` with Ignition's reasons, `DeploymentPending`
 */
export async function deployNation(params: DeployNationParams): Promise<Addresses> {
  const { provider, deploymentDir } = params;
  const accounts = (await provider.request({ method: "eth_accounts" })) as string[];
  const artifactResolver = new HardhatArtifactResolver(params.artifacts);
  const [sender = ""] = accounts;
  await mendDeployment({ deploymentDir, provider, artifactResolver, sender });
  const result = await deploy({
    provider,
    artifactResolver,
    ignitionModule: nationModule(params.charter),
    deploymentParameters: {},
    deploymentDir,
    accounts,
    config: params.local ? { blockPollingInterval: 20, requiredConfirmations: 1, retryInterval: 50 } : {},
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
    Object.values(result.contracts).map(({ contractName, address }) => [contractName, address]),
  );
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

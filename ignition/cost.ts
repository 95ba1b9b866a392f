import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatEther, formatUnits } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import type { HashedCharter } from "../sdk/charter.ts";
import { NeoguildError } from "../sdk/errors.ts";
import type { Eip1193Provider } from "../sdk/provider.ts";
import { deployNation } from "./deploy.ts";
import { confirmedIn } from "./resume.ts";

/** What is left of a deployment to pay for. */
export interface Cost {
  readonly transactions: number;
  readonly gas: bigint;
  /** What a unit of gas costs now, in wei. */
  readonly feeWei: bigint;
  /** `gas` at that fee. */
  readonly costWei: bigint;
  readonly balanceWei: bigint;
}

export interface CostParams {
  readonly charter: HashedCharter;
  readonly hre: HardhatRuntimeEnvironment;
  readonly provider: Eip1193Provider;
  readonly deployer: string;
  readonly deploymentDir: string;
}

/**
 * What the rest of a deployment costs at the chain's present fee. The gas is measured, by deploying the same charter on a
 * chain of the moment inside this process: so a charter that the contracts refuse is found here, before anything is sent.
 */
export async function costOf({ charter, hre, provider, deployer, deploymentDir }: CostParams): Promise<Cost> {
  const all = await rehearse(charter, hre);
  const left = all.slice(confirmedIn(deploymentDir));
  const gas = left.reduce((sum, one) => sum + one, 0n);
  const [feeWei, balanceWei] = await Promise.all([
    provider.request({ method: "eth_gasPrice" }).then((fee) => BigInt(fee as string)),
    provider.request({ method: "eth_getBalance", params: [deployer, "latest"] }).then((sum) => BigInt(sum as string)),
  ]);
  return { transactions: left.length, gas, feeWei, costWei: gas * feeWei, balanceWei };
}

/** For people to read. */
export function costInWords({ transactions, gas, feeWei, costWei, balanceWei }: Cost): string {
  const million = (Number(gas) / 1e6).toFixed(1);
  return (
    `${transactions} transactions, ${million} million gas at ${formatUnits(feeWei, "gwei")} gwei: about ` +
    `${formatEther(costWei)} of the chain's coin, of ${formatEther(balanceWei)} that the deployer has`
  );
}

/** @throws NeoguildError `FundsMissing` with how much is missing */
export function requireFunds({ costWei, balanceWei }: Cost, deployer: string): void {
  if (balanceWei >= costWei) return;
  const missing = formatEther(costWei - balanceWei);
  throw new NeoguildError({
    code: "FundsMissing",
    message: `${deployer} has ${formatEther(balanceWei)} of the chain's coin, and ${missing} more is needed`,
    remedy: `Nothing was sent. Send at least ${missing} to it (more, as the fee may rise), and run the command again.`,
    docs: "docs/deployment.md",
  });
}

/** The gas of every transaction of a deployment, in their order, which is always the same. */
async function rehearse(charter: HashedCharter, hre: HardhatRuntimeEnvironment): Promise<bigint[]> {
  const connection = await hre.network.create({ network: "node" });
  const folder = mkdtempSync(join(tmpdir(), "neoguild-cost-"));
  try {
    const { provider } = connection;
    await deployNation({ charter, provider, artifacts: hre.artifacts, deploymentDir: folder, local: true });
    const head = Number(await provider.request({ method: "eth_blockNumber" }));
    const numbers = Array.from({ length: head }, (_, index) => `0x${(index + 1).toString(16)}`);
    const blocks = await Promise.all(
      numbers.map((number) => provider.request({ method: "eth_getBlockByNumber", params: [number, false] })),
    );
    return (blocks as { gasUsed: string }[]).map(({ gasUsed }) => BigInt(gasUsed)); // one transaction in each block
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await connection.close();
  }
}

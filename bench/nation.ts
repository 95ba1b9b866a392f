import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";

import { deployNation } from "../ignition/deploy.ts";
import { readCharter } from "../sdk/charter.ts";
import { newChain } from "./chain.ts";
import type { Figures } from "./figures.ts";

const CHARTER = "charters/hypha.json";

/** A whole nation from its charter: the sum of all transactions of the deployment. */
export async function measureNation(): Promise<Figures> {
  const { ethers } = await newChain();
  const deploymentDir = mkdtempSync(join(tmpdir(), "neoguild-bench-"));
  try {
    const charter = readCharter(CHARTER);
    const { provider } = ethers;
    await deployNation({
      charter,
      provider: {
        request: ({ method, params }) => provider.send(method, [...((params as unknown[] | undefined) ?? [])]),
      },
      artifacts: hre.artifacts,
      deploymentDir,
      local: true,
    });
    let gas = 0;
    for (let number = await provider.getBlockNumber(); number > 0; number--) {
      const block = await provider.getBlock(number);
      gas += Number(block?.gasUsed ?? 0n);
    }
    return { "nation.deploy": gas };
  } finally {
    rmSync(deploymentDir, { recursive: true });
  }
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { deploymentsFolder } from "../../chain/folders.ts";
import type { CostParams } from "../../ignition/cost.ts";
import type { HashedCharter } from "../../sdk/charter.ts";
import { charterInWords } from "../../sdk/charterInWords.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { deploymentId } from "../../sdk/names.ts";
import { file } from "../options.ts";
import { askPassphrase, confirm } from "../prompt.ts";
import { rpcUrlOf } from "../network.ts";
import { defineTask, keystoreFor } from "../task.ts";

export const nationDeploy = defineTask({
  name: "nation:deploy",
  description:
    "Founds a nation from a charter file: prints the plan, deploys every contract, admits the founders, seals it all and " +
    "proves that no outside key holds anything. Run again, it finishes what was interrupted and repeats nothing. Needs a " +
    "node; elsewhere than on a local chain a keystore, and your yes. " +
    "Example: npx hardhat nation:deploy --charter charters/hypha.json --network localhost",
  options: {
    charter: file.default("charters/hypha.json").describe("The charter: the nation's rules and founders"),
    yes: z.boolean().default(false).describe("Do not ask before sending to a chain that is not local"),
    confirmations: z
      .string()
      .default("5")
      .refine((text) => /^[1-9]\d?$/.test(text), "a number of blocks from 1 to 99")
      .transform(Number)
      .describe("Blocks to wait for each step on a chain that is not local, its own included; 5 unless said"),
  },
  async run({ options, hre }) {
    const [{ readCharter }, { chainIdOf, hostOf, rpcProvider, unlockedProvider, walletProvider }] = await Promise.all([
      import("../../sdk/charter.ts"),
      import("../../sdk/provider.ts"),
    ]);
    const charter = readCharter(options.charter);
    const rpcUrl = await rpcUrlOf(hre);
    const chainId = await chainIdOf(rpcUrl);
    const provider = rpcProvider(rpcUrl, chainId);
    const onThisMachine = ["127.0.0.1", "localhost", "[::1]"].includes(new URL(rpcUrl).hostname);
    const local = chainId === 31337n && onThisMachine;

    const keystore = keystoreFor(options);
    const { firstAccount, openKeystore } = await import("../../sdk/signers.ts");
    const wallet = keystore === undefined ? undefined : await openKeystore(keystore, askPassphrase);
    const deployer = await (wallet ?? (await firstAccount(provider))).getAddress();
    const { contractsOf, deployNation } = await import("../../ignition/deploy.ts");
    const { connect } = await import("../../sdk/connect.ts");
    const deploymentDir = join(deploymentsFolder(), deploymentId(charter.rules.name, chainId));
    const plan = planInWords(charter, { contracts: contractsOf(charter), deployer, chainId, host: hostOf(rpcUrl) });
    if (!options.json) console.log(plan.join("\n"));

    if (!local) {
      const { refuseTestKeys } = await import("../../sdk/testKeys.ts");
      refuseTestKeys([deployer, ...charter.rules.founders]);
      await checkAndConfirm({ charter, hre, provider: unlockedProvider(provider), deployer, deploymentDir, options });
    }
    const onTerminal = process.stderr.isTTY && !options.json;
    let sent = 0;
    await deployNation({
      charter,
      provider: wallet === undefined ? unlockedProvider(provider) : walletProvider(provider, wallet),
      artifacts: hre.artifacts,
      deploymentDir,
      local,
      confirmations: options.confirmations,
      pollMs: local ? 20 : onThisMachine ? 100 : 1_000,
      onProgress: (done) => {
        sent = done;
        if (onTerminal) process.stderr.write(`\r${done} transactions confirmed `);
      },
    });
    if (sent > 0 && onTerminal) process.stderr.write("\n");

    const { proveNobodyElse, requireProven } = await import("../../sdk/deployment.ts");
    const nation = await connect({ rpcUrl, nation: charter.rules.name, deployments: deploymentsFolder() });
    const proofs = await proveNobodyElse(nation);
    requireProven(proofs);
    return {
      lines: [
        sent === 0 ? "The nation stands already; nothing was sent." : `The nation stands: ${deploymentDir}`,
        ...Object.entries(nation.addresses).map(([name, address]) => `  ${name.padEnd(14)} ${address}`),
        "No outside key holds anything:",
        ...proofs.map(({ claim }) => `  ✓ ${claim}`),
      ],
      data: {
        nation: nation.name,
        chainId,
        addresses: nation.addresses,
        transactions: sent,
        proofs,
        changed: sent > 0,
      },
    };
  },
});

interface CheckParams extends CostParams {
  readonly options: { readonly yes: boolean; readonly json: boolean };
}

/** Before the first transaction to a chain that is not local: that it is the right one, what it costs, and a yes. */
async function checkAndConfirm({ options, ...params }: CheckParams): Promise<void> {
  const { provider, deployer, deploymentDir } = params;
  const [
    { requireChain, requireContracts },
    { readRecord },
    { requireModernChain },
    { costInWords, costOf, requireFunds },
  ] = await Promise.all([
    import("../../sdk/genesis.ts"),
    import("../../sdk/connect.ts"),
    import("../../sdk/evm.ts"),
    import("../../ignition/cost.ts"),
  ]);
  await requireChain(deploymentDir, provider);
  if (existsSync(join(deploymentDir, "deployed_addresses.json"))) {
    await requireContracts(deploymentDir, readRecord(deploymentDir), provider);
  }
  await requireModernChain(provider);
  const cost = await costOf(params);
  if (cost.transactions === 0) return;
  const words = costInWords(cost);
  if (!options.json) console.log(`  costs    ${words}`);
  requireFunds(cost, deployer);
  const chainId = BigInt((await provider.request({ method: "eth_chainId" })) as string);
  const question = `This goes to chain ${chainId}, which is not local: ${words}.`;
  if (!options.yes && !(await confirm(question))) throw notConfirmed();
}

function planInWords(
  { rules, hash }: HashedCharter,
  to: { contracts: readonly string[]; deployer: string; chainId: bigint; host: string },
): string[] {
  return [
    `${rules.name}: ${rules.about}`,
    `  on       chain ${to.chainId} at ${to.host}, sent by ${to.deployer}`,
    `  charter  ${hash}`,
    `  founders ${rules.founders.length}`,
    `  deploys  ${to.contracts.join(", ")}`,
    ...charterInWords(rules).map((line) => `  ${line}`),
  ];
}

function notConfirmed(): NeoguildError {
  return new NeoguildError({
    code: "NotConfirmed",
    message: "nothing was sent: the plan was not confirmed",
    remedy: "Run the command again and type yes, or add --yes.",
  });
}

import { join } from "node:path";

import { deploymentsFolder } from "../../chain/folders.ts";
import { file } from "../options.ts";
import { plain } from "../../sdk/plain.ts";
import { defineTask } from "../task.ts";

export const deploymentVerify = defineTask({
  name: "deployment:verify",
  description:
    "Compares a nation on the chain with its charter file and with the compiled contracts: the code of each, every owner, " +
    "role, seat, parameter, founder, issuer and policy. What the assembly changed since is told, not held against it. " +
    "Sends nothing; ends with exit code 1 if anything differs. Needs a nation on the chosen network. " +
    "Example: npx hardhat deployment:verify --charter charters/hypha.json --network localhost",
  options: {
    charter: file.default("charters/hypha.json").describe("The charter that the nation was founded with"),
  },
  async run({ options, hre, nation }) {
    const { readCharter } = await import("../../sdk/charter.ts");
    const charter = readCharter(options.charter);
    const connected = await nation();
    const { readRecord } = await import("../../sdk/connect.ts");
    const { plannedContracts } = await import("../../ignition/planned.ts");
    const { checkInWords, requireVerified } = await import("../../sdk/verify/check.ts");
    const { checkDeployment } = await import("../../sdk/verify/deployment.ts");
    const record = readRecord(join(deploymentsFolder(), connected.name));
    const planned = await plannedContracts(charter, record, hre.artifacts);
    const checks = await checkDeployment(connected, { charter, planned });
    if (!options.json) console.log(checks.map(checkInWords).map(plain).join("\n"));
    requireVerified(checks);
    return { lines: [`All ${checks.length} checks hold.`], data: { nation: connected.name, checks } };
  },
});

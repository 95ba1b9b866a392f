import { byMember, file, readJson } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { proposeToAssembly } from "../proposing.ts";

export const proposalCreate = defineTask({
  name: "proposal:create",
  description:
    'Proposes a decision to the assembly. Needs an active member and a JSON file { "description": "…", "actions": ' +
    '[{ "contract": "Members", "function": "setTerms", "arguments": { "terms_": { … } } }] } with the arguments by name, ' +
    "durations as 90d and shares as 80%. Example: npx hardhat proposal:create --by 3 --from proposal.json",
  options: { by: byMember, from: file.describe("JSON file with description and actions"), ...signing },
  async run({ options: { by, from }, nation, perform }) {
    const { callsOf, decisionFile } = await import("../../sdk/governance/actions.ts");
    const { description, actions } = readJson(from, decisionFile);
    return proposeToAssembly({ nation, perform }, { by, calls: callsOf(await nation(), actions), description });
  },
});

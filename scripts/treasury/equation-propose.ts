import { byMember, file, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { proposeToAssembly } from "../proposing.ts";

export const equationPropose = defineTask({
  name: "equation:propose",
  description:
    "Proposes to the assembly the value equation of seasons that open later: the buckets and rules of a charter's section " +
    "treasury. A nation has one equation for all its guilds. What a charter cannot say (a bucket of one agent's account) goes " +
    "through proposal:create. " +
    "Example: npx hardhat equation:propose --by 3 --charter charters/hypha.json --why 'more for the reserve'",
  options: {
    by: byMember,
    charter: file.describe("Charter whose section treasury says the equation"),
    why: text.optional().describe("Why; published with the proposal"),
    ...signing,
  },
  async run({ options: { by, charter, why }, nation, perform }) {
    const { readCharter } = await import("../../sdk/charter.ts");
    const { equationRules, valueEquation } = await import("../../sdk/treasury/terms.ts");
    const { contracts, addresses } = await nation();
    const { rules } = readCharter(charter);
    const buckets = valueEquation(rules);
    const data = contracts.surplus.interface.encodeFunctionData("setEquation", [buckets, equationRules(rules)]);
    return proposeToAssembly(
      { nation, perform },
      {
        by,
        calls: { targets: [addresses.surplus], values: [0n], calldatas: [data] },
        description: `The value equation of seasons that open from now on.${why === undefined ? "" : ` ${why}`}`,
        data: { buckets: buckets.length },
      },
    );
  },
});

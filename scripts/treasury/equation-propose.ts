import { NeoguildError } from "../../sdk/errors.ts";
import type { GuildView } from "../../sdk/membership/register.ts";
import { byMember, file, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";
import { proposeToAssembly } from "../proposing.ts";

export const equationPropose = defineTask({
  name: "equation:propose",
  description:
    "Proposes to the assembly the value equation of seasons that open later: the buckets and rules of a charter's section " +
    "treasury. A nation has one equation for all its guilds. A bucket's guild is the nation's of the name that the charter " +
    "lists at its place; an organisation's account goes through proposal:create. " +
    "Example: npx hardhat equation:propose --by 3 --charter charters/hypha.json --why 'more for the reserve'",
  options: {
    by: byMember,
    charter: file.describe("Charter whose section treasury says the equation"),
    why: text.optional().describe("Why; published with the proposal"),
    ...signing,
  },
  async run({ options: { by, charter, why }, nation, perform }) {
    const { readCharter } = await import("../../sdk/charter.ts");
    const { equationRules, fundedGuilds, valueEquation } = await import("../../sdk/treasury/terms.ts");
    const { allGuilds } = await import("../../sdk/membership/register.ts");
    const { contracts, addresses } = await nation();
    const { rules } = readCharter(charter);
    const guilds = await allGuilds(await nation());
    const buckets = valueEquation(
      rules,
      new Map(fundedGuilds(rules).map(({ place, name }) => [place, guildNamed(name, place, guilds)])),
    );
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

/** @throws NeoguildError `GuildUnknown`, `GuildAmbiguous` */
function guildNamed(name: string, place: number, guilds: readonly GuildView[]): bigint {
  const found = guilds.filter((guild) => guild.name === name);
  const [only, ...others] = found.map(({ id }) => id);
  if (only !== undefined && others.length === 0) return only;
  throw only === undefined
    ? new NeoguildError({
        code: "GuildUnknown",
        message: `the value equation pays guild ${place} of the charter, "${name}", and the nation has no guild of that name`,
        remedy: "Nothing was sent. Found it first ('npx hardhat guild:found'), or write the name of one that there is.",
        docs: "docs/charters.md#treasury",
      })
    : new NeoguildError({
        code: "GuildAmbiguous",
        message: `the value equation pays guild ${place} of the charter, "${name}", and guilds ${[only, ...others].join(", ")} have that name`,
        remedy: "Nothing was sent. Name the one you mean by its number, in a file for 'npx hardhat proposal:create'.",
        docs: "docs/charters.md#treasury",
      });
}

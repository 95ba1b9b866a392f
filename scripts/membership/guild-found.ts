import { z } from "zod";

import { act, eventNamed } from "../../sdk/acts.ts";
import { allGuilds } from "../../sdk/membership/register.ts";
import { byMember } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const guildFound = defineTask({
  name: "guild:found",
  description:
    "Founds a guild; its founder is on the roster and its first steward, and it has an account of its own. Needs an active " +
    "member. Example: npx hardhat guild:found --by 1 --name Studio",
  options: { by: byMember, name: z.string().min(1).max(64).describe("The guild's name, 1 to 64 bytes"), ...signing },
  async run({ options: { by, name }, nation, perform }) {
    const known = (await allGuilds(await nation())).find((guild) => guild.name === name);
    if (known !== undefined) {
      return unchanged(`There is a guild "${name}" already: agent ${known.id}.`, { guild: known.id });
    }
    return perform(by, act("guilds", "found", { name }), {
      tell: (outcome) => {
        const { guild, account } = eventNamed(outcome, "GuildFounded").args as { guild: bigint; account: string };
        const line = `Agent ${by} founds the guild "${name}": agent ${guild}, account ${account}.`;
        return { lines: [line], data: { guild, account, name, by } };
      },
    });
  },
});

import { act } from "../../sdk/acts.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { byMember, guildId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const guildQuit = defineTask({
  name: "guild:quit",
  description:
    "Leaves a guild at once; offices in it end. Never refused. Example: npx hardhat guild:quit --by 4 --guild 10",
  options: { by: byMember, guild: guildId, ...signing },
  async run({ options: { by, guild }, nation, perform }) {
    await requireGuild(await nation(), guild);
    return perform(by, act("guilds", "quit", { guild }), {
      tell: () => ({ lines: [`Agent ${by} has left guild ${guild}.`], data: { by, guild } }),
      already: { GuildsNotOnRoster: `Agent ${by} is not on the roster of guild ${guild}.` },
    });
  },
});

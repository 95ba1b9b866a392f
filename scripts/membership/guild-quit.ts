import { act } from "../../sdk/acts.ts";
import { byMember, guildId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const guildQuit = defineTask({
  name: "guild:quit",
  description:
    "Leaves a guild at once; offices in it end. Never refused. Example: npx hardhat guild:quit --by 4 --guild 10",
  options: { by: byMember, guild: guildId, ...signing },
  run: ({ options: { by, guild }, perform }) =>
    perform(by, act("guilds", "quit", { guild }), {
      tell: () => ({ lines: [`Agent ${by} has left guild ${guild}.`], data: { by, guild } }),
      already: { GuildsNotOnRoster: `Agent ${by} is not on the roster of guild ${guild}.` },
    }),
});

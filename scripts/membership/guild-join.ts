import { act } from "../../sdk/acts.ts";
import { byMember, guildId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const guildJoin = defineTask({
  name: "guild:join",
  description:
    "Joins a guild; every active or probationary person may, by the same rule for all. " +
    "Example: npx hardhat guild:join --by 4 --guild 10",
  options: { by: byMember, guild: guildId, ...signing },
  run: ({ options: { by, guild }, perform }) =>
    perform(by, act("guilds", "join", { guild }), {
      tell: () => ({ lines: [`Agent ${by} is on the roster of guild ${guild}.`], data: { by, guild } }),
      already: { GuildsAlreadyOnRoster: `Agent ${by} is on the roster of guild ${guild} already.` },
    }),
});

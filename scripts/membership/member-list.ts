import { allAgents, allGuilds } from "../../sdk/membership/register.ts";
import { defineTask } from "../task.ts";

export const memberList = defineTask({
  name: "member:list",
  description:
    "Lists all agents (persons, guilds, organisations) with id, status and why it is so. Needs a nation on the chosen " +
    "network. Example: npx hardhat member:list --network localhost",
  options: {},
  async run({ nation }) {
    const [connected, { privateNames }] = await Promise.all([nation(), import("./names.ts")]);
    const [agents, guilds] = await Promise.all([allAgents(connected), allGuilds(connected)]);
    const named = agents.map((agent) => ({ ...agent, name: guilds.find(({ id }) => id === agent.id)?.name }));
    const names = privateNames(connected);
    const lines = named.map(({ id, status, name, reason, key }) => {
      const what = status === "Guild" ? `guild "${name ?? ""}"` : `${status}: ${reason}`;
      const who = names.get(id);
      return `${id.toString().padStart(4)}  ${key}  ${who === undefined ? "" : `${who}, `}${what}`;
    });
    return { lines: lines.length === 0 ? ["Nobody yet."] : lines, data: { agents: named } };
  },
});

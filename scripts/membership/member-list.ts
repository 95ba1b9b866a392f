import { allAgents, allGuilds } from "../../sdk/membership/register.ts";
import { defineTask } from "../task.ts";

export const memberList = defineTask({
  name: "member:list",
  description:
    "Lists all agents (persons, guilds, organisations) with id, status and why it is so. Needs a nation on the chosen " +
    "network. Example: npx hardhat member:list --network localhost",
  options: {},
  async run({ nation }) {
    const connected = await nation();
    const [agents, guilds] = await Promise.all([allAgents(connected), allGuilds(connected)]);
    const named = agents.map((agent) => ({ ...agent, name: guilds.find(({ id }) => id === agent.id)?.name }));
    const lines = named.map(({ id, status, name, reason, key }) => {
      const what = status === "Guild" ? `guild "${name ?? ""}"` : `${status}: ${reason}`;
      return `${id.toString().padStart(4)}  ${key}  ${what}`;
    });
    return { lines: lines.length === 0 ? ["Nobody yet."] : lines, data: { agents: named } };
  },
});

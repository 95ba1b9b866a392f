import { CHAMBERS } from "../../sdk/governance/chambersFold.ts";
import { agentId, chamber, guildId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const chamberEnter = defineTask({
  name: "chamber:enter",
  description:
    "Puts a master or an organisation on the roll of their chamber, so that they are counted and can object to what is put to " +
    "the vote later. Anybody may send it. Of a master name the guild; the members need no roll. " +
    "Example: npx hardhat chamber:enter --chamber masters --agent 4 --guild 10",
  options: {
    chamber,
    agent: agentId,
    guild: guildId.optional().describe("Of a master: in which they are Master"),
  },
  async run({ options: { chamber: named, agent, guild }, nation, transact }) {
    const { chambers } = (await nation()).contracts;
    const place = CHAMBERS.indexOf(named);
    const data = { chamber: named, agent, guild: guild ?? 0n };
    const same = named !== "masters" || (await chambers.guildOnRoll(agent)) === (guild ?? 0n);
    if (named !== "members" && same && (await chambers.isOnRoll(place, agent))) {
      return unchanged(`Agent ${agent} is on the roll of the ${named} already.`, data);
    }
    return transact("chambers", "enter", [place, agent, guild ?? 0n], {
      tell: () => ({ lines: [`Agent ${agent} is on the roll of the ${named}.`], data }),
    });
  },
});

export const chamberStrike = defineTask({
  name: "chamber:strike",
  description:
    "Takes somebody off the roll of a chamber who is no longer what it takes, so that a veto does not need the absent. Anybody " +
    "may send it. Example: npx hardhat chamber:strike --chamber masters --agent 4",
  options: { chamber, agent: agentId },
  async run({ options: { chamber: named, agent }, nation, transact }) {
    const { chambers } = (await nation()).contracts;
    const place = CHAMBERS.indexOf(named);
    const data = { chamber: named, agent };
    if (named !== "members" && !(await chambers.isOnRoll(place, agent))) {
      return unchanged(`Agent ${agent} is not on the roll of the ${named}.`, data);
    }
    return transact("chambers", "strike", [place, agent], {
      tell: () => ({ lines: [`Agent ${agent} is off the roll of the ${named}.`], data }),
    });
  },
});

import { act } from "../../sdk/acts.ts";
import { agentId, byMember, electionId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const electionStand = defineTask({
  name: "election:stand",
  description:
    "Says that you will serve if elected: you are a candidate from now on. Needs a person whom somebody of the electorate " +
    "nominated, or who is of it, and where 32 stand more nominations than one of them; what else an office asks for, " +
    "election:show says. --merit names the guild in which you " +
    "hold the rank or standing that is asked of an officer of the nation. " +
    "Example: npx hardhat election:stand --by 5 --election 4",
  options: {
    by: byMember.describe("Who will serve"),
    election: electionId,
    merit: agentId.optional().describe("The guild of your rank or standing, if one is asked"),
    ...signing,
  },
  async run({ options: { by, election, merit = 0n }, perform }) {
    return perform(by, act("elections", "stand", { election, merit }), {
      tell: () => ({ lines: [`Agent ${by} stands in election ${election}.`], data: { election, by, merit } }),
      already: { ElectionsAlreadyStands: `Agent ${by} stands already, or has stood down.` },
    });
  },
});

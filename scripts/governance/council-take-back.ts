import { act } from "../../sdk/acts.ts";
import { byMember, proposalId } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const councilTakeBack = defineTask({
  name: "council:take-back",
  description:
    "Takes one's objection to a proposal of a guild's council back, while objections are raised or the proposal is amended. " +
    "In this round it cannot be raised again; where it kept the proposal from being agreed, others can object for a whole " +
    "window from then. Example: npx hardhat council:take-back --by 4 --proposal 1",
  options: { by: byMember, proposal: proposalId, ...signing },
  async run({ options: { by, proposal }, nation, perform }) {
    const { round } = await (await nation()).contracts.councils.proposalOf(proposal);
    return perform(by, act("councils", "takeBack", { proposal, round }), {
      tell: () => ({
        lines: [`Agent ${by} takes their objection to proposal ${proposal} back.`],
        data: { by, proposal, round },
      }),
      already: { CouncilsNotObjecting: `No objection of agent ${by} to proposal ${proposal} stands.` },
    });
  },
});

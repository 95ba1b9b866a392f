import { act } from "../../sdk/acts.ts";
import { byMember, proposalId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const councilWithdraw = defineTask({
  name: "council:withdraw",
  description:
    "Takes your own proposal to a guild's council back, unless somebody else amended it last or the guild votes on it. Needs " +
    "its proposer. Example: npx hardhat council:withdraw --by 3 --proposal 1",
  options: { by: byMember, proposal: proposalId, ...signing },
  async run({ options: { by, proposal }, nation, perform }) {
    const { councilProposal } = await import("../../sdk/governance/council.ts");
    const { COUNCIL_STATES } = await import("../../sdk/governance/proposals.ts");
    const connected = await nation();
    const { description, guild } = await councilProposal(connected, proposal);
    const state = COUNCIL_STATES[Number(await connected.contracts.councils.stateOf(proposal))];
    if (state === "withdrawn") return unchanged(`Proposal ${proposal} is withdrawn already.`, { by, proposal });
    return perform(by, act("councils", "withdraw", { proposal }), {
      tell: () => ({
        lines: [`Proposal ${proposal} to the council of guild ${guild} is withdrawn: ${description}`],
        data: { by, proposal, guild },
      }),
    });
  },
});

import { act } from "../../sdk/acts.ts";
import { byMember, proposalId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const proposalWithdraw = defineTask({
  name: "proposal:withdraw",
  description:
    "Takes your own proposal to the assembly back, before its vote opens. Needs its proposer, and nobody else who signed for " +
    "it (proposal:sponsor). Later only a decision of the assembly cancels it: proposal:create with Assembly.cancel. " +
    "Example: npx hardhat proposal:withdraw --by 3 --proposal 1234…",
  options: { by: byMember, proposal: proposalId, ...signing },
  async run({ options: { by, proposal }, nation, perform }) {
    const { proposalView } = await import("../../sdk/governance/assembly.ts");
    const { state, title } = await proposalView(await nation(), proposal);
    if (state === "Canceled") return unchanged(`Proposal ${proposal} is cancelled already: ${title}`, { by, proposal });
    return perform(by, act("assembly", "withdrawProposal", { proposal }), {
      tell: () => ({ lines: [`Proposal ${proposal} is withdrawn: ${title}`], data: { by, proposal } }),
    });
  },
});

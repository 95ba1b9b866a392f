import { proposalId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const councilExecute = defineTask({
  name: "council:execute",
  description:
    "Has a guild's account carry out what its council agreed to, once the objection window is over. Anybody may send it. " +
    "Example: npx hardhat council:execute --proposal 1",
  options: { proposal: proposalId },
  async run({ options: { proposal }, nation, transact }) {
    const { callsInWords } = await import("../../sdk/governance/preview/calls.ts");
    const { councilProposal } = await import("../../sdk/governance/council.ts");
    const connected = await nation();
    const { calls, guild } = await councilProposal(connected, proposal);
    const { executed } = await connected.contracts.councils.proposalOf(proposal);
    if (executed) return unchanged(`Proposal ${proposal} is carried out already.`, { proposal });
    const words = await callsInWords(connected, calls);
    return transact("councils", "execute", [proposal, calls.targets, calls.values, calls.calldatas], {
      tell: () => ({
        lines: [`Guild ${guild} carries out proposal ${proposal}:`, ...words.map((one) => `  ${one}`)],
        data: { proposal, guild },
      }),
    });
  },
});

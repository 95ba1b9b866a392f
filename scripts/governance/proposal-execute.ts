import { proposalId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const proposalExecute = defineTask({
  name: "proposal:execute",
  description:
    "Carries out a queued decision through the timelock, once its delay is over. Anybody may send it. " +
    "Example: npx hardhat proposal:execute --proposal 1234…",
  options: { proposal: proposalId },
  async run({ options: { proposal }, nation, transact }) {
    const { callsInWords } = await import("../../sdk/governance/preview/calls.ts");
    const { proposalView } = await import("../../sdk/governance/assembly.ts");
    const connected = await nation();
    const { calls, descriptionHash, state } = await proposalView(connected, proposal);
    if (state === "Executed") return unchanged(`Proposal ${proposal} is executed already.`, { proposal });
    const { targets, values, calldatas } = calls;
    const words = await callsInWords(connected, calls);
    return transact("assembly", "execute", [targets, values, calldatas, descriptionHash], {
      tell: () => ({
        lines: [`Proposal ${proposal} is carried out:`, ...words.map((line) => `  ${line}`)],
        data: { proposal },
      }),
    });
  },
});

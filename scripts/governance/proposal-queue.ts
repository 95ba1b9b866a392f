import { formatMoment } from "../../sdk/units.ts";
import { proposalId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const proposalQueue = defineTask({
  name: "proposal:queue",
  description:
    "Queues a proposal that has passed; it waits in the timelock, so that whoever wishes can prepare or leave. Of what takes " +
    "two readings the first is noted as passed instead. Anybody may send it. Example: npx hardhat proposal:queue --proposal 1234…",
  options: { proposal: proposalId },
  async run({ options: { proposal }, nation, transact }) {
    const { hasFlag, RuleFlag } = await import("../../sdk/governance/rules.ts");
    const { proposalRule, proposalView } = await import("../../sdk/governance/assembly.ts");
    const connected = await nation();
    const { calls, descriptionHash, state } = await proposalView(connected, proposal);
    if (state === "Queued" || state === "Executed")
      return unchanged(`Proposal ${proposal} is ${state.toLowerCase()} already.`);
    const { targets, values, calldatas } = calls;
    const key = [targets, values, calldatas, descriptionHash] as const;
    const first = hasFlag(await connected.contracts.assembly.voteOf(proposal), RuleFlag.TwoReadings);
    if (first && state === "Succeeded") {
      const { noted } = await proposalRule(connected, proposal);
      if (noted) return unchanged(`Proposal ${proposal} has passed its first reading already.`, { proposal });
      return transact("assembly", "queue", [...key], {
        tell: () => ({
          lines: [
            `Proposal ${proposal} has passed its first reading.`,
            "While it stands, propose the same actions under another description: that is the second reading.",
          ],
          data: { proposal, firstReading: true },
        }),
      });
    }
    const report = await transact("assembly", "queue", [...key], {
      tell: () => ({ lines: [`Proposal ${proposal} is queued.`], data: { proposal } }),
    });
    const { eta } = await connected.contracts.assembly.decisionOf(proposal);
    return { lines: [...report.lines, `It can be executed from ${formatMoment(eta)}.`], data: { ...report.data, eta } };
  },
});

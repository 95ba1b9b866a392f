import { formatMoment } from "../../sdk/units.ts";
import { proposalId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const proposalQueue = defineTask({
  name: "proposal:queue",
  description:
    "Queues a proposal that has passed; it waits in the timelock, so that whoever wishes can prepare or leave. Anybody may " +
    "send it. Example: npx hardhat proposal:queue --proposal 1234…",
  options: { proposal: proposalId },
  async run({ options: { proposal }, nation, transact }) {
    const { id } = await import("ethers");
    const { proposalView } = await import("../../sdk/governance/assembly.ts");
    const connected = await nation();
    const { calls, description, state } = await proposalView(connected, proposal);
    if (state === "Queued" || state === "Executed")
      return unchanged(`Proposal ${proposal} is ${state.toLowerCase()} already.`);
    const { targets, values, calldatas } = calls;
    const report = await transact("assembly", "queue", [targets, values, calldatas, id(description)], {
      tell: () => ({ lines: [`Proposal ${proposal} is queued.`], data: { proposal } }),
    });
    const { eta } = await connected.contracts.assembly.decisionOf(proposal);
    return { lines: [...report.lines, `It can be executed from ${formatMoment(eta)}.`], data: { ...report.data, eta } };
  },
});

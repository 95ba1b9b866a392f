import { formatMoment, formatShare } from "../../sdk/units.ts";
import { proposalId } from "../options.ts";
import { defineTask } from "../task.ts";

export const proposalShow = defineTask({
  name: "proposal:show",
  description:
    "Shows a proposal: what it would do, its rule, the ballots so far and what is next; without --proposal it lists all. " +
    "Example: npx hardhat proposal:show --proposal 1234…",
  options: { proposal: proposalId.optional() },
  async run({ options: { proposal }, nation }) {
    const { callsInWords } = await import("../../sdk/governance/actions.ts");
    const { allProposals, proposalView } = await import("../../sdk/governance/assembly.ts");
    const connected = await nation();
    const { assembly } = connected.contracts;
    if (proposal === undefined) {
      const proposals = await allProposals(connected);
      const lines = proposals.map((one) => `${one.proposal}  ${one.state.padEnd(9)}  ${one.title}`);
      return { lines: lines.length === 0 ? ["Nobody has proposed anything yet."] : lines, data: { proposals } };
    }
    const view = await proposalView(connected, proposal);
    const [vote, { eta }, votes, quorum] = await Promise.all([
      assembly.voteOf(proposal),
      assembly.decisionOf(proposal),
      assembly.proposalVotes(proposal),
      assembly.proposalQuorum(proposal),
    ]);
    const [againstVotes, forVotes, abstainVotes, blockVotes] = votes;
    return {
      lines: [
        `Proposal ${proposal}: ${view.title}`,
        ...callsInWords(connected, view.calls).map((line) => `  ${line}`),
        `  state   ${view.state}${eta === 0n ? "" : `, can be executed from ${formatMoment(eta)}`}`,
        `  voting  ${formatMoment(vote.snapshot)} to ${formatMoment(vote.deadline)}`,
        `  rule    ${formatShare(vote.thresholdBps)} for, ${formatShare(vote.quorumBps)} taking part (${quorum} ballots)`,
        `  ballots ${forVotes} for, ${againstVotes} against, ${abstainVotes} abstain, ${blockVotes} block`,
      ],
      data: {
        ...view,
        snapshot: vote.snapshot,
        deadline: vote.deadline,
        eta,
        quorum,
        votes: { againstVotes, forVotes, abstainVotes, blockVotes },
      },
    };
  },
});

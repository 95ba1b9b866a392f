import { formatMoment } from "../../sdk/units.ts";
import { CHOICES, proposalId } from "../options.ts";
import { defineTask } from "../task.ts";

export const proposalShow = defineTask({
  name: "proposal:show",
  description:
    "Shows a proposal: what it would do, its rule, the ballots so far with the reasons that were given, and what is next; " +
    "without --proposal it lists all. " +
    "Example: npx hardhat proposal:show --proposal 1234…",
  options: { proposal: proposalId.optional() },
  async run({ options: { proposal }, nation }) {
    const { callsInWords } = await import("../../sdk/governance/preview/calls.ts");
    const { allProposals, proposalRule, proposalView, reasonsOf } = await import("../../sdk/governance/assembly.ts");
    const { hasFlag, ruleInWords, RuleFlag } = await import("../../sdk/governance/rules.ts");
    const connected = await nation();
    const { assembly, petitions } = connected.contracts;
    if (proposal === undefined) {
      const proposals = await allProposals(connected);
      const lines = proposals.map((one) => `${one.proposal}  ${one.state.padEnd(9)}  ${one.title}`);
      return { lines: lines.length === 0 ? ["Nobody has proposed anything yet."] : lines, data: { proposals } };
    }
    const petition = await petitions.petitionOf(proposal);
    if (petition.until > 0n && (await assembly.proposalSnapshot(proposal)) === 0n) {
      const { sponsors, until } = petition;
      return {
        lines: [
          `Proposal ${proposal} is not made yet: ${sponsors} signed for it, which counts until ${formatMoment(until)}.`,
        ],
        data: { proposal, sponsors, until },
      };
    }
    const view = await proposalView(connected, proposal);
    const { rule, firstReading, noted } = await proposalRule(connected, proposal);
    const [vote, { eta, revealHours }, votes, quorum, reasons] = await Promise.all([
      assembly.voteOf(proposal),
      assembly.decisionOf(proposal),
      assembly.proposalVotes(proposal),
      assembly.proposalQuorum(proposal),
      reasonsOf(connected, proposal),
    ]);
    const words = await callsInWords(connected, view.calls);
    const [againstVotes, forVotes, abstainVotes, blockVotes] = votes;
    return {
      lines: [
        `Proposal ${proposal}: ${view.title}`,
        ...words.map((line) => `  ${line}`),
        `  state   ${view.state}${eta === 0n ? "" : `, can be executed from ${formatMoment(eta)}`}`,
        `  voting  ${formatMoment(vote.snapshot)} to ${formatMoment(vote.deadline - revealHours * 3_600n)}`,
        ...(revealHours === 0n ? [] : [`  opening of sealed ballots from then to ${formatMoment(vote.deadline)}`]),
        ...ruleInWords(rule).map((line, index) => `  ${index === 0 ? "rule   " : "       "} ${line}`),
        `  quorum  ${quorum} ballots for or abstaining`,
        ...(petition.sponsors === 0n ? [] : [`  signed  by ${petition.sponsors} before it was made`]),
        ...(firstReading === undefined ? [] : [`  reading the second; the first is proposal ${firstReading}`]),
        ...(hasFlag(rule, RuleFlag.TwoReadings)
          ? [`  reading the first${noted ? ", passed: the same actions can be proposed a second time" : ""}`]
          : []),
        `  ballots ${forVotes} for, ${againstVotes} against, ${abstainVotes} abstain, ${blockVotes} block`,
        ...reasons.map(({ by, choice, reason }) => `  agent ${by}, ${CHOICES[choice] ?? ""}: ${reason}`),
      ],
      data: {
        ...view,
        snapshot: vote.snapshot,
        deadline: vote.deadline,
        eta,
        quorum,
        rule,
        sponsors: petition.sponsors,
        ...(firstReading === undefined ? {} : { firstReading }),
        votes: { againstVotes, forVotes, abstainVotes, blockVotes },
        reasons,
      },
    };
  },
});

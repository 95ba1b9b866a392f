import { NeoguildError } from "../../sdk/errors.ts";
import { agentId, file, proposalId, readJson } from "../options.ts";
import { rpcUrlOf } from "../network.ts";
import { defineTask } from "../task.ts";

export const proposalPreview = defineTask({
  name: "proposal:preview",
  description:
    "Shows what a proposal would change, in words: every balance, parameter, role and owner, and what refuses it. It is " +
    "tried out on a copy of the chain, through the nation's own timelock; nothing is sent. Needs the file that " +
    "'proposal:create' takes with the member who will make it, or the id of one that was made. " +
    "Example: npx hardhat proposal:preview --from proposal.json --by 3",
  options: {
    from: file.describe("JSON file with description and actions").optional(),
    by: agentId.describe("The agent id of the member who will make it").optional(),
    proposal: proposalId.optional(),
  },
  async run({ options: { from, by, proposal, nation: name }, nation, hre }) {
    const { forkChain } = await import("../../chain/fork.ts");
    const { previewOf } = await import("../../sdk/governance/preview/preview.ts");
    const { previewInWords } = await import("../../sdk/governance/preview/report.ts");
    const connected = await nation();
    const proposed = await meant();
    const [{ number: block }, url] = await Promise.all([connected.now(), rpcUrlOf(hre, name)]);
    const fork = await forkChain({ hre, url, chainId: connected.chainId, block });
    try {
      const preview = await previewOf(connected, proposed, fork);
      const { simulated, effects, rule, ruleOfCall, dates, quorum, voters, refusals, calls, callsHash, code } = preview;
      const [fault] = refusals;
      return {
        lines: previewInWords(preview, proposed),
        data: {
          proposal: preview.proposal,
          ...{ calls, callsHash, code, rule, ruleOfCall, ...dates, quorum, voters, ...effects },
          ...{ balanceChanges: simulated.amounts, failing: simulated.failure?.index, gasUsed: simulated.gasUsed },
          spends: preview.spends,
          refusals: refusals.map((one) => ({ code: one.code, message: one.message, remedy: one.remedy })),
        },
        ...(fault === undefined ? {} : { fault }),
      };
    } finally {
      await fork.close();
    }

    async function meant() {
      const { ownDescription } = await import("../../sdk/governance/proposals.ts");
      if (proposal !== undefined && from === undefined) {
        const { proposalView } = await import("../../sdk/governance/assembly.ts");
        const { state, ...view } = await proposalView(connected, proposal);
        return { ...view, made: { proposal, state } };
      }
      if (from === undefined || by === undefined) throw notSaid();
      const { callsOf, decisionFile } = await import("../../sdk/governance/actions.ts");
      const { description, actions } = readJson(from, decisionFile);
      const { key } = await connected.contracts.members.keyOf(by);
      return { calls: callsOf(connected, actions), description: ownDescription(description, key), proposer: key };
    }
  },
});

function notSaid(): NeoguildError {
  return new NeoguildError({
    code: "OptionMissing",
    message: "it is not said which proposal is meant",
    remedy: "Name its file and who will make it (--from and --by), or its id (--proposal).",
  });
}

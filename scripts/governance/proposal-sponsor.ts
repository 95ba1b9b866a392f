import { act } from "../../sdk/acts.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, byMember, file, proposalId, readJson } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const proposalSponsor = defineTask({
  name: "proposal:sponsor",
  description:
    "Signs for a proposal before it is made, where its rule asks for sponsors. Needs an active member, and the proposal's " +
    "file with the member who will make it, or its id. " +
    "Example: npx hardhat proposal:sponsor --by 4 --from proposal.json --proposer 3",
  options: {
    by: byMember,
    from: file.describe("JSON file with description and actions").optional(),
    proposer: agentId.describe("The agent id of the member who will make it").optional(),
    proposal: proposalId.optional(),
    ...signing,
  },
  async run({ options: { by, from, proposer, proposal }, nation, perform }) {
    const connected = await nation();
    const { petitions } = connected.contracts;
    const { id, words } = await meant();
    const report = await perform(by, act("petitions", "sponsor", { proposal: id }), {
      tell: () => ({ lines: [`Agent ${by} signs for proposal ${id}.`, ...words], data: { by, proposal: id } }),
      already: { PetitionsAlreadySigned: `Agent ${by} has signed for proposal ${id} already.` },
    });
    const { until, sponsors } = await petitions.petitionOf(id);
    if (until === 0n) return report;
    const so = `${sponsors} ${sponsors === 1n ? "member has" : "members have"} signed; it counts until ${formatMoment(until)}.`;
    return { lines: [...report.lines, so], data: { ...report.data, sponsors, until } };

    async function meant(): Promise<{ id: bigint; words: string[] }> {
      if (from === undefined || proposer === undefined) {
        if (proposal !== undefined && from === undefined) return { id: proposal, words: [] };
        throw new NeoguildError({
          code: "OptionMissing",
          message: "it is not said which proposal is meant",
          remedy: "Name its file and who will make it (--from and --proposer), or its id (--proposal).",
        });
      }
      const { callsOf, decisionFile } = await import("../../sdk/governance/actions.ts");
      const { callsInWords } = await import("../../sdk/governance/preview/calls.ts");
      const { ownDescription, proposalId: idOf } = await import("../../sdk/governance/proposals.ts");
      const { description, actions } = readJson(from, decisionFile);
      const calls = callsOf(connected, actions);
      const { key } = await connected.contracts.members.keyOf(proposer);
      const id = idOf(calls, ownDescription(description, key));
      const words = await callsInWords(connected, calls);
      return { id, words: [description, ...words.map((line) => `  ${line}`)] };
    }
  },
});

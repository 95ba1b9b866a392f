import { act } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, file, readJson } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const proposalCreate = defineTask({
  name: "proposal:create",
  description:
    'Proposes a decision to the assembly. Needs an active member and a JSON file { "description": "…", "actions": ' +
    '[{ "contract": "Members", "function": "setTerms", "arguments": { "terms_": { … } } }] } with the arguments by name, ' +
    "durations as 90d and shares as 80%. Example: npx hardhat proposal:create --by 3 --from proposal.json",
  options: { by: byMember, from: file.describe("JSON file with description and actions"), ...signing },
  async run({ options: { by, from }, nation, perform }) {
    const { callsInWords, callsOf, decisionFile } = await import("../../sdk/governance/actions.ts");
    const { ownDescription, proposalId } = await import("../../sdk/governance/proposals.ts");
    const connected = await nation();
    const { assembly, members } = connected.contracts;
    const { description, actions } = readJson(from, decisionFile);
    const calls = callsOf(connected, actions);
    const { key } = await members.keyOf(by);
    const owned = ownDescription(description, key);
    const proposal = proposalId(calls, owned);
    if ((await assembly.proposalSnapshot(proposal)) !== 0n) {
      return unchanged(`This was proposed already: ${proposal}.`, { proposal });
    }
    const { targets, values, calldatas } = calls;
    const report = await perform(
      by,
      act("assembly", "makeProposal", { targets, values, calldatas, description: owned }),
      {
        tell: () => ({
          lines: [`Proposal ${proposal}: ${description}`, ...callsInWords(connected, calls).map((line) => `  ${line}`)],
          data: { proposal, by },
        }),
      },
    );
    if (report.data["changed"] !== true) return report;
    const { snapshot, deadline } = await assembly.voteOf(proposal);
    const when = `Voting from ${formatMoment(snapshot)} to ${formatMoment(deadline)}.`;
    return { lines: [...report.lines, when], data: { ...report.data, snapshot, deadline } };
  },
});

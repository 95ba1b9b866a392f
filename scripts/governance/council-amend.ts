import { act, eventNamed } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, file, proposalId, readJson } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const councilAmend = defineTask({
  name: "council:amend",
  description:
    "Amends a proposal of a guild's council that was objected to: it comes again as its next round. Needs its proposer, or " +
    "whom the charter names, while it is being integrated, and a JSON file as council:propose takes it. " +
    "Example: npx hardhat council:amend --by 3 --proposal 1 --from less.json",
  options: {
    by: byMember,
    proposal: proposalId,
    from: file.describe("JSON file with description and actions"),
    ...signing,
  },
  async run({ options: { by, proposal, from }, nation, perform }) {
    const { callsOf, decisionFile } = await import("../../sdk/governance/actions.ts");
    const { callsInWords } = await import("../../sdk/governance/preview/calls.ts");
    const { councilProposal } = await import("../../sdk/governance/council.ts");
    const { requirePossible } = await import("../../sdk/governance/possible.ts");
    const connected = await nation();
    const { guild, round: last } = await councilProposal(connected, proposal);
    const { description, actions } = readJson(from, decisionFile);
    const calls = callsOf(connected, actions, guild);
    await requirePossible(connected, { guild, calls });
    const round = last + 1n;
    const { targets, values, calldatas } = calls;
    const words = await callsInWords(connected, calls);
    return perform(by, act("councils", "amend", { proposal, round, targets, values, calldatas, description }), {
      tell: (outcome) => {
        const closesAt = eventNamed(outcome, "CouncilRoundOpened").args["closesAt"] as bigint;
        return {
          lines: [
            `Round ${round} of proposal ${proposal} to the council of guild ${guild}: ${description}`,
            ...words.map((line) => `  ${line}`),
            `Objections until ${formatMoment(closesAt)}; then: npx hardhat council:execute --proposal ${proposal}`,
          ],
          data: { proposal, guild, by, round, closesAt },
        };
      },
    });
  },
});

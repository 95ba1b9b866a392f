import { formatMoment } from "../../sdk/units.ts";
import { guildId, proposalId } from "../options.ts";
import { defineTask } from "../task.ts";

export const councilShow = defineTask({
  name: "council:show",
  description:
    "Shows the proposals of guilds' councils: what they would do, their state and how many object. " +
    "Example: npx hardhat council:show --guild 10",
  options: { guild: guildId.optional(), proposal: proposalId.optional() },
  async run({ options: { guild, proposal }, nation }) {
    const { callsInWords } = await import("../../sdk/governance/actions.ts");
    const { councilProposals } = await import("../../sdk/governance/council.ts");
    const { COUNCIL_STATES } = await import("../../sdk/governance/proposals.ts");
    const connected = await nation();
    const { councils } = connected.contracts;
    const all = await councilProposals(connected, guild);
    const wanted = all.filter((one) => proposal === undefined || one.proposal === proposal);
    const proposals = await Promise.all(
      wanted.map(async (one) => {
        const [state, { objections, stopsAt }] = await Promise.all([
          councils.stateOf(one.proposal),
          councils.proposalOf(one.proposal),
        ]);
        return { ...one, state: COUNCIL_STATES[Number(state)] ?? "none", objections, stopsAt };
      }),
    );
    const lines = proposals.flatMap((one) => [
      `Proposal ${one.proposal}, guild ${one.guild}, by agent ${one.by}: ${one.description}`,
      ...callsInWords(connected, one.calls).map((line) => `  ${line}`),
      `  ${one.state}; objections ${one.objections} (${one.stopsAt} stop it) until ${formatMoment(one.closesAt)}`,
    ]);
    return { lines: lines.length === 0 ? ["No such proposal."] : lines, data: { proposals } };
  },
});

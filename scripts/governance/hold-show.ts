import { formatDuration, formatMoment } from "../../sdk/units.ts";
import { proposalId } from "../options.ts";
import { defineTask } from "../task.ts";

export const holdShow = defineTask({
  name: "hold:show",
  description:
    "Shows which decisions members want held, or have held: why, until when, and what the assembly decided. " +
    "Example: npx hardhat hold:show --proposal 1",
  options: { proposal: proposalId.optional() },
  async run({ options: { proposal }, nation }) {
    const { allHolds } = await import("../../sdk/governance/holds.ts");
    const { councilProposal } = await import("../../sdk/governance/council.ts");
    const connected = await nation();
    if (proposal !== undefined) await councilProposal(connected, proposal);
    const { members, memberBps, duration } = await connected.contracts.holds.terms();
    const isOff = members === 0n && memberBps === 0n;
    const all = await allHolds(connected);
    const holds = all.filter((one) => proposal === undefined || one.proposal === proposal);
    const lines = holds.flatMap((one) => [
      `Proposal ${one.proposal}, round ${one.round} (number ${one.number}): ${one.state}, ` +
        `${one.members.length} of ${one.needed} members` +
        (one.until === 0n ? "" : `, until ${formatMoment(one.until)}`),
      ...one.members.map(
        ({ by, text }) => `  agent ${by}: ${text === "" ? "(a reason that stays with the guild)" : text}`,
      ),
    ]);
    const rule = isOff
      ? "In this nation members hold no decisions."
      : `A hold lasts ${formatDuration(duration)} at most; nothing is held.`;
    return { lines: lines.length === 0 ? [rule] : lines, data: { isOff, holds } };
  },
});

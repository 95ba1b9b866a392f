import type { HearingView, RollView } from "../../sdk/governance/chambers.ts";
import { formatShare } from "../../sdk/units.ts";
import { proposalId } from "../options.ts";
import { defineTask } from "../task.ts";

export const chamberShow = defineTask({
  name: "chamber:show",
  description:
    "Shows the chambers of the nation, who is on their rolls and what a veto takes; with --proposal what they say to a " +
    "decision. Example: npx hardhat chamber:show --proposal 1234…",
  options: { proposal: proposalId.optional() },
  async run({ options: { proposal }, nation }) {
    const { hearingView, rollViews } = await import("../../sdk/governance/chambers.ts");
    const connected = await nation();
    if (proposal !== undefined) {
      const view = await hearingView(connected, proposal);
      return { lines: saidInWords(view), data: { ...view } };
    }
    const [terms, rolls] = await Promise.all([connected.contracts.chambers.terms(), rollViews(connected)]);
    const { twoBps, threeBps, raiseBps } = terms;
    if (twoBps === 0n) return { lines: ["This nation has no chambers."], data: { on: false, rolls: [] } };
    const raise = raiseBps === 0n ? "" : `; ${formatShare(raiseBps)} more for each veto of the same before`;
    return {
      lines: [
        `A veto takes ${formatShare(twoBps)} of each of two chambers, or ${formatShare(threeBps)} of each of three${raise}.`,
        ...rolls.filter(({ least }) => least > 0n).flatMap(rollInWords),
      ],
      data: { on: true, twoBps, threeBps, raiseBps, rolls },
    };
  },
});

function rollInWords({ chamber, size, least, roll }: RollView): string[] {
  const sits = size >= least ? "" : `; it sits from ${least} on`;
  return [
    `${chamber}: ${size}${sits}`,
    ...roll.map(({ agent, guild, seated }) => {
      const by = guild === 0n ? "" : `, Master in guild ${guild}`;
      return `  agent ${agent}${by}${seated ? "" : "; no longer: anybody strikes them off with chamber:strike"}`;
    }),
  ];
}

function saidInWords({ proposal, title, state, vetoable, open, vetoed, vetoes, chambers }: HearingView): string[] {
  const head = `Proposal ${proposal}: ${title} (${state})`;
  if (!vetoable) return [head, "  Its rule knows no veto of chambers, or it is a first reading."];
  const before = vetoes === 0n ? [] : [`  These calls were vetoed ${vetoes === 1n ? "once" : `${vetoes} times`}.`];
  if (!open) return [head, ...before, "  Nobody has opened objections; chamber:object does, once it has passed."];
  return [
    head,
    ...before,
    ...chambers.map(({ chamber, size, objections, ofTwo, ofThree }) =>
      size === 0n
        ? `  ${chamber}: do not sit`
        : `  ${chamber}: ${objections} of ${size} object; it takes ${ofTwo} here and enough of one other, or ${ofThree} of three`,
    ),
    vetoed ? "  The chambers have vetoed it." : "  One chamber alone vetoes nothing.",
  ];
}

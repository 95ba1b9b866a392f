import type { BrakeView } from "../../sdk/governance/brake.ts";
import { formatDuration, formatMoment } from "../../sdk/units.ts";
import { defineTask } from "../task.ts";

export const brakeShow = defineTask({
  name: "brake:show",
  description:
    "Shows the emergency brake: who may pull it, how many have, and until when it stops. Example: npx hardhat brake:show",
  options: {},
  async run({ nation }) {
    const { brakeView } = await import("../../sdk/governance/brake.ts");
    const view = await brakeView(await nation());
    return { lines: inWords(view), data: { ...view } };
  },
});

function inWords(view: BrakeView): string[] {
  if (!view.on && !view.stopping) return ["This nation has no brake."];
  const who = [
    ...(view.officersNeeded === 0n ? [] : [`${view.officersNeeded} who hold the office ${view.office}`]),
    ...(view.membersNeeded === 0n ? [] : [`${view.membersNeeded} members`]),
  ];
  const pulled = [
    ...(view.officersNeeded === 0n ? [] : [`${view.officers} of ${view.officersNeeded} officers`]),
    ...(view.membersNeeded === 0n ? [] : [`${view.members} of ${view.membersNeeded} members`]),
  ];
  const lasts = `have new acts wait for ${formatDuration(view.lasts)}`;
  return [
    ...(view.on ? [`${who.join(" or ")}, within ${formatDuration(view.gathers)}, ${lasts}.`] : []),
    view.stopping
      ? `It stops new acts until ${formatMoment(view.stopsUntil)}. Ballots, leaving, claims and appeals go on.`
      : "It stops nothing now.",
    ...(view.armed ? [] : ["It can be pulled again once the assembly has armed it (Brake.arm)."]),
    ...(view.gathersUntil === 0n
      ? []
      : [`Pulled by ${pulled.join(", ")}; counted until ${formatMoment(view.gathersUntil)}.`]),
  ];
}

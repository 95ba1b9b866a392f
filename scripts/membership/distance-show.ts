import { nearnessOf, type Nearness } from "../../sdk/membership/distance.ts";
import { formatMoment, formatShare } from "../../sdk/units.ts";
import { agentId } from "../options.ts";
import { defineTask } from "../task.ts";

export const distanceShow = defineTask({
  name: "distance:show",
  description:
    "Shows how near a person stands to the others in the web of trust, by a search of the whole web, and whether that was " +
    "shown to the chain. Sends nothing. Example: npx hardhat distance:show --for 12",
  options: { for: agentId.describe("The person's agent id") },
  async run({ options: { for: person }, nation }) {
    const connected = await nation();
    const { distance } = connected.contracts;
    const [nearness, isMet, metUntil] = await Promise.all([
      nearnessOf(connected, person),
      distance.isMet(person),
      distance.metUntil(person),
    ]);
    const { rule, referees, reachable, needed, threshold, isReferee, isNear } = nearness;
    const shown = isMet
      ? `  shown until ${formatMoment(metUntil)}`
      : isNear
        ? `  not shown yet: npx hardhat distance:prove --for ${person}`
        : "  cannot be shown: members from other parts of the web would have to vouch";
    return {
      lines: [
        `Agent ${person} is ${isNear ? "near enough" : "too far"}: vouches lead to them from ${reachable} of ${referees} ` +
          `referees within ${rule.steps} steps, and ${needed} (${formatShare(rule.refereesBps)}) are needed.`,
        `  a referee has received and given ${threshold} vouches; agent ${person} is ${isReferee ? "one" : "none"}`,
        ...layersInWords(nearness),
        shown,
      ],
      data: { person, rule, threshold, isReferee, referees, reachable, needed, isNear, isMet, metUntil },
    };
  },
});

function layersInWords({ layers }: Nearness): string[] {
  return layers.map((layer, index) => {
    const nodes = layer.map(({ node }) => node).join(", ");
    return `  ${index + 1} ${index === 0 ? "step" : "steps"} away: ${nodes === "" ? "nobody" : nodes}`;
  });
}

import { act } from "../../sdk/acts.ts";
import { saltedHash } from "../../sdk/privacy.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const brakePull = defineTask({
  name: "brake:pull",
  description:
    "Pulls the emergency brake. With the last one that it takes, new acts of the nation and of guilds wait for a time; ballots, " +
    "leaving, claims, appeals and decisions about the brake go on. The reason stays with you: only its salted hash is sent. " +
    "Needs a holder of the office or a member, as brake:show says. " +
    'Example: npx hardhat brake:pull --by 4 --reason "The steward\'s key was stolen"',
  options: { by: byMember, reason: text.describe("Why; not sent, only its hash"), ...signing },
  async run({ options: { by, reason }, nation, perform }) {
    const { brakeView } = await import("../../sdk/governance/brake.ts");
    const connected = await nation();
    const { round } = await brakeView(connected);
    const hidden = await saltedHash(reason);
    const report = await perform(by, act("brake", "pull", { round, reason: hidden.hash }), {
      tell: () => ({
        lines: [`Agent ${by} pulls the brake.`, `Salt of the reason: ${hidden.salt}`],
        data: { by, round, reason: hidden },
      }),
      already: { BrakeAlreadyPulled: `Agent ${by} has pulled the brake already.` },
    });
    if (report.data["changed"] !== true) return report;
    const { stopping, stopsUntil } = await brakeView(connected);
    const end = stopping ? [`New acts wait until ${formatMoment(stopsUntil)}.`] : [];
    return { lines: [...report.lines, ...end], data: { ...report.data, stopping, stopsUntil } };
  },
});

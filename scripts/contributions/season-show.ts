import { seasonView } from "../../sdk/contributions/seasons.ts";
import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { formatDuration, formatMinutes, formatMoment } from "../../sdk/units.ts";
import { seasonId } from "../options.ts";
import { defineTask } from "../task.ts";

export const seasonShow = defineTask({
  name: "season:show",
  description:
    "Shows a season: when it opened, ends and can be closed, and its view. Example: npx hardhat season:show --season 1",
  options: { season: seasonId.optional().describe("The season's number; the last one unless given") },
  async run({ options, nation }) {
    const connected = await nation();
    const { ledger } = connected.contracts;
    const season = options.season ?? (await ledger.lastSeason());
    if (season === 0n) return { lines: ["No season was opened yet; anybody may: season:open."], data: { season } };
    const view = await seasonView(connected, season);
    const { state, opensAt, endsAt, closesAt, closedAt } = view;
    const word = { open: "open", ended: "ended, not yet closed", closed: `closed ${formatMoment(closedAt)}` }[state];
    const least = TRACKS.map((track, index) => `${track} ${formatMinutes(view.minimumCredit[index] ?? 0n)}`);
    return {
      lines: [
        `Season ${season}: ${word}`,
        `  from       ${formatMoment(opensAt)} to ${formatMoment(endsAt)}; can be closed from ${formatMoment(closesAt)}`,
        `  appraisal  ${view.appraisals} peers within ${formatDuration(view.appraisalPeriod)}, challenges ${formatDuration(view.challengePeriod)} more`,
        `  minimum    ${least.join(", ")}`,
      ],
      data: { ...view },
    };
  },
});

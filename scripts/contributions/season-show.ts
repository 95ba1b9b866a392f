import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { formatDuration, formatMinutes, formatMoment } from "../../sdk/units.ts";
import { seasonId } from "../options.ts";
import { defineTask } from "../task.ts";

export const seasonShow = defineTask({
  name: "season:show",
  description:
    "Shows a season: when it opened, ends and can be closed, and its terms. Example: npx hardhat season:show --season 1",
  options: { season: seasonId.optional().describe("The season's number; the last one unless given") },
  async run({ options, nation }) {
    const connected = await nation();
    const { ledger } = connected.contracts;
    const season = options.season ?? (await ledger.lastSeason());
    if (season === 0n) return { lines: ["No season was opened yet; anybody may: season:open."], data: { season } };
    const [{ opensAt, endsAt, closesAt, closedAt, terms }, { timestamp }] = await Promise.all([
      ledger.seasonOf(season),
      connected.now(),
    ]);
    const state =
      closedAt !== 0n ? `closed ${formatMoment(closedAt)}` : timestamp < endsAt ? "open" : "ended, not yet closed";
    const least = TRACKS.map((track, index) => `${track} ${formatMinutes(terms.minimumCredit[index] ?? 0n)}`);
    return {
      lines: [
        `Season ${season}: ${state}`,
        `  from       ${formatMoment(opensAt)} to ${formatMoment(endsAt)}; can be closed from ${formatMoment(closesAt)}`,
        `  appraisal  ${terms.appraisals} peers within ${formatDuration(terms.appraisalPeriod)}, challenges ${formatDuration(terms.challengePeriod)} more`,
        `  minimum    ${least.join(", ")}`,
      ],
      data: { season, state, opensAt, endsAt, closesAt, closedAt },
    };
  },
});

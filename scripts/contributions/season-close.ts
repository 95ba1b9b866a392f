import { seasonId } from "../options.ts";
import { defineTask } from "../task.ts";

export const seasonClose = defineTask({
  name: "season:close",
  description:
    "Makes a season's numbers final; possible after its end and the periods of appraisal and challenge. Anybody may send " +
    "it. Example: npx hardhat season:close --season 1",
  options: { season: seasonId.optional().describe("The season's number; the last one unless given") },
  async run({ options, nation, transact }) {
    const season = options.season ?? (await (await nation()).contracts.ledger.lastSeason());
    return transact("ledger", "closeSeason", [season], {
      tell: () => ({ lines: [`Season ${season} is closed; its numbers are final.`], data: { season } }),
      already: { LedgerSeasonClosed: `Season ${season} is closed already.` },
    });
  },
});

import { eventNamed } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { defineTask } from "../task.ts";

export const seasonOpen = defineTask({
  name: "season:open",
  description:
    "Opens the next season, under the terms now in force; possible once the former has ended. Anybody may send it. " +
    "Example: npx hardhat season:open",
  options: {},
  run: ({ transact }) =>
    transact("ledger", "openSeason", [], {
      tell: (outcome) => {
        const { season, endsAt, closesAt } = eventNamed(outcome, "SeasonOpened").args as Record<string, bigint>;
        const when = `it ends ${formatMoment(endsAt ?? 0n)} and can be closed from ${formatMoment(closesAt ?? 0n)}`;
        return { lines: [`Season ${season ?? 0n} is open; ${when}.`], data: { season, endsAt, closesAt } };
      },
      already: { LedgerSeasonRunning: "A season is open already; see 'npx hardhat season:show'." },
    }),
});

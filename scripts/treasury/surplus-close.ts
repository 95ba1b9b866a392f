import { eventNamed, eventsNamed } from "../../sdk/acts.ts";
import { formatAmount } from "../../sdk/treasury/money.ts";
import { guildId, seasonId, token } from "../options.ts";
import { defineTask } from "../task.ts";

export const surplusClose = defineTask({
  name: "surplus:close",
  description:
    "Runs a guild's surplus of a closed season through the value equation, once. Anybody may send it. " +
    "Example: npx hardhat surplus:close --guild 10 --season 1",
  options: {
    guild: guildId,
    season: seasonId.describe("The season"),
    token: token.describe("Address of an ERC-20, or native"),
  },
  async run({ options: { guild, season, token }, nation, transact }) {
    const { tokenView } = await import("../../sdk/treasury/tokens.ts");
    const { decimals, symbol } = await tokenView(await nation(), token);
    return transact("surplus", "closeBooks", [guild, season, token], {
      tell: (outcome) => {
        const losses = eventsNamed(outcome, "LossBooked");
        const lost = losses.length === 0 ? [] : ["Not all that was approved was paid: 'npx hardhat surplus:loss'."];
        if (eventsNamed(outcome, "BooksClosed").length === 0) {
          const waiting = `Books closed: guild ${guild}, season ${season}. Every member's number comes first.`;
          return {
            lines: [waiting, ...lost, "Next: 'npx hardhat surplus:weigh'."],
            data: { guild, season, token, toReserve: 0n },
          };
        }
        const { toReserve } = eventNamed(outcome, "BooksClosed").args as { toReserve: bigint };
        const line = `Books closed: guild ${guild}, season ${season}; ${formatAmount(toReserve, decimals)} ${symbol} to the reserve.`;
        return { lines: [line, ...lost, "See 'npx hardhat books:show'."], data: { guild, season, token, toReserve } };
      },
      already: { SurplusBooksClosed: `The books of guild ${guild}, season ${season}, are closed already.` },
    });
  },
});

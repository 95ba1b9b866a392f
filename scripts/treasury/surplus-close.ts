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
    const { NATIVE, tokenView } = await import("../../sdk/treasury/tokens.ts");
    const { decimals, symbol } = await tokenView(await nation(), token);
    return transact("surplus", "closeBooks", [guild, season, token], {
      tell: (outcome) => {
        const inToken = token === NATIVE ? "" : ` --token ${token}`;
        const isWeighed = eventsNamed(outcome, "WeighingBegan").length === 0;
        const losses = eventsNamed(outcome, "LossBooked");
        const lost = losses.length === 0 ? [] : ["Not all that was approved was paid: 'npx hardhat surplus:loss'."];
        const next = isWeighed
          ? "See 'npx hardhat books:show'."
          : `Every member's number comes first: 'npx hardhat surplus:weigh --guild ${guild} --season ${season}${inToken}'.`;
        if (eventsNamed(outcome, "BooksClosed").length === 0) {
          const lines = [`Books closed: guild ${guild}, season ${season}.`, ...lost, next];
          return { lines, data: { guild, season, token, toReserve: 0n } };
        }
        const { toReserve } = eventNamed(outcome, "BooksClosed").args as { toReserve: bigint };
        const line = `Books closed: guild ${guild}, season ${season}; ${formatAmount(toReserve, decimals)} ${symbol} to the reserve.`;
        return { lines: [line, ...lost, next], data: { guild, season, token, toReserve } };
      },
      already: { SurplusBooksClosed: `The books of guild ${guild}, season ${season}, are closed already.` },
    });
  },
});

import { z } from "zod";

import { eventNamed } from "../../sdk/acts.ts";
import { openedSeason } from "../../sdk/contributions/seasons.ts";
import { requireGuild } from "../../sdk/membership/guilds.ts";
import { guildId, seasonId, token } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

/** Ids in a word of `Surplus.weighedIn`. */
const IDS = 256n;

export const surplusWeigh = defineTask({
  name: "surplus:weigh",
  description:
    "Weighs the next members of closed books whose equation takes every member's number first (standing, outstanding " +
    "credits, care, the highest payout): whoever was ever on the guild's roster, and nobody else. Anybody may send it; " +
    "repeat it until it says that nothing waits. " +
    "Example: npx hardhat surplus:weigh --guild 10 --season 1",
  options: {
    guild: guildId,
    season: seasonId.describe("The season"),
    token: token.describe("Address of an ERC-20, or native"),
    page: z.coerce.number().int().min(1).max(500).default(200).describe("Members in one transaction"),
  },
  async run({ options: { guild, season, token, page }, nation, transact }) {
    const { rosterEver } = await import("../../sdk/membership/register.ts");
    const connected = await nation();
    const { surplus } = connected.contracts;
    await Promise.all([requireGuild(connected, guild), openedSeason(connected, season)]);
    const { pass } = await surplus.weighingOf(guild, season, token);
    const done = `Nothing waits to be weighed of guild ${guild}, season ${season}.`;
    if (pass === 0n) return unchanged(done, { guild, season, token });
    // Nobody else has a stock, credits or a share of this guild.
    const people = await rosterEver(connected, guild);
    const words = [...new Set(people.map((id) => id / IDS))];
    // Others may have weighed anybody, in any order.
    const bits = new Map(
      await Promise.all(
        words.map(async (word) => [word, await surplus.weighedIn(guild, season, token, pass, word)] as const),
      ),
    );
    const open = people.filter((id) => (((bits.get(id / IDS) ?? 0n) >> (id % IDS)) & 1n) === 0n);
    const ids = open.slice(0, page);
    return transact("surplus", "weigh", [guild, season, token, ids], {
      tell: (outcome) => {
        const { stocks } = eventNamed(outcome, "Weighed").args as unknown as { stocks: readonly bigint[] };
        const weighed = BigInt(stocks.length);
        const line = `Weighed ${weighed} of the ${people.length} who were ever in the guild; repeat it until nothing waits.`;
        return { lines: [line], data: { guild, season, token, weighed } };
      },
      already: { SurplusNothingToWeigh: done },
    });
  },
});

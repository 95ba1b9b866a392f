import { z } from "zod";

import { eventNamed } from "../../sdk/acts.ts";
import { guildId, seasonId, token } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

/** Ids in a word of `Surplus.weighedIn`. */
const IDS = 256n;

export const surplusWeigh = defineTask({
  name: "surplus:weigh",
  description:
    "Weighs the next members of closed books whose equation takes every member's number first (standing, outstanding " +
    "credits, care, the highest payout). Anybody may send it; repeat it until it says that nothing waits. " +
    "Example: npx hardhat surplus:weigh --guild 10 --season 1",
  options: {
    guild: guildId,
    season: seasonId.describe("The season"),
    token: token.describe("Address of an ERC-20, or native"),
    page: z.coerce.number().int().min(1).max(500).default(200).describe("Members in one transaction"),
  },
  async run({ options: { guild, season, token, page }, nation, transact }) {
    const { surplus, members } = (await nation()).contracts;
    const { pass } = await surplus.weighingOf(guild, season, token);
    const done = `Nothing waits to be weighed of guild ${guild}, season ${season}.`;
    if (pass === 0n) return unchanged(done, { guild, season, token });
    const last = await members.lastId();
    const ids: bigint[] = [];
    // Others may have weighed anybody, in any order.
    for (let word = 0n; word <= last / IDS && ids.length < page; ++word) {
      const weighed = await surplus.weighedIn(guild, season, token, pass, word);
      for (let id = word * IDS || 1n; id <= last && id < (word + 1n) * IDS && ids.length < page; ++id) {
        if (((weighed >> (id % IDS)) & 1n) === 0n) ids.push(id);
      }
    }
    return transact("surplus", "weigh", [guild, season, token, ids], {
      tell: (outcome) => {
        const { stocks } = eventNamed(outcome, "Weighed").args as unknown as { stocks: readonly bigint[] };
        const weighed = BigInt(stocks.length);
        const line = `Weighed ${weighed} agents of ${last}; repeat it until nothing waits.`;
        return { lines: [line], data: { guild, season, token, weighed } };
      },
      already: { SurplusNothingToWeigh: done },
    });
  },
});

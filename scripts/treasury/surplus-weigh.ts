import { z } from "zod";

import { eventNamed } from "../../sdk/acts.ts";
import { guildId, seasonId, token } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

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
    const { pass, cursor } = await surplus.weighingOf(guild, season, token);
    const done = `Nothing waits to be weighed of guild ${guild}, season ${season}.`;
    if (pass === 0n) return unchanged(done, { guild, season, token });
    const last = await members.lastId();
    const left = Number(last - cursor);
    const ids = Array.from({ length: Math.min(page, left) }, (_, index) => cursor + BigInt(index) + 1n);
    return transact("surplus", "weigh", [guild, season, token, ids], {
      tell: (outcome) => {
        const { state } = eventNamed(outcome, "Weighed").args as { state: { cursor: bigint } };
        const line = `Weighed ${ids.length} agents, up to ${state.cursor} of ${last}; repeat it until nothing waits.`;
        return { lines: [line], data: { guild, season, token, cursor: state.cursor } };
      },
      already: { SurplusNothingToWeigh: done },
    });
  },
});

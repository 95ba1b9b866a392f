import { act, eventsNamed } from "../../sdk/acts.ts";
import { RANKS } from "../../sdk/membership/ranks.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, byMember, guildId, rank } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const rankConfer = defineTask({
  name: "rank:confer",
  description:
    "Confers a rank on a person who reached what the guild published for it, or renews it; it is given when enough peers " +
    "have said so. Needs a peer who holds the rank or a higher one, or a steward where too few do. " +
    "Example: npx hardhat rank:confer --by 2 --guild 10 --for 5 --rank journeyman",
  options: { by: byMember, guild: guildId, for: agentId.describe("The person's agent id"), rank, ...signing },
  async run({ options: { by, guild, for: member, rank: word }, nation, perform }) {
    const { ranks } = (await nation()).contracts;
    const number = BigInt(RANKS.indexOf(word));
    const [{ round }, { peers }] = await Promise.all([ranks.conferralOf(guild, member, number), ranks.terms()]);
    return perform(by, act("ranks", "confer", { guild, member, rank: number, round }), {
      tell(outcome) {
        const given = eventsNamed(outcome, "RankConferred")[0]?.args as { until: bigint } | undefined;
        const next =
          given === undefined
            ? `It is given when enough peers say so (${peers}, or fewer with stewards where few hold it).`
            : `Agent ${member} holds the rank ${word} in guild ${guild} until ${formatMoment(given.until)}.`;
        return {
          lines: [`Agent ${by} confers the rank ${word} on agent ${member}.`, next],
          data: { by, guild, member, rank: word, round, until: given?.until ?? 0n },
        };
      },
      already: { RanksAlreadySaid: `Agent ${by} has said so in this round already.` },
    });
  },
});

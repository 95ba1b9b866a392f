import { act, eventNamed } from "../../sdk/acts.ts";
import { parseAmount } from "../../sdk/treasury/money.ts";
import { amount, byMember, guildId, roundId, text } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const cobudgetPropose = defineTask({
  name: "cobudget:propose",
  description:
    "Proposes a bucket of a guild in a round: what the guild would do, and what that takes. Members give to it of their equal " +
    "shares; full, it is funded. Of the text the chain keeps the hash: publish the text. Needs a steward of the guild. " +
    'Example: npx hardhat cobudget:propose --by 3 --guild 10 --round 1 --goal 500 --text "A new loom"',
  options: {
    by: byMember.describe("A steward"),
    guild: guildId,
    round: roundId,
    goal: amount.describe("Amount in the round's token"),
    text: text.describe("What the guild would do with it"),
    ...signing,
  },
  async run({ options: { by, guild, round, goal, text }, nation, perform }) {
    const { id } = await import("ethers");
    const { moneyIn, roundView } = await import("../../sdk/governance/cobudget.ts");
    const view = await roundView(await nation(), round);
    const units = parseAmount(goal, view.money.decimals);
    return perform(by, act("cobudget", "propose", { round, guild, goal: units, text: id(text) }), {
      tell(outcome) {
        const { bucket = 0n } = eventNamed(outcome, "BucketProposed").args as Record<string, bigint>;
        return {
          lines: [
            `Bucket ${bucket} of guild ${guild} in round ${round}: ${moneyIn(view, units)} for "${text}".`,
            `Members give with: npx hardhat cobudget:give --by ID --bucket ${bucket} --amount …`,
          ],
          data: { bucket, round, guild, by, goal: units, text: id(text) },
        };
      },
    });
  },
});

import { act, eventsNamed } from "../../sdk/acts.ts";
import { parseAmount } from "../../sdk/treasury/money.ts";
import { bucketId, byMember, someAmount } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const cobudgetGive = defineTask({
  name: "cobudget:give",
  description:
    "Says how much of your equal share is in a bucket from now on; less than before, or 0, takes some back while the bucket is " +
    "not full. What fills it funds it, for good. Needs a person who was an active member when the round opened. " +
    "Example: npx hardhat cobudget:give --by 3 --bucket 2 --amount 40",
  options: { by: byMember, bucket: bucketId, amount: someAmount, ...signing },
  async run({ options: { by, bucket, amount }, nation, perform }) {
    const { bucketView, moneyIn } = await import("../../sdk/governance/cobudget.ts");
    const connected = await nation();
    const { round, bucket: view } = await bucketView(connected, bucket);
    const units = parseAmount(amount, round.money.decimals);
    const { cobudget } = connected.contracts;
    const [gift, spent] = await Promise.all([cobudget.giftOf(bucket, by), cobudget.spentOf(round.number, by)]);
    if (gift.amount === units) {
      return unchanged(`Just this much of agent ${by}'s share is in bucket ${bucket} already.`, { by, bucket });
    }
    return perform(by, act("cobudget", "give", { bucket, amount: units }), {
      tell(outcome) {
        const { amount: now = 0n, given = 0n } = (eventsNamed(outcome, "Given")[0]?.args ?? {}) as Record<
          string,
          bigint
        >;
        const isFunded = eventsNamed(outcome, "BucketFunded").length > 0;
        const left = round.share - (spent - gift.amount + now);
        return {
          lines: [
            `Agent ${by} has ${moneyIn(round, now)} in bucket ${bucket}; ${moneyIn(round, left)} of the share is left.`,
            isFunded
              ? `The bucket is funded with ${moneyIn(round, given)}.`
              : `The bucket has ${moneyIn(round, given)} of ${moneyIn(round, view.goal)}.`,
          ],
          data: { by, bucket, amount: now, given, left, funded: isFunded },
        };
      },
    });
  },
});

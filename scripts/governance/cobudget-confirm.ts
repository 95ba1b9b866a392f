import { act, eventsNamed } from "../../sdk/acts.ts";
import { bucketId, byMember } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const cobudgetConfirm = defineTask({
  name: "cobudget:confirm",
  description:
    "Says that the work of a funded bucket is delivered. Once the givers of more than half of what came from outside the " +
    "guild have said so, it is paid (cobudget:pay). Needs a giver who is not of the guild. " +
    "Example: npx hardhat cobudget:confirm --by 3 --bucket 2",
  options: { by: byMember, bucket: bucketId, ...signing },
  async run({ options: { by, bucket }, nation, perform }) {
    const { cobudget } = (await nation()).contracts;
    const { hasConfirmed } = await cobudget.giftOf(bucket, by);
    if (hasConfirmed) return unchanged(`Agent ${by} has confirmed bucket ${bucket} already.`, { by, bucket });
    return perform(by, act("cobudget", "confirm", { bucket }), {
      tell(outcome) {
        const isDelivered = eventsNamed(outcome, "BucketDelivered").length > 0;
        const next = isDelivered
          ? `That is enough. Anybody pays it: npx hardhat cobudget:pay --bucket ${bucket}`
          : "Others who gave confirm too.";
        return {
          lines: [`Agent ${by} confirms that bucket ${bucket} is delivered.`, next],
          data: { by, bucket, delivered: isDelivered },
        };
      },
    });
  },
});

import { act } from "../../sdk/acts.ts";
import { bucketId, byMember, someAgents } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const cobudgetWithdraw = defineTask({
  name: "cobudget:withdraw",
  description:
    "Withdraws a bucket of a guild while it is not full: what members gave to it is theirs again (cobudget:free). Needs a " +
    "steward of the guild. Example: npx hardhat cobudget:withdraw --by 3 --bucket 2",
  options: { by: byMember.describe("A steward"), bucket: bucketId, ...signing },
  async run({ options: { by, bucket }, nation, perform }) {
    const { bucketView } = await import("../../sdk/governance/cobudget.ts");
    const view = await bucketView(await nation(), bucket);
    if (view.bucket.withdrawn) return unchanged(`Bucket ${bucket} is withdrawn already.`, { bucket });
    return perform(by, act("cobudget", "withdraw", { bucket }), {
      tell: () => ({
        lines: [
          `Bucket ${bucket} is withdrawn.`,
          `What was given to it is free with: npx hardhat cobudget:free --bucket ${bucket}`,
        ],
        data: { bucket, by },
      }),
    });
  },
});

export const cobudgetFree = defineTask({
  name: "cobudget:free",
  description:
    "Frees what members gave to a withdrawn bucket, all of them unless --members names some, so that they can give it to " +
    "others while the round runs. Anybody may. Example: npx hardhat cobudget:free --bucket 2",
  options: { bucket: bucketId, members: someAgents.optional().describe("Agent ids with commas between them: 3,5") },
  async run({ options: { bucket, members }, nation, transact }) {
    const { bucketView } = await import("../../sdk/governance/cobudget.ts");
    const { givers } = (await bucketView(await nation(), bucket)).bucket;
    const chosen = givers.map(({ agent }) => agent).filter((agent) => members?.includes(agent) ?? true);
    if (chosen.length === 0) return unchanged(`Nobody has anything in bucket ${bucket} to free.`, { bucket });
    return transact("cobudget", "free", [bucket, chosen.slice(0, MOST)], {
      tell: () => ({
        lines: [
          `Freed what ${Math.min(chosen.length, MOST)} members gave to bucket ${bucket}.`,
          ...(chosen.length > MOST ? [`${chosen.length - MOST} are left: run it again.`] : []),
        ],
        data: { bucket, freed: chosen.slice(0, MOST) },
      }),
    });
  },
});

/** In one transaction. */
const MOST = 200;

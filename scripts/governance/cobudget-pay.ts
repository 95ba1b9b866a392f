import { bucketId, roundId } from "../options.ts";
import { defineTask, unchanged } from "../task.ts";

export const cobudgetPay = defineTask({
  name: "cobudget:pay",
  description:
    "Pays a funded bucket: into the guild's surplus, or to its account where the round pays on delivery and that is " +
    "confirmed. What was not delivered in time goes back where the round's money came from. Anybody may. " +
    "Example: npx hardhat cobudget:pay --bucket 2",
  options: { bucket: bucketId },
  async run({ options: { bucket }, nation, transact }) {
    const { bucketView, moneyIn } = await import("../../sdk/governance/cobudget.ts");
    const { round, bucket: view } = await bucketView(await nation(), bucket);
    const sum = moneyIn(round, view.goal);
    const data = { bucket, guild: view.guild, amount: view.goal };
    if (view.isOver) return unchanged(`Bucket ${bucket} is ${view.state} already.`, data);
    if (view.state === "lapsed") {
      return transact("cobudget", "giveBack", [bucket], {
        tell: () => ({ lines: [`${sum} of bucket ${bucket} went back to ${round.source}.`], data }),
      });
    }
    const where = round.onDelivery ? "account" : "surplus";
    return transact("cobudget", "pay", [bucket], {
      tell: () => ({ lines: [`${sum} went to the ${where} of guild ${view.guild}.`], data }),
    });
  },
});

export const cobudgetSettle = defineTask({
  name: "cobudget:settle",
  description:
    "Sends what a round that has ended did not fund back where its money came from, with what the equal shares left over. " +
    "Anybody may. Example: npx hardhat cobudget:settle --round 1",
  options: { round: roundId },
  async run({ options: { round }, nation, transact }) {
    const { moneyIn, roundView } = await import("../../sdk/governance/cobudget.ts");
    const view = await roundView(await nation(), round);
    const amount = view.amount - view.funded;
    if (view.isSettled) return unchanged(`Round ${round} is settled already.`, { round });
    return transact("cobudget", "settle", [round], {
      tell: () => ({ lines: [`${moneyIn(view, amount)} went back to ${view.source}.`], data: { round, amount } }),
    });
  },
});

import type { RoundView } from "../../sdk/governance/cobudget.ts";
import { formatMoment } from "../../sdk/units.ts";
import { bucketId, roundId } from "../options.ts";
import { defineTask } from "../task.ts";

export const cobudgetShow = defineTask({
  name: "cobudget:show",
  description:
    "Shows the rounds, each member's equal share, and the buckets with what was given to each; --bucket names its givers. A " +
    "round is opened by a decision with money: proposal:create with Cobudget.open. " +
    "Example: npx hardhat cobudget:show --round 1",
  options: { round: roundId.optional(), bucket: bucketId.optional() },
  async run({ options: { round, bucket }, nation }) {
    const { allRounds, bucketView, moneyIn, roundView } = await import("../../sdk/governance/cobudget.ts");
    const connected = await nation();
    if (bucket !== undefined) {
      const { round: of, bucket: view } = await bucketView(connected, bucket);
      const lines = [
        `Bucket ${bucket} of guild ${view.guild} in round ${of.number}: ${view.state}`,
        `  ${moneyIn(of, view.given)} of ${moneyIn(of, view.goal)}, ${moneyIn(of, view.outside)} from outside the guild`,
        ...view.givers.map(({ agent, amount }) => `  agent ${agent}: ${moneyIn(of, amount)}`),
        ...(of.onDelivery ? [`  delivery confirmed for ${moneyIn(of, view.confirmed)}`] : []),
      ];
      return { lines, data: { ...view } };
    }
    const rounds = round === undefined ? await allRounds(connected) : [await roundView(connected, round)];
    const now = await connected.clock();
    const lines = rounds.flatMap((view) => inWords(view, now, (units) => moneyIn(view, units)));
    return { lines: lines.length === 0 ? ["No round was opened yet."] : lines, data: { rounds } };
  },
});

function inWords(view: RoundView, now: bigint, money: (units: bigint) => string): string[] {
  const { number, closesAt, amount, funded, share, electors, buckets, isSettled, onDelivery, deliverBy } = view;
  const state = now < closesAt ? "runs" : isSettled ? "settled" : "ended; settle it with cobudget:settle";
  return [
    `Round ${number}: ${money(amount)}, until ${formatMoment(closesAt)}; ${state}`,
    `  ${electors} members have ${money(share)} each; ${money(funded)} is funded`,
    ...(onDelivery ? [`  paid on delivery, confirmed by ${formatMoment(deliverBy)}`] : []),
    ...buckets.map(
      ({ bucket, guild, state: word, given, goal }) =>
        `  bucket ${bucket} of guild ${guild}: ${word}, ${money(given)} of ${money(goal)}`,
    ),
  ];
}

import { act } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, byMember, duration, topics } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

const HOUR = 3_600n;

export const delegationGive = defineTask({
  name: "delegation:give",
  description:
    "Leaves your choice on some topics to another member for a time: where you do not vote and the rule allows it, you are " +
    "counted as they vote. Your own ballot comes first, and you can take it back (delegation:revoke). Topics are the " +
    "numbers of decision rules (delegation:show). Needs two active members. " +
    "Example: npx hardhat delegation:give --by 3 --to 5 --topics 1,2 --lasts 90d",
  options: {
    by: byMember,
    to: agentId.describe("The delegate's agent id"),
    topics,
    lasts: duration.describe("How long from now, such as 90d"),
    ...signing,
  },
  async run({ options: { by, to, topics, lasts }, nation, perform }) {
    const { delegationsOf, topicBits } = await import("../../sdk/governance/delegations.ts");
    const connected = await nation();
    const { delegations } = connected.contracts;
    const now = await connected.clock();
    const given = await delegationsOf(connected, by);
    const same = topics.every((topic) => {
      const known = given.find((one) => one.topic === topic);
      if (known?.delegate !== to || known.until <= now) return false;
      // Run twice within the hour, it is the same delegation; for a longer or a shorter time it is another.
      const later = now + lasts - known.until;
      return later > -HOUR && later < HOUR;
    });
    if (same) return unchanged(`Agent ${by} has left this to agent ${to} already.`, { by, to, topics });
    const until = now + lasts;
    const order = (await delegations.orderOf(by)) + 1n;
    const fields = { delegate: to, topics: topicBits(topics), until, order };
    return perform(by, act("delegations", "giveDelegation", fields), {
      tell: () => ({
        lines: [`Agent ${by} leaves topic ${topics.join(", ")} to agent ${to} until ${formatMoment(until)}.`],
        data: { by, to, topics, until },
      }),
    });
  },
});

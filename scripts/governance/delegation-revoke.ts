import { act } from "../../sdk/acts.ts";
import { byMember, topics } from "../options.ts";
import { defineTask, signing } from "../task.ts";

export const delegationRevoke = defineTask({
  name: "delegation:revoke",
  description:
    "Takes topics back from your delegate, at any time, and voids every delegation that you signed before and nobody has " +
    "carried, also where you have given nothing yet. Send it yourself: one that is signed to be carried can be overtaken by " +
    "what it takes back. A choice that was brought into a vote before stays there until you vote yourself. " +
    "Example: npx hardhat delegation:revoke --by 3 --topics 1,2",
  options: { by: byMember, topics, ...signing },
  async run({ options: { by, topics }, nation, perform }) {
    const { delegationsOf, topicBits } = await import("../../sdk/governance/delegations.ts");
    const connected = await nation();
    const given = await delegationsOf(connected, by);
    const ended = topics.filter((topic) => given.some((one) => one.topic === topic));
    // Sent also where there is nothing to end: nobody can see what was signed and is still to be carried.
    const order = (await connected.contracts.delegations.orderOf(by)) + 1n;
    return perform(by, act("delegations", "revokeDelegation", { topics: topicBits(topics), order }), {
      tell: () => ({
        lines: [
          ended.length === 0
            ? `Agent ${by} had left none of these topics to anybody.`
            : `Agent ${by} speaks for themselves again on topic ${ended.join(", ")}.`,
          "Any delegation that they signed before and nobody has carried is void.",
        ],
        data: { by, topics, ended },
      }),
    });
  },
});

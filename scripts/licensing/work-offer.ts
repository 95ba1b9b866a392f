import { act } from "../../sdk/acts.ts";
import { byMember, policyId, workId } from "../options.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const workOffer = defineTask({
  name: "work:offer",
  description:
    "Offers a work under one policy more, up to four; users choose the one that suits them. Needs a steward of its guild. " +
    "Example: npx hardhat work:offer --by 1 --work 3 --policy 4",
  options: { by: byMember, work: workId.describe("The work"), policy: policyId.describe("The policy"), ...signing },
  async run({ options: { by, work, policy }, nation, perform }) {
    const { requireRightToDerive } = await import("../../sdk/licensing/works/derive.ts");
    const connected = await nation();
    const { commons } = connected.contracts;
    const [{ guild }, offered, edges] = await Promise.all([
      commons.workOf(work),
      commons.policiesOf(work),
      commons.parentsOf(work),
    ]);
    const already = `Work ${work} is offered under policy ${policy} already.`;
    if (offered.includes(policy)) return unchanged(already, { work, policies: [...offered] });
    const parents = edges.map(({ parent }) => parent);
    if (guild !== 0n) await requireRightToDerive(connected, { guild, parents, policies: [policy] });
    return perform(by, act("commons", "offer", { work, policy }), {
      tell: () => ({
        lines: [`Work ${work} is offered under policies ${[...offered, policy].join(", ")}.`],
        data: { work, policies: [...offered, policy] },
      }),
      already: { CommonsAlreadyOffered: already },
    });
  },
});

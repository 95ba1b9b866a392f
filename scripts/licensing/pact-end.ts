import { act, eventNamed } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { agentId, pactId } from "../options.ts";
import { proposedBefore } from "../proposing.ts";
import { defineTask, signing, unchanged } from "../task.ts";

export const pactEnd = defineTask({
  name: "pact:end",
  description:
    "Ends a pact after its days of notice; one not signed yet, at once. By the public body's key it is done; by an active " +
    "member it is proposed to the assembly, which gives the notice for the nation. " +
    "Example: npx hardhat pact:end --by 12 --pact 1",
  options: { by: agentId.describe("The organisation, or a member who proposes it"), pact: pactId, ...signing },
  async run({ options: { by, pact }, nation, perform }) {
    const { pactView } = await import("../../sdk/licensing/pacts.ts");
    const connected = await nation();
    const { organisation, endsAt, signedAt, noticeDays } = await pactView(connected, pact);
    const now = await connected.clock();
    const noticed = signedAt === 0n ? now : now + noticeDays * 86_400n;
    if (endsAt <= noticed) return unchanged(`Pact ${pact} ends ${formatMoment(endsAt)} as it is.`, { pact, endsAt });
    if (by === organisation) {
      return perform(by, act("pacts", "terminate", { pact }), {
        tell: (outcome) => {
          const { endsAt: end } = eventNamed(outcome, "PactEnding").args as { endsAt: bigint };
          return { lines: [`Pact ${pact} ends ${formatMoment(end)}.`], data: { pact, by, endsAt: end } };
        },
      });
    }
    const { ownDescription, proposalId } = await import("../../sdk/governance/proposals.ts");
    const { members, pacts } = connected.contracts;
    const calls = {
      targets: [connected.addresses.pacts],
      values: [0n],
      calldatas: [pacts.interface.encodeFunctionData("giveNotice", [pact])],
    };
    await pacts.giveNotice.staticCall(pact, { from: connected.addresses.timelock });
    const { key } = await members.keyOf(by);
    const owned = ownDescription(
      `End pact ${pact} with agent ${organisation}, after ${noticeDays} days of notice`,
      key,
    );
    const proposal = proposalId(calls, owned);
    const before = await proposedBefore(connected, proposal);
    if (before !== undefined) return before;
    return perform(by, act("assembly", "makeProposal", { ...calls, description: owned }), {
      tell: () => ({
        lines: [`Proposal ${proposal}: end pact ${pact} after ${noticeDays} days of notice.`],
        data: { proposal, by, pact },
      }),
    });
  },
});

import { act } from "../../sdk/acts.ts";
import { formatMoment } from "../../sdk/units.ts";
import { byMember, file, readJson } from "../options.ts";
import { proposedBefore } from "../proposing.ts";
import { defineTask, signing } from "../task.ts";

export const pactPropose = defineTask({
  name: "pact:propose",
  description:
    "Proposes to the assembly a pact with a public body: which guilds' works it may use and for what, what both sides " +
    "promise, what it may fund, for how long. Needs an active member, a JSON file and the pact's text beside it " +
    "(docs/pacts.md has an example); the body signs once the assembly has decided. " +
    "Example: npx hardhat pact:propose --by 1 --from pact.json",
  options: { by: byMember, from: file.describe("JSON file of the pact"), ...signing },
  async run({ options: { by, from }, nation, perform }) {
    const { ownDescription, proposalId } = await import("../../sdk/governance/proposals.ts");
    const { callsInWords } = await import("../../sdk/governance/preview/calls.ts");
    const { pactFile, proposalFrom } = await import("../../sdk/licensing/pacts.ts");
    const connected = await nation();
    const { members, pacts } = connected.contracts;
    const content = readJson(from, pactFile);
    const proposal = await proposalFrom(connected, content, { path: from, now: await connected.clock() });
    // Whatever the nation could not carry out is said before it is voted on.
    await pacts.propose.staticCall(proposal, { from: connected.addresses.timelock });
    const calls = {
      targets: [connected.addresses.pacts],
      values: [0n],
      calldatas: [pacts.interface.encodeFunctionData("propose", [proposal])],
    };
    const { signBefore, textHash } = proposal;
    const description = `Pact with ${content.name} (agent ${content.organisation}) for ${content.term}; text ${textHash}`;
    const { key } = await members.keyOf(by);
    const owned = ownDescription(description, key);
    const made = proposalId(calls, owned);
    const before = await proposedBefore(connected, made);
    if (before !== undefined) return before;
    const words = await callsInWords(connected, calls);
    return perform(by, act("assembly", "makeProposal", { ...calls, description: owned }), {
      tell: () => ({
        lines: [
          `Proposal ${made}: ${description}`,
          ...words.map((line) => `  ${line}`),
          `If the assembly adopts it, agent ${content.organisation} can sign until ${formatMoment(signBefore)}.`,
        ],
        data: { proposal: made, by, organisation: proposal.organisation, textHash, signBefore },
      }),
    });
  },
});

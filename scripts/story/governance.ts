import { id as hashOf } from "ethers";

import { act, send, signAct } from "../../sdk/acts.ts";
import { Choice, packBallots } from "../../sdk/governance/ballots.ts";
import { type Calls, ownDescription, proposalId } from "../../sdk/governance/proposals.ts";
import { DAY, HOUR, type Scene } from "./scene.ts";
import { MEMBERS, type Stage } from "./stage.ts";

export const ruleChanged: Scene = {
  title: "The assembly changes a rule",
  done: async ({ nation }) => (await nation.contracts.ledger.terms()).minimumCredit[0] === 20n * HOUR,
  async play(stage) {
    const { nation } = stage;
    const { assembly, ledger, petitions } = nation.contracts;
    const proposer = stage.account("Dita").address;
    const terms = await ledger.terms();
    const calls: Calls = {
      targets: [nation.addresses.ledger],
      values: [0n],
      calldatas: [
        ledger.interface.encodeFunctionData("setTerms", [
          {
            duration: terms.duration,
            appraisalPeriod: terms.appraisalPeriod,
            challengePeriod: terms.challengePeriod,
            standingHalfLife: terms.standingHalfLife,
            appraisals: terms.appraisals,
            probationaryCounts: terms.probationaryCounts,
            pairLimit: terms.pairLimit,
            cap: terms.cap,
            minimumCredit: [20n * HOUR, 0n, 0n],
          },
        ]),
      ],
    };
    const description = ownDescription(
      "From the next season on, 20 hours of work are needed to share in a surplus.",
      proposer,
    );
    const proposal = proposalId(calls, description);
    const list = { targets: [...calls.targets], values: [...calls.values], calldatas: calls.calldatas.map(String) };
    if ((await assembly.proposalSnapshot(proposal)) === 0n) {
      const sponsors = MEMBERS.filter((name) => name !== "Dita").slice(0, 2);
      const signed = await Promise.all(
        sponsors.map(async (name) => petitions.hasSigned(proposal, (await stage.author(name)).id)),
      );
      const missing = sponsors.filter((_, index) => signed[index] === false);
      await stage.together(missing.map((name) => [name, act("petitions", "sponsor", { proposal })]));
      await stage.together([["Dita", act("assembly", "makeProposal", { ...list, description })]]);
    }
    const key = [list.targets, list.values, list.calldatas, hashOf(description)];
    const courier = assembly.connect(stage.account("the courier"));
    const { snapshot, deadline } = await assembly.voteOf(proposal);

    if ((await assembly.state(proposal)) <= 1n) {
      await stage.waitUntil(snapshot + DAY);
      await castAll(stage, proposal);
      await stage.waitUntil(deadline + 1n);
    }
    if ((await assembly.state(proposal)) === 4n) await send(nation, courier, "queue", key);
    await stage.waitUntil((await assembly.proposalEta(proposal)) + 1n);
    await send(nation, courier, "execute", key);
    const [against, inFavour, abstaining] = await assembly.proposalVotes(proposal);
    return [
      "Dita, whose 12 hours were under the minimum of 16, proposes to raise it to 20. A fifth of the members must stand",
      "behind a proposal: two more sign for it. After ten days of notice four members",
      `vote themselves and six sign ballots that the courier carries in one transaction: ${inFavour} for, ${against} against,`,
      `${abstaining} abstaining. Passed, queued and, two days later, executed: the rule holds from the next season on.`,
    ];
  },
};

async function castAll(stage: Stage, proposal: bigint): Promise<void> {
  const { nation } = stage;
  const { assembly } = nation.contracts;
  const choices = MEMBERS.map((name, index) => ({
    name,
    choice: index === 4 ? Choice.Against : index === 7 ? Choice.Abstain : Choice.For,
  }));
  for (const { name, choice } of choices.slice(0, 4)) {
    await send(nation, assembly.connect(stage.account(name)), "castVote", [proposal, choice]);
  }
  const ballots = await Promise.all(
    choices.slice(4).map(async ({ name, choice }) => {
      const author = await stage.author(name);
      const { act: fields, signature } = await signAct(
        nation,
        author,
        act("assembly", "castBallot", { proposal, choice }),
      );
      return { by: author.id, choice, deadline: BigInt(String(fields["deadline"])), signature };
    }),
  );
  const courier = assembly.connect(stage.account("the courier"));
  await send(nation, courier, "castBallots", [proposal, packBallots(ballots)]);
}

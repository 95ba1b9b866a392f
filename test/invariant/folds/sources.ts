import type { Result } from "ethers";

import type { Name, Stage } from "../../../scripts/story/stage.ts";
import { act, perform, send } from "../../../sdk/acts.ts";
import { Choice } from "../../../sdk/governance/ballots.ts";
import { topicBits } from "../../../sdk/governance/delegations.ts";
import { countOf, covers, delegationOf } from "../../../sdk/governance/delegationsFold.ts";
import { listsOf, ownDescription, proposalId } from "../../../sdk/governance/proposals.ts";
import { RuleFlag } from "../../../sdk/governance/rules.ts";
import { commitmentFor, packOpenings } from "../../../sdk/governance/sealedBallots.ts";
import { committedBy } from "../../../sdk/governance/sealedFold.ts";
import { agentsOf, cross, each, one, pairs, upTo, type Views } from "./cases.ts";
import { asNation } from "./elections.ts";
import type { World } from "./world.ts";

const DAY = 86_400n;
const [SECRET, LEFT] = [2n, 3n]; // the rules that are added: sealed ballots, and delegates
const saltOf = (number: bigint) => `0x${number.toString(16).padStart(64, "5a")}`;

/** What the story of npm start leaves out: a vote with sealed ballots, which is being opened at the end, and one with delegates. */
export async function liveSources(stage: Stage): Promise<void> {
  const { nation } = stage;
  const { rules, sealedBallots, delegations, charter } = nation.contracts;
  const ordinary = (await rules.ruleAt(1n)) as unknown as Result;
  const plain = {
    ...ordinary.toObject(),
    sponsors: 0n,
    sponsorBps: 0n,
    votingDelay: 0n,
    lateHours: 0n,
  };
  const sealed = BigInt(RuleFlag.Sealed | RuleFlag.MayChange);
  await asNation(stage, "rules", "setRule", [SECRET, { ...plain, flags: sealed, revealHours: 24n }]);
  await asNation(stage, "rules", "setRule", [LEFT, { ...plain, flags: BigInt(RuleFlag.Delegable) }]);
  const { selector } = charter.interface.getFunction("amend");
  await asNation(stage, "delegations", "setTerms", [{ longest: 100n * DAY, most: 3n }]);

  await asNation(stage, "rules", "setRuleFor", [await charter.getAddress(), selector, LEFT]);
  await gives(stage, "Amara", "Bo", [1n, LEFT]);
  await gives(stage, "Chen", "Bo", [LEFT]);
  await gives(stage, "Dita", "Chen", [LEFT], DAY);
  const left = await proposes(stage, "A new text");
  const ballot = act("assembly", "castBallot", { proposal: left, choice: Choice.For });
  await perform(nation, await stage.author("Bo"), ballot);
  const voters = [await stage.id("Amara"), await stage.id("Chen"), await stage.id("Dita")];
  await send(nation, delegations.connect(stage.account("the courier")), "carryChoice", [
    ...[left, await stage.id("Bo"), voters],
  ]);
  for (const name of ["Chen", "Bo"] as const) {
    const author = await stage.author(name); // Bo gave nothing, and voids what he may have signed
    const order = (await delegations.orderOf(author.id)) + 1n;
    await perform(nation, author, act("delegations", "revokeDelegation", { topics: topicBits([LEFT]), order }));
  }

  await asNation(stage, "rules", "setRuleFor", [await charter.getAddress(), selector, SECRET]);
  const secret = await proposes(stage, "A text in secret until the count");
  const address = await sealedBallots.getAddress();
  for (const name of ["Amara", "Bo", "Chen"] as const) {
    const author = await stage.author(name);
    const opening = { by: author.id, choice: Choice.For, salt: saltOf(author.id) };
    const commitment = commitmentFor({ chainId: nation.chainId, address, proposal: secret }, opening);
    await perform(nation, author, act("sealedBallots", "commitBallot", { proposal: secret, commitment }));
  }
  const { deadline } = await nation.contracts.assembly.voteOf(secret);
  await stage.waitUntil(deadline - 24n * 3_600n + 1n);
  const by = await stage.id("Bo");
  const openings = packOpenings([{ by, choice: Choice.For, salt: saltOf(by) }]);
  await send(nation, sealedBallots.connect(stage.account("the courier")), "openBallots", [secret, openings]);
  await send(nation, delegations.connect(stage.account("the courier")), "clearDelegations", [
    ...[await stage.id("Dita"), topicBits([LEFT])],
  ]);
}

async function gives(stage: Stage, name: Name, to: Name, topics: readonly bigint[], lasts = 90n * DAY): Promise<void> {
  const { nation } = stage;
  const author = await stage.author(name);
  const order = (await nation.contracts.delegations.orderOf(author.id)) + 1n;
  const until = (await nation.clock()) + lasts;
  const given = { delegate: await stage.id(to), topics: topicBits(topics), until, order };
  await perform(nation, author, act("delegations", "giveDelegation", given));
}

async function proposes(stage: Stage, words: string): Promise<bigint> {
  const { nation } = stage;
  const { assembly, charter, members } = nation.contracts;
  const author = await stage.author("Amara");
  const calldata = charter.interface.encodeFunctionData("amend", [`0x${"11".repeat(32)}`, words]);
  const calls = { targets: [await charter.getAddress()], values: [0n], calldatas: [calldata] };
  const { key } = await members.keyOf(author.id);
  const description = ownDescription(words, key);
  await send(nation, assembly.connect(author.signer), "propose", [...listsOf(calls), description]);
  const proposal = proposalId(calls, description);
  await stage.waitUntil((await assembly.proposalSnapshot(proposal)) + 1n);
  return proposal;
}

const proposalsOf = ({ governance }: World): bigint[] => [...governance.proposals.keys(), 7n];
const TOPICS = [0n, 1n, SECRET, LEFT];

/** `stageOf`, from the assembly's logs. */
function sealedStage({ governance, now }: World, id: bigint): bigint {
  const known = governance.proposals.get(id);
  if (known === undefined || (known.rule.flags & BigInt(RuleFlag.Sealed)) === 0n) return 0n;
  if (known.canceled || now > known.deadline) return 4n;
  if (now <= known.snapshot) return 1n;
  return now <= known.deadline - known.rule.revealHours * 3_600n ? 2n : 3n;
}

export const sealedViews: Views = {
  stageOf: (world) => each(proposalsOf(world), (id) => sealedStage(world, id)),
  committedBy: (world) =>
    cross(proposalsOf(world), agentsOf(world), (id, member) => committedBy(world.sealed, id, member)),
};

export const delegationViews: Views = {
  terms: ({ delegations }) => one([delegations.terms.longest, delegations.terms.most]),
  delegationOf: (world) =>
    cross(agentsOf(world), TOPICS, (by, topic) => {
      const { delegate, since, until } = delegationOf(world.delegations, by, topic);
      return [delegate, since, until];
    }),
  countOf: (world) => cross(agentsOf(world), TOPICS, (to, topic) => countOf(world.delegations, to, topic)),
  orderOf: (world) => each(agentsOf(world), (by) => world.delegations.orders.get(by) ?? 0n),
  topicsOf: (world) => each(proposalsOf(world), (id) => world.delegations.topics.get(id) ?? 0n),
  covers: (world) =>
    proposalsOf(world).flatMap((proposal) =>
      pairs(agentsOf(world), upTo(3)).map(([member, to]) => {
        const snapshot = world.governance.proposals.get(proposal)?.snapshot ?? 0n;
        const vote = { proposal, snapshot, now: world.now };
        return { args: [proposal, member, to], is: covers(world.delegations, vote, member, to) };
      }),
    ),
};

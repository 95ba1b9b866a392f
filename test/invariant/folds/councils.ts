import { ZeroHash } from "ethers";

import { STUDIO } from "../../../scripts/story/scene.ts";
import type { Name, Stage } from "../../../scripts/story/stage.ts";
import { act, perform, send, type Act } from "../../../sdk/acts.ts";
import { callsOf, type PlainCalls } from "../../../sdk/governance/actions.ts";
import { councilAct } from "../../../sdk/governance/council.ts";
import {
  councilDue,
  councilState,
  councilVotes,
  HOLD_STATES,
  holdKey,
  holdNumber,
  holdState,
  isAlive,
  type FoldedCouncilProposal,
} from "../../../sdk/governance/councilsFold.ts";
import { COUNCIL_STATES } from "../../../sdk/governance/proposals.ts";
import { agentsOf, cross, each, one, pairs, upTo, type Views } from "./cases.ts";
import { asNation } from "./elections.ts";
import type { World } from "./world.ts";

const DAY = 86_400n;
const TERMS = {
  ...{ questionWindow: DAY, objectionWindow: DAY, integrationWindow: DAY, voteWindow: DAY, executionWindow: 9n * DAY },
  ...{ routineWindow: DAY, rounds: 2n, objections: 1n, routineObjections: 1n },
  ...{ thresholdBps: 5_000n, quorumBps: 0n, tenureDays: 0n, amender: 2n },
};
const PLAIN = "0x00000000";

/** What the story of npm start leaves out: questions, rounds, votes and routine acts, and decisions that members hold. */
export async function liveCouncils(stage: Stage): Promise<void> {
  const { nation } = stage;
  const { councils } = nation.contracts;
  await asNation(stage, "councils", "setTerms", [TERMS]);
  await asNation(stage, "holds", "setTerms", [{ members: 2n, memberBps: 0n, duration: 5n * DAY }]);

  const voted = await proposed(stage, 1n);
  await does(stage, "Chen", act("councils", "ask", { proposal: voted, question: ZeroHash, text: "Why?" }));
  const answer = { proposal: voted, question: 1n, answer: ZeroHash, text: "So that it lasts" };
  await does(stage, "Bo", act("councils", "answer", answer));
  await objected(stage, voted, 1n);
  await amended(stage, voted, 2n);
  await objected(stage, voted, 2n);
  await does(stage, "Bo", act("councils", "castVote", { proposal: voted, choice: 1n }));
  await stage.waitUntil((await councils.proposalOf(voted)).closesAt + DAY + 1n);
  await executed(stage, voted, await callsOfSteward(stage, 2n));

  const listing = await proposed(stage, 0n, listed(stage));
  await stage.waitUntil((await councils.proposalOf(listing)).closesAt + 1n);
  await executed(stage, listing, listed(stage));
  const target = stage.account("Ines").address;
  const payment = { guild: STUDIO, target, value: 5n, data: "0x", description: "Tea" };
  await does(stage, "Bo", act("councils", "proposeRoutine", payment));
  await does(stage, "Bo", act("councils", "proposeRoutine", payment));
  await does(stage, "Chen", objection(await councils.proposalCount(), 0n));

  const confirmed = await proposed(stage, 3n);
  const dropped = await proposed(stage, 4n);
  const called = await proposed(stage, 5n);
  for (const [name, decisions] of [
    ["Dita", [confirmed, dropped, called]],
    ["Emil", [confirmed, dropped]],
  ] as const) {
    for (const proposal of decisions) {
      const held = { subject: nation.addresses.councils, number: holdNumber(proposal, 1n) };
      await does(stage, name, act("holds", "suspend", { ...held, reason: ZeroHash, text: "Not so fast" }));
    }
  }
  await asNation(stage, "holds", "confirm", [nation.addresses.councils, holdNumber(confirmed, 1n)]);
  await asNation(stage, "holds", "drop", [nation.addresses.councils, holdNumber(dropped, 1n)]);
  await stage.waitUntil((await councils.proposalOf(called)).opensAt + 1n);
  await does(stage, "Chen", objection(called, 1n));
  await does(stage, "Chen", act("councils", "takeBack", { proposal: called, round: 1n }));
}

async function proposed(stage: Stage, step: bigint, calls?: PlainCalls): Promise<bigint> {
  const description = `Decision ${step}`;
  const proposal = councilAct({ guild: STUDIO, calls: calls ?? (await callsOfSteward(stage, step)), description });
  await does(stage, step > 3n ? "Chen" : "Bo", proposal);
  return stage.nation.contracts.councils.proposalCount();
}

/** Chen is no steward any more: a call that is another one for each step. */
async function callsOfSteward(stage: Stage, step: bigint): Promise<PlainCalls> {
  const actions = [
    { function: "appoint", arguments: { steward: String(await stage.id("Chen")), until: String(step) } },
  ];
  return callsOf(
    stage.nation,
    actions.map((action) => ({ contract: "Guilds", value: "0", ...action })),
    STUDIO,
  );
}

function listed(stage: Stage): PlainCalls {
  const target = stage.account("Ines").address;
  const terms = { target, selector: PLAIN, isListed: true, word: 0, most: "10", left: "100" };
  return callsOf(
    stage.nation,
    [{ contract: "Councils", value: "0", function: "setRoutine", arguments: terms }],
    STUDIO,
  );
}

const objection = (proposal: bigint, round: bigint): Act =>
  act("councils", "objectTo", { proposal, round, reason: ZeroHash, text: "It is too early" });

async function objected(stage: Stage, proposal: bigint, round: bigint): Promise<void> {
  const { councils } = stage.nation.contracts;
  await stage.waitUntil((await councils.proposalOf(proposal)).opensAt + 1n);
  await does(stage, "Chen", objection(proposal, round));
  await stage.waitUntil((await councils.proposalOf(proposal)).closesAt + 1n);
}

async function amended(stage: Stage, proposal: bigint, step: bigint): Promise<void> {
  const { targets, values, calldatas } = await callsOfSteward(stage, step);
  const fields = { proposal, round: 2n, targets, values, calldatas, description: "Amended" };
  await does(stage, "Bo", act("councils", "amend", fields));
}

async function executed(stage: Stage, proposal: bigint, calls: PlainCalls): Promise<void> {
  const { nation } = stage;
  const courier = nation.contracts.councils.connect(stage.account("the courier"));
  await send(nation, courier, "execute", [proposal, calls.targets, calls.values, calls.calldatas]);
}

const does = async (stage: Stage, name: Name, deed: Act) => perform(stage.nation, await stage.author(name), deed);

const proposalsOf = ({ councils }: World): bigint[] => upTo(councils.proposals.size);

/** An answer about a proposal; of one that there is not, nothing. */
const told = (world: World, id: bigint, answer: (proposal: FoldedCouncilProposal) => unknown, nothing: unknown) => {
  const known = world.councils.proposals.get(id);
  return known === undefined ? nothing : answer(known);
};

const stateIn = ({ councils, addresses, now }: World, id: bigint) =>
  councilState(councils, addresses.councils, id, now);

export const councilViews: Views = {
  terms: ({ councils }) => one(Object.values(councils.terms!)),
  proposalCount: ({ councils }) => one(BigInt(councils.proposals.size)),
  proposalOf: (world) =>
    each(world.councils.proposals.keys(), (id) =>
      told(
        world,
        id,
        (one) => [
          ...[one.guild, one.by, one.openedAt, one.opensAt, one.closesAt, one.expiresAt, one.round],
          ...[one.withdrawn, one.executed, BigInt(one.objections.size), one.stopsAt, one.questions, one.electors],
          ...[
            ...councilVotes(one),
            one.others,
            one.firstOpenedAt,
            one.isOthers,
            one.callsHash,
            Object.values(one.terms),
          ],
        ],
        [],
      ),
    ),
  stateOf: (world) => each(proposalsOf(world), (id) => BigInt(COUNCIL_STATES.indexOf(stateIn(world, id)))),
  hasObjected: (world) =>
    cross(proposalsOf(world), agentsOf(world), (id, person) =>
      told(world, id, ({ objections }) => objections.has(person), false),
    ),
  hasVoted: (world) =>
    cross(proposalsOf(world), agentsOf(world), (id, person) =>
      told(world, id, ({ votes }) => votes.has(person), false),
    ),
  routineOf: ({ councils: { routines } }) =>
    [...routines].map(([key, { isListed, word, most, left }]) => ({
      args: key.split("/"),
      is: [isListed, word, most, left],
    })),
  holdNumber: (world) =>
    each(proposalsOf(world), (id) => holdNumber(id, told(world, id, ({ round }) => round, 0n) as bigint)),
  knownSince: (world) =>
    pairs(proposalsOf(world), [0n, 1n, 2n]).map(([id, round]) => ({
      args: [holdNumber(id, round)],
      is: told(
        world,
        id,
        (made) =>
          made.round === round && isAlive(stateIn(world, id)) ? [made.openedAt, councilDue(made, world.now)] : [0n, 0n],
        [0n, 0n],
      ),
    })),
};

const numbersOf = (world: World) => pairs(proposalsOf(world), [0n, 1n, 2n]).map(([id, round]) => holdNumber(id, round));

const heldIn = ({ councils, addresses }: World, number: bigint) =>
  councils.holds.get(holdKey(addresses.councils, number));

const ofHolds = (world: World, answer: (number: bigint) => unknown) =>
  numbersOf(world).map((number) => ({ args: [world.addresses.councils, number], is: answer(number) }));

const stateOfHold = (world: World, number: bigint) =>
  BigInt(HOLD_STATES.indexOf(holdState(heldIn(world, number), world.now)));

export const holdViews: Views = {
  terms: ({ councils }) => one(Object.values(councils.holdTerms!)),
  heldOf: (world) =>
    ofHolds(world, (number) => {
      const hold = heldIn(world, number);
      if (hold === undefined) return [0n, 0n, 0n, 0n, 0n];
      const { knownSince, needed, members, until, decided } = hold;
      return [knownSince, needed, BigInt(members.size), until, BigInt(HOLD_STATES.indexOf(decided))];
    }),
  stateOf: (world) => ofHolds(world, (number) => stateOfHold(world, number)),
  suspensionOf: (world) => ofHolds(world, (number) => [stateOfHold(world, number), heldIn(world, number)?.until ?? 0n]),
  hasJoined: (world) =>
    pairs(numbersOf(world), agentsOf(world)).map(([number, member]) => ({
      args: [world.addresses.councils, number, member],
      is: heldIn(world, number)?.members.has(member) ?? false,
    })),
};

import type { Name, Stage } from "../../../scripts/story/stage.ts";
import { act, perform, send, type Act } from "../../../sdk/acts.ts";
import { rollAt, rollKey, sizeAt, termsAt } from "../../../sdk/governance/chambersFold.ts";
import { listsOf } from "../../../sdk/governance/proposals.ts";
import { activeCountAt, isActive, wasActive } from "../../../sdk/membership/views.ts";
import { callOf, keyOf } from "../../fixtures/governance.ts";
import { BRAKE_TERMS, CHAMBER, CHAMBER_TERMS, OPTIMISTIC } from "../../fixtures/chambers.ts";
import { agentsOf, cross, each, moments, one, pairs, upTo, type Views } from "./cases.ts";
import { asNation } from "./elections.ts";
import type { World } from "./world.ts";

const DAY = 86_400n;
const WORD = `0x${"00".repeat(31)}07`;
/** Every class that can be attested. */
const ALL_CLASSES = 0b1_1111_1000n;

/** What the story of npm start leaves out: a decision vetoed, one objected to, and a brake pulled, armed and pulled again. */
export async function liveChambers(stage: Stage): Promise<void> {
  const { nation } = stage;
  const { chambers, rules, members, assembly, organisations } = nation.contracts;
  const courier = stage.account("the courier");
  await asNation(stage, "chambers", "setTerms", [{ ...CHAMBER_TERMS, classes: ALL_CLASSES }]);
  const number = await rules.ruleCount();
  await asNation(stage, "rules", "setRule", [number, OPTIMISTIC]);
  const { selector } = members.interface.getFunction("fold");
  await asNation(stage, "rules", "setRuleFor", [nation.addresses.members, selector, number]);
  const attested = await organisations.queryFilter(organisations.filters.OrganisationAttested());
  const known = [...new Set(attested.map(({ args }) => args.organisation))];
  const seated = await Promise.all(known.map((id) => chambers.mayEnter(CHAMBER.organisations, id, 0n)));
  const sitting = known.filter((_, index) => seated[index]);
  for (const id of sitting) await send(nation, chambers.connect(courier), "enter", [CHAMBER.organisations, id, 0n]);
  await stage.waitUntil((await stage.now()) + 100n);

  for (const title of ["Folded, and vetoed", "Folded again", "Folded in peace"]) {
    const calls = await callOf(members, "fold", [title === "Folded in peace" ? 3n : 2n]);
    const key = keyOf(calls, title);
    const proposer = title === "Folded in peace" ? "Bo" : "Amara";
    const [targets, values, calldatas] = listsOf(calls);
    await does(stage, proposer, act("assembly", "makeProposal", { targets, values, calldatas, description: title }));
    const proposal = await assembly.hashProposal(...key);
    await stage.waitUntil((await assembly.proposalDeadline(proposal)) + 1n);
    await send(nation, chambers.connect(courier), "open", [...key]);
    const names = title === "Folded, and vetoed" ? EVERYBODY : (["Dita"] as const);
    for (const name of names) await objects(stage, name, proposal);
  }
  await asNation(stage, "chambers", "setTerms", [{ ...CHAMBER_TERMS, classes: 0n }]);
  for (const id of sitting.slice(0, 1)) {
    if (await chambers.mayEnter(CHAMBER.organisations, id, 0n)) continue;
    await send(nation, chambers.connect(courier), "strike", [CHAMBER.organisations, id]);
  }

  await asNation(stage, "brake", "setTerms", [{ ...BRAKE_TERMS, office: 0n, officers: 0n, members: 2n, lasts: DAY }]);
  await pulls(stage, "Amara");
  await pulls(stage, "Bo");
  await asNation(stage, "brake", "release", []);
  await asNation(stage, "brake", "arm", []);
  await stage.waitUntil((await stage.now()) + 10n);
  await pulls(stage, "Chen");
}

const EVERYBODY = ["Amara", "Bo", "Chen", "Dita"] as const;

const objects = (stage: Stage, name: Name, proposal: bigint) =>
  does(stage, name, act("chambers", "objectIn", { proposal, chamber: CHAMBER.members, guild: 0n, reason: WORD }));

async function pulls(stage: Stage, name: Name) {
  const round = await stage.nation.contracts.brake.round();
  return does(stage, name, act("brake", "pull", { round, reason: WORD }));
}

const does = async (stage: Stage, name: Name, deed: Act) => perform(stage.nation, await stage.author(name), deed);

const NO_TERMS = Array<bigint>(7).fill(0n);
const NO_HEARING = [0n, 0n, 0n, false, 0n, 0n];
const CHAMBERS_OF = [0n, 1n, 2n];
const hearingsOf = ({ chambers }: World): bigint[] => [...chambers.hearings.keys(), 1n];
const placesOf = (world: World) => pairs(CHAMBERS_OF, agentsOf(world));

export const chamberViews: Views = {
  terms: ({ chambers }) => one(chambers.terms.at(-1)?.terms),
  termsAt: (world) => each(moments(world), (at) => termsAt(world.chambers, at) ?? NO_TERMS),
  sizeAt: (world) =>
    cross(CHAMBERS_OF, moments(world), (chamber, at) =>
      chamber === 0n ? activeCountAt(world.members, at) : sizeAt(world.chambers, chamber, at),
    ),
  wasOnRoll: (world) =>
    pairs(placesOf(world), moments(world)).map(([[chamber, who], at]) => ({
      args: [chamber, who, at],
      is: chamber === 0n ? wasActive(world.members, who, at) : rollAt(world.chambers, at).has(rollKey(chamber, who)),
    })),
  isOnRoll: (world) =>
    placesOf(world).map(([chamber, who]) => ({
      args: [chamber, who],
      is: chamber === 0n ? isActive(world.members, who, world.now) : world.chambers.rolls.has(rollKey(chamber, who)),
    })),
  guildOnRoll: (world) => each(agentsOf(world), (who) => world.chambers.rolls.get(rollKey(1n, who)) ?? 0n),
  hearingOf: (world) =>
    each(hearingsOf(world), (id) => {
      const hearing = world.chambers.hearings.get(id);
      if (hearing === undefined) return NO_HEARING;
      const { snapshot, twoBps, threeBps, vetoed, sizes, objections } = hearing;
      return [snapshot, twoBps, threeBps, vetoed, sizes, objections];
    }),
  vetoesOf: (world) =>
    each(
      [...world.chambers.hearings.values()].map(({ calls }) => calls).concat(WORD),
      (calls) => world.chambers.vetoes.get(calls) ?? 0n,
    ),
  objectionOf: (world) =>
    cross(hearingsOf(world), agentsOf(world), (id, who) => {
      const chamber = world.chambers.hearings.get(id)?.by.get(who);
      return [chamber !== undefined, chamber ?? 0n];
    }),
};

export const brakeViews: Views = {
  terms: ({ brake }) => one(brake.terms),
  state: ({ brake }) => {
    const { round, openedAt, officers, members, stopsUntil, armed } = brake;
    return one([round, openedAt, officers, members, stopsUntil, armed]);
  },
  round: ({ brake, now }) => {
    const lapsed = brake.openedAt !== 0n && now >= brake.openedAt + (brake.terms?.gathers ?? 0n);
    return one(lapsed ? brake.round + 1n : brake.round);
  },
  hasPulled: (world) =>
    cross(upTo(world.brake.round), agentsOf(world), (round, who) => world.brake.pulls.get(round)?.has(who) ?? false),
  isStopping: ({ brake, now }) => one(now < brake.stopsUntil),
};

import { MaxUint256, ZeroAddress, ZeroHash } from "ethers";

import { creditsOf } from "../../../sdk/contributions/fold.ts";
import * as governance from "../../../sdk/governance/fold.ts";
import { PROPOSAL_STATES } from "../../../sdk/governance/proposals.ts";
import * as licensing from "../../../sdk/licensing/fold.ts";
import * as membership from "../../../sdk/membership/views.ts";
import { agentsOf, cross, each, keysOf, moments, one, pairs, upTo, type Views } from "./cases.ts";
import type { World } from "./world.ts";

const BPS = 10_000n;
const CLASSES = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n];
const PURPOSES = [0n, 1n, 2n, 3n, 4n];
const COUNCIL_STATES = ["None", "Open", "Agreed", "Stopped", "Withdrawn", "Expired", "Executed"];

const worksOf = ({ licensing: { works } }: World): bigint[] => upTo(works.size);

/** A policy as it was added: the log has all of it. */
const ofPolicies = (world: World, answer: (content: PolicyContent) => unknown) =>
  world.logs("policies", "PolicyAdded").map(({ args }) => ({ args: [args[0]], is: answer(args[1] as PolicyContent) }));

interface PolicyContent {
  readonly terms: { readonly matrix: bigint; readonly irrevocable: boolean; readonly term: bigint };
  readonly fee: unknown;
}

export const policyViews: Views = {
  lastId: (world) => one(BigInt(world.licensing.policies.size)),
  policyOf: (world) => ofPolicies(world, (content) => content),
  termsOf: (world) => ofPolicies(world, ({ terms }) => terms),
  feeOf: (world) => ofPolicies(world, ({ fee }) => fee),
  cellOf: (world) =>
    pairs(world.licensing.policies, pairs(CLASSES, PURPOSES)).map(([[id, policy], [userClass, purpose]]) => ({
      args: [id, userClass, purpose],
      is: [(policy.matrix >> (3n * (userClass * 5n + purpose))) & 7n, policy.irrevocable, policy.term],
    })),
};

/** What an agent is to the licences. */
function kindOf({ members, licensing: { attestations }, now }: World, agent: bigint): licensing.Standing["kind"] {
  if (agent === 0n) return "stranger";
  if (members.guilds.has(agent)) return "guild";
  if (attestations.has(agent)) return "organisation";
  if (!members.agents.has(agent)) return "unknown";
  return membership.isActive(members, agent, now) ? "member" : "person";
}

/** The more of what a guild accepted in the last two seasons. */
function reciprocity({ ledger }: World, guild: bigint, agent: bigint): bigint {
  const [running, former] = [ledger.lastSeason, ledger.lastSeason - 1n].map((season) =>
    creditsOf(ledger, guild, agent, season).reduce((sum, minutes) => sum + minutes),
  );
  return running! > former! ? running! : former!;
}

export const organisationViews: Views = {
  longestAttestation: (world) => one(world.licensing.longestAttestation),
  issuerUntil: (world) => each(agentsOf(world), (id) => world.licensing.issuers.get(id) ?? 0n),
  attestationOf: (world) => each(agentsOf(world), (id) => world.licensing.attestations.get(id) ?? [0n, 0n, 0n, 0n]),
  classOf: (world) =>
    each(agentsOf(world), (id) => {
      const kind = kindOf(world, id);
      return [licensing.classOf(world.licensing, id, kind, world.now), kind !== "unknown"];
    }),
};

export const commonsViews: Views = {
  licences: (world) => one(world.licensing.licences),
  lastId: (world) => one(BigInt(world.licensing.works.size)),
  workOf: (world) =>
    each(world.licensing.works.keys(), (id) => {
      const { guild, version, grantsStopped, edges, publishedAt, policies } = world.licensing.works.get(id)!;
      const upstream = edges.reduce((sum, { shareBps }) => sum + shareBps, 0n);
      const offers = policies.reduce((bits, policy, place) => bits | (policy << BigInt(16 * place)), 0n);
      return [guild, version, grantsStopped, edges.length, upstream, publishedAt, offers];
    }),
  policiesOf: (world) => each(world.licensing.works.keys(), (id) => world.licensing.works.get(id)!.policies),
  parentsOf: (world) => each(world.licensing.works.keys(), (id) => world.licensing.works.get(id)!.edges),
  waiting: (world) =>
    pairs(worksOf(world), worksOf(world)).map(([child, parent]) => ({
      args: [child, parent, ZeroAddress],
      is: world.licensing.waiting.get(licensing.edgeKey(child, parent, ZeroAddress)) ?? 0n,
    })),
};

export const licenceViews: Views = {
  reciprocityOf: (world) =>
    cross(world.members.guilds.keys(), agentsOf(world), (guild, agent) => reciprocity(world, guild, agent)),
  grantOf: (world) =>
    pairs(worksOf(world), pairs(agentsOf(world), PURPOSES)).map(([work, [agent, purpose]]) => ({
      args: [work, agent, purpose],
      is: world.licensing.grants.get(licensing.grantKey(work, agent, purpose)) ?? Array(8).fill(0n),
    })),
  canUse: (world) =>
    pairs(worksOf(world), pairs(agentsOf(world), PURPOSES)).map(([work, [agent, purpose]]) => {
      const guild = world.licensing.works.get(work)?.guild ?? 0n;
      const standing = { kind: kindOf(world, agent), reciprocityMinutes: reciprocity(world, guild, agent) };
      const is = licensing.canUse(world.licensing, { work, agent, purpose, now: world.now, standing });
      return { args: [work, agent, purpose], is };
    }),
};

export const charterViews: Views = { charter: ({ governance: { charter } }) => one(charter) };

export const ruleViews: Views = {
  ruleCount: ({ governance: { rules } }) => one(BigInt(rules.length)),
  ruleAt: ({ governance: { rules } }) => each(rules.keys(), (index) => rules[index]),
  proposalsPerMember: ({ governance: { proposalsPerMember } }) => one(proposalsPerMember),
  ruleIndexFor: ({ governance: { ruleFor }, addresses }) =>
    [...[...ruleFor.keys()].map((key) => key.split("/")), [addresses.members, "0xffffffff"]].map(
      ([target, selector]) => ({
        args: [target, selector],
        is: ruleFor.get(governance.functionKey(target!, selector!)) ?? 0n,
      }),
    ),
  ruleForCalls: ({ governance: { rules, ruleFor } }) =>
    [...ruleFor].flatMap(([key, rule]) => {
      const [target, selector] = key.split("/");
      return [
        { args: [[target], [0n], [selector]], is: rules[Number(rule)] },
        { args: [[target], [1n], [selector]], is: rules[0] }, // coins go only by the constitutional rule
      ];
    }),
};

const ofCouncils = (world: World, answer: (proposal: governance.CouncilProposal, id: bigint) => unknown) =>
  each(world.governance.councilProposals.keys(), (id) => answer(world.governance.councilProposals.get(id)!, id));

export const councilViews: Views = {
  terms: (world) => one(world.governance.councilTerms),
  proposalCount: (world) => one(BigInt(world.governance.councilProposals.size)),
  proposalOf: (world) =>
    ofCouncils(world, ({ objections, stopsAt, withdrawn, executed, callsHash, ...proposal }) => {
      const { guild, by, openedAt, closesAt, expiresAt } = proposal;
      return [guild, by, openedAt, closesAt, expiresAt, objections.size, stopsAt, withdrawn, executed, callsHash];
    }),
  stateOf: (world) =>
    each(upTo(world.governance.councilProposals.size), (id) =>
      BigInt(COUNCIL_STATES.indexOf(governance.councilState(world.governance, id, world.now))),
    ),
  hasObjected: (world) =>
    cross(world.governance.councilProposals.keys(), agentsOf(world), (id, person) =>
      world.governance.councilProposals.get(id)!.objections.has(person),
    ),
};

const ofProposals = (world: World, answer: (proposal: governance.Proposal) => unknown) =>
  each(world.governance.proposals.keys(), (id) => answer(world.governance.proposals.get(id)!));

const constitution = ({ governance: { rules } }: World): governance.Rule => rules[0]!;

const votesAt = (world: World) =>
  cross(keysOf(world), moments(world), (key, at) => membership.pastVotesOf(world.members, key, at));

export const assemblyViews: Views = {
  state: (world) =>
    ofProposals(world, (proposal) =>
      BigInt(PROPOSAL_STATES.indexOf(governance.proposalState(world.governance, proposal, world.now))),
    ),
  proposalSnapshot: (world) => ofProposals(world, ({ snapshot }) => snapshot),
  proposalDeadline: (world) => ofProposals(world, ({ deadline }) => deadline),
  proposalEta: (world) => ofProposals(world, ({ eta }) => eta),
  proposalProposer: (world) => ofProposals(world, ({ by }) => world.governance.keyOfAgent.get(by)),
  proposalQuorum: (world) =>
    ofProposals(world, (proposal) => governance.quorumOf(world.governance, proposal, world.now)),
  proposalVotes: (world) => ofProposals(world, governance.votesOf),
  voteOf: (world) =>
    ofProposals(world, (proposal) => {
      const { thresholdBps, quorumBps, blocks, lateHours } = proposal.rule;
      const votes = governance.votesOf(proposal).reduce((bits, count, lane) => bits | (count << BigInt(30 * lane)), 0n);
      const { snapshot, deadline, canceled } = proposal;
      return [snapshot, deadline, votes, canceled, thresholdBps, quorumBps, blocks, lateHours];
    }),
  decisionOf: (world) =>
    ofProposals(world, ({ by, eta, rule: { executionDelay, executionWindow }, executed }) => [
      ...[by, eta, executionDelay, executionWindow, executed],
    ]),
  ballotOf: (world) =>
    cross(world.governance.proposals.keys(), agentsOf(world), (id, member) => {
      const choice = world.governance.proposals.get(id)!.ballots.get(member);
      return [choice !== undefined, choice ?? 0];
    }),
  hasVoted: (world) =>
    cross(world.governance.proposals.keys(), keysOf(world), (id, key) =>
      world.governance.proposals.get(id)!.ballots.has(world.members.idOf.get(key) ?? MaxUint256),
    ),
  liveProposals: (world) => each(agentsOf(world), (id) => governance.liveProposals(world.governance, id, world.now)),
  quorum: (world) =>
    each(moments(world), (at) => {
      const electors = governance.electorateAt(world.governance, at);
      return (electors * constitution(world).quorumBps + BPS - 1n) / BPS;
    }),
  getVotes: votesAt,
  getVotesWithParams: (world) => votesAt(world).map(({ args, is }) => ({ args: [...args, "0x"], is })),
  votingDelay: (world) => one(constitution(world).votingDelay),
  votingPeriod: (world) => one(constitution(world).votingPeriod),
};

/** Operations of OpenZeppelin's timelock: when each may be carried out, 1 when it was, 0 when it was called off. */
function operations({ logs }: World): Map<string, bigint> {
  const readyAt = new Map<string, bigint>([[ZeroHash, 0n]]);
  for (const { args, blockTimestamp } of logs("timelock", "CallScheduled")) {
    readyAt.set(args.getValue("id") as string, blockTimestamp + (args.getValue("delay") as bigint));
  }
  for (const { args } of logs("timelock", "CallExecuted")) readyAt.set(args.getValue("id") as string, 1n);
  for (const { args } of logs("timelock", "Cancelled")) readyAt.set(args.getValue("id") as string, 0n);
  return readyAt;
}

const ofOperations = (world: World, answer: (readyAt: bigint) => unknown) =>
  [...operations(world)].map(([id, readyAt]) => ({ args: [id], is: answer(readyAt) }));

const [UNSET, WAITING, READY, DONE] = [0n, 1n, 2n, 3n];
function stageOf(readyAt: bigint, now: bigint): bigint {
  if (readyAt <= 1n) return readyAt === 0n ? UNSET : DONE;
  return now < readyAt ? WAITING : READY;
}

/** Who holds which role, by the last log about the two. */
function roles({ logs }: World): Map<string, boolean> {
  const changes = logs("timelock", "RoleGranted", "RoleRevoked");
  return new Map(changes.map(({ name, args }): [string, boolean] => [`${args[0]}/${args[1]}`, name === "RoleGranted"]));
}

export const timelockViews: Views = {
  getMinDelay: ({ logs }) => one(logs("timelock", "MinDelayChange").at(-1)!.args[1]),
  getTimestamp: (world) => ofOperations(world, (readyAt) => readyAt),
  getOperationState: (world) => ofOperations(world, (readyAt) => stageOf(readyAt, world.now)),
  isOperation: (world) => ofOperations(world, (readyAt) => readyAt !== 0n),
  isOperationDone: (world) => ofOperations(world, (readyAt) => readyAt === 1n),
  isOperationPending: (world) => ofOperations(world, (readyAt) => readyAt > 1n),
  isOperationReady: (world) => ofOperations(world, (readyAt) => stageOf(readyAt, world.now) === READY),
  hasRole: (world) => [...roles(world)].map(([key, held]) => ({ args: key.split("/"), is: held })),
  getRoleAdmin: (world) => [...roles(world)].map(([key]) => ({ args: [key.split("/")[0]], is: ZeroHash })),
};

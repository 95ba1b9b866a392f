import { MaxUint256, ZeroAddress, ZeroHash } from "ethers";

import { contractNames, solidityName, type ContractName } from "../../../sdk/connect.ts";
import { creditsOf, recordOf as contributedOf } from "../../../sdk/contributions/views.ts";
import { guards } from "../../../sdk/governance/articles.ts";
import * as governance from "../../../sdk/governance/fold.ts";
import { PROPOSAL_STATES } from "../../../sdk/governance/proposals.ts";
import * as licensing from "../../../sdk/licensing/fold.ts";
import type { Policy } from "../../../sdk/licensing/policies.ts";
import { dueOn, grantNumber, type Meter, newMeter, partsOf } from "../../../sdk/licensing/grants.ts";
import { type Due, NOTHING_DUE, STANDINGS } from "../../../sdk/licensing/obligations.ts";
import { packOffers, partOf } from "../../../sdk/licensing/packing.ts";
import { approves } from "../../../sdk/licensing/pactsFold.ts";
import { foldTokens, tokenUri } from "../../../sdk/licensing/tokens.ts";
import * as membership from "../../../sdk/membership/views.ts";
import { agentsOf, cross, each, keysOf, moments, one, pairs, REVERTS, upTo, type Views } from "./cases.ts";
import type { World } from "./world.ts";

const CLASSES = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n];
const PURPOSES = [0n, 1n, 2n, 3n, 4n];

const worksOf = ({ licensing: { works } }: World): bigint[] => upTo(works.size);

/** A policy as it was added: the log has all of it. */
const ofPolicies = (world: World, answer: (content: PolicyContent) => unknown) =>
  world.logs("policies", "PolicyAdded").map(({ args }) => ({ args: [args[0]], is: answer(args[1] as PolicyContent) }));

interface PolicyContent {
  readonly terms: { readonly matrix: bigint; readonly irrevocable: boolean; readonly term: bigint };
  readonly price: unknown;
  readonly reciprocity: unknown;
}

const partsBy = ({ price }: Policy, userClass: bigint) => {
  const shareBps = price.classBps[Number(userClass)] ?? 0n;
  return (amount: bigint) => partOf(amount, shareBps);
};

const cellOf = ({ matrix }: Policy, userClass: bigint, purpose: bigint) =>
  (matrix >> (3n * (userClass * 5n + purpose))) & 7n;

/** As `Rows.sol` packs it. */
const rowOf = ({ matrix, irrevocable, price, reciprocity }: Policy, userClass: bigint) =>
  ((matrix >> (15n * userClass)) & 0x7fffn) |
  (irrevocable ? 1n << 15n : 0n) |
  (price.perGrant === 0n ? 0n : 1n << 16n) |
  (reciprocity.periodDays << 17n) |
  (reciprocity.minutesAsked << 32n);

export const policyViews: Views = {
  lastId: (world) => one(BigInt(world.licensing.policies.size)),
  policyOf: (world) => ofPolicies(world, (content) => content),
  termsOf: (world) => ofPolicies(world, ({ terms }) => terms),
  priceOf: (world) => ofPolicies(world, ({ price }) => price),
  reciprocityOf: (world) => ofPolicies(world, ({ reciprocity }) => reciprocity),
  perGrantOf: (world) =>
    pairs(world.licensing.policies, CLASSES).map(([[id, policy], userClass]) => ({
      args: [id, userClass],
      is: [policy.price.token, partsBy(policy, userClass)(policy.price.perGrant)],
    })),
  askOf: (world) =>
    pairs(world.licensing.policies, CLASSES).map(([[id, policy], userClass]) => {
      const part = partsBy(policy, userClass);
      const { token, perGrant, perUnit, ceiling } = policy.price;
      const { minutesAsked, amount, periodDays, graceDays, cureDays, firstCureDays, both } = policy.reciprocity;
      const money = [token, part(perGrant), part(perUnit), part(ceiling), part(amount)];
      return {
        args: [id, userClass],
        is: [...money, minutesAsked, periodDays, graceDays, cureDays, firstCureDays, both],
      };
    }),
  cellOf: (world) =>
    pairs(world.licensing.policies, pairs(CLASSES, PURPOSES)).map(([[id, policy], [userClass, purpose]]) => ({
      args: [id, userClass, purpose],
      is: [cellOf(policy, userClass, purpose), policy.irrevocable, policy.term],
    })),
  rowOf: (world) =>
    pairs(world.licensing.policies, CLASSES).map(([[id, policy], userClass]) => ({
      args: [id, userClass],
      is: [rowOf(policy, userClass), policy.term],
    })),
  rowsOf: (world) =>
    pairs([0, 3, 6], CLASSES).map(([from, userClass]) => {
      const offered = [...world.licensing.policies].slice(from, from + 4);
      const rows = offered.map(([, policy], place) => rowOf(policy, userClass) << BigInt(64 * place));
      return {
        args: [packOffers(offered.map(([id]) => id)), userClass],
        is: rows.reduce((word, row) => word | row, 0n),
      };
    }),
};

/** What an agent is to the licences. */
export function kindOf(
  { members, licensing: { attestations }, now }: World,
  agent: bigint,
): licensing.Standing["kind"] {
  if (agent === 0n) return "stranger";
  if (members.guilds.has(agent)) return "guild";
  if (attestations.has(agent)) return "organisation";
  if (!members.agents.has(agent)) return "unknown";
  return membership.isActive(members, agent, now) ? "member" : "person";
}

/** The more of what a guild accepted in the last two seasons. */
function reciprocity(world: World, guild: bigint, agent: bigint): bigint {
  const { ledger } = world;
  const [running, former] = [ledger.lastSeason, ledger.lastSeason - 1n].map((season) =>
    creditsOf(ledger, guild, agent, season).reduce((sum, minutes) => sum + minutes),
  );
  const more = running! > former! ? running! : former!;
  const record = recordOf(world, guild, agent);
  return record < more ? record : more;
}

export const commonsViews: Views = {
  licences: (world) => one(world.licensing.licences),
  lastId: (world) => one(BigInt(world.licensing.works.size)),
  workOf: (world) =>
    each(world.licensing.works.keys(), (id) => {
      const { guild, version, grantsStopped, edges, policies } = world.licensing.works.get(id)!;
      const upstream = edges.reduce((sum, { shareBps }) => sum + shareBps, 0n);
      const offers = policies.reduce((bits, policy, place) => bits | (policy << BigInt(16 * place)), 0n);
      return [guild, version, grantsStopped, edges.length, upstream, offers];
    }),
  offerOf: (world) =>
    each(world.licensing.works.keys(), (id) => {
      const { guild, version, grantsStopped, policies } = world.licensing.works.get(id)!;
      return [guild, version, grantsStopped, packOffers(policies)];
    }),
  policiesOf: (world) => each(world.licensing.works.keys(), (id) => world.licensing.works.get(id)!.policies),
  parentsOf: (world) => each(world.licensing.works.keys(), (id) => world.licensing.works.get(id)!.edges),
  waiting: (world) =>
    pairs(worksOf(world), worksOf(world)).map(([child, parent]) => ({
      args: [child, parent, ZeroAddress],
      is: world.licensing.waiting.get(licensing.edgeKey(child, parent, ZeroAddress)) ?? 0n,
    })),
};

/** Minutes of the whole record, on all tracks. */
const recordOf = ({ ledger }: World, guild: bigint, agent: bigint): bigint =>
  contributedOf(ledger, guild, agent).reduce((sum, minutes) => sum + minutes);

const grantsOf = (world: World) => pairs(worksOf(world), pairs(agentsOf(world), PURPOSES));

/** What `canUse` reads of the floors below. */
function standingOf(world: World, guild: bigint, agent: bigint, purpose: bigint): licensing.Standing {
  const reciprocityMinutes = reciprocity(world, guild, agent);
  const { attestations } = world.licensing;
  const pact = approves(world.pacts, { organisation: agent, guild, purpose }, { attestations, now: world.now });
  return { kind: kindOf(world, agent), reciprocityMinutes, pact };
}

function dueOf(world: World, work: bigint, agent: bigint, purpose: bigint): Due {
  const { grants, meters, policies } = world.licensing;
  const key = licensing.grantKey(work, agent, purpose);
  const grant = grants.get(key);
  if (grant === undefined) return NOTHING_DUE;
  return dueOn(grant, meters.get(key) ?? newMeter(), policies.get(grant.policy)!, world.now);
}

export const licenceViews: Views = {
  reciprocityOf: (world) =>
    cross(world.members.guilds.keys(), agentsOf(world), (guild, agent) => reciprocity(world, guild, agent)),
  minutesCountedOf: (world) =>
    cross(
      world.members.guilds.keys(),
      agentsOf(world),
      (guild, agent) => world.licensing.minutesCounted.get(`${guild}/${agent}`) ?? 0n,
    ),
  seatOf: (world) => each([0n, 1n], (seat) => world.licensing.licenceSeats.get(seat) ?? ZeroAddress),
  grantOf: (world) =>
    grantsOf(world).map(([work, [agent, purpose]]) => ({
      args: [work, agent, purpose],
      is: world.licensing.grants.get(licensing.grantKey(work, agent, purpose)) ?? Array(8).fill(0n),
    })),
  holdsGrant: (world) =>
    grantsOf(world).map(([work, [agent, purpose]]) => {
      const { standing } = dueOf(world, work, agent, purpose);
      return { args: [work, agent, purpose], is: standing === "Kept" || standing === "InGrace" };
    }),
  isBarred: (world) =>
    grantsOf(world).flatMap(([work, [agent, purpose]]) => {
      const meter = world.licensing.meters.get(licensing.grantKey(work, agent, purpose)) ?? newMeter();
      const barred = meter.ended | (world.now < meter.suspendedUntil ? meter.suspended : 0n);
      const policies = world.licensing.works.get(work)?.policies ?? [];
      return policies.map((policy, place) => ({
        args: [grantNumber(work, agent, purpose), policy],
        is: ((barred >> BigInt(place)) & 1n) === 1n,
      }));
    }),
  meterOf: (world) =>
    grantsOf(world).map(([work, [agent, purpose]]) => {
      const meter = world.licensing.meters.get(licensing.grantKey(work, agent, purpose)) ?? newMeter();
      return { args: [grantNumber(work, agent, purpose)], is: METER_FIELDS.map((field) => meter[field]) };
    }),
  dueOf: (world) =>
    grantsOf(world).map(([work, [agent, purpose]]) => {
      const due = dueOf(world, work, agent, purpose);
      const { periods, amount, minutesDue, dueAt, breachAt, lapsesAt } = due;
      const standing = BigInt(STANDINGS.indexOf(due.standing));
      return {
        args: [grantNumber(work, agent, purpose)],
        is: [standing, periods, amount, minutesDue, dueAt, breachAt, lapsesAt],
      };
    }),
  canUse: (world) =>
    grantsOf(world).map(([work, [agent, purpose]]) => {
      const guild = world.licensing.works.get(work)?.guild ?? 0n;
      const params = { work, agent, purpose, now: world.now, standing: standingOf(world, guild, agent, purpose) };
      return { args: [work, agent, purpose], is: licensing.canUse(world.licensing, params) };
    }),
};

const METER_FIELDS = [
  ...["unitFees", "paid", "minutesCounted", "reportedIn", "units", "noticedAt", "lapsedAt", "suspendedUntil"],
  ...["suspended", "ended", "lapsedPeriods"],
] as (keyof Meter)[];

/** A token's views refuse to answer where none was issued. */
const ofToken = (world: World, answer: (number: bigint, holder: string) => unknown) => {
  const holders = foldTokens(world.logs("grantTokens", "Transfer"));
  return grantsOf(world).map(([work, [agent, purpose]]) => {
    const number = grantNumber(work, agent, purpose);
    const holder = holders.get(number);
    return { args: [number], is: holder === undefined ? REVERTS : answer(number, holder) };
  });
};

export const grantTokenViews: Views = {
  balanceOf: (world) => {
    const holders = [...foldTokens(world.logs("grantTokens", "Transfer")).values()];
    return each(keysOf(world), (key) => BigInt(holders.filter((holder) => holder === key).length));
  },
  ownerOf: (world) => ofToken(world, (_number, holder) => holder),
  getApproved: (world) => ofToken(world, () => ZeroAddress),
  locked: (world) => ofToken(world, () => true),
  tokenURI: (world) =>
    ofToken(world, (number) => {
      const { work, licensee, purpose } = partsOf(number);
      return tokenUri(number, world.licensing.grants.get(licensing.grantKey(work, licensee, purpose))!);
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

export const petitionViews: Views = {
  term: (world) => one(world.governance.petitionTerm),
  petitionOf: ({ governance: { petitions } }) =>
    each([7n, ...petitions.keys()], (id) => {
      const petition = petitions.get(id);
      return [petition?.until ?? 0n, petition?.sponsors.size ?? 0];
    }),
  hasSigned: (world) =>
    cross([7n, ...world.governance.petitions.keys()], agentsOf(world), (id, member) =>
      Boolean(world.governance.petitions.get(id)?.sponsors.has(member)),
    ),
};

/** Written into the contract when it was made, and never changed. */
export const articleViews: Views = {
  guardCount: () => one(BigInt(guards().length)),
  guardAt: ({ addresses }) =>
    guards().map(({ contract, selector, article, word, least, most }, index) => ({
      args: [index],
      is: [addresses[nameOf(contract)], selector, article, word, least, most],
    })),
  holds: ({ addresses }) => [
    { args: [addresses.assembly], is: true },
    { args: [addresses.members], is: false },
  ],
};

function nameOf(solidity: string): ContractName {
  const found = contractNames.find((name) => solidityName(name) === solidity);
  if (found === undefined) throw new RangeError(`no nation has a ${solidity}`);
  return found;
}

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
      const { flags, thresholdBps, quorumBps, quorumRoot, blocks, lateHours } = proposal.rule;
      const votes = governance.votesOf(proposal).reduce((bits, count, lane) => bits | (count << BigInt(24 * lane)), 0n);
      const { snapshot, deadline, canceled } = proposal;
      return [snapshot, deadline, votes, canceled, flags, thresholdBps, quorumBps, quorumRoot, blocks, lateHours];
    }),
  decisionOf: (world) =>
    ofProposals(world, ({ by, eta, rule: { executionDelay, executionWindow, revealHours }, executed, engaged }) => [
      ...[by, eta, executionDelay, executionWindow, executed, revealHours, engaged],
    ]),
  codeOf: (world) => ofProposals(world, ({ code }) => code),
  firstReadingOf: ({ governance: { firstReadings } }) =>
    each([ZeroHash, ...firstReadings.keys()], (calls) => firstReadings.get(calls) ?? 0n),
  engagement: (world) => one(governance.engagement(world.governance, world.now)),
  seatOf: ({ governance: { sources } }) => each([0n, 1n, 2n, 3n, 4n], (source) => sources.get(source) ?? ZeroAddress),
  ballotOf: (world) =>
    cross(world.governance.proposals.keys(), agentsOf(world), (id, member) => {
      const { ballots, delegated } = world.governance.proposals.get(id)!;
      const choice = ballots.get(member);
      return [choice !== undefined, choice ?? 0, delegated.has(member)];
    }),
  hasVoted: (world) =>
    cross(world.governance.proposals.keys(), keysOf(world), (id, key) =>
      world.governance.proposals.get(id)!.ballots.has(world.members.idOf.get(key) ?? MaxUint256),
    ),
  liveProposals: (world) => each(agentsOf(world), (id) => governance.liveProposals(world.governance, id, world.now)),
  quorum: (world) =>
    each(moments(world), (at) => governance.quorumUnder(world.governance, constitution(world), at, world.now)),
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

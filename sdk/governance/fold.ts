import type { Result } from "ethers";

import type { EventLog } from "../logs.ts";
import type { Choice } from "./ballots.ts";
import { unpackReport } from "./ballots.ts";
import type { ProposalState } from "./proposals.ts";
import { BLOCKS_WEIGH, hasFlag, quorumIn, type Rule, RuleFlag } from "./rules.ts";
import { must, mustGet } from "../must.ts";

export type { Rule };

export interface Proposal {
  by: bigint;
  readonly snapshot: bigint;
  /** End of voting as announced; `deadline` may come later. */
  readonly announcedEnd: bigint;
  deadline: bigint;
  /** As it keeps it: a second reading needs no other. */
  rule: Rule;
  /** For and Abstain ballots that the engagement of late asks for. */
  engaged: bigint;
  /** Of its calls, when it was made. */
  code: string;
  readonly ballots: Map<bigint, number>;
  /** Whose ballot is their delegate's choice. */
  readonly delegated: Set<bigint>;
  eta: bigint;
  executed: boolean;
  canceled: boolean;
}

/** The whole state of the governance floor, rebuilt from its logs and those of `Members`. Times in Unix seconds. */
export interface GovernanceState {
  readonly rules: Rule[];
  /** The key is `functionKey`. */
  readonly ruleFor: Map<string, bigint>;
  proposalsPerMember: bigint;
  readonly proposals: Map<bigint, Proposal>;
  /** Ballots cast in each decision that was queued, in their order. */
  readonly decided: bigint[];
  /** The first reading that passed last, by the hash of its calls. */
  readonly firstReadings: Map<string, bigint>;
  /** Who brings in ballots, by the number of the seat. */
  readonly sources: Map<bigint, string>;
  petitionTerm: bigint;
  readonly petitions: Map<bigint, { readonly until: bigint; readonly sponsors: Set<bigint> }>;
  charter: { readonly version: bigint; readonly contentHash: string; readonly uri: string };
  /** Whom a key has ever served, and whom it serves now. */
  readonly agentOfKey: Map<string, bigint>;
  readonly keyOfAgent: Map<bigint, string>;
  /** Spells of membership [since, until). */
  readonly spells: Map<bigint, { readonly since: bigint; until: bigint }[]>;
}

const BPS = 10_000n;
/** Decisions that engagement is the average of. */
const DECISIONS = 4;
/** As `Seat`. */
const DELEGATIONS = 1n;

export const functionKey = (target: string, selector: string) => `${target.toLowerCase()}/${selector.toLowerCase()}`;

/** Each event's effect; the names are those of the ABI, and other events have none. */
const reducers: Readonly<Record<string, (state: GovernanceState, args: Result) => void>> = {
  AgentRegistered: (state, args) => serve(state, args.getValue("agent") as bigint, args.getValue("key") as string),
  KeyRotated: (state, args) => serve(state, args.getValue("agent") as bigint, args.getValue("newKey") as string),
  FoundersNamed: (state, args) => {
    const [first, last, , , since, until] = args as unknown as bigint[] as [
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    for (let founder = first; founder <= last; ++founder) state.spells.set(founder, [{ since, until }]);
  },
  Admitted: beginSpell,
  SpellBegan: beginSpell,
  SpellEndMoved: (state, args) => {
    const [member, , until] = args as unknown as [bigint, bigint, bigint];
    must(state.spells.get(member)?.at(-1), `a spell of member ${member}`).until = until;
  },
  RuleSet: (state, args) => {
    const [rule, terms] = args as unknown as [bigint, Result];
    state.rules[Number(rule)] = ruleIn(terms);
  },
  RuleForSet: (state, args) => {
    const [target, selector, , rule] = args as unknown as [string, string, bigint, bigint];
    state.ruleFor.set(functionKey(target, selector), rule);
  },
  ProposalsPerMemberSet: (state, args) => {
    state.proposalsPerMember = args[0] as bigint;
  },
  ProposalCreated: (state, args) => {
    const [id, snapshot, deadline] = [args[0], args[6], args[7]] as [bigint, bigint, bigint];
    state.proposals.set(id, {
      ...{ by: 0n, snapshot, deadline, announcedEnd: deadline, ballots: new Map(), delegated: new Set() },
      ...{ rule: must(state.rules[0], "the constitutional rule"), engaged: 0n, code: "" },
      ...{ eta: 0n, executed: false, canceled: false },
    });
  },
  ProposalRuled: (state, args) => {
    const [proposalId, by, terms, engaged, code] = args as unknown as [bigint, bigint, Result, bigint, string];
    Object.assign(mustGet(state.proposals, proposalId), { by, rule: ruleIn(terms), engaged, code });
  },
  ProposalExtended: (state, args) => {
    const proposal = mustGet(state.proposals, args[0] as bigint);
    proposal.deadline = args[1] as bigint;
    proposal.rule = { ...proposal.rule, lateHours: 0n };
  },
  VoteCast: (state, args) => {
    const [voter, id, choice] = args as unknown as [string, bigint, bigint];
    cast(mustGet(state.proposals, id), must(state.agentOfKey.get(voter), `the agent of ${voter}`), choice);
  },
  BallotChanged: (state, args) => {
    const [by, id, , choice] = args as unknown as [bigint, bigint, bigint, bigint];
    cast(mustGet(state.proposals, id), by, choice);
  },
  BallotsCast: (state, args) => {
    const proposal = mustGet(state.proposals, args[0] as bigint);
    for (const { by, choice, outcome } of unpackReport(args[2] as string)) {
      if (outcome === "counted") cast(proposal, by, BigInt(choice));
    }
  },
  BallotsBroughtIn: (state, args) => {
    const [id, source, choice, voters] = args as unknown as [bigint, bigint, bigint, bigint[]];
    const proposal = mustGet(state.proposals, id);
    for (const by of voters) {
      cast(proposal, by, choice);
      if (source === DELEGATIONS) proposal.delegated.add(by);
    }
  },
  AssemblySeatFilled: (state, args) => {
    state.sources.set(args[0] as bigint, args[1] as string);
  },
  FirstReadingPassed: (state, args) => {
    state.firstReadings.set(args[1] as string, args[0] as bigint);
  },
  PetitionTermSet: (state, args) => {
    state.petitionTerm = args[0] as bigint;
  },
  PetitionOpened: (state, args) => {
    state.petitions.set(args[0] as bigint, { until: args[1] as bigint, sponsors: new Set() });
  },
  PetitionSigned: (state, args) => {
    must(state.petitions.get(args[0] as bigint), `petition ${args[0]}`).sponsors.add(args[1] as bigint);
  },
  ProposalQueued: (state, args) => {
    const proposal = mustGet(state.proposals, args[0] as bigint);
    proposal.eta = args[1] as bigint;
    if (proposal.engaged !== 0n) state.decided.push(BigInt(proposal.ballots.size));
  },
  ProposalExecuted: (state, args) => {
    mustGet(state.proposals, args[0] as bigint).executed = true;
  },
  ProposalCanceled: (state, args) => {
    mustGet(state.proposals, args[0] as bigint).canceled = true;
  },
  CharterAdopted: (state, args) => {
    const [version, contentHash, uri] = args as unknown as [bigint, string, string];
    state.charter = { version, contentHash, uri };
  },
};

/** Folds logs, in the order of the chain, into the state of the governance floor. Other logs are passed over. */
export function foldGovernance(logs: Iterable<EventLog>): GovernanceState {
  const state: GovernanceState = {
    rules: [],
    ruleFor: new Map(),
    proposalsPerMember: 0n,
    proposals: new Map(),
    decided: [],
    firstReadings: new Map(),
    sources: new Map(),
    petitionTerm: 0n,
    petitions: new Map(),
    charter: { version: 0n, contentHash: "", uri: "" },
    agentOfKey: new Map(),
    keyOfAgent: new Map(),
    spells: new Map(),
  };
  for (const { name, args } of logs) reducers[name]?.(state, args);
  return state;
}

function beginSpell(state: GovernanceState, args: Result): void {
  const [member, since, until] = args as unknown as [bigint, bigint, bigint];
  state.spells.set(member, [...(state.spells.get(member) ?? []), { since, until }]);
}

/** Whether a person was an active member at a past moment. */
export function wasActive(state: GovernanceState, member: bigint, timepoint: bigint): boolean {
  return (state.spells.get(member) ?? []).some(({ since, until }) => since <= timepoint && timepoint < until);
}

/** `activeCountAt`, folded. */
export function electorateAt(state: GovernanceState, timepoint: bigint): bigint {
  return BigInt([...state.spells.keys()].filter((member) => wasActive(state, member, timepoint)).length);
}

/** `proposalVotes`, folded: Against, For, Abstain, Block. */
export function votesOf({ ballots }: Proposal): [bigint, bigint, bigint, bigint] {
  const votes: [bigint, bigint, bigint, bigint] = [0n, 0n, 0n, 0n];
  for (const choice of ballots.values()) ++votes[choice as Choice];
  return votes;
}

/** `proposalQuorum`, folded: 0 until the snapshot has passed. */
export function quorumOf(state: GovernanceState, { snapshot, rule, engaged }: Proposal, now: bigint): bigint {
  return now <= snapshot ? 0n : quorumIn(electorateAt(state, snapshot), rule, engaged);
}

/** The sum of the ballots in the last four decisions, where there are fewer with all present members in their place. */
function decidedBallots({ decided, ...state }: GovernanceState, now: bigint): bigint {
  const last = decided.slice(-DECISIONS);
  const missing = BigInt(DECISIONS - last.length);
  return last.reduce((sum, ballots) => sum + ballots, missing * electorateAt({ decided, ...state }, now - 1n));
}

/** `engagement`, folded: ballots cast in an average decision of late. */
export function engagement(state: GovernanceState, now: bigint): bigint {
  return decidedBallots(state, now) / BigInt(DECISIONS);
}

/** The For and Abstain ballots that a proposal under a rule would need if it were made now. */
export function quorumUnder(state: GovernanceState, rule: Rule, at: bigint, now: bigint): bigint {
  const whole = BPS * BigInt(DECISIONS);
  const engaged = (decidedBallots(state, now) * rule.quorumEngaged + whole - 1n) / whole;
  return quorumIn(electorateAt(state, at), rule, rule.quorumEngaged === 0n ? 0n : engaged);
}

/** Whether the ballots so far carry a proposal. */
export function passes(state: GovernanceState, proposal: Proposal): boolean {
  const [against, inFavour, abstain, blocked] = votesOf(proposal);
  const { blocks, thresholdBps } = proposal.rule;
  if (blocks !== 0n && blocks !== BLOCKS_WEIGH && blocked >= blocks) return false;
  const rest = against + blocked + (hasFlag(proposal.rule, RuleFlag.OfAllBallots) ? abstain : 0n);
  const carried = inFavour > rest && inFavour * BPS >= thresholdBps * (inFavour + rest);
  if (thresholdBps !== 0n && !carried) return false;
  return inFavour + abstain >= quorumOf(state, proposal, proposal.snapshot + 1n);
}

/** `state`, folded: of a proposal at a moment. */
export function proposalState(state: GovernanceState, proposal: Proposal, now: bigint): ProposalState {
  if (proposal.executed) return "Executed";
  if (proposal.canceled) return "Canceled";
  if (now <= proposal.snapshot) return "Pending";
  if (now <= proposal.deadline) return "Active";
  const queued = proposal.eta !== 0n;
  if (!queued && !passes(state, proposal)) return "Defeated";
  if (now > (queued ? proposal.eta : proposal.deadline) + proposal.rule.executionWindow) return "Expired";
  return queued ? "Queued" : "Succeeded";
}

/** `liveProposals`, folded. */
export function liveProposals(state: GovernanceState, member: bigint, now: bigint): bigint {
  const live = [...state.proposals.values()].filter(({ by, announcedEnd }) => by === member && now <= announcedEnd);
  return BigInt(live.length);
}

/** A ballot of the member's own, unless it is marked otherwise after. */
function cast({ ballots, delegated }: Proposal, by: bigint, choice: bigint): void {
  ballots.set(by, Number(choice));
  delegated.delete(by);
}

/** A rule in an event, by its fields. */
function ruleIn(terms: Result): Rule {
  return terms.toObject() as unknown as Rule;
}

function serve(state: GovernanceState, agent: bigint, key: string): void {
  state.agentOfKey.set(key, agent);
  state.keyOfAgent.set(agent, key);
}

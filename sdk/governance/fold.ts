import type { Result } from "ethers";

import type { DecodedLog } from "../contributions/fold.ts";
import type { Choice } from "./ballots.ts";
import { unpackReport } from "./ballots.ts";
import { callsHash, type ProposalState } from "./proposals.ts";
import { must } from "../must.ts";

/** A decision rule, as `IDecisionRules.Rule`: basis points, counts and seconds. */
export interface Rule {
  readonly thresholdBps: bigint;
  readonly quorumBps: bigint;
  readonly blocks: bigint;
  readonly lateHours: bigint;
  readonly votingDelay: bigint;
  readonly votingPeriod: bigint;
  readonly executionDelay: bigint;
  readonly executionWindow: bigint;
}

export interface Proposal {
  by: bigint;
  readonly snapshot: bigint;
  /** End of voting as announced; `deadline` may come later. */
  readonly announcedEnd: bigint;
  deadline: bigint;
  rule: Omit<Rule, "votingDelay" | "votingPeriod">;
  readonly ballots: Map<bigint, number>;
  eta: bigint;
  executed: boolean;
  canceled: boolean;
}

export type CouncilState = "None" | "Open" | "Agreed" | "Stopped" | "Withdrawn" | "Expired" | "Executed";

export interface CouncilProposal {
  readonly guild: bigint;
  readonly by: bigint;
  readonly openedAt: bigint;
  readonly closesAt: bigint;
  readonly expiresAt: bigint;
  readonly stopsAt: bigint;
  readonly callsHash: string;
  readonly objections: Set<bigint>;
  withdrawn: boolean;
  executed: boolean;
}

/** The whole state of the governance floor, rebuilt from its logs and those of `Members`. Times in Unix seconds. */
export interface GovernanceState {
  readonly rules: Rule[];
  /** The key is `functionKey`. */
  readonly ruleFor: Map<string, bigint>;
  proposalsPerMember: bigint;
  readonly proposals: Map<bigint, Proposal>;
  councilTerms: { readonly objectionWindow: bigint; readonly executionWindow: bigint; readonly objections: bigint };
  readonly councilProposals: Map<bigint, CouncilProposal>;
  charter: { readonly version: bigint; readonly contentHash: string; readonly uri: string };
  /** Whom a key has ever served, and whom it serves now. */
  readonly agentOfKey: Map<string, bigint>;
  readonly keyOfAgent: Map<bigint, string>;
  /** Spells of membership [since, until). */
  readonly spells: Map<bigint, { readonly since: bigint; until: bigint }[]>;
}

const BPS = 10_000n;

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
    const { rule, ...terms } = args.toObject() as unknown as Rule & { rule: bigint };
    state.rules[Number(rule)] = terms;
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
      ...{ by: 0n, snapshot, deadline, announcedEnd: deadline, ballots: new Map() },
      ...{ rule: must(state.rules[0], "the constitutional rule"), eta: 0n, executed: false, canceled: false },
    });
  },
  ProposalRuled: (state, args) => {
    const { proposalId, by, ...rule } = args.toObject() as unknown as Rule & { proposalId: bigint; by: bigint };
    Object.assign(known(state, proposalId), { by, rule });
  },
  ProposalExtended: (state, args) => {
    const proposal = known(state, args[0] as bigint);
    proposal.deadline = args[1] as bigint;
    proposal.rule = { ...proposal.rule, lateHours: 0n };
  },
  VoteCast: (state, args) => {
    const [voter, id, choice] = args as unknown as [string, bigint, bigint];
    known(state, id).ballots.set(must(state.agentOfKey.get(voter), `the agent of ${voter}`), Number(choice));
  },
  BallotChanged: (state, args) => {
    const [by, id, , choice] = args as unknown as [bigint, bigint, bigint, bigint];
    known(state, id).ballots.set(by, Number(choice));
  },
  BallotsCast: (state, args) => {
    const { ballots } = known(state, args[0] as bigint);
    for (const { by, choice, outcome } of unpackReport(args[2] as string)) {
      if (outcome === "counted") ballots.set(by, choice);
    }
  },
  ProposalQueued: (state, args) => {
    known(state, args[0] as bigint).eta = args[1] as bigint;
  },
  ProposalExecuted: (state, args) => {
    known(state, args[0] as bigint).executed = true;
  },
  ProposalCanceled: (state, args) => {
    known(state, args[0] as bigint).canceled = true;
  },
  CouncilTermsSet: (state, args) => {
    const [objectionWindow, executionWindow, objections] = args as unknown as [bigint, bigint, bigint];
    state.councilTerms = { objectionWindow, executionWindow, objections };
  },
  CouncilProposed: (state, args) => {
    const [id, guild, by, targets, values, calldatas, , closesAt, expiresAt, stopsAt] = args as unknown as [
      ...[bigint, bigint, bigint, string[], bigint[], string[], string, bigint, bigint, bigint],
    ];
    state.councilProposals.set(id, {
      ...{ guild, by, closesAt, expiresAt, stopsAt, objections: new Set(), withdrawn: false, executed: false },
      openedAt: closesAt - state.councilTerms.objectionWindow,
      callsHash: callsHash({ targets: [...targets], values: [...values], calldatas: [...calldatas] }),
    });
  },
  CouncilObjected: (state, args) => {
    councilProposal(state, args[0] as bigint).objections.add(args[1] as bigint);
  },
  CouncilWithdrawn: (state, args) => {
    councilProposal(state, args[0] as bigint).withdrawn = true;
  },
  CouncilExecuted: (state, args) => {
    councilProposal(state, args[0] as bigint).executed = true;
  },
  CharterAdopted: (state, args) => {
    const [version, contentHash, uri] = args as unknown as [bigint, string, string];
    state.charter = { version, contentHash, uri };
  },
};

/** Folds logs, in the order of the chain, into the state of the governance floor. Other logs are passed over. */
export function foldGovernance(logs: Iterable<DecodedLog>): GovernanceState {
  const state: GovernanceState = {
    rules: [],
    ruleFor: new Map(),
    proposalsPerMember: 0n,
    proposals: new Map(),
    councilTerms: { objectionWindow: 0n, executionWindow: 0n, objections: 0n },
    councilProposals: new Map(),
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
export function quorumOf(state: GovernanceState, { snapshot, rule }: Proposal, now: bigint): bigint {
  return now <= snapshot ? 0n : (electorateAt(state, snapshot) * rule.quorumBps + BPS - 1n) / BPS;
}

/** Whether the ballots so far carry a proposal. */
export function passes(state: GovernanceState, proposal: Proposal): boolean {
  const [against, inFavour, abstain, blocked] = votesOf(proposal);
  const { blocks, thresholdBps } = proposal.rule;
  if (blocks !== 0n && blocked >= blocks) return false;
  const contrary = against + blocked;
  if (inFavour <= contrary || inFavour * BPS < thresholdBps * (inFavour + contrary)) return false;
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

/** `stateOf` of a council's proposal, folded. */
export function councilState(state: GovernanceState, id: bigint, now: bigint): CouncilState {
  const proposal = state.councilProposals.get(id);
  if (proposal === undefined) return "None";
  if (proposal.executed) return "Executed";
  if (proposal.withdrawn) return "Withdrawn";
  if (BigInt(proposal.objections.size) >= proposal.stopsAt) return "Stopped";
  if (now <= proposal.closesAt) return "Open";
  return now <= proposal.expiresAt ? "Agreed" : "Expired";
}

function serve(state: GovernanceState, agent: bigint, key: string): void {
  state.agentOfKey.set(key, agent);
  state.keyOfAgent.set(agent, key);
}

function councilProposal(state: GovernanceState, id: bigint): CouncilProposal {
  return must(state.councilProposals.get(id), `council proposal ${id}`);
}

function known(state: GovernanceState, id: bigint): Proposal {
  const proposal = state.proposals.get(id);
  if (proposal === undefined) throw new RangeError(`no log made proposal ${id}`);
  return proposal;
}

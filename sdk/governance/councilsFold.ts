import type { Result } from "ethers";

import type { EventLog } from "../logs.ts";
import { must } from "../must.ts";
import type { CouncilTermsStructOutput } from "../../typechain-types/contracts/governance/Councils.ts";
import type { HoldTermsStructOutput } from "../../typechain-types/contracts/governance/Holds.ts";
import { callsHash, type COUNCIL_STATES } from "./proposals.ts";

export type CouncilState = (typeof COUNCIL_STATES)[number];

/** The words of `HoldState`, in its order. */
export const HOLD_STATES = ["none", "called", "held", "confirmed", "dropped", "ended"] as const;
export type HoldState = (typeof HOLD_STATES)[number];

/** The words of `ICouncils.Choice`, in its order. */
export const COUNCIL_CHOICES = ["against", "for", "abstain"] as const;

type Fields<Struct> = { readonly [Field in Exclude<keyof Struct, keyof unknown[]>]: Struct[Field] };
export type CouncilTerms = Fields<CouncilTermsStructOutput>;
export type HoldTerms = Fields<HoldTermsStructOutput>;

/** A proposal to a guild's council with all that its logs tell. Times in Unix seconds. */
export interface FoldedCouncilProposal {
  readonly guild: bigint;
  readonly by: bigint;
  readonly terms: CouncilTerms;
  callsHash: string;
  round: bigint;
  openedAt: bigint;
  opensAt: bigint;
  closesAt: bigint;
  expiresAt: bigint;
  stopsAt: bigint;
  electors: bigint;
  /** Of whom objections are asked, those who were discounted taken off. */
  others: bigint;
  /** Of the first round. */
  firstOpenedAt: bigint;
  /** The round was begun by somebody else than the proposer. */
  isOthers: boolean;
  questions: bigint;
  /** Whose objection stands in this round. */
  readonly objections: Set<bigint>;
  /** By voter: a place in `COUNCIL_CHOICES`. */
  readonly votes: Map<bigint, number>;
  withdrawn: boolean;
  executed: boolean;
}

export interface FoldedHold {
  readonly knownSince: bigint;
  readonly needed: bigint;
  readonly members: Set<bigint>;
  until: bigint;
  decided: "none" | "confirmed" | "dropped";
}

export interface FoldedRoutine {
  readonly isListed: boolean;
  readonly word: bigint;
  readonly most: bigint;
  left: bigint;
}

/** The whole state of `Councils` and `Holds`, rebuilt from their logs. */
export interface CouncilsState {
  terms: CouncilTerms | undefined;
  holdTerms: HoldTerms | undefined;
  readonly proposals: Map<bigint, FoldedCouncilProposal>;
  /** The key is `routineKey`. */
  readonly routines: Map<string, FoldedRoutine>;
  /** The key is `holdKey`. */
  readonly holds: Map<string, FoldedHold>;
}

const BPS = 10_000n;
/** Bits of a round in the number by which `Holds` knows it. */
const ROUND_BITS = 8n;

export const routineKey = (guild: bigint, target: string, selector: string) =>
  `${guild}/${target.toLowerCase()}/${selector.toLowerCase()}`;
export const holdKey = (subject: string, number: bigint) => `${subject.toLowerCase()}/${number}`;
/** The number by which `Holds` knows a round of a proposal. */
export const holdNumber = (proposal: bigint, round: bigint) => (proposal << ROUND_BITS) | round;

/** Each event's effect; the names are those of the ABI, and other events have none. */
const reducers: Readonly<Record<string, (state: CouncilsState, args: Result) => void>> = {
  CouncilTermsSet: (state, args) => {
    state.terms = termsIn(args);
  },
  CouncilProposed: (state, args) => {
    const [id, guild, by, targets, values, calldatas] = args as unknown as [bigint, bigint, bigint, ...Lists];
    state.proposals.set(id, {
      ...{ guild, by, terms: must(state.terms, "terms of councils"), callsHash: hashIn(targets, values, calldatas) },
      ...{ round: 0n, openedAt: 0n, opensAt: 0n, closesAt: 0n, expiresAt: 0n, stopsAt: 0n, electors: 0n, others: 0n },
      ...{ questions: 0n, firstOpenedAt: 0n, isOthers: false },
      ...{ objections: new Set(), votes: new Map(), withdrawn: false, executed: false },
    });
  },
  CouncilAmended: (state, args) => {
    const [id, , by, targets, values, calldatas] = args as unknown as [bigint, bigint, bigint, ...Lists];
    const proposal = proposalIn(state, id);
    Object.assign(proposal, { callsHash: hashIn(targets, values, calldatas), isOthers: by !== proposal.by });
  },
  CouncilRoundOpened: (state, args) => {
    const [id, round, openedAt, opensAt, closesAt, expiresAt, stopsAt, electors, others] = args as unknown as [
      ...[bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint],
    ];
    const proposal = proposalIn(state, id);
    proposal.objections.clear();
    if (proposal.firstOpenedAt === 0n) proposal.firstOpenedAt = openedAt;
    Object.assign(proposal, { round, openedAt, opensAt, closesAt, expiresAt, stopsAt, electors, others });
  },
  CouncilAsked: (state, args) => {
    proposalIn(state, args[0] as bigint).questions = args[1] as bigint;
  },
  CouncilObjected: (state, args) => {
    proposalIn(state, args[0] as bigint).objections.add(args[2] as bigint);
  },
  CouncilObjectionTakenBack: (state, args) => {
    const [id, , by, closesAt, expiresAt] = args as unknown as [bigint, bigint, bigint, bigint, bigint];
    const proposal = proposalIn(state, id);
    proposal.objections.delete(by);
    Object.assign(proposal, { closesAt, expiresAt });
  },
  CouncilDiscounted: (state, args) => {
    const proposal = proposalIn(state, args[0] as bigint);
    proposal.others -= 1n;
    proposal.stopsAt = args[3] as bigint;
  },
  CouncilCountedAgain: (state, args) => {
    const proposal = proposalIn(state, args[0] as bigint);
    proposal.others += 1n;
    proposal.stopsAt = args[3] as bigint;
  },
  CouncilVoteCast: (state, args) => {
    const [id, by, choice] = args as unknown as [bigint, bigint, bigint];
    proposalIn(state, id).votes.set(by, Number(choice));
  },
  CouncilWithdrawn: (state, args) => {
    proposalIn(state, args[0] as bigint).withdrawn = true;
  },
  CouncilExecuted: (state, args) => {
    proposalIn(state, args[0] as bigint).executed = true;
  },
  RoutineSet: (state, args) => {
    const [guild, target, selector, isListed, word, most, left] = args as unknown as [
      ...[bigint, string, string, boolean, bigint, bigint, bigint],
    ];
    state.routines.set(routineKey(guild, target, selector), { isListed, word, most, left });
  },
  RoutineUsed: (state, args) => {
    const [guild, target, selector, amount] = args as unknown as [bigint, string, string, bigint];
    must(state.routines.get(routineKey(guild, target, selector)), `a routine of guild ${guild}`).left -= amount;
  },
  HoldTermsSet: (state, args) => {
    state.holdTerms = termsIn(args);
  },
  HoldCalled: (state, args) => {
    const [subject, number, knownSince, needed] = args as unknown as [string, bigint, bigint, bigint];
    state.holds.set(holdKey(subject, number), { knownSince, needed, members: new Set(), until: 0n, decided: "none" });
  },
  HoldJoined: (state, args) => {
    holdIn(state, args).members.add(args[2] as bigint);
  },
  HoldBegan: (state, args) => {
    holdIn(state, args).until = args[2] as bigint;
  },
  HoldConfirmed: (state, args) => {
    Object.assign(holdIn(state, args), { decided: "confirmed", until: args[2] as bigint });
  },
  HoldDropped: (state, args) => {
    holdIn(state, args).decided = "dropped";
  },
};

type Lists = [targets: string[], values: bigint[], calldatas: string[]];

/** Folds logs of `Councils` and `Holds`, in the order of the chain. Other logs are passed over. */
export function foldCouncils(logs: Iterable<EventLog>): CouncilsState {
  const state: CouncilsState = {
    ...{ terms: undefined, holdTerms: undefined },
    ...{ proposals: new Map(), routines: new Map(), holds: new Map() },
  };
  for (const { name, args } of logs) reducers[name]?.(state, args);
  return state;
}

/** Where a proposal stands that can still come to be carried out, and so be held. */
const ALIVE: ReadonlySet<CouncilState> = new Set([
  ...(["questions", "open", "integrating", "voting", "agreed", "held"] as const),
]);

export function isAlive(state: CouncilState): boolean {
  return ALIVE.has(state);
}

/** For, Against and Abstain in the guild's vote, as `CouncilProposal` has them. */
export function councilVotes({ votes }: FoldedCouncilProposal): [bigint, bigint, bigint] {
  const count = (choice: number) => BigInt([...votes.values()].filter((one) => one === choice).length);
  return [count(1), count(0), count(2)];
}

/** `Holds.stateOf`, folded. */
export function holdState(hold: FoldedHold | undefined, now: bigint): HoldState {
  if (hold === undefined) return "none";
  if (hold.decided !== "none") return hold.decided;
  if (hold.until === 0n) return "called";
  return now <= hold.until ? "held" : "ended";
}

/** `Councils.stateOf`, folded. @param councils Address of `Councils`. */
export function councilState(state: CouncilsState, councils: string, id: bigint, now: bigint): CouncilState {
  const proposal = state.proposals.get(id);
  if (proposal === undefined) return "none";
  if (proposal.executed) return "executed";
  if (proposal.withdrawn) return "withdrawn";
  const ofRound = roundState(proposal, now);
  if (ofRound === "stopped") return ofRound;
  const hold = state.holds.get(holdKey(councils, holdNumber(id, proposal.round)));
  const held = holdState(hold, now);
  if (held === "dropped") return held;
  if (ofRound !== "agreed") return ofRound;
  if (held === "held") return held;
  const until = hold === undefined || hold.until === 0n ? 0n : hold.until + proposal.terms.executionWindow;
  return now <= proposal.expiresAt || now <= until ? "agreed" : "expired";
}

/** The last second before a proposal can be carried out in its present round, at the latest: `due` of `knownSince`. */
export function councilDue(proposal: FoldedCouncilProposal, now: bigint): bigint {
  const { terms, round, opensAt, closesAt, objections, stopsAt } = proposal;
  const isLast = round >= terms.rounds;
  const canReopen =
    now > closesAt
      ? !isLast && BigInt(objections.size) >= stopsAt
      : round !== 0n && !(isLast && terms.thresholdBps === 0n);
  const firstClose = opensAt + (round === 0n ? terms.routineWindow : terms.objectionWindow);
  const lastTakeBack = firstClose + (isLast ? 0n : terms.integrationWindow);
  return (canReopen ? lastTakeBack + terms.objectionWindow : closesAt) + (isLast ? terms.voteWindow : 0n);
}

function roundState(proposal: FoldedCouncilProposal, now: bigint): CouncilState {
  const { terms, round, openedAt, opensAt, closesAt, objections, stopsAt } = proposal;
  if (opensAt !== openedAt && now <= opensAt) return "questions";
  const isLast = round >= terms.rounds;
  const isStopped = BigInt(objections.size) >= stopsAt;
  if (isStopped && isLast && terms.thresholdBps === 0n) return "stopped";
  if (now <= closesAt) return "open";
  if (!isStopped) return "agreed";
  if (!isLast) return now - closesAt <= terms.integrationWindow ? "integrating" : "stopped";
  if (now - closesAt <= terms.voteWindow) return "voting";
  return isCarried(proposal) ? "agreed" : "stopped";
}

function isCarried(proposal: FoldedCouncilProposal): boolean {
  const [inFavour, against, abstentions] = councilVotes(proposal);
  const { thresholdBps, quorumBps } = proposal.terms;
  if (inFavour <= against || inFavour * BPS < (inFavour + against) * thresholdBps) return false;
  return (inFavour + abstentions) * BPS >= proposal.electors * quorumBps;
}

/** Terms in an event, by their fields. */
function termsIn<Terms>(args: Result): Terms {
  return (args[0] as Result).toObject() as Terms;
}

function hashIn(...[targets, values, calldatas]: Lists): string {
  return callsHash({ targets: [...targets], values: [...values], calldatas: [...calldatas] });
}

function proposalIn(state: CouncilsState, id: bigint): FoldedCouncilProposal {
  return must(state.proposals.get(id), `council proposal ${id}`);
}

function holdIn(state: CouncilsState, args: Result): FoldedHold {
  const [subject, number] = args as unknown as [string, bigint];
  return must(state.holds.get(holdKey(subject, number)), `a hold on decision ${number}`);
}

import type { DecodedLog } from "../logs.ts";
import { must } from "../must.ts";
import type * as Elections from "../../typechain-types/contracts/governance/Elections.ts";
import { approvedIn, unpackApprovals } from "./approvals.ts";

/** The words of `ElectionState`, in its order. */
export const ELECTION_STATES = ["none", "nominations", "voting", "counting", "concluded"] as const;
export type ElectionState = (typeof ELECTION_STATES)[number];

/** What `Obstacle` says, in its order, to follow "cannot stand: ". */
export const OBSTACLES = [
  "nothing is in the way",
  "no active member, or for stewards not on the roster or without the rank that the guild asks for",
  "not here long enough before the call",
  "neither the rank nor the standing that is asked for",
  "a sanction on record still shows",
  "as many terms in a row as the rules allow, without a pause of a whole term",
] as const;

/** As `OfficeRules`: counts, days, minutes and seconds. */
export interface OfficeRules {
  readonly seats: bigint;
  readonly termsInRow: bigint;
  readonly rank: bigint;
  readonly tenureDays: bigint;
  readonly standingMinutes: bigint;
  readonly nominationPeriod: bigint;
  readonly votingPeriod: bigint;
  readonly term: bigint;
}

export interface Office {
  readonly name: string;
  readonly rules: OfficeRules;
}

/** An election with all that its logs tell. Times in Unix seconds. */
export interface FoldedElection {
  readonly guild: bigint;
  readonly office: bigint;
  readonly calledAt: bigint;
  readonly opensAt: bigint;
  readonly closesAt: bigint;
  readonly electorate: bigint;
  readonly rules: OfficeRules;
  /** Nominees by who nominated them. */
  readonly nominees: Map<bigint, bigint>;
  /** By their numbers. */
  readonly candidates: bigint[];
  stoodDown: bigint;
  /** Approvals by elector. */
  readonly ballots: Map<bigint, number>;
  concluded: boolean;
  readonly result: { order: bigint; ranked: bigint; next: bigint; seated: bigint; until: bigint };
}

/** As `IElections.Holding`. */
export interface Holding {
  readonly election: bigint;
  readonly since: bigint;
  until: bigint;
  readonly inRow: bigint;
  readonly terms: bigint;
}

/** As `IElections.Post`. */
export interface Post {
  open: bigint;
  current: bigint;
  endsAt: bigint;
}

/** The state of `Elections`, rebuilt from its logs alone. */
export interface ElectionsState {
  /** Office 0 stands for the stewards of every guild. */
  readonly offices: Map<bigint, Office>;
  readonly elections: Map<bigint, FoldedElection>;
  /** The key is `postKey`. */
  readonly posts: Map<string, Post>;
  /** The key is `holdingKey`. */
  readonly holdings: Map<string, Holding>;
}

interface Events {
  OfficeSet: Elections.OfficeSetEvent.OutputObject;
  ElectionCalled: Elections.ElectionCalledEvent.OutputObject;
  Nominated: Elections.NominatedEvent.OutputObject;
  CandidateStands: Elections.CandidateStandsEvent.OutputObject;
  CandidateMadeRoom: Elections.CandidateMadeRoomEvent.OutputObject;
  CandidateStoodDown: Elections.CandidateStoodDownEvent.OutputObject;
  ApprovalCast: Elections.ApprovalCastEvent.OutputObject;
  ApprovalChanged: Elections.ApprovalChangedEvent.OutputObject;
  ApprovalsCarried: Elections.ApprovalsCarriedEvent.OutputObject;
  ElectionConcluded: Elections.ElectionConcludedEvent.OutputObject;
  OfficeTaken: Elections.OfficeTakenEvent.OutputObject;
  OfficePassedOver: Elections.OfficePassedOverEvent.OutputObject;
  OfficeEnded: Elections.OfficeEndedEvent.OutputObject;
}

type Reducer = (state: ElectionsState, args: unknown) => void;

const NO_RULES: OfficeRules = {
  ...{ seats: 0n, termsInRow: 0n, rank: 0n, tenureDays: 0n, standingMinutes: 0n },
  ...{ nominationPeriod: 0n, votingPeriod: 0n, term: 0n },
};

export const postKey = (guild: bigint, office: bigint) => `${guild}/${office}`;
export const holdingKey = (guild: bigint, office: bigint, person: bigint) => `${guild}/${office}/${person}`;

const REDUCERS: { [Name in keyof Events]: (state: ElectionsState, args: Events[Name]) => void } = {
  OfficeSet({ offices }, { number, office: { name, rules } }) {
    const { seats, termsInRow, rank, tenureDays, standingMinutes, nominationPeriod, votingPeriod, term } = rules;
    const kept = { seats, termsInRow, rank, tenureDays, standingMinutes, nominationPeriod, votingPeriod, term };
    offices.set(number, { name, rules: kept });
  },
  ElectionCalled(state, { election, guild, office, calledAt, electorate }) {
    const { rules } = must(state.offices.get(office), "an office");
    const opensAt = calledAt + rules.nominationPeriod;
    state.elections.set(election, {
      ...{ guild, office, calledAt, opensAt, closesAt: opensAt + rules.votingPeriod, electorate, rules },
      ...{ nominees: new Map(), candidates: [], stoodDown: 0n, ballots: new Map(), concluded: false },
      result: { order: 0n, ranked: 0n, next: 0n, seated: 0n, until: 0n },
    });
    postIn(state, guild, office).open = election;
  },
  Nominated(state, { election, nominee, by }) {
    electionIn(state, election).nominees.set(by, nominee);
  },
  CandidateStands(state, { election, candidate, number }) {
    electionIn(state, election).candidates[Number(number)] = candidate;
  },
  CandidateMadeRoom(state, { election, number }) {
    electionIn(state, election).stoodDown &= ~(1n << number); // the number is the next candidate's
  },
  CandidateStoodDown(state, { election, candidate }) {
    const known = electionIn(state, election);
    // Who made room has no number any more.
    if (known.candidates.includes(candidate)) known.stoodDown |= bitOf(known, candidate);
  },
  ApprovalCast(state, { election, by, approvals }) {
    electionIn(state, election).ballots.set(by, Number(approvals));
  },
  ApprovalChanged(state, { election, by, newApprovals }) {
    electionIn(state, election).ballots.set(by, Number(newApprovals));
  },
  ApprovalsCarried(state, { election, report }) {
    const { ballots } = electionIn(state, election);
    for (const { by, approvals, outcome } of unpackApprovals(report)) {
      if (outcome === "counted") ballots.set(by, approvals);
    }
  },
  ElectionConcluded(state, { election, order, ranked, until }) {
    const known = electionIn(state, election);
    known.concluded = true;
    Object.assign(known.result, { order, ranked, until });
    postIn(state, known.guild, known.office).open = 0n;
  },
  OfficeTaken(state, { election, holder, place, since, until, inRow, terms }) {
    const known = electionIn(state, election);
    known.result.next = place + 1n;
    known.result.seated |= bitOf(known, holder);
    const { guild, office } = known;
    Object.assign(postIn(state, guild, office), { current: election, endsAt: until });
    state.holdings.set(holdingKey(guild, office, holder), { election, since, until, inRow, terms });
  },
  OfficePassedOver(state, { election, place }) {
    electionIn(state, election).result.next = place + 1n;
  },
  OfficeEnded(state, { election, holder, endedAt, freed }) {
    const known = electionIn(state, election);
    if (freed) known.result.seated &= ~bitOf(known, holder);
    must(state.holdings.get(holdingKey(known.guild, known.office, holder)), "an office held").until = endedAt;
  },
};

/** Folds the logs of `Elections`, in the order of the chain. */
export function foldElections(logs: Iterable<DecodedLog>): ElectionsState {
  const state: ElectionsState = { offices: new Map(), elections: new Map(), posts: new Map(), holdings: new Map() };
  for (const { name, args } of logs) (REDUCERS as Record<string, Reducer | undefined>)[name]?.(state, args);
  return state;
}

/** `stateOf`, folded. */
export function electionState(state: ElectionsState, election: bigint, now: bigint): ElectionState {
  const known = state.elections.get(election);
  if (known === undefined) return "none";
  if (known.concluded) return "concluded";
  if (now < known.opensAt) return "nominations";
  return now < known.closesAt ? "voting" : "counting";
}

/** `votesOf`, folded: ballots, and approvals by candidate. */
export function votesOf({ elections }: ElectionsState, election: bigint): { ballots: bigint; approvals: bigint[] } {
  const known = elections.get(election);
  if (known === undefined) return { ballots: 0n, approvals: [] };
  const approvals = known.candidates.map(() => 0n);
  for (const ballot of known.ballots.values()) {
    for (const number of approvedIn(ballot)) approvals[number] = (approvals[number] ?? 0n) + 1n;
  }
  return { ballots: BigInt(known.ballots.size), approvals };
}

/** `nominationsOf`, folded: whom somebody nominated, 0n for nobody, and how many nominated them. */
export function nominationsOf({ nominees }: FoldedElection, person: bigint): { nominee: bigint; received: bigint } {
  const received = [...nominees.values()].filter((nominee) => nominee === person).length;
  return { nominee: nominees.get(person) ?? 0n, received: BigInt(received) };
}

/** `officeOf`, folded. */
export function officeOf({ offices }: ElectionsState, office: bigint): Office {
  return offices.get(office) ?? { name: "", rules: NO_RULES };
}

/** `postOf`, folded. */
export function postOf({ posts }: ElectionsState, guild: bigint, office: bigint): Post {
  return posts.get(postKey(guild, office)) ?? { open: 0n, current: 0n, endsAt: 0n };
}

/** `holdingOf`, folded. */
export function holdingOf({ holdings }: ElectionsState, guild: bigint, office: bigint, person: bigint): Holding {
  const nothing = { election: 0n, since: 0n, until: 0n, inRow: 0n, terms: 0n };
  return holdings.get(holdingKey(guild, office, person)) ?? nothing;
}

function electionIn({ elections }: ElectionsState, election: bigint): FoldedElection {
  return must(elections.get(election), "an election");
}

function postIn(state: ElectionsState, guild: bigint, office: bigint): Post {
  const post = postOf(state, guild, office);
  state.posts.set(postKey(guild, office), post);
  return post;
}

function bitOf({ candidates }: FoldedElection, candidate: bigint): bigint {
  return 1n << BigInt(candidates.indexOf(candidate));
}

import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import { formatMoment } from "../units.ts";
import { approvalsOf, orderIn } from "./approvals.ts";
import { ELECTION_STATES, type ElectionState } from "./electionsFold.ts";

/** A candidate with what is known of them by now. */
export interface CandidateView {
  readonly agent: bigint;
  /** Who has the fewest makes room where 32 stand. */
  readonly nominations: bigint;
  readonly approvals: bigint;
  readonly stoodDown: boolean;
  /** Place in the order from 1; 0 before the count, or for whom nobody approved. */
  readonly place: number;
  /** Whether a seat is theirs, or was to the end of the term. */
  readonly seated: boolean;
}

/** An election as people see it. Times in Unix seconds. */
export interface ElectionView {
  readonly election: bigint;
  /** 0 for an office of the nation. */
  readonly guild: bigint;
  readonly office: bigint;
  /** What is filled: "stewards", or the office's name. */
  readonly title: string;
  readonly state: ElectionState;
  readonly opensAt: bigint;
  readonly closesAt: bigint;
  readonly seats: bigint;
  readonly electorate: bigint;
  readonly ballots: bigint;
  readonly candidates: readonly CandidateView[];
  /** End of the term, 0 before the count. */
  readonly until: bigint;
}

/** An election by its number. @throws NeoguildError `ElectionsUnknown` */
export async function electionView(nation: Nation, election: bigint): Promise<ElectionView> {
  const { elections } = nation.contracts;
  const [known, state, agents, votes, result] = await Promise.all([
    elections.electionOf(election),
    elections.stateOf(election),
    elections.candidatesOf(election),
    elections.votesOf(election),
    elections.resultOf(election),
  ]);
  if (known.calledAt === 0n) throw unknown(election);
  const order = orderIn(result);
  const nominations = await Promise.all(agents.map((agent) => elections.nominationsOf(election, agent)));
  const candidates = agents.map((agent, number) => ({
    agent,
    nominations: nominations[number]?.received ?? 0n,
    approvals: votes.approvals[number] ?? 0n,
    stoodDown: ((known.stoodDown >> BigInt(number)) & 1n) === 1n,
    place: order.indexOf(number) + 1,
    seated: ((result.seated >> BigInt(number)) & 1n) === 1n,
  }));
  return {
    election,
    guild: known.guild,
    office: known.office,
    title: await titleOf(nation, known.office),
    state: ELECTION_STATES[Number(state)] ?? "none",
    opensAt: known.opensAt,
    closesAt: known.closesAt,
    seats: known.rules.seats,
    electorate: known.electorate,
    ballots: votes.ballots,
    candidates,
    until: result.until,
  };
}

/** "stewards", or the name of an office of the nation. */
export async function titleOf({ contracts }: Nation, office: bigint): Promise<string> {
  return office === 0n ? "stewards" : (await contracts.elections.officeOf(office)).name;
}

/** All elections, of a guild or of all, the last one first. */
export async function allElections(nation: Nation, guild?: bigint): Promise<ElectionView[]> {
  const count = await nation.contracts.elections.electionCount();
  const numbers = Array.from({ length: Number(count) }, (_, index) => count - BigInt(index));
  const views = await Promise.all(numbers.map((election) => electionView(nation, election)));
  return views.filter((view) => guild === undefined || view.guild === guild);
}

/**
 * The ballot that approves these agents.
 * @throws NeoguildError `ElectionsNoCandidate` for one who does not stand; `ElectionsWrongState` before the vote, when a
 * number that a ballot names can still become another candidate's
 */
export function approvalsFor(
  { election, candidates, state, opensAt }: ElectionView,
  agents: readonly bigint[],
): number {
  if (state === "nominations") {
    throw new NeoguildError({
      code: "ElectionsWrongState",
      message: `election ${election} still takes nominations`,
      remedy: `Vote, or sign your ballot, from ${formatMoment(opensAt)} on.`,
      docs: "docs/errors.md#electionswrongstate",
    });
  }
  const numbers = agents.map((agent) => candidates.findIndex((candidate) => candidate.agent === agent));
  const missing = agents[numbers.indexOf(-1)];
  if (missing === undefined) return approvalsOf(numbers);
  throw new NeoguildError({
    code: "ElectionsNoCandidate",
    message: `agent ${missing} does not stand in election ${election}`,
    remedy: `See who does with 'npx hardhat election:show --election ${election}'.`,
    docs: "docs/errors.md#electionsnocandidate",
  });
}

function unknown(election: bigint): NeoguildError {
  return new NeoguildError({
    code: "ElectionsUnknown",
    message: `there is no election ${election}`,
    remedy: "See them with 'npx hardhat election:show'.",
    docs: "docs/elections.md",
  });
}

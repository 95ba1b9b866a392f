import { act, type Act } from "../acts.ts";
import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";
import type { PlainCalls } from "./actions.ts";
import { COUNCIL_STATES } from "./proposals.ts";

/** A proposal to a guild's council as its last round has it, by its log. */
export interface CouncilProposalView {
  readonly proposal: bigint;
  readonly guild: bigint;
  readonly by: bigint;
  readonly calls: PlainCalls;
  readonly description: string;
  /** From 1; 0 = a steward's routine act. */
  readonly round: bigint;
  /** Unix seconds: the last one for questions (the same as `openedAt` without), for objections, and to carry it out. */
  readonly openedAt: bigint;
  readonly opensAt: bigint;
  readonly closesAt: bigint;
  readonly expiresAt: bigint;
}

/** The proposals to a guild's council, or to all, in order. */
export async function councilProposals(
  { contracts: { councils } }: Nation,
  guild?: bigint,
): Promise<CouncilProposalView[]> {
  const [proposed, amended, rounds, back] = await Promise.all([
    councils.queryFilter(councils.filters.CouncilProposed(undefined, guild)),
    councils.queryFilter(councils.filters.CouncilAmended()),
    councils.queryFilter(councils.filters.CouncilRoundOpened()),
    councils.queryFilter(councils.filters.CouncilObjectionTakenBack()),
  ]);
  return proposed.flatMap(({ args: first }) => {
    const { proposal, by } = first;
    const last = amended.findLast(({ args }) => args.proposal === proposal)?.args ?? first;
    const round = rounds.findLast(({ args }) => args.proposal === proposal)?.args;
    if (round === undefined) return [];
    const [targets, values, calldatas] = [last.targets, last[4], last.calldatas];
    const { openedAt, opensAt } = round;
    const taken = back.findLast(({ args }) => args.proposal === proposal && args.round === round.round)?.args;
    const { closesAt, expiresAt } = taken ?? round;
    return {
      ...{ proposal, guild: first.guild, by, description: last.description },
      calls: { targets: [...targets], values: [...values], calldatas: [...calldatas] },
      ...{ round: round.round, openedAt, opensAt, closesAt, expiresAt },
    };
  });
}

/** What was said of a proposal, in the order of the chain: a text, or the salted hash of one that stays with the guild. */
export interface CouncilWords {
  readonly kind: "question" | "answer" | "objection" | "taken back";
  readonly by: bigint;
  /** Of an objection. */
  readonly round?: bigint;
  /** The number of a question. */
  readonly question?: bigint;
  readonly text: string;
  readonly hash: string;
}

/** The questions, answers and objections of a proposal. */
export async function councilWords({ contracts: { councils } }: Nation, proposal: bigint): Promise<CouncilWords[]> {
  const [asked, answered, objected, back] = await Promise.all([
    councils.queryFilter(councils.filters.CouncilAsked(proposal)),
    councils.queryFilter(councils.filters.CouncilAnswered(proposal)),
    councils.queryFilter(councils.filters.CouncilObjected(proposal)),
    councils.queryFilter(councils.filters.CouncilObjectionTakenBack(proposal)),
  ]);
  const all = [
    ...asked.map((log) => ({ log, words: { kind: "question" as const, ...said(log.args) } })),
    ...answered.map((log) => ({ log, words: { kind: "answer" as const, ...said(log.args) } })),
    ...objected.map((log) => {
      const { by, round, reason: hash, text } = log.args;
      return { log, words: { kind: "objection" as const, by, round, hash, text } };
    }),
    ...back.map((log) => {
      const { by, round } = log.args;
      return { log, words: { kind: "taken back" as const, by, round, hash: "", text: "" } };
    }),
  ];
  return all
    .sort((a, b) => a.log.blockNumber - b.log.blockNumber || a.log.index - b.log.index)
    .map(({ words }) => words);
}

const said = ({ by, question, hash, text }: { by: bigint; question: bigint; hash: string; text: string }) => ({
  ...{ by, question, hash, text },
});

/** One of them. @throws NeoguildError `CouncilProposalUnknown` */
export async function councilProposal(nation: Nation, proposal: bigint): Promise<CouncilProposalView> {
  const found = (await councilProposals(nation)).find((one) => one.proposal === proposal);
  if (found !== undefined) return found;
  throw new NeoguildError({
    code: "CouncilProposalUnknown",
    message: `no council has a proposal ${proposal}`,
    remedy: "See a guild's proposals with 'npx hardhat council:show --guild ID'.",
  });
}

/** Where a proposal stands that is under way, or was carried out. */
const STANDING: ReadonlySet<(typeof COUNCIL_STATES)[number]> = new Set([
  ...(["questions", "open", "integrating", "voting", "agreed", "held", "executed"] as const),
]);

/** A proposal of the same guild with the same calls and words that is under way: there is no need for a second one. */
export async function sameProposal(
  nation: Nation,
  params: { guild: bigint; calls: PlainCalls; description: string },
): Promise<CouncilProposalView | undefined> {
  const all = await councilProposals(nation, params.guild);
  const same = all.filter(
    ({ calls, description }) =>
      description === params.description && JSON.stringify(plain(calls)) === JSON.stringify(plain(params.calls)),
  );
  const states = await Promise.all(same.map(({ proposal }) => nation.contracts.councils.stateOf(proposal)));
  return same.find((_, index) => STANDING.has(COUNCIL_STATES[Number(states[index])] ?? "none"));
}

/** The act that brings calls of a guild's account before its council. */
export function councilAct(params: { guild: bigint; calls: PlainCalls; description: string }): Act {
  const { targets, values, calldatas } = params.calls;
  return act("councils", "propose", {
    guild: params.guild,
    targets,
    values,
    calldatas,
    description: params.description,
  });
}

function plain({ targets, values, calldatas }: PlainCalls): unknown {
  return [targets.map((one) => one.toLowerCase()), values.map(String), calldatas.map((one) => one.toLowerCase())];
}

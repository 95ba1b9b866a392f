import { id, type Result } from "ethers";

import type { Nation } from "../../connect.ts";
import { NeoguildError } from "../../errors.ts";
import type { Eip1193Provider } from "../../provider.ts";
import { explainRevert } from "../../reverts.ts";
import type { PlainCalls } from "../actions.ts";
import { callsHash, listsOf, proposalIdOf, type ProposalState } from "../proposals.ts";
import { hasFlag, quorumIn, RuleFlag, stricter, type Rule } from "../rules.ts";
import { simulate, tryMaking, type Simulated } from "./simulate.ts";
import { spendingOf, type Spent } from "./spending.ts";
import { vocabularyOf } from "./vocabulary.ts";
import { callInWords, effectsInWords, type Effects } from "./words.ts";

/** A proposal to look at before it is made, or one that the chain has. */
export interface Proposed {
  readonly calls: PlainCalls;
  /** As it stands, or would stand, on chain: with the proposer's suffix. */
  readonly description: string;
  /** Of one that was made: the hash of the description's very bytes, which may be no text. */
  readonly descriptionHash?: string;
  /** Address of the key that proposes. */
  readonly proposer: string;
  /** Of one that was made: the id by which the assembly knows it, and its state. */
  readonly made?: { readonly proposal: bigint; readonly state: ProposalState } | undefined;
}

/** When what happens to a proposal, in Unix seconds. */
export interface Dates {
  /** Whoever is an active member in this second may vote. */
  readonly snapshot: bigint;
  readonly deadline: bigint;
  /** First second of its execution, if it is queued as soon as the vote is over. */
  readonly executable: bigint;
}

/** All that can be known of a decision before it is taken. */
export interface Preview {
  readonly proposal: bigint;
  readonly calls: PlainCalls;
  readonly callsHash: string;
  readonly rule: Rule;
  /** The number of the rule each call takes by itself. */
  readonly ruleOfCall: readonly bigint[];
  readonly dates: Dates;
  /** For and Abstain ballots it needs, of so many voters as there are now. */
  readonly quorum: bigint;
  readonly voters: bigint;
  /** What it spends of tokens, as `Spending` reads the calls; nothing where no token has a cap. */
  readonly spends: readonly Spent[];
  /** Why that member cannot make it yet, such as for want of sponsors. */
  readonly unmakeable: NeoguildError | undefined;
  /** Why it could not be carried out as things are. */
  readonly refusals: readonly NeoguildError[];
  /** Hash of the code that its calls meet; undefined where an article is crossed. */
  readonly code: string | undefined;
  readonly simulated: Simulated;
  readonly effects: Effects;
  readonly callLines: readonly { readonly line: string; readonly outside: boolean }[];
}

const DAY = 86_400n;

/**
 * Tries a proposal out on a copy of the nation's chain.
 * @param fork A copy of the chain as of now; it is left changed.
 * @throws NeoguildError `PreviewDiffers` where the calls are not those of the proposal's id
 */
export async function previewOf(nation: Nation, proposed: Proposed, fork: Eip1193Provider): Promise<Preview> {
  const { calls, description, descriptionHash = id(description), made, proposer } = proposed;
  const proposal = proposalIdOf(calls, descriptionHash);
  if (made !== undefined && made.proposal !== proposal) throw differs(made.proposal, proposal);
  const unmakeable =
    made === undefined ? await tryMaking(nation, { key: proposer, calls, description }, fork) : undefined;
  const [decided, checked, ruleOfCall] = await Promise.all([
    ruleAndDates(nation, proposed, proposal),
    checkArticles(nation, proposed, proposal),
    rulesOfCalls(nation, calls),
  ]);
  const spending = { proposal, calls, made: made !== undefined, ruleOfCall };
  const { spends, refusals: overCap } = await spendingOf(nation, spending);
  const simulated = await simulate(nation, calls, fork);
  const words = await vocabularyOf(nation, calls, simulated);
  const refusals = [
    ...checked.refusals,
    ...overCap,
    ...(simulated.failure === undefined ? [] : [simulated.failure.why]),
    ...(simulated.articlesHold ? [] : [articlesBroken()]),
  ];
  return {
    proposal,
    calls,
    callsHash: callsHash(calls),
    ...decided,
    ruleOfCall,
    spends,
    unmakeable: checked.code === undefined ? undefined : unmakeable,
    refusals,
    code: checked.code,
    simulated,
    effects: effectsInWords(simulated, words),
    callLines: calls.targets.map((target, index) =>
      callInWords({ target, value: calls.values[index] ?? 0n, data: calls.calldatas[index] ?? "0x" }, words),
    ),
  };
}

/** The rule a proposal takes or has, and when what happens. */
async function ruleAndDates(
  nation: Nation,
  { calls, made }: Proposed,
  proposal: bigint,
): Promise<Pick<Preview, "rule" | "dates" | "quorum" | "voters">> {
  const { assembly, rules, members, timelock } = nation.contracts;
  const now = await nation.clock();
  const [minDelay, engagement] = await Promise.all([timelock.getMinDelay(), assembly.engagement()]);
  const latest = (await nation.now()).timestamp;
  const executable = (deadline: bigint, rule: Rule) =>
    deadline + 1n + (rule.executionDelay > minDelay ? rule.executionDelay : minDelay);
  if (made !== undefined) {
    const { proposalRule } = await import("../assembly.ts");
    const { rule } = await proposalRule(nation, proposal);
    const [{ snapshot, deadline }, { eta, engaged }] = await Promise.all([
      assembly.voteOf(proposal),
      assembly.decisionOf(proposal),
    ]);
    const voters = await members.activeCountAt(snapshot < latest ? snapshot : latest - 1n);
    const dates = { snapshot, deadline, executable: eta === 0n ? executable(deadline, rule) : eta };
    return { rule, dates, quorum: quorumIn(voters, rule, engaged), voters };
  }
  const plain = (found: unknown) => (found as Result).toObject() as unknown as Rule;
  const lists = listsOf(calls);
  const own = plain(await rules.ruleForCalls(...lists));
  const above = await nation.contracts.spending.isAbove(...lists);
  const rule = above ? stricter(own, plain(await rules.ruleAt(0))) : own;
  const voters = await members.activeCountAt(latest - 1n);
  const { snapshot, deadline } = await announced(nation, rule, now);
  const engaged = (engagement * rule.quorumEngaged + 9_999n) / 10_000n;
  const dates = { snapshot, deadline, executable: executable(deadline, rule) };
  return { rule, dates, quorum: quorumIn(voters, rule, engaged), voters };
}

/** `Proposals._times`: when a vote under a rule begins and ends, if it is announced now. */
async function announced(
  { contracts: { calendar } }: Nation,
  rule: Rule,
  now: bigint,
): Promise<{ snapshot: bigint; deadline: bigint }> {
  const sealed = rule.revealHours * 3_600n;
  if (!hasFlag(rule, RuleFlag.WorkingDays)) {
    const snapshot = now + rule.votingDelay;
    return { snapshot, deadline: snapshot + rule.votingPeriod + sealed };
  }
  const days = (seconds: bigint) => (seconds + DAY - 1n) / DAY;
  const snapshot = rule.votingDelay === 0n ? now : (await calendar.deadline(now, days(rule.votingDelay))) - 1n;
  const closes = (await calendar.deadline(snapshot, days(rule.votingPeriod))) - 1n;
  return { snapshot, deadline: closes + sealed };
}

async function rulesOfCalls({ contracts: { rules } }: Nation, calls: PlainCalls): Promise<bigint[]> {
  return Promise.all(
    calls.targets.map((target, index) => {
      if ((calls.values[index] ?? 0n) > 0n) return Promise.resolve(0n);
      const selector = (calls.calldatas[index] ?? "0x").slice(0, 10).padEnd(10, "0");
      return rules.ruleIndexFor(target, selector.length === 10 ? selector : "0x00000000");
    }),
  );
}

/** Which article the calls cross, if one, and whether they meet the code that was voted on. */
async function checkArticles(
  { contracts: { articles, assembly } }: Nation,
  { calls, made }: Proposed,
  proposal: bigint,
): Promise<{ code: string | undefined; refusals: NeoguildError[] }> {
  try {
    const code = await articles.check([...calls.targets], [...calls.values], [...calls.calldatas]);
    const expected = made === undefined ? code : await assembly.codeOf(proposal);
    return { code, refusals: code === expected ? [] : [codeChanged(expected, code)] };
  } catch (error) {
    const why = explainRevert(error);
    // Only what a contract says is about the calls.
    if (!(why instanceof NeoguildError) || why.code.startsWith("Node")) throw why;
    return { code: undefined, refusals: [why] };
  }
}

function differs(asked: bigint, found: bigint): NeoguildError {
  return new NeoguildError({
    code: "PreviewDiffers",
    message: `the calls and the description told of proposal ${asked} are those of ${found}`,
    remedy: "Do not vote on it: ask another node, since this one does not tell what the assembly was sent.",
    docs: "docs/preview.md",
  });
}

function codeChanged(expected: string, found: string): NeoguildError {
  return new NeoguildError({
    code: "AssemblyCodeChanged",
    message: `a target has other code than when the proposal was made (${expected} then, ${found} now)`,
    remedy: "It cannot be executed: propose it anew, once everybody has seen the new code.",
    docs: "docs/errors.md#assemblycodechanged",
  });
}

function articlesBroken(): NeoguildError {
  return new NeoguildError({
    code: "AssemblyArticlesBroken",
    message: "executing the calls would leave the nation without what its articles promise",
    remedy: "No vote can do this. Leave the timelock's roles as they are.",
    docs: "docs/errors.md#assemblyarticlesbroken",
  });
}

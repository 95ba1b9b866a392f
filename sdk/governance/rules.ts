import { formatDuration, formatShare } from "../units.ts";

/** The bits of `Rule.flags`, as `Rules.sol` has them. */
export const RuleFlag = {
  MayChange: 1,
  Sealed: 2,
  UnrevealedAbstains: 4,
  TwoReadings: 8,
  Delegable: 16,
  Chambers: 32,
  WorkingDays: 64,
  OfAllBallots: 128,
} as const;

/** `blocks` of a rule under which a block stops nothing by itself and weighs as a vote Against. */
export const BLOCKS_WEIGH = 255n;

/** A decision rule, as `IDecisionRules.Rule`: basis points, hundredths, counts, seconds and hours. */
export interface Rule {
  readonly thresholdBps: bigint;
  readonly quorumBps: bigint;
  readonly quorumRoot: bigint;
  readonly quorumEngaged: bigint;
  readonly blocks: bigint;
  readonly sponsors: bigint;
  readonly sponsorBps: bigint;
  readonly flags: bigint;
  readonly lateHours: bigint;
  readonly revealHours: bigint;
  readonly votingDelay: bigint;
  readonly votingPeriod: bigint;
  readonly executionDelay: bigint;
  readonly executionWindow: bigint;
}

const BPS = 10_000n;

/** Whether a rule has one of `RuleFlag`. */
export function hasFlag({ flags }: Pick<Rule, "flags">, flag: number): boolean {
  return (flags & BigInt(flag)) !== 0n;
}

/** `Rules.quorum`: the For and Abstain ballots that are needed in an electorate; `engaged` in ballots. */
export function quorumIn(
  electorate: bigint,
  { quorumBps, quorumRoot }: Pick<Rule, "quorumBps" | "quorumRoot">,
  engaged: bigint,
): bigint {
  const fraction = ceilDiv(electorate * quorumBps, BPS);
  const root = ceilDiv(rootUp(quorumRoot * quorumRoot * electorate), 100n);
  const most = [fraction, root, engaged].reduce((a, b) => (a > b ? a : b));
  return most < electorate ? most : electorate;
}

/** `Rules.stricter`: the stricter of two rules in every single respect. */
export function stricter(a: Rule, b: Rule): Rule {
  const most = (field: keyof Rule) => (a[field] > b[field] ? a[field] : b[field]);
  const onlyIfAll = BigInt(RuleFlag.MayChange | RuleFlag.UnrevealedAbstains | RuleFlag.Delegable);
  const flags = ((a.flags | b.flags) & ~onlyIfAll) | (a.flags & b.flags & onlyIfAll);
  return {
    thresholdBps: most("thresholdBps"),
    quorumBps: most("quorumBps"),
    quorumRoot: most("quorumRoot"),
    quorumEngaged: most("quorumEngaged"),
    blocks: b.blocks === 0n || (a.blocks !== 0n && a.blocks < b.blocks) ? a.blocks : b.blocks,
    sponsors: most("sponsors"),
    sponsorBps: most("sponsorBps"),
    flags,
    lateHours: hasFlag({ flags }, RuleFlag.Sealed) ? 0n : most("lateHours"),
    revealHours: most("revealHours"),
    votingDelay: most("votingDelay"),
    votingPeriod: most("votingPeriod"),
    executionDelay: most("executionDelay"),
    executionWindow: a.executionWindow < b.executionWindow ? a.executionWindow : b.executionWindow,
  };
}

/** Whether a rule is as strict as another, or stricter, in every single respect. */
export function isNowhereEasier(rule: Rule, other: Rule): boolean {
  const both = stricter(rule, other);
  return (Object.keys(both) as (keyof Rule)[]).every((field) => both[field] === rule[field]);
}

/** What a rule asks and how a vote under it goes, one sentence each. */
export function ruleInWords(rule: Rule): string[] {
  const working = hasFlag(rule, RuleFlag.WorkingDays);
  const period = (seconds: bigint) => (working ? workingDays(seconds) : formatDuration(seconds));
  const sponsors = [
    ...(rule.sponsors > 1n ? [`${rule.sponsors} members`] : []),
    ...(rule.sponsorBps > 0n ? [`${formatShare(rule.sponsorBps)} of the members`] : []),
  ];
  const notice = rule.votingDelay === 0n ? "at once" : `after ${period(rule.votingDelay)}`;
  const sealed = hasFlag(rule, RuleFlag.Sealed);
  const late = rule.lateHours === 0n ? "" : `; ${rule.lateHours} hours more if a late ballot turns the outcome, once`;
  return [
    ...(sponsors.length === 0 ? [] : [`made with ${sponsors.join(" and ")} behind it`]),
    `voting begins ${notice} and lasts ${period(rule.votingPeriod)}${late}`,
    ...(sealed ? [sealedInWords(rule)] : []),
    thresholdInWords(rule),
    ...quorumInWords(rule),
    ...blocksInWords(rule),
    ...(hasFlag(rule, RuleFlag.MayChange) ? [] : ["a ballot once cast stays"]),
    ...(hasFlag(rule, RuleFlag.Delegable) ? ["delegates' choices count for those who do not vote themselves"] : []),
    ...(hasFlag(rule, RuleFlag.TwoReadings) ? ["it passes only when it has passed twice"] : []),
    ...(hasFlag(rule, RuleFlag.Chambers) ? ["the chambers may veto it"] : []),
    `carried out ${formatDuration(rule.executionDelay)} after it is queued, within ${formatDuration(rule.executionWindow)}`,
  ];
}

function sealedInWords(rule: Rule): string {
  const unopened = hasFlag(rule, RuleFlag.UnrevealedAbstains) ? "counts as abstaining" : "does not count";
  return (
    `ballots are sealed until then and opened within ${rule.revealHours} hours (after that everybody can see them); one ` +
    `that nobody opens ${unopened}`
  );
}

function thresholdInWords({ thresholdBps, ...rule }: Rule): string {
  if (thresholdBps === 0n) return "it passes unless it is blocked";
  const of = hasFlag(rule, RuleFlag.OfAllBallots) ? "all ballots" : "those for, against and blocking";
  return thresholdBps === 5_000n ? `more than half of ${of}` : `at least ${formatShare(thresholdBps)} of ${of}`;
}

function quorumInWords({ quorumBps, quorumRoot, quorumEngaged }: Rule): string[] {
  const kinds = [
    ...(quorumBps > 0n ? [`${formatShare(quorumBps)} of the members`] : []),
    ...(quorumRoot > 0n ? [`${Number(quorumRoot) / 100} times the square root of their number`] : []),
    ...(quorumEngaged > 0n ? [`${formatShare(quorumEngaged)} of those who voted in the last decisions`] : []),
  ];
  return kinds.length === 0 ? [] : [`${kinds.join(" and ")} for it or abstaining`];
}

function blocksInWords({ blocks }: Rule): string[] {
  if (blocks === 0n) return [];
  if (blocks === BLOCKS_WEIGH) return ["a block weighs as a vote against"];
  return [blocks === 1n ? "one block stops it" : `${blocks} blocks stop it`];
}

function workingDays(seconds: bigint): string {
  const days = ceilDiv(seconds, 86_400n);
  return `${days} working day${days === 1n ? "" : "s"}`;
}

function ceilDiv(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/** The square root, rounded up. */
function rootUp(square: bigint): bigint {
  if (square === 0n) return 0n;
  let root = BigInt(Math.ceil(Math.sqrt(Number(square))));
  while (root * root < square) ++root;
  while ((root - 1n) * (root - 1n) >= square) --root;
  return root;
}

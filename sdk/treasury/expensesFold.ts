/**
 * The state of `Expenses`, rebuilt from its logs alone. Pure: logs go in, in the chain's order, and every view of the
 * contract has its answer here. What is a request's third slot on the chain is kept even where the chain leaves it empty.
 */
import { ZeroAddress } from "ethers";

import type { EventLog } from "../logs.ts";
import { must } from "../must.ts";

/** Fields in the order of `Request`. */
export interface RequestState {
  readonly amount: bigint;
  readonly guild: bigint;
  readonly season: bigint;
  readonly kind: bigint;
  state: bigint;
  approver: bigint;
  refuser: bigint;
  readonly token: string;
  readonly by: bigint;
  readonly payee: bigint;
  readonly budget: bigint;
  to: string;
  keyEpoch: bigint;
  readonly milestone: bigint;
}

/** What only the log of its asking says of a request. */
export interface RequestWords {
  readonly payeeHash: string;
  readonly evidence: string;
}

/** Fields in the order of `Budget`. */
export interface BudgetState {
  readonly token: string;
  readonly guild: bigint;
  readonly season: bigint;
  readonly until: bigint;
  ended: boolean;
  readonly amount: bigint;
  bound: bigint;
}

/** Fields in the order of `Milestone`. */
export interface MilestoneState {
  readonly amount: bigint;
  by: bigint;
  state: bigint;
}

export interface ExpensesState {
  readonly requests: ReadonlyMap<string, RequestState & RequestWords>;
  readonly budgets: ReadonlyMap<bigint, BudgetState & { readonly purpose: string }>;
  readonly milestones: ReadonlyMap<bigint, readonly MilestoneState[]>;
  readonly limits: ReadonlyMap<string, bigint>;
  readonly approvers: ReadonlyMap<string, bigint>;
  readonly unpaid: ReadonlyMap<string, bigint>;
  readonly withoutBudget: ReadonlyMap<string, bigint>;
  readonly wages: ReadonlyMap<string, bigint>;
}

const [ASKED, APPROVED, PAID, WITHDRAWN, REFUSED] = [1n, 2n, 3n, 4n, 5n];
const [OPEN, COMMITTED, DELIVERED, RELEASED] = [0n, 1n, 2n, 3n];
const WAGE = 2n;

/** @throws RangeError If a log speaks of what no earlier log has made: logs are missing, or out of order. */
export function foldExpenses(logs: Iterable<EventLog>): ExpensesState {
  const requests = new Map<string, RequestState & RequestWords>();
  const budgets = new Map<bigint, BudgetState & { readonly purpose: string }>();
  const milestones = new Map<bigint, MilestoneState[]>();
  const [limits, approvers] = [new Map<string, bigint>(), new Map<string, bigint>()];
  const [unpaid, withoutBudget, wages] = [
    new Map<string, bigint>(),
    new Map<string, bigint>(),
    new Map<string, bigint>(),
  ];

  const request = (args: EventLog["args"]) =>
    must(requests.get(args.request as string), `request ${args.request as string}`);
  const budget = (id: bigint) => must(budgets.get(id), `budget ${id}`);
  const milestone = (id: bigint, number: bigint) =>
    must(milestones.get(id)?.[Number(number) - 1], `milestone ${number} of budget ${id}`);
  const setMilestone = (of: RequestState, state: bigint) => {
    if (of.milestone !== 0n) milestone(of.budget, of.milestone).state = state;
  };
  /** What an approval binds, and what an end before the payment gives back (`sign` -1). */
  const bind = (of: RequestState, sign: bigint) => {
    const at = sumKey(of.guild, of.season, of.token);
    add(unpaid, at, sign * of.amount);
    if (of.budget === 0n) add(withoutBudget, at, sign * of.amount);
    else if (of.milestone === 0n) budget(of.budget).bound += sign * of.amount;
  };
  const end = (of: RequestState, state: bigint) => {
    if (of.state === APPROVED) bind(of, -1n);
    of.state = state;
    setMilestone(of, COMMITTED);
  };

  const apply: Readonly<Record<string, (args: EventLog["args"]) => void>> = {
    BudgetGranted(args) {
      const { token, guild, season, until, amount, purpose } = args as unknown as BudgetState & { purpose: string };
      const amounts = args.milestones as bigint[];
      const bound = amounts.reduce((sum, each) => sum + each, 0n);
      budgets.set(args.budget as bigint, { token, guild, season, until, ended: false, amount, bound, purpose });
      milestones.set(
        args.budget as bigint,
        [...amounts].map((each) => ({ amount: each, by: 0n, state: OPEN })),
      );
    },
    BudgetEnded(args) {
      budget(args.budget as bigint).ended = true;
    },
    LimitSet(args) {
      limits.set(limitKey(args.guild as bigint, args.token as string), args.amount as bigint);
    },
    ApproverNamed(args) {
      approvers.set(approverKey(args.guild as bigint, args.holder as bigint), args.until as bigint);
    },
    MilestoneTaken(args) {
      const taken = milestone(args.budget as bigint, args.milestone as bigint);
      [taken.by, taken.state] = [args.by as bigint, COMMITTED];
    },
    MilestoneGivenBack(args) {
      const given = milestone(args.budget as bigint, args.milestone as bigint);
      [given.by, given.state] = [0n, OPEN];
    },
    ExpenseAsked(args) {
      const terms = args.terms as unknown as RequestState & RequestWords;
      const { amount, guild, season, kind, token, payee, to, milestone: number, payeeHash, evidence } = terms;
      const asked: RequestState & RequestWords = {
        ...{ amount, guild, season, kind, state: ASKED, approver: 0n, refuser: 0n },
        ...{ token, by: args.by as bigint, payee, budget: terms.budget },
        ...{ to, keyEpoch: 0n, milestone: number, payeeHash, evidence },
      };
      requests.set(args.request as string, asked);
      setMilestone(asked, DELIVERED);
    },
    ExpenseApproved(args) {
      const approved = request(args);
      if (args.complete !== true) {
        approved.approver = args.by as bigint;
        return;
      }
      approved.state = APPROVED;
      bind(approved, 1n);
      setMilestone(approved, RELEASED);
    },
    ExpenseRefused(args) {
      const refused = request(args);
      const by = args.by as bigint;
      if (by !== refused.guild && by === refused.approver) refused.approver = 0n;
      if (args.complete === true) end(refused, REFUSED);
      else refused.refuser = by;
    },
    ExpenseWithdrawn(args) {
      end(request(args), WITHDRAWN);
    },
    ExpenseRedirected(args) {
      const redirected = request(args);
      [redirected.to, redirected.keyEpoch] = [args.to as string, args.keyEpoch as bigint];
    },
    ExpensePaid(args) {
      const paid = request(args);
      const { guild, season, token, payee, amount } = paid;
      paid.state = PAID;
      add(unpaid, sumKey(guild, season, token), -amount);
      if (paid.kind === WAGE) add(wages, wageKey(guild, season, token, payee), amount);
    },
  };
  for (const { name, args } of logs) apply[name]?.(args);
  return { requests, budgets, milestones, limits, approvers, unpaid, withoutBudget, wages };
}

const NOTHING: RequestState = {
  ...{ amount: 0n, guild: 0n, season: 0n, kind: 0n, state: 0n, approver: 0n, refuser: 0n, token: ZeroAddress },
  ...{ by: 0n, payee: 0n, budget: 0n, to: ZeroAddress, keyEpoch: 0n, milestone: 0n },
};

/** As the view of the same name; all zero for what nobody asked. */
export function requestOf({ requests }: ExpensesState, request: string): RequestState {
  const found = requests.get(request);
  if (found === undefined) return NOTHING;
  const { payeeHash: _who, evidence: _evidence, ...kept } = found;
  return kept;
}

/** As the view of the same name; all zero for a budget nobody granted. */
export function budgetOf({ budgets }: ExpensesState, budget: bigint): BudgetState {
  const found = budgets.get(budget);
  const nobodys = { token: ZeroAddress, guild: 0n, season: 0n, until: 0n, ended: false, amount: 0n, bound: 0n };
  if (found === undefined) return nobodys;
  const { purpose: _purpose, ...kept } = found;
  return kept;
}

/** `milestonesOf`, folded, in their order; of no budget none. */
export function milestonesOf({ milestones }: ExpensesState, budget: bigint): readonly MilestoneState[] {
  return milestones.get(budget) ?? [];
}

/** `limitOf`, folded, in units of the token; 0 where the guild set none. */
export function limitOf({ limits }: ExpensesState, guild: bigint, token: string): bigint {
  return limits.get(limitKey(guild, token)) ?? 0n;
}

/** `approvesUntil`, folded: Unix seconds, 0 for somebody who never could. */
export function approvesUntil({ approvers }: ExpensesState, guild: bigint, holder: bigint): bigint {
  return approvers.get(approverKey(guild, holder)) ?? 0n;
}

/** `unpaidOf`, folded, in units of the token. */
export function unpaidOf({ unpaid }: ExpensesState, guild: bigint, season: bigint, token: string): bigint {
  return unpaid.get(sumKey(guild, season, token)) ?? 0n;
}

/** `withoutBudgetOf`, folded, in units of the token. */
export function withoutBudgetOf(
  { withoutBudget }: ExpensesState,
  guild: bigint,
  season: bigint,
  token: string,
): bigint {
  return withoutBudget.get(sumKey(guild, season, token)) ?? 0n;
}

/** `wagesOf`, folded, in units of the token. */
export function wagesOf(
  { wages }: ExpensesState,
  guild: bigint,
  season: bigint,
  token: string,
  member: bigint,
): bigint {
  return wages.get(wageKey(guild, season, token, member)) ?? 0n;
}

const limitKey = (guild: bigint, token: string) => `${guild}/${token}`;
const approverKey = (guild: bigint, holder: bigint) => `${guild}/${holder}`;
const sumKey = (guild: bigint, season: bigint, token: string) => `${guild}/${season}/${token}`;
const wageKey = (guild: bigint, season: bigint, token: string, member: bigint) =>
  `${sumKey(guild, season, token)}/${member}`;

function add(sums: Map<string, bigint>, key: string, amount: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}

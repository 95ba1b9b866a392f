/**
 * The state of `Surplus`, rebuilt from its logs alone. Pure: a log goes in, the state is the same as the contract's views at
 * that log's block. Only balances, which are the tokens', and what depends on them are left out.
 */
import { ZeroAddress } from "ethers";

import type { EventLog } from "../logs.ts";
import { must } from "../must.ts";
import type { Books } from "./books.ts";
import { FinancierFold } from "./financierFold.ts";
import { LossFold } from "./lossFold.ts";
import { WorksFold, type WorkShare } from "./worksFold.ts";

type Args = EventLog["args"];

/** As `ISurplus.Pool`. */
export interface PoolState {
  readonly amount: bigint;
  readonly total: bigint;
  counted: bigint;
}

/** As `ISurplus.Weighing`. */
export interface WeighingState {
  readonly pass: bigint;
  readonly heads: bigint;
  readonly livelihood: bigint;
  readonly balanced: bigint;
  readonly stock: bigint;
  readonly lowest: bigint;
  readonly cap: bigint;
}

interface AccountState {
  income: bigint;
  costs: bigint;
  equation: bigint;
  toReserve: bigint;
  forfeited: bigint;
  dust: bigint;
  pools: PoolState[];
  weighing: WeighingState;
  readonly stocks: Map<bigint, bigint>;
  readonly weighed: Set<string>;
  readonly collected: Set<bigint>;
  readonly works: WorksFold;
  /** Of what works share, given to members. */
  givenForWorks: bigint;
}

export interface EquationState {
  readonly setAt: bigint;
  readonly mode: bigint;
  readonly accounts: readonly bigint[];
  readonly lossToReserveBps: bigint;
}

/** `BucketKind.WorkShare`. */
const WORK_SHARE = 6n;

const UNWEIGHED: WeighingState = {
  pass: 0n,
  heads: 0n,
  livelihood: 0n,
  balanced: 0n,
  stock: 0n,
  lowest: 0n,
  cap: 0n,
};

export class SurplusFold {
  readonly #accounts = new Map<string, AccountState>();
  readonly #owed = new Map<string, bigint>();
  readonly #loans = new Map<string, bigint>();
  readonly #equations = new Map<bigint, EquationState>();
  #expensesSeat = ZeroAddress;
  /** How much of a token may be held when a deposit arrives. */
  readonly depositCaps = new Map<string, bigint>();
  /** What seasons owed beyond their income, and who bears it. */
  readonly losses = new LossFold();
  /** Who financed each guild. */
  readonly financiers = new FinancierFold();
  /** Whether any equation shares by works; before, nothing is noted of them. */
  #sharesByWorks = false;

  /** Each event's effect; the names are those of the ABI. */
  readonly #effects: Readonly<Record<string, (args: Args) => void>> = {
    EquationSet: (args) => this.#setEquation(args),
    Deposited: (args) => this.#deposit(this.#accountIn(args), args),
    WorksShared: (args) => this.#accountIn(args).works.share(args.amount as bigint),
    WorkOpened: (args) =>
      this.#accountIn(args).works.open(args.work as bigint, args as unknown as { part: bigint; total: bigint }),
    WorkSharesCollected: (args) => this.#collectForWork(this.#accountIn(args), args),
    CostPaid: (args) => (this.#accountIn(args).costs += args.amount as bigint),
    BooksClosed: (args) => this.#close(this.#accountIn(args), args),
    WeighingBegan: (args) => this.#beginWeighing(this.#accountIn(args), args),
    Weighed: (args) => this.#weigh(this.#accountIn(args), args),
    PaidInside: (args) => this.#payInside(args),
    AccountCredited: (args) => this.#owe(args.account as bigint, args.token as string, args.amount as bigint),
    ReserveOwed: (args) => this.#owe(0n, args.token as string, args.amount as bigint),
    SharesCollected: (args) => this.#collect(this.#accountIn(args), args),
    Withdrawn: (args) => this.#owed.delete(keyOf(args.agent, args.token)),
    ExpensesSeatFilled: (args) => (this.#expensesSeat = args.holder as string),
    DepositCapSet: (args) => this.depositCaps.set(args.token as string, args.newCap as bigint),
    LossBooked: (args) => (this.#accountIn(args).costs += this.losses.book(args)),
    FinancierAcknowledged: (args) => this.financiers.acknowledge(args),
    FinancierReturned: (args) => this.financiers.give(args),
    LossPaid: (args) => this.losses.pay(args),
    ShareWithheld: (args) => this.losses.withhold(args),
    LossBorne: (args) => this.#lend(args.member as bigint, args.token as string, -this.losses.bear(args)),
    LoanWithdrawn: (args) => this.#loans.delete(keyOf(args.member, args.token)),
  };

  /** Takes the next log, in the chain's order. Logs of other contracts' events are ignored. */
  apply({ name, args }: EventLog): this {
    this.#effects[name]?.(args);
    return this;
  }

  get expensesSeat(): string {
    return this.#expensesSeat;
  }

  booksOf(guild: bigint, season: bigint, token: string): Books {
    const { income, costs, equation, forfeited, pools, ...account } = this.#account(guild, season, token);
    const available = income - costs;
    const unweighed = account.weighing.pass === 1n ? available : 0n;
    const none = { unweighed, toReserve: 0n, toAccounts: 0n, collected: 0n, lent: 0n, uncollected: 0n, remainder: 0n };
    if (equation === 0n || unweighed !== 0n) {
      return { income, costs, available: available - unweighed, ...none, equation };
    }

    const { accounts, mode } = must(this.#equations.get(equation), `equation ${equation}`);
    const sum = (part: (pool: PoolState) => bigint) => pools.reduce((total, pool) => total + part(pool), 0n);
    const taken = sum((pool) => shareOf(pool, pool.counted));
    const amount = sum((pool) => pool.amount);
    const remainder = account.dust;
    const collected = taken - remainder - forfeited;
    const toFund = accounts.length === 0 ? 0n : forfeited;
    const books = {
      income,
      costs,
      available: 0n,
      unweighed,
      toReserve: account.toReserve + forfeited - toFund,
      toAccounts: available - account.toReserve - amount + toFund,
      collected: mode === 0n ? collected : 0n,
      lent: mode === 0n ? 0n : collected,
      uncollected: amount - taken,
      remainder,
      equation,
    };
    return account.works.addTo(books, account.givenForWorks, mode !== 0n);
  }

  /** Works that income of these books names. */
  worksOf(guild: bigint, season: bigint, token: string): readonly bigint[] {
    return this.#account(guild, season, token).works.works;
  }

  /** `workShareOf`, folded. @param ledger Credits for the work through the season: the member's, and all. */
  workShareOf(
    { guild, season, token }: { guild: bigint; season: bigint; token: string },
    { work, member }: { work: bigint; member: bigint },
    ledger: { weight: bigint; total: bigint },
  ): WorkShare {
    return this.#account(guild, season, token).works.shareOf(work, member, ledger);
  }

  poolOf(guild: bigint, season: bigint, token: string, kind: number): PoolState {
    return this.#account(guild, season, token).pools[kind] ?? { amount: 0n, total: 0n, counted: 0n };
  }

  weighingOf(guild: bigint, season: bigint, token: string): WeighingState {
    return this.#account(guild, season, token).weighing;
  }

  /** Whether a pass has weighed a member. */
  isWeighed(guild: bigint, season: bigint, token: string, pass: bigint, member: bigint): boolean {
    return this.#account(guild, season, token).weighed.has(keyOf(pass, member));
  }

  /** The standing or outstanding credit that a member was weighed with. */
  stockOf(guild: bigint, season: bigint, token: string, member: bigint): bigint {
    return this.#account(guild, season, token).stocks.get(member) ?? 0n;
  }

  hasCollected(guild: bigint, season: bigint, token: string, member: bigint): boolean {
    return this.#account(guild, season, token).collected.has(member);
  }

  owedTo(agent: bigint, token: string): bigint {
    return this.#owed.get(keyOf(agent, token)) ?? 0n;
  }

  loanOf(member: bigint, token: string): bigint {
    return this.#loans.get(keyOf(member, token)) ?? 0n;
  }

  equationAt(timepoint: bigint): bigint {
    const before = [...this.#equations].filter(([, { setAt }]) => setAt < timepoint).map(([version]) => version);
    return before.at(-1) ?? 1n;
  }

  #accountIn(args: Args): AccountState {
    return this.#account(args.guild as bigint, args.season as bigint, args.token as string);
  }

  #account(guild: bigint, season: bigint, token: string): AccountState {
    const key = keyOf(guild, season, token);
    const none = { income: 0n, costs: 0n, equation: 0n, toReserve: 0n, forfeited: 0n, dust: 0n, weighing: UNWEIGHED };
    const sets = { stocks: new Map<bigint, bigint>(), weighed: new Set<string>(), collected: new Set<bigint>() };
    const works = { works: new WorksFold(), givenForWorks: 0n };
    const account = this.#accounts.get(key) ?? { ...none, pools: [], ...sets, ...works };
    this.#accounts.set(key, account);
    return account;
  }

  #setEquation(args: Args): void {
    const buckets = args.buckets as { kind: bigint; account: bigint }[];
    const accounts = buckets.filter(({ kind }) => kind === 1n).map(({ account }) => account);
    if (buckets.some(({ kind }) => kind === WORK_SHARE)) this.#sharesByWorks = true;
    const { mode, lossToReserveBps } = args.rules as { mode: bigint; lossToReserveBps: bigint };
    this.#equations.set(args.version as bigint, { setAt: args.setAt as bigint, mode, accounts, lossToReserveBps });
  }

  #deposit(account: AccountState, args: Args): void {
    const [work, amount] = [args.work as bigint, args.amount as bigint];
    account.income += amount;
    if (work !== 0n && this.#sharesByWorks) account.works.note(work, amount);
  }

  /** As `#collect`, with one weight. */
  #collectForWork(account: AccountState, args: Args): void {
    const [token, entries] = [args.token as string, args.shares as bigint[]];
    for (let index = 0; index < entries.length; index += 2) {
      const [entry, weight] = [must(entries[index], "share"), must(entries[index + 1], "weight")];
      const [member, outcome, amount] = [bits(entry, 0, 32), bits(entry, 32, 8), bits(entry, 40, 128)];
      if (weight === 0n) continue;
      account.works.count(args.work as bigint, member, weight);
      account.givenForWorks += amount;
      const given = amount - this.losses.withheldNow(args, member);
      if (outcome === 3n) this.#lend(member, token, given);
      if (outcome === 4n) this.#owe(member, token, given);
    }
  }

  #close(account: AccountState, args: Args): void {
    const totals = args.totals as bigint[];
    account.equation = args.equation as bigint;
    account.toReserve = args.toReserve as bigint;
    const { lossToReserveBps } = must(this.#equations.get(account.equation), `equation ${account.equation}`);
    if (lossToReserveBps !== 0n) this.losses.putIn(args, account.toReserve);
    account.pools = (args.amounts as bigint[]).map((amount, kind) => ({
      amount,
      total: must(totals[kind], `total ${kind}`),
      counted: 0n,
    }));
    account.weighing = { ...account.weighing, pass: 0n };
  }

  #beginWeighing(account: AccountState, args: Args): void {
    account.equation = args.equation as bigint;
    account.weighing = { ...account.weighing, pass: args.pass as bigint };
  }

  /** One word for each member of the page: id from bit 0, weight from bit 32. */
  #weigh(account: AccountState, args: Args): void {
    const [pass, heads, livelihood, balanced, stock, lowest, cap] = args.state as bigint[] as [
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    const running = account.weighing.pass; // the last page ends the pass
    account.weighing = { pass, heads, livelihood, balanced, stock, lowest, cap };
    for (const entry of args.stocks as bigint[]) {
      const [member, weight] = [bits(entry, 0, 32), entry >> 32n];
      account.weighed.add(keyOf(running, member));
      if (weight !== 0n) account.stocks.set(member, weight);
    }
  }

  #payInside(args: Args): void {
    const [token, amount] = [args.token as string, args.amount as bigint];
    this.#owe(args.from as bigint, token, -amount);
    this.#owe(args.to as bigint, token, amount);
  }

  /** Two words for each member; the layout is documented at the event `SharesCollected`. */
  #collect(account: AccountState, args: Args): void {
    const [token, entries] = [args.token as string, args.shares as bigint[]];
    for (let index = 0; index < entries.length; index += 2) {
      const [entry, weights] = [must(entries[index], "share"), must(entries[index + 1], "weights")];
      const [member, outcome, amount] = [bits(entry, 0, 32), bits(entry, 32, 8), bits(entry, 40, 128)];
      if (weights === 0n) continue;
      account.collected.add(member);
      const taken = account.pools.map((pool, kind) => take(pool, bits(weights, 40 * kind, 40)));
      account.dust += taken.reduce((sum, { left }) => sum + left, 0n);
      account.forfeited += taken.reduce((sum, { share }) => sum + share, 0n) - amount;
      const given = amount - this.losses.withheldNow(args, member);
      if (outcome === 3n) this.#lend(member, token, given);
      if (outcome === 4n) this.#owe(member, token, given);
    }
  }

  #lend(member: bigint, token: string, amount: bigint): void {
    this.#loans.set(keyOf(member, token), this.loanOf(member, token) + amount);
  }

  #owe(agent: bigint, token: string, amount: bigint): void {
    this.#owed.set(keyOf(agent, token), this.owedTo(agent, token) + amount);
  }
}

/** The share of a weight, rounded down as on the chain. */
function shareOf({ amount, total }: PoolState, weight: bigint): bigint {
  return total === 0n ? 0n : (amount * weight) / total;
}

/** Takes the share of a weight; what rounding leaves of it is 0 or 1. */
function take(pool: PoolState, weight: bigint): { readonly share: bigint; readonly left: bigint } {
  const share = shareOf(pool, weight);
  const left = shareOf(pool, pool.counted + weight) - shareOf(pool, pool.counted) - share;
  pool.counted += weight;
  return { share, left };
}

function bits(word: bigint, from: number, count: number): bigint {
  return BigInt.asUintN(count, word >> BigInt(from));
}

function keyOf(...parts: readonly unknown[]): string {
  return parts.join("/");
}

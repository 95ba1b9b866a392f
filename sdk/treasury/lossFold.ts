/**
 * What seasons owed beyond their income and who bears it, rebuilt from the logs of `Surplus` alone. Part of `SurplusFold`.
 */
import type { EventLog } from "../logs.ts";
import { must } from "../must.ts";

type Args = EventLog["args"];

/** As `ISurplus.Loss`. */
export interface LossState {
  readonly due: bigint;
  readonly fromIncome: bigint;
  readonly byReserve: bigint;
  readonly byMembers: bigint;
  collected: bigint;
  paid: bigint;
  readonly total: bigint;
  counted: bigint;
}

/** A member's part of one loss: all of it, and what is not collected yet. */
export interface LossPart {
  readonly amount: bigint;
  readonly open: bigint;
}

/** What a member bears of all losses in a token. */
export interface Debt {
  readonly open: bigint;
  readonly withheld: bigint;
}

const NO_LOSS = [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n] as const;

export class LossFold {
  readonly #losses = new Map<string, LossState>();
  readonly #parts = new Map<string, LossPart>();
  readonly #debts = new Map<string, Debt>();
  readonly #putIn = new Map<string, bigint>();
  /** Of shares whose `SharesCollected` comes in the same transaction. */
  readonly #withheld = new Map<string, bigint>();

  /** @returns What was set aside of the season's income, among its costs. */
  book(args: Args): bigint {
    const loss = lossOf([...(args.loss as bigint[])]);
    this.#losses.set(folioOf(args), loss);
    this.putIn(args, -(args.drawn as bigint));
    return loss.fromIncome;
  }

  /** @returns What was taken of the member's loans. */
  bear(args: Args): bigint {
    const [member, token, amount] = [args.member as bigint, args.token as string, args.part as bigint];
    const [fromShares, fromLoan] = [args.fromShares as bigint, args.fromLoan as bigint];
    const loss = this.#known(args);
    loss.counted = args.counted as bigint;
    loss.collected += fromShares + fromLoan;
    const key = `${folioOf(args)}/${member}`;
    const before = this.#parts.get(key);
    const open = (before?.open ?? amount) - fromShares - fromLoan;
    this.#parts.set(key, { amount, open });
    const debt = this.debtOf(member, token);
    this.#debts.set(keyOf(member, token), {
      open: debt.open + (before === undefined ? amount : 0n) - fromLoan,
      withheld: debt.withheld - fromShares,
    });
    return fromLoan;
  }

  withhold(args: Args): void {
    const [member, token, amount] = [args.member as bigint, args.token as string, args.amount as bigint];
    const { open, withheld } = this.debtOf(member, token);
    this.#debts.set(keyOf(member, token), { open: open - amount, withheld: withheld + amount });
    this.#withheld.set(`${folioOf(args)}/${member}`, amount);
  }

  /** What was withheld of the share that a member collected of these books; asked once. */
  withheldNow(args: Args, member: bigint): bigint {
    const key = `${folioOf(args)}/${member}`;
    const amount = this.#withheld.get(key) ?? 0n;
    this.#withheld.delete(key);
    return amount;
  }

  pay(args: Args): void {
    this.#known(args).paid += args.amount as bigint;
  }

  putIn(args: Args, amount: bigint): void {
    const [guild, token] = [args.guild as bigint, args.token as string];
    this.#putIn.set(keyOf(guild, token), this.putInBy(guild, token) + amount);
  }

  lossOf(guild: bigint, season: bigint, token: string): LossState {
    return this.#losses.get(keyOf(guild, season, token)) ?? lossOf(NO_LOSS);
  }

  partOf(guild: bigint, season: bigint, token: string, member: bigint): LossPart {
    return this.#parts.get(keyOf(guild, season, token, member)) ?? { amount: 0n, open: 0n };
  }

  debtOf(member: bigint, token: string): Debt {
    return this.#debts.get(keyOf(member, token)) ?? { open: 0n, withheld: 0n };
  }

  putInBy(guild: bigint, token: string): bigint {
    return this.#putIn.get(keyOf(guild, token)) ?? 0n;
  }

  /** @throws RangeError If no earlier log booked this loss: logs are missing, or out of order. */
  #known(args: Args): LossState {
    return must(this.#losses.get(folioOf(args)), `the loss of ${folioOf(args)}`);
  }
}

function lossOf(words: readonly bigint[]): LossState {
  const [due = 0n, fromIncome = 0n, byReserve = 0n, byMembers = 0n] = words;
  const [collected = 0n, paid = 0n, total = 0n, counted = 0n] = words.slice(4);
  return { due, fromIncome, byReserve, byMembers, collected, paid, total, counted };
}

function folioOf(args: Args): string {
  return keyOf(args.guild, args.season, args.token);
}

function keyOf(...parts: readonly unknown[]): string {
  return parts.join("/");
}

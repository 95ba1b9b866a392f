/**
 * The state of one `BankMoney`, rebuilt from its logs alone. Balances of agents are kept by their ids; which key shows them
 * is the register's to say.
 */
import type { EventLog } from "../logs.ts";
import { must } from "../must.ts";

/** In the order of the contract's `Kind`. */
export const BOOKING_KINDS = ["income", "paid", "returned", "correction"] as const;

/** In the order of the contract's `PayoutState`. */
export const PAYOUT_STATES = ["none", "waiting", "paid", "kept", "returned", "corrected"] as const;

const [INCOME, PAID, RETURNED, CORRECTION] = [0n, 1n, 2n, 3n];
const [WAITING, KEPT] = [1n, 3n];

/** As `IBankMoney.Payout`, in its order. */
export interface BankPayout {
  readonly to: bigint;
  readonly amount: bigint;
  state: bigint;
  readonly madeAt: bigint;
  lockedUntil: bigint;
}

/** As `IBankMoney.Booking`, in its order. */
export interface BankBooking {
  readonly first: bigint;
  second: bigint;
  readonly kind: bigint;
  readonly to: bigint;
  readonly payout: bigint;
  readonly confirmBy: bigint;
  readonly amount: bigint;
  corrected: bigint;
  readonly detail: string;
}

/** What the statement said where a line was booked. */
export interface BookedLine {
  readonly day: bigint;
  readonly amount: bigint;
  readonly bankRef: string;
  readonly position: bigint;
}

export class BankFold {
  readonly payouts = new Map<bigint, BankPayout>();
  readonly bookings = new Map<string, BankBooking>();
  /** Of every booking that was of a line, also of those withdrawn. */
  readonly lines = new Map<string, BookedLine>();
  readonly officerUntil = new Map<bigint, bigint>();
  readonly books = new Set<string>();
  readonly unitsIn = new Map<string, bigint>();
  readonly kept = new Map<bigint, bigint>();
  /** What an owner's address lets a book take, by both with a slash between. */
  readonly allowances = new Map<string, bigint>();
  /** Line of an income → reasons of its corrections, by the correction's id. */
  readonly reasons = new Map<string, string>();
  made = 0n;
  burnt = 0n;
  terms = { officerTerm: 0n, confirmPeriod: 0n };

  /** @param address Of the contract whose logs are folded. */
  constructor(readonly address: string) {}

  /**
   * Takes the next log, in the chain's order.
   * @param timestamp Of its block (Unix seconds).
   */
  apply({ name, args }: EventLog, timestamp: bigint): this {
    if (name === "TermsSet") {
      const { officerTerm, confirmPeriod } = args.terms as { officerTerm: bigint; confirmPeriod: bigint };
      this.terms = { officerTerm, confirmPeriod };
    } else if (name === "BookAdded") this.books.add(args.book as string);
    else if (name === "OfficerAppointed") this.officerUntil.set(args.officer as bigint, args.until as bigint);
    else if (name === "OfficerDismissed") this.officerUntil.delete(args.officer as bigint);
    else if (name === "LineBooked") this.#book(args);
    else if (name === "CorrectionBooked") this.#bookCorrection(args);
    else if (name === "BookingConfirmed") this.#confirm(args);
    else if (name === "BookingWithdrawn") this.bookings.delete(args.booking as string);
    else if (name === "PayoutOrdered") this.#order(args, timestamp);
    else if (name === "PayoutsSent") this.#sent(args);
    else if (name === "PayoutsKept") for (const id of args.payouts as bigint[]) this.#payout(id).state = KEPT;
    else if (name === "PayoutEnded") this.#payout(args.payout as bigint).state = args.state as bigint;
    else if (name === "KeptChanged") this.kept.set(args.agent as bigint, args.kept as bigint);
    else if (name === "Approval") this.allowances.set(`${args.owner}/${args.spender}`, args.value as bigint);
    else if (name === "Transfer") this.#move(args.from as string, args.to as string, args.value as bigint);
    return this;
  }

  get supply(): bigint {
    return this.made - this.burnt;
  }

  get lastPayout(): bigint {
    return BigInt(this.payouts.size);
  }

  /** What first officers stated and nobody has confirmed: come, and gone. */
  get unconfirmed(): readonly [bigint, bigint] {
    const open = [...this.bookings.values()].filter(({ second, kind }) => second === 0n && kind !== CORRECTION);
    const sum = (out: boolean) =>
      open.filter(({ kind }) => (kind === PAID) === out).reduce((total, { amount }) => total + amount, 0n);
    return [sum(false), sum(true)];
  }

  keptBy(agent: bigint): bigint {
    return this.kept.get(agent) ?? 0n;
  }

  /** The sum of an agent's payouts that wait. */
  waitingFor(agent: bigint): bigint {
    const open = [...this.payouts.values()].filter(({ to, state }) => to === agent && state === WAITING);
    return open.reduce((sum, { amount }) => sum + amount, 0n);
  }

  /** What lies in a book; in the contract itself also what was set aside. */
  heldBy(book: string): bigint {
    return (this.unitsIn.get(book) ?? 0n) + (book === this.address ? this.waitingFor(0n) : 0n);
  }

  /** Whether an income line was undone altogether, so that it can be booked anew. */
  isUndone({ kind, second, amount, corrected }: BankBooking): boolean {
    return kind === INCOME && second !== 0n && amount === corrected;
  }

  #book(args: EventLog["args"]): void {
    const booking = args.booking as string;
    const [amount, payout] = [args.amount as bigint, args.payout as bigint];
    const confirmBy = args.confirmBy as bigint;
    this.lines.set(booking, {
      day: args.day as bigint,
      amount,
      bankRef: args.bankRef as string,
      position: args.position as bigint,
    });
    const kind = args.kind as bigint;
    this.bookings.set(booking, {
      first: args.first as bigint,
      second: 0n,
      kind,
      to: args.to as bigint,
      payout,
      confirmBy,
      amount,
      corrected: 0n,
      detail: args.detail as string,
    });
    if (kind !== PAID) return;
    const paid = this.#payout(payout);
    if (paid.lockedUntil < confirmBy) paid.lockedUntil = confirmBy;
  }

  #bookCorrection(args: EventLog["args"]): void {
    const booking = args.booking as string;
    this.reasons.set(booking, args.reason as string);
    this.bookings.set(booking, {
      first: args.first as bigint,
      second: 0n,
      kind: CORRECTION,
      to: 0n,
      payout: args.payout as bigint,
      confirmBy: args.confirmBy as bigint,
      amount: args.amount as bigint,
      corrected: 0n,
      detail: args.line as string,
    });
  }

  #confirm(args: EventLog["args"]): void {
    const booking = must(this.bookings.get(args.booking as string), `booking ${args.booking}`);
    booking.second = args.second as bigint;
    if (booking.kind === INCOME || booking.kind === RETURNED) this.made += booking.amount;
    else this.burnt += booking.amount;
    if (booking.kind === CORRECTION) {
      must(this.bookings.get(booking.detail), `line ${booking.detail}`).corrected += booking.amount;
    }
  }

  #order(args: EventLog["args"], madeAt: bigint): void {
    const [to, amount] = [args.to as bigint, args.amount as bigint];
    this.payouts.set(args.payout as bigint, { to, amount, state: WAITING, madeAt, lockedUntil: 0n });
  }

  #sent(args: EventLog["args"]): void {
    for (const id of args.payouts as bigint[]) this.#payout(id).lockedUntil = args.until as bigint;
  }

  /**
   * Only what lies in other books: units of agents are told by payouts and by what they keep, and in the contract itself
   * units are set aside, which makes a payout, or pass through from their making to the surplus.
   */
  #move(from: string, to: string, value: bigint): void {
    const isBook = (account: string) => account !== this.address && this.books.has(account);
    const at = (book: string) => this.unitsIn.get(book) ?? 0n;
    if (isBook(from)) this.unitsIn.set(from, at(from) - value);
    if (isBook(to)) this.unitsIn.set(to, at(to) + value);
  }

  #payout(id: bigint): BankPayout {
    return must(this.payouts.get(id), `payout ${id}`);
  }
}

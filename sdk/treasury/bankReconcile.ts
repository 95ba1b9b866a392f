/**
 * A bank's statement and an account's money on the chain, line by line. Pure: both are given. What is open in the end is
 * money that somebody has to look at; what two officers booked and no bank knows is the alarm.
 */
import type { BankBooking, BankFold } from "./bankFold.ts";
import { payoutsIn, type BankPlace } from "./bankReferences.ts";
import type { StatementLine } from "./bankStatement.ts";

/** What a line of a statement is, beside what the chain says of it. */
export const FINDINGS = {
  /** Two officers booked it as income. */
  booked: "booked",
  /** Two officers marked a payout paid by it, or come back. */
  settled: "payout, marked by two",
  /** One officer stated it; another has to confirm. */
  waiting: "waits for a second officer",
  lapsed: "lapsed before a second officer confirmed",
  /** Nobody stated it: money that came. */
  missing: "missing on chain",
  /** Nobody stated it: a waiting payout's reference and amount. */
  payout: "pays a payout, not marked yet",
  /** Nobody stated it: money that came with the reference of a payout that was paid. */
  returned: "a payment that came back, not marked yet",
  differs: "amount differs",
  duplicate: "duplicate in the statement",
  /** Money that went with no payout's reference. */
  unknown: "unknown",
  /** On the chain, on a day of the statement, and in no line of it. */
  alarm: "ON CHAIN BUT NOT AT THE BANK",
} as const;

export type Finding = keyof typeof FINDINGS;

const CLOSED: ReadonlySet<Finding> = new Set(["booked", "settled"]);

/** What was found about one line of the statement, or about one booking that no line has. */
export interface ReconciledLine {
  /** In the statement's file; absent for what only the chain has. */
  readonly row: number | undefined;
  readonly finding: Finding;
  readonly day: bigint;
  readonly out: boolean;
  readonly amount: bigint;
  /** The line's id on the chain. */
  readonly booking: string;
  readonly payout: bigint | undefined;
  /** Where the amount differs: what the chain says. */
  readonly onChain: bigint | undefined;
  readonly text: string;
}

export interface Reconciliation {
  readonly lines: readonly ReconciledLine[];
  /** Units that there are, and what first officers stated: come, and gone. */
  readonly supply: bigint;
  readonly waitingIn: bigint;
  readonly waitingOut: bigint;
  /** What the bank account should hold: all of it, and what the statement has and the chain has not. */
  readonly expected: bigint;
  /** What the bank says that it holds, if the statement does. */
  readonly balance: bigint | undefined;
  /** Payouts that nobody has paid: their number and sum. */
  readonly unpaid: { readonly count: number; readonly sum: bigint };
  readonly open: number;
}

export interface ReconcileParams {
  readonly fold: BankFold;
  readonly place: BankPlace;
  readonly lines: readonly StatementLine[];
  /** The id that `BankMoney` gives a line. */
  readonly idOf: (line: StatementLine) => string;
  /** Unix seconds. */
  readonly now: bigint;
  /** What the bank says it holds now, if not in the statement. */
  readonly balance?: bigint | undefined;
}

/**
 * Holds a bank's statement against the account's logs: what each line is, and what the chain has that no line shows.
 */
export function reconcile({ fold, place, lines, idOf, now, ...given }: ReconcileParams): Reconciliation {
  const matched = new Set<string>();
  const byRow = lines.map((line) => ({ line, booking: idOf(line) }));
  for (const { booking, line } of byRow) if (isOnChain(fold, booking) && !repeated(line, booking)) matched.add(booking);

  const found = byRow.map(({ line, booking }): ReconciledLine => {
    const base = { row: line.row, day: line.day, out: line.out, amount: line.amount, booking, text: line.text };
    const entry = fold.bookings.get(booking);
    const of = (finding: Finding, payout?: bigint, onChain?: bigint) => ({ ...base, finding, payout, onChain });
    if (repeated(line, booking)) return of("duplicate");
    if (entry !== undefined && isOnChain(fold, booking)) return of(findingOf(entry), entry.payout || undefined);
    if (line.repeats) return of("duplicate");
    return unstated(line, of);
  });

  const [from, to] = [extreme("least"), extreme("most")];
  const alarms = [...fold.lines].flatMap(([booking, line]): ReconciledLine[] => {
    const entry = fold.bookings.get(booking);
    if (entry === undefined || !isOnChain(fold, booking) || matched.has(booking)) return [];
    if (from === undefined || to === undefined || line.day < from || line.day > to) return [];
    const out = entry.kind === 1n;
    const base = { row: undefined, day: line.day, out, amount: line.amount, booking, text: "" };
    return [{ ...base, finding: "alarm", payout: entry.payout || undefined, onChain: line.amount }];
  });

  const all = [...found, ...alarms];
  const [waitingIn, waitingOut] = fold.unconfirmed;
  const unstatedSum = all
    .filter(({ finding }) => ["missing", "returned", "payout", "unknown", "differs"].includes(finding))
    .reduce((sum, { out, amount }) => sum + (out ? -amount : amount), 0n);
  const expected = fold.supply + waitingIn - waitingOut + unstatedSum;
  const balance = given.balance ?? lastBalance();
  const waiting = [...fold.payouts.values()].filter(({ state }) => state === 1n);
  const open = all.filter(({ finding }) => !CLOSED.has(finding)).length;
  return {
    lines: all,
    supply: fold.supply,
    waitingIn,
    waitingOut,
    expected,
    balance,
    unpaid: { count: waiting.length, sum: waiting.reduce((sum, { amount }) => sum + amount, 0n) },
    open: open + (balance !== undefined && balance !== expected ? 1 : 0),
  };

  /** The bank's own number of a line stands there a second time. */
  function repeated(line: StatementLine, booking: string): boolean {
    return line.repeats && byRow.some((other) => other.line.row < line.row && other.booking === booking);
  }

  function findingOf({ second, kind, confirmBy }: BankBooking): Finding {
    if (second === 0n) return now > confirmBy ? "lapsed" : "waiting";
    return kind === 0n ? "booked" : "settled";
  }

  function unstated(
    line: StatementLine,
    of: (finding: Finding, payout?: bigint, onChain?: bigint) => ReconciledLine,
  ): ReconciledLine {
    const other = [...fold.lines].find(
      ([id, { day, bankRef }]) =>
        day === line.day &&
        bankRef === line.bankRef &&
        !matched.has(id) &&
        isOnChain(fold, id) &&
        isOut(id) === line.out,
    );
    if (other !== undefined) {
      matched.add(other[0]); // told once, with the line
      return of("differs", undefined, other[1].amount);
    }
    for (const payout of payoutsIn(place, line.text)) {
      const known = fold.payouts.get(payout);
      if (known === undefined) continue;
      const fits = line.out ? known.amount === line.amount : known.amount >= line.amount;
      if (line.out && known.state === 1n) return of(fits ? "payout" : "differs", payout, known.amount);
      if (!line.out && known.state === 2n) return of(fits ? "returned" : "differs", payout, known.amount);
    }
    return of(line.out ? "unknown" : "missing");
  }

  function isOut(booking: string): boolean {
    return fold.bookings.get(booking)?.kind === 1n;
  }

  function extreme(which: "least" | "most"): bigint | undefined {
    const days = lines.map(({ day }) => day);
    return days.reduce<bigint | undefined>(
      (best, day) => (best === undefined || (which === "least" ? day < best : day > best) ? day : best),
      undefined,
    );
  }

  /** Of the latest day; banks write the newest line first or last. */
  function lastBalance(): bigint | undefined {
    const first = lines.find(({ day }) => day === to);
    const last = lines.findLast(({ day }) => day === to);
    const newestFirst = (lines[0]?.day ?? 0n) > (lines.at(-1)?.day ?? 0n);
    return (newestFirst ? first : last)?.balance;
  }
}

/** Whether a line counts on the chain: a line that was undone altogether does not, and can be booked anew. */
function isOnChain(fold: BankFold, booking: string): boolean {
  const entry = fold.bookings.get(booking);
  return entry !== undefined && !fold.isUndone(entry);
}

/** How a grant stands, in the order of the contract's `Standing`. */
export const STANDINGS = ["None", "Kept", "InGrace", "Overdue", "Lapsed", "Over"] as const;

export type Standing = (typeof STANDINGS)[number];

/** What a grant asks for: times in Unix seconds and seconds, money in the token's smallest unit. */
export interface ObligationTerms {
  readonly start: bigint;
  /** Exclusive; undefined for a grant without an end. */
  readonly end: bigint | undefined;
  /** 0 = nothing is due by periods. */
  readonly period: bigint;
  readonly grace: bigint;
  readonly cure: bigint;
  /** 0 = a notice shortens nothing. */
  readonly firstCure: bigint;
  /** For each period. */
  readonly amount: bigint;
  readonly minutesAsked: bigint;
  /** Each of the two whole; otherwise they make up for each other. */
  readonly both: boolean;
}

/** What was given, and what was written down. */
export interface Given {
  readonly unitFees: bigint;
  /** Number of the period, from 1, at whose end the last of the fees is due; 0 = none. */
  readonly reportedIn: bigint;
  readonly paid: bigint;
  readonly minutesGiven: bigint;
  readonly noticedAt: bigint;
  /** 0 = not written down. */
  readonly lapsedAt: bigint;
  /** Written down with it. */
  readonly lapsedPeriods: bigint;
}

export interface Due {
  readonly standing: Standing;
  /** Whole ones so far; once it has lapsed, those until then, and the one begun while it was in force. */
  readonly periods: bigint;
  readonly amount: bigint;
  readonly minutesDue: bigint;
  /** 0 = nothing will ever be due. */
  readonly dueAt: bigint;
  readonly breachAt: bigint;
  readonly lapsesAt: bigint;
}

export const NOTHING_DUE: Due = {
  standing: "None",
  ...{ periods: 0n, amount: 0n, minutesDue: 0n, dueAt: 0n, breachAt: 0n, lapsesAt: 0n },
};

const LATEST = 2n ** 40n - 1n;

const notBelow0 = (value: bigint): bigint => (value > 0n ? value : 0n);

/** No more than fits so many bits. */
const capped = (value: bigint, bits: bigint): bigint => (value < 1n << bits ? value : (1n << bits) - 1n);

/** The contract's `Obligations.dueOf`: what a grant owes at a moment. */
export function dueOf(terms: ObligationTerms, given: Given, time: bigint): Due {
  const { start, end, period, amount, minutesAsked } = terms;
  const over = end !== undefined && time >= end;
  if (period === 0n) return { ...NOTHING_DUE, standing: given.lapsedAt !== 0n ? "Lapsed" : over ? "Over" : "Kept" };

  const first = firstOpen(terms, given);
  const dueAt = first === undefined ? 0n : start + first * period;
  const breachAt = first === undefined ? 0n : dueAt + terms.grace;
  const lapsesAt = first === undefined ? 0n : lapseOf(terms, given, breachAt);

  const lapses = first !== undefined && lapsesAt <= time && (end === undefined || lapsesAt < end);
  const lapsed = given.lapsedAt !== 0n || lapses;
  const until = lapses ? lapsesAt : over ? end : time;
  const whole = until > start ? (until - start) / period : 0n;
  const inForce = (breachAt - start + period - 1n) / period;
  const owedOnce = lapses && inForce > whole ? inForce : whole;
  const periods = given.lapsedAt !== 0n ? given.lapsedPeriods : owedOnce;
  const running = first === undefined || first > periods ? "Kept" : time < breachAt ? "InGrace" : "Overdue";

  const all = lapsed || over || periods >= given.reportedIn;
  const owed = periods * amount + (all ? given.unitFees : 0n);
  const minutesOwed = isMixed(terms) ? minutesFor(terms, notBelow0(owed - given.paid)) : periods * minutesAsked;
  return {
    standing: lapsed ? "Lapsed" : over ? "Over" : running,
    periods,
    amount: capped(notBelow0(owed - moneyGiven(terms, given)), 128n),
    minutesDue: capped(notBelow0(minutesOwed - given.minutesGiven), 64n),
    dueAt: dueAt > LATEST ? LATEST : dueAt,
    breachAt: breachAt > LATEST ? LATEST : breachAt,
    lapsesAt: lapsesAt > LATEST ? LATEST : lapsesAt,
  };
}

function lapseOf({ cure, firstCure }: ObligationTerms, { noticedAt, lapsedAt }: Given, breachAt: bigint): bigint {
  if (lapsedAt !== 0n) return lapsedAt;
  const noticed = firstCure !== 0n && noticedAt !== 0n && noticedAt >= breachAt;
  const late = breachAt + cure;
  return noticed && noticedAt + firstCure < late ? noticedAt + firstCure : late;
}

/** Number of the first period at whose end more is due than was given. */
function firstOpen(terms: ObligationTerms, given: Given): bigint | undefined {
  const { amount, minutesAsked } = terms;
  const money = moneyGiven(terms, given);
  const candidates: bigint[] = [];
  if (amount !== 0n) candidates.push(money / amount + 1n);
  if (given.unitFees > money) candidates.push(given.reportedIn > 1n ? given.reportedIn : 1n);
  else if (given.unitFees !== 0n && amount !== 0n) {
    const withFees = (money - given.unitFees) / amount + 1n;
    candidates.push(withFees > given.reportedIn ? withFees : given.reportedIn);
  }
  if (minutesAsked !== 0n && !isMixed(terms)) candidates.push(given.minutesGiven / minutesAsked + 1n);
  return candidates.length === 0 ? undefined : candidates.reduce((a, b) => (b < a ? b : a));
}

/** The fewest minutes that are worth so much. */
function minutesFor({ amount, minutesAsked }: ObligationTerms, money: bigint): bigint {
  return (money * minutesAsked + amount - 1n) / amount;
}

function moneyGiven(terms: ObligationTerms, { paid, minutesGiven }: Given): bigint {
  return isMixed(terms) ? paid + (minutesGiven * terms.amount) / terms.minutesAsked : paid;
}

function isMixed({ both, amount, minutesAsked }: ObligationTerms): boolean {
  return !both && amount !== 0n && minutesAsked !== 0n;
}

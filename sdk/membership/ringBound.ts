import { WHOLE_BPS } from "../units.ts";

/** The rules that bound how fast people can be brought in by vouches. Times in seconds. */
export interface VouchRules {
  /** Vouches a person needs. */
  readonly quantity: number;
  /** Between two vouches of one member. */
  readonly spacing: number;
  /** Most valid vouches one member may have given; 0 = unlimited. */
  readonly stock: number;
  /** How long a vouch counts; 0 = for ever. */
  readonly validity: number;
  /** The distance rule: share of the referees (0 = none) and steps. */
  readonly refereesBps: number;
  readonly steps: number;
}

/** What is known of a ring. */
export interface Ring {
  /** Vouches that members outside have given to people of the ring until now, each counted when given. */
  readonly fed: number;
  /** Seconds since the first of them. */
  readonly elapsed: number;
  /** Referees outside, at any time since. */
  readonly refereesOutside: number;
}

/**
 * The most people of a *ring* who can ever have been admitted: people who were vouched for from outside `fed` times, and
 * otherwise vouch for each other. The derivation is in docs/membership.md ("How large a ring can grow"); `Infinity` where
 * the rules set no bound.
 */
export function ringBound(rules: VouchRules, ring: Ring): number {
  return Math.min(byStart(rules, ring), byTime(rules, ring), byDistance(rules, ring));
}

/** The n-th of the ring finds n - 1 vouchers inside, so all others must be outside; in sum up to q(q + 1) / 2. */
function byStart({ quantity }: VouchRules, { fed }: Ring): number {
  let left = fed;
  for (let n = 1; n <= quantity; ++n) {
    left -= quantity - n + 1;
    if (left < 0) return n - 1;
  }
  return Infinity;
}

/** In each window as long as the spacing, every member of the ring gives at most one vouch. */
function byTime({ quantity, spacing }: VouchRules, { fed, elapsed }: Ring): number {
  if (quantity === 1 || spacing === 0) return Infinity;
  let given = fed; // from outside, and inside in the windows before
  let members = 0;
  for (let window = 0; window <= Math.floor(elapsed / spacing); ++window) {
    members = Math.floor(given / (quantity - 1));
    if (members === 0 || !Number.isFinite(members)) return members;
    given += members;
  }
  return members;
}

/** Who stands further inside than the rule has steps reaches no referee outside, and those inside are too few. */
function byDistance(rules: VouchRules, { fed, elapsed, refereesOutside }: Ring): number {
  const { refereesBps, steps } = rules;
  if (refereesBps === 0) return Infinity;
  const most = mostGiven(rules, elapsed);
  let members = 0;
  for (let depth = 1, layer = fed; depth <= steps; ++depth, layer *= most) members += layer;
  const whole = Number(WHOLE_BPS);
  return members * (whole - refereesBps) < refereesBps * refereesOutside ? members : Infinity;
}

/** Vouches that one member can have given in a time. */
function mostGiven({ spacing, stock, validity }: VouchRules, elapsed: number): number {
  const bySpacing = spacing === 0 ? Infinity : Math.floor(elapsed / spacing) + 1;
  const generations = validity === 0 ? 1 : Math.floor(elapsed / validity) + 1;
  return Math.min(bySpacing, stock === 0 ? Infinity : stock * generations);
}

/** What a member's share of closed books is, found from logs alone. One entry for each pool, in the order of `PoolKind`. */
import { eligibleCredits, eligibleTotals, workCreditAt, workTotalAt } from "../../contributions/views.ts";
import { rosterSizeAt, wasActive, wasOnRoster } from "../../membership/views.ts";
import type { WorkShare } from "../../treasury/worksFold.ts";
import { folioKey, type Folio } from "../../treasury/folio.ts";
import type { BooksWorld, Closing } from "./world.ts";

/** How a pool is shared: by a member's weight, and whether that share goes elsewhere all the same. */
interface PoolRule {
  readonly pool: string;
  readonly weightOf: (world: BooksWorld, closing: Closing, member: bigint) => bigint;
  readonly isForfeited?: (world: BooksWorld, closing: Closing, member: bigint) => boolean;
}

const byTrack = (pool: string, track: 0 | 1 | 2): PoolRule => ({
  pool,
  weightOf: (world, { guild, season }, member) => eligibleCredits(world.ledger, guild, member, season)[track],
});

/** In the order of `ISurplus.PoolKind`. */
export const POOL_RULES: readonly PoolRule[] = [
  {
    pool: "equal share",
    weightOf: (world, { guild, rosterAt }, member) => (wasOnRoster(world.members, guild, member, rosterAt) ? 1n : 0n),
    isForfeited: ({ members }, { guild, activeAt }, member) =>
      !wasOnRoster(members, guild, member, activeAt) || !wasActive(members, member, activeAt),
  },
  { pool: "livelihood", weightOf: keptLivelihood },
  byTrack("love", 1),
  byTrack("care", 2),
  {
    pool: "stock",
    weightOf: (world, { guild, season, token }, member) => world.surplus.stockOf(guild, season, token, member),
  },
];

/** A member's share of a pool. */
export interface PoolShare {
  readonly pool: string;
  /** Of the whole pool. */
  readonly amount: bigint;
  readonly total: bigint;
  readonly weight: bigint;
  /** Rounded down. */
  readonly share: bigint;
  /** Whether it goes to the equation's fund, or to the reserve. */
  readonly forfeited: boolean;
}

export interface Share {
  /** What the member is given. */
  readonly amount: bigint;
  /** What the limit between the highest and the lowest payout took away. */
  readonly clipped: bigint;
  readonly collected: boolean;
  readonly pools: readonly PoolShare[];
}

/** `Surplus.shareOf`, folded; undefined where books are open or wait to be weighed. */
export function shareOf(world: BooksWorld, folio: Folio, member: bigint): Share | undefined {
  const closing = world.closings.get(folioKey(folio));
  const { guild, season, token } = folio;
  const { pass, cap } = world.surplus.weighingOf(guild, season, token);
  if (closing === undefined || pass !== 0n) return undefined;
  const pools = POOL_RULES.flatMap(({ pool, weightOf, isForfeited }, kind): PoolShare[] => {
    const { amount, total } = world.surplus.poolOf(guild, season, token, kind);
    if (total === 0n) return [];
    const weight = weightOf(world, closing, member);
    const share = (amount * weight) / total;
    const forfeited = weight !== 0n && isForfeited?.(world, closing, member) === true;
    return [{ pool, amount, total, weight, share, forfeited }];
  });
  const due = pools.reduce((sum, { share, forfeited }) => sum + (forfeited ? 0n : share), 0n);
  const isLimited = closing.rules.maxRatio !== 0n && pools.length > 0;
  const clipped = isLimited && due > cap ? due - cap : 0n;
  const collected = world.surplus.hasCollected(guild, season, token, member);
  return { amount: due - clipped, clipped, collected, pools };
}

/** `Surplus.workShareOf`, folded: a member's share of what a work earned. */
export function workShareOf(world: BooksWorld, folio: Folio, work: bigint, member: bigint): WorkShare {
  const { guild, season } = folio;
  const weight = workCreditAt(world.ledger, { guild, work, member, season });
  const total = workTotalAt(world.ledger, guild, work, season);
  return world.surplus.workShareOf(folio, { work, member }, { weight, total });
}

/** Care given by all, kept so that it is not added up anew for each member. */
const careTotals = new WeakMap<Closing, bigint>();

/** Livelihood credits; under the care rule, what is left of them for who gave less care than an equal part. */
function keptLivelihood(world: BooksWorld, closing: Closing, member: bigint): bigint {
  const { guild, season, rosterAt, rules } = closing;
  const [livelihood, , care] = eligibleCredits(world.ledger, guild, member, season);
  if (!rules.careBalance) return livelihood;
  const total = careTotals.get(closing) ?? eligibleTotals(world.ledger, guild, season)[2];
  careTotals.set(closing, total);
  const heads = rosterSizeAt(world.members, guild, rosterAt);
  const given = care * heads;
  return heads === 0n || given >= total ? livelihood : (livelihood * given) / total;
}

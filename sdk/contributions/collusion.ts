/**
 * What the pair limit promises about a *ring*: people who accept each other's work and whose work nobody else accepts. In
 * a season and a guild the ledger counts no acceptance that would take the smaller of what two accepted of each other
 * beyond the limit. So of each pair only one direction can be larger. Both bounds are derived in docs/gaming.md.
 */

/**
 * The most members of a ring who can each be credited more than `pairBound` minutes, whatever they do.
 * @param acceptances How many acceptances an entry needs.
 */
export function mostBeyondPairBound(ring: number, acceptances: number): number {
  if (ring <= acceptances) return 0;
  return Math.min(ring, 2 * (ring - acceptances) - 1);
}

/**
 * The most minutes that each of all other members of a ring can be credited in a season.
 * @param pairLimit Minutes, above 0.
 */
export function pairBound(ring: number, acceptances: number, pairLimit: number): number {
  return Math.max(0, ring - acceptances) * pairLimit;
}

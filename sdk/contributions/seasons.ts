import type { Nation } from "../connect.ts";
import { NeoguildError } from "../errors.ts";

/** A season as it opened; times in Unix seconds, periods in seconds. */
export interface SeasonView {
  readonly season: bigint;
  readonly state: "open" | "ended" | "closed";
  readonly opensAt: bigint;
  readonly endsAt: bigint;
  /** The earliest closing. */
  readonly closesAt: bigint;
  /** 0 = not closed. */
  readonly closedAt: bigint;
  readonly appraisals: bigint;
  readonly appraisalPeriod: bigint;
  readonly challengePeriod: bigint;
  /** Minutes per track. */
  readonly minimumCredit: readonly bigint[];
}

/** A season that was opened, as the ledger keeps it. @throws NeoguildError `LedgerUnknownSeason` */
export async function openedSeason({ contracts: { ledger } }: Nation, season: bigint) {
  const found = await ledger.seasonOf(season);
  if (found.opensAt !== 0n) return found;
  throw new NeoguildError({
    code: "LedgerUnknownSeason",
    message: `there is no season ${season}`,
    remedy: "See the last one with 'npx hardhat season:show'.",
    docs: "docs/errors.md#ledgerunknownseason",
  });
}

/** A season by its number. @throws NeoguildError `LedgerUnknownSeason` */
export async function seasonView(nation: Nation, season: bigint): Promise<SeasonView> {
  const [found, { timestamp }] = await Promise.all([openedSeason(nation, season), nation.now()]);
  const { opensAt, endsAt, closesAt, closedAt } = found;
  const { appraisals, appraisalPeriod, challengePeriod, minimumCredit } = found.terms;
  const state = closedAt !== 0n ? "closed" : timestamp < endsAt ? "open" : "ended";
  return {
    season,
    state,
    opensAt,
    endsAt,
    closesAt,
    closedAt,
    appraisals,
    appraisalPeriod,
    challengePeriod,
    minimumCredit: [...minimumCredit],
  };
}

import type { SeasonTermsStruct } from "../../typechain-types/contracts/contributions/ContributionLedger.ts";
import type { RankTermsStruct } from "../../typechain-types/contracts/contributions/Ranks.ts";
import type { Charter } from "../charter.ts";

/** The charter's rules of ranks as `Ranks` takes them. */
export function rankTerms({ ranks }: Charter): RankTermsStruct {
  const { peers, stewards, term, conferralPeriod, replyPeriod, decisionPeriod } = ranks;
  return { peers, stewards, term, conferralPeriod, replyPeriod, decisionPeriod };
}

/** Work is counted in minutes, durations in seconds. */
const MINUTE = 60n;

/** The charter's rules of a season as `ContributionLedger` takes them. */
export function seasonTerms({ season }: Charter): SeasonTermsStruct {
  const { livelihood, love, care } = season.minimum;
  return {
    duration: season.length,
    appraisalPeriod: season.appraisalPeriod,
    challengePeriod: season.challengePeriod,
    standingHalfLife: season.standingHalfLife,
    appraisals: season.appraisals,
    probationaryCounts: season.probationaryHoursCount,
    pairLimit: season.pairLimit / MINUTE,
    cap: season.cap / MINUTE,
    minimumCredit: [livelihood / MINUTE, love / MINUTE, care / MINUTE],
  };
}

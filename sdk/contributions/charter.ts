import { z } from "zod";

import { between, count, duration } from "../charterFields.ts";

/** Who gave what: this domain's part of a charter (docs/charters.md). */

/** Work is counted in minutes; what is less of one would be lost, and a limit below one would be none. */
const work = duration.refine((seconds) => seconds % 60n === 0n, "must be whole minutes");

export const season = z.strictObject({
  length: between("1d", "10y"),
  appraisalPeriod: between("1s", "1y"),
  challengePeriod: between("1s", "1y"),
  /** Peers without a conflict who must accept an entry. */
  appraisals: count.min(1, "a log is a claim until at least one peer accepts it").max(10),
  /** Below it a person's work on a track does not count in a season. */
  minimum: z.strictObject({ livelihood: work, love: work, care: work }),
  /** Half-life of standing; `0` = none. */
  standingHalfLife: duration.refine((seconds) => seconds === 0n || seconds >= 86_400n, "must be 0 or at least 1d"),
  probationaryHoursCount: z.boolean(),
  /** Work that each of two people may accept of the other in a guild and a season; `0` = no limit. */
  pairLimit: work,
  /** Work of a person on a track that counts toward a season at most; `0` = all does. */
  cap: work,
});

/** How ranks are conferred and reviewed, the same in every guild; what a rank takes, each guild publishes itself. */
export const ranks = z.strictObject({
  /** From publishing to taking effect: for what a rank takes, and for what a guild asks a rank for. */
  notice: between("1d", "1y"),
  /** Holders of the rank who must agree to confer it, or to end it. */
  peers: count.min(1, "a rank is conferred by at least one peer").max(7),
  /** Who suffice to confer it where fewer hold it, stewards among them. */
  stewards: count.min(1).max(7),
  /** A rank lasts. */
  term: between("30d", "10y"),
  /** The statements for one person come within. */
  conferralPeriod: between("1d", "1y"),
  /** From the notice of a review to the first decision. */
  replyPeriod: between("1d", "1y"),
  /** After it; without enough peers by then the rank stays. */
  decisionPeriod: between("1d", "1y"),
});

import type { Bitmap } from "./bitmaps.ts";
import type { CountsWorks, RateOf } from "./guildTermsFold.ts";
import type { Minutes } from "./minutes.ts";

/** The terms of a season; times in seconds, the pair limit in minutes, minima and cap in credits per track. */
export interface SeasonTerms {
  readonly duration: bigint;
  readonly appraisalPeriod: bigint;
  readonly challengePeriod: bigint;
  readonly standingHalfLife: bigint;
  readonly appraisals: bigint;
  readonly probationaryCounts: boolean;
  readonly pairLimit: bigint;
  readonly cap: bigint;
  readonly minimumCredit: Minutes;
}

export interface Season {
  readonly opensAt: bigint;
  readonly endsAt: bigint;
  readonly closesAt: bigint;
  closedAt: bigint;
  /** Half-lives passed before the opening, times 2^64. */
  readonly clock: bigint;
  readonly terms: SeasonTerms;
}

export interface Appraisal {
  readonly by: bigint;
  declined: Bitmap;
  /** Entries neither accepted nor declined yet. */
  questioned: Bitmap;
  /** Whether some were, at first. */
  readonly asked: boolean;
}

export type BatchState = "open" | "withdrawn" | "settled" | "settling";

export interface Batch {
  readonly guild: bigint;
  readonly by: bigint;
  readonly season: bigint;
  readonly submittedAt: bigint;
  readonly payload: string;
  readonly count: number;
  state: BatchState;
  readonly appraisals: Appraisal[];
  withdrawn: Bitmap;
  challenged: Bitmap;
  /** Entries settled, from the first on. */
  settledTo: number;
}

/** The whole state of the contribution ledger, rebuilt from its logs alone. Ids are `bigint`, times Unix seconds. */
export interface ContributionsState {
  terms: SeasonTerms | undefined;
  lastSeason: bigint;
  readonly seasons: Map<bigint, Season>;
  readonly batches: Map<string, Batch>;
  /** What a member was credited in a guild, less what corrections took; the key is `memberKey`. */
  readonly accepted: Map<string, Accepted>;
  /** What counts toward a season; the key is `creditKey`. */
  readonly credits: Map<string, Minutes>;
  /** What corrections took that no season held; the key is `memberKey`. */
  readonly debts: Map<string, Minutes>;
  /** `accepted` as it was when a season was closed. */
  readonly atClose: Map<bigint, ReadonlyMap<string, Accepted>>;
  /** What each season changed in the credits for a work, where works are counted; the key is `workKey`. */
  readonly works: Map<string, Map<bigint, bigint>>;
  readonly restedAt: RestedAt;
  readonly rateOf: RateOf;
  readonly countsWorks: CountsWorks;
}

/** All that a member was credited in a guild. */
export interface Accepted {
  readonly record: Minutes;
  /** What standing is made of, by the member's own clock at the submission; below zero for what corrections took. */
  readonly byClock: ReadonlyMap<bigint, Minutes>;
  /** Seconds they had rested, as known at the last settlement in which standing faded. */
  readonly rested: bigint;
}

/** How long a person had rested by a moment, and since when they did then (0 = they did not); Unix seconds. */
export type RestedAt = (person: bigint, moment: bigint) => { readonly rested: bigint; readonly restingSince: bigint };

export const memberKey = (guild: bigint, member: bigint) => `${guild}/${member}`;
export const workKey = (guild: bigint, work: bigint, member: bigint) => `${guild}/${work}/${member}`;
export const creditKey = (guild: bigint, season: bigint, member: bigint) => `${guild}/${season}/${member}`;

import type { DecodedLog } from "../logs.ts";
import { must } from "../must.ts";
import type * as Ranks from "../../typechain-types/contracts/contributions/Ranks.ts";

/** Minutes and times as `IRanks.Threshold`. */
export interface Threshold {
  readonly inForce: boolean;
  readonly recordMinutes: bigint;
  readonly standingMinutes: bigint;
  readonly nextRecordMinutes: bigint;
  readonly nextStandingMinutes: bigint;
  readonly from: bigint;
}

export interface Conferral {
  readonly round: bigint;
  openedAt: bigint;
  peers: bigint;
  stewards: bigint;
}

export interface Review {
  readonly round: bigint;
  readonly openedAt: bigint;
  readonly replyUntil: bigint;
  closesAt: bigint;
  revocations: bigint;
  replied: boolean;
}

export interface RankTerms {
  readonly peers: bigint;
  readonly stewards: bigint;
  readonly term: bigint;
  readonly conferralPeriod: bigint;
  readonly replyPeriod: bigint;
  readonly decisionPeriod: bigint;
}

/** The state of `Ranks`, rebuilt from its logs alone. Ids are `bigint`, times Unix seconds; a key joins ids with `/`. */
export interface RanksState {
  terms: RankTerms | undefined;
  /** By guild and rank. */
  readonly thresholds: Map<string, Threshold>;
  /** By guild, member and rank: the last round. */
  readonly conferrals: Map<string, Conferral>;
  /** By guild and member: the last review. */
  readonly reviews: Map<string, Review>;
}

export const keyOf = (...ids: readonly bigint[]) => ids.join("/");

interface Events {
  RankTermsSet: Ranks.RankTermsSetEvent.OutputObject;
  ThresholdPublished: Ranks.ThresholdPublishedEvent.OutputObject;
  ConferralSupported: Ranks.ConferralSupportedEvent.OutputObject;
  RankConferred: Ranks.RankConferredEvent.OutputObject;
  ReviewOpened: Ranks.ReviewOpenedEvent.OutputObject;
  ReviewReplied: Ranks.ReviewRepliedEvent.OutputObject;
  RevocationSupported: Ranks.RevocationSupportedEvent.OutputObject;
  RankRevoked: Ranks.RankRevokedEvent.OutputObject;
}

type Reducer = (state: RanksState, args: unknown, now: bigint) => void;

const REDUCERS: { [Name in keyof Events]: (state: RanksState, args: Events[Name], now: bigint) => void } = {
  RankTermsSet(state, { peers, stewards, term, conferralPeriod, replyPeriod, decisionPeriod }) {
    state.terms = { peers, stewards, term, conferralPeriod, replyPeriod, decisionPeriod };
  },
  ThresholdPublished(state, { guild, rank, recordMinutes, standingMinutes, from }, now) {
    const before = thresholdOf(state, { guild, rank, now });
    const next = { nextRecordMinutes: recordMinutes, nextStandingMinutes: standingMinutes, from };
    state.thresholds.set(keyOf(guild, rank), { ...before, ...next });
  },
  ConferralSupported(state, { guild, member, rank, round, asSteward }, now) {
    const key = keyOf(guild, member, rank);
    const known = state.conferrals.get(key);
    const open = known?.round === round ? known : { round, openedAt: now, peers: 0n, stewards: 0n };
    open[asSteward ? "stewards" : "peers"] += 1n;
    state.conferrals.set(key, open);
  },
  RankConferred(state, { guild, member, rank }) {
    must(state.conferrals.get(keyOf(guild, member, rank)), "a round of conferring").openedAt = 0n;
  },
  ReviewOpened(state, { guild, member, round, replyUntil, closesAt }, openedAt) {
    const opened = { round, openedAt, replyUntil, closesAt, revocations: 0n, replied: false };
    state.reviews.set(keyOf(guild, member), opened);
  },
  ReviewReplied(state, { guild, member }) {
    must(state.reviews.get(keyOf(guild, member)), "a review").replied = true;
  },
  RevocationSupported(state, { guild, member }) {
    must(state.reviews.get(keyOf(guild, member)), "a review").revocations += 1n;
  },
  RankRevoked(state, { guild, member }, now) {
    must(state.reviews.get(keyOf(guild, member)), "a review").closesAt = now;
  },
};

/** Folds the logs of `Ranks`, in the order of the chain. */
export function foldRanks(logs: Iterable<DecodedLog>): RanksState {
  const state: RanksState = { terms: undefined, thresholds: new Map(), conferrals: new Map(), reviews: new Map() };
  for (const { name, args, blockTimestamp } of logs) {
    (REDUCERS as Record<string, Reducer | undefined>)[name]?.(state, args, blockTimestamp);
  }
  return state;
}

/** `thresholdOf`, folded. */
export function thresholdOf(state: RanksState, params: { guild: bigint; rank: bigint; now: bigint }): Threshold {
  const asked = state.thresholds.get(keyOf(params.guild, params.rank)) ?? NOT_PUBLISHED;
  if (asked.from === 0n || params.now < asked.from) return asked;
  const { nextRecordMinutes: recordMinutes, nextStandingMinutes: standingMinutes } = asked;
  return { ...asked, inForce: true, recordMinutes, standingMinutes, from: 0n };
}

/** `conferralOf`, folded. */
export function conferralOf(
  state: RanksState,
  params: { guild: bigint; member: bigint; rank: bigint; now: bigint },
): Conferral {
  const last = state.conferrals.get(keyOf(params.guild, params.member, params.rank));
  const closesAt = (last?.openedAt ?? 0n) + (state.terms?.conferralPeriod ?? 0n);
  if (last !== undefined && last.openedAt !== 0n && params.now < closesAt) return last;
  return { round: (last?.round ?? 0n) + 1n, openedAt: 0n, peers: 0n, stewards: 0n };
}

/** `reviewOf`, folded: what is over leaves nothing to see. */
export function reviewOf(state: RanksState, params: { guild: bigint; member: bigint; now: bigint }): Review {
  const last = state.reviews.get(keyOf(params.guild, params.member));
  if (last !== undefined && params.now < last.closesAt) return last;
  return {
    round: (last?.round ?? 0n) + 1n,
    openedAt: 0n,
    replyUntil: 0n,
    closesAt: 0n,
    revocations: 0n,
    replied: false,
  };
}

const NOT_PUBLISHED: Threshold = {
  inForce: false,
  recordMinutes: 0n,
  standingMinutes: 0n,
  nextRecordMinutes: 0n,
  nextStandingMinutes: 0n,
  from: 0n,
};

import type { ReserveTermsStruct } from "../../typechain-types/contracts/treasury/Reserve.ts";
import type { BankTermsStruct } from "../../typechain-types/contracts/treasury/BankMoney.ts";
import type { BucketStruct, RulesStruct } from "../../typechain-types/contracts/treasury/Surplus.ts";
import type { Charter } from "../charter.ts";
import { TRACKS } from "../contributions/tracks.ts";
import { must } from "../must.ts";
import { fundedPlaces } from "./charter.ts";

/** In the order of the contract's `BucketKind`. */
export const BUCKET_KINDS = [
  "reserve",
  "account",
  "equal",
  "contribution",
  "standing",
  "outstanding",
  "work",
  "financiers",
] as const;

/** In the order of the contract's `Measure`. */
export const MEASURES = [...TRACKS, "all"] as const;

/** In the order of the contract's `PayoutMode`. */
export const PAYOUT_MODES = ["pay", "member-loan"] as const;

/** A guild that the deployment founds, so that the first value equation can name it. */
export interface FundedGuild {
  /** Among the charter's guilds, counted from 1. */
  readonly place: number;
  /** Its agent id: founders come first, then these in the charter's order. */
  readonly id: bigint;
  readonly name: string;
  /** Agent ids; the first is its founder. */
  readonly roster: readonly bigint[];
}

/** The guilds to which the charter's value equation gives a part. */
export function fundedGuilds({ founders, guilds, treasury }: Charter): FundedGuild[] {
  return fundedPlaces(treasury.valueEquation).map((place, index) => {
    const { name, roster } = must(guilds[place - 1], `guild ${place} of the charter`);
    return { place, id: BigInt(founders.length + index + 1), name, roster: roster.map(BigInt) };
  });
}

/**
 * The charter's value equation as `Surplus` takes it: the last bucket takes the rest, written as 0.
 * @param ids The agent ids of the charter's guilds by their places; as the deployment founds them unless given.
 */
export function valueEquation(charter: Charter, ids = foundedIds(charter)): BucketStruct[] {
  const { valueEquation: buckets } = charter.treasury;
  return buckets.map((bucket, index) => ({
    kind: BigInt(BUCKET_KINDS.indexOf(bucket.to)),
    track: BigInt("track" in bucket ? MEASURES.indexOf(bucket.track) : 0),
    shareBps: index === buckets.length - 1 || bucket.share === "rest" ? 0n : bucket.share,
    ofRemaining: bucket.ofRemaining,
    account: bucket.to === "account" ? must(ids.get(bucket.guild), `the agent id of guild ${bucket.guild}`) : 0n,
  }));
}

function foundedIds(charter: Charter): ReadonlyMap<number, bigint> {
  return new Map(fundedGuilds(charter).map(({ place, id }) => [place, id]));
}

/** What the charter's equation says beside its buckets. */
export function equationRules({ treasury }: Charter): RulesStruct {
  const paidDown = treasury.valueEquation.find((bucket) => bucket.to === "outstanding");
  return {
    mode: BigInt(PAYOUT_MODES.indexOf(treasury.payout)),
    careBalance: treasury.rules.careBalance,
    maxRatio: treasury.rules.maxRatio ?? 0n,
    price: paidDown?.price ?? 0n,
    lossToReserveBps: treasury.rules.loss ?? 0n,
  };
}

/** How fast the reserve may shrink, as `Reserve` takes it. */
export function reserveTerms({ treasury }: Charter): ReserveTermsStruct {
  return { period: treasury.reserve.period, capBps: treasury.reserve.cap };
}

/** How officers of a bank account work together, as `BankMoney` takes it. */
export function bankTerms({ officerTerm, confirmWithin }: Charter["treasury"]["bank"][number]): BankTermsStruct {
  return { officerTerm, confirmPeriod: confirmWithin };
}

import type { ReserveTermsStruct } from "../../typechain-types/contracts/treasury/Reserve.ts";
import type { BankTermsStruct } from "../../typechain-types/contracts/treasury/BankMoney.ts";
import type { BucketStruct, RulesStruct } from "../../typechain-types/contracts/treasury/Surplus.ts";
import type { Charter } from "../charter.ts";
import { TRACKS } from "../contributions/tracks.ts";

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

/** The charter's value equation as `Surplus` takes it: the last bucket takes the rest, written as 0. */
export function valueEquation({ treasury }: Charter): BucketStruct[] {
  const last = treasury.valueEquation.length - 1;
  return treasury.valueEquation.map((bucket, index) => ({
    kind: BigInt(BUCKET_KINDS.indexOf(bucket.to)),
    track: BigInt("track" in bucket ? MEASURES.indexOf(bucket.track) : 0),
    shareBps: index === last || bucket.share === "rest" ? 0n : bucket.share,
    ofRemaining: bucket.ofRemaining,
    account: 0n,
  }));
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

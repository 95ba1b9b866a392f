import type { ChapterTermsStruct } from "../../typechain-types/contracts/membership/Chapters.ts";
import type { RecoveryTermsStruct } from "../../typechain-types/contracts/membership/Recovery.ts";
import type { Charter } from "../charter.ts";
import type { DistanceRule } from "./distance.ts";
import type { Terms } from "./state.ts";

/** The charter's rules of membership as the `Members` contract takes them. */
export function membershipTerms({ membership }: Charter): Terms {
  return {
    vouchQuantity: BigInt(membership.vouches),
    vouchStock: BigInt(membership.vouchStock),
    acceptanceBps: membership.acceptance,
    vouchSpacing: membership.vouchSpacing,
    vouchValidity: membership.vouchValidity,
    probation: membership.probation,
    acceptancePeriod: membership.acceptancePeriod,
    term: membership.term,
    renewalWindow: membership.renewalWindow,
    distance: membership.distance.referees > 0n,
    grace: membership.grace,
    keyInterval: membership.keyInterval,
    longestRest: membership.longestRest,
    applicationWindow: membership.applicationWindow,
  };
}

/** The charter's rules of chapters as the `Chapters` contract takes them. */
export function chapterTerms({ chapters }: Charter): Record<keyof ChapterTermsStruct, bigint> {
  return {
    leastHosts: BigInt(chapters.hosts),
    backers: BigInt(chapters.backers),
    hostTerm: chapters.hostTerm,
    homeInterval: chapters.homeInterval,
    longestStay: chapters.longestStay,
    guestDays: BigInt(chapters.guestDays),
  };
}

/** The charter's distance rule as the `Distance` contract takes it. */
export function distanceTerms({ membership: { distance } }: Charter): DistanceRule {
  return { refereesBps: distance.referees, steps: BigInt(distance.steps), validity: distance.validity };
}

/** The charter's rules of recovery as the `Recovery` contract takes them. */
export function recoveryTerms({ recovery }: Charter): Record<keyof RecoveryTermsStruct, bigint> {
  return {
    shareBps: recovery.share,
    finalShareBps: recovery.finalShare,
    contactsDelay: recovery.contactsDelay,
    window: recovery.window,
    delay: recovery.delay,
    finalDelay: recovery.finalDelay,
    vetoMemory: recovery.vetoMemory,
    longestStay: recovery.longestStay,
  };
}

import type { ChapterTermsStruct } from "../../typechain-types/contracts/membership/Chapters.ts";
import type { MembershipTermsStruct } from "../../typechain-types/contracts/membership/Members.ts";
import type { Charter } from "../charter.ts";

/** The charter's rules of membership as the `Members` contract takes them. */
export function membershipTerms({ membership }: Charter): Record<keyof MembershipTermsStruct, bigint> {
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
    grace: membership.grace,
    keyInterval: membership.keyInterval,
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

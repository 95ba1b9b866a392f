import { z } from "zod";

import { between, count, duration, share, someDuration } from "../charterFields.ts";

/** Who belongs: this domain's part of a charter (docs/charters.md). */

export const membership = z.strictObject({
  /** Valid vouches a person needs. */
  vouches: count.min(1, "at least one member must vouch for a person").max(12, "at most 12 vouches can be asked"),
  /** Most valid vouches one member may have given; 0 = unlimited. */
  vouchStock: count.max(65_535),
  vouchSpacing: duration,
  /** `0` = for ever. */
  vouchValidity: duration,
  probation: duration,
  /** Share of the active members who must accept a person after probation; `100%` = unanimous, `0%` = none. */
  acceptance: share,
  acceptancePeriod: someDuration,
  /** From one renewal to the next. */
  term: between("1d", "100y"),
  renewalWindow: between("1s", "10y"),
  grace: someDuration,
  /** Share of the referees from whom a path of few vouches must lead to a person; `0%` = the rule is off. */
  distance: z.strictObject({
    referees: share,
    steps: count.min(2, "a path of one step is a vouch").max(5, "at most 5 steps"),
    /** What was shown holds this long. */
    validity: someDuration,
  }),
  keyInterval: duration,
  /** Renewal and vouches wait for a resting member this long; `0` = not at all. */
  longestRest: duration,
  /** An application not admitted within it has lapsed; `0` = none ever does. */
  applicationWindow: duration,
});

export const chapters = z.strictObject({
  /** A chapter opens with so many hosts; below it anybody at home there may step in. */
  hosts: count.min(2, "a chapter has at least two hosts").max(8),
  /** People at home there who make somebody a host, whatever the hosts want. */
  backers: count.min(1).max(255),
  hostTerm: between("1d", "10y"),
  /** Between two changes of one's home chapter. */
  homeInterval: between("0", "10y"),
  /** Of a guest. */
  longestStay: between("1h", "1y"),
  /** Days that one person may be a guest of one chapter in a year. */
  guestDays: count.min(1).max(365),
});

/** How a lost or stolen key is replaced (docs/recovery.md). */
export const recovery = z.strictObject({
  /** Of the contacts, at least two of them, who must support a request. */
  share: share.refine((bps) => bps > 0n && bps <= 6_666n, "must be 0.01% to 66.66%"),
  /** After a veto, and at least one contact more. */
  finalShare: share,
  /** From naming contacts until they are the contacts. */
  contactsDelay: duration,
  /** In which supports are gathered, and in which a request that is ready can be completed. */
  window: between("1d", "1y"),
  /** From enough supports until the key can change. */
  delay: between("1d", "1y"),
  /** The same after a veto. */
  finalDelay: between("1d", "1y"),
  /** As long as a veto is remembered no other is possible. */
  vetoMemory: duration,
  /** A case holds a request up at most this long. */
  longestStay: between("1d", "1y"),
});

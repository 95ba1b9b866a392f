import { z } from "zod";

import { between, count, duration, share, someDuration } from "../charterFields.ts";
import { USER_CLASSES } from "./kinds.ts";

/** What is shared, on which terms: this domain's part of a charter (docs/charters.md). */

/** A period of a licence: the contract counts days in 16 bits. */
const wholeDays = someDuration.refine(
  (seconds) => seconds % 86_400n === 0n && seconds < 65_536n * 86_400n,
  "must be whole days",
);
/** A licence of the catalogue, with what the nation decides about it. */
const coins = z
  .string()
  .regex(/^\d{1,10}(\.\d{1,18})?$/, "write an amount such as 250 or 12.5, below ten thousand million")
  .optional();
const days = z.number().int().min(0).max(255, "at most 255 days").optional();

const policy = z.strictObject({
  /** SPDX id or `LicenseRef-…` of a file in `charters/licences/`. */
  licence: z.string(),
  /** In whole coins, with up to 18 decimals. */
  price: z
    .strictObject({
      /** For a grant: where a cell says Pay, or says Reciprocate without periods. */
      perGrant: coins,
      /** For each unit that a licensee reports. */
      perUnit: coins,
      /** The most that one grant asks, flat and units together. */
      ceiling: coins,
      /** What a class pays of every amount, such as `50%`; all of it if absent. */
      byClass: z
        .partialRecord(
          z.enum(USER_CLASSES),
          share.refine((bps) => bps > 0n, "must be more than 0%"),
        )
        .optional(),
    })
    .optional(),
  /** Where a cell says Reciprocate; what is absent is as in the licence's file. */
  reciprocity: z
    .strictObject({
      /** Accepted work in every period; without periods, in one season. */
      work: duration.optional(),
      /** An amount in every period: instead of the work, part for part, or with `both` beside it. */
      amount: coins,
      both: z.boolean().optional(),
      period: wholeDays.optional(),
      graceDays: days,
      cureDays: days,
      firstCureDays: days,
    })
    .optional(),
  /** How long a grant lasts, some whole periods; for ever if absent. */
  term: someDuration.optional(),
});

/** A policy that a charter chooses. */
export type PolicyChoice = z.output<typeof policy>;

export const licensing = z.strictObject({
  policies: z.array(policy),
  /** Founders, counted from 1, who may attest organisations until the assembly appoints others. */
  issuers: z.array(count.min(1)),
  longestAttestation: between("1d", "10y"),
  /** How long an organisation can contest that an issuer changed its class or shortened it; 30 days if absent. */
  contestPeriod: between("1d", "1y").default(30n * 86_400n),
});

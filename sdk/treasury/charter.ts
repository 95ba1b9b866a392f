import { z } from "zod";

import { between, count, parsed, share, token } from "../charterFields.ts";
import { TRACKS } from "../contributions/tracks.ts";
import { parseAmount } from "./money.ts";
import { parseShare, WHOLE_BPS } from "../units.ts";

/** Where money goes: this domain's part of a charter (docs/charters.md). */

/** A share of the surplus, or of what the buckets before left; the last bucket takes the rest, whatever it says. */
const restOrShare = parsed((text) => (text === "rest" ? text : parseShare(text)));
const bucketShare = { share: restOrShare, ofRemaining: z.boolean().default(false) };
const track = z.enum(TRACKS);
const trackOrAll = z.enum([...TRACKS, "all"]).default("all");
/** Of a credit, in whole coins or tokens of 18 decimals. */
const price = parsed((text) => parseAmount(text, 18)).refine(
  (amount) => amount > 0n && amount < 2n ** 128n,
  "must be more than 0",
);
const bucket = z.discriminatedUnion("to", [
  z.strictObject({ to: z.literal("reserve"), ...bucketShare }),
  z.strictObject({ to: z.literal("equal"), ...bucketShare }),
  z.strictObject({ to: z.literal("contribution"), track, ...bucketShare }),
  /** By standing at the season's close, of one track or of all. */
  z.strictObject({ to: z.literal("standing"), track: trackOrAll, ...bucketShare }),
  /** Pays down what was accepted in all seasons and not paid for yet; what is over stays for the buckets after it. */
  z.strictObject({ to: z.literal("outstanding"), track: trackOrAll, price, ...bucketShare }),
  /** By the income that each work brought, to those who were credited for it. */
  z.strictObject({ to: z.literal("work"), ...bucketShare }),
  /** Returns to those whom the guild acknowledges as its financiers; what is over stays for the buckets after it. */
  z.strictObject({ to: z.literal("financiers"), ...bucketShare }),
  /** One guild's account, such as a social fund: one of `guilds`, counted from 1, which the deployment founds. */
  z.strictObject({ to: z.literal("account"), guild: count.min(1), ...bucketShare }),
]);

/** An account at a bank (docs/bank-money.md). */
const bank = z.strictObject({
  name: z.string().min(1).max(64),
  /** ISO 4217; one unit of the account's money is its smallest unit, such as a cent. */
  currency: z.string().regex(/^[A-Z]{3}$/, "write the currency's code, such as EUR"),
  decimals: count.max(4).default(2),
  /** Founders, counted from 1, who are its first officers: nothing is booked by fewer than two. */
  officers: z.array(count.min(1)).min(2, "nothing is booked by fewer than two officers").max(16),
  officerTerm: between("1d", "10y"),
  /** Within which a second officer confirms what a first one booked. */
  confirmWithin: between("1h", "90d"),
});

/** In hundredths: "6" is six to one. */
const ratio = parsed((text) => {
  const [, whole, fraction = ""] = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return whole === undefined ? 0n : BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0"));
}).refine(
  (hundredths) => hundredths >= 100n && hundredths <= 65_000n,
  'write the highest for a lowest of one: "1" to "650"',
);

/** A young treasury cannot lose more than this; in whole coins or tokens, by the token's decimals. */
const depositCap = z
  .strictObject({
    token,
    decimals: count.max(36).default(18),
    most: z.string().regex(/^\d+(\.\d+)?$/, 'an amount is written like "12.5"'),
  })
  .transform(({ token: address, decimals, most }, context) => {
    try {
      const amount = parseAmount(most, decimals);
      if (amount > 0n) return { token: address, most: amount };
      context.addIssue({ code: "custom", path: ["most"], message: "must be more than 0; leave it out for no limit" });
    } catch (error) {
      context.addIssue({ code: "custom", path: ["most"], message: (error as Error).message });
    }
    return z.NEVER;
  });

export const treasury = z.strictObject({
  /** In this order; the last takes the rest. */
  valueEquation: z.array(bucket).min(1).max(8),
  /** `pay`: a share is paid out on collection; `member-loan`: it is credited and paid when the member leaves. */
  payout: z.enum(["pay", "member-loan"]),
  rules: z
    .strictObject({
      /** Who gave less care than an equal part of it gets as much less of the livelihood share; that is shared by care. */
      careBalance: z.boolean().default(false),
      /** Most that one payout is of the lowest; what is more goes to the first account, or to the reserve. */
      maxRatio: ratio.optional(),
      /** What the reserve bears of a season's loss; members bear the rest by hours. No loss rule if absent. */
      loss: share.refine((bps) => bps > 0n, "must be more than 0%; leave it out for no loss rule").optional(),
    })
    .default({ careBalance: false }),
  /** Most of the reserve that may be spent or lent in one period. */
  reserve: z.strictObject({
    cap: share.refine((bps) => bps > 0n, "must be more than 0%"),
    period: between("1d", "10y"),
  }),
  /** How much of a token the surplus takes for now, until the assembly raises it; no limit if absent. */
  depositCaps: z.array(depositCap).default([]),
  /** Money that lies at a bank; none if absent. */
  bank: z.array(bank).max(8).default([]),
});

/** Whether a bucket goes by what members have gathered over the seasons. */
export function isStock({ to }: z.output<typeof bucket>): boolean {
  return to === "standing" || to === "outstanding";
}

/** The guilds, by their places in the charter counted from 1, that have a bucket of their own; each once, in order. */
export function fundedPlaces(equation: readonly { readonly to: string; readonly guild?: number }[]): number[] {
  const places = equation.flatMap(({ guild }) => (guild === undefined ? [] : [guild]));
  return [...new Set(places)].sort((a, b) => a - b);
}

/** The first bucket that takes more than is left, as the contract finds it; -1 if there is none. */
export function overdrawnBucket(equation: z.output<typeof treasury>["valueEquation"]): number {
  const whole = WHOLE_BPS ** BigInt(equation.length);
  let left = whole;
  return equation.findIndex(({ share: bps, ofRemaining }) => {
    if (bps === "rest") return false;
    left -= ((ofRemaining ? left : whole) * bps) / WHOLE_BPS;
    return left < 0n;
  });
}

import { z } from "zod";

import { between, count, isWholeDays, share } from "../charterFields.ts";
import { parseDuration, WHOLE_BPS } from "../units.ts";

/** How guilds decide, and who holds a decision: a part of governance's part of a charter (docs/charters.md). */

/** As `Amender`. */
export const AMENDERS = ["proposer", "stewards", "roster"] as const;

/** How long a hold lasts where the charter says nothing of holds, and nobody can place one. */
export const HOLD_DURATION = parseDuration("30d");

/** Where the charter says nothing of it: nobody joins a guild for a vote that they have heard of. */
const TENURE = parseDuration("30d");

/** The guild's vote, where objections stand after the last round. */
const vote = z.strictObject({
  window: between("1h", "90d"),
  /** Of For among For and Against. */
  threshold: share.refine((bps) => bps >= WHOLE_BPS / 2n, "a vote needs at least half: 50% or more"),
  /** For and Abstain, as a share of the electors. */
  quorum: share.default(0n),
});

/** What stewards do unless somebody objects. */
const routine = z.strictObject({
  window: between("1h", "90d"),
  /** So many bring the act before the council. */
  objections: count.min(1).max(255).default(1),
});

export const council = z
  .strictObject({
    /** For questions before each round's objections; 0 = none. */
    questionWindow: between("0", "90d")
      .refine((seconds) => seconds === 0n || seconds >= 3_600n, "must be 0, or 1h to 90d")
      .default(0n),
    objectionWindow: between("1h", "90d"),
    /** After it, to amend what was objected to. */
    integrationWindow: between("0", "90d").default(0n),
    executionWindow: between("1h", "1y"),
    /** This many objections stop a round. */
    objections: count.min(1).max(255),
    /** Of the same proposal, each amended; what is stopped in the last one goes to the vote, if there is one. */
    rounds: count.min(1, "a proposal has at least one round").max(10, "a proposal has at most ten rounds").default(1),
    /** On the roster before a proposal, of who votes on it and of whom objections are asked. */
    tenure: between("0", "1y").refine(isWholeDays, "must be whole days").default(TENURE),
    /** Who amends beside the proposer. */
    amender: z.enum(AMENDERS).default("proposer"),
    vote: vote.optional(),
    routine: routine.optional(),
  })
  .refine(({ rounds, integrationWindow }) => (rounds === 1 ? integrationWindow === 0n : integrationWindow >= 3_600n), {
    path: ["integrationWindow"],
    message: "is 1h to 90d with several rounds, and 0 with one",
  });

/**
 * Seconds that a decision of the assembly takes at most, from its proposal to its execution, and a day for people. Working
 * days are counted twice: no week has more days of rest than of work.
 */
export function decisionTime(rule: {
  readonly notice: bigint;
  readonly votingPeriod: bigint;
  readonly executionDelay: bigint;
  readonly lateHours: number;
  readonly readings: number;
  readonly workingDays: boolean;
  readonly sealed?: { readonly openWithin: number } | undefined;
}): bigint {
  const { notice, votingPeriod, executionDelay, lateHours, readings, workingDays, sealed } = rule;
  const vote =
    (notice + votingPeriod) * (workingDays ? 2n : 1n) + BigInt(lateHours + (sealed?.openWithin ?? 0)) * 3_600n;
  return vote * BigInt(readings) + executionDelay + 86_400n;
}

/** Members who suspend a decision until the assembly has decided; the larger of both numbers. */
export const holds = z
  .strictObject({
    members: count.max(65_535).default(0),
    share: share.default(0n),
    /** In which the assembly decides. */
    duration: between("1h", "1y"),
  })
  .refine(({ members, share: bps }) => members > 0 || bps > 0n, {
    path: ["members"],
    message: "say how many members, or which share of them; leave `holds` out if nobody can hold a decision",
  });

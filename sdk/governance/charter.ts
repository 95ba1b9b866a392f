import { z } from "zod";

import {
  address,
  between,
  count,
  duration,
  isWholeDays,
  parsed,
  share,
  someDuration,
  token,
} from "../charterFields.ts";
import { ATTESTED, USER_CLASSES } from "../licensing/kinds.ts";
import { parseAmount } from "../treasury/money.ts";
import { council, holds } from "./councilCharter.ts";
import { BLOCKS_WEIGH } from "./rules.ts";
import { parseDuration, parseShare, WHOLE_BPS } from "../units.ts";

/** Who decides: this domain's part of a charter (docs/charters.md). */

/** A number with at most two decimals, in hundredths. */
const hundredths = parsed((text) => {
  const [, whole, fraction = ""] = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return whole === undefined ? -1n : BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0"));
}).refine((number) => number >= 0n && number <= 65_000n, 'write a number such as "1.5", at most 650');

/** Of the quorum, by one kind or by several, of which the one that asks for most counts. */
const quorum = z.strictObject({
  /** Least share of the active members who vote For or Abstain. */
  members: share.default(0n),
  /** So many times the square root of their number; rounded up. */
  root: hundredths.default(0n),
  /** A share of the ballots in an average one of the last four decisions. */
  engaged: share.default(0n),
});

/** The number of blocks that weigh, and none of which stops a proposal by itself. */
export const WEIGHED = Number(BLOCKS_WEIGH);
/** In place of a share while a threshold is read. */
const CONSENT = -1n;

const rule = z.strictObject({
  /** Least share of For among For, Against and Block, more than half in any case; `consent`: it passes unless it is blocked. */
  threshold: parsed((text) => (text === "consent" ? CONSENT : parseShare(text)))
    .refine(
      (bps) => bps === CONSENT || bps >= WHOLE_BPS / 2n,
      'a decision needs at least half of the votes: 50% or more, or "consent"',
    )
    .transform((bps) => (bps === CONSENT ? 0n : bps)),
  /** Of which ballots the threshold is a share: with `all ballots` whoever abstains makes it harder to reach. */
  of: z.enum(["for, against and block", "all ballots"]).default("for, against and block"),
  /** A share of the active members, or several kinds of quorum. */
  quorum: z.preprocess((given) => (typeof given === "string" ? { members: given } : given), quorum),
  /** Blocks that stop a proposal; 0 = Block is no choice; `weigh`: each counts as a vote against, and none stops it. */
  blocks: z.preprocess((given) => (given === "weigh" ? WEIGHED : given), count.max(WEIGHED, 'at most 254, or "weigh"')),
  /** Active members behind a proposal before it is made, its proposer among them: a number, a share, or both. */
  sponsors: z
    .strictObject({ least: count.max(255).default(0), share: share.default(0n) })
    .default({ least: 0, share: 0n }),
  /** Whether a member may change their own ballot until the vote ends. */
  mayChange: z.boolean().default(true),
  /** Ballots are sealed until the voting period is over; nobody can read them before, and everybody can after. */
  sealed: z
    .strictObject({
      /** Hours after it in which they are opened. */
      openWithin: count.min(1).max(255),
      /** What a ballot counts as that nobody opens. */
      unopened: z.enum(["does not count", "abstains"]).default("does not count"),
    })
    .optional(),
  /** 2: what passed must pass again, as a proposal of its own. */
  readings: count.min(1).max(2, "a proposal has one reading or two").default(1),
  /** Whether a delegate's choice counts for members who do not vote themselves. */
  delegates: z.boolean().default(false),
  /** Whether the chambers may veto what passed. */
  chambers: z.boolean().default(false),
  /** Whether notice and voting period, in whole days, are working days of the calendar. */
  workingDays: z.boolean().default(false),
  /** A ballot that turns the outcome this late adds as many hours, once; 0 = never. */
  lateHours: count.max(255),
  /** From the proposal to the snapshot, when voting begins. */
  notice: between("0", "90d"),
  votingPeriod: someDuration.refine(
    (seconds) => seconds === 0n || (seconds >= 3_600n && seconds <= parseDuration("1y")),
    "must be 1h to 1y",
  ),
  /** From queueing to execution: time to prepare, or to leave. */
  executionDelay: between("1h", "1y"),
  /** After which a decision neither queued nor executed expires. */
  executionWindow: between("1d", "1y"),
});

/** A share of a chamber; nothing of it is no threshold. */
const someShare = share.refine((bps) => bps > 0n, "must be more than 0%");
/** With fewer people at the snapshot a chamber does not sit. */
const least = count.min(1, "a chamber has at least one person").max(65_535).default(1);

/** How an office is filled by election (docs/elections.md). */
const electedOffice = {
  /** So many persons hold it. */
  seats: count.min(1, "at least one person holds an office").max(32, "at most 32 persons hold an office"),
  term: between("1d", "10y"),
  /** Most terms in a row; 0 = as many as one is elected to. */
  termsInRow: count.max(255).default(0),
  /** Whoever stands belonged here so long before the call. */
  tenure: between("0", "100y").refine(isWholeDays, "must be whole days").default(0n),
  /** Least rank in a guild, or instead of it the least standing there; none is asked if both are absent. */
  rank: z.enum(["apprentice", "journeyman", "master"]).optional(),
  standing: duration.default(0n),
  /** In which candidates are nominated, and after it the vote. */
  nominations: between("1h", "90d"),
  voting: between("1h", "90d"),
};

/** Who is elected; nobody if absent. */
const elections = z.strictObject({
  /** Of each guild, by its roster. */
  stewards: z.strictObject(electedOffice).optional(),
  /** Of the nation, by its members. */
  offices: z
    .array(z.strictObject({ name: z.string().min(1).max(64), ...electedOffice }))
    .max(255)
    .default([]),
});

/** Rounds in which each member decides on an equal share of a budget (docs/cobudget.md). */
const cobudget = z.strictObject({
  /** Whether one may give to one's own guild. */
  ownAllowed: z.boolean(),
  /** A funded bucket is paid once its work is delivered, not at once. */
  onDelivery: z.boolean(),
  /** After a round's end, to confirm a delivery. */
  deliveryPeriod: between("1d", "5y"),
});

/** Who together can veto what passed under a rule with `chambers: true` (docs/chambers.md). */
const chambers = z.strictObject({
  /** Least share of each of two chambers that object. */
  two: someShare,
  /** Least share of each of three. */
  three: someShare,
  /** So much more of each for every veto that the same calls had met when voting began. */
  raise: share.default(0n),
  /** Every active member. */
  members: z.strictObject({ least }).optional(),
  /** Who is Master in a guild. */
  masters: z.strictObject({ least }).optional(),
  /** Organisations attested as one of these, and public bodies whose pact gives them a voice. */
  organisations: z
    .strictObject({ least, classes: z.array(z.enum(USER_CLASSES.slice(ATTESTED))).default([]) })
    .optional(),
});

/** Who can hold new acts up in an emergency, and for how long (docs/brake.md). */
const brake = z.strictObject({
  /** The name of an elected office of the nation, if its holders can. */
  office: z.string().optional(),
  /** So many of them. */
  officers: count.max(32).default(0),
  /** So many members; 0 = members cannot. */
  members: count.max(16_777_215).default(0),
  /** From the first pull, in which all of them pull. */
  gathers: between("1h", "14d"),
  /** New acts wait so long. */
  lasts: between("1h", "14d"),
});

/** What is left to delegates, by members who do not vote themselves (docs/delegations.md). */
const delegations = z.strictObject({
  /** Most time that a delegation lasts. */
  longest: between("1d", "1y"),
  /** Most members whom one delegate stands for on a topic; 0 = as many as give it to them. */
  most: count.max(16_000_000).default(0),
});
/** In whole coins or tokens, by the token's decimals. */
const sum = z.string().regex(/^\d+(\.\d+)?$/, 'an amount is written like "12.5"');

/** What ordinary decisions may spend (docs/spending.md). */
const spending = z.strictObject({
  /** In which the caps per period count, from 1970. */
  period: between("1d", "10y"),
  caps: z
    .array(
      z
        .strictObject({
          token,
          /** Of an ERC-20; the native coin has 18. */
          decimals: count.max(36).default(18),
          /** Above it a decision takes the constitutional rule too; no such cap if absent. */
          perDecision: sum.optional(),
          /** Above it an ordinary decision waits for the next period; no such cap if absent. */
          perPeriod: sum.optional(),
        })
        .transform((cap, context) => capOf(cap, context)),
    )
    .min(1, "name a token, or leave the part out"),
});

function capOf(
  {
    token: address,
    decimals,
    ...cap
  }: { token: string; decimals: number; perDecision?: string | undefined; perPeriod?: string | undefined },
  context: z.RefinementCtx,
): { token: string; perDecision: bigint; perPeriod: bigint } {
  const amount = (field: "perDecision" | "perPeriod"): bigint => {
    const text = cap[field];
    if (text === undefined) return 0n;
    try {
      const found = parseAmount(text, decimals);
      if (found > 0n && found < 2n ** 128n) return found;
      context.addIssue({ code: "custom", path: [field], message: "must be more than 0; leave it out for no such cap" });
    } catch (error) {
      context.addIssue({ code: "custom", path: [field], message: (error as Error).message });
    }
    return 0n;
  };
  if (cap.perDecision === undefined && cap.perPeriod === undefined) {
    context.addIssue({ code: "custom", message: "names neither perDecision nor perPeriod" });
  }
  return { token: address, perDecision: amount("perDecision"), perPeriod: amount("perPeriod") };
}

/** Where the nation came from, as the former one attested it; nowhere if absent (docs/moving.md). */
const origin = z.strictObject({
  /** Id of the former nation's chain. */
  chain: z
    .string()
    .regex(/^[1-9]\d{0,18}$/, 'a chain\'s id is a number, such as "31337"')
    .transform(BigInt),
  /** Its contract `Moving` there, and which of its moves. */
  moving: address,
  move: count.min(1),
  /** Of the lines. */
  root: z.string().regex(/^0x[0-9a-f]{64}$/, "a root is 0x and 64 lower-case hexadecimal digits"),
  /** Tokens that are carried, on the new nation's chain, in the order of the plan. */
  tokens: z.array(address).max(8),
});

export const governance = z.strictObject({
  rules: z
    .record(z.string(), rule)
    .refine((rules) => Object.hasOwn(rules, "constitutional"), 'a rule named "constitutional" is needed'),
  /** `Contract.function` → name of a rule; whatever is not listed takes the constitutional rule. */
  acts: z.record(z.string(), z.string()),
  proposalsPerMember: count.min(1, "a member must be able to have a proposal").max(6),
  /** How long sponsors' signatures for a proposal count, from the first. */
  petitionTerm: between("1d", "1y").prefault("60d"),
  council,
  /** Nobody holds a decision if absent. */
  holds: holds.optional(),
  elections: elections.default({ offices: [] }),
  /** None if absent. */
  cobudget: cobudget.optional(),
  /** None if absent. */
  chambers: chambers.optional(),
  /** None if absent. */
  brake: brake.optional(),
  /** Least time from queueing a constitutional decision to its effect, in which whoever wishes can leave; never changed. */
  exitWindow: between("1d", "180d").prefault("1d"),
  /** Nobody delegates if absent. */
  delegations: delegations.optional(),
  /** No caps if absent. */
  spending: spending.optional(),
  /** Nowhere if absent. */
  origin: origin.optional(),
});

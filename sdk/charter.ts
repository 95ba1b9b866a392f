import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { getAddress, id } from "ethers";
import { z } from "zod";

import { NeoguildError } from "./errors.ts";
import { selectorOf } from "./governance/selectors.ts";
import { WEEKDAYS } from "./justice/calendar.ts";
import { longestDispute, longestLot } from "./justice/terms.ts";
import { policyOf } from "./licensing/policies.ts";
import { slugOf } from "./names.ts";
import { parseAmount } from "./treasury/money.ts";
import { formatDuration, formatShare, parseDuration, parseShare, WHOLE_BPS } from "./units.ts";

/**
 * A nation's rules and founding members, as one JSON file. Durations are written `90d`, `16h` or `1y`, shares `80%`.
 * The same words are used here, in the contracts' terms and in `docs/glossary.md`.
 */

/** No duration of a charter is longer; in seconds it fits 32 bits. */
const LONGEST = parseDuration("100y");

/** In a smaller guild the pair limit flags and refuses nothing, as `Settlement` has it. */
const ENOUGH_FOR_PAIR_LIMIT = 12;

/** Runs a parser that throws inside zod, so that its message appears with the path of the field. */
function parsed<T>(parse: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      const message = error instanceof NeoguildError ? `${error.message}. ${error.remedy}` : String(error);
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
  });
}

const duration = parsed(parseDuration).refine((seconds) => seconds <= LONGEST, "must be at most 100y");
const someDuration = duration.refine((seconds) => seconds > 0n, "must be longer than zero");
/** The ranges are the contracts' own, so that a charter is refused here and not halfway through its deployment. */
const between = (least: string, most: string) =>
  parsed(parseDuration).refine(
    (seconds) => seconds >= parseDuration(least) && seconds <= parseDuration(most),
    `must be ${least} to ${most}`,
  );
const share = parsed(parseShare);
const address = parsed((text) => {
  try {
    return getAddress(text);
  } catch {
    throw new NeoguildError({
      code: "AddressInvalid",
      message: `"${text}" is no address`,
      remedy: "Write 0x and 40 hexadecimal digits; mixed case must match the checksum",
    });
  }
});
const count = z.number().int().nonnegative();
const track = z.enum(["livelihood", "love", "care"]);

const membership = z.strictObject({
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

const chapters = z.strictObject({
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
const recovery = z.strictObject({
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

const season = z.strictObject({
  length: between("1d", "10y"),
  appraisalPeriod: between("1s", "1y"),
  challengePeriod: between("1s", "1y"),
  /** Peers without a conflict who must accept an entry. */
  appraisals: count.min(1, "a log is a claim until at least one peer accepts it").max(10),
  /** Below it a person's work on a track does not count in a season. */
  minimum: z.strictObject({ livelihood: duration, love: duration, care: duration }),
  /** Half-life of standing; `0` = none. */
  standingHalfLife: duration.refine((seconds) => seconds === 0n || seconds >= 86_400n, "must be 0 or at least 1d"),
  probationaryHoursCount: z.boolean(),
  /** Work that each of two people may accept of the other in a guild and a season; `0` = no limit. */
  pairLimit: duration,
  /** Work of a person on a track that counts toward a season at most; `0` = all does. */
  cap: duration,
});

/** How ranks are conferred and reviewed, the same in every guild; what a rank takes, each guild publishes itself. */
const ranks = z.strictObject({
  /** From publishing to taking effect: for what a rank takes, and for what a guild asks a rank for. */
  notice: between("1d", "1y"),
  /** Holders of the rank who must agree to confer it, or to end it. */
  peers: count.min(1, "a rank is conferred by at least one peer").max(7),
  /** Who suffice to confer it where fewer hold it, stewards among them. */
  stewards: count.min(1).max(7),
  /** A rank lasts. */
  term: between("30d", "10y"),
  /** The statements for one person come within. */
  conferralPeriod: between("1d", "1y"),
  /** From the notice of a review to the first decision. */
  replyPeriod: between("1d", "1y"),
  /** After it; without enough peers by then the rank stays. */
  decisionPeriod: between("1d", "1y"),
});

/** A share of the surplus, or of what the buckets before left; the last bucket takes the rest, whatever it says. */
const restOrShare = parsed((text) => (text === "rest" ? text : parseShare(text)));
const bucketShare = { share: restOrShare, ofRemaining: z.boolean().default(false) };
const trackOrAll = z.enum(["livelihood", "love", "care", "all"]).default("all");
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

const treasury = z.strictObject({
  /** In this order; the last takes the rest. Accounts, which need a guild's id, are added by the assembly later. */
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
  /** Money that lies at a bank; none if absent. */
  bank: z.array(bank).max(8).default([]),
});

/** A licence of the catalogue, with what the nation decides about it. */
const policy = z.strictObject({
  /** SPDX id or `LicenseRef-…` of a file in `charters/licences/`. */
  licence: z.string(),
  /** Where a cell says Pay: in whole coins or tokens, with up to 18 decimals. */
  fee: z
    .string()
    .regex(/^\d{1,10}(\.\d{1,18})?$/, "write an amount such as 250 or 12.5, below ten thousand million")
    .optional(),
  /** Where a cell says Reciprocate: accepted work in one season. */
  reciprocity: duration.optional(),
  /** How long a grant lasts; for ever if absent. */
  term: someDuration.optional(),
});

const licensing = z.strictObject({
  policies: z.array(policy),
  /** Founders, counted from 1, who may attest organisations until the assembly appoints others. */
  issuers: z.array(count.min(1)),
  longestAttestation: between("1d", "10y"),
});

const rule = z.strictObject({
  /** Least share of For among For, Against and Block; more than half in any case. */
  threshold: share.refine((bps) => bps >= WHOLE_BPS / 2n, "a decision needs at least half of the votes: 50% or more"),
  /** Least share of the active members who vote For or Abstain. */
  quorum: share,
  /** Blocks that stop a proposal; 0 = Block is no choice. */
  blocks: count.max(255),
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

const governance = z.strictObject({
  rules: z
    .record(z.string(), rule)
    .refine((rules) => Object.hasOwn(rules, "constitutional"), 'a rule named "constitutional" is needed'),
  /** `Contract.function` → name of a rule; whatever is not listed takes the constitutional rule. */
  acts: z.record(z.string(), z.string()),
  proposalsPerMember: count.min(1, "a member must be able to have a proposal").max(6),
  council: z.strictObject({
    objectionWindow: between("1h", "90d"),
    executionWindow: between("1h", "1y"),
    /** This many objections stop a proposal. */
    objections: count.min(1).max(255),
  }),
});

const workingDays = count.min(1, "at least one working day").max(60, "at most 60 working days");

const justice = z.strictObject({
  /** Days on which no deadline of justice runs. */
  calendar: z.strictObject({
    /** Of every week; at least one day is worked. */
    restDays: z.array(z.enum(WEEKDAYS)).max(6, "at least one day of the week must be worked"),
    /** Feasts, written `2026-12-25`; the assembly adds those of later years. */
    closed: z.array(z.iso.date()),
  }),
  /** How a panel is drawn; in working days. */
  lot: z.strictObject({
    /** In which members commit to a secret, and after them reveal it. */
    commitDays: workingDays,
    revealDays: workingDays,
    /** In which a person drawn takes the seat or recuses themselves. */
    answerDays: workingDays,
    /** A round with fewer secrets is void. */
    leastReveals: count.min(1).max(255),
    /** Most void rounds; the round after them is never void. */
    rounds: count.max(10),
  }),
  /** How a case goes; in working days unless it says otherwise. */
  cases: z.strictObject({
    /** To settle with a mediator, and after it for the claimant to give notice. */
    mediationDays: workingDays,
    noticeDays: workingDays,
    replyDays: workingDays,
    /** For a panel to be complete; no panel, no decision. */
    lotDays: count.min(1).max(250),
    panelDays: count.min(1).max(120),
    appealDays: workingDays,
    seats: count.min(1).max(31),
    appealSeats: count.min(2).max(32),
    /** Share of all seats that must name a sanction or a harder one. */
    sanction: share.refine((bps) => bps > WHOLE_BPS / 2n, "must be more than 50%"),
    expulsion: share.refine((bps) => bps > WHOLE_BPS / 2n, "must be more than 50%"),
    suspension: between("1d", "5y"),
    /** A note, or the record of a lost office, shows this long. */
    noteTerm: between("1d", "5y"),
    /** Members who together can ask for an interim separation from a chapter, and the days it lasts at most. */
    separators: count.min(2, "no single person can separate somebody").max(30),
    separation: between("1d", "60d").refine((seconds) => seconds % 86_400n === 0n, "must be whole days"),
    /** Cases that one member may have open as claimant. */
    openCases: count.min(1, "a member must be able to raise a case").max(255),
  }),
});

const charter = z.strictObject({
  format: z.literal("neoguild-charter-1"),
  name: z
    .string()
    .max(64)
    .refine((name) => slugOf(name) !== "", "needs a letter or a digit"),
  about: z.string(),
  founders: z.array(address.refine((key) => BigInt(key) !== 0n, "is nobody's address")).min(1),
  stewardTerm: between("1d", "10y"),
  /** Guilds that the founders mean to found; `roster` counts founders from 1, in the order above. */
  guilds: z.array(z.strictObject({ name: z.string().min(1).max(64), roster: z.array(count.min(1)).min(1) })),
  membership,
  chapters,
  recovery,
  season,
  ranks,
  treasury,
  licensing,
  governance,
  justice,
});

const checkedCharter = charter.superRefine((rules, context) => {
  const say = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });

  rules.founders.forEach((key, index) => {
    const first = rules.founders.indexOf(key);
    if (first !== index) say(["founders", index], `the same key as founder ${first + 1}; one person, one membership`);
  });

  rules.guilds.forEach((guild, index) => {
    guild.roster.forEach((founder, place) => {
      const path = ["guilds", index, "roster", place];
      if (founder > rules.founders.length) say(path, `there is no founder ${founder}`);
      if (guild.roster.indexOf(founder) !== place) say(path, `founder ${founder} is listed twice`);
    });
    const others = guild.roster.length - 1;
    if (others < rules.season.appraisals) {
      say(
        ["guilds", index, "roster"],
        `nobody could appraise an entry: season.appraisals asks for ${rules.season.appraisals} peers ` +
          `beside its provider, and this guild has ${others}`,
      );
    }
    // In a circle each is accepted by the next ones and accepts those before them, so that nobody accepts back.
    const circle = 2 * rules.season.appraisals + 1;
    const size = guild.roster.length;
    if (rules.season.pairLimit > 0n && size >= ENOUGH_FOR_PAIR_LIMIT && size < circle) {
      say(
        ["guilds", index, "roster"],
        `under season.pairLimit an entry may find too few appraisers: ${rules.season.appraisals} for each person, none of ` +
          `whom is accepted back, take ${circle} people, and this guild has ${size}`,
      );
    }
  });

  if (rules.ranks.stewards > rules.ranks.peers) say(["ranks", "stewards"], "must not be more than peers");

  const equation = rules.treasury.valueEquation;
  const straight = equation.filter(({ ofRemaining }) => !ofRemaining);
  const total = straight.reduce((sum, { share: bps }) => sum + (bps === "rest" ? 0n : bps), 0n);
  if (total > WHOLE_BPS) say(["treasury", "valueEquation"], `the shares sum to ${formatShare(total)}, over 100%`);
  equation.forEach(({ share: bps, ofRemaining }, index) => {
    const path = ["treasury", "valueEquation", index, "share"];
    const last = index === equation.length - 1;
    if (!last && (bps === "rest" || bps === 0n))
      say(path, "only the last bucket takes the rest; name a share above 0%");
    if (last && bps !== "rest" && (ofRemaining ? bps !== WHOLE_BPS : total !== WHOLE_BPS)) {
      say(path, 'the last bucket takes the rest: write "rest", or shares that sum to 100%');
    }
  });
  const firstStock = equation.findIndex(isStock);
  equation.forEach((each, index) => {
    if (!isStock(each) || index === firstStock) return;
    say(["treasury", "valueEquation", index], "only one bucket can go by standing or outstanding credits");
  });
  if (equation.at(-1)?.to === "outstanding") {
    say(["treasury", "valueEquation", equation.length - 1], "what is over needs a bucket after this one");
  }
  const over = total > WHOLE_BPS ? -1 : overdrawnBucket(equation);
  if (over !== -1) say(["treasury", "valueEquation", over, "share"], "more than the buckets before it leave");

  rules.treasury.bank.forEach(({ officers }, index) => {
    officers.forEach((founder, place) => {
      const path = ["treasury", "bank", index, "officers", place];
      if (founder > rules.founders.length) say(path, `there is no founder ${founder}`);
      if (officers.indexOf(founder) !== place) say(path, `founder ${founder} is listed twice`);
    });
  });
  rules.licensing.issuers.forEach((founder, place) => {
    if (founder > rules.founders.length) say(["licensing", "issuers", place], `there is no founder ${founder}`);
  });
  rules.licensing.policies.forEach((choice, index) => {
    try {
      policyOf(choice);
    } catch (error) {
      if (!(error instanceof NeoguildError)) throw error;
      say(["licensing", "policies", index], `${error.message}. ${error.remedy}`);
    }
  });

  for (const [name, { votingPeriod, lateHours }] of Object.entries(rules.governance.rules)) {
    const path = ["governance", "rules", name, "lateHours"];
    if (votingPeriod > 0n && BigInt(lateHours) * 3_600n > votingPeriod) say(path, "must not be longer than the vote");
  }
  for (const [act, name] of Object.entries(rules.governance.acts)) {
    if (!Object.hasOwn(rules.governance.rules, name)) say(["governance", "acts", act], `there is no rule "${name}"`);
    if (selectorOf(act) === undefined)
      say(["governance", "acts", act], "is no function of a contract: Contract.function");
    if (/^DecisionRules\.|\.carry$/.test(act))
      say(["governance", "acts", act], "takes the constitutional rule in any case; leave it out");
  }
  if (rules.membership.acceptance > 0n && rules.membership.acceptancePeriod < 86_400n) {
    say(["membership", "acceptancePeriod"], "must be at least 1d");
  }
  const { applicationWindow, probation } = rules.membership;
  if (applicationWindow > 0n && applicationWindow <= probation) {
    say(["membership", "applicationWindow"], "must be longer than the probation, or 0");
  }
  const { cases, lot } = rules.justice;
  if (cases.appealSeats <= cases.seats) say(["justice", "cases", "appealSeats"], "must be more than seats");
  if (cases.expulsion < cases.sanction) say(["justice", "cases", "expulsion"], "must not be less than sanction");
  if (cases.lotDays < longestLot(rules.justice)) {
    const rounds = `${lot.rounds + 1} rounds and two answers take ${longestLot(rules.justice)}`;
    say(["justice", "cases", "lotDays"], `is too short for a lot that somebody holds up: ${rounds}`);
  }
  if (rules.recovery.longestStay < longestDispute(rules.justice)) {
    const days = formatDuration(longestDispute(rules.justice));
    say(
      ["recovery", "longestStay"],
      `must outlast a case with its appeal, ${days}, or a key moves before it is decided`,
    );
  }
  if (rules.membership.distance.referees > 0n && rules.membership.vouchStock === 0) {
    say(["membership", "vouchStock"], "must not be 0 under the distance rule, which counts the vouches given");
  }
  if (rules.membership.renewalWindow > rules.membership.term) {
    say(["membership", "renewalWindow"], "must not be longer than the term");
  }
  const { recovery } = rules;
  if (recovery.finalShare < recovery.share) say(["recovery", "finalShare"], "must be at least the share");
  if (recovery.finalDelay <= recovery.delay) say(["recovery", "finalDelay"], "must be longer than the delay");
  if (recovery.contactsDelay < recovery.window) say(["recovery", "contactsDelay"], "must be at least the window");
  if (recovery.vetoMemory < recovery.window) say(["recovery", "vetoMemory"], "must be at least the window");
});

/** Whether a bucket goes by what members have gathered over the seasons. */
function isStock({ to }: z.output<typeof bucket>): boolean {
  return to === "standing" || to === "outstanding";
}

/** The first bucket that takes more than is left, as the contract finds it; -1 if there is none. */
function overdrawnBucket(equation: z.output<typeof treasury>["valueEquation"]): number {
  const whole = WHOLE_BPS ** BigInt(equation.length);
  let left = whole;
  return equation.findIndex(({ share: bps, ofRemaining }) => {
    if (bps === "rest") return false;
    left -= ((ofRemaining ? left : whole) * bps) / WHOLE_BPS;
    return left < 0n;
  });
}

/** A charter as its file has it. */
export type CharterFile = z.input<typeof charter>;

/** A checked charter; durations are seconds and shares basis points, as `bigint`. */
export type Charter = z.output<typeof charter>;

/** A charter with the hash that the nation keeps on chain. */
export interface HashedCharter {
  readonly rules: Charter;
  /** The file's name without its folder; kept on chain beside the hash. */
  readonly fileName: string;
  /** keccak256 of the file's JSON with sorted keys and no white space, so that formatting does not change it. */
  readonly hash: string;
}

/**
 * Checks a charter.
 * @param source What messages call it: the file's name.
 * @throws NeoguildError `CharterInvalid` with one line for each fault: path and rule.
 */
export function parseCharter(json: unknown, source: string): HashedCharter {
  const text = canonical(json);
  const result = checkedCharter.safeParse(json);
  // zod leaves such a name out of a record; the hash would stand for a rule that is not there.
  const hidden = text.includes('"__proto__":');
  if (result.success && !hidden) return { rules: result.data, fileName: basename(source), hash: id(text) };
  const faults = (result.error?.issues ?? []).map((issue) => `  ${pathOf(issue.path)}: ${issue.message}`);
  if (hidden) faults.push("  __proto__: cannot be the name of anything");
  throw new NeoguildError({
    code: "CharterInvalid",
    message: `${source} is not a charter yet:\n${faults.join("\n")}`,
    remedy: "Mend these places in the file and run the command again; nothing was sent.",
    docs: "docs/charters.md",
  });
}

/** Reads and checks a charter file. @throws NeoguildError `CharterUnreadable`, `CharterInvalid` */
export function readCharter(file: string): HashedCharter {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const message = `${file} cannot be read as JSON: ${(cause as Error).message}`;
    throw new NeoguildError(
      { code: "CharterUnreadable", message, remedy: "Name a JSON file, for example charters/hypha.json." },
      { cause },
    );
  }
  return parseCharter(json, file);
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "(top)" : path.map(String).join(".");
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

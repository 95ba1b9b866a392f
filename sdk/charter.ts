import { readFileSync } from "node:fs";
import { getAddress, id } from "ethers";
import { z } from "zod";

import { NeoguildError } from "./errors.ts";
import { parseDuration, parseShare, WHOLE_BPS } from "./units.ts";

/**
 * A nation's rules and founding members, as one JSON file. Durations are written `90d`, `16h` or `1y`, shares `80%`.
 * The same words are used here, in the contracts' terms and in `docs/glossary.md`.
 */

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

const duration = parsed(parseDuration);
const someDuration = duration.refine((seconds) => seconds > 0n, "must be longer than zero");
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
  vouchStock: count,
  vouchSpacing: duration,
  /** `0` = for ever. */
  vouchValidity: duration,
  probation: duration,
  /** Share of the active members who must accept a person after probation; `100%` = unanimous, `0%` = none. */
  acceptance: share,
  acceptancePeriod: someDuration,
  /** From one renewal to the next. */
  term: someDuration,
  renewalWindow: someDuration,
  grace: someDuration,
  keyInterval: duration,
});

const season = z.strictObject({
  length: someDuration,
  appraisalPeriod: someDuration,
  challengePeriod: someDuration,
  /** Peers without a conflict who must accept an entry. */
  appraisals: count.min(1, "a log is a claim until at least one peer accepts it").max(10),
  /** Below it a person's work on a track does not count in a season. */
  minimum: z.strictObject({ livelihood: duration, love: duration, care: duration }),
  /** Half-life of standing; `0` = none. */
  standingHalfLife: duration,
  probationaryHoursCount: z.boolean(),
});

const bucket = z.discriminatedUnion("to", [
  z.strictObject({ to: z.literal("reserve"), share, ofRemaining: z.boolean().default(false) }),
  z.strictObject({ to: z.literal("account"), guild: z.string(), share, ofRemaining: z.boolean().default(false) }),
  z.strictObject({ to: z.literal("equal"), share, ofRemaining: z.boolean().default(false) }),
  z.strictObject({ to: z.literal("contribution"), track, share, ofRemaining: z.boolean().default(false) }),
]);

const treasury = z.strictObject({
  /** In this order; the last takes the rest. */
  valueEquation: z.array(bucket).min(1),
  /** `pay`: a share is paid out on collection; `member-loan`: it is credited and paid when the member leaves. */
  payout: z.enum(["pay", "member-loan"]),
  /** Most of the reserve that may be spent or lent in one period. */
  reserve: z.strictObject({ cap: share, period: someDuration }),
});

const rule = z.strictObject({
  /** Share of the votes for and against that must be for. */
  threshold: share,
  /** Share of the active members who must take part. */
  quorum: share,
  /** Blocks that stop a proposal; 0 = a block only counts as a vote against. */
  blocks: count.max(65_535),
  notice: duration,
  votingPeriod: duration,
  executionDelay: duration,
});

const governance = z.strictObject({
  rules: z
    .record(z.string(), rule)
    .refine((rules) => "constitutional" in rules, 'a rule named "constitutional" is needed'),
  /** `Contract.function` → name of a rule; whatever is not listed takes the constitutional rule. */
  acts: z.record(z.string().regex(/^[A-Z]\w+\.[a-z]\w+$/, 'write "Contract.function"'), z.string()),
  liveProposalsPerMember: count.min(1, "a member must be able to have a live proposal"),
  /** Before a council's proposal can be executed. */
  objectionWindow: someDuration,
});

const charter = z.strictObject({
  format: z.literal("neoguild-charter-1"),
  name: z.string().min(1).max(64),
  about: z.string(),
  founders: z.array(address).min(1),
  stewardTerm: someDuration,
  /** Guilds that the founders mean to found; `roster` counts founders from 1, in the order above. */
  guilds: z.array(z.strictObject({ name: z.string().min(1).max(64), roster: z.array(count.min(1)).min(1) })),
  membership,
  season,
  treasury,
  /** Policies of the catalogue, by SPDX id or `LicenseRef-…`. */
  licences: z.array(z.string()),
  governance,
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
  });

  const straight = rules.treasury.valueEquation.filter(({ ofRemaining }) => !ofRemaining);
  const total = straight.reduce((sum, { share: bps }) => sum + bps, 0n);
  if (total > WHOLE_BPS) say(["treasury", "valueEquation"], `the shares sum to ${Number(total) / 100}%, over 100%`);
  rules.treasury.valueEquation.forEach((entry, index) => {
    if (entry.to === "account" && !rules.guilds.some(({ name }) => name === entry.guild)) {
      say(["treasury", "valueEquation", index, "guild"], `there is no guild "${entry.guild}" in this charter`);
    }
  });

  for (const [name, { votingPeriod, threshold }] of Object.entries(rules.governance.rules)) {
    if (votingPeriod === 0n) say(["governance", "rules", name, "votingPeriod"], "a vote needs time: longer than zero");
    if (threshold === 0n) say(["governance", "rules", name, "threshold"], "a decision needs votes for it: over 0%");
  }
  for (const [act, name] of Object.entries(rules.governance.acts)) {
    if (!(name in rules.governance.rules)) say(["governance", "acts", act], `there is no rule "${name}"`);
  }
  if (rules.membership.renewalWindow > rules.membership.term) {
    say(["membership", "renewalWindow"], "must not be longer than the term");
  }
});

/** A checked charter; durations are seconds and shares basis points, as `bigint`. */
export type Charter = z.output<typeof charter>;

/** A charter with the hash that the nation keeps on chain. */
export interface HashedCharter {
  readonly rules: Charter;
  /** keccak256 of the file's JSON with sorted keys and no white space, so that formatting does not change it. */
  readonly hash: string;
}

/**
 * Checks a charter.
 * @param source What messages call it: the file's name.
 * @throws NeoguildError `CharterInvalid` with one line for each fault: path and rule.
 */
export function parseCharter(json: unknown, source: string): HashedCharter {
  const result = checkedCharter.safeParse(json);
  if (result.success) return { rules: result.data, hash: id(canonical(json)) };
  const faults = result.error.issues.map((issue) => `  ${pathOf(issue.path)}: ${issue.message}`);
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

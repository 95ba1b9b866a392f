import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { id } from "ethers";
import { z } from "zod";

import { address, between, count } from "./charterFields.ts";
import { ranks, season } from "./contributions/charter.ts";
import { NeoguildError } from "./errors.ts";
import { whyUnreadable } from "./files.ts";
import { governance, WEIGHED } from "./governance/charter.ts";
import { ruleOf } from "./governance/charterRule.ts";
import { decisionTime } from "./governance/councilCharter.ts";
import { isNowhereEasier } from "./governance/rules.ts";
import { selectorOf } from "./governance/selectors.ts";
import { justice } from "./justice/charter.ts";
import { longestDispute, longestLot } from "./justice/terms.ts";
import { licensing } from "./licensing/charter.ts";
import { policyOf } from "./licensing/policies.ts";
import { chapters, membership, recovery } from "./membership/charter.ts";
import { slugOf } from "./names.ts";
import { fundedPlaces, isStock, overdrawnBucket, treasury } from "./treasury/charter.ts";
import { formatDuration, formatShare, WHOLE_BPS } from "./units.ts";

/**
 * A nation's rules and founding members, as one JSON file. Durations are written `90d`, `16h` or `1y`, shares `80%`.
 * The same words are used here, in the contracts' terms and in `docs/glossary.md`.
 */

/** A guild's name in UTF-8, as `Guilds` bounds it. */
const NAME_BYTES = 64;

/** In a smaller guild the pair limit flags and refuses nothing, as `Settlement` has it. */
const ENOUGH_FOR_PAIR_LIMIT = 12;

const charter = z.strictObject({
  format: z.literal("neoguild-charter-1"),
  name: z
    .string()
    .max(64)
    .refine((name) => slugOf(name) !== "", "needs a letter or a digit"),
  about: z.string(),
  founders: z.array(address.refine((key) => BigInt(key) !== 0n, "is nobody's address")).min(1),
  stewardTerm: between("1d", "10y"),
  /**
   * Guilds that the founders mean to found; `roster` counts founders from 1, in the order above. Those that the value
   * equation names are founded by the deployment.
   */
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

  const funded = fundedPlaces(rules.treasury.valueEquation);
  rules.guilds.forEach((guild, index) => {
    guild.roster.forEach((founder, place) => {
      const path = ["guilds", index, "roster", place];
      if (founder > rules.founders.length) say(path, `there is no founder ${founder}`);
      if (guild.roster.indexOf(founder) !== place) say(path, `founder ${founder} is listed twice`);
    });
    const others = guild.roster.length - 1;
    // A guild that is founded to hold money need not record work, and others can join it.
    if (others < rules.season.appraisals && !funded.includes(index + 1)) {
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

  const { cap, minimum } = rules.season;
  const highest = Object.values(minimum).reduce((one, other) => (other > one ? other : one));
  if (cap > 0n && cap < highest) {
    say(["season", "cap"], "must not be below season.minimum, or nobody's work could count; 0 for no cap");
  }

  const { stewards: elected, offices } = rules.governance.elections;
  if (elected !== undefined && elected.term > rules.stewardTerm) {
    say(["governance", "elections", "stewards", "term"], "must not be longer than stewardTerm");
  }
  offices.forEach(({ name }, index) => {
    const first = offices.findIndex((other) => other.name === name);
    if (first !== index) say(["governance", "elections", "offices", index, "name"], "is the name of another office");
  });

  const { chambers, brake } = rules.governance;
  if (chambers !== undefined) {
    if (chambers.three > chambers.two) say(["governance", "chambers", "three"], "must not be more than two");
    const sit = [chambers.members, chambers.masters, chambers.organisations].filter((one) => one !== undefined);
    if (sit.length < 2) say(["governance", "chambers"], "needs two chambers at least: none can veto alone");
    if (chambers.raise === 0n && rules.governance.rules["constitutional"]?.chambers === true) {
      say(
        ["governance", "chambers", "raise"],
        "must be more than 0% where chambers may veto what the constitutional rule decides, or a veto is the last word",
      );
    }
  }
  if (brake !== undefined) {
    const at = (field: string) => ["governance", "brake", field];
    if (brake.officers === 0 && brake.members === 0) say(at("members"), "nobody could pull it");
    if (brake.officers > 0 !== (brake.office !== undefined)) say(at("office"), "goes with a number of officers");
    const office = offices.find(({ name }) => name === brake.office);
    if (brake.office !== undefined && office === undefined) say(at("office"), "is no office that is elected");
    if (office !== undefined && brake.officers > office.seats) say(at("officers"), "are more than hold the office");
  }

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
  equation.forEach((bucket, index) => {
    if (bucket.to !== "account" || bucket.guild <= rules.guilds.length) return;
    say(["treasury", "valueEquation", index, "guild"], `there is no guild ${bucket.guild}`);
  });
  funded.forEach((place) => {
    const name = rules.guilds[place - 1]?.name;
    if (name === undefined) return;
    const bytes = Buffer.byteLength(name);
    if (bytes > NAME_BYTES) {
      say(["guilds", place - 1, "name"], `has ${bytes} bytes, and the name of a guild that is founded has at most 64`);
    }
    const same = rules.guilds.findIndex((other, index) => other.name === name && index !== place - 1);
    if (same !== -1) say(["guilds", place - 1, "name"], `is the name of guild ${same + 1} too, and it is to be paid`);
  });
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
      policyOf(choice, rules.licensing.policies.slice(0, index));
    } catch (error) {
      if (!(error instanceof NeoguildError)) throw error;
      say(["licensing", "policies", index], `${error.message}. ${error.remedy}`);
    }
  });

  for (const [name, each] of Object.entries(rules.governance.rules)) {
    const at = (field: string) => ["governance", "rules", name, field];
    const { votingPeriod, lateHours } = each;
    if (votingPeriod > 0n && BigInt(lateHours) * 3_600n > votingPeriod) {
      say(at("lateHours"), "must not be longer than the vote");
    }
    if (each.sealed !== undefined && lateHours > 0) {
      say(at("lateHours"), "must be 0 where ballots are sealed: nobody sees the outcome turn before they are opened");
    }
    if (each.delegates && rules.governance.delegations === undefined) {
      say(at("delegates"), "needs governance.delegations, which says how long a delegation lasts");
    }
    if (each.threshold === 0n && (each.blocks === 0 || each.blocks === WEIGHED)) {
      say(at("blocks"), "consent needs a number of blocks that stop a proposal, or everything passes");
    }
    if (name === "constitutional" && each.quorum.engaged > 0n) {
      say(
        at("quorum"),
        "the constitutional rule cannot go by engagement: if it fell, nothing could be decided any more",
      );
    }
    if (each.chambers && rules.governance.chambers === undefined) {
      say(at("chambers"), "the nation has no chambers: name them in governance.chambers");
    }
    if (each.chambers && each.executionDelay < 86_400n) {
      say(at("executionDelay"), "must be at least 1d where chambers may veto it");
    }
    if (name === "constitutional" && each.executionDelay < rules.governance.exitWindow) {
      say(at("executionDelay"), "must not be shorter than governance.exitWindow");
    }
    const { brake } = rules.governance;
    if (brake !== undefined && each.executionWindow <= brake.lasts) {
      say(at("executionWindow"), "must be longer than governance.brake.lasts, or a brake would end what it holds up");
    }
    if (each.workingDays) {
      for (const field of ["notice", "votingPeriod"] as const) {
        if (each[field] % 86_400n !== 0n) say(at(field), "must be whole days where they are working days");
      }
      if (votingPeriod > 180n * 86_400n) say(at("votingPeriod"), "must be at most 180d where they are working days");
    }
  }
  const someDelegable = Object.values(rules.governance.rules).some(({ delegates }) => delegates);
  if (rules.governance.delegations !== undefined && !someDelegable) {
    say(["governance", "delegations"], "no rule counts delegates: leave it out, or say so in a rule (delegates)");
  }
  const twice = (path: string[], tokens: readonly string[]) =>
    tokens.forEach((one, index) => {
      if (tokens.indexOf(one) !== index) say([...path, index, "token"], "this token is named twice");
    });
  const { spending } = rules.governance;
  twice(["governance", "spending", "caps"], spending?.caps.map(({ token }) => token) ?? []);
  twice(
    ["treasury", "depositCaps"],
    rules.treasury.depositCaps.map(({ token }) => token),
  );
  spending?.caps.forEach(({ perDecision, perPeriod }, index) => {
    if (perPeriod === 0n || perDecision <= perPeriod) return;
    say(["governance", "spending", "caps", index, "perDecision"], "is more than perPeriod, so it would never matter");
  });
  for (const [act, name] of Object.entries(rules.governance.acts)) {
    const fault = faultOfAct(act, name, rules.governance.rules);
    if (fault !== undefined) say(["governance", "acts", act], fault);
  }
  const { holds } = rules.governance;
  const slowest = ["Holds.confirm", "Holds.drop"]
    .map((act) => {
      const name = rules.governance.acts[act] ?? "constitutional";
      const rule = rules.governance.rules[name];
      return { act, name, takes: rule === undefined ? 0n : decisionTime(rule) };
    })
    .reduce((one, other) => (other.takes > one.takes ? other : one));
  if (holds !== undefined && holds.duration < slowest.takes) {
    const { act, name, takes } = slowest;
    say(
      ["governance", "holds", "duration"],
      `a hold would end before the assembly could decide: ${act} takes up to ${formatDuration(takes)} under the rule "${name}"`,
    );
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

/** What these set bounds other decisions, so no decision under an easier rule than the constitutional one may lift it. */
const BOUNDS = ["Chambers", "Delegations", "Moving", "Spending"];

/** What is wrong with an act and the rule that a charter lists for it, if anything. */
function faultOfAct(act: string, name: string, rules: z.output<typeof governance>["rules"]): string | undefined {
  const found = selectorOf(act);
  if (found === undefined) return "is no function of a contract that a decision can call: write Contract.function";
  if (!Object.hasOwn(rules, name)) return `there is no rule "${name}"`;
  if (found.contract === "DecisionRules" || act.endsWith(".carry")) {
    return "takes the constitutional rule in any case; leave it out";
  }
  const [rule, constitutional] = [rules[name], rules["constitutional"]];
  if (rule === undefined || constitutional === undefined || !BOUNDS.includes(found.contract)) return undefined;
  if (isNowhereEasier(ruleOf(rule), ruleOf(constitutional))) return undefined;
  return `bounds what others decide: "${name}" is easier than the constitutional rule`;
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
    const why = cause instanceof SyntaxError ? `it is no JSON: ${cause.message}` : whyUnreadable(cause);
    const message = `${file} cannot be read: ${why}`;
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

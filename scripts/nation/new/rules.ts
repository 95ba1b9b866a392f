import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { parseCharter, readCharter, type CharterFile } from "../../../sdk/charter.ts";
import { NeoguildError } from "../../../sdk/errors.ts";

/** Where rule sets are found: a rule set is a charter whose name, founders and guilds are replaced. */
const FOLDER = "charters";

export interface RuleSet {
  /** What to call it: the file's name without its ending. */
  readonly id: string;
  readonly charter: CharterFile;
}

/** The rule sets that come with the project, and the charters made here so far. */
export function ruleSets(): RuleSet[] {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).sort() : [];
  return files
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => {
      try {
        return [readRuleSet(join(FOLDER, file))];
      } catch {
        return []; // a charter somebody is still writing
      }
    });
}

/** A rule set by its id or its path. @throws NeoguildError `RuleSetUnknown`, `CharterInvalid` */
export function findRuleSet(wanted: string): RuleSet {
  const path = wanted.endsWith(".json") ? wanted : join(FOLDER, `${basename(wanted)}.json`);
  if (existsSync(path)) return readRuleSet(path);
  throw new NeoguildError({
    code: "RuleSetUnknown",
    message: `there is no rule set "${wanted}"`,
    remedy: `Choose one of ${ruleSets()
      .map(({ id }) => id)
      .join(", ")}, or name a charter file.`,
    docs: "docs/charters.md#rule-sets-to-start-from",
  });
}

function readRuleSet(path: string): RuleSet {
  readCharter(path); // says what is wrong with it
  return { id: basename(path, ".json"), charter: JSON.parse(readFileSync(path, "utf8")) as CharterFile };
}

/** One of the few numbers that are asked for; the others stay as the rule set has them. */
export interface RuleNumber {
  readonly text: string;
  readonly why: string;
  /** As the charter has it; undefined where it has no such number. */
  readonly of: (charter: CharterFile) => string | undefined;
  readonly with: (charter: CharterFile, value: string) => CharterFile;
}

/** The numbers that matter on the first day, by the option that sets them. */
export const NUMBERS = {
  vouches: {
    text: "Vouches a newcomer needs",
    why: "So many members must vouch for a newcomer; more is slower and safer.",
    of: ({ membership }) => String(membership.vouches),
    with: (charter, value) => ({ ...charter, membership: { ...charter.membership, vouches: Number(value) } }),
  },
  minimum: {
    text: "Least hours of livelihood work in a season",
    why: "Who works less shares nothing by hours in that season; 0 for no minimum.",
    of: ({ season }) => season.minimum.livelihood,
    with: ({ season, ...charter }, value) => ({
      ...charter,
      season: { ...season, minimum: { ...season.minimum, livelihood: withUnit(value, "h") } },
    }),
  },
  reserve: {
    text: "Share of the surplus for the reserve",
    why: "The reserve belongs to all and is never divided; the rest of a surplus goes to members.",
    of: ({ treasury }) => treasury.valueEquation.find(takesReserve)?.share,
    with: ({ treasury, ...charter }, value) => {
      const place = treasury.valueEquation.findIndex(takesReserve);
      const last = treasury.valueEquation.length - 1;
      const valueEquation = treasury.valueEquation.map((bucket, index) => {
        if (index === place) return { ...bucket, share: withUnit(value, "%") };
        return index === last ? { ...bucket, share: "rest" } : bucket;
      });
      return { ...charter, treasury: { ...treasury, valueEquation } };
    },
  },
  voting: {
    text: "Voting period of ordinary decisions",
    why: "So long can members vote on everyday matters; longer is fairer to the busy.",
    of: ({ governance }) => governance.rules[everyday(governance)]?.votingPeriod,
    with: ({ governance, ...charter }, value) => {
      const name = everyday(governance);
      const rule = governance.rules[name];
      if (rule === undefined) return { ...charter, governance };
      const rules = { ...governance.rules, [name]: { ...rule, votingPeriod: withUnit(value, "d") } };
      return { ...charter, governance: { ...governance, rules } };
    },
  },
} as const satisfies Record<string, RuleNumber>;

/** The charter with this number, checked as a whole. @throws NeoguildError `NumberRefused` */
export function withNumber(charter: CharterFile, number: RuleNumber, value: string): CharterFile {
  if (number.of(charter) === undefined) throw refused(`this rule set has no number for "${number.text}"`);
  const changed = number.with(charter, value);
  try {
    parseCharter(changed, "the charter");
  } catch (error) {
    if (!(error instanceof NeoguildError)) throw error;
    throw refused(`"${value}" cannot be taken:\n${error.message.split("\n").slice(1).join("\n")}`);
  }
  return changed;
}

function takesReserve({ to }: CharterFile["treasury"]["valueEquation"][number]): boolean {
  return to === "reserve";
}

function everyday({ rules }: CharterFile["governance"]): string {
  return Object.hasOwn(rules, "ordinary") ? "ordinary" : "constitutional";
}

/** A bare number takes the unit that goes without saying here; no time at all has none. */
function withUnit(value: string, unit: "h" | "d" | "%"): string {
  return /^\d+(\.\d+)?$/.test(value) && (unit === "%" || value !== "0") ? `${value}${unit}` : value;
}

function refused(message: string): NeoguildError {
  const remedy = "Write it like the value in brackets: 2, 16h, 80% or 7d.";
  return new NeoguildError({ code: "NumberRefused", message, remedy, docs: "docs/charters.md" });
}

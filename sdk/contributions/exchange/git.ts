/**
 * A git history as *drafts*: what somebody did on which day, for them to look through, say how long it took, and enter as
 * their own. A commit says nothing about time, so no draft guesses it. A commit is no claim: its author makes it one.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { z } from "zod";

import { NeoguildError } from "../../errors.ts";
import { saltedHash } from "../../privacy.ts";
import { Entry } from "../payload.ts";
import { TRACKS } from "../tracks.ts";
import { readTime } from "./cells.ts";
import type { TableRow } from "./table.ts";

/** One day of one person. `time` is theirs to fill in, such as `3h`; a day without it is left out. */
const DraftDay = z.strictObject({
  day: z.iso.date("a day of the calendar is due, written 2026-11-22"),
  time: z.string().nullable(),
  track: z.enum(TRACKS).default("livelihood"),
  work: z.int().min(0).default(0),
  /** Short hashes and titles. They stay in this file; the ledger gets a salted hash of them. */
  commits: z.array(z.string()).min(1),
});

export const Draft = z.strictObject({
  format: z.literal("neoguild-draft-1"),
  provider: z.int().min(1),
  author: z.string(),
  /** Of the evidence of every entry: kept with the file, so that what was entered can be shown and not guessed. */
  salt: z.string().regex(/^0x[0-9a-f]{64}$/, "a salt has 32 bytes"),
  entries: z.array(DraftDay),
});

export type Draft = z.output<typeof Draft>;

/** A draft made anew beside an older one of the same person: what they filled in stays, and so does the salt. */
export function keepFilledIn(fresh: Draft, older: Draft): Draft {
  const filledIn = new Map(older.entries.filter(({ time }) => time !== null).map((entry) => [entry.day, entry]));
  const entries = fresh.entries.map((entry) => filledIn.get(entry.day) ?? entry);
  const days = new Set(entries.map(({ day }) => day));
  const gone = [...filledIn.values()].filter(({ day }) => !days.has(day));
  return { ...fresh, salt: older.salt, entries: [...gone, ...entries].sort((a, b) => a.day.localeCompare(b.day)) };
}

/** A person of the history whom the mapping does not name. */
export interface Stranger {
  readonly author: string;
  readonly commits: number;
}

export interface GitOptions {
  /** Folder of a git repository. */
  readonly folder: string;
  /** As git understands them: `2026-01-01`, `3 months ago`. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Agent ids by e-mail address or name. */
  readonly providers: Readonly<Record<string, number>>;
}

/** A draft whose author said how long it took, as entries; row n is its n-th day, from 1. */
export async function readDraft({ provider, salt, entries }: Draft): Promise<TableRow[]> {
  return Promise.all(
    entries.map(async ({ day, time, track, work, commits }, index): Promise<TableRow> => {
      const number = index + 1;
      if (time === null || time.trim() === "") return { number, kind: "left out", why: `${day} has no time yet` };
      const minutes = readTime(time.trim(), { time: "duration", decimal: "." });
      if ("fault" in minutes) return { number, kind: "fault", faults: [`time: ${minutes.fault}`] };
      const { hash: evidence } = await saltedHash(commits.join("\n"), salt);
      const given = { provider, track, work, quantity: minutes.value, day: Date.parse(day) / 86_400_000, evidence };
      const checked = Entry.safeParse(given);
      if (checked.success) return { number, kind: "entry", entry: checked.data };
      return { number, kind: "fault", faults: checked.error.issues.map(({ message }) => message) };
    }),
  );
}

const FIELD = "\u001f";

/** The drafts of everybody known, in the order of their ids, and who is not known. Merges are nobody's work. */
export async function draftsFrom(options: GitOptions): Promise<{ drafts: Draft[]; strangers: Stranger[] }> {
  const byPerson = new Map<number, { author: string; days: Map<string, string[]> }>();
  const strangers = new Map<string, number>();
  for (const { email, name, day, commit } of await commitsOf(options)) {
    const author = `${name} <${email}>`;
    const provider = options.providers[email] ?? options.providers[name];
    if (provider === undefined) {
      strangers.set(author, (strangers.get(author) ?? 0) + 1);
      continue;
    }
    const person = byPerson.get(provider) ?? { author, days: new Map<string, string[]>() };
    byPerson.set(provider, person);
    person.days.set(day, [...(person.days.get(day) ?? []), commit]);
  }
  const drafts = [...byPerson]
    .sort(([a], [b]) => a - b)
    .map(([provider, { author, days }]): Draft => {
      const entries = [...days].sort(([a], [b]) => a.localeCompare(b));
      return {
        format: "neoguild-draft-1",
        provider,
        author,
        salt: `0x${randomBytes(32).toString("hex")}`,
        entries: entries.map(([day, commits]) => ({ day, time: null, track: "livelihood", work: 0, commits })),
      };
    });
  return { drafts, strangers: Array.from(strangers, ([author, commits]) => ({ author, commits })) };
}

async function commitsOf({ folder, since, until }: GitOptions) {
  const limits = [
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(until === undefined ? [] : [`--until=${until}`]),
  ];
  const format = ["%ae", "%an", "%as", "%h %s"].join("%x1f");
  try {
    const { stdout } = await promisify(execFile)(
      "git",
      ["-C", folder, "log", "--no-merges", "--reverse", `--format=${format}`, ...limits, "--"],
      { maxBuffer: 256 * 1024 * 1024 },
    );
    const lines = stdout.split("\n").filter((line) => line !== "");
    return lines.map((line) => {
      const [email = "", name = "", day = "", commit = ""] = line.split(FIELD);
      return { email, name, day, commit };
    });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim() ?? String(cause);
    throw new NeoguildError(
      {
        code: "GitHistoryUnreadable",
        message: `the history in ${folder} cannot be read: ${said.split("\n")[0] ?? ""}`,
        remedy: "Name the folder of a git repository with --repo; git itself must be installed.",
      },
      { cause },
    );
  }
}

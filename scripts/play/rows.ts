import { parseEther } from "ethers";
import { z } from "zod";

import { TRACKS } from "../../sdk/contributions/tracks.ts";
import { NeoguildError } from "../../sdk/errors.ts";
import { CHOICES, amount, choice, parsed, seasonId, text } from "../options.ts";
import { SETTINGS } from "./settings.ts";
import type { Stage } from "./stage.ts";

// One row of a season, checked cell by cell. docs/rehearsal.md shows the same table to its reader.

export const COLUMNS = [
  "day",
  "act",
  "who",
  "guild",
  "season",
  "hours",
  "track",
  "amount",
  "to",
  "setting",
  "value",
  "choice",
  "text",
] as const;

export const ACTS = [
  "found",
  "join",
  "open",
  "hours",
  "appraise",
  "settle",
  "income",
  "cost",
  "pay",
  "close",
  "collect",
  "propose",
  "vote",
  "queue",
  "execute",
] as const;

const DAY_S = 86_400n;
/** Days counted from the first; more are a slip of the hand. */
const MOST_DAYS = 36_500n;

/** What cells refer to. */
export interface Known {
  /** The day on which the rehearsal began, in days since 1970: day 1. */
  readonly firstDay: bigint;
  /** Names of people by their ids; empty where there is no roster. */
  readonly names: ReadonlyMap<bigint, string>;
  /** The last agent's id. */
  readonly lastId: bigint;
  /** Ids of the active members, which "all" stands for. */
  readonly active: readonly bigint[];
}

/** How a row is read. A cell that its act has no use for is refused: it stands in the wrong column. */
export function rowSchema(known: Known) {
  const day = parsed((cell) => dayOf(cell, known.firstDay)).describe("Midnight in Unix seconds");
  const person = parsed((cell) => personOf(cell, known));
  const people = parsed((cell) =>
    cell === "all" ? [...known.active] : cell.split(/[;,]/).map((one) => personOf(one.trim(), known)),
  );
  const payee = z.union([z.string().regex(/^0x[0-9a-fA-F]{40}$/), person]);
  const guild = z.string().refine((name) => Buffer.byteLength(name) <= 64, "a guild's name has at most 64 bytes");
  const row = <A extends (typeof ACTS)[number], S extends z.ZodRawShape>(act: A, cells: S) =>
    z.strictObject({ day, act: z.literal(act), ...cells });
  const coins = amount.transform((number) => parseEther(number));
  const setting = z.enum([...SETTINGS.keys()], { error: `one of these is due: ${[...SETTINGS.keys()].join(", ")}` });
  const value = z.string();
  const season = seasonId.optional();

  return z.discriminatedUnion(
    "act",
    [
      row("found", { who: person, guild }),
      row("join", { who: people, guild }),
      row("open", {}),
      row("hours", { who: person, guild, hours, track: track.default("livelihood"), text: text.optional() }),
      row("appraise", { who: people, guild }),
      row("settle", { guild }),
      row("income", { guild, amount: coins, text }),
      row("cost", { who: person, guild, amount: coins, to: payee, season, text }),
      row("pay", { guild, text }),
      row("close", { guild, season }),
      row("collect", { guild, who: people.optional(), season }),
      row("propose", { who: people, setting, value, text }).superRefine((proposed, context) => {
        const problem = problemOf(proposed.setting, proposed.value);
        if (problem !== undefined) context.addIssue({ code: "custom", path: ["value"], message: problem });
      }),
      row("vote", { who: people, choice: vote, text }),
      row("queue", { text }),
      row("execute", { text }),
    ],
    { error: `one of these is due: ${ACTS.join(", ")}` },
  );
}

export type Row = z.output<ReturnType<typeof rowSchema>>;

/** Plays a row of one act and says in a sentence what happened. */
export type Player<A extends Row["act"]> = (stage: Stage, row: Extract<Row, { act: A }>) => Promise<string>;

const track = z.enum(TRACKS, { error: `one of these is due: ${TRACKS.join(", ")}` });

const vote = z
  .string()
  .refine((word) => CHOICES.some((one) => one === word), `one of these is due: ${CHOICES.join(", ")}`)
  .pipe(choice);

/** Minutes of work. */
const hours = z
  .string()
  .regex(/^\d{1,4}(\.\d{1,4})?$/, "hours are a number such as 8 or 7.5")
  .transform((cell) => Math.round(Number(cell) * 60))
  .refine((minutes) => minutes > 0, "more than no time is due");

function dayOf(cell: string, firstDay: bigint): bigint {
  if (/^\d{1,5}$/.test(cell) && BigInt(cell) >= 1n && BigInt(cell) <= MOST_DAYS) {
    return (firstDay + BigInt(cell) - 1n) * DAY_S;
  }
  const date = z.iso.date().safeParse(cell);
  if (date.success) return BigInt(Date.parse(date.data)) / 1000n;
  throw wrong(`"${cell}" is no day`, "Write a date such as 2027-01-31, or a number: 1 is the day the rehearsal began");
}

function personOf(cell: string, { names, lastId }: Known): bigint {
  if (/^[1-9]\d{0,9}$/.test(cell) && BigInt(cell) <= lastId) return BigInt(cell);
  const [called] = [...names].find(([, name]) => name === cell) ?? [];
  if (called !== undefined) return called;
  const named = names.size === 0 ? "" : `, or a name of the roster (${[...names.values()].join(", ")})`;
  throw wrong(`"${cell}" is nobody here`, `Write an agent's id from 1 to ${lastId}${named}`);
}

function wrong(message: string, remedy: string): NeoguildError {
  return new NeoguildError({ code: "CellInvalid", message, remedy });
}

function problemOf(setting: string, value: string): string | undefined {
  try {
    SETTINGS.get(setting)?.parse(value);
    return undefined;
  } catch (error) {
    return error instanceof NeoguildError ? `${error.message}. ${error.remedy}` : String(error);
  }
}

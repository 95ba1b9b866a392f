/**
 * How the table of a spreadsheet or a time tracker is read: which column says what, how days and times are written, and
 * which words stand for which people, tracks, resources, works and chapters. Written once by a guild, kept beside its
 * tables.
 */
import { z } from "zod";

import { TRACKS } from "../tracks.ts";

const column = z.string().min(1, "name the column as the head line does");
const number = z.int().min(0).max(0xffff_ffff);
const numbers = z.record(z.string(), number).default({});

/** How days are written. */
export const DAY_FORMATS = ["YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY"] as const;

/** How times are written: 7.5 hours, 450 minutes, 7:30 or 7:30:00 by the clock, 7h30min. */
export const TIME_FORMATS = ["hours", "minutes", "clock", "duration"] as const;

export const Mapping = z.strictObject({
  format: z.literal("neoguild-mapping-1"),
  /** The column of each field, by its name in the head line. */
  columns: z
    .strictObject({
      provider: column.optional(),
      /** Time worked; or `quantity` where a resource is counted in other units. */
      time: column.optional(),
      quantity: column.optional(),
      resource: column.optional(),
      day: column.optional(),
      track: column.optional(),
      gift: column.optional(),
      work: column.optional(),
      chapter: column.optional(),
      /** Somebody's share in money; only `books:compare` reads it. */
      share: column.optional(),
    })
    .prefault({}),
  day: z.enum(DAY_FORMATS).default("YYYY-MM-DD"),
  time: z.enum(TIME_FORMATS).default("hours"),
  decimal: z.enum([".", ","]).default("."),
  /** Agent ids by what the table calls people. */
  providers: z.record(z.string(), number.min(1, "an agent's id is 1 or more")).default({}),
  /** The words that stand for each track, beside its own name. */
  tracks: z.partialRecord(z.enum(TRACKS), z.array(z.string())).default({}),
  resources: numbers,
  works: numbers,
  chapters: numbers,
  /** What holds for rows that do not say. */
  defaults: z
    .strictObject({
      provider: number.min(1).optional(),
      track: z.enum(TRACKS).default("livelihood"),
      resource: number.default(0),
      work: number.default(0),
      chapter: number.default(0),
      gift: z.boolean().default(false),
    })
    .prefault({}),
  /** Rows that are not meant for the ledger: those with one of these values in the column. */
  leaveOut: z.array(z.strictObject({ column, values: z.array(z.string()).min(1) })).default([]),
});

export type Mapping = z.output<typeof Mapping>;

const PLAIN_COLUMNS = ["provider", "time", "quantity", "resource", "day", "track", "gift", "work", "chapter"] as const;

/** The mapping where no file is given: columns have the names of the fields, and times are written `8h` or `7h30min`. */
export function plainMapping(head: readonly string[]): Mapping {
  const columns = Object.fromEntries(
    PLAIN_COLUMNS.filter((name) => head.includes(name)).map((name) => [name, name] as const),
  );
  return Mapping.parse({ format: "neoguild-mapping-1", columns, time: "duration" });
}

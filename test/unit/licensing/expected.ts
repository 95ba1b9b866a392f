import { readFileSync } from "node:fs";
import { z } from "zod";

import { DECISIONS, type Decision } from "../../../sdk/licensing/catalogue.ts";
import { PURPOSES, USER_CLASSES, type UserClass } from "../../../sdk/licensing/kinds.ts";

const rows = z.record(z.enum(USER_CLASSES), z.array(z.enum(DECISIONS)).length(PURPOSES.length));
const table = z.object({
  purposes: z.array(z.string()),
  given: z.record(z.string(), rows),
  ours: z.record(z.string(), rows),
});

const { purposes, given, ours } = table.parse(
  JSON.parse(readFileSync(new URL("./data/cells.json", import.meta.url), "utf8")) as unknown,
);

/** Licences whose cells were given to this project: 7 of 45 cells, 315. */
export const GIVEN = Object.keys(given);

/** What every cell must say, written by hand in `data/cells.json`: licence → class of user → one answer a purpose. */
export const EXPECTED: Readonly<Record<string, Readonly<Record<UserClass, readonly Decision[]>>>> = {
  ...given,
  ...ours,
};

/** The columns, as the table has them. */
export const COLUMNS = purposes;

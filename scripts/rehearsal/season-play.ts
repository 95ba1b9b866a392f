import { requireRehearsal } from "../../chain/rehearsal.ts";
import { privateNames } from "../membership/names.ts";
import { count, file, readText } from "../options.ts";
import { defineTask } from "../task.ts";

export const seasonPlay = defineTask({
  name: "season:play",
  description:
    "Plays a season from a spreadsheet (CSV) on a rehearsal, acting for its members and skipping to each row's day. All " +
    "rows are checked before the first is played. The columns are in docs/rehearsal.md. " +
    "Example: npx hardhat season:play --from docs/examples/season.csv",
  options: {
    from: file.describe("CSV file with a head line; see docs/examples/season.csv"),
    row: count
      .refine((number) => number >= 2n, "the first row below the head line is row 2")
      .optional()
      .describe("Row of the file to begin with, where those before it were played"),
  },
  async run({ options: { from, row = 2n }, nation }) {
    const content = readText(from);
    const connected = await nation();
    await requireRehearsal(connected);
    const { readSeason } = await import("../play/check.ts");
    const { playSeason, standingOf } = await import("../play/season.ts");
    const names = privateNames(connected);
    const rows = readSeason(from, content, Number(row), await standingOf(connected, names));
    const lines = await playSeason(connected, rows, names);
    return { lines, data: { played: rows.length, rows: rows.map(({ number }) => number), changed: true } };
  },
});

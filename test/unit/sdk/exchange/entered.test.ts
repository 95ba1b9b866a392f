import { expect } from "chai";

import { leaveOutEntered } from "../../../../sdk/contributions/exchange/entered.ts";
import type { TableRow } from "../../../../sdk/contributions/exchange/table.ts";
import type { LedgerEntry } from "../../../../sdk/contributions/exchange/valueflows.ts";
import { Entry, type EntryInput } from "../../../../sdk/contributions/payload.ts";

const HOURS: EntryInput = { provider: 1, track: "livelihood", quantity: 480, day: 20_600 };
const BATCH = `0x${"ab".repeat(32)}`;

const row = (number: number, change: Partial<EntryInput> = {}): TableRow => ({
  number,
  kind: "entry",
  entry: Entry.parse({ ...HOURS, ...change }),
});
const stands = (state: LedgerEntry["state"]): LedgerEntry => ({
  entry: Entry.parse(HOURS),
  ...{ guild: 10n, batch: BATCH, index: 0, state },
});
const kinds = (rows: readonly TableRow[]) => rows.map(({ kind }) => kind);

describe("leaveOutEntered", () => {
  it("leaves out a row whose like is open or accepted, and names the batch", () => {
    for (const state of ["open", "accepted"] as const) {
      const rows = leaveOutEntered([row(2)], [stands(state)]);
      expect(rows).to.deep.equal([{ number: 2, kind: "left out", why: `stands in batch ${BATCH} already` }]);
    }
  });

  it("keeps a row whose like was withdrawn or not accepted", () => {
    for (const state of ["withdrawn", "not accepted"] as const) {
      expect(kinds(leaveOutEntered([row(2)], [stands(state)]))).to.deep.equal(["entry"]);
    }
  });

  it("keeps a row that differs in any field", () => {
    const changes: Partial<EntryInput>[] = [
      ...[{ provider: 2 }, { receiver: 2 }, { action: "cite" }, { track: "love" }, { gift: true }, { resource: 1 }],
      ...[{ quantity: 481 }, { day: 20_601 }, { chapter: 1 }, { work: 1 }, { evidence: BATCH }, { corrects: BATCH }],
    ] as Partial<EntryInput>[];
    for (const change of changes) {
      expect(kinds(leaveOutEntered([row(2, change)], [stands("open")])), JSON.stringify(change)).to.deep.equal([
        "entry",
      ]);
    }
  });

  it("leaves out as many equal rows as stand, and the others stay", () => {
    expect(kinds(leaveOutEntered([row(2), row(3)], [stands("open")]))).to.deep.equal(["left out", "entry"]);
  });

  it("leaves rows with a fault, or left out before, as they are", () => {
    const rows: TableRow[] = [
      { number: 2, kind: "fault", faults: ["x"] },
      { number: 3, kind: "left out", why: "y" },
    ];
    expect(leaveOutEntered(rows, [stands("open")])).to.deep.equal(rows);
  });
});

import { expect } from "chai";

import { faultsOfHead, readTable, type TableRow } from "../../../../sdk/contributions/exchange/table.ts";
import { Mapping, plainMapping } from "../../../../sdk/contributions/exchange/mapping.ts";

const TODAY = 20_600;

const tracker = Mapping.parse({
  format: "neoguild-mapping-1",
  columns: { provider: "User", time: "Duration", day: "Start", track: "Tag", work: "Project" },
  day: "DD.MM.YYYY",
  time: "clock",
  providers: { "amara@example.org": 1 },
  tracks: { care: ["Team care"] },
  works: { Sensor: 7 },
  leaveOut: [{ column: "Tag", values: ["Private"] }],
});

const HEAD = ["User", "Duration", "Start", "Tag", "Project"];

function read(cells: readonly string[], mapping = tracker, head = HEAD): TableRow | undefined {
  const names = new Map([
    [2n, "Bo"],
    [3n, "Twin"],
    [4n, "Twin"],
  ]);
  return readTable([head, cells], { mapping, names, day: TODAY })[0];
}

describe("readTable", () => {
  it("given a row that is right, it is an entry with the numbers the mapping names", () => {
    expect(read(["amara@example.org", "7:30", "22.11.2026", "Team care", "Sensor"])).to.deep.include({
      number: 2,
      kind: "entry",
      entry: {
        provider: 1,
        receiver: 0,
        action: "work",
        track: "care",
        gift: false,
        resource: 0,
        quantity: 450,
        day: 20_779,
        chapter: 0,
        work: 7,
      },
    });
  });

  it("given seconds, it rounds half up to the minute", () => {
    expect(read(["2", "0:00:30", "", "", ""])).to.have.nested.property("entry.quantity", 1);
    expect(read(["2", "1:00:29", "", "", ""])).to.have.nested.property("entry.quantity", 60);
  });

  it("given a name of the private roster, it is that person", () => {
    expect(read(["Bo", "1:00", "", "", ""])).to.have.nested.property("entry.provider", 2);
  });

  it("given no day and no track, it takes the day of such rows and the mapping's track", () => {
    expect(read(["Bo", "1:00", "", "", ""]))
      .to.deep.include({ kind: "entry" })
      .and.nested.include({ "entry.day": TODAY });
  });

  it("given no day, and none for such rows, it has a fault", () => {
    const cells = [HEAD, ["Bo", "1:00", "", "", ""]];
    const [row] = readTable(cells, { mapping: tracker, names: new Map([[2n, "Bo"]]), day: undefined });
    expect(row)
      .to.have.nested.property("faults[0]")
      .that.matches(/^Start: the day is missing/);
  });

  it("given a value that is not meant for the ledger, it is left out", () => {
    expect(read(["nobody", "never", "", "Private", ""])).to.deep.equal({
      number: 2,
      kind: "left out",
      why: 'Tag is "Private"',
    });
  });

  it("given several faults in a row, it names each with its column", () => {
    const row = read(["nobody", "7,5", "11/22/2026", "Fun", "Radio"]);
    expect(row).to.have.property("kind", "fault");
    const faults = row?.kind === "fault" ? row.faults : [];
    expect(faults.map((fault) => fault.split(":")[0])).to.deep.equal(["User", "Duration", "Tag", "Start", "Project"]);
  });

  it("given a name that two people have, it asks for the mapping", () => {
    expect(read(["Twin", "1:00", "", "", ""]))
      .to.have.nested.property("faults[0]")
      .that.contains("nobody is known");
  });

  it("given no time, only care is an entry", () => {
    expect(read(["Bo", "", "", "Team care", ""])).to.have.nested.property("entry.quantity", 0);
    expect(read(["Bo", "", "", "", ""]))
      .to.have.nested.property("faults[0]")
      .that.contains("only care");
  });

  it("given a time longer than a leap year, it is a fault", () => {
    expect(read(["Bo", "9000:00", "", "", ""]))
      .to.have.nested.property("faults[0]")
      .that.contains("leap year");
  });

  it("given empty rows, it passes them over and keeps the numbers of the others", () => {
    const rows = readTable([HEAD, ["", "", "", "", ""], ["Bo", "1:00", "", "", ""]], {
      mapping: tracker,
      names: new Map([[2n, "Bo"]]),
      day: TODAY,
    });
    expect(rows.map(({ number }) => number)).to.deep.equal([3]);
  });

  const times: [string, Partial<Mapping>, string, number][] = [
    ["hours with a point", { time: "hours" }, "7.25", 435],
    ["hours with a comma", { time: "hours", decimal: "," }, "0,1", 6],
    ["a third of an hour", { time: "hours" }, "0.333", 20],
    ["minutes", { time: "minutes" }, "90", 90],
    ["a duration", { time: "duration" }, "7h 30min", 450],
  ];
  for (const [what, change, cell, minutes] of times) {
    it(`reads ${what}`, () => {
      expect(read(["Bo", cell, "", "", ""], { ...tracker, ...change })).to.have.nested.property(
        "entry.quantity",
        minutes,
      );
    });
  }

  it("given no mapping, the columns have the names of the fields", () => {
    const head = ["provider", "time", "track", "gift"];
    expect(read(["2", "8h", "love", "yes"], plainMapping(head), head)).to.have.deep.nested.include({
      "entry.quantity": 480,
      "entry.track": "love",
      "entry.gift": true,
    });
  });
});

describe("faultsOfHead", () => {
  it("names columns that are missing or stand there twice", () => {
    expect(faultsOfHead(["User", "Start", "Start", "Tag", "Project"], tracker)).to.deep.equal([
      'the head line has no column "Duration"',
      'the head line has the column "Start" twice',
    ]);
  });
  it("names a table in which nothing is counted", () => {
    expect(faultsOfHead(["provider"], plainMapping(["provider"]))).to.deep.equal([
      "no column is named for the time, nor for the quantity",
    ]);
  });
  it("given all of them, names none", () => expect(faultsOfHead(HEAD, tracker)).to.deep.equal([]));
});

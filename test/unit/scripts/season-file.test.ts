import { readFileSync } from "node:fs";
import { expect } from "chai";

import { readSeason, type NumberedRow, type Standing } from "../../../scripts/play/check.ts";
import { NeoguildError } from "../../../sdk/errors.ts";

const DAY = 86_400n;
const TODAY = BigInt(Date.UTC(2026, 10, 23)) / 1000n;
const HOUR = 3_600n;

/** A rehearsal that began today, with nine members of whom two have names. */
const standing: Standing = {
  firstDay: TODAY / DAY,
  names: new Map([
    [1n, "Amara"],
    [2n, "Bo"],
  ]),
  lastId: 9n,
  active: [1n, 2n, 3n],
  present: TODAY + HOUR,
  guilds: [],
  proposals: [],
  costs: [],
};

const STUDIO_COST = { guild: "Studio", text: "Invoice 12" };

const head = "day,act,who,guild,hours,track,amount,to,setting,value,choice,text";

describe("readSeason", () => {
  it("reads every row of the example, with its number in the spreadsheet", () => {
    const rows = readSeason("season.csv", readFileSync("docs/examples/season.csv", "utf8"), 2, standing);
    expect(rows.map(({ number }) => number)).to.deep.equal(Array.from({ length: 20 }, (_, index) => index + 2));
  });

  it("takes people by id, by name, several, and all", () => {
    const rows = read(["1,found,Amara,Studio", "1,join,2; Bo,Studio", "1,join,all,Studio"]);
    expect(rows.map(({ row }) => ("who" in row ? row.who : []))).to.deep.equal([1n, [2n, 2n], [1n, 2n, 3n]]);
  });

  it("takes days as dates, or counted from the day the rehearsal began", () => {
    const rows = read(["1,open", "2026-11-24,open", "31,open"]);
    expect(rows.map(({ row }) => row.day)).to.deep.equal([TODAY, TODAY + DAY, TODAY + 30n * DAY]);
  });

  it("takes hours as minutes, and livelihood unless another track is named", () => {
    const rows = read(["1,found,1,Studio", "1,hours,1,Studio,7.5", "1,hours,1,Studio,8,care"]);
    expect(rows[1]?.row).to.deep.include({ hours: 450, track: "livelihood" });
    expect(rows[2]?.row).to.deep.include({ hours: 480, track: "care" });
  });

  it("leaves out empty rows and those before the one to begin with", () => {
    const rows = readSeason("season.csv", [head, "1,dance", "", ",,,", "1,open"].join("\n"), 3, standing);
    expect(rows.map(({ number }) => number)).to.deep.equal([5]);
  });

  it("takes what was proposed, and what a guild was asked to pay, before the first row or in one", () => {
    const known = { ...standing, guilds: ["Studio", "Farm"], proposals: ["Shorter"], costs: [STUDIO_COST] };
    const lines = [
      ...["1,pay,,Studio,,,,,,,,Invoice 12", "1,vote,1,,,,,,,,for,Shorter"],
      ...["1,cost,1,Farm,,,100,2,,,,Invoice 12", "1,pay,,Farm,,,,,,,,Invoice 12"],
      ...["1,propose,1,,,,,,season.length,30d,,Longer", "1,queue,,,,,,,,,,Longer", "1,execute,,,,,,,,,,Longer"],
    ];
    expect(readSeason("season.csv", [head, ...lines].join("\n"), 2, known)).to.have.lengthOf(lines.length);
  });

  describe("given what a guild was asked to pay, and a proposal to the assembly", () => {
    const asked = ["1,found,1,Studio", "1,found,2,Farm", "1,cost,1,Studio,,,100,2,,,,Invoice 12"];
    const proposed = "1,propose,1,,,,,,season.length,30d,,Longer";
    const faults: [string, string, string][] = [
      [
        "a cost that another guild was asked for",
        "1,pay,,Farm,,,,,,,,Invoice 12",
        'row 6, text: nobody asked Farm to pay for "Invoice 12" by then',
      ],
      [
        "a proposal that is to be paid",
        "1,pay,,Studio,,,,,,,,Longer",
        'row 6, text: nobody asked Studio to pay for "Longer" by then',
      ],
      ...(["vote", "queue", "execute"] as const).map((act): [string, string, string] => [
        `a cost that the assembly is to ${act}`,
        act === "vote" ? "1,vote,1,,,,,,,,for,Invoice 12" : `1,${act},,,,,,,,,,Invoice 12`,
        'row 6, text: nothing is proposed to the assembly as "Invoice 12" by then',
      ]),
    ];

    for (const [what, line, told] of faults) {
      it(`names ${what}`, () => {
        expect(() => read([...asked, proposed, line]))
          .to.throw(NeoguildError, told)
          .with.property("code", "SeasonFileInvalid");
      });
    }

    it("names a cost that another guild was asked for before the first row", () => {
      const known = { ...standing, guilds: ["Studio", "Farm"], costs: [STUDIO_COST] };
      expect(() => readSeason("season.csv", [head, "1,pay,,Farm,,,,,,,,Invoice 12"].join("\n"), 2, known)).to.throw(
        NeoguildError,
        "row 2, text: nobody asked Farm",
      );
    });
  });

  describe("given rows that cannot be played", () => {
    const faults: [string, string[], string][] = [
      ["an act that there is not", [head, "1,dance,1"], "row 2, act: one of these is due: found"],
      ["no act", [head, "1,,1"], "row 2, act: is needed"],
      ["no day", [head, ",open"], "row 2, day: is needed"],
      ["a day that is none", [head, "soon,open"], 'row 2, day: "soon" is no day. Write a date such as 2027-01-31'],
      [
        "a day that is past",
        [head, "2020-01-31,open"],
        "row 2, day: 2020-01-31 00:00 UTC is past: the rehearsal's date",
      ],
      ["days that go back", [head, "9,open", "8,open"], "is past: row 2 is on"],
      [
        "somebody unknown",
        [head, "1,found,77,Studio"],
        'row 2, who: "77" is nobody here. Write an agent\'s id from 1 to 9',
      ],
      ["nobody", [head, "1,found,,Studio"], "row 2, who: is needed"],
      ["several where one acts", [head, "1,found,1;2,Studio"], 'row 2, who: "1;2" is nobody here'],
      ["a guild that there is not", [head, "1,join,1,Forge"], 'row 2, guild: no guild is called "Forge" by then'],
      ["hours that are none", [head, "1,found,1,Studio", "1,hours,1,Studio,many"], "row 3, hours: hours are a number"],
      [
        "an unknown track",
        [head, "1,found,1,Studio", "1,hours,1,Studio,8,fun"],
        "row 3, track: one of these is due: livelihood",
      ],
      ["a cell the act has no use for", [head, "1,open,1"], "row 2, who: this act has no use for it"],
      [
        "an unknown setting",
        [head, "1,propose,1,,,,,,colour,blue,,x"],
        "row 2, setting: one of these is due: membership.vouches",
      ],
      ["a value that is none", [head, "1,propose,1,,,,,,season.length,long,,x"], 'row 2, value: "long" is no duration'],
      ["an unknown choice", [head, "1,vote,1,,,,,,,,maybe,x"], "row 2, choice: one of these is due: against, for"],
      [
        "a vote on nothing",
        [head, "1,vote,1,,,,,,,,for,x"],
        'row 2, text: nothing is proposed to the assembly as "x" by then',
      ],
      ["an unknown column", ["day,act,colour", "1,open,"], "row 1, colour: there is no such column"],
      ["a column too few", ["act", "open"], "row 1, day: this column is missing"],
      ["a column twice", ["day,act,act", "1,open,open"], "row 1, act: this column stands in the head line twice"],
      ["no row", [head], "has no row to play"],
    ];

    for (const [what, lines, told] of faults) {
      it(`names ${what}`, () => {
        expect(() => readSeason("season.csv", lines.join("\n"), 2, standing))
          .to.throw(NeoguildError, told)
          .with.property("code", "SeasonFileInvalid");
      });
    }
  });

  function read(lines: readonly string[]): NumberedRow[] {
    return readSeason("season.csv", [head, ...lines].join("\n"), 2, standing);
  }
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";

import { address, day, readCsv, readJson, readText } from "../../../scripts/options.ts";
import { NeoguildError } from "../../../sdk/errors.ts";
import { temporaryFolder } from "../../fixtures/processes.ts";

describe("files that tasks take", () => {
  const folder = temporaryFolder("options");
  const named = (content: string, encoding: "utf8" | "latin1" | "utf16le" = "utf8"): string => {
    const path = join(folder, "named.csv");
    writeFileSync(path, content, encoding);
    return path;
  };

  it("are read without the byte order mark that spreadsheets write", () => {
    expect(readText(named("\ufeffname\nJos\u00e9"))).to.equal("name\nJos\u00e9");
  });

  const faults: [given: string, path: () => string, why: string][] = [
    ["no file", () => join(folder, "none"), "there is no such file"],
    ["a folder", () => folder, "it is a folder"],
    ["another encoding", () => named("name\nBo\nJos\u00e9\n", "latin1"), "line 3 is not written in UTF-8"],
    ["UTF-16", () => named("\ufeffname", "utf16le"), "line 1 is not written in UTF-8"],
  ];
  for (const [given, path, why] of faults) {
    it(`given ${given}, say so with the path`, () => {
      expect(() => readText(path()))
        .to.throw(NeoguildError, `${path()} cannot be read: ${why}`)
        .with.property("code", "FileUnreadable");
      expect(() => readJson(path(), z.unknown())).to.throw(NeoguildError, why);
    });
  }

  for (const [given, content] of [
    ["nothing", ""],
    ["only a byte order mark and white space", "\ufeff \n\n"],
    ["only empty cells", ",,\n,,\n"],
  ] as const) {
    it(`given a table with ${given}, say with the path that it is empty`, () => {
      const path = named(content);
      expect(() => readCsv(path))
        .to.throw(NeoguildError, `${path} cannot be read: it is empty`)
        .with.property("code", "FileUnreadable");
    });
  }

  it("given a table, are its records", () => {
    expect(readCsv(named("name,hours\nBo,8\n"))).to.deep.equal([
      ["name", "hours"],
      ["Bo", "8"],
    ]);
  });

  it("given no JSON where it is due, say so with the path", () => {
    const path = named("{");
    expect(() => readJson(path, z.unknown()))
      .to.throw(NeoguildError, `${path} cannot be read: it is no JSON`)
      .with.property("code", "FileUnreadable");
  });
});

describe("options that several tasks take", () => {
  it("a day is counted from 1970, and is one of the calendar", () => {
    expect(day.parse("2026-11-22")).to.equal(20_779);
    for (const odd of ["22.11.2026", "2026-13-40", "2026-02-31"])
      expect(day.safeParse(odd).success, odd).to.equal(false);
  });

  it("an address in mixed case has the checksum it says, and one fault is told once", () => {
    const right = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    for (const good of [right, right.toLowerCase()]) expect(address.parse(good)).to.equal(good);
    for (const odd of [right.replace("C8", "c8"), right.slice(0, -1), "Amara"]) {
      expect(address.safeParse(odd).error?.issues, odd).to.have.length(1);
    }
  });
});

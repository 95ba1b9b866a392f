import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

import { readNames } from "../../../scripts/nation/new/people.ts";
import { findRuleSet, NUMBERS, ruleSets, withNumber } from "../../../scripts/nation/new/rules.ts";
import { NeoguildError } from "../../../sdk/errors.ts";
import { temporaryFolder } from "../../fixtures/processes.ts";

const AMARA = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const BO = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

describe("names.csv", () => {
  const folder = temporaryFolder("names");

  function table(...rows: string[]): string {
    const path = join(folder, "names.csv");
    writeFileSync(path, rows.join("\n"));
    return path;
  }

  it("is read in its order, with quotes, empty rows and roles in any case", () => {
    const people = readNames(
      table("Name,wallet,ROLE", `"Chen, ""the cook""",${AMARA},Cashier`, "", ",,", "Bo , ,", "Emil"),
    );
    expect(people).to.deep.equal([
      { name: 'Chen, "the cook"', address: AMARA, role: "cashier" },
      { name: "Bo", address: undefined, role: "founder" },
      { name: "Emil", address: undefined, role: "founder" },
    ]);
  });

  it("is read as other spreadsheets write it: a byte order mark, semicolons, CRLF, columns in another order", () => {
    const people = readNames(table("\ufeffwallet;name\r", `${BO.toLowerCase()};Bo\r`));
    expect(people).to.deep.equal([{ name: "Bo", address: BO, role: "founder" }]);
  });

  const faults: [given: string, rows: string[], row: string, what: string][] = [
    ["a missing column", ["name,role", "Bo,founder"], "row 1", "no column wallet"],
    ["an unknown column", ["name,wallet,phone", "Bo,,1"], "row 1", 'nobody knows a column "phone"'],
    ["a column that is there twice", ["name,wallet,name", "Bo,,Bo"], "row 1", "column name is there twice"],
    ["nobody", ["name,wallet,role", ""], "row 2", "nobody is named"],
    ["no name", ["name,wallet", `,${AMARA}`], "row 2, name", "a name is missing"],
    ["a name twice", ["name,wallet", "Bo,", "bo,"], "row 3, name", "bo is on the list already"],
    ["a name with a hidden character", ["name,wallet", "B\u202eo,"], "row 2, name", "a character nobody can see"],
    ["a name too long", ["name,wallet", `${"B".repeat(65)},`], "row 2, name", "longer than 64 characters"],
    ["half an address", ["name,wallet", `Bo,${BO.slice(0, 41)}`], "row 2, wallet", "is no address"],
    ["a bad checksum", ["name,wallet", `Bo,${BO.replace("C4", "c4")}`], "row 2, wallet", "fails its checksum"],
    ["the zero address", ["name,wallet", `Bo,0x${"0".repeat(40)}`], "row 2, wallet", "nobody's wallet"],
    ["a wallet twice", ["name,wallet", `Amara,${BO}`, `Bo,${BO}`], "row 3, wallet", "is Amara's wallet"],
    ["an unknown role", ["name,wallet,role", "Bo,,king"], "row 2, role", '"king" is no role'],
    ["two cashiers", ["name,wallet,role", "Bo,,cashier", "Al,,cashier"], "row 3, role", "a cashier already"],
    ["too many cells", ["name,wallet", "Bo,,founder"], "row 2", "more cells than the head has columns"],
  ];
  for (const [given, rows, row, what] of faults) {
    it(`given ${given} it names ${row}`, () => {
      const lines = messageOf(() => readNames(table(...rows)), "NamesInvalid")
        .split("\n")
        .slice(1);
      expect(lines).to.have.lengthOf(1);
      expect(lines[0]).to.contain(`  ${row}: `).and.to.contain(what);
    });
  }

  it("tells all faults at once", () => {
    const lines = messageOf(() => readNames(table("name,wallet,role", "Bo,0x1,king", ",,")), "NamesInvalid");
    expect(lines.split("\n")).to.have.lengthOf(3);
  });

  it("given another encoding it asks for UTF-8", () => {
    const path = join(folder, "latin.csv");
    writeFileSync(path, Buffer.from("name,wallet\nJos\u00e9,", "latin1"));
    expect(messageOf(() => readNames(path), "FileUnreadable")).to.contain("line 2 is not written in UTF-8");
    messageOf(() => readNames(join(folder, "missing.csv")), "FileUnreadable");
  });
});

describe("rule sets", () => {
  it("are the charters that come with the project, by name or by path", () => {
    expect(ruleSets().map(({ id }) => id)).to.include.members(["commons-guild", "hypha", "worker-coop"]);
    expect(findRuleSet("charters/hypha.json")).to.deep.equal(findRuleSet("hypha"));
    expect(messageOf(() => findRuleSet("monarchy"), "RuleSetUnknown")).to.contain("monarchy");
  });

  const changes = {
    vouches: ["3", "3"],
    minimum: ["20", "20h"],
    reserve: ["12.5", "12.5%"],
    voting: ["3d", "3d"],
  } as const;
  for (const { id, charter } of ruleSets()) {
    it(`${id} takes each number that is asked for, and stays a charter`, () => {
      for (const [name, [typed, written]] of Object.entries(changes)) {
        const number = NUMBERS[name as keyof typeof NUMBERS];
        // Not every rule set has a reserve; what it does not have is not asked for.
        if (number.of(charter) === undefined) {
          expect(name).to.equal("reserve");
          continue;
        }
        expect(number.of(withNumber(charter, number, typed)), name).to.equal(written);
      }
    });
  }

  it("refuse a number that makes no charter, and say why", () => {
    const { charter } = findRuleSet("hypha");
    const refused = (name: keyof typeof NUMBERS, value: string) =>
      messageOf(() => withNumber(charter, NUMBERS[name], value), "NumberRefused");
    expect(refused("vouches", "many")).to.contain("membership.vouches");
    expect(refused("minimum", "16 hours")).to.contain('"16 hours" is no duration');
    expect(refused("reserve", "101%")).to.contain('"101%" is no share');
    expect(refused("voting", "30min")).to.contain("must be 1h to 1y");
  });
});

function messageOf(run: () => unknown, code: string): string {
  try {
    run();
  } catch (error) {
    expect(error).to.be.instanceOf(NeoguildError).and.to.include({ code });
    return (error as NeoguildError).message;
  }
  return expect.fail("nothing was refused");
}
